//! What a query asks for, found in the runs of a post.

use std::ops::Range;

use crate::analysis::ingested::{IngestedFindings, IngestedRow, MetricGroup};
use crate::analysis::metric::{self, IntervalMethod, METRICS, PAIRS, Part, RANKS, Value, WHOLE};
use crate::analysis::{Findings, NoTarget, RunData, RuntimePair, TableName, TargetFindings};
use crate::content::{Operation, Query, QueryTerm};
use crate::diagnostic::{Code, Diagnostic, SourceFile, Span};
use crate::name::RunId;
use crate::record::Runtime;
use crate::wording::Unit;

use super::runs::{BoundRun, PostRuns};

/// The answer to a query.
#[derive(Debug, Clone, PartialEq)]
pub struct QueryAnswer {
    /// The number, in `unit`; for a censored one, the bound that it exceeds.
    pub value: Value,
    /// Its unit.
    pub unit: Unit,
    /// The numbers that it is made of.
    pub found: Vec<QueriedNumber>,
    /// What was made of them, if there are two.
    pub operation: Option<Operation>,
}

/// A number of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct QueriedNumber {
    /// The number, in `unit`.
    pub value: Value,
    /// Its unit.
    pub unit: Unit,
    /// What it is: `Median time of qwen3:8b on Ollama`.
    pub label: String,
    /// The run.
    pub run: RunId,
    /// The table that shows it.
    pub table: TableName,
    /// The row there, by its anchor; absent for a number of the whole run.
    pub row: Option<String>,
    /// How its interval was computed; `none` without one.
    pub method: &'static str,
}

/// Why a query has no answer, and where in its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NoAnswer {
    pub(super) message: String,
    pub(super) at: Range<usize>,
    pub(super) help: Option<String>,
    /// The name that was not found, and those that are there.
    pub(super) hint: Option<(String, Vec<String>)>,
}

impl NoAnswer {
    fn new(message: impl Into<String>, at: &Range<usize>) -> Self {
        Self { message: message.into(), at: at.clone(), help: None, hint: None }
    }

    /// The fault, at a place.
    pub(super) fn told(self, source: &SourceFile, span: Span) -> Diagnostic {
        let fault = Diagnostic::error(Code::NO_ANSWER, self.message).at(source, span);
        let fault = self.help.into_iter().fold(fault, Diagnostic::help);
        match self.hint {
            Some((found, known)) => fault.hinted(&found, known.iter().map(String::as_str)),
            None => fault,
        }
    }

    fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    fn hint(self, found: &str, known: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { hint: Some((found.to_owned(), known.into_iter().map(Into::into).collect())), ..self }
    }
}

/// The answer to a query that is all of a text, from these runs.
///
/// # Errors
/// What cannot be read in the query, or what the runs do not have, with its place.
pub fn ask(source: &SourceFile, runs: &PostRuns<'_>) -> Result<QueryAnswer, Diagnostic> {
    let query = Query::alone(source)?;
    answer(&query, runs).map_err(|none| {
        let span = Span::new(none.at.start, none.at.end);
        none.told(source, span)
    })
}

/// Answers a query from the runs of a post.
pub(super) fn answer(query: &Query, runs: &PostRuns<'_>) -> Result<QueryAnswer, NoAnswer> {
    let first = term(&query.first, runs)?;
    let Some((operation, second)) = &query.second else {
        return Ok(QueryAnswer { value: first.value, unit: first.unit, found: vec![first], operation: None });
    };
    let other = term(second, runs)?;
    let at = query.first.metric_at.start..second.metric_at.end;
    if first.unit != other.unit {
        let units = format!("{} and {}", first.unit.word(), other.unit.word());
        return Err(NoAnswer::new(format!("the two numbers have different units: {units}"), &at));
    }
    if first.value.censored || other.value.censored {
        return Err(NoAnswer::new("one of the two numbers is only known to exceed a limit", &at));
    }
    let (value, unit) = match operation {
        Operation::Ratio if other.value.number == 0.0 => {
            return Err(NoAnswer::new("the second number is 0", &second.metric_at));
        }
        Operation::Ratio => (first.value.number / other.value.number, Unit::Plain),
        Operation::Difference if first.unit == Unit::Percent => (first.value.number - other.value.number, Unit::Points),
        Operation::Difference => (first.value.number - other.value.number, first.unit),
    };
    let n = first.value.n.min(other.value.n);
    let value = Value { number: value, interval: None, n, censored: false };
    Ok(QueryAnswer { value, unit, found: vec![first, other], operation: Some(*operation) })
}

