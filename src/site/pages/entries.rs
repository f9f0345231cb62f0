//! Posts as entries of lists.

use serde::Serialize;

use crate::analysis::headline;
use crate::content::{Post, render};
use crate::language::{Interface, Language, Strings, fill};
use crate::site::plan::{self, Address};
use crate::site::post_runs::run_of;
use crate::site::views::environment;
use crate::site::views::frame::with_stop;
use crate::site::{Material, RunMaterial};

use super::Site;

#[derive(Default, Serialize)]
pub(super) struct PostEntry {
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

impl PostEntry {
    /// A run where there is not a post.
    pub(super) fn of_run(entry: &RunMaterial, here: &Address, interface: &Interface) -> Self {
        Self {
            title: environment::title(&entry.run),
            href: plan::run(&entry.run.id).from(here),
            finding: headline::sentence(&entry.findings),
            attributes: interface.english_attributes(),
            ..Self::default()
        }
    }

    /// The entry without what is said of the post.
    pub(super) fn by_title(self) -> Self {
        Self { finding: String::new(), ..self }
    }

    /// A post in a list. Without an own finding it has the headline of its run `entry` where that is given, and the beginning of its text
    /// where it is not.
    pub(super) fn new(
        site: &Site<'_>,
        post: &Post,
        here: &Address,
        interface: &Interface,
        entry: Option<&RunMaterial>,
    ) -> Self {
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

/// What is said of a post in place of its finding if its run was withdrawn.
fn withdrawn(material: &Material, post: &Post, words: &Strings) -> Option<String> {
    let reason = run_of(material, post).withdrawn()?;
    Some(fill(&words.withdrawn_post, &[("reason", &with_stop(reason))]))
}

/// What the author says of a post in lists: its finding, else its description.
pub(super) fn written_finding(post: &Post) -> Option<String> {
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
