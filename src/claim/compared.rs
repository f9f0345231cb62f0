//! Two runs of a post compared, for claims of what changed since the earlier one.

use crate::analysis::changes::Changes;
use crate::name::RunId;

/// Compares two runs of a post, whose trials are elsewhere.
pub trait CompareRuns: Sync {
    /// What changed from the first run to the other.
    ///
    /// # Errors
    /// Why they cannot be compared.
    fn compare(&self, before: &RunId, after: &RunId) -> Result<Changes, Incomparable>;
}

/// Why two runs cannot be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Incomparable {
    /// They are of different suites.
    OtherSuites,
    /// The one that is called earlier began later.
    NotEarlier,
    /// Their trials cannot be read.
    Unread,
}
