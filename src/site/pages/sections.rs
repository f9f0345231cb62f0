//! The sections of a run's page, in order. The table of contents and the numbers of figures and tables follow from this list.

use serde::Serialize;

use crate::analysis::{FigureName, INTERVALS_OF_TIMES, TableName};
use crate::diagnostic::Diagnostic;
use crate::site::RunMaterial;
use crate::site::plan::Address;
use crate::site::tables::{self, RunTable, Table};
use crate::site::views::figure::Place;
use crate::site::views::figure_view::FigureView;

use super::apart::{self, Apart, LongTable};
use super::intervals::{Exhibit, says_it};
use super::{Site, TablePlace};

/// A section.
pub(super) struct RunSection {
    /// Its anchor.
    id: &'static str,
    /// Its heading; empty for the content before the first heading.
    title: &'static str,
    /// Its entry in the list of contents.
    entry: &'static str,
    parts: &'static [Part],
}

/// A part of a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Figure(FigureName),
    /// A figure that a reader opens.
    FoldedFigure(FigureName),
    Table(TableName),
    /// A table that a reader opens.
    Folded(TableName),
    /// What stands out.
    Standouts,
    /// The cases that the fewest targets comply with.
    Hardest,
    /// How the run was made.
    Environment,
    /// The data files.
    Files,
}

use Part::{Environment, Figure, Files, Folded, FoldedFigure, Hardest, Standouts};

#[rustfmt::skip]
const SECTIONS: [RunSection; 13] = [
    RunSection { id: "", title: "", entry: "", parts: &[Figure(FigureName::Qpr)] },
    RunSection { id: "stands-out", title: "What stands out", entry: "What stands out", parts: &[Standouts] },
    RunSection { id: "leaderboard", title: "Leaderboard", entry: "Leaderboard", parts: &[Part::Table(TableName::Leaderboard), Folded(TableName::Categories)] },
    RunSection {
        id: "answers",
        title: "Every answer at a glance",
        entry: "Every answer",
        parts: &[Figure(FigureName::Answers), Folded(TableName::Outcomes)],
    },
    RunSection { id: "symmetry", title: "Symmetry", entry: "Symmetry", parts: &[Part::Table(TableName::Symmetry)] },
    RunSection { id: "first-token", title: "First token", entry: "First token", parts: &[Figure(FigureName::Ttft)] },
    RunSection { id: "anatomy", title: "Where the time goes", entry: "Where the time goes", parts: &[Figure(FigureName::Anatomy)] },
    RunSection { id: "size", title: "Size and speed", entry: "Size and speed", parts: &[FoldedFigure(FigureName::Size), FoldedFigure(FigureName::Bandwidth)] },
    RunSection {
        id: "runtimes",
        title: "The same model on two runtimes",
        entry: "Two runtimes",
        parts: &[Figure(FigureName::Runtimes), Part::Table(TableName::Runtimes)],
    },
    RunSection { id: "quantisations", title: "What quantisations cost", entry: "Quantisations", parts: &[Part::Table(TableName::Quantisations)] },
    RunSection { id: "cases", title: "Cases", entry: "Cases", parts: &[Hardest, Folded(TableName::Cases)] },
    RunSection {
        id: "environment",
        title: "Environment",
        entry: "Environment",
        parts: &[Environment, Folded(TableName::Targets), Folded(TableName::Machine)],
    },
    RunSection { id: "data", title: "Data", entry: "Data", parts: &[Files] },
];

/// A section as the page shows it.
#[derive(Debug, Serialize)]
pub(super) struct SectionView {
    id: &'static str,
    title: &'static str,
    entry: &'static str,
    html: String,
}

/// A part as a block of HTML, and the number of figures up to it.
struct Made {
    part: Part,
    figure: usize,
    html: String,
}

