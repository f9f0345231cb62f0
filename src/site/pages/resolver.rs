//! What the directives of a post lead to: figures, tables, pages, evidence.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use crate::analysis::{FigureName, INTERVALS_OF_TIMES, TableName};
use crate::content::render::{Marks, Occurrence, Resolver};
use crate::content::{Directive, DirectiveKind, ExhibitParameters, Post, host};
use crate::diagnostic::Diagnostic;
use crate::language::{Interface, Language};
use crate::name::{RunId, Slug};
use crate::site::RunMaterial;
use crate::site::called::Called;
use crate::site::links::{Destination, LinkTarget};
use crate::site::plan::{self, Address};
use crate::site::post_runs::{PostRun, case_page, left_out, model_page, run_called, run_of};
use crate::site::tables::{self, metric};
use crate::site::views::evidence;
use crate::site::views::figure::{Place, RunFigure};
use crate::site::views::history;
use crate::site::views::ingested::Numbers;

use super::intervals::{Exhibit, says_it};
use super::{Site, TablePlace};

/// Resolves the post's links and images, and counts its figures and tables.
pub(super) struct PostResolver<'s> {
    site: &'s Site<'s>,
    post: &'s Post,
    here: &'s Address,
    figures: usize,
    tables: usize,
    /// How often each figure and table has occurred.
    seen: BTreeMap<String, usize>,
}

impl<'s> PostResolver<'s> {
    pub(super) fn new(site: &'s Site<'s>, post: &'s Post, here: &'s Address) -> Self {
        Self { site, post, here, figures: 0, tables: 0, seen: BTreeMap::new() }
    }

    /// Which figure or table of this name it is, from 1.
    fn occurrence(&mut self, name: String) -> usize {
        let seen = self.seen.entry(name).or_insert(0);
        *seen += 1;
        *seen
    }

    /// The page to which the marks of a figure link: this page if it shows the figure's table, else the run's.
    fn rows(&self, run: &RunId, table: TableName) -> Address {
        let shows = |directive: &Directive| match &directive.kind {
            DirectiveKind::Table(name, parameters) => {
                let of = run_called(self.site.material, self.post, parameters.run.as_deref());
                *name == table && of.id() == Some(run)
            }
            _ => false,
        };
        // Only the first table of a name has anchors.
        let first = self
            .post
            .directives
            .iter()
            .find(|directive| matches!(&directive.kind, DirectiveKind::Table(name, _) if *name == table));
        if first.is_some_and(shows) { self.here.clone() } else { plan::run(run) }
    }

    /// The figure or table whose caption says what intervals of times cover.
    fn says_it(&self) -> Option<Exhibit> {
        let PostRun::Run(entry) = run_of(self.site.material, self.post) else { return None };
        let kinds = || self.post.directives.iter().map(|directive| &directive.kind);
        says_it(&entry.findings, |exhibit| match exhibit {
            Exhibit::Figure(wanted) => {
                kinds().any(|kind| matches!(kind, DirectiveKind::Figure(name, _) if *name == wanted))
            }
            Exhibit::Table(wanted) => {
                kinds().any(|kind| matches!(kind, DirectiveKind::Table(name, _) if *name == wanted))
            }
        })
    }

    /// The words of the interface.
    fn words(&self) -> &'s Interface {
        self.site.interfaces.of(&self.post.language)
    }

    /// The post that `post:NAME` means; references were checked before.
    fn post_called(&self, name: &Slug) -> Option<&'s Post> {
        match self.site.atlas.names.called(self.post, name) {
            Called::Post(post) => Some(post),
            Called::Nothing | Called::Several(_) => None,
        }
    }

    /// The placeholder for a figure or a table while there is no run.
    fn nothing_yet(&self, what: &str) -> Result<String, Diagnostic> {
        let left_out = left_out(self.site.material, self.post).is_some();
        self.site.templates.render("parts/none.html", &NoneYet { what: what.to_owned(), left_out }, self.words())
    }

    fn native_figure(
        &self,
        entry: &RunMaterial,
        name: FigureName,
        parameters: &ExhibitParameters,
        (place, alt): (Place, &str),
    ) -> Option<Result<String, Diagnostic>> {
        let chosen = RunFigure::chosen(&entry.findings, name, parameters);
        let drawing = chosen.as_ref().or_else(|| self.site.drawing(&entry.run.id, name))?;
        let rows = self.rows(&entry.run.id, drawing.companion());
        let view = drawing.view(entry, self.here, &rows, place, Some(alt)).of_width(parameters.width);
        Some(match self.says_it() == Some(Exhibit::Figure(name)) && place.occurrence == 1 {
            true => self.site.figure(view.noted(INTERVALS_OF_TIMES), self.words()),
            false => self.site.figure(view, self.words()),
        })
    }
}

#[derive(Serialize)]
struct NoneYet {
    what: String,
    /// Whether there is a run, but this build has left it out.
    left_out: bool,
}

