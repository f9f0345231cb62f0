//! Pages: each renders a view with its template. One job makes all files of one post or one run.

mod case;
mod files;
mod ingested;
mod intervals;
mod lists;
mod post;
mod resolver;
mod run;
mod sections;
mod target;

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::Serialize;

use crate::analysis::FigureName;
use crate::binding::Bound;
use crate::content::Post;
use crate::diagnostic::Diagnostic;
use crate::name::RunId;

use super::links::Atlas;
use super::plan::{self, Address};
use super::tables::Table;
use super::templates::Templates;
use super::views::figure::{FigureView, Place, RunFigure};
use super::{FileContent, IngestedMaterial, Material, RunMaterial, downloads};

/// Files by their path below `public/`.
pub(super) type Files = Vec<(String, FileContent)>;

/// What all pages are made from.
pub(super) struct Site<'a> {
    /// What links of posts can lead to.
    atlas: &'a Atlas<'a>,
    material: &'a Material,
    templates: &'a Templates,
    /// What is bound in each post, by the post's path.
    bound: &'a BTreeMap<String, Bound>,
    /// The figures of every run, computed once.
    figures: BTreeMap<&'a RunId, Vec<RunFigure>>,
}

/// A unit of work, which can run in parallel with the others.
pub(super) enum PageJob<'a> {
    Home,
    Runs,
    Post(&'a Post),
    Run(&'a RunMaterial),
    Ingested(&'a IngestedMaterial),
}

impl<'a> Site<'a> {
    /// Computes the figures of every run; each page draws those it shows.
    pub(super) fn new(
        atlas: &'a Atlas<'a>,
        material: &'a Material,
        templates: &'a Templates,
        bound: &'a BTreeMap<String, Bound>,
    ) -> Self {
        // A run's figures are on its page, in posts and on the front page; the chart behind them is the same.
        let figures = |entry: &'a RunMaterial| (&entry.run.id, RunFigure::all(&entry.findings));
        Self { atlas, material, templates, bound, figures: material.runs.par_iter().map(figures).collect() }
    }

    /// The files of one job.
    ///
    /// # Errors
    /// A template that does not render.
    pub(super) fn make(&self, job: &PageJob<'_>) -> Result<Files, Diagnostic> {
        match job {
            PageJob::Home => lists::home(self),
            PageJob::Runs => lists::runs(self),
            PageJob::Post(post) => post::make(self, post),
            PageJob::Run(entry) => run::make(self, entry),
            PageJob::Ingested(entry) => ingested::make(self, entry),
        }
    }

    /// What is bound in a post.
    fn bound(&self, post: &Post) -> &Bound {
        static NOTHING: Bound = Bound::nothing();
        self.bound.get(post.source.path()).unwrap_or(&NOTHING)
    }

    fn drawing(&self, run: &RunId, name: FigureName) -> Option<&RunFigure> {
        self.figures_of(run).iter().find(|figure| figure.name() == name)
    }

    /// The figures that a run has, in the order of its page.
    fn figures_of(&self, run: &RunId) -> &[RunFigure] {
        self.figures.get(run).map_or(&[], Vec::as_slice)
    }

    fn page(
        &self,
        address: &Address,
        template: &str,
        view: &impl Serialize,
    ) -> Result<(String, FileContent), Diagnostic> {
        let html = self.templates.render(template, view)?;
        Ok((address.path().to_owned(), FileContent::Bytes(html.into_bytes())))
    }

    /// A figure as a block of HTML.
    fn figure(&self, view: &FigureView) -> Result<String, Diagnostic> {
        self.templates.render("parts/figure.html", view)
    }

    /// A list of runs as a block of HTML, without links to data files.
    fn list(&self, table: &Table) -> Result<String, Diagnostic> {
        self.templates.render("parts/list.html", &ListView { table })
    }

    /// A table as a block of HTML, with links to its files in the folder of the run's page. On the page of a run it has no number; in a post
    /// it has one, and tells which of its name it is.
    fn table(&self, table: &Table, run: &RunId, here: &Address, place: Option<Place>) -> Result<String, Diagnostic> {
        let file = |ending: &str| plan::run_file(run, &format!("{}.{ending}", table.id)).from(here);
        let number = place.map(|place| format!("Table {}. ", place.number)).unwrap_or_default();
        let anchor = match place {
            Some(Place { occurrence, .. }) if occurrence > 1 => format!("{}-{occurrence}", table.id),
            _ => table.id.clone(),
        };
        let view = TableView { table, anchor, number, csv: file("csv"), json: file("json") };
        self.templates.render("parts/table.html", &view)
    }
}

#[derive(Serialize)]
struct ListView<'a> {
    table: &'a Table,
}

#[derive(Serialize)]
struct TableView<'a> {
    table: &'a Table,
    anchor: String,
    number: String,
    csv: String,
    json: String,
}

/// A table's files in the folder of the run's page.
fn table_files(table: &Table, run: &RunId) -> Files {
    let at = |ending: &str| plan::run_file(run, &format!("{}.{ending}", table.id)).path().to_owned();
    vec![
        (at("csv"), FileContent::Bytes(downloads::csv(table))),
        (at("json"), FileContent::Bytes(downloads::json(table))),
    ]
}