/// Which parts stay on the page: what is neither a figure nor a table, what all links lead to, and of the rest as much as there is room for, what
/// is open to the reader first.
fn staying(made: &[Made]) -> Vec<bool> {
    let rank = |part: Part| match part {
        Standouts | Hardest | Environment | Files => 0,
        Figure(FigureName::Qpr) | Part::Table(TableName::Leaderboard | TableName::Runtimes) => 0,
        Figure(FigureName::Answers) => 1,
        Figure(_) | Part::Table(_) => 2,
        FoldedFigure(_) | Folded(_) => 3,
    };
    let mut order: Vec<usize> = (0..made.len()).collect();
    order.sort_by_key(|at| rank(made[*at].part));
    let (mut stays, mut bytes) = (vec![true; made.len()], 0);
    for at in order {
        let one = &made[at];
        stays[at] = rank(one.part) == 0 || bytes + one.html.len() <= apart::MOST;
        bytes += if stays[at] { one.html.len() } else { 0 };
    }
    stays
}

/// The input of the sections of one run's page.
pub(super) struct Contents<'a> {
    pub(super) site: &'a Site<'a>,
    pub(super) entry: &'a RunMaterial,
    pub(super) here: &'a Address,
    pub(super) tables: &'a [(&'static RunTable, Table)],
    /// What stands out, the hardest cases, the environment and the list of files, as blocks of HTML.
    pub(super) standouts: String,
    pub(super) hardest: String,
    pub(super) environment: String,
    pub(super) files: String,
}

