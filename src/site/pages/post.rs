//! A post's page: title, finding, the author's text with figures and tables in place, notes, and the run behind it.

use serde::Serialize;

use crate::content::render::{Setting, render, render_lead, render_line};
use crate::content::{Erratum, HeldBack, Post, PostHeading, RunReference};
use crate::diagnostic::Diagnostic;
use crate::language::{Interface, Language, Strings, fill};
use crate::site::RunMaterial;
use crate::site::cards::{self, Card};
use crate::site::lines::post_finding;
use crate::site::plan::{self, Address};
use crate::site::policy::Forms;
use crate::site::post_runs::{PostRun, left_out, run_of};
use crate::site::schema_org;
use crate::site::views::environment::{self, SpecRow};
use crate::site::views::evidence::EvidenceView;
use crate::site::views::frame::{Alternate, Frame, Section, part};
use crate::site::views::link::PlainLink;
use crate::text::html;

use super::cited::{self, Cited, listed};
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
    /// Whether it is the headline of the run, which is English.
    finding_is_generated: bool,
    /// Beside a finding, what the post is about.
    description: String,
    /// The picture of the front matter.
    lead: String,
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
    let interface = site.interfaces.of(&post.language);
    let (language, words) = (&interface.language, &interface.strings);
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
    let errata = errata(post, language, &mut resolver);
    let setting = Setting { id_prefix: "", smart_punctuation: site.material.config.smart_punctuation };
    let rendered = render(post, &mut resolver, &setting)?;
    let id = post_run.id();
    let summary = front.description.as_ref().map_or(finding.as_str(), |line| line.words.as_str());
    // Words of an author and of others are escaped: it is a form.
    let forms = if rendered.body.contains("<form") { Forms::Anywhere } else { Forms::None };
    let card = card(site, post, post_run, (&finding, interface));
    let own = cards::authors_picture(site.atlas, post).or_else(|| Some(card.as_ref()?.preview.clone()));
    let frame = frame(site, post, (&here, interface), summary).alternates(alternates(site, post, &here));
    let image = own.as_ref().map(|own| &own.address);
    let data = schema_org::Context::new(&site.material.config, &here).post(post, (summary, &language.tag()), image, id);
    let frame = frame.of_post().data(&data).preview(own).sending(&site.material.config, forms);
    let Cited { row: cite, files: cite_files } = cited::post(site, post, id, interface);
    let view = PostView {
        frame,
        held: front.held_back(site.material.today).map(|why| held(why, words)),
        day: language.day(front.date),
        authors: listed(&front.authors, words),
        run: id.map(|id| fill(&words.run_link, &[("run", id.as_str())])).unwrap_or_default(),
        run_href: id.map(|id| plan::run(id).from(&here)).unwrap_or_default(),
        title,
        finding: shown_finding,
        finding_is_generated: front.finding.is_none() && front.description.is_none(),
        description,
        lead: render_lead(post, &mut resolver).unwrap_or_default(),
        body: rendered.body,
        endnotes: rendered.endnotes.unwrap_or_default(),
        contents: rendered.contents.into_iter().map(ContentsEntry::from).collect(),
        evidence: EvidenceView::of(site.bound(post), &here, interface),
        errata,
        about: about(site, post, (post_run, cite), &here, interface),
    };
    let page = site.page(&here, interface, "post.html", &view)?;
    Ok(std::iter::once(page).chain(card.map(|card| card.file)).chain(cite_files).collect())
}

/// The corrections of a post, as its author lists them.
fn errata(post: &Post, language: &Language, resolver: &mut PostResolver<'_>) -> Vec<ErratumView> {
    let view = |erratum: &Erratum| ErratumView {
        date: erratum.date.to_string(),
        day: language.day(erratum.date),
        text: render_line(post, &erratum.text, resolver),
    };
    post.front.errata.iter().map(view).collect()
}

/// The card of a post about a run, unless the author has chosen a picture.
fn card(site: &Site<'_>, post: &Post, post_run: PostRun<'_>, (finding, interface): (&str, &Interface)) -> Option<Card> {
    let config = &site.material.config;
    if !cards::are_drawn(config) || cards::authors_picture(site.atlas, post).is_some() {
        return None;
    }
    let (plot, simulated) = match post_run {
        PostRun::Run(entry) => (site.plot(entry), entry.summary.simulated),
        _ => (None, None),
    };
    cards::of_post(config, post, interface, (post_run.id()?, finding, simulated), plot)
}