/// The number that a term names.
fn term(term: &QueryTerm, runs: &PostRuns<'_>) -> Result<QueriedNumber, NoAnswer> {
    let (run, runtime) = run_of(term, runs)?;
    match run.data {
        None => Err(NoAnswer::new("there is no run yet", &term.metric_at)),
        Some(RunData::Ingested(findings)) => of_ingested(term, findings),
        Some(RunData::Native(findings, _)) => of_native(term, findings, runtime),
    }
}

/// The run that a term means, and the runtime, if what it names is one.
fn run_of<'r, 'a>(
    term: &'r QueryTerm,
    runs: &'r PostRuns<'a>,
) -> Result<(&'r BoundRun<'a>, Option<&'r str>), NoAnswer> {
    let own = || {
        runs.own().ok_or_else(|| {
            let names = runs.names();
            let message = format!("this post names {} runs: which one?", runs.runs.len());
            NoAnswer::new(message, &term.metric_at).help(format!("add ` in ` and its name: {}", names.join(", ")))
        })
    };
    match term.within.as_deref() {
        None => Ok((own()?, None)),
        Some(name) => match runs.named(name) {
            Some(run) => Ok((run, None)),
            None if runtimes().contains(&name) => Ok((own()?, Some(name))),
            None => {
                let known: Vec<&str> = runs.names().into_iter().chain(runtimes()).collect();
                let message = format!("`{name}` is neither a run of this post nor a runtime");
                Err(NoAnswer::new(message, &term.within_at)
                    .help("runs get their names in the front matter: `runs = { pilot = \"...\" }`")
                    .hint(name, known))
            }
        },
    }
}

/// The words of runtimes, as in ids of targets.
fn runtimes<'a>() -> [&'a str; 3] {
    Runtime::ALL.map(Runtime::word)
}

fn of_native(term: &QueryTerm, findings: &Findings, runtime: Option<&str>) -> Result<QueriedNumber, NoAnswer> {
    let (id, part) = split(&term.metric);
    let found =
        |value: Value, unit: Unit, label: String, table: TableName, row: Option<String>, method: &'static str| {
            let value = of_part(value, part)
                .ok_or_else(|| NoAnswer::new(format!("`{}` was not measured here", term.metric), &term.metric_at))?;
            let unit = if part == Part::N { Unit::Count } else { unit };
            Ok(QueriedNumber { value, unit, label, run: findings.run.clone(), table, row, method })
        };
    let absent = |what: &str| NoAnswer::new(format!("`{}` was not measured for {what}", term.metric), &term.metric_at);
    if let Some(whole) = WHOLE.iter().find(|whole| whole.id == id) {
        if let Some(of) = &term.of {
            let message = format!("`{id}` describes the whole run, not `{of}`");
            return Err(NoAnswer::new(message, &term.of_at).help(format!("write `{id}`")));
        }
        return found(
            whole.value(findings),
            whole.unit,
            whole.label.to_owned(),
            whole.table,
            None,
            IntervalMethod::None.word(),
        );
    }
    let Some(name) = term.of.as_deref() else {
        let others = PAIRS.iter().map(|pair| pair.id).chain(RANKS.iter().map(|rank| rank.id));
        let known = metric::find(findings, id).is_some() || others.into_iter().any(|other| other == id);
        return Err(match known {
            true => NoAnswer::new(format!("whose `{id}`?"), &term.metric_at).help(format!("write `{id} of MODEL`")),
            false => unknown_metric(term, findings),
        });
    };
    if let Some(pair) = PAIRS.iter().find(|pair| pair.id == id) {
        let joined = pair_named(term, name, findings)?;
        let value = (pair.of)(joined).ok_or_else(|| absent(&joined.first.model))?;
        let label = format!("{}: {}", joined.first.model, pair.label);
        return found(
            value,
            pair.unit,
            label,
            TableName::Runtimes,
            Some(joined.other.id.to_string()),
            pair.method.word(),
        );
    }
    if let Some(rank) = RANKS.iter().find(|rank| rank.id == id) {
        let target = target_named(term, name, findings, runtime)?;
        let value = rank.of(target).ok_or_else(|| unranked(term, target))?;
        let (label, row) = (format!("{} of {}", rank.label, target.subject.named()), target.subject.id.to_string());
        return found(value, Unit::Count, label, TableName::Leaderboard, Some(row), IntervalMethod::None.word());
    }
    let Some(metric) = metric::find(findings, id) else { return Err(unknown_metric(term, findings)) };
    let target = target_named(term, name, findings, runtime)?;
    let value = metric.of(target).ok_or_else(|| absent(&target.subject.named()))?;
    let table = metric.metric.tables.first().copied().unwrap_or(TableName::Leaderboard);
    let label = format!("{} of {}", metric.label(), target.subject.named());
    found(value, metric.metric.unit, label, table, Some(target.subject.id.to_string()), metric.metric.method.word())
}

