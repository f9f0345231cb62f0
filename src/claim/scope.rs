//! The runs that a post names, and which target or row a name in a claim means.

use crate::analysis::ingested::{IngestedFindings, IngestedRow, MetricGroup};
use crate::analysis::metric::{self, IntervalMethod, RunMetric, Value};
use crate::analysis::{NoTarget, RunData, TargetFindings};
use crate::name::RunId;
use crate::record::Runtime;
use crate::wording::Unit;

use super::check::Spelled;
use super::compared::CompareRuns;
use super::fault::ClaimFault;

/// The most names that a way out lists.
const MOST_LISTED: usize = 8;

/// The runs of a post.
#[derive(Default)]
pub struct Scope<'a> {
    /// One without a name, or several, each with the name that the post gives it.
    pub runs: Vec<ScopedRun<'a>>,
    /// What compares two of them.
    pub compare: Option<&'a dyn CompareRuns>,
}

/// A run of a post.
pub struct ScopedRun<'a> {
    /// The name that the post gives it: `ollama` of `runs = { ollama = ".." }`.
    pub name: Option<String>,
    /// What was found.
    pub data: RunData<'a>,
}

/// What a name means.
#[derive(Debug, Clone, Copy)]
pub(super) enum Named<'a> {
    /// A target of the run of this index.
    Target(usize, &'a TargetFindings),
    /// A row of an imported run, by its key.
    Row(usize, &'a IngestedFindings, &'a IngestedRow),
    /// The rows of an imported run that have the model of this one.
    Rows(usize, &'a IngestedFindings, &'a IngestedRow),
}

/// A name, and where it says that its target is.
struct Place<'t> {
    name: &'t str,
    /// The run's index.
    run: Option<usize>,
    /// The runtime's word.
    runtime: Option<&'t str>,
}

/// A metric of a target, or an imported number.
#[derive(Debug, Clone, PartialEq)]
pub struct ShownValue {
    /// The run's index in the scope.
    pub run: usize,
    /// The metric's id; of an imported number, the metric's name.
    pub metric: String,
    /// What it is called: `Median time`.
    pub label: String,
    /// The unit of the value.
    pub unit: Unit,
    /// The target's id; of an imported number, the row's key.
    pub key: String,
    /// The target's name: `qwen3:8b on Ollama`; of an imported number, model and test.
    pub name: String,
    /// The value; absent if it was not measured.
    pub value: Option<Value>,
    /// Whether the metric has an interval, unless the units are too few for one.
    pub estimated: bool,
}

impl ShownValue {
    /// Whether it is counted, not estimated.
    pub(super) fn is_counted(&self) -> bool {
        self.unit == Unit::Count
    }
}

impl ScopedRun<'_> {
    /// The run's id.
    pub fn id(&self) -> &RunId {
        self.data.id()
    }
}

