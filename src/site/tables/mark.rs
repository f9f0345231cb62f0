//! The mark of a target next to its name, as in figures.

use crate::analysis::TargetFindings;
use crate::figure::Legend;

use super::table::Mark;

/// A target's mark.
pub(in crate::site) fn mark(legend: &Legend, findings: &TargetFindings) -> Mark {
    Mark {
        shape: legend.shape(findings.subject.runtime).number(),
        colour: legend.colour(&findings.subject.family).number(),
    }
}
