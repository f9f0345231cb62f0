//! A row into the measurements of one test, with its conditions.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::super::bounds::MOST_COUNTED;
use super::super::merge::{Batch, Pair};
use super::super::models::StatedModel;
use super::super::naming;
use super::row::{Content, RowReader};
use crate::diagnostic::Diagnostic;
use crate::quantity::{Bytes, Parameters};
use crate::record::{ABOUT_THE_VALUE, IngestedMetric, IngestedUnit, Measurement, Spread, SpreadKind};

/// Columns that say what was measured, of which model, and when; and the addresses of other machines. Every other column is a condition.
const NOT_CONDITIONS: [&str; 12] = [
    "build_commit",
    "build_number",
    "model",
    "model_filename",
    "model_size",
    "model_n_params",
    "n_prompt",
    "n_gen",
    "n_depth",
    "test",
    "test_time",
    "rpc_servers",
];

/// Better words for some columns.
const WORDS: [(&str, &str); 4] =
    [("cpu_info", "processor"), ("gpu_info", "graphics processor"), ("backends", "backend"), ("params", "parameters")];

/// Latencies that forks are known to add, in words.
const LATENCIES: [(&str, &str); 3] =
    [("ttft", "time to first token"), ("e2e", "total time"), ("itl", "time between tokens")];

/// A time that a fork measured, in milliseconds.
struct Latency {
    metric: IngestedMetric,
    value: f64,
    deviation: Option<f64>,
}