/// A metric's id and which part of its value is meant: `ttft.p50.low` is the lower end of `ttft.p50`.
fn split(field: &str) -> (&str, Part) {
    let parts = [Part::Low, Part::High, Part::N];
    let with = |part: Part| field.strip_suffix(part.suffix()).map(|id| (id, part));
    parts.into_iter().find_map(with).unwrap_or((field, Part::Number))
}

fn of_part(value: Value, part: Part) -> Option<Value> {
    let end = |number: f64| Value { number, interval: None, n: value.n, censored: false };
    match part {
        Part::Low => value.interval.map(|(low, _)| end(low)),
        Part::High => value.interval.and_then(|(_, high)| high).map(end),
        Part::N => Some(end(value.n as f64)),
        Part::Number | Part::Censored => Some(value),
    }
}

/// The target that a name in a post means.
fn target_named<'f>(
    term: &QueryTerm,
    name: &str,
    findings: &'f Findings,
    runtime: Option<&str>,
) -> Result<&'f TargetFindings, NoAnswer> {
    let at = &term.of_at;
    findings.target_named(name, runtime).map_err(|none| match none {
        NoTarget::Unknown => NoAnswer::new(format!("the run `{}` has no model `{name}`", findings.run), at)
            .hint(name, findings.target_names()),
        NoTarget::NotOnRuntime(on) => {
            NoAnswer::new(format!("`{name}` was not measured on that runtime"), &term.within_at)
                .help(format!("it is on {}", on.join(", ")))
        }
        NoTarget::Several(ids) => NoAnswer::new(format!("{} targets have the model `{name}`", ids.len()), at)
            .help(format!("write one of {}, or the runtime: `{name} in ollama`", ids.join(", "))),
    })
}

fn unranked(term: &QueryTerm, target: &TargetFindings) -> NoAnswer {
    let reason = target.unranked().map(|reason| format!(": {}", reason.reason())).unwrap_or_default();
    NoAnswer::new(format!("{} has no rank{reason}", target.subject.named()), &term.of_at)
}

/// The model on two runtimes that a name means: either side's id or model.
fn pair_named<'f>(term: &QueryTerm, name: &str, findings: &'f Findings) -> Result<&'f RuntimePair, NoAnswer> {
    let sides = |pair: &'f RuntimePair| [&pair.first, &pair.other];
    let is_it = |pair: &&RuntimePair| pair.first.is_called(name) || pair.other.is_called(name);
    let named: Vec<&RuntimePair> = findings.runtimes.iter().filter(is_it).collect();
    match named.as_slice() {
        [pair] => Ok(pair),
        [] => {
            let known = findings.runtimes.iter().flat_map(sides).map(|side| side.model.as_str());
            Err(NoAnswer::new(format!("`{name}` is not a model on two runtimes"), &term.of_at).hint(name, known))
        }
        several => Err(NoAnswer::new(format!("{} pairs have the model `{name}`", several.len()), &term.of_at)
            .help("write the id of one of its targets")),
    }
}

