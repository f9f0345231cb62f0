//! What analysis says: the types.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::name::{CaseId, CategoryId, RunId};
use crate::quantity::Fraction;

use super::bootstrap::Bootstrap;
use super::compare::RankRange;
use super::estimate::{Estimate, Latency, Median, Outcomes};
use super::front::Front;
use super::runtimes::{LookAlike, RuntimePair};
use super::subject::Subject;
use super::symmetry::Symmetry;

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
    /// Per category: share of fully compliant answers, Wilson 95 % on the number of units, on the effective number where their weights
    /// differ; absent where none was scored.
    pub categories: BTreeMap<CategoryId, Estimate>,
    /// Per case: the mean of its repeats' strict results, 0 to 1; absent cases were not scored.
    pub cases: BTreeMap<CaseId, f64>,
    /// Time to the complete answer.
    pub total: Latency,
    /// Time to the first token of an answered trial.
    pub first_token: Latency,
    /// The client's total less what the server accounts for, over the answers for which the server does.
    pub overhead: Latency,
    /// Tokens per second while generating, over the answers of two tokens or more whose server tells tokens and time; absent without any.
    pub tokens_per_second: Option<Median>,
    /// Compliant answers per minute of asking; absent where no time was spent.
    pub qpr: Option<f64>,
    /// What became of its measured requests.
    pub outcomes: Outcomes,
    /// Its place on the front of (compliance up, median total down).
    pub front: Front,
    /// How it treats the two sides of a pair; absent where the suite has no pairs or none was scored on both sides.
    pub symmetry: Option<Symmetry>,
}
