//! Two runs of a suite compared: for the page of what changed since the previous one, when it is made, of which only the sentences are kept after
//! that; and for the claims of posts.

use std::fmt;
use std::sync::{Arc, OnceLock};

use crate::analysis::changes::{Changes, summary};
use crate::binding::{CompareRuns, Incomparable};
use crate::diagnostic::Diagnostic;
use crate::name::RunId;
use crate::record::Run;

use super::Material;
use super::news::Moved;

/// The previous run of a suite, and how a run is compared with it.
#[derive(Clone)]
pub struct SincePrevious {
    /// The previous run.
    pub before: RunId,
    compare: Arc<CompareWithPrevious>,
    moved: OnceLock<Moved>,
}

type CompareWithPrevious = dyn Fn(&Run) -> Result<Changes, Diagnostic> + Send + Sync;

impl SincePrevious {
    /// By a comparison that is made when the page is.
    pub fn new(before: RunId, compare: impl Fn(&Run) -> Result<Changes, Diagnostic> + Send + Sync + 'static) -> Self {
        Self { before, compare: Arc::new(compare), moved: OnceLock::new() }
    }

    /// What changed in this run.
    pub(super) fn changes(&self, run: &Run) -> Result<Changes, Diagnostic> {
        let changes = (self.compare)(run)?;
        self.moved.get_or_init(|| Moved { before: self.before.clone(), sentences: summary(&changes) });
        Ok(changes)
    }

    /// What moved, once the runs have been compared.
    pub fn moved(&self) -> Option<&Moved> {
        self.moved.get()
    }
}

/// Compares two runs of the material by all of their trials, the earlier one first; `None` for runs of different suites.
#[derive(Clone)]
pub struct RunComparer(Arc<CompareBoth>);

type CompareBoth = dyn Fn([&Run; 2]) -> Result<Option<Changes>, Diagnostic> + Send + Sync;

impl RunComparer {
    /// By a comparison that is made when a claim needs it.
    pub fn new(compare: impl Fn([&Run; 2]) -> Result<Option<Changes>, Diagnostic> + Send + Sync + 'static) -> Self {
        Self(Arc::new(compare))
    }
}

impl fmt::Debug for RunComparer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("RunComparer")
    }
}

impl CompareRuns for Material {
    fn compare(&self, before: &RunId, after: &RunId) -> Result<Changes, Incomparable> {
        let run = |id: &RunId| self.runs.iter().find(|entry| entry.run.id == *id).map(|entry| &*entry.run);
        let both = run(before).zip(run(after)).ok_or(Incomparable::Unread)?;
        if both.0.suite.id == both.1.suite.id && both.0.started > both.1.started {
            return Err(Incomparable::NotEarlier);
        }
        (self.comparer.0)([both.0, both.1]).map_err(|_| Incomparable::Unread)?.ok_or(Incomparable::OtherSuites)
    }
}

impl fmt::Debug for SincePrevious {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SincePrevious({})", self.before)
    }
}
