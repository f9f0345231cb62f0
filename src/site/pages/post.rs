//! A post's page: title, finding, the author's text with figures and tables in place, notes, and the run behind it.

use serde::Serialize;

use crate::content::render::{render, render_line};
use crate::content::{Post, RunReference};
use crate::diagnostic::Diagnostic;
use crate::language::{Interface, Language, fill};
use crate::site::RunMaterial;
use crate::site::languages;
use crate::site::plan::{self, Address};
use crate::site::post_runs::{PostRun, run_of};
use crate::site::views::environment::{self, SpecRow};
use crate::site::views::evidence::EvidenceView;
use crate::site::views::frame::{Alternate, Frame, Section, part};
use crate::text::html;

use super::lists::post_finding;
use super::resolver::PostResolver;
use super::{Files, Site};

#[derive(Serialize)]
struct PostView {
    frame: Frame,
    day: String,
    run: String,
    run_href: String,
    /// HTML, as are finding, body and endnotes.
    title: String,
    finding: String,
    /// Whether it is the headline of the run, which is English.
    finding_is_generated: bool,
    body: String,
    endnotes: String,
    evidence: Option<EvidenceView>,
    errata: Vec<ErratumView>,
    about: Vec<SpecRow>,
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
    let shown_finding = match &post.front.finding {
        Some(line) => render_line(post, line, &mut resolver),
        None => html(&finding),
    };
    let errata = post.front.errata.iter().map(|erratum| ErratumView {
        date: erratum.date.to_string(),
        day: language.day(erratum.date),
        text: render_line(post, &erratum.text, &mut resolver),
    });
    let errata = errata.collect();
    let rendered = render(post, &mut resolver, "")?;
    let config = &site.material.config;
    let id = post_run.id();
    let home = languages::front(site.material, &post.language);
    let title_words = &post.front.title.words;
    let translations = site.translations.of_post(post).iter();
    let alternates =
        translations.map(|one| Alternate::new(&Language::of(&one.language), &config.language, &plan::post(one), &here));
    let frame = Frame::new(config, interface, (&here, &home), Section::Posts, (title_words, &finding))
        .alternates(alternates.collect());
    let view = PostView {
        frame: match entry {
            Some(entry) => frame.about(entry, words),
            None => match (id, post_run.withdrawn()) {
                (Some(id), reason) => frame.withdrawn(id, reason, words),
                (None, _) => frame,
            },
        },
        day: language.day(post.front.date),
        run: id.map(|id| fill(&words.run_link, &[("run", id.as_str())])).unwrap_or_default(),
        run_href: id.map(|id| plan::run(id).from(&here)).unwrap_or_default(),
        title,
        finding: shown_finding,
        finding_is_generated: post.front.finding.is_none(),
        body: rendered.body,
        endnotes: rendered.endnotes.unwrap_or_default(),
        evidence: EvidenceView::of(site.bound(post), &here, interface),
        errata,
        about: about(site, post, post_run, &here, interface),
    };
    Ok(vec![site.page(&here, interface, "post.html", &view)?])
}

/// The run behind the page, and how to cite the page.
fn about(
    site: &Site<'_>,
    post: &Post,
    post_run: PostRun<'_>,
    here: &Address,
    Interface { language, strings: words, .. }: &Interface,
) -> Vec<SpecRow> {
    let config = &site.material.config;
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
    let day = language.day(post.front.date);
    let revised = post.front.updated.map(|date| language.day(date));
    let revised = revised.unwrap_or_else(|| fill(&words.not_revised, &[("day", &day)]));
    specs.push(SpecRow::new(&words.about_revised, revised));
    let licence = |licence: &String| fill(&words.licence_of, &[("licence", licence)]);
    specs.extend(config.licence.as_ref().map(|named| SpecRow::new(&words.about_licence, licence(named))));
    let mut values = vec![("title", post.front.title.words.as_str()), ("site", config.title.as_str()), ("day", &day)];
    let citation = match post_run.id() {
        Some(id) => {
            values.push(("run", id.as_str()));
            fill(&words.citation_run, &values)
        }
        None => fill(&words.citation, &values),
    };
    specs.push(SpecRow::new(&words.about_cite, citation));
    if let Some(id) = post_run.id() {
        let data = Address::anchored(&plan::run(id), here, "data");
        specs.push(SpecRow::new(&words.about_data, words.raw_data.clone()).link(data));
    }
    specs
}