impl Site<'_> {
    /// The notices that a post's page has, each with the word that it begins with.
    pub(in crate::site) fn notices(&self, post: &Post, interface: &Interface) -> Vec<(String, String)> {
        frame(self, post, (&plan::post(post), interface), "").into_notices(&interface.strings)
    }
}

/// What surrounds the post, with the notices that its run needs.
fn frame(site: &Site<'_>, post: &Post, (here, interface): (&Address, &Interface), summary: &str) -> Frame {
    let (config, words) = (&site.material.config, &interface.strings);
    let home = site.atlas.fronts.of_language(&post.language);
    let title = &post.front.title.words;
    let frame = Frame::new(config, interface, (here, &home), Section::Posts, (title, summary));
    let frame = frame.left_out(left_out(site.material, post), words);
    match run_of(site.material, post) {
        PostRun::Run(entry) => frame.about(entry, words),
        other => match (other.id(), other.withdrawn()) {
            (Some(id), reason) => frame.withdrawn(id, reason, words),
            (None, _) => frame,
        },
    }
}

/// The post in every language that has it.
fn alternates(site: &Site<'_>, post: &Post, here: &Address) -> Vec<Alternate> {
    let main = &site.material.config.language;
    let page = |one: &&Post| Alternate::new(&Language::of(&one.language), main, &plan::post(one), here);
    site.translations.of_post(post).iter().map(page).collect()
}

/// The run behind the page, and how to cite the page.
fn about(
    site: &Site<'_>,
    post: &Post,
    (post_run, cite): (PostRun<'_>, SpecRow),
    here: &Address,
    interface: &Interface,
) -> Vec<SpecRow> {
    let words = &interface.strings;
    let mut specs = Vec::new();
    if let Some(id) = post_run.id() {
        let follows = post.front.main_run().is_some_and(|named| named.reference == RunReference::Latest);
        let run = match post_run {
            _ if follows => fill(&words.about_run_latest, &[("run", id.as_str())]),
            PostRun::Run(RunMaterial { findings, .. }) => match part(&findings.coverage, words) {
                Some(part) => format!("{id}, {part}"),
                None => id.to_string(),
            },
            _ => id.to_string(),
        };
        specs.push(SpecRow::new(&words.about_run, run).link(plan::run(id).from(here)));
    }
    if let PostRun::Run(entry) = post_run {
        specs.extend(environment::hardware(&entry.run).map(|found| SpecRow::new(&words.about_hardware, found)));
        specs.extend(environment::runtimes(&entry.run).map(|found| SpecRow::new(&words.about_versions, found)));
    }
    specs.extend(of_text(site, post, (here, interface)));
    specs.push(cite);
    if let Some(id) = post_run.id() {
        let data = Address::anchored(&plan::run(id), here, "data");
        specs.push(SpecRow::new(&words.about_data, words.raw_data.clone()).link(data));
    }
    specs
}

/// When the text was revised, and what may be done with it.
fn of_text(
    site: &Site<'_>,
    post: &Post,
    (here, Interface { language, strings: words, .. }): (&Address, &Interface),
) -> Vec<SpecRow> {
    let (config, front) = (&site.material.config, &post.front);
    let mut specs = Vec::new();
    let day = language.day(front.date);
    let revised = front.updated.map(|date| language.day(date));
    let revised = revised.unwrap_or_else(|| fill(&words.not_revised, &[("day", &day)]));
    specs.push(SpecRow::new(&words.about_revised, revised));
    let licence = |licence: &String| fill(&words.licence_of, &[("licence", licence)]);
    let named = front.licence.as_ref().or(config.licence.as_ref());
    specs.extend(named.map(|named| SpecRow::new(&words.about_licence, licence(named))));
    if !front.tags.is_empty() {
        specs.push(SpecRow::of_links(&words.about_tags, tags(site, post, here)));
    }
    specs
}

/// Links to the lists of posts with the same tags.
fn tags(site: &Site<'_>, post: &Post, here: &Address) -> Vec<PlainLink> {
    let front = site.atlas.fronts.of_language(&post.language);
    // On a site of one language its own front page lists posts of any.
    let language = if front == plan::home() { &site.material.config.language } else { &post.language };
    let tagged = |tag: &String| site.atlas.catalogue.tags.find(language, tag);
    let link = |tag: &String| {
        let there = plan::tag(&front, &tagged(tag)?.slug, 1);
        Some(PlainLink::new(tag, &there, here))
    };
    post.front.tags.iter().filter_map(link).collect()
}

/// Why a page is not published yet.
fn held(why: HeldBack, words: &Strings) -> String {
    match why {
        HeldBack::Draft => words.held_draft.clone(),
        HeldBack::Ahead => words.held_ahead.clone(),
    }
}
