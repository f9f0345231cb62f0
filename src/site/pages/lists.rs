//! The front page, and the list of runs.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::analysis::headline::{self, headline};
use crate::analysis::{FigureName, derivation};
use crate::content::{Post, render};
use crate::diagnostic::Diagnostic;
use crate::name::SuiteId;
use crate::record::RunState;
use crate::site::plan::{self, Address};
use crate::site::post_runs::{PostRun, latest, run_of};
use crate::site::tables::{Cell, Column, Row, Table};
use crate::site::views::figure::Place;
use crate::site::views::frame::{Frame, Section};
use crate::site::views::{day, day_of, environment, ingested};
use crate::site::{IngestedMaterial, Material, RunMaterial};

use super::{Files, Site};

#[derive(Serialize)]
struct HomeView {
    frame: Frame,
    /// The newest post; without posts, the newest run.
    latest: Option<Latest>,
    posts: Vec<PostEntry>,
    runs: String,
    /// Whether the archive has a run of any kind.
    any_run: bool,
}

#[derive(Serialize)]
struct Latest {
    kicker: String,
    title: String,
    href: String,
    finding: String,
    figure: String,
}

#[derive(Serialize)]
struct PostEntry {
    date: String,
    day: String,
    title: String,
    /// Whether it is not published yet.
    draft: bool,
    href: String,
    finding: String,
}

#[derive(Serialize)]
struct RunsView {
    frame: Frame,
    runs: String,
    ingested: String,
    empty: bool,
}

/// The front page: the newest finding with its figure, all posts, all runs.
pub(super) fn home(site: &Site<'_>) -> Result<Files, Diagnostic> {
    let here = plan::home();
    let material = site.material;
    let mut posts: Vec<&Post> = material.posts.iter().collect();
    // The slug decides between posts of one day, so that the order does not depend on the file system.
    posts.sort_by(|a, b| (b.front.date, &b.slug).cmp(&(a.front.date, &a.slug)));
    let newest = posts.first().copied();
    let shown = match newest.map(|post| run_of(material, post)) {
        // A withdrawn run has its page, and no place here.
        Some(PostRun::Run(entry)) => Some(entry).filter(|entry| entry.findings.withdrawn.is_none()),
        Some(_) => None,
        None => latest(material),
    };
    let figure = shown.map_or(Ok(String::new()), |entry| key_figure(site, entry, &here))?;
    let latest = match (newest, shown) {
        (Some(post), entry) => Some(Latest {
            kicker: format!("Latest finding · {}", day(post.front.date)),
            title: post.front.title.words.clone(),
            href: plan::post(post).from(&here),
            finding: withdrawn(material, post).unwrap_or_else(|| post_finding(post, entry)),
            figure,
        }),
        (None, Some(entry)) => Some(Latest {
            kicker: format!("Latest run · {}", day_of(entry.run.started)),
            title: environment::title(&entry.run),
            href: plan::run(&entry.run.id).from(&here),
            finding: headline::sentence(&entry.findings),
            figure,
        }),
        (None, None) => None,
    };
    let entry = |post: &&Post| PostEntry {
        date: post.front.date.to_string(),
        day: day(post.front.date),
        title: post.front.title.words.clone(),
        draft: post.front.held_back(material.today).is_some(),
        href: plan::post(post).from(&here),
        finding: withdrawn(material, post)
            .or_else(|| written_finding(post))
            .unwrap_or_else(|| shortened(&render::summary(post))),
    };
    let runs = match material.runs.is_empty() {
        true => String::new(),
        false => site.list(&runs_table(site, &here))?,
    };
    let config = &material.config;
    let description = config.tagline.clone().unwrap_or_default();
    let view = HomeView {
        frame: Frame::new(config, &here, Section::Posts, &config.title, &description)
            .simulated_by(simulated(site, shown))
            .partial(shown),
        latest,
        posts: posts.iter().map(entry).collect(),
        runs,
        any_run: !material.runs.is_empty() || !material.ingested.is_empty(),
    };
    Ok(vec![site.page(&here, "home.html", &view)?])
}

