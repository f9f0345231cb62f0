//! Posts as entries of lists.

use serde::Serialize;

use crate::analysis::headline;
use crate::content::Post;
use crate::language::{Interface, Language};
use crate::site::RunMaterial;
use crate::site::lines::{Voice, line_about};
use crate::site::plan::{self, Address};
use crate::site::views::environment;

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
        let (finding, voice) = line_about(site.material, post, &interface.strings, entry);
        let finding_attributes = match voice {
            Voice::Interface => interface.spoken_attributes(),
            Voice::Author => as_author.clone(),
            Voice::English => interface.english_attributes(),
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
