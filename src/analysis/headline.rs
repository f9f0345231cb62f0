//! A run's main finding in one sentence.

use crate::wording::{self, Unit};
use std::fmt;
use std::time::Duration;

use super::compare::RankRange;
use super::findings::{Findings, TargetFindings};
use super::subject::Subject;

/// The main finding of a run, which its page, figures and terminal output begin with.
#[derive(Debug, Clone, PartialEq)]
pub enum Headline {
    /// No target could be ranked.
    NothingRanked,
    /// One target is separably better than all others, or is the only one.
    OneBest {
        /// The target.
        best: Subject,
        /// Its compliance, in percent.
        compliance: f64,
        /// Its median time; absent if it is censored.
        median: Option<Duration>,
        /// Whether it is the only ranked target.
        alone: bool,
    },
    /// Several targets tie for the best.
    ManyBest {
        /// The number of targets that tie.
        leaders: usize,
        /// Whether their times can be compared; if not, none is the quickest.
        compared: bool,
        /// The number of ranked targets.
        ranked: usize,
        /// The one with the shortest median time; absent if all medians are censored.
        quickest: Option<(Subject, Duration)>,
        /// The next median time as a multiple of the shortest.
        next: Option<f64>,
    },
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
    let leads = |target: &&&TargetFindings| matches!(target.rank, Some(RankRange { best: 1, .. }));
    let leaders: Vec<&TargetFindings> = ranked.iter().filter(leads).copied().collect();
    match leaders.as_slice() {
        [] => Headline::NothingRanked,
        [best] => Headline::OneBest {
            best: best.subject.clone(),
            compliance: best.compliance.map_or(0.0, |estimate| estimate.value.percent()),
            median: best.total.median.at(),
            alone: ranked.len() == 1,
        },
        leaders => {
            let ids = || leaders.iter().map(|target| &target.subject.id);
            let compared = ids().all(|one| ids().all(|other| findings.compares_times(one, other)));
            let mut quick: Vec<(Duration, &Subject)> =
                leaders.iter().filter_map(|target| Some((target.total.median.at()?, &target.subject))).collect();
            quick.retain(|_| compared);
            quick.sort();
            let next = match quick.as_slice() {
                [(first, _), (second, _), ..] if !first.is_zero() => Some(second.as_secs_f64() / first.as_secs_f64()),
                _ => None,
            };
            Headline::ManyBest {
                leaders: leaders.len(),
                compared,
                ranked: ranked.len(),
                quickest: quick.first().map(|(time, subject)| ((*subject).clone(), *time)),
                next,
            }
        }
    }
}

impl Headline {
    /// The model that the headline is about: the best, or the quickest of those that tie for it.
    pub fn leader(&self) -> Option<&str> {
        match self {
            Self::OneBest { best, .. } => Some(&best.model),
            Self::ManyBest { quickest: Some((subject, _)), .. } => Some(&subject.model),
            Self::ManyBest { quickest: None, .. } | Self::NothingRanked => None,
        }
    }
}

impl fmt::Display for Headline {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NothingRanked => {
                formatter.write_str("No target can be ranked: too few answers, or too many failed requests.")
            }
            Self::OneBest { best, compliance, median, alone } => {
                let what = if *alone { "has a compliance of" } else { "is separably the best, with a compliance of" };
                write!(formatter, "{} {what} {}", best.named(), Unit::Percent.prose(*compliance))?;
                match median {
                    Some(time) => write!(formatter, " and a median time of {}.", wording::time(*time)),
                    None => formatter.write_str(" and no median time: too many of its requests timed out."),
                }
            }
            Self::ManyBest { leaders, compared: false, .. } => {
                let leaders = wording::count(*leaders);
                write!(formatter, "{leaders} targets tie for the best; their times cannot be compared.")
            }
            Self::ManyBest { leaders, quickest: None, .. } => {
                write!(
                    formatter,
                    "{} targets tie for the best; none of them has a median time.",
                    wording::count(*leaders)
                )
            }
            Self::ManyBest { leaders, ranked, quickest: Some((subject, time)), next, .. } => {
                let of = match (wording::count(*leaders), wording::count(*ranked)) {
                    (leaders, ranked) if leaders == ranked => format!("all {leaders} tie"),
                    (leaders, ranked) => format!("{leaders} of {ranked} tie"),
                };
                write!(
                    formatter,
                    "No target is separably better than {}: {of} for the best, and of those it is the quickest, with a median time of {}",
                    subject.named(),
                    wording::time(*time),
                )?;
                match next {
                    // Below 5 %, a factor would suggest a difference that matters.
                    Some(ratio) if *ratio >= 1.05 => {
                        write!(
                            formatter,
                            "; the next takes {} times as long.",
                            wording::factor(*ratio, (*ratio, f64::INFINITY))
                        )
                    }
                    Some(_) => formatter.write_str("; the next is about as quick."),
                    None => formatter.write_str("."),
                }
            }
        }
    }
}
