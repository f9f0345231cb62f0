//! Pages: each renders a view with its template. One job makes all files of one post or one run.

mod abreast;
mod apart;
mod by_category;
mod case;
mod changes;
mod cited;
mod entries;
mod files;
mod front;
mod growing;
mod history;
mod ingested;
mod intervals;
mod listing;
mod methods;
mod missing;
mod models;
mod newest;
mod post;
mod post_lists;
mod resolver;
mod run;
mod runs;
mod search;
mod sections;
mod split;
mod suites;
mod target;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Serialize;

use crate::analysis::{FigureName, Findings};
use crate::binding::Bound;
use crate::content::Post;
use crate::diagnostic::Diagnostic;
use crate::figure::Chart;
use crate::language::{Interface, Interfaces, Strings, fill};
use crate::name::{RunId, Slug};

use super::catalogue::{ModelRuns, SuiteRuns};
use super::languages::{self, Fronts, Translations};
use super::links::Atlas;
use super::plan::{self, Address};
use super::search as index;
use super::sink::Listed;
use super::tables::Table;
use super::templates::Templates;
use super::views::figure::{Place, RunFigure};
use super::views::figure_view::FigureView;
use super::views::frame::{Frame, Section};
use super::{FileContent, IngestedMaterial, Material, RunMaterial, cards, downloads};

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
    interfaces: &'a Interfaces,
    translations: Translations<'a>,
    /// The figures of every run, computed when the first page shows one: on the page of the run, in posts and on the front page they are the
    /// same.
    figures: BTreeMap<&'a RunId, (&'a Findings, OnceLock<Vec<RunFigure>>)>,
    /// The plots of runs on cards, drawn on those of the run and of every post about it.
    plots: BTreeMap<&'a RunId, OnceLock<Option<Chart>>>,
}

