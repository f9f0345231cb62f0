//! The data dictionary of a run: the definition, unit and fields of each metric in its files.

use serde::Serialize;

use crate::analysis::metric::{RunMetric, of_run};
use crate::analysis::{Findings, TableName};

use super::tables;

/// Its file name, in the folder of the run's page.
pub(super) const FILE: &str = "metrics.json";

#[derive(Serialize)]
struct Entry {
    id: String,
    label: String,
    unit: &'static str,
    better: &'static str,
    interval: &'static str,
    definition: &'static str,
    /// Columns of the CSV files and keys of the JSON files.
    fields: Vec<String>,
    /// The files' names, without `.csv` and `.json`.
    tables: Vec<String>,
}

/// The dictionary as JSON.
pub(super) fn dictionary(findings: &Findings) -> Vec<u8> {
    let entry = |one: RunMetric<'_>| Entry {
        id: one.id(),
        label: one.label(),
        unit: one.metric.unit.word(),
        better: one.metric.better.word(),
        interval: one.metric.method.word(),
        definition: one.metric.definition,
        fields: one.fields(),
        tables: one.metric.tables.iter().filter(|name| has(findings, **name)).map(ToString::to_string).collect(),
    };
    let entries: Vec<Entry> = in_files(findings).map(entry).collect();
    let mut text = serde_json::to_vec_pretty(&entries).unwrap_or_default();
    text.push(b'\n');
    text
}

/// The metrics that the files of a run have.
pub(super) fn in_files(findings: &Findings) -> impl Iterator<Item = RunMetric<'_>> {
    of_run(findings).into_iter().filter(|one| one.metric.tables.iter().any(|name| has(findings, *name)))
}

fn has(findings: &Findings, name: TableName) -> bool {
    tables::of(findings).any(|table| table.name == name)
}
