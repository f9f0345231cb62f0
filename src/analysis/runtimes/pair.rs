//! What analysis says of one model on two runtimes: the types.

use crate::analysis::estimate::{Difference, Span};
use crate::analysis::subject::Subject;
use crate::record::Runtime;

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
    pub first: (String, Runtime),
    /// Model and runtime of the other.
    pub other: (String, Runtime),
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
