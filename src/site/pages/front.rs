//! The front page of a language, and the pages of older posts.

use serde::Serialize;

use crate::analysis::FigureName;
use crate::content::Post;
use crate::diagnostic::Diagnostic;
use crate::language::{Interface, Language, fill};
use crate::name::Slug;
use crate::site::catalogue::newest_first;
use crate::site::languages;
use crate::site::lines::written_finding;
use crate::site::plan::{self, Address};
use crate::site::post_runs::{PostRun, latest, run_of};
use crate::site::sink::Listed;
use crate::site::views::figure::Place;
use crate::site::views::frame::{Alternate, Frame, Section};
use crate::site::views::link::PlainLink;
use crate::site::views::pager::{PageLink, pager};
use crate::site::{FileContent, RunMaterial, Simulated};
use crate::wording::count;

use super::entries::PostEntry;
use super::runs::runs_table;
use super::{Files, Site};

#[derive(Serialize)]
struct HomeView {
    frame: Frame,
    /// The newest post; without posts, the newest run.
    latest: Option<Latest>,
    posts: Vec<PostEntry>,
    /// Which page of the posts it is: `2 / 5`; empty on the first, which is the front page.
    part: String,
    /// The other pages of the posts.
    pages: Vec<PageLink>,
    /// Links to the other lists of posts.
    lists: Vec<PlainLink>,
    runs: String,
    /// Whether the archive has a run of any kind.
    any_run: bool,
    /// Where a post in the language of the page belongs.
    folder: String,
}

#[derive(Serialize)]
struct Latest {
    kicker: String,
    figure: String,
    entry: PostEntry,
}

/// How many posts are on one page.
const POSTS: usize = 50;
/// How many runs are on the front page; the list of runs has all of them.
const RUNS: usize = 20;

/// The front page of a language: the newest finding with its figure, the newest posts, and on the site's own the newest runs; and the pages
/// of older posts.
pub(super) fn front(site: &Site<'_>, language: &Slug, sink: &Listed<'_>) -> Result<Files, Diagnostic> {
    let material = site.material;
    let interface = site.interfaces.of(language);
    let posts = newest_first(languages::listed(material, language), &interface.language);
    let pages = posts.len().div_ceil(POSTS).max(1);
    let front = site.atlas.fronts.of_language(language);
    let wanted = (1..=pages).filter(|number| sink.wants(&plan::front_page(&front, *number)));
    let page = |number| match number {
        1 => first_page(site, language, &posts, pages),
        _ => older_posts(site, language, &posts, (number, pages)),
    };
    wanted.map(page).collect()
}

/// A page of older posts.
fn older_posts(
    site: &Site<'_>,
    language: &Slug,
    posts: &[&Post],
    (number, pages): (usize, usize),
) -> Result<(String, FileContent), Diagnostic> {
    let material = site.material;
    let front = site.atlas.fronts.of_language(language);
    let here = plan::front_page(&front, number);
    let interface = site.interfaces.of(language);
    let these = posts.iter().skip((number - 1) * POSTS).take(POSTS);
    let part = format!("{} / {}", count(number), count(pages));
    let title = format!("{} · {part}", interface.strings.posts);
    let view = HomeView {
        frame: Frame::new(&material.config, interface, (&here, &front), Section::Posts, (&title, "")),
        latest: None,
        posts: these.map(|post| PostEntry::new(site, post, &here, interface, None)).collect(),
        part,
        pages: pager(pages, number, |number| plan::front_page(&front, number).from(&here)),
        lists: Vec::new(),
        runs: String::new(),
        any_run: false,
        folder: String::new(),
    };
    site.page(&here, interface, "home.html", &view)
}

