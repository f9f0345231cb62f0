//! A post's page: title, finding, the author's text with figures and tables in place, notes, and the run behind it.

use serde::Serialize;

use crate::analysis::{FigureName, INTERVALS_OF_TIMES, TableName};
use crate::content::render::{Resolver, render};
use crate::content::{DirectiveKind, Post, RunReference};
use crate::diagnostic::Diagnostic;
use crate::name::{RunId, Slug};
use crate::site::RunMaterial;
use crate::site::plan::{self, Address};
use crate::site::references::{PostRun, run_of};
use crate::site::tables::{self, metric};
use crate::site::views::day;
use crate::site::views::environment::{self, SpecRow};
use crate::site::views::frame::{Frame, Section};
use crate::site::views::ingested::Numbers;

use super::intervals::{Exhibit, says_it};
use super::lists::post_finding;
use super::{Files, Site};

#[derive(Serialize)]
struct PostView {
    frame: Frame,
    day: String,
    run: String,
    run_href: String,
    title: String,
    finding: String,
    body: String,
    endnotes: String,
    about: Vec<SpecRow>,
}

/// Renders a post.
pub(super) fn make(site: &Site<'_>, post: &Post) -> Result<Files, Diagnostic> {
    let here = plan::post(post);
    let post_run = run_of(site.material, post);
    let entry = match post_run {
        PostRun::Run(entry) => Some(entry),
        _ => None,
    };
    let mut resolver = PostResolver { site, post, post_run, here: &here, figures: 0, tables: 0 };
    let rendered = render(post, &mut resolver, "")?;
    let finding = post_finding(post, entry);
    let config = &site.material.config;
    let id = run_id(post_run);
    let frame = Frame::new(config, &here, Section::Posts, &post.front.title, &finding);
    let view = PostView {
        frame: match entry {
            Some(entry) => frame.about(entry),
            None => match (id, post_run.withdrawn()) {
                (Some(id), reason) => frame.withdrawn(id, reason),
                (None, _) => frame,
            },
        },
        day: day(post.front.date),
        run: id.map(ToString::to_string).unwrap_or_default(),
        run_href: id.map(|id| plan::run(id).from(&here)).unwrap_or_default(),
        title: post.front.title.clone(),
        finding,
        body: rendered.body,
        endnotes: rendered.endnotes.unwrap_or_default(),
        about: about(site, post, post_run, &here),
    };
    Ok(vec![site.page(&here, "post.html", &view)?])
}

fn run_id<'a>(post_run: PostRun<'a>) -> Option<&'a RunId> {
    match post_run {
        PostRun::Run(entry) => Some(&entry.run.id),
        PostRun::Ingested(entry) => Some(&entry.run.id),
        PostRun::NoneYet | PostRun::Nothing => None,
    }
}

/// The run behind the page, and how to cite the page.
fn about(site: &Site<'_>, post: &Post, post_run: PostRun<'_>, here: &Address) -> Vec<SpecRow> {
    let config = &site.material.config;
    let mut specs = Vec::new();
    if let Some(id) = run_id(post_run) {
        let follows = matches!(post.front.run, Some((RunReference::Latest, _)));
        let words = match post_run {
            _ if follows => format!("{id}, the latest when this page was built"),
            PostRun::Run(RunMaterial { findings, .. }) => match findings.coverage.part() {
                Some(part) => format!("{id}, {part}"),
                None => id.to_string(),
            },
            _ => id.to_string(),
        };
        specs.push(SpecRow::new("Run", words).link(plan::run(id).from(here)));
    }
    if let PostRun::Run(entry) = post_run {
        specs.extend(environment::hardware(&entry.run).map(|words| SpecRow::new("Hardware", words)));
        specs.extend(environment::runtimes(&entry.run).map(|words| SpecRow::new("Versions", words)));
    }
    let revised = post.front.updated.map_or_else(|| format!("not since {}", day(post.front.date)), day);
    specs.push(SpecRow::new("Revised", revised));
    specs.extend(config.licence.clone().map(|licence| SpecRow::new("Licence", format!("text and data {licence}"))));
    let run = run_id(post_run).map(|id| format!(", run {id}")).unwrap_or_default();
    specs.push(SpecRow::new(
        "Cite",
        format!("“{}.” {}, {}{run}.", post.front.title, config.title, day(post.front.date)),
    ));
    if let Some(id) = run_id(post_run) {
        let data = Address::anchored(&plan::run(id), here, "data");
        specs.push(SpecRow::new("Raw data", "every answer, and the tables as CSV and JSON").link(data));
    }
    specs
}

