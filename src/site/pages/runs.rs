//! The lists of runs: by date, by machine, and other tools' results.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::analysis::derivation;
use crate::diagnostic::Diagnostic;
use crate::name::SuiteId;
use crate::site::catalogue::{MachineRuns, UNKNOWN};
use crate::site::plan::{self, Address};
use crate::site::sink::Listed;
use crate::site::tables::{Cell, Column, Row, Table};
use crate::site::views::frame::Section;
use crate::site::views::link::PlainLink;
use crate::site::views::{day_of, ingested};
use crate::site::{FileContent, IngestedMaterial, RunSummary, Simulated};
use crate::wording::counted;

use super::growing::GrowingList;
use super::listing::{ListPart, ListSection, Listing};
use super::{Files, Site};

#[derive(Serialize)]
struct Nothing {}

/// The list of all runs, the newest first.
pub(super) fn runs(site: &Site<'_>, sink: &Listed<'_>) -> Result<Files, Diagnostic> {
    let catalogue = &site.atlas.catalogue;
    let is_empty = catalogue.runs.is_empty() && site.material.ingested.is_empty();
    let list = GrowingList {
        section: Section::Runs,
        title: "Runs".to_owned(),
        simulated: Simulated::of_all(catalogue.runs.iter().copied()),
        rows: &catalogue.runs,
        run: &|run: &&RunSummary| run,
        address: &plan::runs_page,
    };
    site.growing(&list, sink, |here, shown| {
        let mut sections: Vec<ListSection> =
            site.list_section("runs", "", runs_table(shown.rows, here))?.into_iter().collect();
        if shown.is_first {
            let others = ingested_table(&site.material.ingested, here);
            sections.extend(site.list_section("ingested", "Other tools’ results", others)?);
            if is_empty {
                let html = site.part_of_runs("parts/no-runs.html", &Nothing {})?;
                sections.push(ListSection { html, ..ListSection::default() });
            }
        }
        Ok(Listing {
            finding: "Everything in the archive, newest first.".to_owned(),
            sections,
            beside: if catalogue.runs.is_empty() { Vec::new() } else { by(here) },
            ..Listing::default()
        })
    })
}

/// Links to the runs in other orders.
fn by(here: &Address) -> Vec<PlainLink> {
    [("By suite", plan::suites()), ("by model", plan::models()), ("by machine", plan::machines())]
        .map(|(text, there)| PlainLink::new(text, &there, here))
        .into()
}

/// The list of machines, and the runs of each.
pub(super) fn machines(site: &Site<'_>, sink: &Listed<'_>) -> Result<Files, Diagnostic> {
    let machines = &site.atlas.catalogue.machines;
    if machines.is_empty() {
        return Ok(Files::new());
    }
    let mut files = vec![all_machines(site, machines)?];
    for machine in machines {
        let name = machine.name.unwrap_or(UNKNOWN);
        let list = GrowingList {
            section: Section::Runs,
            title: name.to_owned(),
            simulated: Simulated::of_all(machine.runs.iter().copied()),
            rows: &machine.runs,
            run: &|run: &&RunSummary| run,
            address: &|number| plan::machine(&machine.slug, number),
        };
        files.extend(site.growing(&list, sink, |here, shown| {
            Ok(Listing {
                above: Some(PlainLink::new("Machines", &plan::machines(), here)),
                finding: format!("{} on this machine, newest first.", counted(machine.runs.len(), "run")),
                sections: site.list_section("runs", "", runs_table(shown.rows, here))?.into_iter().collect(),
                ..Listing::default()
            })
        })?);
    }
    Ok(files)
}

fn all_machines(site: &Site<'_>, machines: &[MachineRuns<'_>]) -> Result<(String, FileContent), Diagnostic> {
    let here = plan::machines();
    let row = |machine: &MachineRuns<'_>| {
        let newest = machine.runs.first();
        Row::of(vec![
            Cell::words(machine.name.unwrap_or(UNKNOWN)).head().link(plan::machine(&machine.slug, 1).from(&here)),
            Cell::count(machine.runs.len()),
            newest.map_or_else(Cell::absent, |run| Cell::words(day_of(run.started)).class("when")),
        ])
    };
    let table = Table {
        note:
            "Processor, cores and memory, as each run has recorded them. Times of different machines are not compared."
                .to_owned(),
        columns: vec![Column::words("Machine", ""), Column::numbers("Runs", "", &[]), Column::words("Newest", "")],
        rows: machines.iter().map(row).collect(),
        ..Table::plain("machines", "Machines")
    };
    let listing = Listing {
        above: Some(PlainLink::new("Runs", &plan::runs(), &here)),
        title: "Machines".to_owned(),
        finding: "Where the runs were measured.".to_owned(),
        sections: site.list_section("machines", "", table)?.into_iter().collect(),
        ..Listing::default()
    };
    site.listing(&here, Section::Runs, ListPart::only(), listing)
}