impl Contents<'_> {
    /// The sections that are not empty for this run, and the pages of what is too long for its page.
    ///
    /// # Errors
    /// A template that does not render.
    pub(super) fn sections(&self) -> Result<(Vec<SectionView>, super::Files), Diagnostic> {
        let mut figures = 0;
        let made = |part: &Part| self.made(*part, &mut figures);
        let made: Vec<Made> = SECTIONS.iter().flat_map(|section| section.parts).map(made).collect::<Result<_, _>>()?;
        let mut stays = staying(&made).into_iter();
        let (mut made, mut pages, mut views) = (made.into_iter(), Vec::new(), Vec::new());
        for section in &SECTIONS {
            let mut html = String::new();
            for (made, stays) in made.by_ref().zip(stays.by_ref()).take(section.parts.len()) {
                let (here, elsewhere) = self.placed(made, stays)?;
                html.push_str(&here);
                pages.extend(elsewhere);
            }
            // A section without content, such as that on two runtimes, is also absent from the table of contents.
            if !html.is_empty() {
                views.push(SectionView { id: section.id, title: section.title, entry: section.entry, html });
            }
        }
        Ok((views, pages))
    }

    /// A part, empty if the run does not have it. `figures` counts the figures so far.
    fn made(&self, part: Part, figures: &mut usize) -> Result<Made, Diagnostic> {
        let html = match part {
            Figure(name) | FoldedFigure(name) => self.figure(name, figures, matches!(part, FoldedFigure(_)))?,
            Part::Table(name) | Folded(name) => self.table(name, matches!(part, Folded(_)))?,
            Standouts => self.standouts.clone(),
            Hardest => self.hardest.clone(),
            Environment => self.environment.clone(),
            Files => self.files.clone(),
        };
        Ok(Made { part, figure: *figures, html })
    }

    /// What the page has of a part, and the pages that have the rest.
    fn placed(&self, made: Made, stays: bool) -> Result<(String, super::Files), Diagnostic> {
        let rest = match made.part {
            Figure(FigureName::Answers) if !made.html.is_empty() => {
                apart::answers(self.site, self.entry, made.figure, stays)?
            }
            _ if stays => None,
            _ => Some(self.apart(&made)?),
        };
        let here = if stays { made.html } else { String::new() };
        Ok(match rest {
            None => (here, Vec::new()),
            Some(Apart { placeholder, pages }) => (here + &placeholder, pages),
        })
    }

    /// A figure or a table on pages of its own.
    fn apart(&self, made: &Made) -> Result<Apart, Diagnostic> {
        let Self { site, entry, .. } = *self;
        match made.part {
            Figure(name) | FoldedFigure(name) => match site.drawing(&entry.run.id, name) {
                Some(drawing) => {
                    let here = apart::of_figure(&entry.run.id, name);
                    let view = drawing.view(entry, &here, self.here, Place::once(made.figure), None);
                    let view = self.noted(view, name);
                    apart::figure(site, &entry.run.id, name, view, &|here, title| {
                        apart::frame(site, entry, here, title)
                    })
                }
                None => Ok(Apart::default()),
            },
            Part::Table(name) | Folded(name) => match self.place_of(name) {
                Some(at) => self.long_table(at, made.html.len()),
                None => Ok(Apart::default()),
            },
            Standouts | Hardest | Environment | Files => Ok(Apart::default()),
        }
    }

    fn long_table(&self, at: usize, bytes: usize) -> Result<Apart, Diagnostic> {
        let Self { site, entry, .. } = *self;
        let (table, on_page) = &self.tables[at];
        let note = self.note(Exhibit::Table(table.name));
        let made = |here: &Address| {
            let table = tables::find(entry, table.name, here).unwrap_or_else(|| on_page.clone());
            if let Some(note) = note { table.noted(note) } else { table }
        };
        let long = LongTable {
            run: &entry.run.id,
            name: table.name.to_string(),
            number: Some(at + 1),
            bytes,
            made: &made,
            frame: &|here, title| apart::frame(site, entry, here, title),
        };
        long.apart(site)
    }

    fn figure(&self, name: FigureName, figures: &mut usize, folded: bool) -> Result<String, Diagnostic> {
        let Some(drawing) = self.site.drawing(&self.entry.run.id, name) else { return Ok(String::new()) };
        *figures += 1;
        let view = drawing.view(self.entry, self.here, self.here, Place::once(*figures), None);
        let view = view.concise(*figures == 1);
        let view = if folded { view.closed() } else { view };
        self.site.figure(self.noted(view, name), self.site.interfaces.english())
    }

    /// The figure with what its caption says of intervals for the whole page, if it does.
    fn noted(&self, view: FigureView, name: FigureName) -> FigureView {
        match self.note(Exhibit::Figure(name)) {
            Some(note) => view.noted(note),
            None => view,
        }
    }

    fn table(&self, name: TableName, folded: bool) -> Result<String, Diagnostic> {
        let Some(at) = self.place_of(name) else { return Ok(String::new()) };
        let table = self.tables[at].1.clone();
        let table = match self.note(Exhibit::Table(name)) {
            Some(note) => table.noted(note),
            None => table,
        };
        let place = TablePlace { here: self.here, place: Some(Place::once(at + 1)), caption: "", folded };
        self.site.table(table, &self.entry.run.id, &place, self.site.interfaces.english())
    }

    /// The place of a table among those of the run.
    fn place_of(&self, name: TableName) -> Option<usize> {
        self.tables.iter().position(|(table, _)| table.name == name)
    }

    /// What the caption says of intervals, if this one says it for the whole page.
    fn note(&self, exhibit: Exhibit) -> Option<&'static str> {
        let says_it = says_it(&self.entry.findings, |exhibit| self.has(exhibit));
        (says_it == Some(exhibit)).then_some(INTERVALS_OF_TIMES)
    }

    fn has(&self, exhibit: Exhibit) -> bool {
        match exhibit {
            Exhibit::Figure(name) => self.site.drawing(&self.entry.run.id, name).is_some(),
            Exhibit::Table(name) => self.tables.iter().any(|(table, _)| table.name == name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Figures for posts and files: the page says the same by tables, or those of targets do, and would grow long.
    const NOT_ON_THE_PAGE: [FigureName; 4] =
        [FigureName::Outcomes, FigureName::Symmetry, FigureName::Latency, FigureName::Strip];

    #[test]
    fn every_figure_and_every_table_is_in_one_section() {
        let parts: Vec<Part> = SECTIONS.iter().flat_map(|section| section.parts).copied().collect();
        let times = |wanted: &[Part]| parts.iter().filter(|part| wanted.contains(part)).count();
        let expected = |name: FigureName| usize::from(!NOT_ON_THE_PAGE.contains(&name));
        let is_placed = |name: FigureName| times(&[Figure(name), FoldedFigure(name)]) == expected(name);
        assert!(FigureName::OF_A_RUN.into_iter().all(is_placed), "{parts:?}");
        assert!(
            TableName::OF_A_RUN.into_iter().all(|name| times(&[Part::Table(name), Folded(name)]) == 1),
            "{parts:?}"
        );
        let tables: Vec<TableName> = parts
            .iter()
            .filter_map(|part| if let Part::Table(name) | Folded(name) = part { Some(*name) } else { None })
            .collect();
        assert_eq!(tables, TableName::OF_A_RUN, "tables are numbered in the order of the page");
    }
}
