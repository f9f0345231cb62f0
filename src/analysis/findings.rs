//! What analysis says: the types.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::name::{CaseId, CategoryId, RunId, TargetId};
use crate::quantity::Fraction;

/// What analysis says about one run.
#[derive(Debug, Clone, PartialEq)]
pub struct Findings {
    /// The run.
    pub run: RunId,
    /// Categories in the suite's order, with their titles.
    pub categories: Vec<(CategoryId, String)>,
    /// The shortest and the longest limit of the questions: beyond its question's limit a time is censored.
    pub limits: (Duration, Duration),
    /// Best compliance first; targets that are not ranked last; ties in the order of their ids.
    pub targets: Vec<TargetFindings>,
    /// Seed and number of draws of every bootstrap here.
    pub bootstrap: Bootstrap,
    /// Whether any answer came from a simulated model.
    pub simulated: bool,
}

/// How the bootstrap was drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bootstrap {
    /// From the run's id.
    pub seed: u64,
    /// Draws.
    pub draws: u32,
}

/// What analysis says about one target.
#[derive(Debug, Clone, PartialEq)]
pub struct TargetFindings {
    /// Who.
    pub subject: Subject,
    /// Its range of ranks; absent where it is not ranked (over 5 % of its requests failed, or nothing was measured).
    pub rank: Option<RankRange>,
    /// Mean strict compliance, macro-averaged over categories, cases and categories by their weights; absent where a category has no scored answer.
    pub compliance: Option<Estimate>,
    /// The same under the lenient reading.
    pub lenient: Option<Fraction>,
    /// Per category: share of fully compliant answers, Wilson 95 % on the number of units, on the effective number where their weights differ.
    pub categories: BTreeMap<CategoryId, CategoryFindings>,
    /// Per case: the mean of its repeats' strict results, 0 to 1; absent cases were not scored.
    pub cases: BTreeMap<CaseId, f64>,
    /// Time to the complete answer.
    pub total: Latency,
    /// Time to the first token of an answered trial.
    pub first_token: Latency,
    /// The client's total less what the server accounts for, median; absent where the server reports nothing.
    pub overhead: Option<Duration>,
    /// Compliant answers per minute of asking; absent where no time was spent.
    pub qpr: Option<f64>,
    /// What became of its measured requests.
    pub outcomes: Outcomes,
    /// Its place on the front of (compliance up, median total down).
    pub front: Front,
}

/// A target, as figures and tables name it. All of it is text for people and hostile.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subject {
    /// Unique in the run.
    pub id: TargetId,
    /// The model's name.
    pub model: String,
    /// The runtime's name for people: `Ollama`.
    pub runtime: String,
    /// The model's family, for colour: the leading letters of its name, `qwen`, `birch`.
    pub family: String,
}

/// A range of ranks, 1 the best: 1 + targets separably better, to k - targets separably worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RankRange {
    /// The best rank the data allow.
    pub best: usize,
    /// The worst rank the data allow.
    pub worst: usize,
}

/// A share with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The estimate.
    pub value: Fraction,
    /// The interval's lower end.
    pub low: Fraction,
    /// The interval's upper end.
    pub high: Fraction,
    /// Sampling units: cases, or pairs.
    pub n: usize,
}

/// One category of one target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CategoryFindings {
    /// Share of fully compliant answers; absent where none was scored.
    pub compliance: Option<Estimate>,
}

/// A distribution of times with censoring.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Latency {
    /// Trials that bear on it, censored ones included.
    pub n: usize,
    /// Of them, how many only say "longer than the limit".
    pub censored: usize,
    /// The median.
    pub median: Quantile,
    /// The 10th percentile.
    pub p10: Quantile,
    /// The 90th percentile.
    pub p90: Quantile,
    /// The 95th percentile where n is at least 60; absent below.
    pub p95: Quantile,
    /// The longest.
    pub longest: Quantile,
}

/// A quantile of times.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Quantile {
    /// It is this, with a 95 % interval where one was computed.
    At {
        /// The estimate.
        value: Duration,
        /// The interval; its upper end is absent where it is censored.
        interval: Option<(Duration, Option<Duration>)>,
    },
    /// It lies beyond this: the limit; where limits differ, the least that it can be.
    Beyond(Duration),
    /// There is nothing to say it of, or too little.
    Absent,
}

/// What became of a target's measured requests; the classes do not overlap.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outcomes {
    /// Every check passed.
    pub compliant: usize,
    /// Some check failed.
    pub not_compliant: usize,
    /// Declined.
    pub refused: usize,
    /// Empty, cut at the token limit, or nothing but reasoning.
    pub malformed: usize,
    /// No complete answer within the limit.
    pub timed_out: usize,
    /// Failures of the machinery; no part of any score.
    pub failed: usize,
}

impl Outcomes {
    /// All measured requests.
    pub fn requests(&self) -> usize {
        self.scored() + self.failed
    }

    /// The requests that count in a score.
    pub fn scored(&self) -> usize {
        self.compliant + self.not_compliant + self.refused + self.malformed + self.timed_out
    }
}

/// A target's place on the Pareto front.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Front {
    /// No other target dominates it, at the level of the intervals.
    Certain,
    /// On the front of the estimates, or not separably off it.
    Possible,
    /// Separably dominated, or without a median.
    Off,
}
