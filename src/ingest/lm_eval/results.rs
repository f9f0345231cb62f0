//! `results_*.json`: one number per task, metric and filter, most with a standard error.
//!
//! Keys are `metric,filter` and `metric_stderr,filter`; version 0.3 had no filters. `"N/A"`, NaN and infinity count as absent.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::super::format::{FileShape, Format, ReadRun, ResultFile, wrong_kind};
use super::super::json::{JsonValue, Members};
use super::super::naming;
use super::environment;
use super::metric::{TOOL, metric_name};
use crate::diagnostic::Diagnostic;
use crate::name::last_part;
use crate::quantity::Parameters;
use crate::record::{IngestedMetric, IngestedRun, IngestedUnit, Measurement, Spread, SpreadKind};

/// `results_*.json`.
pub(in crate::ingest) static RESULTS: Format =
    Format { tool: TOOL, output: "results_*.json", name: "results", shape: FileShape::Json { is_one, read } };

/// Keys of a task's results that are not metrics.
const NOT_METRICS: [&str; 4] = ["alias", "name", "sample_len", "sample_count"];

const STANDARD_ERROR: &str = "_stderr";

/// Whether these are results of lm-evaluation-harness.
fn is_one(value: &JsonValue<'_>) -> bool {
    let Some(members) = value.members() else {
        return false;
    };
    let has = |key| members.get(key).is_some();
    has("results") && (has("config") || has("configs")) && (has("n-shot") || has("versions"))
}

/// The run that the results hold.
fn read(file: &ResultFile<'_>, value: &JsonValue<'_>, warnings: &mut Vec<Diagnostic>) -> ReadRun {
    let whole = value.members().unwrap_or_default();
    let config = whole.inner("config");
    let model = environment::model(&whole, &config).ok_or_else(|| vec![no_model(value)])?;
    let parameters = config.get("model_num_parameters").and_then(|value| value.count()).filter(|count| *count > 0);
    let results = whole.get("results").and_then(|results| results.members());
    let results = results.ok_or_else(|| vec![wrong_kind(value, "`results`", "an object of tasks")])?;
    let tables = Tables::of(&whole);
    let mut faults = Vec::new();
    let mut measurements = Vec::new();
    for (name, task) in results.iter() {
        let Some(members) = task.members() else {
            faults.push(wrong_kind(&task, &format!("the task `{name}`"), "an object of metrics"));
            continue;
        };
        let reader =
            Task { tables: &tables, name, members: &members, model: &model, parameters: parameters.map(Parameters) };
        measurements.extend(reader.measurements(warnings));
    }
    if measurements.is_empty() && faults.is_empty() {
        faults.push(value.fault("this file has no results").help("let the evaluation finish at least one task"));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let measured = date(&whole);
    let tasks = task_word(&whole, &results);
    Ok(IngestedRun {
        id: naming::run_id(naming::day(measured), &["lm-eval", &tasks, last_part(&model)]),
        source: file.origin(version(&whole)),
        measured,
        environment: environment::read(&whole, &config),
        measurements,
    })
}

fn no_model(value: &JsonValue<'_>) -> Diagnostic {
    let start = value.span().start;
    let mut fault = value.fault("these results do not name their model");
    if let Some((_, span)) = &mut fault.place {
        span.end = start + 1;
    }
    fault.help("they need a `model_name`, or a `config` with `model_args`")
}

/// The moment of the evaluation, written as seconds since 1970.
fn date(whole: &Members<'_>) -> Option<DateTime<Utc>> {
    let seconds = whole.get("date")?.number()?;
    // Python's `time.time()` is a float: of a present date it is exact to less than a microsecond, but not to the nanosecond.
    DateTime::from_timestamp_millis((seconds * 1e3).round() as i64)
}

fn version(whole: &Members<'_>) -> Option<String> {
    whole.shown("lm_eval_version").or_else(|| whole.shown("git_hash").map(|commit| format!("commit {commit}")))
}

/// The one task, or the one group of tasks, or how many there are.
fn task_word(whole: &Members<'_>, results: &Members<'_>) -> String {
    let groups = whole.inner("groups");
    let mut names = groups.iter().map(|(name, _)| name);
    match (names.next(), names.next()) {
        (Some(group), None) => group.to_owned(),
        _ => naming::one_or_many(results.iter().map(|(name, _)| name), "tasks"),
    }
}

/// The tables beside `results`, each by task.
struct Tables<'a> {
    higher_is_better: Members<'a>,
    samples: Members<'a>,
    configs: Members<'a>,
    shots: Members<'a>,
    versions: Members<'a>,
}

