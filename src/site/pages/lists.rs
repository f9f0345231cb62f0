//! The front page, and the list of runs.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::analysis::headline;
use crate::analysis::{FigureName, derivation};
use crate::content::{Post, render};
use crate::diagnostic::Diagnostic;
use crate::language::{Collation, Interface, Language, Strings, fill};
use crate::name::{Slug, SuiteId};
use crate::site::languages;
use crate::site::plan::{self, Address};
use crate::site::post_runs::{PostRun, latest, run_of};
use crate::site::tables::{Cell, Column, Row, Table};
use crate::site::views::figure::Place;
use crate::site::views::frame::{Alternate, Frame, Section, with_stop};
use crate::site::views::pager::{PageLink, pager};
use crate::site::views::{day_of, environment, ingested};
use crate::site::{FileContent, IngestedMaterial, Material, RunMaterial, RunSummary, Simulated};
use crate::wording::count;

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

#[derive(Default, Serialize)]
struct PostEntry {
    date: String,
    day: String,
    title: String,
    /// Whether it is not published yet.
    draft: bool,
    href: String,
    /// Those of the title where it is not in the language of the page.
    attributes: String,
    finding: String,
    finding_attributes: String,
}

#[derive(Serialize)]
struct RunsView {
    frame: Frame,
    runs: String,
    ingested: String,
    empty: bool,
}

/// How many posts are on one page.
const POSTS: usize = 50;
/// How many runs are on the front page; the list of runs has all of them.
const RUNS: usize = 20;

/// The front page of a language: the newest finding with its figure, the newest posts, and on the site's own the newest runs; and the pages
/// of older posts.
pub(super) fn front(site: &Site<'_>, language: &Slug) -> Result<Files, Diagnostic> {
    let material = site.material;
    let interface = site.interfaces.of(language);
    let posts = sorted(languages::listed(material, language), &interface.language);
    let pages = posts.len().div_ceil(POSTS).max(1);
    let older = (2..=pages).map(|number| older_posts(site, language, &posts, (number, pages)));
    std::iter::once(first_page(site, language, &posts, pages)).chain(older).collect()
}

/// A page of older posts.
fn older_posts(
    site: &Site<'_>,
    language: &Slug,
    posts: &[&Post],
    (number, pages): (usize, usize),
) -> Result<(String, FileContent), Diagnostic> {
    let material = site.material;
    let front = languages::front(material, language);
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
    let here = languages::front(material, language);
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
        false => site.list(runs_table(site, &here, RUNS), interface)?,
    };
    let config = &material.config;
    let description = config.tagline.clone().unwrap_or_default();
    let main = &config.language;
    let fronts = std::iter::once((main, plan::home()))
        .chain(languages::fronts(material).into_iter().map(|one| (one, plan::front(one))));
    let alternates = fronts.map(|(one, there)| Alternate::new(&Language::of(one), main, &there, &here));
    let view = HomeView {
        frame: Frame::new(config, interface, (&here, &here), Section::Posts, (&config.title, &description))
            .alternates(alternates.collect())
            .simulated_by(simulated(site, shown), words)
            .partial(shown, words),
        latest,
        posts: posts.iter().take(POSTS).map(|post| PostEntry::new(site, post, &here, interface, None)).collect(),
        part: String::new(),
        pages: pager(pages, 1, |number| plan::front_page(&here, number).from(&here)),
        runs,
        any_run: has_runs || !material.ingested.is_empty(),
        folder: format!("content/{language}/blog/"),
    };
    site.page(&here, interface, "home.html", &view)
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
            entry: PostEntry {
                title: environment::title(&entry.run),
                href: plan::run(&entry.run.id).from(here),
                finding: headline::sentence(&entry.findings),
                attributes: interface.english_attributes(),
                ..PostEntry::default()
            },
        }),
        (None, None) => None,
    })
}

