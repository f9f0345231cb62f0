//! Summaries of a run, a target and a case.

use serde::Serialize;

use crate::analysis::{Coverage, Findings, TargetFindings, headline};
use crate::record::{RunState, Target, Topic};
use crate::site::RunMaterial;
use crate::wording::{self, Unit, counted};

/// A number and what it counts.
#[derive(Debug, Serialize)]
pub(in crate::site) struct Fact {
    pub(in crate::site) name: String,
    pub(in crate::site) value: String,
}

impl Fact {
    fn new(name: &str, value: impl Into<String>) -> Self {
        Self { name: name.to_owned(), value: value.into() }
    }
}

/// The size of a run and the outcomes of its requests.
pub(in crate::site) fn facts(entry: &RunMaterial) -> Vec<Fact> {
    let outcomes = || entry.findings.targets.iter().map(|target| target.outcomes);
    let requests: usize = outcomes().map(|all| all.requests()).sum();
    let number = |count: usize| wording::grouped(count as u64);
    vec![
        Fact::new("targets", number(entry.run.targets.len())),
        Fact::new("cases each", cases(&entry.findings.coverage)),
        Fact::new("requests", number(requests)),
        Fact::new("timed out", number(outcomes().map(|all| all.timed_out).sum())),
        Fact::new("failed", number(outcomes().map(|all| all.failed).sum())),
        Fact::new("total request time (sequential)", wording::time(entry.requests.time)),
    ]
}

/// `146`, or `12 of 146`.
fn cases(coverage: &Coverage) -> String {
    match coverage.of.filter(|all| coverage.cases < *all) {
        Some(all) => format!("{} of {}", wording::count(coverage.cases), wording::count(all)),
        None => wording::count(coverage.cases),
    }
}

/// The results of one target.
pub(in crate::site) fn facts_of_target(target: &TargetFindings) -> Vec<Fact> {
    let mut facts = Vec::new();
    if let Some(estimate) = target.compliance {
        let ends = wording::interval(estimate.low.percent(), estimate.high.percent());
        let words = format!("{} ({ends})", Unit::Percent.prose(estimate.value.percent()));
        facts.push(Fact::new("compliance, 95 % CI", words));
    }
    facts.extend(target.lenient.map(|share| Fact::new("lenient score", Unit::Percent.prose(share.percent()))));
    if let Some(share) = target.checks.share() {
        let words = format!("{} ({})", target.checks.words(), Unit::Percent.prose(share.percent()));
        facts.push(Fact::new("checks passed", words));
    }
    facts.push(Fact::new("median time", target.total.median_in_words()));
    facts.push(Fact::new("first token, median", target.first_token.median_in_words()));
    if target.overhead.n > 0 {
        facts.push(Fact::new("overhead, median", target.overhead.median_in_words()));
    }
    facts.push(Fact::new(
        "timed out",
        format!("{} of {}", wording::count(target.outcomes.timed_out), wording::count(target.outcomes.scored())),
    ));
    facts.push(Fact::new("failed", wording::count(target.outcomes.failed)));
    facts
}

/// The rank of a target, in one sentence.
pub(in crate::site) fn standing(findings: &Findings, target: &TargetFindings) -> String {
    if let Some(reason) = &findings.withdrawn {
        return headline::withdrawn(reason);
    }
    let ranked = findings.targets.iter().filter(|other| other.rank.is_some()).count();
    match (target.rank, target.compliance) {
        (Some(rank), Some(estimate)) => {
            let place = match ranked {
                1 => "the only ranked target".to_owned(),
                several => format!("{} of {several}", rank.prose()),
            };
            format!(
                "Compliance {}, median time {}: {place}.",
                Unit::Percent.prose(estimate.value.percent()),
                target.total.median_in_words()
            )
        }
        _ => target.unranked().map(|why| format!("Not ranked: {}.", why.reason())).unwrap_or_default(),
    }
}

/// What a reader should know before the results: that a run is unfinished, and which targets were not measured, and why.
pub(in crate::site) fn notices(entry: &RunMaterial) -> Vec<String> {
    unfinished(entry).into_iter().chain(entry.run.targets.iter().filter_map(|target| refused(entry, target))).collect()
}

/// The notice of a target that refused its first request.
fn refused(entry: &RunMaterial, target: &Target) -> Option<String> {
    let reason = entry.requests.refusal(&target.id)?;
    Some(format!("Not measured: {} on {} refused its first request: {reason}", target.model, target.runtime))
}

/// The notice of an unfinished run.
fn unfinished(entry: &RunMaterial) -> Option<String> {
    let expected = entry.run.targets.len() * entry.run.questions.len() * entry.run.settings.repeats as usize;
    match entry.run.state {
        RunState::Sealed { .. } => None,
        RunState::Unfinished => Some(format!(
            "Unfinished: {} of {} made so far. All results below are preliminary.",
            wording::grouped(entry.requests.measured as u64),
            counted(expected, "request")
        )),
    }
}

/// How many targets comply with a case or a pair, in one sentence.
pub(in crate::site) fn case_finding(entry: &RunMaterial, topic: &Topic<'_>) -> String {
    let passes = |target: &TargetFindings| -> Option<Vec<bool>> {
        topic.questions.iter().map(|question| Some(target.cases.get(&question.case)?.complies())).collect()
    };
    let all: Vec<Vec<bool>> = entry.findings.targets.iter().filter_map(passes).collect();
    let count = |wanted: &[bool]| all.iter().filter(|sides| sides.as_slice() == wanted).count();
    match topic.questions.as_slice() {
        _ if all.is_empty() => "No requests were made.".to_owned(),
        [_, _] => format!(
            "{} of {} comply on both sides, {} on A only, {} on B only, {} on neither.",
            count(&[true, true]),
            counted(all.len(), "target"),
            count(&[true, false]),
            count(&[false, true]),
            count(&[false, false])
        ),
        _ => format!("{} of {} comply.", count(&[true]), counted(all.len(), "target")),
    }
}