impl<'a> Tables<'a> {
    fn of(whole: &Members<'a>) -> Self {
        Self {
            higher_is_better: whole.inner("higher_is_better"),
            samples: whole.inner("n-samples"),
            configs: whole.inner("configs"),
            shots: whole.inner("n-shot"),
            versions: whole.inner("versions"),
        }
    }
}

/// A task's results.
struct Task<'a> {
    tables: &'a Tables<'a>,
    name: &'a str,
    members: &'a Members<'a>,
    model: &'a str,
    parameters: Option<Parameters>,
}

impl Task<'_> {
    fn measurements(&self, warnings: &mut Vec<Diagnostic>) -> Vec<Measurement> {
        let errors = self.standard_errors();
        let conditions = self.conditions();
        let mut measurements = Vec::new();
        for (key, value) in self.members.iter() {
            let (metric, filter) = key.split_once(',').unwrap_or((key, ""));
            if NOT_METRICS.contains(&key) || metric.ends_with(STANDARD_ERROR) {
                continue;
            }
            let absent = value.is_null() || value.text().is_some_and(|text| text == "N/A");
            if value.number().is_none() && !absent {
                warnings.push(
                    value.warning(format!("`{key}` of the task `{}` is not a number, and was left out", self.name)),
                );
                continue;
            }
            let error = errors.get(&(metric.to_owned(), filter.to_owned())).copied();
            measurements.push(Measurement {
                model: self.model.to_owned(),
                test: self.name.to_owned(),
                metric: IngestedMetric {
                    name: metric_name(metric, filter),
                    unit: IngestedUnit::Plain,
                    higher_is_better: self.higher_is_better(metric),
                },
                value: value.number(),
                spread: error.map(|value| Spread { kind: SpreadKind::StandardError, value }),
                n: self.samples(key),
                samples: Vec::new(),
                model_size: None,
                parameters: self.parameters,
                conditions: conditions.clone(),
            });
        }
        measurements
    }

    /// The standard errors by metric and filter.
    fn standard_errors(&self) -> BTreeMap<(String, String), f64> {
        let error = |(key, value): (&str, JsonValue<'_>)| {
            let (metric, filter) = key.split_once(',').unwrap_or((key, ""));
            let metric = metric.strip_suffix(STANDARD_ERROR)?;
            let error = value.number().filter(|error| *error >= 0.0)?;
            Some(((metric.to_owned(), filter.to_owned()), error))
        };
        self.members.iter().filter_map(error).collect()
    }

    fn higher_is_better(&self, metric: &str) -> Option<bool> {
        self.tables.higher_is_better.inner(self.name).get(metric)?.boolean()
    }

    /// The number of samples behind a number: for a group, its own count; for a task, the samples that were evaluated (`effective`), which
    /// `--limit` makes fewer than the task has (`original`).
    fn samples(&self, key: &str) -> Option<u64> {
        let counted = self.members.inner("sample_count").get(key);
        let effective = || self.tables.samples.inner(self.name).get("effective");
        let length = || self.members.get("sample_len");
        counted.or_else(effective).or_else(length)?.count()
    }

    /// What else distinguishes this task's numbers from others.
    fn conditions(&self) -> Vec<(String, String)> {
        let config = self.tables.configs.inner(self.name);
        let shots = self.tables.shots.shown(self.name).or_else(|| config.shown("num_fewshot"));
        let version = self.tables.versions.shown(self.name);
        let repeats = config.shown("repeats").filter(|repeats| repeats != "1");
        let pairs = [("few-shot examples", shots), ("task version", version), ("repeats", repeats)];
        pairs.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text?))).collect()
    }
}
