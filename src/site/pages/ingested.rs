//! The page of another tool's numbers, and its files.

use serde::Serialize;

use crate::analysis::FigureName;
use crate::analysis::ingested::MetricGroup;
use crate::diagnostic::Diagnostic;
use crate::site::plan::{self, Address};
use crate::site::tables::{Table, metric};
use crate::site::views::environment::SpecRow;
use crate::site::views::figure::Place;
use crate::site::views::frame::Frame;
use crate::site::views::ingested::{MetricSection, Numbers, Said, named, said};
use crate::site::{FileContent, IngestedMaterial, cards, schema_org};

use super::apart::{self, Apart, LongTable};
use super::cited::{self, Cited};
use super::{Files, Site, TablePlace, table_files};

#[derive(Serialize)]
struct IngestedView {
    frame: Frame,
    kicker: String,
    title: String,
    finding: String,
    metrics: Vec<MetricSection>,
    environment: Vec<SpecRow>,
    data_href: String,
}

/// All files of an ingested run.
pub(super) fn make(site: &Site<'_>, entry: &IngestedMaterial) -> Result<Files, Diagnostic> {
    let run = &entry.run;
    let here = plan::run(&run.id);
    let numbers = Numbers::of(entry);
    let mut files = Files::new();
    let sections = entry.findings.groups.iter().enumerate();
    let sections = sections.map(|(index, group)| section(site, entry, &numbers, (index + 1, group), &mut files));
    let metrics = sections.collect::<Result<Vec<_>, _>>()?;
    let data = plan::run_file(&run.id, "run.json");
    files.push((data.path().to_owned(), entry.file.clone()));
    let file = format!("{}: {}", run.source.tool, run.source.file);
    let Said { title, finding } = said(entry);
    let card = cards::of_ingested(&site.material.config, entry, (&title, &finding));
    let frame = frame(site, entry, &here, (&title, &finding));
    let folder = here.path().trim_end_matches("index.html");
    let names = files.iter().filter_map(|(path, _)| path.strip_prefix(folder)).filter(|name| !name.contains('/'));
    let dataset = schema_org::Context::new(&site.material.config, &here).ingested(entry, (&title, &finding), names);
    let mut environment = numbers.environment(&site.material.config);
    if let Some(Cited { row, files: cite }) = cited::ingested(site, entry) {
        environment.push(row);
        files.extend(cite);
    }
    let view = IngestedView {
        frame: frame.preview(card.as_ref().map(|card| card.preview.clone())).data(&dataset),
        kicker: format!("Run {} · {file}", run.id),
        title,
        finding,
        metrics,
        environment,
        data_href: data.from(&here),
    };
    files.push(site.page_of_runs(&here, "ingested.html", &view)?);
    files.extend(card.map(|card| card.file));
    Ok(files)
}

/// The section of a metric, by its number from 1; its files and further pages are added to `files`.
fn section(
    site: &Site<'_>,
    entry: &IngestedMaterial,
    numbers: &Numbers<'_>,
    (number, group): (usize, &MetricGroup),
    files: &mut Files,
) -> Result<MetricSection, Diagnostic> {
    let (run, english, here) = (&entry.run.id, site.interfaces.english(), plan::run(&entry.run.id));
    let name = FigureName::Metric(number);
    let id = name.to_string();
    let on = if numbers.are_many() { apart::of_figure(run, name) } else { here.clone() };
    if let Some(file) = numbers.figure_file(name, &site.material.config.title) {
        let at = plan::run_file(run, &format!("{id}.svg"));
        files.push((at.path().to_owned(), FileContent::Bytes(file.into_bytes())));
    }
    let mut take = |Apart { placeholder, pages }: Apart| {
        files.extend(pages);
        placeholder
    };
    let figure = match numbers.figure(name, &on, &here, (Place::once(1), None)) {
        Some(view) if numbers.are_many() => {
            let frame = |here: &Address, title: &str| part_frame(site, entry, here, title);
            take(apart::figure(site, run, name, view, &frame)?)
        }
        Some(view) => site.figure(view, english)?,
        None => String::new(),
    };
    let table = match metric::make(entry, number) {
        Some(table) => {
            let place = TablePlace { here: &here, place: None, caption: "", folded: false };
            let html = site.table(table.clone(), run, &place, english)?;
            let html = if numbers.are_many() { take(long_table(site, entry, &table, html.len())?) } else { html };
            files.extend(table_files(&table, run));
            html
        }
        None => String::new(),
    };
    Ok(MetricSection { id, title: named(group), figure, table })
}

fn frame(site: &Site<'_>, entry: &IngestedMaterial, here: &Address, (title, finding): (&str, &str)) -> Frame {
    let frame = site.frame_of_runs(here, title, finding);
    let frame = frame.withdrawn(&entry.run.id, entry.withdrawn.as_deref(), site.words());
    frame.preview(cards::preview_of(&entry.run.id))
}

/// The frame of a page of a part of the run.
fn part_frame(site: &Site<'_>, entry: &IngestedMaterial, here: &Address, title: &str) -> Frame {
    frame(site, entry, here, (title, &format!("{title}: run {}", entry.run.id)))
}

/// A table on pages of its own, which would take `bytes` on the run's; its rows have no links, and are the same on every page.
fn long_table(site: &Site<'_>, entry: &IngestedMaterial, table: &Table, bytes: usize) -> Result<Apart, Diagnostic> {
    let long = LongTable {
        run: &entry.run.id,
        name: table.id.clone(),
        number: None,
        bytes,
        made: &|_| table.clone(),
        frame: &|here, title| part_frame(site, entry, here, title),
    };
    long.apart(site)
}
