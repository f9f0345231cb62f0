//! The time of every answer with how it ended, for drawings of all of them.

use std::time::Duration;

use crate::record::Run;

use super::topics::CaseEnd;

/// An answer with its time, or a request that timed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimedAnswer {
    /// The place of its category among those of the run.
    pub category: usize,
    /// The time to the complete answer; of a request that timed out, its limit.
    pub time: Duration,
    /// How it ended.
    pub ended: CaseEnd,
}

/// One of a target's answers, as it was observed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct SeenAnswer {
    /// The place of its case among the run's questions.
    pub(super) case: usize,
    pub(super) repeat: u32,
    pub(super) time: Duration,
    pub(super) ended: CaseEnd,
}

/// A target's answers, in the order of the run's questions and repeats in which they are.
pub(super) fn of(run: &Run, seen: &[SeenAnswer]) -> Vec<TimedAnswer> {
    let places: Vec<Option<usize>> = run
        .questions
        .iter()
        .map(|question| run.suite.categories.iter().position(|(id, _)| *id == question.category))
        .collect();
    let timed = |answer: &SeenAnswer| {
        let category = places.get(answer.case).copied().flatten()?;
        Some(TimedAnswer { category, time: answer.time, ended: answer.ended })
    };
    seen.iter().filter_map(timed).collect()
}
