//! A run's main finding in one or two sentences.

use std::fmt;
use std::time::Duration;

use crate::wording::{self, Unit};

use super::findings::{Findings, TargetFindings, Unranked};
use super::subject::Subject;

/// The main finding of a run, which its page, figures and terminal output begin with.
#[derive(Debug, Clone, PartialEq)]
pub struct Headline {
    kind: Kind,
    /// The targets that are not ranked beside those that are.
    unranked: usize,
}

#[derive(Debug, Clone, PartialEq)]
enum Kind {
    /// Targets without a rank only, for these reasons.
    NothingRanked(Vec<Unranked>),
    /// No answer complied: the number of targets, and that of requests and their limits if all of them timed out.
    NobodyComplied { targets: usize, all_timed_out: Option<(usize, (Duration, Duration))> },
    /// One target is better than all others, or is the only one.
    OneBest { best: Leader, ranked: usize },
    /// Several targets could be the best.
    ManyBest(Several),
}

/// A target in the headline.
#[derive(Debug, Clone, PartialEq)]
struct Leader {
    subject: Subject,
    /// Its compliance, in percent.
    compliance: f64,
    /// Its median time in words.
    median: String,
}

/// What is said where several targets could be the best.
#[derive(Debug, Clone, PartialEq)]
struct Several {
    leaders: usize,
    ranked: usize,
    cases: usize,
    /// The smallest difference that can be seen between them, as a share.
    gap: Option<f64>,
    /// The one with the highest score.
    highest: Leader,
    /// How many others have the same score.
    equal: usize,
    /// Whether their times can be compared; if not, none is the quickest.
    compared: bool,
    /// The one with the shortest median time; absent if none has a median.
    quickest: Option<(Subject, Duration)>,
}

/// The headline as a sentence, which begins with the run's cases if they are a part of the suite's.
pub fn sentence(findings: &Findings) -> String {
    if let Some(reason) = &findings.withdrawn {
        return withdrawn(reason);
    }
    findings.coverage.qualified(&headline(findings).to_string())
}

/// What is said of a run that the site has withdrawn: `Withdrawn: the machine was throttled.`
pub fn withdrawn(reason: &str) -> String {
    let reason = reason.trim_end();
    let stop = if reason.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("Withdrawn: {reason}{stop}")
}

/// The headline of a run's findings.
pub fn headline(findings: &Findings) -> Headline {
    let ranked: Vec<&TargetFindings> = findings.targets.iter().filter(|target| target.rank.is_some()).collect();
    let leaders: Vec<&TargetFindings> = ranked.iter().filter(|target| target.could_be_best()).copied().collect();
    let kind = match leaders.as_slice() {
        [] => nobody(findings),
        [best] => Kind::OneBest { best: Leader::of(best), ranked: ranked.len() },
        leaders => Kind::ManyBest(several(findings, leaders, ranked.len())),
    };
    let unranked = if ranked.is_empty() { 0 } else { findings.targets.len() - ranked.len() };
    Headline { kind, unranked }
}

/// Why no target is ranked.
fn nobody(findings: &Findings) -> Kind {
    let mut reasons: Vec<Unranked> = findings.targets.iter().filter_map(TargetFindings::unranked).collect();
    reasons.sort();
    reasons.dedup();
    if !reasons.contains(&Unranked::NobodyComplied) {
        return Kind::NothingRanked(reasons);
    }
    let outcomes = || findings.targets.iter().map(|target| target.outcomes);
    let requests: usize = outcomes().map(|all| all.requests()).sum();
    let all_timed_out = outcomes().all(|all| all.timed_out == all.requests()).then_some((requests, findings.limits));
    Kind::NobodyComplied { targets: findings.targets.len(), all_timed_out }
}

fn several(findings: &Findings, leaders: &[&TargetFindings], ranked: usize) -> Several {
    let ids = || leaders.iter().map(|target| &target.subject.id);
    let compared = ids().all(|one| ids().all(|other| findings.compares_times(one, other)));
    let quick = leaders.iter().filter_map(|target| Some((target.total.median.at()?, &target.subject)));
    // The targets of findings are in the order of their scores.
    let highest = Leader::of(leaders[0]);
    Several {
        leaders: leaders.len(),
        ranked,
        cases: findings.coverage.cases,
        gap: findings.detectable.among_all,
        equal: leaders[1..].iter().filter(|target| Leader::of(target).compliance == highest.compliance).count(),
        highest,
        compared,
        quickest: quick.filter(|_| compared).min().map(|(time, subject)| (subject.clone(), time)),
    }
}