/// A unit of work, which can run in parallel with the others.
pub(super) enum PageJob<'a> {
    /// The front page of a language.
    Front(&'a Slug),
    /// The other lists of the posts of a language.
    Posts(&'a Slug),
    /// The list of runs, and those of runs by machine.
    Runs,
    /// The list of models.
    Models,
    Model(&'a ModelRuns<'a>),
    /// The list of suites.
    Suites,
    Suite(&'a SuiteRuns<'a>),
    Methods,
    /// What is shown in place of a page that there is not.
    Missing,
    /// The page of the search in a language.
    Search(&'a Slug),
    /// The index of the posts in a language.
    SearchOfPosts(&'a Slug),
    /// The index of runs and models.
    SearchOfRuns,
    Post(&'a Post),
    Run(&'a RunMaterial),
    Ingested(&'a IngestedMaterial),
}

impl<'a> PageJob<'a> {
    /// All work of a site.
    pub(super) fn all(atlas: &'a Atlas<'a>) -> Vec<Self> {
        let mut jobs = Self::but_posts(atlas);
        jobs.extend(atlas.material.posts.iter().map(Self::Post));
        jobs
    }

    /// The same but for the pages of posts.
    pub(super) fn but_posts(atlas: &'a Atlas<'a>) -> Vec<Self> {
        let mut jobs = Self::lists(atlas);
        let material = atlas.material;
        jobs.extend(material.runs.iter().filter(|entry| !entry.stands).map(Self::Run));
        jobs.extend(material.ingested.iter().map(Self::Ingested));
        jobs
    }

    /// The work on everything that lists posts and runs.
    fn lists(atlas: &'a Atlas<'a>) -> Vec<Self> {
        let mut jobs = vec![Self::Runs, Self::Models, Self::Suites, Self::Methods, Self::Missing];
        let of_language = |language| [Self::Front(language), Self::Posts(language), Self::Search(language)];
        jobs.extend(atlas.fronts.languages().flat_map(of_language));
        jobs.push(Self::SearchOfRuns);
        jobs.extend(languages::of_posts(atlas.material).into_iter().map(Self::SearchOfPosts));
        jobs.extend(atlas.catalogue.models.iter().map(Self::Model));
        jobs.extend(atlas.catalogue.suites.iter().map(Self::Suite));
        jobs
    }

    /// Whether the file at a path may be of this work. Of work that makes it the answer is yes.
    pub(super) fn may_make(&self, fronts: &Fronts<'_>, path: &str) -> bool {
        let is = |page: &Address| path == page.path();
        let below = |page: &Address| path.starts_with(page.path().trim_end_matches("index.html"));
        let numbered = |folder: &str| path.starts_with(folder);
        match self {
            Self::Front(language) => {
                let front = fronts.of_language(language);
                is(&front) || below(&plan::beside(&front, "page/index.html"))
            }
            Self::Posts(language) => {
                let front = fronts.of_language(language);
                below(&plan::archive(&front)) || below(&plan::tags(&front))
            }
            Self::Runs => is(&plan::runs()) || numbered("runs-by-page/") || below(&plan::machines()),
            Self::Models => is(&plan::models()) || numbered("models-by-page/"),
            Self::Model(model) => below(&plan::model(&model.slug, 1)),
            Self::Suites => is(&plan::suites()),
            Self::Suite(suite) => below(&plan::suite(suite.id, 1)) || numbered("suites-by-page/"),
            Self::Methods => is(&plan::methods()),
            Self::Missing => is(&plan::missing()),
            Self::Search(language) => is(&plan::search(&fronts.of_language(language))),
            Self::SearchOfPosts(language) => numbered(&format!("{}/", index::posts_folder(language))),
            Self::SearchOfRuns => numbered(&format!("{}/", index::runs_folder())),
            Self::Post(post) => is(&plan::post(post)),
            Self::Run(entry) => below(&plan::run(&entry.run.id)),
            Self::Ingested(entry) => below(&plan::run(&entry.run.id)),
        }
    }
}

impl<'a> Site<'a> {
    pub(super) fn new(
        atlas: &'a Atlas<'a>,
        material: &'a Material,
        templates: &'a Templates,
        interfaces: &'a Interfaces,
        bound: &'a BTreeMap<String, Bound>,
    ) -> Self {
        let figures = |entry: &'a RunMaterial| (&entry.run.id, (&*entry.findings, OnceLock::new()));
        let figures = material.runs.iter().map(figures).collect();
        let translations = Translations::of(&material.posts);
        let plots = material.runs.iter().map(|entry| (&entry.run.id, OnceLock::new())).collect();
        Self { atlas, material, templates, bound, interfaces, translations, figures, plots }
    }

    /// Makes the files of one job.
    ///
    /// # Errors
    /// A template that does not render, and what the sink does not take.
    pub(super) fn make(&self, job: &PageJob<'_>, sink: &Listed<'_>) -> Result<(), Diagnostic> {
        let made = match job {
            PageJob::Front(language) => front::front(self, language, sink)?,
            PageJob::Posts(language) => post_lists::all(self, language, sink)?,
            PageJob::Runs => [runs::runs(self, sink)?, runs::machines(self, sink)?].concat(),
            PageJob::Models => models::all(self)?,
            PageJob::Model(model) => models::of_model(self, model, sink)?,
            PageJob::Suites => suites::all(self)?,
            PageJob::Suite(suite) => suites::of_suite(self, suite, sink)?,
            PageJob::Methods => methods::make(self)?,
            PageJob::Missing => missing::make(self)?,
            PageJob::Search(language) => search::make(self, language)?,
            PageJob::SearchOfPosts(language) => {
                return index::posts(self.material, self.interfaces.of(language), language, sink);
            }
            PageJob::SearchOfRuns => return index::runs(&self.atlas.catalogue, self.material, sink),
            PageJob::Post(post) => post::make(self, post)?,
            PageJob::Run(entry) => return run::make(self, entry, sink),
            PageJob::Ingested(entry) => ingested::make(self, entry)?,
        };
        made.into_iter().try_for_each(|(path, content)| sink.take(path, content))
    }

    /// What is bound in a post.
    pub(in crate::site) fn bound(&self, post: &Post) -> &Bound {
        static NOTHING: Bound = Bound::nothing();
        self.bound.get(post.source.path()).unwrap_or(&NOTHING)
    }

    pub(in crate::site) fn drawing(&self, run: &RunId, name: FigureName) -> Option<&RunFigure> {
        self.figures_of(run).iter().find(|figure| figure.name() == name)
    }

    /// The figures that a run has, in the order of its page.
    pub(in crate::site) fn figures_of(&self, run: &RunId) -> &[RunFigure] {
        let of_run = self.figures.get(run);
        of_run.map_or(&[], |(findings, figures)| figures.get_or_init(|| RunFigure::all(findings)).as_slice())
    }

    /// The plot of a run on cards.
    fn plot(&self, entry: &RunMaterial) -> Option<&Chart> {
        self.plots.get(&entry.run.id)?.get_or_init(|| cards::plot(entry)).as_ref()
    }

    /// The words of the pages of runs, which are in the site's own language.
    fn words(&self) -> &Strings {
        &self.interfaces.main().strings
    }

    /// The frame of a page about runs: its content is English, what surrounds it is in the site's own language.
    fn frame_of_runs(&self, here: &Address, title: &str, description: &str) -> Frame {
        let main = self.interfaces.main();
        let frame = Frame::new(&self.material.config, main, (here, &plan::home()), Section::Runs, (title, description));
        frame.in_english(main)
    }

    fn page(
        &self,
        address: &Address,
        interface: &Interface,
        template: &str,
        view: &impl Serialize,
    ) -> Result<(String, FileContent), Diagnostic> {
        let html = self.templates.render(template, view, interface)?;
        Ok((address.path().to_owned(), FileContent::Bytes(html.into_bytes())))
    }

    /// A page about runs.
    fn page_of_runs(
        &self,
        address: &Address,
        template: &str,
        view: &impl Serialize,
    ) -> Result<(String, FileContent), Diagnostic> {
        self.page(address, self.interfaces.main(), template, view)
    }

    /// A part of a page about runs.
    fn part_of_runs(&self, template: &str, view: &impl Serialize) -> Result<String, Diagnostic> {
        self.templates.render(template, view, self.interfaces.english())
    }

    /// A figure as a block of HTML.
    fn figure(&self, view: FigureView, interface: &Interface) -> Result<String, Diagnostic> {
        self.templates.render("parts/figure.html", &view.spoken(interface), interface)
    }

    /// A list of runs as a block of HTML, without links to data files.
    fn list(&self, table: Table, interface: &Interface) -> Result<String, Diagnostic> {
        self.templates.render("parts/list.html", &ListView { table: table.spoken(interface), folded: false }, interface)
    }

    /// The same, behind its title.
    fn folded_list(&self, table: Table, interface: &Interface) -> Result<String, Diagnostic> {
        self.templates.render("parts/list.html", &ListView { table: table.spoken(interface), folded: true }, interface)
    }

    /// A table as a block of HTML, with links to its files in the folder of the run's page. On the page of a run it has no number; in a post
    /// it has one, and tells which of its name it is.
    fn table(
        &self,
        table: Table,
        run: &RunId,
        place: &TablePlace<'_>,
        interface: &Interface,
    ) -> Result<String, Diagnostic> {
        let TablePlace { here, place, caption, folded } = *place;
        let file = |ending: &str| plan::run_file(run, &format!("{}.{ending}", table.id)).from(here);
        let number = |place: Place| fill(&interface.strings.table_number, &[("number", &place.number.to_string())]);
        let number = place.map(number).unwrap_or_default();
        let anchor = match place {
            Some(Place { occurrence, .. }) if occurrence > 1 => format!("{}-{occurrence}", table.id),
            _ => table.id.clone(),
        };
        let (csv, json) = (file("csv"), file("json"));
        let caption = caption.trim().to_owned();
        let view = TableView { table: table.spoken(interface), caption, anchor, number, folded, csv, json };
        self.templates.render("parts/table.html", &view, interface)
    }
}

#[derive(Serialize)]
struct ListView {
    table: Table,
    /// Whether a reader opens it.
    folded: bool,
}

/// Where a table is shown.
struct TablePlace<'a> {
    /// The page.
    here: &'a Address,
    /// Its place among the page's tables, where they are numbered.
    place: Option<Place>,
    /// The author's title; empty for the table's own.
    caption: &'a str,
    /// Whether a reader opens it first.
    folded: bool,
}

#[derive(Serialize)]
struct TableView {
    table: Table,
    /// The author's title; empty for the table's own.
    caption: String,
    anchor: String,
    number: String,
    folded: bool,
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
