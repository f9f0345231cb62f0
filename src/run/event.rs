//! What a run reports while it executes, how it ends, and how it is stopped.

use crate::name::CaseId;
use crate::record::{Target, Trial};

use super::client::OutOfRange;

/// Progress of a run.
#[derive(Debug)]
pub enum Event<'a> {
    /// The run moves on to a target.
    TargetStarted {
        /// The target.
        target: &'a Target,
        /// Its number, from 1.
        number: usize,
        /// The number of targets.
        of: usize,
    },
    /// A request is about to be sent.
    RequestStarted {
        /// The target.
        target: &'a Target,
        /// The case.
        case: &'a CaseId,
    },
    /// A number of the target's server was left out, the first time that it was for its field.
    NumberLeftOut {
        /// The target.
        target: &'a Target,
        /// The number.
        notice: &'a OutOfRange,
    },
    /// A request has ended. The receiver must store the trial before it returns: the next request is sent right after.
    TrialFinished(&'a Trial),
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Every case was run against every target.
    Finished,
    /// It was stopped; every trial finished until then was reported.
    Interrupted,
}

/// Whether to stop, and how soon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stop {
    /// Do not stop.
    No,
    /// Finish and report the current request, and send no other.
    AfterThisRequest,
    /// Drop the current request, without a trial.
    Now,
}
