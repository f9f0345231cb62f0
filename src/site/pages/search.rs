//! The page of the search, one for each front page.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::language::{Counted, Language, Strings};
use crate::name::Slug;
use crate::project::LinkStyle;
use crate::search::Findable;
use crate::site::plan;
use crate::site::search;
use crate::site::views::frame::{Alternate, Frame, Section};

use super::{Files, Site};

#[derive(Serialize)]
struct SearchView {
    frame: Frame,
    script: String,
    /// What the script needs, as JSON.
    data: String,
    kinds: Vec<KindView>,
}

/// What a reader can look for alone.
#[derive(Serialize)]
struct KindView {
    name: &'static str,
    several: String,
}

/// What the script needs of the site.
#[derive(Serialize)]
struct Data<'a> {
    /// The way to the root of the site.
    root: String,
    /// Whether links lead to folders.
    pretty: bool,
    /// The posts in the language of the page, those in others, runs.
    indexes: Vec<IndexView>,
    /// The run whose answers are searched where a reader names none.
    newest: &'a str,
    /// The tag of the language of the words.
    spoken: String,
    words: SearchWords<'a>,
}

#[derive(Serialize)]
struct IndexView {
    name: String,
    language: String,
}

/// What the script says.
#[derive(Serialize)]
struct SearchWords<'a> {
    results: &'a Counted,
    none: &'a str,
    some: &'a str,
    failed: &'a str,
    within: &'a str,
    whole: &'a str,
    capped: &'a str,
    kinds: BTreeMap<&'static str, &'a str>,
}

/// A kind in one word, and several of it.
fn words_of(kind: Findable, words: &Strings) -> (&str, &str) {
    match kind {
        Findable::Post => (&words.kind_post, &words.posts),
        Findable::Run => (&words.kind_run, &words.runs),
        Findable::Model => (&words.kind_model, &words.search_models),
        Findable::Case => (&words.kind_case, &words.search_cases),
        Findable::Answer => (&words.kind_answer, &words.search_answers),
    }
}

/// The page in a language that has a front page.
pub(super) fn make(site: &Site<'_>, language: &Slug) -> Result<Files, Diagnostic> {
    let material = site.material;
    let interface = site.interfaces.of(language);
    let fronts = &site.atlas.fronts;
    let (words, home) = (&interface.strings, fronts.of_language(language));
    let here = plan::search(&home);
    let index = |one: &Slug| IndexView { name: search::posts_folder(one), language: Language::of(one).tag() };
    let mut indexes: Vec<IndexView> = search::languages_of(material, language).into_iter().map(index).collect();
    indexes.push(IndexView { name: search::runs_folder(), language: String::new() });
    let root = plan::home().from(&here);
    let data = Data {
        root: root.strip_suffix("index.html").unwrap_or(&root).to_owned(),
        pretty: material.config.links == LinkStyle::Pretty,
        indexes,
        newest: search::newest(material).map_or("", |id| id.as_str()),
        spoken: interface.spoken.tag(),
        words: SearchWords {
            results: &words.search_results,
            none: &words.search_none,
            some: &words.search_some,
            failed: &words.search_failed,
            within: &words.search_within,
            whole: &words.search_whole,
            capped: &words.search_capped,
            kinds: Findable::ALL.map(|kind| (kind.name(), words_of(kind, words).0)).into(),
        },
    };
    let main = &material.config.language;
    let alternate =
        |one: &Slug| Alternate::new(&Language::of(one), main, &plan::search(&fronts.of_language(one)), &here);
    let kind = |kind: Findable| KindView { name: kind.name(), several: words_of(kind, words).1.to_owned() };
    let view = SearchView {
        frame: Frame::new(&material.config, interface, (&here, &home), Section::Search, (&words.search, ""))
            .alternates(fronts.languages().map(alternate).collect()),
        script: plan::asset("search.js").from(&here),
        data: serde_json::to_string(&data).unwrap_or_default(),
        kinds: Findable::ALL.map(kind).into(),
    };
    Ok(vec![site.page(&here, interface, "search.html", &view)?])
}
