//! Pages about runs that are a title, a few facts and tables.

use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::site::plan::Address;
use crate::site::tables::Table;
use crate::site::views::environment::SpecRow;
use crate::site::views::frame::{Frame, Section};
use crate::site::views::link::PlainLink;
use crate::site::views::pager::{PageLink, pager};
use crate::site::{FileContent, Simulated};
use crate::wording::count;

use super::Site;

/// What such a page shows. What it is about is said on the first page of several only.
#[derive(Default)]
pub(super) struct Listing {
    /// Where it belongs: words and link.
    pub(super) above: Option<PlainLink>,
    pub(super) title: String,
    pub(super) finding: String,
    pub(super) specs: Vec<SpecRow>,
    pub(super) sections: Vec<ListSection>,
    /// How the runs that it is about were simulated, if any was.
    pub(super) simulated: Option<Simulated>,
    /// Links to other lists.
    pub(super) beside: Vec<PlainLink>,
}

/// A heading with what is below it.
#[derive(Debug, Default, Serialize)]
pub(super) struct ListSection {
    /// The anchor, and the words; empty for a section without a heading.
    pub(super) id: String,
    pub(super) title: String,
    pub(super) html: String,
}

/// Which page of how many it is, from 1, with the links to all.
#[derive(Debug)]
pub(super) struct ListPart {
    number: usize,
    of: usize,
    pub(super) links: Vec<PageLink>,
}

impl ListPart {
    pub(super) fn new(number: usize, of: usize, links: Vec<PageLink>) -> Self {
        Self { number, of, links }
    }

    /// The only page.
    pub(super) fn only() -> Self {
        Self { number: 1, of: 1, links: Vec::new() }
    }

    /// `2 / 5`; empty on the first page.
    pub(super) fn words(&self) -> String {
        if self.number > 1 { format!("{} / {}", count(self.number), count(self.of)) } else { String::new() }
    }

    /// The title of the page in its head.
    pub(super) fn titled(&self, title: &str) -> String {
        if self.number > 1 { format!("{title} · {}", self.words()) } else { title.to_owned() }
    }
}

/// The parts of a list, each of at most `most` rows, with their addresses; one part without rows for an empty list.
pub(super) fn parts<T>(rows: &[T], most: usize, address: impl Fn(usize) -> Address) -> Vec<(Address, ListPart, &[T])> {
    let of = rows.len().div_ceil(most).max(1);
    let part = |number: usize| {
        let here = address(number);
        let links = pager(of, number, |other| address(other).from(&here));
        let shown = &rows[(number - 1) * most..rows.len().min(number * most)];
        (here, ListPart::new(number, of, links), shown)
    };
    (1..=of).map(part).collect()
}

#[derive(Serialize)]
struct ListingView {
    frame: Frame,
    above: Option<PlainLink>,
    title: String,
    /// `2 / 5`; empty on the first page.
    part: String,
    finding: String,
    specs: Vec<SpecRow>,
    sections: Vec<ListSection>,
    pages: Vec<PageLink>,
    beside: Vec<PlainLink>,
}

impl Site<'_> {
    /// A page that lists something of runs.
    pub(super) fn listing(
        &self,
        here: &Address,
        section: Section,
        part: ListPart,
        listing: Listing,
    ) -> Result<(String, FileContent), Diagnostic> {
        let Listing { above, title, finding, specs, sections, simulated, beside } = listing;
        let whole = part.titled(&title);
        let (finding, specs) = if part.number > 1 { (String::new(), Vec::new()) } else { (finding, specs) };
        let description = if finding.is_empty() { &whole } else { &finding };
        let frame = self.frame_of_runs(here, &whole, description).section(section);
        let view = ListingView {
            frame: frame.simulated_by(simulated, self.words()),
            above,
            title,
            part: part.words(),
            finding,
            specs,
            sections,
            pages: part.links,
            beside,
        };
        self.page_of_runs(here, "listing.html", &view)
    }

    /// A section of one table; `None` without rows.
    pub(super) fn list_section(&self, id: &str, title: &str, table: Table) -> Result<Option<ListSection>, Diagnostic> {
        if table.rows.is_empty() {
            return Ok(None);
        }
        let html = self.list(table, self.interfaces.english())?;
        Ok(Some(ListSection { id: id.to_owned(), title: title.to_owned(), html }))
    }
}
