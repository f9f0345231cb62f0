//! The time of every answer with how it ended, for drawings of all of them. There are as many as trials, so each takes few bytes.

use std::sync::Arc;
use std::time::Duration;

use crate::record::Run;

use super::topics::CaseEnd;

/// An answer with its time, or a request that timed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimedAnswer {
    nanoseconds: u64,
    category: u32,
    /// How it ended.
    pub ended: CaseEnd,
}

impl TimedAnswer {
    /// The place of its category among those of the run.
    pub fn category(&self) -> usize {
        self.category as usize
    }

    /// The time to the complete answer, of up to 584 years; of a request that timed out, its limit.
    pub fn time(&self) -> Duration {
        Duration::from_nanos(self.nanoseconds)
    }
}

/// One of a target's answers, as it was observed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct SeenAnswer {
    /// The place of its case among the run's questions.
    case: u32,
    repeat: u32,
    nanoseconds: u64,
    ended: CaseEnd,
}

impl SeenAnswer {
    /// The answer in a repeat of the case at this place.
    pub(super) fn of((case, repeat): (usize, u32), time: Duration, ended: CaseEnd) -> Self {
        let nanoseconds = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        Self { case: u32::try_from(case).unwrap_or(u32::MAX), repeat, nanoseconds, ended }
    }
}

/// For each question of a run, the place of its category.
pub(super) fn categories(run: &Run) -> Vec<Option<u32>> {
    let place = |category| run.suite.categories.iter().position(|(id, _)| id == category);
    run.questions.iter().map(|question| u32::try_from(place(&question.category)?).ok()).collect()
}

/// A target's answers, in the order of the run's questions and repeats in which they are.
pub(super) fn in_order(mut seen: Vec<SeenAnswer>, categories: &[Option<u32>]) -> Arc<[TimedAnswer]> {
    seen.sort_unstable();
    let timed = |answer: &SeenAnswer| {
        let category = categories.get(answer.case as usize).copied().flatten()?;
        Some(TimedAnswer { category, nanoseconds: answer.nanoseconds, ended: answer.ended })
    };
    seen.iter().filter_map(timed).collect()
}
