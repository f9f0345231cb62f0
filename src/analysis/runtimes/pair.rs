//! The comparison of one model on two runtimes, as types.

use crate::analysis::estimate::Difference;
use crate::analysis::prompts::Evaluation;
use crate::analysis::ratio::TimeRatio;
use crate::analysis::subject::Subject;
use crate::record::Runtime;

use super::inputs::Inputs;

/// One model on two runtimes, over the cases that were measured on both.
#[derive(Debug, Clone, PartialEq)]
pub struct RuntimePair {
    /// The target on the runtime that the run names first.
    pub first: Subject,
    /// The target on the other runtime.
    pub other: Subject,
    /// How they were identified as one model.
    pub joined: Joined,
    /// Both quantisations, if both are known and they differ, as declared pairs may.
    pub quantisations: Option<(String, String)>,
    /// Whether the times can be compared. If not, there are no ratios.
    pub compared: bool,
    /// How the prompts were evaluated on the first and on the other.
    pub evaluations: [Evaluation; 2],
    /// What both were asked, and how much of the answers is identical.
    pub inputs: Inputs,
    /// Time to the complete answer.
    pub total: Option<TimeRatio>,
    /// Time to the first token.
    pub first_token: Option<TimeRatio>,
    /// Overhead; absent unless both servers report their times.
    pub overhead: Option<TimeRatio>,
    /// Compliance, the other less the first; absent if a category has no unit that both have.
    pub compliance: Option<Difference>,
    /// The cases behind it.
    pub cases: PairedCases,
}

impl RuntimePair {
    /// Whether there is a ratio of times with an interval.
    pub fn has_interval_of_times(&self) -> bool {
        [self.total, self.first_token, self.overhead].into_iter().flatten().any(|ratio| ratio.interval.is_some())
    }
}

/// How two targets were identified as one model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joined {
    /// By their files, which have one digest.
    ByFile,
    /// By an `identity` that the user declared for both.
    ByDeclaration,
}

/// The numbers of a pair's cases: measured on both, and timed out in any repeat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PairedCases {
    /// Answered or timed out on both targets.
    pub n: usize,
    /// Timed out on the first only.
    pub timed_out_on_first: usize,
    /// Timed out on the other only.
    pub timed_out_on_other: usize,
    /// Timed out on both.
    pub timed_out_on_both: usize,
    /// Without an outcome on both: failed, or not yet run.
    pub missing: usize,
}

impl PairedCases {
    /// The cases that timed out on either.
    pub fn timed_out(&self) -> usize {
        self.timed_out_on_first + self.timed_out_on_other + self.timed_out_on_both
    }
}

/// Two targets on different runtimes with similar names, not known to be one model. Names are untrusted text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookAlike {
    /// Model and runtime of the first.
    pub first: (String, Runtime),
    /// Model and runtime of the other.
    pub other: (String, Runtime),
    /// Why they are not compared.
    pub why: NotJoined,
    /// What both names have in common, as a proposal for `identity`: `qwen3-8b`.
    pub name: String,
}

/// Why targets with similar names are not identified as one model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotJoined {
    /// They have different quantisations: the first's, the other's.
    Quantisation(String, String),
    /// Their files have different digests.
    Files,
    /// The digest or the declaration of one or both is missing.
    Unknown,
}
