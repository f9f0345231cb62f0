//! Figures and tables that are too long for their run's page, on pages of their own.

use serde::Serialize;

use crate::analysis::FigureName;
use crate::diagnostic::Diagnostic;
use crate::site::plan::{self, Address, ExhibitFolder};
use crate::site::tables::{self, RunTable, Table};
use crate::site::views::figure::{FigureView, Place, RunFigure};
use crate::site::views::frame::Frame;
use crate::site::views::pager::{PageLink, pager};
use crate::site::{FileContent, RunMaterial};
use crate::wording::{count, counted};

use super::{Files, Site, TablePlace};

/// The most bytes of the parts of a page.
pub(super) const MOST: usize = 260_000;

/// What stands on the run's page in place of a figure or a table, and the pages that have it.
#[derive(Default)]
pub(super) struct Apart {
    pub(super) placeholder: String,
    pub(super) pages: Files,
}

#[derive(Serialize)]
struct PlaceholderView {
    /// The anchor of what is elsewhere.
    id: String,
    title: String,
    finding: String,
    href: String,
    label: String,
}

#[derive(Serialize)]
struct ApartView {
    frame: Frame,
    run: String,
    run_href: String,
    title: String,
    html: String,
    pages: Vec<PageLink>,
}

/// The page of a figure, with a further sentence in its caption.
pub(super) fn figure(
    site: &Site<'_>,
    entry: &RunMaterial,
    figure: &RunFigure,
    number: usize,
    note: Option<&str>,
) -> Result<Apart, Diagnostic> {
    let (run, folder) = (&entry.run.id, ExhibitFolder::Figures);
    let (results, here) = (plan::run(run), plan::exhibit(run, folder, &figure.name().to_string(), 1));
    let view = figure.view(entry, &here, &results, Place::once(number), None);
    let view = match note {
        Some(note) => view.noted(note),
        None => view,
    };
    let placeholder = PlaceholderView {
        id: view.id.clone(),
        title: format!("{number}. {}", view.title),
        finding: view.finding.clone(),
        href: here.from(&results),
        label: "The figure, on a page of its own".to_owned(),
    };
    let html = site.figure(view, site.interfaces.english())?;
    let page = page(site, entry, &here, figure.title(), html, Vec::new())?;
    Ok(Apart { placeholder: site.part_of_runs("parts/apart.html", &placeholder)?, pages: vec![page] })
}

/// The pages of a table with this number, which would take so many bytes, and with a further sentence in its caption.
pub(super) fn table(
    site: &Site<'_>,
    entry: &RunMaterial,
    table: &'static RunTable,
    (number, bytes): (usize, usize),
    note: Option<&str>,
) -> Result<Apart, Diagnostic> {
    let (run, name) = (&entry.run.id, table.name.to_string());
    let address = |number: usize| plan::exhibit(run, ExhibitFolder::Tables, &name, number);
    let made = |here: &Address| {
        let table = tables::find(entry, table.name, here)?;
        Some(if let Some(note) = note { table.noted(note) } else { table })
    };
    let all = made(&address(1)).map_or(0, |table| table.rows.len());
    let each = all.div_ceil(bytes.div_ceil(MOST)).max(1);
    let pages = all.div_ceil(each);
    let one = |at: usize| {
        let here = address(at);
        let table = made(&here).map(|table| rows_of(table, (at - 1) * each, each));
        let place = TablePlace { here: &here, place: Some(Place::once(number)), caption: "", folded: false };
        let title = table.as_ref().map(|table| table.title.clone()).unwrap_or_default();
        let table = table.map(|table| site.table(table, run, &place, site.interfaces.english()));
        let links = pager(pages, at, |number| address(number).from(&here));
        page(site, entry, &here, &title, table.transpose()?.unwrap_or_default(), links)
    };
    let title = made(&address(1)).map(|table| table.title).unwrap_or_default();
    let placeholder = PlaceholderView {
        id: format!("{name}-caption"),
        title: format!("{number}. {title}"),
        finding: String::new(),
        href: address(1).from(&plan::run(run)),
        label: format!("{}, on {}", counted(all, "row"), own_pages(pages)),
    };
    Ok(Apart {
        placeholder: site.part_of_runs("parts/apart.html", &placeholder)?,
        pages: (1..=pages).map(one).collect::<Result<_, _>>()?,
    })
}

/// The pages that have every answer, where the figure of all answers has not room for all, or is not on the run's page at all.
pub(super) fn answers(
    site: &Site<'_>,
    entry: &RunMaterial,
    number: usize,
    is_shown: bool,
) -> Result<Option<Apart>, Diagnostic> {
    let blocks = RunFigure::blocks_of_answers(&entry.findings);
    let Some(first) = blocks.first().filter(|_| !is_shown || blocks.len() > 1) else { return Ok(None) };
    let run = &entry.run.id;
    let address = |number: usize| plan::exhibit(run, ExhibitFolder::Figures, &FigureName::Answers.to_string(), number);
    let one = |(at, block): (usize, &RunFigure)| {
        let here = address(at + 1);
        let view: FigureView = block.view(entry, &here, &plan::run(run), Place::once(number), None);
        let html = site.figure(view, site.interfaces.english())?;
        let links = pager(blocks.len(), at + 1, |number| address(number).from(&here));
        page(site, entry, &here, block.title(), html, links)
    };
    let named = |words: String| if is_shown { String::new() } else { words };
    let placeholder = PlaceholderView {
        id: named(format!("fig-{}", FigureName::Answers)),
        title: named(format!("{number}. {}", first.title())),
        finding: String::new(),
        href: address(1).from(&plan::run(run)),
        label: format!(
            "All {} and {}, on {}",
            counted(entry.findings.targets.len(), "target"),
            counted(entry.findings.topics.len(), "case"),
            own_pages(blocks.len())
        ),
    };
    Ok(Some(Apart {
        placeholder: site.part_of_runs("parts/apart.html", &placeholder)?,
        pages: blocks.iter().enumerate().map(one).collect::<Result<_, _>>()?,
    }))
}

fn own_pages(pages: usize) -> String {
    match pages {
        1 => "a page of their own".to_owned(),
        several => format!("{} pages of their own", count(several)),
    }
}

fn rows_of(mut table: Table, start: usize, length: usize) -> Table {
    table.rows = table.rows.into_iter().skip(start).take(length).collect();
    table
}

fn page(
    site: &Site<'_>,
    entry: &RunMaterial,
    here: &Address,
    title: &str,
    html: String,
    pages: Vec<PageLink>,
) -> Result<(String, FileContent), Diagnostic> {
    let run = &entry.run.id;
    let view = ApartView {
        frame: site.frame_of_runs(here, title, &format!("{title}: run {run}")).about(entry, site.words()),
        run: run.to_string(),
        run_href: plan::run(run).from(here),
        title: title.to_owned(),
        html,
        pages,
    };
    site.page_of_runs(here, "apart.html", &view)
}
