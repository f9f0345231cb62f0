//! What changed since the previous run of a suite: compared when the page of it is made. Only the sentences about it are kept after that.

use std::fmt;
use std::sync::{Arc, OnceLock};

use crate::analysis::changes::{Changes, summary};
use crate::diagnostic::Diagnostic;
use crate::name::RunId;
use crate::record::Run;

use super::news::Moved;

/// The previous run of a suite, and how a run is compared with it.
#[derive(Clone)]
pub struct SincePrevious {
    /// The previous run.
    pub before: RunId,
    compare: Arc<CompareRuns>,
    moved: OnceLock<Moved>,
}

type CompareRuns = dyn Fn(&Run) -> Result<Changes, Diagnostic> + Send + Sync;

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

impl fmt::Debug for SincePrevious {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SincePrevious({})", self.before)
    }
}
