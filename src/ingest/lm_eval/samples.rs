//! `samples_*.jsonl`: one line per document and filter, with the value of every metric for it.
//!
//! The lines name neither model nor task; the task is in the file's name. A run that was repeated into the same folder appends
//! its lines to the earlier ones: of several lines for one document, prompt and filter, the last counts.
//!
//! The file has only single values. offprint takes their mean, and each measurement says so; a metric whose value for a run is not the
//! mean of its samples (perplexity, and those that keep lists) is left out.
//!
//! Version 0.4.1 wrote one JSON list in a file called `.jsonl` (<https://github.com/EleutherAI/lm-evaluation-harness/issues/1493>).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::super::absent::is_absent;
use super::super::format::{FileShape, Format, Layout, ReadRun, ResultFile, line_at};
use super::super::json::{JsonValue, Members};
use super::super::naming;
use super::super::notes::{Notes, Reason};
use super::metric::{TOOL, is_in_range, is_no_score, metric_name};
use crate::diagnostic::{Code, Diagnostic};
use crate::limits::VALUES;
use crate::record::{ABOUT_THE_VALUE, IngestedMetric, IngestedRun, IngestedUnit, Measurement};

/// `samples_*.jsonl`.
pub(in crate::ingest) static SAMPLES: Format = Format {
    tool: TOOL,
    output: "samples_*.jsonl",
    name: "samples",
    shape: FileShape::Json { layout: Layout::Any, is_one, known_by: "the keys `doc_id` and `resps`", read },
};

/// The model of samples, which do not name it.
const UNNAMED: &str = "unnamed model";

/// The keys that together identify a sample.
const IDENTITY: [&str; 5] = ["doc_id", "filter", "doc_hash", "prompt_hash", "target_hash"];

/// Keys of a line that are not metrics. Needed for lines of older versions, which have no list of their metrics.
const NOT_METRICS: [&str; 10] = [
    "doc_id",
    "doc",
    "target",
    "arguments",
    "resps",
    "filtered_resps",
    "filter",
    "doc_hash",
    "prompt_hash",
    "target_hash",
];

/// Whether this is a sample of lm-evaluation-harness.
fn is_one(value: &JsonValue<'_>) -> bool {
    value.members().is_some_and(|members| members.get("doc_id").is_some() && members.get("resps").is_some())
}

/// The run that the samples hold.
fn read(file: &ResultFile<'_>, values: &[JsonValue<'_>], notes: &mut Notes) -> ReadRun {
    let samples = samples(values, notes)?;
    let (task, day) = task_and_day(file.name);
    let measurements = measurements(&samples, &task, notes);
    if measurements.is_empty() {
        return Err(vec![
            Diagnostic::error(Code::NO_METRIC, "no metric in these samples can be aggregated")
                .at(file.source, line_at(file.source, values.first().map_or(0, |value| value.span().start)))
                .help("ingest the `results_*.json` that was written beside them"),
        ]);
    }
    notes.warn(
        Diagnostic::warning(Code::NO_MODEL_NAME, format!("`{}` does not name its model", file.name))
            .help("the `results_*.json` that was written beside it does, and has the tool's own numbers"),
    );
    Ok(IngestedRun {
        id: naming::run_id(day, &["lm-eval-samples", &task]),
        source: file.origin(None),
        measured: None,
        environment: Vec::new(),
        measurements,
    })
}

/// The task and the day that the harness writes into a file's name; else the name without its ending.
fn task_and_day(file: &str) -> (String, Option<String>) {
    static NAME: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"^samples_(.+?)(?:_(\d{4}-\d{2}-\d{2})T[\d.-]+)?\.jsonl?$").ok());
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    match NAME.as_ref().and_then(|name| name.captures(file)) {
        Some(found) => (found[1].to_owned(), found.get(2).map(|day| day.as_str().to_owned())),
        None => (stem.to_owned(), None),
    }
}

