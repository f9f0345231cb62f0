//! llama-bench: rows of JSON, JSONL, CSV or SQL, all with the same columns, into measurements.
//!
//! Columns come and go between builds, so only a few are asked for by name; all others are conditions. Those that are the same
//! in every row are said once, as the run's environment. `avg_ts` is tokens by time (n/t), its spread a standard deviation between
//! repetitions. Forks add `avg_<what>_ms`; a latency of exactly zero is none that was measured.
//!
//! Source: `tools/llama-bench` of llama.cpp, builds up to 11669.

pub(super) mod csv;
pub(super) mod json;
pub(super) mod sql;

use std::collections::BTreeMap;

use chrono::{DateTime, SecondsFormat, Utc};

use super::Foreign;
use super::naming;
use crate::diagnostic::{Diagnostic, SourceFile, Span};
use crate::quantity::{Bytes, Parameters};
use crate::record::{IngestedRun, Measurement, Metric, Source, Spread, SpreadKind, Unit};

/// Columns that say what was measured, of which model, and when: everything else is a condition.
const NO_CONDITIONS: [&str; 9] = [
    "build_commit",
    "build_number",
    "model_filename",
    "model_size",
    "model_n_params",
    "n_prompt",
    "n_gen",
    "n_depth",
    "test_time",
];

/// Conditions whose column says less than a word would.
const WORDS: [(&str, &str); 3] =
    [("cpu_info", "processor"), ("gpu_info", "graphics processor"), ("backends", "backend")];

/// Latencies that forks are known to add, in words.
const LATENCIES: [(&str, &str); 3] =
    [("ttft", "time to first token"), ("e2e", "total time"), ("itl", "time between tokens")];

/// A row of any of the formats.
pub(super) struct Row {
    cells: Vec<Cell>,
    span: Span,
}

/// A value with the name of its column.
struct Cell {
    column: String,
    content: Content,
    span: Span,
}

enum Content {
    /// Null, or empty.
    Absent,
    Text(String),
    Numbers(Vec<f64>),
}

/// A row, read: what was done to which model, and every number of it.
struct Test {
    measurements: Vec<Measurement>,
    conditions: Vec<(String, String)>,
    build: Option<String>,
    time: Option<DateTime<Utc>>,
}

/// A time that a fork measured, in milliseconds.
struct Latency {
    metric: Metric,
    value: f64,
    deviation: Option<f64>,
}

/// Makes a run of rows.
pub(super) fn read(file: &Foreign<'_>, format: &str, rows: Vec<Row>) -> Result<IngestedRun, Vec<Diagnostic>> {
    if rows.is_empty() {
        let end = file.source.text().trim_end().len();
        return Err(vec![
            Diagnostic::error("there is no result in this file")
                .at(file.source, super::line_at(file.source, end))
                .help("let llama-bench finish at least one test"),
        ]);
    }
    let mut faults = Vec::new();
    let mut tests = Vec::new();
    for row in &rows {
        match (Reader { row, source: file.source }).test() {
            Ok(test) => tests.push(test),
            Err(found) => faults.extend(found),
        }
    }
    if faults.is_empty() { Ok(run(file, format, tests)) } else { Err(faults) }
}

fn run(file: &Foreign<'_>, format: &str, mut tests: Vec<Test>) -> IngestedRun {
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
        id: naming::run_id(naming::day(measured), &["llama-bench", &models]),
        source: Source {
            tool: "llama-bench".to_owned(),
            tool_version: build,
            format: format.to_owned(),
            file: file.file.to_owned(),
            digest: blake3::hash(file.source.text().as_bytes()).to_hex().to_string(),
        },
        measured,
        environment,
        measurements,
    }
}

/// Gives tests that differ in nothing but when they were made the time as a condition.
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

/// Reads one row.
struct Reader<'a> {
    row: &'a Row,
    source: &'a SourceFile,
}

