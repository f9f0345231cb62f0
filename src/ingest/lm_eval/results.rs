//! `results_*.json`: one number per task, metric and filter, most with a standard error.
//!
//! Keys are `metric,filter` and `metric_stderr,filter`; version 0.3 had no filters. `"N/A"`, NaN and infinity count as absent. A group that
//! aggregates nothing has a blank key in place of metrics (`{" ": " ", "alias": "leaderboard"}`), and no measurements.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::super::absent::is_absent;
use super::super::format::{FileShape, Format, Layout, ReadRun, ResultFile, wrong_kind};
use super::super::json::{JsonValue, Members};
use super::super::merge::{Batch, Pair, merge};
use super::super::models::StatedModel;
use super::super::naming;
use super::super::notes::{Notes, Reason};
use super::environment;
use super::metric::{TOOL, is_in_range, is_length, is_no_score, metric_name};
use crate::diagnostic::Diagnostic;
use crate::limits::VALUES;
use crate::name::last_part;
use crate::quantity::Parameters;
use crate::record::{IngestedMetric, IngestedRun, IngestedUnit, Measurement, Spread, SpreadKind};

/// `results_*.json`.
pub(in crate::ingest) static RESULTS: Format = Format {
    tool: TOOL,
    output: "results_*.json",
    name: "results",
    shape: FileShape::Json {
        layout: Layout::Any,
        is_one,
        known_by: "the keys `results`, `configs` and `n-shot`",
        read,
    },
};

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

