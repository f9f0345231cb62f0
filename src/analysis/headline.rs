//! The one sentence that a run's findings allow, whatever they are.

use crate::wording::{self, Unit};
use std::fmt;
use std::time::Duration;

use super::compare::RankRange;
use super::findings::{Findings, TargetFindings};
use super::subject::Subject;

/// What a run's page, figure and terminal say first.
#[derive(Debug, Clone, PartialEq)]
pub enum Headline {
    /// No target could be ranked.
    NothingRanked,
    /// One target is separably better than all others, or is the only one.
    OneBest {
        /// Who.
        best: Subject,
        /// Its compliance, in percent.
        compliance: f64,
        /// Its median time, where it has one.
        median: Option<Duration>,
        /// Whether there was anyone to be better than.
        alone: bool,
    },
    /// Several tie for the best.
    ManyBest {
        /// How many.
        leaders: usize,
        /// Of how many ranked targets.
        ranked: usize,
        /// The quickest of them by the median, where any has one.
        quickest: Option<(Subject, Duration)>,
        /// How many times as long the next quickest of them takes.
        next: Option<f64>,
    },
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
            let mut quick: Vec<(Duration, &Subject)> =
                leaders.iter().filter_map(|target| Some((target.total.median.at()?, &target.subject))).collect();
            quick.sort();
            let next = match quick.as_slice() {
                [(first, _), (second, _), ..] if !first.is_zero() => Some(second.as_secs_f64() / first.as_secs_f64()),
                _ => None,
            };
            Headline::ManyBest {
                leaders: leaders.len(),
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
                let what = if *alone { "complies with" } else { "is separably the best: it complies with" };
                write!(formatter, "{} {what} {} of what was asked", best.named(), Unit::Percent.prose(*compliance))?;
                match median {
                    Some(time) => write!(formatter, ", in {} at the median.", wording::time(*time)),
                    None => formatter.write_str(", and has no median time: it ran into the limit too often."),
                }
            }
            Self::ManyBest { leaders, quickest: None, .. } => {
                write!(formatter, "{leaders} targets tie for the best, and none of them has a median time.")
            }
            Self::ManyBest { leaders, ranked, quickest: Some((subject, time)), next } => {
                let of =
                    if leaders == ranked { format!("all {leaders} tie") } else { format!("{leaders} of {ranked} tie") };
                write!(
                    formatter,
                    "No target is separably better than {}: {of} for the best, and of those it is the quickest, at {} an answer",
                    subject.named(),
                    wording::time(*time),
                )?;
                match next {
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
