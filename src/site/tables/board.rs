//! The input of a run's tables, and the cells that several of them share.

use std::time::Duration;

use crate::analysis::metric::{self, RunMetric};
use crate::analysis::{Estimate, Findings, Latency, Quantile, TableName, TargetFindings};
use crate::figure::Legend;
use crate::site::RunMaterial;
use crate::site::plan::{self, Address};
use crate::site::views::limits;
use crate::site::views::mark::mark;
use crate::wording::{self, TimeUnit};

use super::table::{Cell, Column, Datum, Forest, Row};

/// The width of the scale of drawn intervals, in units of their `viewBox`.
const SCALE: f64 = 128.0;
/// The end of the words for a median that cannot be placed, shown below their beginning.
const TIMED_OUT: &str = " timed out";

/// A run, the page that shows its tables, and the marks of its targets.
pub(super) struct Board<'a> {
    pub(super) entry: &'a RunMaterial,
    findings: &'a Findings,
    pub(super) here: &'a Address,
    pub(super) legend: Legend,
}

/// The fields that identify a target in data files.
pub(super) const TARGET_FIELDS: [&str; 3] = ["target", "model", "runtime"];

impl<'a> Board<'a> {
    pub(super) fn new(entry: &'a RunMaterial, here: &'a Address) -> Self {
        Self::of_part(entry, &entry.findings, here)
    }

    /// A part of a run; the marks are those of the whole.
    pub(super) fn of_part(entry: &'a RunMaterial, findings: &'a Findings, here: &'a Address) -> Self {
        Self { entry, findings, here, legend: Legend::of(&entry.findings) }
    }

    pub(super) fn findings(&self) -> &'a Findings {
        self.findings
    }

    /// The columns of [`Self::target_cells`].
    pub(super) fn target_columns() -> [Column; 2] {
        [Column::words("Model", "").fields(&TARGET_FIELDS), Column::words("Runtime", "").fields(&[])]
    }

    /// The target: its mark and model, which links to the target's page, and its runtime.
    pub(super) fn target_cells(&self, target: &TargetFindings) -> [Cell; 2] {
        let subject = &target.subject;
        let words = [subject.id.to_string(), subject.model.clone(), subject.runtime.to_string()];
        let model = Cell::words(&subject.model)
            .data(words.map(Datum::Words).to_vec())
            .head()
            .mark(mark(&self.legend, target))
            .link(plan::target(&self.entry.run.id, &subject.id).from(self.here));
        [model, Cell::words(subject.runtime.to_string()).data(Vec::new())]
    }

    /// The caption's note, after `Simulated.` if the data are.
    pub(super) fn note(&self, words: &str) -> String {
        if self.findings().simulated.is_some() { format!("Simulated. {words}") } else { words.to_owned() }
    }

    /// The same of a table of times, with what they represent.
    pub(super) fn note_on_times(&self, words: &str) -> String {
        match simulated_times(self.findings()) {
            Some(simulated) => format!("{simulated} {words}"),
            None => words.to_owned(),
        }
    }

    /// These words for a weighted run, else empty.
    pub(super) fn weighted(&self, words: &'static str) -> &'static str {
        if limits::weights(&self.entry.run).is_some() { words } else { "" }
    }
}

/// The metrics of a table.
pub(super) struct Metrics<'a> {
    table: TableName,
    all: Vec<RunMetric<'a>>,
}

impl<'a> Metrics<'a> {
    pub(super) fn of(board: &Board<'a>, table: TableName) -> Self {
        Self { table, all: metric::of_table(board.findings(), table) }
    }