/// The run that the results of one call hold, or of several.
fn read(file: &ResultFile<'_>, values: &[JsonValue<'_>], notes: &mut Notes) -> ReadRun {
    let (mut batches, mut faults, mut tasks) = (Vec::new(), Vec::new(), Vec::new());
    for value in values {
        match batch(value, notes) {
            Ok(batch) => {
                tasks.push(task_word(&value.members().unwrap_or_default()));
                batches.push(batch);
            }
            Err(found) => faults.extend(found),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let merged = merge(batches, "version", notes);
    let models = naming::one_or_many(merged.measurements.iter().map(|one| last_part(&one.model)), "models");
    let tasks = match &tasks[..] {
        [only] => only.clone(),
        _ => naming::one_or_many(merged.measurements.iter().map(|one| one.test.as_str()), "tasks"),
    };
    Ok(IngestedRun {
        id: naming::run_id(naming::day(merged.measured), &["lm-eval", &tasks, &models]),
        source: file.origin(merged.version),
        measured: merged.measured,
        environment: merged.environment,
        measurements: merged.measurements,
    })
}

/// The results of one call.
fn batch(value: &JsonValue<'_>, notes: &mut Notes) -> Result<Batch, Vec<Diagnostic>> {
    let whole = value.members().unwrap_or_default();
    let config = whole.inner("config");
    let model = environment::model(&whole, &config).ok_or_else(|| vec![no_model(value)])?;
    let parameters = config.get("model_num_parameters").and_then(|value| value.count()).filter(|count| *count > 0);
    let parameters = parameters.map(Parameters);
    let results = whole.get("results").and_then(|results| results.members());
    let results = results.ok_or_else(|| vec![wrong_kind(value, "`results`", "an object of tasks")])?;
    let tables = Tables::of(&whole);
    let mut faults = Vec::new();
    let mut measurements = Vec::new();
    for (name, task) in results.iter() {
        if task.is_null() || task.text().is_some_and(|text| is_absent(&text)) {
            continue;
        }
        match task.members() {
            None => faults.push(wrong_kind(&task, &format!("the task `{name}`"), "an object of metrics")),
            Some(members) if members.len() > VALUES => {
                faults.push(task.fault(format!("the task `{name}` has more than {VALUES} metrics")));
            }
            Some(members) => {
                let reader = Task { tables: &tables, name, members: &members, parameters };
                measurements.extend(reader.measurements(notes));
            }
        }
    }
    if measurements.is_empty() && faults.is_empty() {
        faults.push(value.fault("this file has no results").help("let the evaluation finish at least one task"));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(Batch {
        model: StatedModel {
            path: model,
            kind: None,
            parameters: parameters.map(|count| count.to_string()),
            size: None,
        },
        measurements,
        conditions: environment::read(&whole, &config),
        version: version(&whole),
        time: date(&whole),
        table: None,
        span: value.span(),
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
fn task_word(whole: &Members<'_>) -> String {
    let results = whole.inner("results");
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
    parameters: Option<Parameters>,
}

impl Task<'_> {
    fn measurements(&self, notes: &mut Notes) -> Vec<Measurement> {
        let errors = self.standard_errors();
        let conditions = self.conditions();
        let numbers: Vec<_> = self.metrics().map(|(key, value)| (key, self.number(key, &value, notes))).collect();
        // The samples of a task are counted together. Those of one length are as many only where all are of that length.
        let lengths =
            numbers.iter().filter(|(key, number)| is_length(parted(key).0) && matches!(number, Ok(Some(_)))).count();
        let measurement = |(key, number): (&str, Result<Option<f64>, LeftOut>)| {
            let (metric, filter) = parted(key);
            let value = number.ok()?;
            let error = errors.get(&(metric, filter)).copied().filter(|_| value.is_some());
            let counted = !is_length(metric) || (value.is_some() && lengths == 1);
            Some(Measurement {
                model: String::new(),
                test: self.name.to_owned(),
                metric: IngestedMetric {
                    name: metric_name(metric, filter),
                    unit: IngestedUnit::Plain,
                    higher_is_better: self.higher_is_better(metric),
                },
                value,
                spread: error.map(|value| Spread { kind: SpreadKind::StandardError, value }),
                n: self.samples(key).filter(|_| counted),
                samples: Vec::new(),
                model_size: None,
                parameters: self.parameters,
                conditions: conditions.clone(),
            })
        };
        numbers.into_iter().filter_map(measurement).collect()
    }

    /// The keys that are metrics, with their values.
    fn metrics(&self) -> impl Iterator<Item = (&str, JsonValue<'_>)> {
        self.members.iter().filter(|(key, _)| {
            let blank = key.trim().is_empty();
            !blank && !NOT_METRICS.contains(key) && !parted(key).0.ends_with(STANDARD_ERROR)
        })
    }

    /// The number of a metric, which may be absent; or that it does not count.
    fn number(&self, key: &str, value: &JsonValue<'_>, notes: &mut Notes) -> Result<Option<f64>, LeftOut> {
        let metric = parted(key).0;
        let told = || format!("`{key}` of the task `{}`", self.name);
        match value.number() {
            Some(number) if is_no_score(metric, number) => Ok(None),
            Some(number) if is_in_range(metric, number) => Ok(Some(number)),
            Some(number) => {
                let is = || format!("{} is {number}, and is never negative", told());
                notes.leave_out(Reason::OutOfRange, Some(value.span()), is);
                Ok(None)
            }
            None if value.is_null() || value.text().is_some_and(|text| is_absent(&text)) => Ok(None),
            None => {
                notes.leave_out(Reason::NotANumber, Some(value.span()), told);
                Err(LeftOut)
            }
        }
    }

    /// The standard errors by metric and filter.
    fn standard_errors(&self) -> BTreeMap<(&str, &str), f64> {
        let errors = self.members.iter().map(|(key, value)| (parted(key), value.number()));
        errors
            .filter_map(|((metric, filter), error)| {
                Some(((metric.strip_suffix(STANDARD_ERROR)?, filter), error.filter(|error| *error >= 0.0)?))
            })
            .collect()
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
    fn conditions(&self) -> Vec<Pair> {
        let config = self.tables.configs.inner(self.name);
        let shots = self.tables.shots.shown(self.name).or_else(|| config.shown("num_fewshot"));
        let version = self.tables.versions.shown(self.name);
        let repeats = config.shown("repeats").filter(|repeats| repeats != "1");
        let pairs = [("few-shot examples", shots), ("task version", version), ("repeats", repeats)];
        pairs.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text?))).collect()
    }
}

/// A value that does not count.
struct LeftOut;

/// A key as metric and filter.
fn parted(key: &str) -> (&str, &str) {
    key.split_once(',').unwrap_or((key, ""))
}
