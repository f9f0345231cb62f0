//! What a run has to do.

use std::collections::BTreeSet;

use crate::name::{CaseId, TargetId};
use crate::record::{Phase, Run};
use crate::suite::Suite;

use super::preflight::Prepared;

/// What identifies a trial within its run: target, case, repeat (from 0) and phase.
pub type TrialKey = (TargetId, CaseId, u32, Phase);

/// The input of [`super::execute`].
#[derive(Debug, Clone, Copy)]
pub struct Job<'a> {
    /// The run's header.
    pub run: &'a Run,
    /// Its suite, unchanged since the header was made.
    pub suite: &'a Suite,
    /// Its targets' servers, in the header's order.
    pub prepared: &'a [Prepared],
    /// The trials that an earlier part of the run has finished.
    pub done: &'a BTreeSet<TrialKey>,
}
