//! Rows into a run.

use super::super::format::{ReadRun, ResultFile, line_at};
use super::super::merge::{Batch, merge};
use super::super::naming;
use super::super::notes::Notes;
use super::row::{Row, RowReader};
use crate::diagnostic::{Code, Diagnostic};
use crate::record::IngestedRun;

/// The tool's name.
pub(super) const TOOL: &str = "llama-bench";

/// The run that the rows of a file hold.
pub(super) fn read(file: &ResultFile<'_>, rows: &[Row], notes: &mut Notes) -> ReadRun {
    if rows.is_empty() {
        let end = file.source.text().trim_end().len();
        return Err(vec![
            Diagnostic::error(Code::NO_RESULTS, "this file has no results")
                .at(file.source, line_at(file.source, end))
                .help("let llama-bench finish at least one test"),
        ]);
    }
    let mut faults = Vec::new();
    let mut tests = Vec::new();
    for row in rows {
        match RowReader::new(row, file.source).test() {
            Ok(test) => tests.push(test),
            Err(found) => faults.extend(found),
        }
    }
    if faults.is_empty() { Ok(run(file, tests, notes)) } else { Err(faults) }
}

fn run(file: &ResultFile<'_>, tests: Vec<Batch>, notes: &mut Notes) -> IngestedRun {
    let merged = merge(tests, "build", notes);
    let models = naming::one_or_many(merged.measurements.iter().map(|one| one.model.as_str()), "models");
    IngestedRun {
        id: naming::run_id(naming::day(merged.measured), &[TOOL, &models]),
        source: file.origin(merged.version),
        measured: merged.measured,
        environment: merged.environment,
        measurements: merged.measurements,
    }
}
