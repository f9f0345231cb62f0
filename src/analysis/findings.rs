//! The results of analysis, as types.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use crate::name::{CaseId, CategoryId, RunId, TargetId};
use crate::quantity::Fraction;
use crate::record::Run;

use super::anatomy::Anatomy;
use super::answered::AnsweredWithin;
use super::checks::CheckCount;
use super::compare::RankRange;
use super::conditions::Conditions;
use super::coverage::Coverage;
use super::decisions::Decisions;
use super::estimate::{Estimate, Latency, Median, Outcomes, Rate};
use super::fit::TimeFit;
use super::front::Front;
use super::memory::MemoryBandwidth;
use super::peers::Peers;
use super::power::Detectable;
use super::prompts::Prompts;
use super::quantisation::QuantisationPair;
use super::rates::BeyondBelief;
use super::runtimes::{LookAlike, RuntimePair};
use super::sensitivity::Without;
use super::size::ModelSize;
use super::subject::Subject;
use super::symmetry::Symmetry;
use super::timed::TimedAnswer;
use super::topics::{CaseFindings, TopicFindings};
use super::trend::Trend;

/// The largest share of failed requests with which a target is still ranked: the requests that remain may be the easy ones.
pub(super) const MOST_FAILED: f64 = 0.05;

/// The results of analysing one run.
#[derive(Debug, Clone, PartialEq)]
pub struct Findings {
    /// The run.
    pub run: RunId,
    /// Categories in the suite's order, with their titles.
    pub categories: Vec<(CategoryId, String)>,
    /// The cases and pairs, in the order of the run's questions.
    pub topics: Vec<TopicFindings>,
    /// The shortest and the longest time limit of the questions. A time over its question's limit is censored.
    pub limits: (Duration, Duration),
    /// The targets: best compliance first, unranked targets last, ties by id.
    pub targets: Vec<TargetFindings>,
    /// Which of two ranked targets is better, as the ranks follow from it.
    pub decisions: Decisions,
    /// The pairs of targets whose times cannot be compared.
    pub not_compared: BTreeSet<NotCompared>,
    /// Pairs of one model on two runtimes, the greatest gain of the other runtime first.
    pub runtimes: Vec<RuntimePair>,
    /// Targets with similar names that are not known to be one model on two runtimes, and are therefore not compared.
    pub look_alikes: Vec<LookAlike>,
    /// The smallest differences that the run can show.
    pub detectable: Detectable,
    /// Quantisations of a model against its largest.
    pub quantisations: Vec<QuantisationPair>,
    /// The categories without which others could be the best; not found for more than 40 ranked targets.
    pub without: Vec<Without>,
    /// Targets against those that one expects to be like them.
    pub peers: Peers,
    /// How fast the machine reads its memory, where that is documented.
    pub memory: MemoryBandwidth,
    /// Of simulated models, the simulated seconds per second of the run's times: 1 where these are in simulated seconds.
    pub simulated: Option<f64>,
    /// How much of the suite they cover.
    pub coverage: Coverage,
    /// The state of the machine, and what disturbed the run.
    pub conditions: Conditions,
    /// Why the site has withdrawn the run, if it has. Then no target has a rank or a place on the front.
    pub withdrawn: Option<String>,
}

/// Two targets whose times cannot be compared, in the order of their ids.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NotCompared(TargetId, TargetId);

impl NotCompared {
    /// The pair of two targets, in either order.
    pub fn of(one: &TargetId, other: &TargetId) -> Self {
        let (first, second) = if one <= other { (one, other) } else { (other, one) };
        Self(first.clone(), second.clone())
    }
}

/// Why a target is not ranked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unranked {
    /// It was asked nothing.
    NotMeasured,
    /// Over 5 % of its requests failed.
    TooManyFailed,
    /// A category has no scored answer.
    NotEveryCategory,
    /// No answer of any target passed every check of its case: among them there is no order.
    NobodyComplied,
}

impl Findings {
    /// The findings of a run that the site has withdrawn, for this reason: its numbers stay, and nothing in it is the best.
    #[must_use]
    pub fn withdrawn_for(mut self, reason: &str) -> Self {
        self.withdrawn = Some(reason.to_owned());
        for target in &mut self.targets {
            target.rank = None;
            target.front = Front::Off;
        }
        self.decisions = Decisions::default();
        self
    }

