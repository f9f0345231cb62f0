//! Models across runs: the list of them, and a page for each.

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;
use crate::site::catalogue::ModelRuns;
use crate::site::plan::{self, Address};
use crate::site::sink::Listed;
use crate::site::tables::summaries::{compliance, median_time, rank, unit_of};
use crate::site::tables::{Cell, Column, Row, Table};
use crate::site::views::day_of;
use crate::site::views::environment::SpecRow;
use crate::site::views::frame::Section;
use crate::site::views::link::PlainLink;
use crate::site::{RunSummary, Simulated, TargetSummary};
use crate::wording::{count, counted};

use super::growing::GrowingList;
use super::listing::{ListSection, Listing, parts};
use super::runs::{ingested_table, state, suite_cell};
use super::{Files, Site};

/// A target with its run.
type Measured<'a> = (&'a RunSummary, &'a TargetSummary);

/// The most models on one page.
const MODELS: usize = 200;

/// The list of all models.
pub(super) fn all(site: &Site<'_>) -> Result<Files, Diagnostic> {
    let models = &site.atlas.catalogue.models;
    let page = |(here, part, models): (Address, _, &[ModelRuns<'_>])| {
        let listing = Listing {
            title: "Models".to_owned(),
            finding: match models {
                [] => "No run of the archive names a model.".to_owned(),
                _ => "Every model that a run of the archive has measured, by name.".to_owned(),
            },
            sections: site.list_section("models", "", models_table(models, &here))?.into_iter().collect(),
            simulated: Simulated::of_all(site.atlas.catalogue.runs.iter().copied()),
            ..Listing::default()
        };
        site.listing(&here, Section::Models, part, listing)
    };
    parts(models, MODELS, plan::models_page).into_iter().map(page).collect()
}

/// The target that speaks for a model: the best one in the newest run of a whole suite that has it, else in the newest run.
fn newest<'a>(model: &ModelRuns<'a>) -> Option<Measured<'a>> {
    let whole = model.targets.iter().find(|(run, _)| run.counts());
    whole.or(model.targets.first()).copied()
}

fn models_table(models: &[ModelRuns<'_>], here: &Address) -> Table {
    let unit = unit_of(models.iter().filter_map(|model| Some(newest(model)?.1)));
    let row = |model: &ModelRuns<'_>| {
        let runs: BTreeSet<_> = model.targets.iter().map(|(run, _)| &run.id).collect();
        let name = Cell::words(model.name).head().link(plan::model(&model.slug, 1).from(here));
        let counts = Cell::count(runs.len() + model.ingested.len());
        let mut cells = vec![name.class("model"), Cell::words(runtimes(model))];
        cells.extend(match newest(model) {
            Some((run, target)) => [
                compliance(target),
                median_time(target, unit),
                Cell::words(run.id.to_string())
                    .link(plan::target(&run.id, &target.id).from(here))
                    .small(state(run))
                    .class("when"),
                Cell::words(day_of(run.started)).class("when"),
                suite_cell(run, here),
            ],
            None => [(); 5].map(|()| Cell::words("")),
        });
        cells.push(counts);
        Row::of(cells)
    };
    Table {
        note: "Compliance and median time are those of the newest run of a whole suite that has the model, of its best target there. Numbers of \
               different suites, versions or machines are not compared: a run’s page compares what one run has measured."
            .to_owned(),
        sortable: true,
        columns: vec![
            Column::words("Model", "").sorted(),
            Column::words("Runtimes", ""),
            Column::numbers("Compliance", "%, 95 % CI", &[]).more_first(),
            Column::numbers("Time", &format!("median, {}", unit.word()), &[]),
            Column::words("Newest run", ""),
            Column::words("Measured", ""),
            Column::words("Suite", ""),
            Column::numbers("Runs", "", &[]).more_first(),
        ],
        rows: models.iter().map(row).collect(),
        ..Table::plain("models", "Models")
    }
}