/// These runs, in their order.
pub(super) fn runs_table(runs: &[&RunSummary], here: &Address) -> Table {
    let simulated = match runs.iter().filter(|run| run.simulated.is_some()).count() {
        0 => "",
        all if all == runs.len() => "Simulated. ",
        _ => "Some are simulated. ",
    };
    let row = |run: &&RunSummary| {
        Row::of(vec![
            Cell::words(run.id.to_string()).head().link(plan::run(&run.id).from(here)).small(state(run)),
            Cell::words(day_of(run.started)).class("when"),
            suite_cell(run, here),
            Cell::count(run.targets.len()),
            Cell::count(run.requests),
            Cell::words(&run.quickest),
        ])
    };
    Table {
        note: format!(
            "{}Finished runs are never edited.{} Quickest of the best: of the targets that could be the best, the one with the \
             shortest median time.",
            simulated,
            if several_versions(runs) { SEVERAL_VERSIONS } else { "" },
        ),
        columns: vec![
            Column::words("Run", ""),
            Column::words("Measured", ""),
            Column::words("Suite", ""),
            Column::numbers("Targets", "", &[]),
            Column::numbers("Requests", "", &[]),
            Column::words("Quickest of the best", ""),
        ],
        rows: runs.iter().map(row).collect(),
        ..Table::plain("runs", "Runs")
    }
}

/// The suite of a run, with a link to its page.
pub(super) fn suite_cell(run: &RunSummary, here: &Address) -> Cell {
    let (id, version) = &run.suite;
    Cell::words(format!("{id} {version}")).link(plan::suite(id, 1).from(here)).class("when")
}

/// What a list says of a run: `withdrawn, simulated, 12 of 146 cases`.
pub(super) fn state(run: &RunSummary) -> String {
    let mut state = Vec::new();
    state.extend(run.withdrawn.as_ref().map(|_| "withdrawn".to_owned()));
    state.extend(run.simulated.map(|_| "simulated".to_owned()));
    if !run.is_finished {
        state.push("unfinished".to_owned());
    }
    state.extend(run.origin.as_ref().map(derivation));
    state.extend(run.part.clone());
    state.join(", ")
}

/// What the list says where it has runs of several versions of one suite.
pub(super) const SEVERAL_VERSIONS: &str =
    " The versions of a suite judge differently: runs of different versions are not compared.";

/// Whether two of the runs are of one suite in different versions.
pub(super) fn several_versions(runs: &[&RunSummary]) -> bool {
    let mut versions: BTreeMap<&SuiteId, u32> = BTreeMap::new();
    runs.iter().any(|run| {
        let (id, version) = &run.suite;
        versions.insert(id, *version).is_some_and(|other| other != *version)
    })
}

/// Other tools' results, the newest first.
pub(super) fn ingested_table<'a>(entries: impl IntoIterator<Item = &'a IngestedMaterial>, here: &Address) -> Table {
    let mut entries: Vec<&IngestedMaterial> = entries.into_iter().collect();
    entries.sort_by(|a, b| (b.run.measured, &b.run.id).cmp(&(a.run.measured, &a.run.id)));
    let row = |entry: &&IngestedMaterial| {
        Row::of(vec![
            Cell::words(entry.run.id.to_string())
                .head()
                .link(plan::run(&entry.run.id).from(here))
                .small(if entry.withdrawn.is_some() { "withdrawn" } else { "" }),
            Cell::words(entry.run.measured.map(day_of).unwrap_or_default()).class("when"),
            Cell::words(&entry.run.source.tool),
            Cell::words(ingested::finding(entry)),
        ])
    };
    Table {
        note: "As in the tools’ files: what a tool did not measure is absent.".to_owned(),
        columns: vec![
            Column::words("Run", ""),
            Column::words("Measured", ""),
            Column::words("Tool", ""),
            Column::words("Contents", ""),
        ],
        rows: entries.iter().map(row).collect(),
        ..Table::plain("ingested", "Other tools’ results")
    }
}
