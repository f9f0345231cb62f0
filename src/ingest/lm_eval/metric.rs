//! Names that results and samples share.

/// The tool's name.
pub(super) const TOOL: &str = "lm-evaluation-harness";

/// A metric's name for display: `acc`, `exact_match (flexible-extract)`. The filter called `none` filters nothing, and is left out.
pub(super) fn metric_name(metric: &str, filter: &str) -> String {
    match filter {
        "none" | "" => metric.to_owned(),
        filter => format!("{metric} ({filter})"),
    }
}