/// `llama.cpp, Ollama`.
fn runtimes(model: &ModelRuns<'_>) -> String {
    let runtimes: BTreeSet<&str> = model.targets.iter().map(|(_, target)| target.runtime.short()).collect();
    runtimes.into_iter().collect::<Vec<_>>().join(", ")
}

/// The pages of one model.
pub(super) fn of_model(site: &Site<'_>, model: &ModelRuns<'_>, sink: &Listed<'_>) -> Result<Files, Diagnostic> {
    let list = GrowingList {
        section: Section::Models,
        title: model.name.to_owned(),
        simulated: Simulated::of_all(model.targets.iter().map(|(run, _)| *run)),
        rows: &model.targets,
        run: &|(run, _): &Measured<'_>| run,
        address: &|number| plan::model(&model.slug, number),
    };
    site.growing(&list, sink, |here, shown| {
        let mut sections: Vec<ListSection> =
            site.list_section("runs", "", targets_table(shown.rows, here))?.into_iter().collect();
        if shown.is_first {
            let others = ingested_table(model.ingested.iter().copied(), here);
            sections.extend(site.list_section("ingested", "Other tools’ results", others)?);
        }
        Ok(Listing {
            above: Some(PlainLink::new("Models", &plan::models(), here)),
            finding: finding(model),
            specs: other_names(site, model, here),
            sections,
            ..Listing::default()
        })
    })
}

/// `Measured in 3 runs on Ollama and llama.cpp.`
fn finding(model: &ModelRuns<'_>) -> String {
    let runs: BTreeSet<_> = model.targets.iter().map(|(run, _)| &run.id).collect();
    match runs.len() {
        0 => format!("In {} of other tools.", counted(model.ingested.len(), "result")),
        runs => {
            let runtimes = runtimes(model);
            let runtimes =
                runtimes.rsplit_once(", ").map(|(first, last)| format!("{first} and {last}")).unwrap_or(runtimes);
            format!("Measured in {} on {runtimes}.", counted(runs, "run"))
        }
    }
}

/// The same model under other names.
fn other_names(site: &Site<'_>, model: &ModelRuns<'_>, here: &Address) -> Vec<SpecRow> {
    let row = |name: &&str| {
        let other = site.atlas.catalogue.model(name)?;
        Some(SpecRow::new("Same model", *name).link(plan::model(&other.slug, 1).from(here)))
    };
    model.other_names.iter().filter_map(row).collect()
}

fn targets_table(targets: &[Measured<'_>], here: &Address) -> Table {
    let unit = unit_of(targets.iter().map(|(_, target)| *target));
    let row = |(run, target): &Measured<'_>| {
        let runtime = target.runtime.short();
        Row::of(vec![
            Cell::words(run.id.to_string()).head().link(plan::target(&run.id, &target.id).from(here)).small(state(run)),
            Cell::words(day_of(run.started)).class("when"),
            suite_cell(run, here),
            Cell::words(runtime).small(target.version.clone().unwrap_or_default()),
            Cell::words(target.quantisation.clone().unwrap_or_default()),
            rank(target, run.targets.len()),
            compliance(target),
            median_time(target, unit),
            Cell::count(target.timed_out).small(format!("of {}", count(target.scored))),
        ])
    };
    Table {
        note: "Newest first. Numbers of different suites, versions or machines are not compared; what changed between two runs of a suite is on \
               the pages of runs."
            .to_owned(),
        sortable: true,
        columns: vec![
            Column::words("Run", ""),
            Column::words("Measured", ""),
            Column::words("Suite", ""),
            Column::words("Runtime", ""),
            Column::words("Quantisation", ""),
            Column::words("Rank", ""),
            Column::numbers("Compliance", "%, 95 % CI", &[]).more_first(),
            Column::numbers("Time", &format!("median, {}", unit.word()), &[]),
            Column::numbers("Timed out", "", &[]).more_first(),
        ],
        rows: targets.iter().map(row).collect(),
        ..Table::plain("runs", "Runs")
    }
}