/// The members of each sample that counts, in the file's order.
fn samples<'a>(values: &[JsonValue<'a>], notes: &mut Notes) -> Result<Vec<Members<'a>>, Vec<Diagnostic>> {
    let mut places: BTreeMap<[Option<&str>; 5], usize> = BTreeMap::new();
    let mut samples: Vec<Members<'a>> = Vec::new();
    let (mut faults, mut repeated) = (Vec::new(), Vec::new());
    for value in values {
        let members = value.members().unwrap_or_default();
        if members.len() > VALUES {
            faults.push(value.fault(format!("this sample has more than {VALUES} keys")));
            continue;
        }
        let key = IDENTITY.map(|key| members.get(key).map(|value| value.raw()));
        match places.get(&key) {
            Some(place) => {
                samples[*place] = members;
                repeated.push(*value);
            }
            None => {
                places.insert(key, samples.len());
                samples.push(members);
            }
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    repetition(&repeated).into_iter().for_each(|warning| notes.warn(warning));
    Ok(samples)
}

fn repetition(repeated: &[JsonValue<'_>]) -> Option<Diagnostic> {
    let what = match repeated.len() {
        1 => "1 sample is repeated".to_owned(),
        many => format!("{many} samples are repeated"),
    };
    let first = repeated.first()?;
    Some(first.warning(format!("{what}: the last of each counts")).label("the first of them"))
}

/// The values of a metric, as far as there are any.
#[derive(Default)]
struct Values {
    numbers: Vec<f64>,
    /// Whether a value was found that has no mean.
    left_out: bool,
}

fn measurements(samples: &[Members<'_>], task: &str, notes: &mut Notes) -> Vec<Measurement> {
    let mut order: Vec<(String, String)> = Vec::new();
    let mut values: BTreeMap<(String, String), Values> = BTreeMap::new();
    for sample in samples {
        let filter = sample.shown("filter").unwrap_or_default();
        for (metric, value) in metrics(sample) {
            let key = (metric.clone(), filter.clone());
            let known = values.entry(key.clone()).or_insert_with(|| {
                order.push(key);
                Values::default()
            });
            match numbers(&value) {
                Some(numbers) if metric != "perplexity" => {
                    known.numbers.extend(counting(&metric, numbers, &value, notes))
                }
                _ if known.left_out => {}
                _ => {
                    known.left_out = true;
                    let name = metric_name(&metric, &filter);
                    let message = format!("`{name}` is not the mean of its samples, and was left out");
                    notes.warn(value.warning(message));
                }
            }
        }
    }
    let kept = order.into_iter().filter_map(|key| Some((values.remove(&key).filter(|values| !values.left_out)?, key)));
    kept.map(|(values, (metric, filter))| measurement(values.numbers, metric_name(&metric, &filter), task)).collect()
}

/// The metrics of a sample: those it lists itself (`metrics`), or every key that is not in [`NOT_METRICS`].
fn metrics<'a>(sample: &Members<'a>) -> Vec<(String, JsonValue<'a>)> {
    let listed = sample.get("metrics").and_then(|list| list.elements());
    let names: Vec<String> = match &listed {
        Some(listed) => listed.iter().filter_map(JsonValue::text).collect(),
        None => {
            sample.iter().map(|(key, _)| key.to_owned()).filter(|key| !NOT_METRICS.contains(&key.as_str())).collect()
        }
    };
    names.into_iter().filter_map(|name| sample.get(&name).map(|value| (name, value))).collect()
}

/// The numbers that count of those of a value.
fn counting(metric: &str, numbers: Vec<f64>, value: &JsonValue<'_>, notes: &mut Notes) -> Vec<f64> {
    let (scores, others): (Vec<f64>, Vec<f64>) =
        numbers.into_iter().partition(|number| number.is_finite() && is_in_range(metric, *number));
    for number in others.into_iter().filter(|number| !is_no_score(metric, *number)) {
        notes.leave_out(Reason::OutOfRange, Some(value.span()), || format!("`{metric}` is {number}"));
    }
    scores
}

/// The numbers that a value adds: none for null and for a text that says so, one for a number or a boolean, each of a list of booleans.
fn numbers(value: &JsonValue<'_>) -> Option<Vec<f64>> {
    let number = |value: &JsonValue<'_>| value.number().or_else(|| value.boolean().map(f64::from));
    match value.elements() {
        Some(elements) => elements.iter().map(|element| element.boolean().map(f64::from)).collect(),
        None if value.is_null() || value.text().is_some_and(|text| is_absent(&text)) => Some(Vec::new()),
        None => number(value).map(|number| vec![number]),
    }
}

fn measurement(samples: Vec<f64>, name: String, task: &str) -> Measurement {
    let n = samples.len();
    let mean = samples.iter().sum::<f64>() / n as f64;
    Measurement {
        model: UNNAMED.to_owned(),
        test: task.to_owned(),
        metric: IngestedMetric { name, unit: IngestedUnit::Plain, higher_is_better: None },
        value: Some(mean).filter(|mean| mean.is_finite()),
        spread: None,
        n: Some(n as u64),
        samples,
        model_size: None,
        parameters: None,
        conditions: vec![(ABOUT_THE_VALUE.to_owned(), "mean of the samples, by offprint".to_owned())],
    }
}
