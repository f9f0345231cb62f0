//! A metric of a suite's targets across its runs: a line for each target, which ends where a run lacks it or cannot be compared.

mod metric;
mod words;

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::analysis::{Estimate, FigureName, Quantile, Rate, family};
use crate::figure::chart::{Axis, AxisPlace, Chart, Scale};
use crate::figure::legend::Legend;
use crate::figure::simulated;
use crate::figure::timeline::{Timeline, TimelineColumn, TimelineLine, TimelinePoint};
use crate::record::{Clock, Runtime};
use crate::wording::{Unit, counted};

pub use metric::HistoryMetric;

/// The most runs that can be told apart: the newest.
pub const MOST_RUNS: usize = 60;
/// The most lines with names.
const MOST_NAMED: usize = 6;
/// The most lines: those of the newest runs.
const MOST_LINES: usize = 100;

/// A run of the suite, as far as the figure needs it.
#[derive(Debug, Clone)]
pub struct PastRun<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its day as the axis has it: `2026-05-05`.
    pub day: String,
    /// The same in words.
    pub date: String,
    /// When it began.
    pub started: DateTime<Utc>,
    /// The version of its suite.
    pub version: u32,
    /// The digest of the text of its suite.
    pub text: &'a str,
    /// The machine that it ran on.
    pub machine: Option<&'a str>,
    /// How many times as fast its models were simulated, if they were, and by which clock its times are.
    pub simulated: Option<(f64, Clock)>,
    /// Its targets, the best first.
    pub targets: Vec<PastTarget<'a>>,
}

/// A target of such a run. Its names come from servers.
#[derive(Debug, Clone, Copy)]
pub struct PastTarget<'a> {
    /// Its id in the run.
    pub id: &'a str,
    /// Its model.
    pub model: &'a str,
    /// What serves it.
    pub runtime: Runtime,
    /// Its compliance, of the category that is shown if it is one.
    pub compliance: Option<Estimate>,
    /// The median and the 90th percentile of its times.
    pub times: (Quantile, Quantile),
    /// Its quality-performance rate.
    pub qpr: Option<Rate>,
}

/// What a reader has chosen.
#[derive(Debug, Clone, Copy)]
pub struct HistoryChoice<'a> {
    /// What is shown over time.
    pub metric: HistoryMetric,
    /// The models or ids of the targets; all if empty.
    pub targets: &'a [String],
    /// The id and the title of the category, if compliance is that of one.
    pub category: Option<(&'a str, &'a str)>,
}

impl HistoryChoice<'_> {
    /// All targets by a metric.
    pub fn all(metric: HistoryMetric) -> Self {
        Self { metric, targets: &[], category: None }
    }
}

/// A target in all runs: a model on a runtime.
type Kind<'a> = (&'a str, Runtime);

/// The runs of a suite, and which of their targets are shown by which metric.
#[derive(Debug)]
pub struct SuiteHistory<'a> {
    /// The newest last.
    runs: Vec<PastRun<'a>>,
    /// How many there are.
    all: usize,
    metric: HistoryMetric,
    /// The title of the category, if compliance is that of one.
    category: Option<&'a str>,
    /// The targets, those of the newest runs first, and of one run the best by the metric.
    kinds: Vec<Kind<'a>>,
    /// How many there are.
    all_kinds: usize,
    /// Whether a reader has chosen the targets.
    chosen: bool,
}