fn first_page(
    site: &Site<'_>,
    language: &Slug,
    posts: &[&Post],
    pages: usize,
) -> Result<(String, FileContent), Diagnostic> {
    let material = site.material;
    let here = site.atlas.fronts.of_language(language);
    let interface = site.interfaces.of(language);
    let words = &interface.strings;
    let newest = posts.first().copied();
    let shown = match newest.map(|post| run_of(material, post)) {
        // A withdrawn run has its page, and no place here.
        Some(PostRun::Run(entry)) => Some(entry).filter(|entry| entry.findings.withdrawn.is_none()),
        Some(_) => None,
        None => latest(material),
    };
    let latest = latest_entry(site, &here, interface, (newest, shown))?;
    let is_main = here == plan::home();
    let has_runs = material.summaries().next().is_some();
    let runs = match !has_runs || !is_main {
        true => String::new(),
        false => {
            let all = &site.atlas.catalogue.runs;
            site.list(runs_table(&all[..all.len().min(RUNS)], &here), interface)?
        }
    };
    let config = &material.config;
    let main = &config.language;
    let fronts =
        std::iter::once((main, plan::home())).chain(site.atlas.fronts.others().map(|one| (one, plan::front(one))));
    let alternates = fronts.map(|(one, there)| Alternate::new(&Language::of(one), main, &there, &here));
    let view = HomeView {
        frame: Frame::new(config, interface, (&here, &here), Section::Posts, (&config.title, ""))
            .alternates(alternates.collect())
            .simulated_by(simulated(site, shown), words)
            .partial(shown, words),
        latest,
        posts: posts.iter().take(POSTS).map(|post| PostEntry::new(site, post, &here, interface, None)).collect(),
        part: String::new(),
        pages: pager(pages, 1, |number| plan::front_page(&here, number).from(&here)),
        lists: lists(site, language, &here, !posts.is_empty()),
        runs,
        any_run: has_runs || !material.ingested.is_empty(),
        folder: format!("content/{language}/blog/"),
    };
    site.page(&here, interface, "home.html", &view)
}

/// The posts of a language by year and by tag.
fn lists(site: &Site<'_>, language: &Slug, here: &Address, any: bool) -> Vec<PlainLink> {
    let words = &site.interfaces.of(language).strings;
    let any_tag = !site.atlas.catalogue.tags.of_language(language).is_empty();
    let by_year = any.then(|| PlainLink::new(&words.all_posts, &plan::archive(here), here));
    let by_tag = any_tag.then(|| PlainLink::new(&words.about_tags, &plan::tags(here), here));
    by_year.into_iter().chain(by_tag).collect()
}

/// The newest post with its run, or the newest run, and its figure.
fn latest_entry(
    site: &Site<'_>,
    here: &Address,
    interface: &Interface,
    (newest, shown): (Option<&Post>, Option<&RunMaterial>),
) -> Result<Option<Latest>, Diagnostic> {
    let words = &interface.strings;
    let figure = shown.map_or(Ok(String::new()), |entry| {
        // The page begins with the run's finding, unless the author has written another.
        let is_said = newest.and_then(written_finding).is_none();
        key_figure(site, entry, here, interface, is_said)
    })?;
    Ok(match (newest, shown) {
        (Some(post), entry) => Some(Latest {
            kicker: fill(&words.latest_finding, &[("day", &interface.language.day(post.front.date))]),
            figure,
            entry: PostEntry::new(site, post, here, interface, entry),
        }),
        (None, Some(entry)) => Some(Latest {
            kicker: fill(&words.latest_run, &[("day", &interface.language.day(entry.run.started.date_naive()))]),
            figure,
            entry: PostEntry::of_run(entry, here, interface),
        }),
        (None, None) => None,
    })
}

/// The figure of a run on the front page, without its finding if that is said; empty if the run does not have it.
fn key_figure(
    site: &Site<'_>,
    entry: &RunMaterial,
    here: &Address,
    interface: &Interface,
    is_said: bool,
) -> Result<String, Diagnostic> {
    let Some(drawing) = site.drawing(&entry.run.id, FigureName::Qpr) else { return Ok(String::new()) };
    let view = drawing.view(entry, here, &plan::run(&entry.run.id), Place::once(1), None).concise(is_said);
    site.figure(view, interface)
}

/// How the runs on a page with a list were simulated: the run shown in the figure, and those in the list.
pub(super) fn simulated(site: &Site<'_>, shown: Option<&RunMaterial>) -> Option<Simulated> {
    Simulated::of_all(shown.map(|entry| &entry.summary).into_iter().chain(site.material.summaries()))
}
