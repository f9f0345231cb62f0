//! A post's page: title, finding, the author's text with figures and tables in place, notes, and the run behind it.

use serde::Serialize;

use crate::content::render::{Resolver as _, Setting, render, render_line};
use crate::content::{HeldBack, LeadPicture, Post, PostHeading, RunReference};
use crate::diagnostic::Diagnostic;
use crate::site::RunMaterial;
use crate::site::plan::{self, Address};
use crate::site::post_runs::{PostRun, run_of};
use crate::site::views::day;
use crate::site::views::environment::{self, SpecRow};
use crate::site::views::evidence::EvidenceView;
use crate::site::views::frame::{Frame, Section};
use crate::text::html;

use super::lists::post_finding;
use super::resolver::PostResolver;
use super::{Files, Site};

#[derive(Serialize)]
struct PostView {
    frame: Frame,
    /// Why the page is not published yet, if it is not.
    held: Option<String>,
    day: String,
    authors: String,
    run: String,
    run_href: String,
    /// HTML, as are finding, description, body and endnotes.
    title: String,
    finding: String,
    /// Beside a finding, what the post is about.
    description: String,
    /// The picture under the title.
    picture: Option<LeadView>,
    body: String,
    endnotes: String,
    contents: Vec<ContentsEntry>,
    evidence: Option<EvidenceView>,
    errata: Vec<ErratumView>,
    about: Vec<SpecRow>,
}

/// A line of the table of contents.
#[derive(Serialize)]
struct ContentsEntry {
    href: String,
    words: String,
    is_sub: bool,
}

impl From<PostHeading> for ContentsEntry {
    fn from(heading: PostHeading) -> Self {
        Self { href: format!("#{}", heading.id), words: heading.words, is_sub: heading.level > 2 }
    }
}

#[derive(Serialize)]
struct LeadView {
    href: String,
    alt: String,
    /// Width and height in pixels, where they are known.
    size: Option<PictureSize>,
}

impl LeadView {
    fn of(picture: &LeadPicture, resolver: &mut PostResolver<'_>) -> Self {
        let size = resolver.size(&picture.path).map(|(width, height)| PictureSize { width, height });
        Self { href: resolver.link(&picture.path), alt: picture.alt.clone(), size }
    }
}

#[derive(Serialize)]
struct PictureSize {
    width: u32,
    height: u32,
}

#[derive(Serialize)]
struct ErratumView {
    date: String,
    day: String,
    /// HTML.
    text: String,
}

/// Renders a post.
pub(super) fn make(site: &Site<'_>, post: &Post) -> Result<Files, Diagnostic> {
    let here = plan::post(post);
    let post_run = run_of(site.material, post);
    let entry = match post_run {
        PostRun::Run(entry) => Some(entry),
        _ => None,
    };
    let mut resolver = PostResolver::new(site, post, &here);
    let title = render_line(post, &post.front.title, &mut resolver);
    let finding = post_finding(post, entry);
    let front = &post.front;
    let shown_finding = match front.finding.as_ref().or(front.description.as_ref()) {
        Some(line) => render_line(post, line, &mut resolver),
        None => html(&finding),
    };
    let description = match (&front.finding, &front.description) {
        (Some(_), Some(line)) => render_line(post, line, &mut resolver),
        _ => String::new(),
    };
    let picture = front.image.as_ref().map(|picture| LeadView::of(picture, &mut resolver));
    let errata = post.front.errata.iter().map(|erratum| ErratumView {
        date: erratum.date.to_string(),
        day: day(erratum.date),
        text: render_line(post, &erratum.text, &mut resolver),
    });
    let errata = errata.collect();
    let config = &site.material.config;
    let setting = Setting { id_prefix: "", smart_punctuation: config.smart_punctuation };
    let rendered = render(post, &mut resolver, &setting)?;
    let id = post_run.id();
    let summary = front.description.as_ref().map_or(finding.as_str(), |line| line.words.as_str());
    let frame = Frame::new(config, &here, Section::Posts, &front.title.words, summary);
    let view = PostView {
        frame: match entry {
            Some(entry) => frame.about(entry),
            None => match (id, post_run.withdrawn()) {
                (Some(id), reason) => frame.withdrawn(id, reason),
                (None, _) => frame,
            },
        },
        held: front.held_back(site.material.today).map(held),
        day: day(front.date),
        authors: listed(&front.authors),
        run: id.map(ToString::to_string).unwrap_or_default(),
        run_href: id.map(|id| plan::run(id).from(&here)).unwrap_or_default(),
        title,
        finding: shown_finding,
        description,
        picture,
        body: rendered.body,
        endnotes: rendered.endnotes.unwrap_or_default(),
        contents: rendered.contents.into_iter().map(ContentsEntry::from).collect(),
        evidence: EvidenceView::of(site.bound(post), &here),
        errata,
        about: about(site, post, post_run, &here),
    };
    Ok(vec![site.page(&here, "post.html", &view)?])
}

/// The run behind the page, and how to cite the page.
fn about(site: &Site<'_>, post: &Post, post_run: PostRun<'_>, here: &Address) -> Vec<SpecRow> {
    let config = &site.material.config;
    let mut specs = Vec::new();
    if let Some(id) = post_run.id() {
        let follows = post.front.main_run().is_some_and(|named| named.reference == RunReference::Latest);
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
    let licence = post.front.licence.as_ref().or(config.licence.as_ref());
    specs.extend(licence.map(|licence| SpecRow::new("Licence", format!("text and data {licence}"))));
    if !post.front.tags.is_empty() {
        specs.push(SpecRow::new("Tags", post.front.tags.join(", ")));
    }
    let run = post_run.id().map(|id| format!(", run {id}")).unwrap_or_default();
    let authors = match listed(&post.front.authors) {
        names if names.is_empty() => names,
        names => format!("{names}: "),
    };
    specs.push(SpecRow::new(
        "Cite",
        format!("{authors}“{}.” {}, {}{run}.", post.front.title.words, config.title, day(post.front.date)),
    ));
    if let Some(id) = post_run.id() {
        let data = Address::anchored(&plan::run(id), here, "data");
        specs.push(SpecRow::new("Raw data", "every answer, and the tables as CSV and JSON").link(data));
    }
    specs
}

/// Why a page is not published yet.
fn held(why: HeldBack) -> String {
    match why {
        HeldBack::Draft => "This page is not published.",
        HeldBack::Ahead => "This page is not published before its date.",
    }
    .to_owned()
}

/// `A`, `A and B`, `A, B and C`.
fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
