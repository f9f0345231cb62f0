//! Lists of runs, the newest first: they grow at their front, and a page that a new run does not change is left as it is.

use crate::diagnostic::Diagnostic;
use crate::site::plan::Address;
use crate::site::sink::Listed;
use crate::site::views::frame::Section;
use crate::site::views::pager::pager;
use crate::site::{RunSummary, Simulated};

use super::listing::{ListPart, Listing};
use super::{Files, Site};

/// The rows of a further page. The first page has up to twice as many: those that would not fill a page of their own.
const ROWS: usize = 100;

/// A list of runs, or of parts of them.
pub(super) struct GrowingList<'l, 'r, T> {
    pub(super) section: Section,
    pub(super) title: String,
    /// How the runs were simulated, if any was.
    pub(super) simulated: Option<Simulated>,
    /// The newest first.
    pub(super) rows: &'l [T],
    /// The run that a row is of.
    pub(super) run: &'l dyn Fn(&T) -> &'r RunSummary,
    /// The addresses of its pages, from 1.
    pub(super) address: &'l dyn Fn(usize) -> Address,
}

/// The rows of a page, and whether it is the first one.
pub(super) struct RowsShown<'l, T> {
    pub(super) rows: &'l [T],
    pub(super) is_first: bool,
}

impl<'l, T> GrowingList<'l, '_, T> {
    /// Its pages, the newest first; one without rows for an empty list. The oldest of the further ones has the address 2.
    fn parts(&self) -> Vec<(Address, ListPart, RowsShown<'l, T>)> {
        let of = (self.rows.len() / ROWS).max(1);
        let address = |number: usize| (self.address)(if number == 1 { 1 } else { of + 2 - number });
        let (newest, older) = self.rows.split_at(self.rows.len() - (of - 1) * ROWS);
        let shown = std::iter::once(newest).chain(older.chunks(ROWS));
        let part = |(number, rows): (usize, &'l [T])| {
            let here = address(number);
            let links = pager(of, number, |other| address(other).from(&here));
            (here, ListPart::new(number, of, links), RowsShown { rows, is_first: number == 1 })
        };
        (1..).zip(shown).map(part).collect()
    }

    /// Tells what a page with these rows is made from; `None` where a run still changes.
    fn digest(&self, part: &ListPart, rows: &[T]) -> Option<String> {
        let mut hasher = blake3::Hasher::new();
        hasher.update(format!("{:?} {:?} {}", self.title, self.simulated, part.words()).as_bytes());
        for row in rows {
            let run = Some((self.run)(row)).filter(|run| run.is_finished)?;
            hasher.update(format!("\n{} {} {:?}", run.id, run.digest, run.withdrawn).as_bytes());
        }
        Some(hasher.finalize().to_hex().to_string())
    }
}

impl Site<'_> {
    /// The pages of a list that are not as an earlier build has published them; the sink keeps the others. `make` gives what is on a page.
    pub(super) fn growing<T>(
        &self,
        list: &GrowingList<'_, '_, T>,
        sink: &Listed<'_>,
        mut make: impl FnMut(&Address, &RowsShown<'_, T>) -> Result<Listing, Diagnostic>,
    ) -> Result<Files, Diagnostic> {
        let mut files = Files::new();
        for (here, part, shown) in list.parts() {
            let digest = if shown.is_first { None } else { list.digest(&part, shown.rows) };
            if digest.is_some_and(|digest| self.material.lists.stands(&here, digest)) {
                sink.keep(here.path())?;
                continue;
            }
            let (title, simulated) = (list.title.clone(), list.simulated);
            files.push(self.listing(
                &here,
                list.section,
                part,
                Listing { title, simulated, ..make(&here, &shown)? },
            )?);
        }
        Ok(files)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::plan;

    #[test]
    fn a_new_run_changes_the_first_page_only_until_there_is_another_one() {
        let pages = |runs: usize| {
            let rows: Vec<usize> = (0..runs).rev().collect();
            let list = GrowingList {
                section: Section::Runs,
                title: String::new(),
                simulated: None,
                rows: &rows,
                run: &|_| unreachable!("no digest is asked for"),
                address: &plan::runs_page,
            };
            let page = |(here, _, shown): (Address, ListPart, RowsShown<'_, usize>)| {
                let ends = [shown.rows.first(), shown.rows.last()].map(|end| end.copied().unwrap_or(usize::MAX));
                (here.path().trim_end_matches("/index.html").to_owned(), ends)
            };
            list.parts().into_iter().map(page).collect::<Vec<_>>()
        };
        let page = |path: &str, ends| (path.to_owned(), ends);
        assert_eq!(pages(0), [page("runs", [usize::MAX; 2])]);
        assert_eq!(pages(199), [page("runs", [198, 0])]);
        assert_eq!(pages(200), [page("runs", [199, 100]), page("runs-by-page/2", [99, 0])]);
        assert_eq!(pages(299), [page("runs", [298, 100]), page("runs-by-page/2", [99, 0])]);
        let three = [page("runs", [299, 200]), page("runs-by-page/3", [199, 100]), page("runs-by-page/2", [99, 0])];
        assert_eq!(pages(300), three);
    }
}