impl<'a> SuiteHistory<'a> {
    /// Of the newest of `all` runs, not more than [`MOST_RUNS`], the oldest first; `None` where no target that is meant has a value.
    pub fn of(runs: Vec<PastRun<'a>>, all: usize, choice: HistoryChoice<'a>) -> Option<Self> {
        let HistoryChoice { metric, targets, category } = choice;
        let cost = |target: &PastTarget<'_>| metric.of(target).map_or(f64::INFINITY, |point| metric.cost(point));
        let is_meant = |target: &PastTarget<'_>| {
            targets.is_empty() || targets.iter().any(|name| target.model == name || target.id == name)
        };
        let measured = |target: &&PastTarget<'a>| is_meant(target) && metric.of(target).is_some();
        let mut kinds: Vec<Kind<'a>> = Vec::new();
        let mut known = BTreeSet::new();
        for run in runs.iter().rev() {
            let mut targets: Vec<&PastTarget<'a>> = run.targets.iter().filter(measured).collect();
            targets.sort_by(|a, b| cost(a).total_cmp(&cost(b)));
            let found = targets.into_iter().map(|target| (target.model, target.runtime));
            kinds.extend(found.filter(|kind| known.insert(*kind)));
        }
        let all_kinds = kinds.len();
        kinds.truncate(MOST_LINES);
        let found = Self {
            runs,
            all,
            metric,
            category: category.map(|(_, title)| title),
            kinds,
            all_kinds,
            chosen: !targets.is_empty(),
        };
        (!found.kinds.is_empty()).then_some(found)
    }

    /// Its usual title.
    pub fn title(&self) -> String {
        format!("{} over time", self.metric.label())
    }

    /// How many runs it shows.
    pub fn runs(&self) -> usize {
        self.runs.len()
    }

    /// Whether the models of a run were simulated.
    pub fn is_simulated(&self) -> bool {
        self.runs.iter().any(|run| run.simulated.is_some())
    }

    /// A target of that kind in a run: the best one.
    fn target<'s>(
        &self,
        run: &'s PastRun<'a>,
        (model, runtime): Kind<'_>,
    ) -> Option<(&'s PastTarget<'a>, TimelinePoint)> {
        let mut alike = run.targets.iter().filter(|target| target.model == model && target.runtime == runtime);
        alike.find_map(|target| Some((target, self.metric.of(target)?)))
    }

    /// The targets that have names in the plot.
    fn named(&self) -> &[Kind<'a>] {
        self.kinds.get(..MOST_NAMED).unwrap_or(&self.kinds)
    }

    /// Why a run is not compared with the one before it.
    fn apart(&self, before: &PastRun<'_>, run: &PastRun<'_>) -> Option<String> {
        if before.version != run.version {
            Some(format!("version {}", run.version))
        } else if before.text != run.text {
            Some("other text".to_owned())
        } else if self.metric.is_timed() && before.machine != run.machine {
            Some("other machine".to_owned())
        } else if self.metric.is_timed() && before.simulated != run.simulated {
            Some("other clock".to_owned())
        } else {
            None
        }
    }

    /// The families and runtimes of the lines with names.
    pub fn legend(&self) -> Legend {
        let families: Vec<String> = self.named().iter().map(|(model, _)| family(model)).collect();
        let runtimes: BTreeSet<Runtime> = self.named().iter().map(|(_, runtime)| *runtime).collect();
        let names: Vec<String> = runtimes.iter().map(ToString::to_string).collect();
        Legend::new(families.iter().map(String::as_str), names.iter().map(String::as_str))
    }

    /// The chart.
    pub fn chart(&self) -> Chart {
        let legend = self.legend();
        let columns = self.runs.iter().enumerate().map(|(at, run)| {
            let before = at.checked_sub(1).and_then(|at| self.runs.get(at));
            self.column(run, before.and_then(|before| self.apart(before, run)))
        });
        let named = self.named().len();
        let lines = self.kinds.iter().enumerate().rev();
        let lines: Vec<TimelineLine> = lines.map(|(at, kind)| self.line(*kind, at < named, &legend)).collect();
        let is_simulated = self.is_simulated();
        Chart::Timeline(Timeline {
            name: FigureName::History,
            title: format!(
                "{}, {}, {}{}",
                self.label(),
                counted(self.runs.len(), "run"),
                counted(self.kinds.len(), "target"),
                if is_simulated { ", simulated data" } else { "" }
            ),
            description: self.finding(),
            y: self.axis(&lines),
            columns: columns.collect(),
            lines,
            simulated: simulated::of(is_simulated),
        })
    }

    /// What is shown, as a title has it.
    fn label(&self) -> String {
        let label = self.metric.label();
        self.category.map_or_else(|| label.to_owned(), |category| format!("{label}, {category}"))
    }

    /// What is shown, within a sentence.
    fn subject(&self) -> String {
        let label = self.metric.label().to_lowercase();
        self.category.map_or_else(|| label.clone(), |category| format!("{label} in {category}"))
    }

    fn axis(&self, lines: &[TimelineLine]) -> Axis {
        let entry = self.metric.entry();
        let unit = entry.map_or(Unit::Plain, |metric| metric.unit);
        let is_time = unit == Unit::Seconds;
        let name = match (unit.head(), is_time) {
            (_, true) => format!("{}, log scale", self.label()),
            ("", false) => self.label(),
            (head, false) => format!("{}, {head}", self.label()),
        };
        let is_beyond = |point: &TimelinePoint| point.at == AxisPlace::Beyond;
        let beyond = lines.iter().flat_map(|line| line.points.iter().flatten()).any(is_beyond);
        Axis {
            name: name.clone(),
            short_name: name,
            unit,
            better: self.metric.better(),
            scale: if is_time { Scale::Logarithmic } else { Scale::Linear },
            // The limits of the runs may differ: only that there is one is known here.
            limit: beyond.then_some(1.0),
        }
    }

    fn column(&self, run: &PastRun<'a>, apart: Option<String>) -> TimelineColumn {
        let value = |kind: &Kind<'_>| {
            let (target, point) = self.target(run, *kind)?;
            Some(format!("{} on {} {}", target.model, target.runtime, self.metric.words(target, point)))
        };
        let values: Vec<String> = self.named().iter().filter_map(value).collect();
        let values = if values.is_empty() { "none of the targets with names".to_owned() } else { values.join(", ") };
        TimelineColumn {
            key: run.id.to_owned(),
            day: run.day.clone(),
            at: run.started.timestamp(),
            summary: format!("{}, {}: {values}", run.id, run.date),
            apart,
        }
    }

    fn line(&self, kind: Kind<'a>, is_named: bool, legend: &Legend) -> TimelineLine {
        let (model, runtime) = kind;
        TimelineLine {
            label: is_named.then(|| self.label_of(kind)),
            summary: self.newest(kind).map_or_else(String::new, |(run, words)| {
                format!("{model} on {runtime}: {} {words} in {}", self.subject(), run.id)
            }),
            colour: legend.colour(&family(model)),
            shape: legend.shape(runtime),
            points: self.runs.iter().map(|run| self.target(run, kind).map(|(_, point)| point)).collect(),
        }
    }

    /// The model, with its runtime if another line with a name has the same.
    fn label_of(&self, (model, runtime): Kind<'_>) -> String {
        match self.named().iter().filter(|(other, _)| *other == model).count() {
            0 | 1 => model.to_owned(),
            _ => format!("{model}, {}", runtime.short()),
        }
    }

    /// The newest run that has a target, with its value.
    fn newest(&self, kind: Kind<'_>) -> Option<(&PastRun<'a>, String)> {
        let words = |run| Some((run, self.target(run, kind).map(|(target, point)| self.metric.words(target, point))?));
        self.runs.iter().rev().find_map(words)
    }
}

#[cfg(test)]
mod tests;
