//! What a run has to do.

use std::collections::{BTreeMap, BTreeSet};

use crate::record::{Run, TrialKey};
use crate::suite::Suite;

use super::preflight::Prepared;

/// The input of [`super::execute`].
#[derive(Debug, Clone, Copy)]
pub struct Job<'a> {
    /// The run's header.
    pub run: &'a Run,
    /// Its suite, unchanged since the header was made.
    pub suite: &'a Suite,
    /// Its targets' servers, in the header's order.
    pub prepared: &'a [Prepared],
    /// The trials that should not be asked: those that an earlier part of the run has finished.
    pub done: &'a BTreeSet<TrialKey>,
    /// The number of the last attempt of each trial that should be asked again.
    pub attempts: &'a BTreeMap<TrialKey, u32>,
    /// The nonces of the run whose prompts are repeated exactly; empty where the run makes its own.
    pub nonces: &'a BTreeMap<TrialKey, String>,
}