    /// The findings with what a site states of how fast memories are read, in GB/s by the name of a graphics card or a processor: it counts where
    /// that is not known.
    #[must_use]
    pub fn with_bandwidth(mut self, run: &Run, stated: &BTreeMap<String, f64>) -> Self {
        self.memory = self.memory.or_stated(run, stated);
        self
    }

    /// Whether the times of two targets can be compared: both evaluated the same.
    pub fn compares_times(&self, one: &TargetId, other: &TargetId) -> bool {
        self.not_compared.is_empty() || !self.not_compared.contains(&NotCompared::of(one, other))
    }
}

impl TargetFindings {
    /// Whether its range of ranks begins with the first.
    pub fn could_be_best(&self) -> bool {
        self.rank.is_some_and(|rank| rank.best == 1)
    }

    /// Why it is not ranked; `None` if it is.
    pub fn unranked(&self) -> Option<Unranked> {
        let failed = |outcomes: Outcomes| outcomes.failed as f64 > MOST_FAILED * outcomes.requests() as f64;
        match self.rank {
            Some(_) => None,
            None if self.outcomes.requests() == 0 => Some(Unranked::NotMeasured),
            None if failed(self.outcomes) => Some(Unranked::TooManyFailed),
            None if self.compliance.is_none() => Some(Unranked::NotEveryCategory),
            None => Some(Unranked::NobodyComplied),
        }
    }
}

/// The results of analysing one target.
#[derive(Debug, Clone, PartialEq)]
pub struct TargetFindings {
    /// The target.
    pub subject: Subject,
    /// The size of its model.
    pub size: ModelSize,
    /// Its range of ranks; absent if it is not ranked, see [`TargetFindings::unranked`].
    pub rank: Option<RankRange>,
    /// Mean strict compliance, macro-averaged over categories, cases and categories by their weights; absent if a category has no scored answer.
    pub compliance: Option<Estimate>,
    /// The same by the lenient reading, 0 to 1.
    pub lenient: Option<Fraction>,
    /// The single checks that its answers passed.
    pub checks: CheckCount,
    /// Compliance per category, with its 95 % interval; categories without a scored unit are absent.
    pub categories: BTreeMap<CategoryId, Estimate>,
    /// How each case went; cases that were not scored are absent.
    pub cases: BTreeMap<CaseId, CaseFindings>,
    /// Time to the complete answer.
    pub total: Latency,
    /// How many of its requests were answered within which time: the times ascending, at most 400 of them; no step for what timed out or failed.
    pub answered: Vec<AnsweredWithin>,
    /// Each answer with its time, and each request that timed out, in the order of the run's questions; none of those that failed.
    pub timed: Arc<[TimedAnswer]>,
    /// Time to the first token of an answered trial, except for those of which the server reports that most of the prompt came from its cache.
    pub first_token: Latency,
    /// The client's total time less the times that the server reports, over the answers for which it reports them.
    pub overhead: Latency,
    /// The part of compliance that is lost by what stands around answers: the lenient reading less the strict one.
    pub packaging: Option<Estimate>,
    /// The fixed part of the time of an answer, and that of each token; absent if the server does not count tokens.
    pub fit: Option<TimeFit>,
    /// Where the mean time of an answer goes; absent if the server never reports its times.
    pub anatomy: Option<Anatomy>,
    /// Tokens per second while generating, over the answers of two tokens or more for which the server reports tokens and time.
    pub tokens_per_second: Option<Median>,
    /// Compliant answers per minute of request time; absent without scored requests.
    pub qpr: Option<Rate>,
    /// The outcomes of its measured requests.
    pub outcomes: Outcomes,
    /// How its times changed during its turn; absent with few requests.
    pub trend: Option<Trend>,
    /// How many of its requests failed because of a token of a chat template in the answer.
    pub broken_templates: usize,
    /// How its prompts were evaluated.
    pub prompts: Prompts,
    /// The settings that were not sent with all requests, because the server refuses them, by the names of the protocol.
    pub left_out: BTreeSet<String>,
    /// The requests whose rates, by the server's times, cannot be true.
    pub beyond_belief: BeyondBelief,
    /// Its place on the front of (compliance up, median total down).
    pub front: Front,
    /// How it treats the two sides of pairs; absent if no pair was scored on both sides.
    pub symmetry: Option<Symmetry>,
}
