//! How the targets of a suite did in its newest run: every metric that is kept of a run, and every category.

use crate::name::{CategoryId, SuiteId};
use crate::site::catalogue::SuiteRuns;
use crate::site::plan::{self, Address};
use crate::site::tables::summaries::{self, category, compliance, median_time, ninetieth, rate, unit_of};
use crate::site::tables::{Cell, Column, Row, Table};
use crate::site::views::day_of;
use crate::site::{RunSummary, TargetSummary};

/// The most targets: the best.
const TARGETS: usize = 100;

/// The most categories that have room beside each other.
const CATEGORIES: usize = 6;

/// The targets of the newest run that is finished, whole and not withdrawn, the best first; no rows without such a run.
pub(super) fn table(of: &SuiteRuns<'_>, here: &Address) -> Table {
    let Some(run) = of.runs.iter().copied().find(|run| run.counts()) else {
        return Table::plain("standing", "The newest run");
    };
    let categories = shown(run);
    let unit = unit_of(&run.targets);
    let is_timed_out = run.targets.iter().any(|target| target.timed_out > 0);
    let row = |target: &TargetSummary| {
        let name = Cell::words(&target.model).head().small(target.runtime.short()).class("model");
        let mut cells = vec![
            summaries::rank(target, run.targets.len()).small(""),
            name.link(plan::target(&run.id, &target.id).from(here)),
            compliance(target),
            median_time(target, unit),
            ninetieth(target, unit),
            rate(target),
        ];
        cells.extend(is_timed_out.then(|| Cell::count(target.timed_out)));
        cells.extend(categories.iter().map(|id| category(target.category(id.as_str()))));
        Row::of(cells)
    };
    let time = |words: &str| format!("{words}, {}", unit.word());
    let mut columns = vec![
        Column::words("Rank", "").sorted(),
        Column::words("Target", ""),
        Column::numbers("Compliance", "%, 95 % CI", &[]).more_first(),
        Column::numbers("Time", &time("median"), &[]),
        Column::numbers("Time", &time("p90"), &[]),
        Column::numbers("QPR", "per min", &[]).more_first(),
    ];
    columns.extend(is_timed_out.then(|| Column::numbers("Timed out", "", &[]).more_first()));
    let titled = |id: &&CategoryId| Column::numbers(&title(of, id), "%", &[]).more_first().class("tint");
    columns.extend(categories.iter().map(titled));
    Table {
        class: "stacked board".to_owned(),
        note: note(run, of.id),
        sortable: true,
        columns,
        rows: run.targets.iter().take(TARGETS).map(row).collect(),
        ..Table::plain("standing", "The newest run")
    }
}

fn note(run: &RunSummary, suite: &SuiteId) -> String {
    let most = match run.targets.len() {
        all if all > TARGETS => format!(" The {TARGETS} best of {all} targets."),
        _ => String::new(),
    };
    format!(
        "{}, run {}, version {} of {suite}.{most} Ranks are ranges, and targets of one range may be equal. QPR: compliant answers per \
         minute of request time. What is certain of differences, and intervals of categories, are on the run’s page.",
        day_of(run.started),
        run.id,
        run.suite.1
    )
}

/// The categories that a run was scored in, none if it has only one or too many.
pub(super) fn shown(run: &RunSummary) -> Vec<&CategoryId> {
    let mut categories: Vec<&CategoryId> = Vec::new();
    for (id, _) in run.targets.iter().flat_map(|target| &target.categories) {
        if !categories.contains(&id) {
            categories.push(id);
        }
    }
    if (2..=CATEGORIES).contains(&categories.len()) { categories } else { Vec::new() }
}

/// What a category is called in the suite as the site has it, else its name.
pub(super) fn title(of: &SuiteRuns<'_>, id: &CategoryId) -> String {
    let categories = of.suite.map(|suite| suite.categories.as_slice()).unwrap_or_default();
    categories
        .iter()
        .find(|category| category.id == *id)
        .map_or_else(|| id.to_string(), |category| category.title.clone())
}
