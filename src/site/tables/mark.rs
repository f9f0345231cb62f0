//! The mark of a target beside its name, as in the figures.

use crate::analysis::TargetFindings;
use crate::figure::qpr::Legend;

use super::table::Mark;

/// A target's mark.
pub(in crate::site) fn mark(legend: &Legend, findings: &TargetFindings) -> Mark {
    Mark { shape: legend.shape(&findings.subject.runtime.to_string()), colour: legend.colour(&findings.subject.family) }
}
