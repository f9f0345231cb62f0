//! The mark of a target next to its name, as in figures.

use serde::Serialize;

use crate::analysis::TargetFindings;
use crate::figure::Legend;

/// A target's mark, as in figures.
#[derive(Debug, Clone, Serialize)]
pub(in crate::site) struct Mark {
    pub(in crate::site) shape: usize,
    pub(in crate::site) colour: usize,
}

/// A target's mark.
pub(in crate::site) fn mark(legend: &Legend, findings: &TargetFindings) -> Mark {
    Mark {
        shape: legend.shape(findings.subject.runtime).number(),
        colour: legend.colour(&findings.subject.family).number(),
    }
}
