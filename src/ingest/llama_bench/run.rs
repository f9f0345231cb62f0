//! Rows into a run: what all tests share is its environment, what tells them apart their conditions.

use std::collections::BTreeMap;

use chrono::SecondsFormat;

use super::super::format::{ReadRun, ResultFile, line_at};
use super::super::naming;
use super::row::{Row, RowReader};
use super::test::Test;
use crate::diagnostic::Diagnostic;
use crate::record::{IngestedRun, Measurement};

/// The tool's name.
pub(super) const TOOL: &str = "llama-bench";

/// The run that the rows of a file hold.
pub(super) fn read(file: &ResultFile<'_>, rows: &[Row]) -> ReadRun {
    if rows.is_empty() {
        let end = file.source.text().trim_end().len();
        return Err(vec![
            Diagnostic::error("this file has no results")
                .at(file.source, line_at(file.source, end))
                .help("let llama-bench finish at least one test"),
        ]);
    }
    let mut faults = Vec::new();
    let mut tests = Vec::new();
    for row in rows {
        match (RowReader { row, source: file.source }).test() {
            Ok(test) => tests.push(test),
            Err(found) => faults.extend(found),
        }
    }
    if faults.is_empty() { Ok(run(file, tests)) } else { Err(faults) }
}

fn run(file: &ResultFile<'_>, mut tests: Vec<Test>) -> IngestedRun {
    let measured = tests.iter().filter_map(|test| test.time).min();
    let build = same(tests.iter().map(|test| test.build.clone()));
    if build.is_none() {
        for test in &mut tests {
            test.conditions.extend(test.build.clone().map(|build| ("build".to_owned(), build)));
        }
    }
    tell_apart(&mut tests);
    let environment = shared_conditions(&tests);
    let measurements: Vec<Measurement> = tests.into_iter().flat_map(|test| conditioned(test, &environment)).collect();
    let models = naming::one_or_many(measurements.iter().map(|measurement| measurement.model.as_str()), "models");
    IngestedRun {
        id: naming::run_id(naming::day(measured), &[TOOL, &models]),
        source: file.origin(build),
        measured,
        environment,
        measurements,
    }
}

/// Gives tests that differ only in when they were made that time as a condition.
fn tell_apart(tests: &mut [Test]) {
    let key = |test: &Test| {
        let done = test.measurements.first().map(|measurement| (measurement.model.clone(), measurement.test.clone()));
        (done, test.conditions.clone())
    };
    let mut counts = BTreeMap::new();
    for test in tests.iter() {
        *counts.entry(key(test)).or_insert(0) += 1;
    }
    for test in tests.iter_mut().filter(|test| counts.get(&key(test)).is_some_and(|count| *count > 1)) {
        let time = test.time.map(|time| time.to_rfc3339_opts(SecondsFormat::Secs, true));
        test.conditions.extend(time.map(|time| ("measured".to_owned(), time)));
    }
}

/// The one value that all have.
fn same(mut values: impl Iterator<Item = Option<String>>) -> Option<String> {
    let first = values.next()??;
    values.all(|value| value.as_deref() == Some(&first)).then_some(first)
}

/// The conditions that are the same in every test.
fn shared_conditions(tests: &[Test]) -> Vec<(String, String)> {
    let first = tests.first().map(|test| test.conditions.as_slice()).unwrap_or_default();
    let shared = |condition: &&(String, String)| tests.iter().all(|test| test.conditions.contains(condition));
    first.iter().filter(shared).cloned().collect()
}

/// The measurements of a test with those of its conditions that not all tests share.
fn conditioned(test: Test, shared: &[(String, String)]) -> impl Iterator<Item = Measurement> {
    let own: Vec<_> = test.conditions.into_iter().filter(|condition| !shared.contains(condition)).collect();
    test.measurements.into_iter().map(move |measurement| Measurement { conditions: own.clone(), ..measurement })
}