impl<'a> Scope<'a> {
    /// What a name means.
    pub(super) fn named(&self, spelled: &Spelled) -> Result<Named<'a>, ClaimFault> {
        self.named_but_in(spelled, None)
    }

    /// What a name means in the other runs than this one, unless it says itself in which.
    pub(super) fn named_but_in(&self, spelled: &Spelled, but: Option<usize>) -> Result<Named<'a>, ClaimFault> {
        let place = self.place(&spelled.text);
        let is_meant = |index: usize| place.run.map_or(Some(index) != but, |wanted| wanted == index);
        let runs = self.runs.iter().enumerate().filter(|(index, _)| is_meant(*index));
        let found: Vec<(usize, Result<Named<'a>, NoTarget>)> = runs
            .map(|(index, run)| (index, named(index, run.data, &place)))
            .filter(|(_, found)| !matches!(found, Err(NoTarget::Unknown)))
            .collect();
        let fault = |message: String| ClaimFault::new(spelled.range.clone(), message);
        let quoted = |text: &str| format!("`\"{text}\"`");
        match found.as_slice() {
            [] => Err(self.unknown(spelled, &place)),
            [(_, Ok(named))] => Ok(*named),
            [(_, Err(none))] => Err(match none {
                NoTarget::Several(ids) => {
                    let ways: Vec<String> = ids.iter().take(MOST_LISTED).map(|id| quoted(id)).collect();
                    fault(format!("{} targets have the model `{}`", ids.len(), place.name))
                        .label("which of them?")
                        .help(format!("write {}", ways.join(" or ")))
                }
                NoTarget::NotOnRuntime(on) => fault(format!("`{}` was not measured on that runtime", place.name))
                    .help(format!("it is on {}", on.join(", "))),
                NoTarget::Unknown => self.unknown(spelled, &place),
            }),
            several => {
                let ways = several.iter().filter_map(|(index, _)| self.runs[*index].name.as_deref());
                let ways: Vec<String> = ways.map(|run| quoted(&format!("{} in {run}", place.name))).collect();
                Err(fault("several runs have this model".to_owned())
                    .label("of which run?")
                    .help(format!("write {}", ways.join(" or "))))
            }
        }
    }

    /// The run that a name in the front matter, or an id, means.
    pub(super) fn run_named(&self, spelled: &Spelled) -> Result<usize, ClaimFault> {
        let text = spelled.text.as_str();
        let is_it = |run: &ScopedRun<'_>| run.name.as_deref() == Some(text) || run.id().as_str() == text;
        let fault = || ClaimFault::new(spelled.range.clone(), format!("the post names no run `{text}`"));
        let names: Vec<&str> = self.runs.iter().filter_map(|run| run.name.as_deref()).collect();
        self.runs.iter().position(is_it).ok_or_else(|| match names.as_slice() {
            [] => fault().help("`runs = { now = \"latest\", before = \"...\" }` in the front matter names two"),
            names => {
                let listed: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                fault().hinted(text, names.iter().copied()).help(format!("it names {}", listed.join(", ")))
            }
        })
    }

    /// A name without the run or the runtime that it ends with: `qwen3:8b in ollama`. A run of the post that has a runtime's name is meant.
    fn place<'t>(&self, text: &'t str) -> Place<'t> {
        let whole = Place { name: text, run: None, runtime: None };
        let Some((name, within)) = text.rsplit_once(" in ") else { return whole };
        let is_it = |run: &ScopedRun<'_>| run.name.as_deref() == Some(within);
        let name = name.trim_end();
        match (self.runs.iter().position(is_it), Runtime::ALL.map(Runtime::word).contains(&within)) {
            (Some(run), _) => Place { name, run: Some(run), runtime: None },
            (None, true) => Place { name, run: None, runtime: Some(within) },
            (None, false) => whole,
        }
    }

    fn unknown(&self, spelled: &Spelled, place: &Place<'_>) -> ClaimFault {
        let text = place.name;
        let fault = ClaimFault::new(spelled.range.clone(), format!("unknown model `{text}`"));
        if self.runs.is_empty() {
            return fault.label("the post names no run").help("`run = \"...\"` in the front matter names one");
        }
        let mut known: Vec<&str> = self.runs.iter().flat_map(|run| run.data.names()).collect();
        known.sort_unstable();
        known.dedup();
        let runs: Vec<&str> = self.runs.iter().filter_map(|run| run.name.as_deref()).collect();
        let unknown_run = text.rsplit_once(" in ").filter(|(model, _)| known.contains(model));
        if let Some((_, run)) = unknown_run.filter(|_| !runs.is_empty()) {
            let runs: Vec<String> = runs.iter().map(|run| format!("`{run}`")).collect();
            let fault = ClaimFault::new(spelled.range.clone(), format!("unknown run `{run}`"));
            return fault.help(format!("the post names {}", runs.join(", ")));
        }
        let listed: Vec<String> = known.iter().take(MOST_LISTED).map(|name| format!("`{name}`")).collect();
        let more = if known.len() > MOST_LISTED { ", .." } else { "" };
        fault.hinted(text, known.iter().copied()).help(format!("the run has {}{more}", listed.join(", ")))
    }

    /// A metric of a target; `None` if the run does not have it.
    pub(super) fn shown(&self, run: usize, id: &str, target: &TargetFindings) -> Option<ShownValue> {
        let RunData::Native(findings, _) = self.runs[run].data else { return None };
        Some(of_target(run, &metric::find(findings, id)?, target))
    }

    /// A metric of what a name means.
    pub(super) fn value(&self, named: Named<'a>, id: &Spelled) -> Result<ShownValue, ClaimFault> {
        let fault = |message: String| ClaimFault::new(id.range.clone(), message);
        match named {
            Named::Target(run, target) => {
                let RunData::Native(findings, _) = self.runs[run].data else {
                    return Err(fault(format!("unknown metric `{}`", id.text)));
                };
                let Some(found) = metric::find(findings, &id.text) else {
                    let known: Vec<String> = metric::of_run(findings).iter().map(|metric| metric.id()).collect();
                    return Err(fault(format!("unknown metric `{}`", id.text))
                        .hinted(&id.text, known.iter().map(String::as_str))
                        .help("`docs/metrics.md` has a table of all metrics"));
                };
                Ok(of_target(run, &found, target))
            }
            Named::Row(run, findings, of) => imported(run, findings, (of, true), id),
            Named::Rows(run, findings, of) => imported(run, findings, (of, false), id),
        }
    }
}