/// Resolves the post's links and images, and counts its figures and tables.
struct PostResolver<'s> {
    site: &'s Site<'s>,
    post: &'s Post,
    post_run: PostRun<'s>,
    here: &'s Address,
    figures: usize,
    tables: usize,
}

impl PostResolver<'_> {
    /// The page to which the marks of a figure link: this page if it shows the figure's table, else the run's.
    fn rows(&self, run: &RunId, table: TableName) -> Address {
        let is_it = |kind: &DirectiveKind| *kind == DirectiveKind::Table(table);
        let is_here = self.post.directives.iter().any(|directive| is_it(&directive.kind));
        if is_here { self.here.clone() } else { plan::run(run) }
    }

    /// The figure or table whose caption says what intervals of times cover.
    fn says_it(&self) -> Option<Exhibit> {
        let PostRun::Run(entry) = self.post_run else { return None };
        let shows = |kind: &DirectiveKind| self.post.directives.iter().any(|directive| directive.kind == *kind);
        says_it(&entry.findings, |exhibit| match exhibit {
            Exhibit::Figure(name) => shows(&DirectiveKind::Figure(name)),
            Exhibit::Table(name) => shows(&DirectiveKind::Table(name)),
        })
    }

    /// The placeholder for a figure or a table while there is no run.
    fn nothing_yet(&self, what: &str) -> Result<String, Diagnostic> {
        self.site.templates.render("parts/none.html", &NoneYet { what: what.to_owned() })
    }
}

#[derive(Serialize)]
struct NoneYet {
    what: String,
}

impl Resolver for PostResolver<'_> {
    fn figure(&mut self, name: FigureName, alt: &str) -> Result<String, Diagnostic> {
        // A placeholder counts too, so that numbers do not change when the first run is finished.
        self.figures += 1;
        let made = match self.post_run {
            PostRun::Run(entry) => self.site.drawing(&entry.run.id, name).map(|drawing| {
                let rows = self.rows(&entry.run.id, drawing.companion());
                let view = drawing.view(entry, self.here, &rows, self.figures, Some(alt));
                match self.says_it() == Some(Exhibit::Figure(name)) {
                    true => self.site.figure(&view.noted(INTERVALS_OF_TIMES)),
                    false => self.site.figure(&view),
                }
            }),
            PostRun::Ingested(entry) => {
                // A metric's table is always on the run's page, and its rows have anchors there.
                let rows = plan::run(&entry.run.id);
                let view = Numbers::of(entry).figure(name, self.here, &rows, Some(alt));
                view.map(|view| self.site.figure(&view))
            }
            PostRun::NoneYet | PostRun::Nothing => None,
        };
        made.unwrap_or_else(|| self.nothing_yet(alt))
    }

    fn table(&mut self, name: TableName, caption: &str) -> Result<String, Diagnostic> {
        self.tables += 1;
        let (table, run) = match self.post_run {
            PostRun::Run(entry) => (tables::find(entry, name, self.here), Some(&entry.run.id)),
            PostRun::Ingested(entry) => match name {
                TableName::Metric(number) => (metric::make(entry, number), Some(&entry.run.id)),
                _ => (None, None),
            },
            PostRun::NoneYet | PostRun::Nothing => (None, None),
        };
        match (table, run) {
            (Some(table), Some(run)) => {
                let table = table.titled(caption);
                let table = match self.says_it() == Some(Exhibit::Table(name)) {
                    true => table.noted(INTERVALS_OF_TIMES),
                    false => table,
                };
                self.site.table(&table, run, self.here, Some(self.tables))
            }
            _ => self.nothing_yet(caption),
        }
    }

    fn run_href(&mut self, id: Option<&RunId>) -> String {
        match id.or_else(|| run_id(self.post_run)) {
            Some(id) => plan::run(id).from(self.here),
            None => plan::runs().from(self.here),
        }
    }

    fn post_href(&mut self, slug: &Slug) -> String {
        let posts = &self.site.material.posts;
        posts.iter().find(|post| post.slug == *slug).map(|post| plan::post(post).from(self.here)).unwrap_or_default()
    }
}
