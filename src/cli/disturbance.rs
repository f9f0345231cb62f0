//! What disturbed a run, for a terminal of 80 columns.

use offprint::analysis::Findings;
use offprint::text::printable;

use super::columns::wrapped;

/// A heading and every disturbance; empty for a run that was not disturbed.
pub(super) fn of(findings: &Findings) -> Vec<String> {
    let disturbances = &findings.conditions.disturbances;
    if disturbances.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![String::new(), "the machine was not steady: times of this run may be off".to_owned()];
    lines.extend(disturbances.iter().flat_map(|one| wrapped(&printable(&one.words), "  ")));
    lines
}