/// What a name means in a run: a target; of another tool's numbers, the row of this key, else those of this model.
fn named<'a>(run: usize, data: RunData<'a>, place: &Place<'_>) -> Result<Named<'a>, NoTarget> {
    match data {
        RunData::Native(findings, _) => {
            findings.target_named(place.name, place.runtime).map(|target| Named::Target(run, target))
        }
        RunData::Ingested(findings) => {
            let mut rows = findings.groups.iter().flat_map(|group| &group.rows);
            let of_key = rows.clone().find(|row| row.key == place.name).map(|row| Named::Row(run, findings, row));
            let of_model = rows.find(|row| row.model == place.name).map(|row| Named::Rows(run, findings, row));
            of_key.or(of_model).ok_or(NoTarget::Unknown)
        }
    }
}

impl<'a> Named<'a> {
    /// The index of its run.
    pub(super) fn run(&self) -> usize {
        match self {
            Self::Target(run, _) | Self::Row(run, ..) | Self::Rows(run, ..) => *run,
        }
    }

    /// The target; `None` of an imported run.
    pub(super) fn target(&self) -> Option<&'a TargetFindings> {
        match self {
            Self::Target(_, target) => Some(target),
            Self::Row(..) | Self::Rows(..) => None,
        }
    }

    /// The id of the target or the key of the row.
    pub(super) fn key(&self) -> &'a str {
        match self {
            Self::Target(_, target) => target.subject.id.as_str(),
            Self::Row(_, _, row) | Self::Rows(_, _, row) => &row.key,
        }
    }
}

fn of_target(run: usize, metric: &RunMetric<'_>, target: &TargetFindings) -> ShownValue {
    ShownValue {
        run,
        metric: metric.id(),
        label: metric.label(),
        unit: metric.metric.unit,
        key: target.subject.id.to_string(),
        name: target.subject.named(),
        value: metric.of(target),
        estimated: metric.metric.method != IntervalMethod::None,
    }
}

/// The number of an imported run: `throughput` of a row or of a model with one such number, or `throughput pp512` of a model with several.
fn imported<'a>(
    run: usize,
    findings: &'a IngestedFindings,
    (of, by_key): (&'a IngestedRow, bool),
    id: &Spelled,
) -> Result<ShownValue, ClaimFault> {
    let fault = |message: String| ClaimFault::new(id.range.clone(), message);
    let test = |group: &MetricGroup, row: &IngestedRow| format!("{} {}", group.name, row.test);
    let is_meant = |row: &IngestedRow| if by_key { row.key == of.key } else { row.model == of.model };
    let mut of_it: Vec<(&MetricGroup, &IngestedRow)> = Vec::new();
    for group in &findings.groups {
        of_it.extend(group.rows.iter().filter(|row| is_meant(row)).map(|row| (group, row)));
    }
    let is_named = |(group, row): &&(&MetricGroup, &IngestedRow)| group.name == id.text || test(group, row) == id.text;
    let found: Vec<_> = of_it.iter().filter(is_named).collect();
    match found.as_slice() {
        [(group, row)] => Ok(shown(run, group, row)),
        [] => {
            let known: Vec<String> = of_it.iter().map(|(group, row)| test(group, row)).collect();
            let listed: Vec<String> = known.iter().take(MOST_LISTED).map(|id| format!("`{id}`")).collect();
            Err(fault(format!("unknown metric `{}`", id.text))
                .hinted(&id.text, known.iter().map(String::as_str))
                .help(format!("of this model the run has {}", listed.join(", "))))
        }
        several => {
            let tests: Vec<String> =
                several.iter().take(MOST_LISTED).map(|(group, row)| format!("`\"{}\"`", test(group, row))).collect();
            let keys: Vec<String> =
                several.iter().take(MOST_LISTED).map(|(_, row)| format!("`\"{}\"`", row.key)).collect();
            Err(fault(format!("the run has {} numbers like this of the model", several.len()))
                .label("which of them?")
                .help(format!("write the test with it: {}", tests.join(", ")))
                .help(format!("or, in place of the model, a row: {}", keys.join(", "))))
        }
    }
}

fn shown(run: usize, group: &MetricGroup, row: &IngestedRow) -> ShownValue {
    // Times are in seconds everywhere.
    let (unit, size) = match group.unit.as_str() {
        "ms" => (Unit::Seconds, 1e-3),
        "tokens/s" => (Unit::TokensPerSecond, 1.0),
        _ => (Unit::Plain, 1.0),
    };
    let value = row.value.map(|number| Value {
        number: number * size,
        interval: row.interval.map(|(low, high)| (low * size, Some(high * size))),
        n: row.n.map_or(0, |n| usize::try_from(n).unwrap_or(usize::MAX)),
        censored: false,
    });
    ShownValue {
        run,
        metric: group.name.clone(),
        label: group.name.clone(),
        unit,
        key: row.key.clone(),
        name: format!("{}, {}", row.model, row.test),
        value,
        estimated: false,
    }
}