/// The figure of a run on the front page; empty if the run does not have it.
fn key_figure(site: &Site<'_>, entry: &RunMaterial, here: &Address) -> Result<String, Diagnostic> {
    let Some(drawing) = site.drawing(&entry.run.id, FigureName::Qpr) else { return Ok(String::new()) };
    site.figure(&drawing.view(entry, here, &plan::run(&entry.run.id), Place::once(1), None))
}

/// What is said of a post in place of its finding if its run was withdrawn.
fn withdrawn(material: &Material, post: &Post) -> Option<String> {
    let reason = run_of(material, post).withdrawn()?;
    Some(format!("The run of this post was withdrawn. {}", headline::withdrawn(reason)))
}

/// The simulated run for the notice on a page with a list: the run shown in the figure, else any in the list.
fn simulated<'a>(site: &'a Site<'_>, shown: Option<&'a RunMaterial>) -> Option<&'a crate::record::Run> {
    let any = || site.material.runs.iter().find(|entry| entry.run.simulation.is_some());
    shown.filter(|entry| entry.run.simulation.is_some()).or_else(any).map(|entry| &entry.run)
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
        false => site.list(&table),
    };
    let frame = Frame::new(&material.config, &here, Section::Runs, "Runs", "Everything in the archive, newest first.");
    let view = RunsView {
        frame: frame.simulated_by(simulated(site, None)),
        runs: some(runs_table(site, &here))?,
        ingested: some(ingested_table(site, &here))?,
        empty: material.runs.is_empty() && material.ingested.is_empty(),
    };
    Ok(vec![site.page(&here, "runs.html", &view)?])
}

fn runs_table(site: &Site<'_>, here: &Address) -> Table {
    let mut entries: Vec<&RunMaterial> = site.material.runs.iter().collect();
    entries.sort_by(|a, b| (b.run.started, &b.run.id).cmp(&(a.run.started, &a.run.id)));
    let any_simulated = entries.iter().any(|entry| entry.run.simulation.is_some());
    let row = |entry: &&RunMaterial| {
        let run = &entry.run;
        let requests: usize = entry.findings.targets.iter().map(|target| target.outcomes.requests()).sum();
        let mut state = Vec::new();
        state.extend(entry.findings.withdrawn.as_ref().map(|_| "withdrawn".to_owned()));
        if run.simulation.is_some() {
            state.push("simulated".to_owned());
        }
        if matches!(run.state, RunState::Unfinished) {
            state.push("unfinished".to_owned());
        }
        state.extend(run.origin.as_ref().map(derivation));
        state.extend(entry.findings.coverage.part());
        Row::of(vec![
            Cell::words(run.id.to_string()).head().link(plan::run(&run.id).from(here)).small(state.join(", ")),
            Cell::words(day_of(run.started)).class("when"),
            Cell::words(format!("{} {}", run.suite.id, run.suite.version)),
            Cell::count(run.targets.len()),
            Cell::count(requests),
            Cell::words(headline(&entry.findings).leader().unwrap_or_default()),
        ])
    };
    Table {
        id: "runs".to_owned(),
        title: "Runs".to_owned(),
        note: format!(
            "{}Finished runs are never edited.{} Quickest of the best: among the targets tied for the best compliance, the one with the \
             shortest median time.",
            if any_simulated { "Some are simulated. " } else { "" },
            if several_versions(&entries) { SEVERAL_VERSIONS } else { "" },
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
        rows: entries.iter().map(row).collect(),
        more_fields: Vec::new(),
    }
}

/// What the list says where it has runs of several versions of one suite.
const SEVERAL_VERSIONS: &str =
    " The versions of a suite judge differently: runs of different versions are not compared.";

/// Whether two of the runs are of one suite in different versions.
fn several_versions(entries: &[&RunMaterial]) -> bool {
    let mut versions: BTreeMap<&SuiteId, u32> = BTreeMap::new();
    entries.iter().any(|entry| {
        let suite = &entry.run.suite;
        versions.insert(&suite.id, suite.version).is_some_and(|other| other != suite.version)
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