impl Reader<'_> {
    fn test(&self) -> Result<Test, Vec<Diagnostic>> {
        let mut faults = Vec::new();
        let mut keep = |result: Result<Option<f64>, Diagnostic>| result.map_err(|fault| faults.push(fault)).ok();
        let prompt = keep(self.required("n_prompt"));
        let generated = keep(self.required("n_gen"));
        let rate = keep(self.required("avg_ts"));
        let deviation = keep(self.number("stddev_ts"));
        let depth = keep(self.number("n_depth"));
        let name = self.test_name(prompt.flatten(), generated.flatten(), depth.flatten());
        if name.is_none() && faults.is_empty() {
            faults.push(self.fault("this row tests nothing: its `n_prompt` and `n_gen` are both 0", self.first_line()));
        }
        let model = self.model();
        if model.is_none() {
            faults.push(self.missing("model_filename"));
        }
        let latencies = self.latencies().unwrap_or_else(|found| {
            faults.extend(found);
            Vec::new()
        });
        let (Some(test), Some(model), true) = (name, model, faults.is_empty()) else {
            return Err(faults);
        };
        let throughput =
            Metric { name: "throughput".to_owned(), unit: Unit::TokensPerSecond, higher_is_better: Some(true) };
        let samples = self.samples("samples_ts");
        let base = Measurement {
            model,
            test,
            metric: throughput,
            value: rate.flatten(),
            spread: deviation.flatten().and_then(|value| spread(value, samples.len())),
            n: (!samples.is_empty()).then_some(samples.len() as u64),
            samples,
            model_size: self.count("model_size").map(Bytes),
            parameters: self.count("model_n_params").map(Parameters),
            conditions: Vec::new(),
        };
        let others = latencies.into_iter().map(|latency| Measurement {
            metric: latency.metric,
            value: Some(latency.value),
            spread: latency.deviation.and_then(|value| spread(value, base.samples.len())),
            samples: Vec::new(),
            ..base.clone()
        });
        let measurements = std::iter::once(base.clone()).chain(others).collect();
        Ok(Test { measurements, conditions: self.conditions(), build: self.build(), time: self.time() })
    }

    /// `pp512`, `tg128`, `pp512+tg128`, with ` @ d1024` behind it where the context was filled first.
    fn test_name(&self, prompt: Option<f64>, generated: Option<f64>, depth: Option<f64>) -> Option<String> {
        let part =
            |count: Option<f64>, word: &str| count.filter(|count| *count > 0.0).map(|count| format!("{word}{count}"));
        let parts: Vec<String> = [part(prompt, "pp"), part(generated, "tg")].into_iter().flatten().collect();
        let depth = part(depth, " @ d").unwrap_or_default();
        (!parts.is_empty()).then(|| parts.join("+") + &depth)
    }

    fn model(&self) -> Option<String> {
        let named = |column| self.text(column).filter(|text| !text.trim().is_empty());
        named("model_filename").map(naming::model).or_else(|| named("model_type").map(str::to_owned))
    }

    fn build(&self) -> Option<String> {
        match (self.text("build_number"), self.text("build_commit")) {
            (Some(number), Some(commit)) => Some(format!("{number} ({commit})")),
            (number, commit) => number.or(commit).map(str::to_owned),
        }
    }

    fn time(&self) -> Option<DateTime<Utc>> {
        DateTime::parse_from_rfc3339(self.text("test_time")?).ok().map(|time| time.with_timezone(&Utc))
    }

    /// The times that forks measure.
    fn latencies(&self) -> Result<Vec<Latency>, Vec<Diagnostic>> {
        let (mut latencies, mut faults) = (Vec::new(), Vec::new());
        for cell in &self.row.cells {
            let Some(what) = cell.column.strip_prefix("avg_").and_then(|rest| rest.strip_suffix("_ms")) else {
                continue;
            };
            let word = LATENCIES.iter().find(|(known, _)| *known == what).map(|(_, word)| (*word).to_owned());
            let name = word.unwrap_or_else(|| what.replace('_', " "));
            let metric = Metric { name, unit: Unit::Milliseconds, higher_is_better: Some(false) };
            match (self.number(&cell.column), self.number(&format!("stddev_{what}_ms"))) {
                (Ok(Some(value)), Ok(deviation)) if value > 0.0 => latencies.push(Latency { metric, value, deviation }),
                (value, deviation) => faults.extend(value.err().into_iter().chain(deviation.err())),
            }
        }
        if faults.is_empty() { Ok(latencies) } else { Err(faults) }
    }

    /// Everything else that the row says, in its order.
    fn conditions(&self) -> Vec<(String, String)> {
        let mut conditions: Vec<(String, String)> = Vec::new();
        for cell in &self.row.cells {
            let measured = ["avg_", "stddev_", "samples_"].iter().any(|prefix| cell.column.starts_with(prefix));
            let Content::Text(text) = &cell.content else {
                continue;
            };
            let text = naming::without_addresses(text);
            if measured || NO_CONDITIONS.contains(&cell.column.as_str()) || text.is_empty() {
                continue;
            }
            // Where two columns have one word, the second keeps its own name.
            let names = [condition_word(&cell.column), cell.column.clone()];
            let free = |name: &String| !conditions.iter().any(|(known, _)| known == name);
            if let Some(name) = names.into_iter().find(free) {
                conditions.push((name, text));
            }
        }
        conditions
    }

    fn cell(&self, column: &str) -> Option<&Cell> {
        self.row.cells.iter().find(|cell| cell.column == column)
    }

    fn text(&self, column: &str) -> Option<&str> {
        match &self.cell(column)?.content {
            Content::Text(text) => Some(text),
            Content::Absent | Content::Numbers(_) => None,
        }
    }

    fn count(&self, column: &str) -> Option<u64> {
        self.text(column)?.parse().ok().filter(|count| *count > 0)
    }

    fn samples(&self, column: &str) -> Vec<f64> {
        match self.cell(column).map(|cell| &cell.content) {
            Some(Content::Numbers(numbers)) => numbers.clone(),
            _ => Vec::new(),
        }
    }

    /// A number of 0 or more. A column that is not there has none; one that is there and has none is a fault, unless it is null.
    fn number(&self, column: &str) -> Result<Option<f64>, Diagnostic> {
        let Some(cell) = self.cell(column) else {
            return Ok(None);
        };
        match &cell.content {
            Content::Absent => Ok(None),
            Content::Text(text) => match text.parse::<f64>() {
                Ok(number) if number.is_finite() && number >= 0.0 => Ok(Some(number)),
                _ => Err(self.fault(&format!("`{column}` is `{text}`, which is no number of 0 or more"), cell.span)),
            },
            Content::Numbers(_) => {
                Err(self.fault(&format!("`{column}` is a list, and should be one number"), cell.span))
            }
        }
    }

    fn required(&self, column: &str) -> Result<Option<f64>, Diagnostic> {
        if self.cell(column).is_none() { Err(self.missing(column)) } else { self.number(column) }
    }

    fn missing(&self, column: &str) -> Diagnostic {
        self.fault(&format!("this row has no `{column}`"), self.first_line())
    }

    /// Where the row begins, as far as its first line goes.
    fn first_line(&self) -> Span {
        let Span { start, end } = self.row.span;
        let text = self.source.text().get(start..end).unwrap_or_default();
        Span::new(start, start + text.find('\n').unwrap_or(text.len()))
    }

    fn fault(&self, message: &str, span: Span) -> Diagnostic {
        Diagnostic::error(message).at(self.source, span).help("print the results again with `llama-bench -o json`")
    }
}

/// The spread between repetitions. One repetition has none, whatever the tool prints.
fn spread(value: f64, samples: usize) -> Option<Spread> {
    (samples != 1).then_some(Spread { kind: SpreadKind::StandardDeviation, value })
}

/// A column as a word for people: `n_ubatch` is `ubatch`, `flash_attn` is `flash attn`.
fn condition_word(column: &str) -> String {
    match WORDS.iter().find(|(known, _)| *known == column) {
        Some((_, word)) => (*word).to_owned(),
        None => column.strip_prefix("n_").unwrap_or(column).replace('_', " "),
    }
}