impl RowReader<'_> {
    /// The test that this row has the results of, or everything that is wrong with the row.
    pub(super) fn test(&self) -> Result<Batch, Vec<Diagnostic>> {
        let named = self.cell("test").is_some() && self.cell("n_prompt").is_none();
        let required: &[&str] = if named { &["test", "avg_ts"] } else { &["n_prompt", "n_gen", "avg_ts"] };
        if let Some(fault) = self.incomplete(required) {
            return Err(vec![fault]);
        }
        let mut faults = Vec::new();
        let rate = self.number("avg_ts").map_err(|fault| faults.push(fault)).unwrap_or_default();
        let deviation = self.number("stddev_ts").map_err(|fault| faults.push(fault)).unwrap_or_default();
        let test = if named { self.stated_test() } else { self.counted_test() };
        let test = test.map_err(|found| faults.extend(found)).unwrap_or_default();
        let latencies = self.latencies().map_err(|found| faults.extend(found)).unwrap_or_default();
        let model = self.model();
        if model.is_none() {
            faults.push(self.missing("model_filename"));
        }
        match model.filter(|_| faults.is_empty()) {
            Some(model) => Ok(self.batch(model, self.measurements(&test, rate, deviation, latencies))),
            None => Err(faults),
        }
    }

    fn batch(&self, model: StatedModel, measurements: Vec<Measurement>) -> Batch {
        Batch {
            model,
            measurements,
            conditions: self.conditions(),
            version: self.build(),
            time: self.time(),
            table: self.row.table,
            span: self.first_line(),
        }
    }

    /// The throughput, then the latencies.
    fn measurements(
        &self,
        test: &str,
        rate: Option<f64>,
        deviation: Option<f64>,
        latencies: Vec<Latency>,
    ) -> Vec<Measurement> {
        let throughput = IngestedMetric {
            name: "throughput".to_owned(),
            unit: IngestedUnit::TokensPerSecond,
            higher_is_better: Some(true),
        };
        let samples = self.samples("samples_ts");
        let whole = samples.iter().all(|sample| sample.is_finite());
        let about = self.row.about.clone().map(|text| (ABOUT_THE_VALUE.to_owned(), text));
        let base = Measurement {
            model: String::new(),
            test: test.to_owned(),
            metric: throughput,
            value: rate,
            spread: deviation.and_then(|value| spread(value, samples.len())),
            n: (!samples.is_empty()).then_some(samples.len() as u64),
            samples: if whole { samples.to_vec() } else { Vec::new() },
            model_size: self.count("model_size").map(Bytes),
            parameters: self.count("model_n_params").map(Parameters),
            conditions: about.into_iter().collect(),
        };
        let others = latencies.into_iter().map(|latency| Measurement {
            metric: latency.metric,
            value: Some(latency.value),
            spread: latency.deviation.and_then(|value| spread(value, samples.len())),
            samples: Vec::new(),
            ..base.clone()
        });
        std::iter::once(base.clone()).chain(others).collect()
    }

    /// `pp512`, `tg128`, `pp512+tg128`, with ` @ d1024` behind it where the context was filled first.
    fn counted_test(&self) -> Result<String, Vec<Diagnostic>> {
        let counts = [("n_prompt", "pp"), ("n_gen", "tg"), ("n_depth", " @ d")];
        let mut faults = Vec::new();
        let [prompt, generated, depth] = counts.map(|(column, word)| match self.tokens(column) {
            Ok(0) => None,
            Ok(tokens) => Some(format!("{word}{tokens}")),
            Err(fault) => {
                faults.push(fault);
                None
            }
        });
        let parts: Vec<String> = [prompt, generated].into_iter().flatten().collect();
        if parts.is_empty() && faults.is_empty() {
            faults.push(self.fault("this row tests nothing: its `n_prompt` and `n_gen` are both 0", self.first_line()));
        }
        if faults.is_empty() { Ok(parts.join("+") + &depth.unwrap_or_default()) } else { Err(faults) }
    }

    /// The test as the row names it.
    fn stated_test(&self) -> Result<String, Vec<Diagnostic>> {
        let named = self.text("test").filter(|test| !test.trim().is_empty());
        named
            .map(str::to_owned)
            .ok_or_else(|| vec![self.fault("this row does not say what it tests", self.first_line())])
    }

    fn model(&self) -> Option<StatedModel> {
        let named = |column| self.text(column).filter(|text| !text.trim().is_empty()).map(str::to_owned);
        let kind = named("model_type");
        let path = named("model_filename").or_else(|| kind.clone()).or_else(|| named("model"))?;
        let counted =
            |column, word: fn(u64) -> String| self.count(column).filter(|count| *count <= MOST_COUNTED).map(word);
        Some(StatedModel {
            path,
            kind,
            parameters: counted("model_n_params", |all| Parameters(all).to_string()).or_else(|| named("params")),
            size: counted("model_size", |size| Bytes(size).to_string()).or_else(|| named("size")),
        })
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

    /// Latencies, which upstream llama-bench does not measure: some forks add columns for them.
    fn latencies(&self) -> Result<Vec<Latency>, Vec<Diagnostic>> {
        let (mut latencies, mut faults) = (Vec::new(), Vec::new());
        for cell in &self.row.cells {
            let Some(what) = cell.column.strip_prefix("avg_").and_then(|rest| rest.strip_suffix("_ms")) else {
                continue;
            };
            let word = LATENCIES.iter().find(|(known, _)| *known == what).map(|(_, word)| (*word).to_owned());
            let name = word.unwrap_or_else(|| what.replace('_', " "));
            let metric = IngestedMetric { name, unit: IngestedUnit::Milliseconds, higher_is_better: Some(false) };
            match (self.number(&cell.column), self.number(&format!("stddev_{what}_ms"))) {
                (Ok(Some(value)), Ok(deviation)) if value != 0.0 => {
                    latencies.push(Latency { metric, value, deviation })
                }
                (value, deviation) => faults.extend(value.err().into_iter().chain(deviation.err())),
            }
        }
        if faults.is_empty() { Ok(latencies) } else { Err(faults) }
    }

    /// Everything else that the row says, in its order.
    fn conditions(&self) -> Vec<Pair> {
        let (mut conditions, mut taken): (Vec<Pair>, HashSet<String>) = (Vec::new(), HashSet::new());
        for cell in &self.row.cells {
            let measured = ["avg_", "stddev_", "samples_"].iter().any(|prefix| cell.column.starts_with(prefix));
            let Content::Text(text) = &cell.content else {
                continue;
            };
            let text = naming::without_addresses(text);
            if measured || NOT_CONDITIONS.contains(&cell.column.as_str()) || text.is_empty() {
                continue;
            }
            // Where two columns have one word, the second keeps its own name; and no column says how a value came about.
            let names = [condition_word(&cell.column), cell.column.clone(), format!("column {}", cell.column)];
            let free = |name: &String| name != ABOUT_THE_VALUE && !taken.contains(name);
            if let Some(name) = names.into_iter().find(free) {
                taken.insert(name.clone());
                conditions.push((name, text));
            }
        }
        conditions
    }
}

/// The spread between repetitions. `None` for one repetition: llama-bench prints a `stddev_ts` of 0 for it.
fn spread(value: f64, samples: usize) -> Option<Spread> {
    (samples != 1).then_some(Spread { kind: SpreadKind::StandardDeviation, value })
}

/// The name of a condition, from its column: `n_ubatch` is `ubatch`, `flash_attn` is `flash attn`.
fn condition_word(column: &str) -> String {
    match WORDS.iter().find(|(known, _)| *known == column) {
        Some((_, word)) => (*word).to_owned(),
        None => column.strip_prefix("n_").unwrap_or(column).replace('_', " "),
    }
}
