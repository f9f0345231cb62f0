//! The targets of a suite over time: figures of its runs, and the newest of these side by side.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::figure::kinds::history::HistoryMetric;
use crate::record::Runtime;
use crate::site::catalogue::SuiteRuns;
use crate::site::plan::{self, Address};
use crate::site::tables::summaries::compliance;
use crate::site::tables::{Cell, Column, Row, Table};
use crate::site::views::day_of;
use crate::site::views::figure::Place;
use crate::site::views::figure_view::FigureLinks;
use crate::site::views::history::{self, suite_history};
use crate::site::{FileContent, RunSummary, TargetSummary, figure_source_of_suite};

use super::listing::ListSection;
use super::{Files, Site};

/// The most runs beside each other.
const RUNS: usize = 6;

/// The most targets: those of the newest runs.
const TARGETS: usize = 100;

/// A target in all runs: a model on a runtime.
type Kind<'a> = (&'a str, Runtime);

/// The name of the file of the figure of compliance.
const FILE: &str = "history.svg";

/// The section: compliance in a figure, the other metrics in figures that a reader opens, and the table. Nothing with fewer than two runs. With it, the file
/// of the figure.
pub(super) fn section(
    site: &Site<'_>,
    of: &SuiteRuns<'_>,
    here: &Address,
) -> Result<(Option<ListSection>, Files), Diagnostic> {
    let table = table(of, here);
    let numbers = if table.rows.is_empty() { "#runs-caption" } else { "#history-caption" };
    let mut section = ListSection { id: "history".to_owned(), title: "Over time".to_owned(), html: String::new() };
    let mut files = Files::new();
    for (number, metric) in (1..).zip(HistoryMetric::ALL) {
        let found = suite_history(of.runs.iter().copied(), of.id, metric, &[]);
        let Some(found) = found.filter(|found| found.runs() > 1) else { continue };
        let file = plan::suite_file(of.id, FILE);
        let is_first = metric == HistoryMetric::Compliance;
        let links =
            FigureLinks { table: numbers.to_owned(), file: if is_first { file.from(here) } else { String::new() } };
        let view = history::view(&found, here, (Place { number, occurrence: number }, None), links).concise(false);
        let view = if is_first { view } else { view.closed() };
        section.html.push_str(&site.figure(view, site.interfaces.english())?);
        if is_first {
            let source = figure_source_of_suite(&site.material.config.title, of.id);
            let drawn = found.chart().standalone(&found.legend(), &source);
            files.push((file.path().to_owned(), FileContent::Bytes(drawn.into_bytes())));
        }
    }
    if !table.rows.is_empty() {
        section.html.push_str(&site.list(table, site.interfaces.english())?);
    }
    Ok(((!section.html.is_empty()).then_some(section), files))
}

/// Compliance of each target in the newest whole runs of the newest version, the oldest first; no rows with fewer than two such runs.
fn table(of: &SuiteRuns<'_>, here: &Address) -> Table {
    let runs = compared(of);
    let mut kinds: Vec<Kind<'_>> = Vec::new();
    let mut cells: BTreeMap<Kind<'_>, BTreeMap<usize, &TargetSummary>> = BTreeMap::new();
    for (number, run) in runs.iter().enumerate().rev() {
        for target in &run.targets {
            let kind = (target.model.as_str(), target.runtime);
            let of_kind = cells.entry(kind).or_insert_with(|| {
                kinds.push(kind);
                BTreeMap::new()
            });
            of_kind.entry(number).or_insert(target);
        }
    }
    let row = |kind: &Kind<'_>| {
        let mut row = vec![Cell::words(kind.0).head().small(kind.1.short()).class("model")];
        let in_run = |number: usize| match cells.get(kind).and_then(|found| found.get(&number)) {
            Some(target) => compliance(target).link(plan::target(&runs[number].id, &target.id).from(here)),
            None => Cell::absent().text(""),
        };
        row.extend((0..runs.len()).map(in_run));
        Row::of(row)
    };
    let column = |run: &&RunSummary| Column::numbers(&day_of(run.started), run.id.as_str(), &[]).more_first();
    let mut columns = vec![Column::words("Target", "")];
    columns.extend(runs.iter().map(column));
    Table {
        note: "Compliance in %, with its 95 % interval, in the newest finished runs of the whole suite. Two intervals that overlap are not two \
               equal targets: what changed from one run to the next, and whether it is real, is on the later run’s page of changes."
            .to_owned(),
        sortable: true,
        columns,
        rows: if runs.len() < 2 { Vec::new() } else { kinds.iter().take(TARGETS).map(row).collect() },
        ..Table::plain("history", "Over time")
    }
}

/// The newest runs that can be compared, the oldest first: finished, whole, not withdrawn, of one version, and like the newest
/// measured or simulated.
fn compared<'a>(of: &SuiteRuns<'a>) -> Vec<&'a RunSummary> {
    let Some(newest) = of.runs.iter().find(|run| run.counts()) else { return Vec::new() };
    let alike = |run: &&&RunSummary| {
        run.counts() && run.suite.1 == newest.suite.1 && run.simulated.is_some() == newest.simulated.is_some()
    };
    let mut runs: Vec<&RunSummary> = of.runs.iter().filter(alike).take(RUNS).copied().collect();
    runs.reverse();
    runs
}
