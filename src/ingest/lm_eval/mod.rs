//! lm-evaluation-harness: the results of a run, and its samples, one answer a line.

pub(super) mod environment;
pub(super) mod results;
pub(super) mod samples;

/// `lm-evaluation-harness`.
const TOOL: &str = "lm-evaluation-harness";

/// A metric's name for people: `acc`, `exact_match (flexible-extract)`. The filter called `none` filters nothing.
fn metric_name(metric: &str, filter: &str) -> String {
    match filter {
        "none" | "" => metric.to_owned(),
        filter => format!("{metric} ({filter})"),
    }
}