impl Leader {
    fn of(target: &TargetFindings) -> Self {
        Self {
            subject: target.subject.clone(),
            compliance: target.compliance.map_or(0.0, |estimate| estimate.value.percent()),
            median: target.total.median_in_words(),
        }
    }
}

impl Headline {
    /// The target with the shortest median time of those that could be the best; `None` where times cannot be compared, or nothing leads.
    pub fn quickest(&self) -> Option<&Subject> {
        match &self.kind {
            Kind::OneBest { best, .. } => Some(&best.subject),
            Kind::ManyBest(several) => several.quickest.as_ref().map(|(subject, _)| subject),
            Kind::NothingRanked(_) | Kind::NobodyComplied { .. } => None,
        }
    }
}

impl fmt::Display for Headline {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::NothingRanked(reasons) if reasons.is_empty() => formatter.write_str("Nothing was measured.")?,
            Kind::NothingRanked(reasons) => {
                let reasons: Vec<&str> = reasons.iter().map(|reason| reason.reason()).collect();
                write!(formatter, "No target can be ranked: {}.", reasons.join(", or "))?;
            }
            Kind::NobodyComplied { all_timed_out: Some((requests, limits)), .. } => {
                let all = wording::counted(*requests, "request");
                let limits = wording::limits(*limits);
                write!(formatter, "No target leads: all {all} timed out (limit {limits}).")?;
            }
            Kind::NobodyComplied { targets, .. } => {
                let of = if *targets == 1 {
                    "the target".to_owned()
                } else {
                    format!("the {}", wording::counted(*targets, "target"))
                };
                write!(formatter, "No target leads: no answer of {of} passes all checks of its case.")?;
            }
            Kind::OneBest { best, ranked } => one_best(formatter, best, *ranked)?,
            Kind::ManyBest(several) => several.write(formatter)?,
        }
        match self.unranked {
            0 => Ok(()),
            1 => formatter.write_str(" One more target is not ranked."),
            more => write!(formatter, " {} more targets are not ranked.", wording::count(more)),
        }
    }
}

/// `birch3:32b on Ollama is the best of the 17: it passes 96 % (cases averaged within categories), median time 1.34 s.`
fn one_best(formatter: &mut fmt::Formatter<'_>, best: &Leader, ranked: usize) -> fmt::Result {
    let Leader { subject, compliance, median } = best;
    let what = match ranked {
        1 => String::new(),
        several => format!(" is the best of the {}: it", wording::count(several)),
    };
    let percent = Unit::Percent.prose(*compliance);
    write!(
        formatter,
        "{}{what} passes {percent} (cases averaged within categories), median time: {median}.",
        subject.named()
    )
}

impl Several {
    fn write(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (leaders, ranked) = (wording::count(self.leaders), wording::count(self.ranked));
        match (self.leaders, self.ranked) {
            (2, 2) => formatter.write_str("Both targets could be the best")?,
            (some, all) if some == all => write!(formatter, "All {ranked} targets could be the best")?,
            _ => write!(formatter, "{leaders} of the {ranked} targets could be the best")?,
        }
        let gap = match self.gap {
            Some(gap) => {
                format!(" (gaps under about {} points do not show)", wording::count((gap * 100.0).round() as usize))
            }
            None => String::new(),
        };
        write!(formatter, ": {} cannot tell them apart{gap}.", wording::counted(self.cases, "case"))?;
        let also = match self.equal {
            0 => String::new(),
            equal => format!(" and {} more", wording::count(equal)),
        };
        let Leader { subject, compliance, .. } = &self.highest;
        write!(formatter, " Highest score: {}{also}, {}.", subject.named(), Unit::Percent.prose(*compliance))?;
        match &self.quickest {
            _ if !self.compared => formatter.write_str(" Their times cannot be compared."),
            None => formatter.write_str(" None of them has a median time: more than half of the requests timed out."),
            Some((subject, time)) => {
                write!(
                    formatter,
                    " Quickest of the {leaders}: {}, {} at the median.",
                    subject.named(),
                    wording::time(*time)
                )
            }
        }
    }
}