    /// The metric with this id, for a column of the page.
    ///
    /// # Panics
    /// If the registry does not list it for this table.
    pub(super) fn shown(&self, id: &str) -> &RunMetric<'a> {
        self.all.iter().find(|metric| metric.metric.id == id).expect("a table shows metrics that are of its files")
    }

    /// All of them.
    pub(super) fn all(&self) -> &[RunMetric<'a>] {
        &self.all
    }

    /// The fields of the metrics without a column: data files have them after those of the columns.
    pub(super) fn more_fields(&self, columns: &[Column]) -> Vec<String> {
        let shown = |field: &String| columns.iter().any(|column| column.fields.contains(field));
        self.all.iter().flat_map(RunMetric::fields).filter(|field| !shown(field)).collect()
    }

    /// A row of cells, with the data of the metrics without a column.
    pub(super) fn row(&self, target: &TargetFindings, columns: &[Column], cells: Vec<Cell>) -> Row {
        let shown = |field: &String| columns.iter().any(|column| column.fields.contains(field));
        let data = self.all.iter().flat_map(|metric| metric.fields().into_iter().zip(metric.raw(target)));
        let more = data.filter(|(field, _)| !shown(field)).map(|(_, raw)| Datum::from(raw)).collect();
        Row { id: row_anchor(self.table, target.subject.id.as_str()), more, ..Row::of(cells) }
    }
}

/// The anchor of a row of a table: the leaderboard's rows have the ids of their targets.
pub(in crate::site) fn row_anchor(table: TableName, key: &str) -> String {
    match table {
        TableName::Leaderboard | TableName::Metric(_) => key.to_owned(),
        other => format!("{other}--{key}"),
    }
}

/// A time in its column's unit; a censored one sorts last.
pub(super) fn time(quantile: Quantile, unit: TimeUnit, data: Vec<Datum>) -> Cell {
    let cell = match quantile {
        Quantile::At { value, .. } => Cell::number(unit.cell(value), value.as_secs_f64()),
        // `Cell::absent` has an empty sort key, with which the page's script sorts it last.
        Quantile::Beyond { bound, .. } => Cell::absent().text(unit.over(bound)),
        Quantile::Absent => Cell::absent(),
    };
    cell.data(data)
}

/// A median in its column's unit with its interval; if it cannot be placed, the reason.
pub(super) fn median(latency: &Latency, unit: TimeUnit, data: Vec<Datum>) -> Cell {
    let cell = time(latency.median, unit, data);
    match latency.median {
        Quantile::At { interval: Some((low, Some(high))), .. } => {
            cell.small(wording::range(&unit.cell(low), &unit.cell(high)))
        }
        Quantile::At { interval: Some((low, None)), .. } => cell.small(format!("{} or more", unit.cell(low))),
        Quantile::Beyond { .. } => {
            let words = latency.median_in_words();
            match words.strip_suffix(TIMED_OUT) {
                Some(share) => cell.text(share).small(TIMED_OUT.trim_start()),
                None => cell.text(words),
            }
        }
        Quantile::At { interval: None, .. } | Quantile::Absent => cell,
    }
}

/// An interval drawn on a scale of percentages from `low` to 100.
pub(super) fn forest(estimate: Estimate, low: f64) -> Forest {
    let place = |percent: f64| (percent - low) / (100.0 - low);
    on_scale(place(estimate.low.percent()), place(estimate.value.percent()), place(estimate.high.percent()))
}

/// An interval drawn on a scale from 0 to 1.
pub(super) fn on_scale(low: f64, at: f64, high: f64) -> Forest {
    let place = |share: f64| format!("{:.1}", share.clamp(0.0, 1.0) * SCALE);
    Forest { low: place(low), high: place(high), at: place(at), zero: None }
}

/// What times of a simulation represent: `Simulated, 1,000 times as fast: 1.00 ms represents 1.00 s.`; `None` if they were measured.
pub(super) fn simulated_times(findings: &Findings) -> Option<String> {
    let factor = findings.simulated?;
    if factor <= 1.0 {
        return Some("Simulated.".to_owned());
    }
    let one = Duration::from_millis(1);
    Some(format!(
        "Simulated, {} times as fast: {} represents {}.",
        wording::significant(factor),
        wording::limit(one),
        wording::limit(one.mul_f64(factor))
    ))
}
