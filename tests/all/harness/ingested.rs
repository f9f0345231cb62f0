//! Other tools' files: the fixtures, what is read of them, and what is said about them.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use offprint::diagnostic::{Checked, CheckedResult, Diagnostic, SourceFile};
use offprint::ingest::ingest;
use offprint::record::{IngestedRun, Measurement, SpreadKind};

/// A file of `tests/fixtures/ingest`.
pub(crate) fn fixture(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/ingest").join(name);
    fs::read_to_string(path).expect(name)
}

pub(crate) fn read(name: &str, text: &str) -> CheckedResult<IngestedRun> {
    ingest(&SourceFile::new(name, text), name)
}

/// The run that a text holds.
pub(crate) fn run_of(name: &str, text: &str) -> Checked<IngestedRun> {
    read(name, text).map_err(|faults| said(&faults)).expect(name)
}

/// The run that a fixture holds.
pub(crate) fn taken(name: &str) -> Checked<IngestedRun> {
    run_of(name, &fixture(name))
}

/// Why a text is refused.
pub(crate) fn refused(name: &str, text: &str) -> String {
    said(&read(name, text).expect_err("it is refused"))
}

/// Diagnostics as a terminal shows them.
pub(crate) fn said(diagnostics: &[Diagnostic]) -> String {
    diagnostics.iter().map(|diagnostic| diagnostic.render(false)).collect()
}

/// A run as text, short enough to read: what a page could show of it.
pub(crate) fn shown(Checked { value: run, warnings }: &Checked<IngestedRun>) -> String {
    let mut text = format!("{}\n{} {:?} {}\n", run.id, run.source.tool, run.source.tool_version, run.source.format);
    _ = writeln!(text, "measured {:?}", run.measured.map(|time| time.to_rfc3339()));
    for (name, value) in &run.environment {
        _ = writeln!(text, "  {name}: {value}");
    }
    for measurement in &run.measurements {
        _ = writeln!(text, "{}", line(measurement));
    }
    text + &said(warnings)
}

fn line(measurement: &Measurement) -> String {
    let metric = &measurement.metric;
    let spread = measurement.spread.map(|spread| match spread.kind {
        SpreadKind::StandardDeviation => format!(" sd {}", spread.value),
        SpreadKind::StandardError => format!(" se {}", spread.value),
    });
    let conditions: Vec<String> =
        measurement.conditions.iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!(
        "{} | {} | {} {:?} {:?} | {:?}{} n {:?} of {:?} | {:?} {:?} | {}",
        measurement.model,
        measurement.test,
        metric.name,
        metric.unit,
        metric.higher_is_better,
        measurement.value,
        spread.unwrap_or_default(),
        measurement.n,
        measurement.samples,
        measurement.model_size.map(|size| size.0),
        measurement.parameters.map(|count| count.0),
        conditions.join(", "),
    )
}
