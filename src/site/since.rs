//! What changed since the previous run of a suite: compared when the page of it is made, and not kept after that.

use std::fmt;
use std::sync::Arc;

use crate::analysis::changes::Changes;
use crate::diagnostic::Diagnostic;
use crate::name::RunId;
use crate::record::Run;

/// The previous run of a suite, and how a run is compared with it.
#[derive(Clone)]
pub struct SincePrevious {
    /// The previous run.
    pub before: RunId,
    compare: Arc<CompareRuns>,
}

type CompareRuns = dyn Fn(&Run) -> Result<Changes, Diagnostic> + Send + Sync;

impl SincePrevious {
    /// By a comparison that is made when the page is.
    pub fn new(before: RunId, compare: impl Fn(&Run) -> Result<Changes, Diagnostic> + Send + Sync + 'static) -> Self {
        Self { before, compare: Arc::new(compare) }
    }

    /// What changed in this run.
    pub(super) fn changes(&self, run: &Run) -> Result<Changes, Diagnostic> {
        (self.compare)(run)
    }
}

impl fmt::Debug for SincePrevious {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SincePrevious({})", self.before)
    }
}
