//! The targets of a suite in its newest runs, side by side.

use std::collections::BTreeMap;

use crate::record::Runtime;
use crate::site::catalogue::SuiteRuns;
use crate::site::plan::{self, Address};
use crate::site::tables::summaries::compliance;
use crate::site::tables::{Cell, Column, Row, Table};
use crate::site::views::day_of;
use crate::site::{RunSummary, TargetSummary};

/// The most runs beside each other.
const RUNS: usize = 6;

/// The most targets: those of the newest runs.
const TARGETS: usize = 100;

/// A target in all runs: a model on a runtime.
type Kind<'a> = (&'a str, Runtime);

/// Compliance of each target in the newest whole runs of the newest version, the oldest first; no rows with fewer than two such runs.
pub(super) fn history(of: &SuiteRuns<'_>, here: &Address) -> Table {
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
