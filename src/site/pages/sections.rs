//! The sections of a run's page, in order. The table of contents and the numbers of figures and tables follow from this list.

use serde::Serialize;

use crate::analysis::{FigureName, INTERVALS_OF_TIMES, TableName};
use crate::diagnostic::Diagnostic;
use crate::site::RunMaterial;
use crate::site::plan::Address;
use crate::site::tables::{RunTable, Table};
use crate::site::views::figure::Place;

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

use Part::{Environment, Figure, Files, Folded, Hardest, Standouts};

#[rustfmt::skip]
const SECTIONS: [RunSection; 11] = [
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
    RunSection {
        id: "runtimes",
        title: "The same model on two runtimes",
        entry: "Two runtimes",
        parts: &[Figure(FigureName::Runtimes), Part::Table(TableName::Runtimes)],
    },
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
    /// The sections that are not empty for this run.
    ///
    /// # Errors
    /// A template that does not render.
    pub(super) fn sections(&self) -> Result<Vec<SectionView>, Diagnostic> {
        let mut views = Vec::new();
        let mut figures = 0;
        for section in &SECTIONS {
            let mut html = String::new();
            for part in section.parts {
                html.push_str(&self.part(*part, &mut figures)?);
            }
            // A section without content, such as that on two runtimes, is also absent from the table of contents.
            if !html.is_empty() {
                views.push(SectionView { id: section.id, title: section.title, entry: section.entry, html });
            }
        }
        Ok(views)
    }

    /// A part as a block of HTML; empty if the run does not have it. `figures` counts the figures so far.
    fn part(&self, part: Part, figures: &mut usize) -> Result<String, Diagnostic> {
        let run = &self.entry.run;
        let english = self.site.interfaces.english();
        let says_it = says_it(&self.entry.findings, |exhibit| self.has(exhibit));
        match part {
            Figure(name) => match self.site.drawing(&run.id, name) {
                Some(drawing) => {
                    *figures += 1;
                    let view = drawing.view(self.entry, self.here, self.here, Place::once(*figures), None);
                    let view = view.concise(*figures == 1);
                    match says_it == Some(Exhibit::Figure(name)) {
                        true => self.site.figure(view.noted(INTERVALS_OF_TIMES), english),
                        false => self.site.figure(view, english),
                    }
                }
                None => Ok(String::new()),
            },
            Part::Table(name) | Folded(name) => match self.tables.iter().position(|(table, _)| table.name == name) {
                Some(index) => {
                    let table = self.tables[index].1.clone();
                    let table = match says_it == Some(Exhibit::Table(name)) {
                        true => table.noted(INTERVALS_OF_TIMES),
                        false => table,
                    };
                    let place = TablePlace {
                        here: self.here,
                        place: Some(Place::once(index + 1)),
                        caption: "",
                        folded: matches!(part, Folded(_)),
                    };
                    self.site.table(table, &run.id, &place, english)
                }
                None => Ok(String::new()),
            },
            Standouts => Ok(self.standouts.clone()),
            Hardest => Ok(self.hardest.clone()),
            Environment => Ok(self.environment.clone()),
            Files => Ok(self.files.clone()),
        }
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

    /// Figures for posts and files: the page says the same by a table, and would grow long.
    const NOT_ON_THE_PAGE: [FigureName; 2] = [FigureName::Outcomes, FigureName::Symmetry];

    #[test]
    fn every_figure_and_every_table_is_in_one_section() {
        let parts: Vec<Part> = SECTIONS.iter().flat_map(|section| section.parts).copied().collect();
        let times = |wanted: &[Part]| parts.iter().filter(|part| wanted.contains(part)).count();
        let expected = |name: FigureName| usize::from(!NOT_ON_THE_PAGE.contains(&name));
        assert!(FigureName::OF_A_RUN.into_iter().all(|name| times(&[Figure(name)]) == expected(name)), "{parts:?}");
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