/// The newest posts first; those of one day by their titles, as the language sorts them, and at last by their names, so that the order does
/// not depend on the file system.
fn sorted<'a>(mut posts: Vec<&'a Post>, language: &Language) -> Vec<&'a Post> {
    let collation = Collation::of(language);
    posts.sort_by(|a, b| {
        let titles = || collation.compare(&a.front.title.words, &b.front.title.words);
        b.front.date.cmp(&a.front.date).then_with(titles).then_with(|| a.slug.cmp(&b.slug))
    });
    posts
}

impl PostEntry {
    /// A post in a list. Without an own finding it has the headline of its run `entry` where that is given, and the beginning of its text
    /// where it is not.
    fn new(site: &Site<'_>, post: &Post, here: &Address, interface: &Interface, entry: Option<&RunMaterial>) -> Self {
        let language = Language::of(&post.language);
        let as_author = language.attributes_within(&interface.language);
        let (finding, finding_attributes) =
            match (withdrawn(site.material, post, &interface.strings), written_finding(post), entry) {
                (Some(withdrawn), ..) => (withdrawn, interface.spoken_attributes()),
                (_, Some(own), _) => (own, as_author.clone()),
                (.., Some(entry)) => (headline::sentence(&entry.findings), interface.english_attributes()),
                (.., None) => (shortened(&render::summary(post)), as_author.clone()),
            };
        Self {
            date: post.front.date.to_string(),
            day: interface.language.day(post.front.date),
            title: post.front.title.words.clone(),
            href: plan::post(post).from(here),
            draft: post.front.held_back(site.material.today).is_some(),
            attributes: as_author,
            finding,
            finding_attributes,
        }
    }
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

/// What is said of a post in place of its finding if its run was withdrawn.
fn withdrawn(material: &Material, post: &Post, words: &Strings) -> Option<String> {
    let reason = run_of(material, post).withdrawn()?;
    Some(fill(&words.withdrawn_post, &[("reason", &with_stop(reason))]))
}

/// The simulated run for the notice on a page with a list: the run shown in the figure, else any in the list.
fn simulated(site: &Site<'_>, shown: Option<&RunMaterial>) -> Option<Simulated> {
    let any = || site.material.summaries().filter(|run| run.simulated.is_some()).min_by_key(|run| &run.id)?.simulated;
    shown.and_then(|entry| entry.summary.simulated).or_else(any)
}

/// What the author says of a post in lists: its finding, else its description.
fn written_finding(post: &Post) -> Option<String> {
    post.front.finding.as_ref().or(post.front.description.as_ref()).map(|line| line.words.clone())
}

/// The finding: the author's, else the headline of the run.
pub(super) fn post_finding(post: &Post, entry: Option<&RunMaterial>) -> String {
    let computed = || entry.map(|entry| headline::sentence(&entry.findings));
    written_finding(post).or_else(computed).unwrap_or_default()
}

/// The beginning of a paragraph, cut at a word.
fn shortened(text: &str) -> String {
    const MOST: usize = 180;
    match text.char_indices().nth(MOST) {
        None => text.to_owned(),
        Some((cut, _)) => {
            let kept = text[..cut].rfind(' ').map_or(&text[..cut], |space| &text[..space]);
            format!("{}…", kept.trim_end_matches([',', ';', ':', '.']))
        }
    }
}

/// The list of all runs.
pub(super) fn runs(site: &Site<'_>) -> Result<Files, Diagnostic> {
    let here = plan::runs();
    let material = site.material;
    let some = |table: Table| match table.rows.is_empty() {
        true => Ok(String::new()),
        false => site.list(table, site.interfaces.english()),
    };
    let frame = site.frame_of_runs(&here, "Runs", "Everything in the archive, newest first.");
    let view = RunsView {
        frame: frame.simulated_by(simulated(site, None), site.words()),
        runs: some(runs_table(site, &here, usize::MAX))?,
        ingested: some(ingested_table(site, &here))?,
        empty: material.summaries().next().is_none() && material.ingested.is_empty(),
    };
    Ok(vec![site.page_of_runs(&here, "runs.html", &view)?])
}

/// The newest runs, up to a number of them.
fn runs_table(site: &Site<'_>, here: &Address, most: usize) -> Table {
    let mut runs: Vec<&RunSummary> = site.material.summaries().collect();
    runs.sort_by(|a, b| (b.started, &b.id).cmp(&(a.started, &a.id)));
    runs.truncate(most);
    let any_simulated = runs.iter().any(|run| run.simulated.is_some());
    let row = |run: &&RunSummary| {
        let mut state = Vec::new();
        state.extend(run.withdrawn.as_ref().map(|_| "withdrawn".to_owned()));
        if run.simulated.is_some() {
            state.push("simulated".to_owned());
        }
        if !run.is_finished {
            state.push("unfinished".to_owned());
        }
        state.extend(run.origin.as_ref().map(derivation));
        state.extend(run.part.clone());
        Row::of(vec![
            Cell::words(run.id.to_string()).head().link(plan::run(&run.id).from(here)).small(state.join(", ")),
            Cell::words(day_of(run.started)).class("when"),
            Cell::words(format!("{} {}", run.suite.0, run.suite.1)),
            Cell::count(run.targets),
            Cell::count(run.requests),
            Cell::words(&run.leader),
        ])
    };
    Table {
        id: "runs".to_owned(),
        title: "Runs".to_owned(),
        note: format!(
            "{}Finished runs are never edited.{} Quickest of the best: among the targets tied for the best compliance, the one with the \
             shortest median time.",
            if any_simulated { "Some are simulated. " } else { "" },
            if several_versions(&runs) { SEVERAL_VERSIONS } else { "" },
        ),
        class: String::new(),
        sortable: false,
        columns: vec![
            Column::words("Run", ""),
            Column::words("Measured", ""),
            Column::words("Suite", ""),
            Column::numbers("Targets", "", &[]),
            Column::numbers("Requests", "", &[]),
            Column::words("Quickest of the best", ""),
        ],
        rows: runs.iter().map(row).collect(),
        more_fields: Vec::new(),
    }
}

/// What the list says where it has runs of several versions of one suite.
const SEVERAL_VERSIONS: &str =
    " The versions of a suite judge differently: runs of different versions are not compared.";

/// Whether two of the runs are of one suite in different versions.
fn several_versions(runs: &[&RunSummary]) -> bool {
    let mut versions: BTreeMap<&SuiteId, u32> = BTreeMap::new();
    runs.iter().any(|run| {
        let (id, version) = &run.suite;
        versions.insert(id, *version).is_some_and(|other| other != *version)
    })
}

fn ingested_table(site: &Site<'_>, here: &Address) -> Table {
    let mut entries: Vec<&IngestedMaterial> = site.material.ingested.iter().collect();
    entries.sort_by(|a, b| (b.run.measured, &b.run.id).cmp(&(a.run.measured, &a.run.id)));
    let row = |entry: &&IngestedMaterial| {
        Row::of(vec![
            Cell::words(entry.run.id.to_string())
                .head()
                .link(plan::run(&entry.run.id).from(here))
                .small(if entry.withdrawn.is_some() { "withdrawn" } else { "" }),
            Cell::words(entry.run.measured.map(day_of).unwrap_or_default()).class("when"),
            Cell::words(&entry.run.source.tool),
            Cell::words(ingested::finding(entry)),
        ])
    };
    Table {
        id: "ingested".to_owned(),
        title: "Other tools’ results".to_owned(),
        note: "As in the tools’ files: what a tool did not measure is absent.".to_owned(),
        class: String::new(),
        sortable: false,
        columns: vec![
            Column::words("Run", ""),
            Column::words("Measured", ""),
            Column::words("Tool", ""),
            Column::words("Contents", ""),
        ],
        rows: entries.iter().map(row).collect(),
        more_fields: Vec::new(),
    }
}
