//! What a run's page begins with: its finding as a title, and both prices, score and time, below it.

use std::time::Duration;

use crate::wording::{self, Unit, count, counted, spelled};

use super::findings::{Findings, TargetFindings};
use super::front::Front;
use super::headline;

/// The finding of a run as a title, and the sentences below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lead {
    /// Without a full stop: `birch3-coder:30b on llama.cpp is the quickest of seven that could be the best`.
    pub title: String,
    /// One to three sentences; empty if the title says it all.
    pub standfirst: String,
}

/// The lead of a run's findings.
pub fn lead(findings: &Findings) -> Lead {
    if let Some(reason) = &findings.withdrawn {
        return Lead { title: without_stop(&headline::withdrawn(reason)), standfirst: String::new() };
    }
    let ranked: Vec<&TargetFindings> = findings.targets.iter().filter(|target| target.rank.is_some()).collect();
    let leaders: Vec<&TargetFindings> = ranked.iter().filter(|target| target.could_be_best()).copied().collect();
    let (title, standfirst) = match leaders.as_slice() {
        [] => (without_stop(&headline::headline(findings).to_string()), String::new()),
        [best] => one_best(best, &ranked),
        leaders => match quickest(findings, leaders) {
            Some(quickest) => many_with_quickest(findings, quickest, leaders, ranked.len()),
            None => many(findings, leaders, ranked.len()),
        },
    };
    let title = match findings.coverage.part() {
        Some(part) => format!("{title} ({part})"),
        None => title,
    };
    if standfirst.is_empty() {
        return Lead { title, standfirst };
    }
    let more = match findings.targets.len() - ranked.len() {
        0 => String::new(),
        1 => " One more target is not ranked.".to_owned(),
        more => format!(" {} more targets are not ranked.", count(more)),
    };
    Lead { title, standfirst: findings.coverage.qualified(&(standfirst + &more)) }
}

fn without_stop(sentence: &str) -> String {
    sentence.trim_end_matches('.').to_owned()
}

fn one_best(best: &TargetFindings, ranked: &[&TargetFindings]) -> (String, String) {
    let title = match ranked.len() {
        1 => format!("{} complies with {}", best.subject.named(), score(best)),
        several => format!("{} is the best of {}", best.subject.named(), spelled(several)),
    };
    let second = ranked.iter().find(|target| target.subject.id != best.subject.id);
    let second = match second {
        Some(second) => {
            format!(" Next is {}: {}, {}.", second.subject.named(), score(second), second.total.median_in_words())
        }
        None => String::new(),
    };
    (title, format!("It complies with {} of what it is asked; {}.{second}", score(best), best.total.median_in_words()))
}

/// The leader with the shortest median time, if it is certainly on the front: by the tests, no other leader is as quick.
fn quickest<'a>(findings: &Findings, leaders: &[&'a TargetFindings]) -> Option<&'a TargetFindings> {
    let (_, quickest) = shortest(leaders)?;
    (are_compared(findings, leaders) && quickest.front == Front::Certain).then_some(quickest)
}

/// Whether the times of all of them can be compared.
fn are_compared(findings: &Findings, targets: &[&TargetFindings]) -> bool {
    let ids = || targets.iter().map(|target| &target.subject.id);
    ids().all(|one| ids().all(|other| findings.compares_times(one, other)))
}

/// The shortest median time, and whose it is; `None` if none has a median.
fn shortest<'a>(targets: &[&'a TargetFindings]) -> Option<(Duration, &'a TargetFindings)> {
    let timed = targets.iter().filter_map(|target| Some((target.total.median.at()?, *target)));
    timed.min_by_key(|(time, target)| (*time, &target.subject.id))
}

fn many_with_quickest(
    findings: &Findings,
    quickest: &TargetFindings,
    leaders: &[&TargetFindings],
    ranked: usize,
) -> (String, String) {
    let named = quickest.subject.named();
    let title = match leaders.len() {
        2 if ranked == 2 => format!("{named} is the quicker of two that could be the best"),
        all if all == ranked => format!("{named} is the quickest; all {} could be the best", spelled(all)),
        some => format!("{named} is the quickest of {} that could be the best", spelled(some)),
    };
    let others: Vec<&TargetFindings> =
        leaders.iter().filter(|target| target.subject.id != quickest.subject.id).copied().collect();
    let (who, verb) = match others.len() {
        1 => ("The other".to_owned(), "scores"),
        several => (format!("The {} others", spelled(several)), "score"),
    };
    let cases = counted(findings.coverage.cases, "case");
    let longer = longer(quickest, &others);
    let time = quickest.total.median.at().map(wording::time).unwrap_or_default();
    let standfirst = format!(
        "It complies with {} of what it is asked, in {time} at the median. {who} {verb} {}, which {cases} cannot tell apart{longer}.",
        score(quickest),
        scores(&others)
    );
    (title, standfirst)
}

fn many(findings: &Findings, leaders: &[&TargetFindings], ranked: usize) -> (String, String) {
    let title = match (leaders.len(), ranked) {
        (2, 2) => "Both targets could be the best".to_owned(),
        (some, all) if some == all => format!("All {} targets could be the best", spelled(all)),
        (some, all) => format!("{} of {} targets could be the best", count(some), count(all)),
    };
    // The targets of findings are in the order of their scores.
    let highest = leaders[0];
    let equal = leaders[1..].iter().filter(|target| score(target) == score(highest)).count();
    let also = match equal {
        0 => String::new(),
        some => format!(" and {} more", spelled(some)),
    };
    let quickest = match shortest(leaders) {
        _ if !are_compared(findings, leaders) => " Their times cannot be compared.".to_owned(),
        None => " None of them has a median time: more than half of the requests timed out.".to_owned(),
        Some((time, target)) => {
            format!(
                " The shortest median time among them is {}, of {} ({}).",
                wording::time(time),
                target.subject.named(),
                score(target)
            )
        }
    };
    let cases = counted(findings.coverage.cases, "case");
    let standfirst = format!(
        "{cases} cannot tell them apart. The highest score is {}, of {}{also}.{quickest}",
        score(highest),
        highest.subject.named()
    );
    (title, standfirst)
}

fn percent(target: &TargetFindings) -> f64 {
    target.compliance.map_or(0.0, |estimate| estimate.value.percent())
}

fn score(target: &TargetFindings) -> String {
    Unit::Percent.prose(percent(target))
}

/// `91.2 to 96.5 %`
fn scores(targets: &[&TargetFindings]) -> String {
    let all = || targets.iter().map(|target| percent(target));
    let (low, high) = (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
    let (low, high) = (Unit::Percent.cell(low), Unit::Percent.prose(high));
    if high.starts_with(&low) { high } else { format!("{low} to {high}") }
}

/// How many times as long others take: `, and take 1.4 to 6.0 times as long`.
fn longer(quickest: &TargetFindings, others: &[&TargetFindings]) -> String {
    let times: Option<Vec<Duration>> = others.iter().map(|target| target.total.median.at()).collect();
    let (Some(times), Some(base)) = (times, quickest.total.median.at()) else { return String::new() };
    let ratios = || times.iter().map(|time| time.as_secs_f64() / base.as_secs_f64().max(1e-9));
    let ends = (ratios().fold(f64::INFINITY, f64::min), ratios().fold(0.0, f64::max));
    let [low, high] = [ends.0, ends.1].map(|ratio| wording::factor(ratio, ends));
    let verb = if others.len() == 1 { "takes" } else { "take" };
    if low == high {
        format!(", and {verb} {low} times as long")
    } else {
        format!(", and {verb} {low} to {high} times as long")
    }
}
