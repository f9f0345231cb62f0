//! A post's page: title, finding, the author's words with figures and tables in their places, notes, and what stands behind it all.

use serde::Serialize;

use crate::analysis::{FigureName, TableName};
use crate::content::render::{Resolver, render};
use crate::content::{DirectiveKind, Post, RunReference};
use crate::diagnostic::Diagnostic;
use crate::name::{RunId, Slug};
use crate::site::plan::{self, Address};
use crate::site::references::{Bound, bound};
use crate::site::tables::{self, metric};
use crate::site::views::day;
use crate::site::views::environment::{self, Spec};
use crate::site::views::frame::{Frame, Section};
use crate::site::views::ingested::Numbers;

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
    about: Vec<Spec>,
}

/// Renders a post.
pub(super) fn make(site: &Site<'_>, post: &Post) -> Result<Files, Diagnostic> {
    let here = plan::post(post);
    let bound = bound(site.material, post);
    let entry = match bound {
        Bound::Run(entry) => Some(entry),
        _ => None,
    };
    let mut behind = Behind { site, post, bound, here: &here, figures: 0, tables: 0, fault: None };
    let rendered = render(post, &mut behind, "");
    if let Some(fault) = behind.fault {
        return Err(fault);
    }
    let finding = post_finding(post, entry);
    let config = &site.material.config;
    let id = run_id(bound);
    let view = PostView {
        frame: Frame::new(config, &here, Section::Posts, &post.front.title, &finding)
            .about(entry.map(|entry| &entry.run)),
        day: day(post.front.date),
        run: id.map(ToString::to_string).unwrap_or_default(),
        run_href: id.map(|id| plan::run(id).from(&here)).unwrap_or_default(),
        title: post.front.title.clone(),
        finding,
        body: rendered.body,
        endnotes: rendered.endnotes.unwrap_or_default(),
        about: about(site, post, bound, &here),
    };
    Ok(vec![site.page(&here, "post.html", &view)?])
}

fn run_id<'a>(bound: Bound<'a>) -> Option<&'a RunId> {
    match bound {
        Bound::Run(entry) => Some(&entry.run.id),
        Bound::Ingested(entry) => Some(&entry.run.id),
        Bound::NoneYet | Bound::Nothing => None,
    }
}

/// What the page rests on, and how to cite it.
fn about(site: &Site<'_>, post: &Post, bound: Bound<'_>, here: &Address) -> Vec<Spec> {
    let config = &site.material.config;
    let mut specs = Vec::new();
    if let Some(id) = run_id(bound) {
        let follows = matches!(post.front.run, Some((RunReference::Latest, _)));
        let words = if follows { format!("{id}, the latest when this page was built") } else { id.to_string() };
        specs.push(Spec::new("Run", words).link(plan::run(id).from(here)));
    }
    if let Bound::Run(entry) = bound {
        specs.extend(environment::hardware(&entry.run).map(|words| Spec::new("Hardware", words)));
        specs.extend(environment::runtimes(&entry.run).map(|words| Spec::new("Versions", words)));
    }
    let revised = post.front.updated.map_or_else(|| format!("not since {}", day(post.front.date)), day);
    specs.push(Spec::new("Revised", revised));
    specs.extend(config.licence.clone().map(|licence| Spec::new("Licence", format!("text and data {licence}"))));
    let run = run_id(bound).map(|id| format!(", run {id}")).unwrap_or_default();
    specs.push(Spec::new("Cite", format!("“{}.” {}, {}{run}.", post.front.title, config.title, day(post.front.date))));
    if let Some(id) = run_id(bound) {
        let data = Address::anchored(&plan::run(id), here, "data");
        specs.push(Spec::new("Raw data", "every answer, and the tables as CSV and JSON").link(data));
    }
    specs
}

/// What stands behind the post's links and images.
struct Behind<'s> {
    site: &'s Site<'s>,
    post: &'s Post,
    bound: Bound<'s>,
    here: &'s Address,
    figures: usize,
    tables: usize,
    /// The first template that did not render.
    fault: Option<Diagnostic>,
}

impl Behind<'_> {
    fn keep(&mut self, made: Result<String, Diagnostic>) -> String {
        made.unwrap_or_else(|fault| {
            self.fault.get_or_insert(fault);
            String::new()
        })
    }

    /// Where the marks of a figure lead: to the rows of its table on this very page where it has that table.
    fn rows(&self, run: &RunId, table: TableName) -> Address {
        let is_it = |kind: &DirectiveKind| *kind == DirectiveKind::Table(table);
        let is_here = self.post.directives.iter().any(|directive| is_it(&directive.kind));
        if is_here { self.here.clone() } else { plan::run(run) }
    }

    /// What stands in for a figure or a table while there is no run.
    fn nothing_yet(&self, what: &str) -> Result<String, Diagnostic> {
        self.site.templates.render("parts/none.html", &NoneYet { what: what.to_owned() })
    }
}

#[derive(Serialize)]
struct NoneYet {
    what: String,
}

impl Resolver for Behind<'_> {
    fn figure(&mut self, name: FigureName, alt: &str) -> String {
        self.figures += 1;
        let made = match self.bound {
            Bound::Run(entry) => self.site.drawing(&entry.run.id, name).map(|drawing| {
                let rows = self.rows(&entry.run.id, drawing.companion());
                self.site.figure(&drawing.view(entry, self.here, &rows, self.figures, Some(alt)))
            }),
            Bound::Ingested(entry) => {
                let rows = plan::run(&entry.run.id);
                let view = Numbers::of(entry).figure(name, self.here, &rows, Some(alt));
                view.map(|view| self.site.figure(&view))
            }
            Bound::NoneYet | Bound::Nothing => None,
        };
        let made = made.unwrap_or_else(|| self.nothing_yet(alt));
        self.keep(made)
    }

    fn table(&mut self, name: TableName, caption: &str) -> String {
        self.tables += 1;
        let (table, run) = match self.bound {
            Bound::Run(entry) => (tables::find(entry, name, self.here), Some(&entry.run.id)),
            Bound::Ingested(entry) => match name {
                TableName::Metric(number) => (metric::make(entry, number), Some(&entry.run.id)),
                _ => (None, None),
            },
            Bound::NoneYet | Bound::Nothing => (None, None),
        };
        let made = match (table, run) {
            (Some(table), Some(run)) => {
                let table = table.titled(caption);
                self.site.table(&table, run, self.here, Some(self.tables))
            }
            _ => self.nothing_yet(caption),
        };
        self.keep(made)
    }

    fn run_href(&mut self, id: Option<&RunId>) -> String {
        match id.or_else(|| run_id(self.bound)) {
            Some(id) => plan::run(id).from(self.here),
            None => plan::runs().from(self.here),
        }
    }

    fn post_href(&mut self, slug: &Slug) -> String {
        let posts = &self.site.material.posts;
        posts.iter().find(|post| post.slug == *slug).map(|post| plan::post(post).from(self.here)).unwrap_or_default()
    }
}