impl Resolver for PostResolver<'_> {
    fn figure(&mut self, name: FigureName, parameters: &ExhibitParameters, alt: &str) -> Result<String, Diagnostic> {
        // A placeholder counts too, so that numbers do not change when the first run is finished.
        self.figures += 1;
        let place = Place { number: self.figures, occurrence: self.occurrence(format!("fig-{name}")) };
        let made = match run_called(self.site.material, self.post, parameters.run.as_deref()) {
            PostRun::Run(entry) if name == FigureName::History => {
                let found = history::of_post(self.site.material, entry, parameters);
                let view = found.map(|found| history::view_in_post(&found, entry, self.here, (place, alt)));
                view.map(|view| self.site.figure(view.of_width(parameters.width), self.words()))
            }
            PostRun::Run(entry) => self.native_figure(entry, name, parameters, (place, alt)),
            PostRun::Ingested(entry) => {
                // A metric's table is always on the run's page, and its rows have anchors there.
                let rows = plan::run(&entry.run.id);
                let view = Numbers::of(entry).figure(name, self.here, &rows, (place, Some(alt)));
                view.map(|view| self.site.figure(view.of_width(parameters.width), self.words()))
            }
            PostRun::NoneYet | PostRun::Nothing => None,
        };
        made.unwrap_or_else(|| self.nothing_yet(alt))
    }

    fn table(&mut self, name: TableName, parameters: &ExhibitParameters, caption: &str) -> Result<String, Diagnostic> {
        self.tables += 1;
        let place = Place { number: self.tables, occurrence: self.occurrence(name.to_string()) };
        let (table, run) = match run_called(self.site.material, self.post, parameters.run.as_deref()) {
            PostRun::Run(entry) => (tables::shown(entry, name, parameters, self.here), Some(&entry.run.id)),
            PostRun::Ingested(entry) => match name {
                TableName::Metric(number) => (metric::make(entry, number), Some(&entry.run.id)),
                _ => (None, None),
            },
            PostRun::NoneYet | PostRun::Nothing => (None, None),
        };
        match (table, run) {
            (Some(table), Some(run)) => {
                let table = match self.says_it() == Some(Exhibit::Table(name)) && place.occurrence == 1 {
                    true => table.noted(INTERVALS_OF_TIMES),
                    false => table,
                };
                let table = if place.occurrence > 1 { table.without_anchors() } else { table };
                let place = TablePlace { here: self.here, place: Some(place), caption, folded: false };
                self.site.table(table, run, &place, self.words())
            }
            _ => self.nothing_yet(caption),
        }
    }

    fn href(&mut self, kind: &DirectiveKind) -> String {
        let (material, post) = (self.site.material, self.post);
        let run = |name: Option<&str>| run_called(material, post, name).id().map(plan::run);
        let address = match kind {
            DirectiveKind::Run(None) => run_of(material, post).id().map(plan::run).or_else(|| Some(plan::runs())),
            DirectiveKind::Run(Some(name)) => {
                let page = |id: RunId| match material.unread.runs.contains_key(&id) {
                    true => plan::runs(),
                    false => plan::run(&id),
                };
                run(Some(name.as_str())).or_else(|| RunId::parse(name.as_str()).ok().map(page))
            }
            DirectiveKind::Post(slug) => self.post_called(slug).map(plan::post),
            DirectiveKind::Model(name) => model_page(material, post, name).or_else(|| Some(plan::runs())),
            DirectiveKind::Case(name) => case_page(material, post, name.as_str()).or_else(|| Some(plan::runs())),
            _ => None,
        };
        address.map(|address| address.from(self.here)).unwrap_or_default()
    }

    fn foreign(&mut self, kind: &DirectiveKind) -> Option<Language> {
        let DirectiveKind::Post(slug) = kind else { return None };
        let language = &self.post_called(slug)?.language;
        (*language != self.post.language).then(|| Language::of(language))
    }

    fn link(&mut self, url: &str) -> String {
        let Ok(Destination { target, tail, .. }) = self.site.atlas.find(self.post, url) else { return url.to_owned() };
        match target {
            LinkTarget::Elsewhere | LinkTarget::Itself => url.to_owned(),
            LinkTarget::Page(address, _) | LinkTarget::Beside(address, _) | LinkTarget::Static(address, _) => {
                address.from(self.here) + &tail
            }
        }
    }

    fn not_shown(&self, url: &str) -> Option<String> {
        host(url).filter(|host| !self.site.material.config.image_hosts.contains(host))
    }

    fn size(&mut self, url: &str) -> Option<(u32, u32)> {
        match self.site.atlas.find(self.post, url).ok()?.target {
            LinkTarget::Beside(_, file) => file.facts.picture?.size,
            LinkTarget::Static(_, facts) => facts?.picture?.size,
            _ => None,
        }
    }

    fn marks(&mut self, directive: &Directive, occurrence: Occurrence) -> Marks {
        evidence::marks(self.site.bound(self.post), directive.span.start, occurrence, self.words())
    }

    fn interface(&self) -> Arc<Interface> {
        Arc::clone(self.site.interfaces.of(&self.post.language))
    }
}
