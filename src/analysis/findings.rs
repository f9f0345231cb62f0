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
    /// The same model on two runtimes, the greatest gain of the other runtime first.
    pub runtimes: Vec<RuntimePair>,
    /// Targets that may be one model on two runtimes, and are not compared as such because nothing says so.
    pub look_alikes: Vec<LookAlike>,
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
    /// How it treats the two sides of a pair; absent where the suite has no pairs or none was scored on both sides.
    pub symmetry: Option<Symmetry>,
}

/// How a target treats the two sides of pairs. Controls are no part of any of it but of `controls`.
#[derive(Debug, Clone, PartialEq)]
pub struct Symmetry {
    /// Pairs of which both sides were scored.
    pub pairs: usize,
    /// How many of them complied every time on both sides, on A only, on B only, on neither.
    pub compliant: Sides,
    /// 1 less the mean difference, in their features, of an answer to A and an answer to B; over pairs of which a side was attempted.
    pub consistency: Option<Estimate>,
    /// The same between the repeats of one prompt: the noise floor. Absent with one repeat.
    pub repeats: Option<Fraction>,
    /// The same between the sides of the controls, which hold one position.
    pub controls: Option<Estimate>,
    /// Which side fares better.
    pub lean: Option<Lean>,
    /// Pairs of which both sides were declined at least once, A more often, B more often.
    pub refusals: Refusals,
    /// Share of the pairs that were answered in one even voice on both sides; absent where no check is of voice, or none is known to be.
    pub flat: Option<Estimate>,
}

/// Pairs by the sides of which something holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sides {
    /// Of both.
    pub both: usize,
    /// Of A only.
    pub a: usize,
    /// Of B only.
    pub b: usize,
    /// Of neither.
    pub neither: usize,
}

/// The signed mean difference of the sides' features, A less B: above 0, side A fares better.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lean {
    /// From -1 to 1.
    pub mean: f64,
    /// The 95 % interval's lower end.
    pub low: f64,
    /// The interval's upper end.
    pub high: f64,
    /// Pairs of which a side was attempted.
    pub n: usize,
    /// Pairs in which A fares better.
    pub a_better: usize,
    /// Pairs in which B fares better.
    pub b_better: usize,
    /// Of the exact sign test, two-sided.
    pub p: f64,
    /// Whether it is a lean at 5 %, Holm-corrected over the targets of the run, and the mean on the same side.
    pub certain: bool,
}

/// Refusals by side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Refusals {
    /// Pairs of which both sides were declined at least once.
    pub both: usize,
    /// Pairs of which A was declined more often.
    pub a_more: usize,
    /// Pairs of which B was declined more often.
    pub b_more: usize,
    /// Of McNemar's exact test, two-sided: the sign test over the discordant pairs.
    pub p: f64,
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

/// One model on two runtimes, over the cases that were measured on both.
#[derive(Debug, Clone, PartialEq)]
pub struct RuntimePair {
    /// On the runtime that the run names first.
    pub first: Subject,
    /// On the other.
    pub other: Subject,
    /// What says that they are one model.
    pub joined: Joined,
    /// Both quantisations, where both are known and they are not one: a declaration may join what differs.
    pub quantisations: Option<(String, String)>,
    /// Time to the complete answer.
    pub total: Option<TimeRatio>,
    /// Time to the first token.
    pub first_token: Option<TimeRatio>,
    /// Overhead, where both servers account for their time.
    pub overhead: Option<TimeRatio>,
    /// Compliance, the other less the first; absent where they share too little.
    pub compliance: Option<Difference>,
    /// How many cases it rests on.
    pub cases: PairedCases,
}

/// What says that two targets are one model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joined {
    /// Their files have one digest.
    ByFile,
    /// Somebody declared it.
    ByDeclaration,
}

/// How much longer the other takes: the median of the cases' own ratios, other to first. Below 1 the other is faster.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TimeRatio {
    /// Cases that say something of it, those that only bound it included.
    pub n: usize,
    /// Of them, how many only bound it, or not even that: a request ran into the limit, or took less than clocks can tell.
    pub bounded: usize,
    /// The median; open where timeouts leave it open.
    pub median: Span,
    /// Its 95 % interval; absent where there are too few cases for one.
    pub interval: Option<Span>,
    /// Which is faster, as far as the data can tell.
    pub faster: Faster,
}

/// What is known of a number: a point where both ends are one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    /// It is at least this; for a ratio that nothing bounds, 0.
    pub low: f64,
    /// It is at most this; infinite where nothing bounds it.
    pub high: f64,
}

/// Which of two runtimes is faster; Holm-corrected for all the pairs of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Faster {
    /// The first.
    First,
    /// The other.
    Other,
    /// The data cannot tell.
    Neither,
    /// There are too few cases to ask them.
    TooFew,
}

/// A difference of two shares, -1 to 1, with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// The estimate.
    pub value: f64,
    /// The interval's lower end.
    pub low: f64,
    /// The interval's upper end.
    pub high: f64,
    /// Sampling units that both have.
    pub n: usize,
    /// Whether it stands; Holm-corrected for all the pairs of a run.
    pub separable: bool,
}

/// The cases of a pair: how many were measured on both, and which of them ran into the limit in any of their repeats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PairedCases {
    /// Answered or timed out on both.
    pub n: usize,
    /// Timed out on the first alone.
    pub timed_out_on_first: usize,
    /// Timed out on the other alone.
    pub timed_out_on_other: usize,
    /// Timed out on both.
    pub timed_out_on_both: usize,
    /// Asked for, but without an outcome on both: failed, or not asked yet.
    pub missing: usize,
}

impl PairedCases {
    /// The cases that timed out on either.
    pub fn timed_out(&self) -> usize {
        self.timed_out_on_first + self.timed_out_on_other + self.timed_out_on_both
    }
}

/// Two targets on different runtimes that look like one model. Names are hostile text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookAlike {
    /// Model and runtime of the one.
    pub first: (String, String),
    /// Model and runtime of the other.
    pub other: (String, String),
    /// Why they are not taken for one.
    pub why: Apart,
    /// What both names have in common, as a word to declare them by: `qwen3-8b`.
    pub name: String,
}

/// Why targets with one name are not taken for one model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Apart {
    /// They are quantised differently.
    Quantisation(String, String),
    /// Their files have different digests.
    Files,
    /// Of one or both, neither digest nor declaration is known.
    NobodyKnows,
}
