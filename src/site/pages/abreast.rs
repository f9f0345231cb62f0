//! The newest runs of a suite that can be compared, abreast: each of their targets in every one of them.

use std::collections::BTreeMap;

use crate::record::Runtime;
use crate::site::catalogue::SuiteRuns;
use crate::site::plan::{self, Address};
use crate::site::tables::{Cell, Column};
use crate::site::views::day_of;
use crate::site::{RunSummary, TargetSummary};

/// The most runs beside each other.
const RUNS: usize = 6;

/// Runs abreast, the oldest first: finished, whole, not withdrawn, of one version, and like the newest measured or simulated.
pub(super) struct Abreast<'a> {
    pub(super) runs: Vec<&'a RunSummary>,
    /// The targets, those of the newest run first.
    pub(super) targets: Vec<AbreastTarget<'a>>,
}

/// A model on a runtime in these runs.
pub(super) struct AbreastTarget<'a> {
    pub(super) model: &'a str,
    pub(super) runtime: Runtime,
    /// What a run says of it, by the place of the run.
    found: BTreeMap<usize, &'a TargetSummary>,
}

impl<'a> Abreast<'a> {
    pub(super) fn of(of: &SuiteRuns<'a>) -> Self {
        let runs = compared(of);
        let mut targets: Vec<AbreastTarget<'a>> = Vec::new();
        let mut places: BTreeMap<(&str, Runtime), usize> = BTreeMap::new();
        for (number, run) in runs.iter().enumerate().rev() {
            for target in &run.targets {
                let place = *places.entry((target.model.as_str(), target.runtime)).or_insert(targets.len());
                if place == targets.len() {
                    let (model, runtime) = (target.model.as_str(), target.runtime);
                    targets.push(AbreastTarget { model, runtime, found: BTreeMap::new() });
                }
                targets[place].found.entry(number).or_insert(target);
            }
        }
        Self { runs, targets }
    }

    /// A column for each run.
    pub(super) fn columns(&self) -> impl Iterator<Item = Column> {
        self.runs.iter().map(|run| Column::numbers(&day_of(run.started), run.id.as_str(), &[]).more_first())
    }

    /// What is said of a target in each run that has it, as a link to its answers there; an empty cell in the others.
    pub(super) fn cells(
        &self,
        target: &AbreastTarget<'_>,
        here: &Address,
        cell: impl Fn(&TargetSummary) -> Cell,
    ) -> Vec<Cell> {
        let in_run = |(number, run): (usize, &&RunSummary)| match target.found.get(&number) {
            Some(found) => cell(found).link(plan::target(&run.id, &found.id).from(here)),
            None => Cell::absent().text(""),
        };
        self.runs.iter().enumerate().map(in_run).collect()
    }
}

impl<'a> AbreastTarget<'a> {
    /// The runs that have it, the oldest first.
    pub(super) fn all(&self) -> impl DoubleEndedIterator<Item = &'a TargetSummary> {
        self.found.values().copied()
    }
}

fn compared<'a>(of: &SuiteRuns<'a>) -> Vec<&'a RunSummary> {
    let Some(newest) = of.runs.iter().find(|run| run.counts()) else { return Vec::new() };
    let alike = |run: &&&RunSummary| {
        run.counts() && run.suite.1 == newest.suite.1 && run.simulated.is_some() == newest.simulated.is_some()
    };
    let mut runs: Vec<&RunSummary> = of.runs.iter().filter(alike).take(RUNS).copied().collect();
    runs.reverse();
    runs
}
