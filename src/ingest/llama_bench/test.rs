//! A row into the measurements of one test, with its conditions.

use chrono::{DateTime, Utc};

use super::super::naming;
use super::row::{Content, RowReader};
use crate::diagnostic::Diagnostic;
use crate::quantity::{Bytes, Parameters};
use crate::record::{IngestedMetric, IngestedUnit, Measurement, Spread, SpreadKind};

/// Columns that say what was measured, of which model, and when. Every other column is a condition.
const NOT_CONDITIONS: [&str; 9] = [
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

/// Better words for some columns.
const WORDS: [(&str, &str); 3] =
    [("cpu_info", "processor"), ("gpu_info", "graphics processor"), ("backends", "backend")];

/// Latencies that forks are known to add, in words.
const LATENCIES: [(&str, &str); 3] =
    [("ttft", "time to first token"), ("e2e", "total time"), ("itl", "time between tokens")];

/// What a row holds: one test of one model, and every number that it gave.
pub(super) struct Test {
    /// The throughput, then the latencies; their conditions are still empty.
    pub(super) measurements: Vec<Measurement>,
    pub(super) conditions: Vec<(String, String)>,
    /// `11669 (1c1409e1)`.
    pub(super) build: Option<String>,
    /// When the test began.
    pub(super) time: Option<DateTime<Utc>>,
}

/// A time that a fork measured, in milliseconds.
struct Latency {
    metric: IngestedMetric,
    value: f64,
    deviation: Option<f64>,
}

impl RowReader<'_> {
    /// The test that this row has the results of, or everything that is wrong with the row.
    pub(super) fn test(&self) -> Result<Test, Vec<Diagnostic>> {
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
        let throughput = IngestedMetric {
            name: "throughput".to_owned(),
            unit: IngestedUnit::TokensPerSecond,
            higher_is_better: Some(true),
        };
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
            if measured || NOT_CONDITIONS.contains(&cell.column.as_str()) || text.is_empty() {
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
