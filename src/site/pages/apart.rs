//! Figures and tables that are too long for their run's page, on pages of their own.

use serde::Serialize;

use crate::analysis::FigureName;
use crate::diagnostic::Diagnostic;
use crate::language::fill;
use crate::name::RunId;
use crate::site::plan::{self, Address, ExhibitFolder};
use crate::site::tables::Table;
use crate::site::views::figure::{Place, RunFigure};
use crate::site::views::figure_view::FigureView;
use crate::site::views::frame::Frame;
use crate::site::views::pager::{PageLink, pager};
use crate::site::{FileContent, RunMaterial};
use crate::wording::{count, counted};

use super::{Files, Site, TablePlace};

/// The most bytes of the parts of a page.
pub(super) const MOST: usize = 226_000;

/// What stands on the run's page in place of a figure or a table, and the pages that have it.
#[derive(Default)]
pub(super) struct Apart {
    pub(super) placeholder: String,
    pub(super) pages: Files,
}

/// The frame of a page with this title.
pub(super) type FrameOf<'a> = &'a dyn Fn(&Address, &str) -> Frame;

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

/// The address of a figure's own page.
pub(super) fn of_figure(run: &RunId, name: FigureName) -> Address {
    plan::exhibit(run, ExhibitFolder::Figures, &name.to_string(), 1)
}

/// The page of a figure as it is there.
pub(super) fn figure(
    site: &Site<'_>,
    run: &RunId,
    name: FigureName,
    view: FigureView,
    frame: FrameOf<'_>,
) -> Result<Apart, Diagnostic> {
    let (here, title) = (of_figure(run, name), view.title.clone());
    let number = if view.number.is_empty() { String::new() } else { figure_number(site, &view.number) };
    let placeholder = PlaceholderView {
        id: view.id.clone(),
        title: format!("{number}{title}"),
        finding: view.finding.clone(),
        href: here.from(&plan::run(run)),
        label: "The figure, on a page of its own".to_owned(),
    };
    let html = site.figure(view, site.interfaces.english())?;
    let page = page(site, run, &here, frame(&here, &title), (&title, html, Vec::new()))?;
    Ok(Apart { placeholder: site.part_of_runs("parts/apart.html", &placeholder)?, pages: vec![page] })
}

/// A table that is too long for its run's page.
pub(super) struct LongTable<'a> {
    pub(super) run: &'a RunId,
    /// Its name, in anchors and addresses.
    pub(super) name: String,
    /// Its number on the run's page, if tables have numbers there.
    pub(super) number: Option<usize>,
    /// How many bytes it would take there.
    pub(super) bytes: usize,
    /// The table on a page.
    pub(super) made: &'a dyn Fn(&Address) -> Table,
    /// The frame of a page with this title.
    pub(super) frame: FrameOf<'a>,
}

impl LongTable<'_> {
    fn address(&self, number: usize) -> Address {
        plan::exhibit(self.run, ExhibitFolder::Tables, &self.name, number)
    }

    /// Its pages.
    pub(super) fn apart(&self, site: &Site<'_>) -> Result<Apart, Diagnostic> {
        let Table { title, rows, .. } = (self.made)(&self.address(1));
        let each = rows.len().div_ceil(self.bytes.div_ceil(MOST)).max(1);
        let pages = rows.len().div_ceil(each);
        let one = |at: usize| {
            let here = self.address(at);
            let mut table = (self.made)(&here);
            table.rows = table.rows.into_iter().skip((at - 1) * each).take(each).collect();
            let place = TablePlace { here: &here, place: self.number.map(Place::once), caption: "", folded: false };
            let html = site.table(table, self.run, &place, site.interfaces.english())?;
            let links = pager(pages, at, |number| self.address(number).from(&here));
            page(site, self.run, &here, (self.frame)(&here, &title), (&title, html, links))
        };
        let strings = &site.interfaces.english().strings;
        let numbered = |number: usize| fill(&strings.table_number, &[("number", &number.to_string())]);
        let number = self.number.map(|number| format!("{}. ", numbered(number))).unwrap_or_default();
        let placeholder = PlaceholderView {
            id: format!("{}-caption", self.name),
            title: format!("{number}{title}"),
            finding: String::new(),
            href: self.address(1).from(&plan::run(self.run)),
            label: format!("{}, on {}", counted(rows.len(), "row"), own_pages(pages)),
        };
        Ok(Apart {
            placeholder: site.part_of_runs("parts/apart.html", &placeholder)?,
            pages: (1..=pages).map(one).collect::<Result<_, _>>()?,
        })
    }
}

/// The frame of a page of a part of a run.
pub(super) fn frame(site: &Site<'_>, entry: &RunMaterial, here: &Address, title: &str) -> Frame {
    site.frame_of_runs(here, title, &format!("{title}: run {}", entry.run.id))
        .about(entry, site.words())
        .searching(&entry.run.id)
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
        let title = block.title();
        page(site, run, &here, frame(site, entry, &here, title), (title, html, links))
    };
    let named = |words: String| if is_shown { String::new() } else { words };
    let placeholder = PlaceholderView {
        id: named(format!("fig-{}", FigureName::Answers)),
        title: named(figure_number(site, &number.to_string()) + first.title()),
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

/// `Figure 3. `
fn figure_number(site: &Site<'_>, number: &str) -> String {
    format!("{}. ", fill(&site.interfaces.english().strings.figure_number, &[("number", number)]))
}

fn own_pages(pages: usize) -> String {
    match pages {
        1 => "a page of their own".to_owned(),
        several => format!("{} pages of their own", count(several)),
    }
}

/// A page with this title, content and links to its other pages.
fn page(
    site: &Site<'_>,
    run: &RunId,
    here: &Address,
    frame: Frame,
    (title, html, pages): (&str, String, Vec<PageLink>),
) -> Result<(String, FileContent), Diagnostic> {
    let run_href = plan::run(run).from(here);
    let view = ApartView { frame, run: run.to_string(), run_href, title: title.to_owned(), html, pages };
    site.page_of_runs(here, "apart.html", &view)
}
