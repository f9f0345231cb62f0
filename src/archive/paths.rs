//! The names of a run's files.

use crate::name::RunId;

/// Everything about a run but its trials.
pub(super) const RUN_FILE: &str = "run.json";

/// Its trials, one a line.
pub(super) const TRIALS_FILE: &str = "trials.jsonl";

/// All of them.
pub(super) const ALL: [&str; 2] = [RUN_FILE, TRIALS_FILE];

/// The path of a run's file below the site's root, for display.
pub(super) fn shown(id: &RunId, file: &str) -> String {
    format!("data/runs/{id}/{file}")
}