fn unknown_metric(term: &QueryTerm, findings: &Findings) -> NoAnswer {
    let (id, _) = split(&term.metric);
    let own = metric::of_run(findings).into_iter().map(|metric| metric.id());
    let more = WHOLE.iter().map(|whole| whole.id).chain(PAIRS.iter().map(|pair| pair.id));
    let more = more.chain(RANKS.iter().map(|rank| rank.id)).map(str::to_owned);
    let known: Vec<String> = own.chain(more).collect();
    let message = match METRICS.iter().any(|metric| metric.id == id) {
        true => format!("`{id}` means one metric per category"),
        false => format!("there is no metric `{id}`"),
    };
    NoAnswer::new(message, &term.metric_at).help("`docs/metrics.md` has a table of all metrics").hint(id, known)
}

/// A number of another tool: `metric-1 of ROW`, the row by its anchor on the run's page, or by its model if that has one row.
fn of_ingested(term: &QueryTerm, findings: &IngestedFindings) -> Result<QueriedNumber, NoAnswer> {
    let number = term.metric.strip_prefix("metric-").and_then(|digits| digits.parse::<usize>().ok());
    let Some((number, group)) = number.and_then(|number| Some((number, findings.groups.get(number.checked_sub(1)?)?)))
    else {
        let known: Vec<String> = (1..=findings.groups.len()).map(|number| format!("metric-{number}")).collect();
        let message = format!("the run `{}` has no metric `{}`", findings.run, term.metric);
        return Err(NoAnswer::new(message, &term.metric_at)
            .help(format!("it has {}", known.join(", ")))
            .hint(&term.metric, known));
    };
    let Some(name) = term.of.as_deref() else {
        return Err(
            NoAnswer::new(format!("whose `{}`?", term.metric), &term.metric_at).help("write the row after ` of `")
        );
    };
    let by_key = group.rows.iter().find(|row| row.key == name);
    let by_model: Vec<_> = group.rows.iter().filter(|row| row.model == name).collect();
    let row = match (by_key, by_model.as_slice()) {
        (Some(row), _) => row,
        (None, [row]) => *row,
        (None, []) => {
            let message = format!("`{}` has no row `{name}`", term.metric);
            return Err(NoAnswer::new(message, &term.of_at).hint(name, group.rows.iter().map(|row| row.key.as_str())));
        }
        (None, several) => {
            let keys: Vec<&str> = several.iter().map(|row| row.key.as_str()).collect();
            let message = format!("{} rows have the model `{name}`", several.len());
            return Err(NoAnswer::new(message, &term.of_at).help(format!("write one of {}", keys.join(", "))));
        }
    };
    let Some((value, unit)) = of_row(group, row) else {
        return Err(NoAnswer::new(format!("the tool gave no number for `{name}`"), &term.of_at));
    };
    Ok(QueriedNumber {
        value,
        unit,
        label: format!("{} of {}, {}", group.name, row.model, row.test),
        run: findings.run.clone(),
        table: TableName::Metric(number),
        row: Some(row.key.clone()),
        method: if row.interval.is_some() { "the tool's spread" } else { "none" },
    })
}

/// The number of a row in a unit of ours; `None` if the tool gave none.
pub(super) fn of_row(group: &MetricGroup, row: &IngestedRow) -> Option<(Value, Unit)> {
    let (unit, scale) = match group.unit.as_str() {
        "tokens/s" => (Unit::TokensPerSecond, 1.0),
        "ms" => (Unit::Seconds, 1e-3),
        _ => (Unit::Plain, 1.0),
    };
    let interval = row.interval.map(|(low, high)| (low * scale, Some(high * scale)));
    let n = row.n.and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
    Some((Value { number: row.value? * scale, interval, n, censored: false }, unit))
}

/// The table of a run's page that shows a metric: of one that no table lists, the leaderboard.
pub(super) fn table_of(metric: &str) -> TableName {
    let stem = |known: &str| known.strip_suffix("CATEGORY").is_some_and(|stem| metric.starts_with(stem));
    let known = METRICS.iter().find(|known| known.id == metric).or_else(|| METRICS.iter().find(|known| stem(known.id)));
    known.and_then(|known| known.tables.first().copied()).unwrap_or(TableName::Leaderboard)
}
