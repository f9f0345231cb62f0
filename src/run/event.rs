//! What a run reports while it executes, how it ends, and how it is stopped.

use crate::diagnostic::Diagnostic;
use crate::name::{CaseId, TargetId};
use crate::record::{Failure, Phase, Target, Trial};

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
        /// Its purpose: the cold one may load the model first.
        phase: Phase,
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
    /// A target's turn has ended before its last request.
    TargetStopped(&'a StoppedTarget),
}

/// A target that was not asked everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoppedTarget {
    /// Its id in the run.
    pub target: TargetId,
    /// Why its turn ended.
    pub cause: StopCause,
}

/// The only reasons to stop a target. Time limits and errors of single requests are results, and the next request follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StopCause {
    /// The server refused the first request, which asks nothing unusual: it would refuse all others too.
    Refused(Failure),
    /// No connection was made, in the last retry either. The request was not asked, so it has no trial.
    Gone(Failure),
    /// Its server was started by this run and did not become ready.
    NotStarted(Diagnostic),
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// Every case was run against every target.
    Finished,
    /// Every case was run against every target except these.
    Stopped(Vec<StoppedTarget>),
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
