//! The feed of the posts of a language.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use crate::content::Post;
use crate::language::{Interface, Interfaces, Language};
use crate::name::Slug;
use crate::project::BaseUrl;
use crate::site::catalogue::newest_first;
use crate::site::lines::{Voice, line_about};
use crate::site::links::Atlas;
use crate::site::post_runs::{PostRun, run_of};
use crate::site::{Material, languages, plan};

use super::atom::{Entry, Feed};
use super::is_held;

/// The most entries of a feed.
pub(super) const MOST: usize = 50;

/// The newest posts of a language, with what its front page says of them.
pub(super) fn feed<'a>(atlas: &Atlas<'a>, interfaces: &'a Interfaces, base: &BaseUrl, language: &Slug) -> Feed<'a> {
    let material = atlas.material;
    let config = &material.config;
    let interface = interfaces.of(language);
    let front = atlas.fronts.of_language(language);
    let own = &interface.language;
    let tag_of = |of: &Language| (of != own).then(|| of.tag());
    let entry = |post: &Post| {
        let (summary, voice) = said(material, post, interface);
        let author = Language::of(&post.language);
        let address = plan::post(post).absolute(base);
        Entry {
            id: address.clone(),
            address,
            title: post.front.title.words.clone(),
            language: tag_of(&author),
            published: midnight(post.front.date),
            updated: midnight(updated(post)),
            authors: post.front.authors.clone(),
            categories: post.front.tags.clone(),
            summary,
            summary_language: match voice {
                Voice::Author => tag_of(&author),
                Voice::Interface => tag_of(&interface.spoken),
                Voice::English => tag_of(&Language::english()),
            },
            content: String::new(),
            rights: post.front.licence.clone().unwrap_or_default(),
        }
    };
    Feed {
        language: own.tag(),
        title: &config.title,
        subtitle: config.tagline.as_deref().unwrap_or_default(),
        address: plan::feed(&front).absolute(base),
        page: front.absolute(base),
        icon: plan::asset("icon.svg").absolute(base),
        author: &config.title,
        rights: config.licence.as_deref().unwrap_or_default(),
        entries: newest(material, language).map(entry).collect(),
    }
}

/// What the front page says of a post where it is the newest.
pub(super) fn said(material: &Material, post: &Post, interface: &Interface) -> (String, Voice) {
    let run = match run_of(material, post) {
        PostRun::Run(entry) => Some(entry),
        _ => None,
    };
    line_about(material, post, &interface.strings, run)
}

/// The newest published posts of a language, the newest first.
pub(super) fn newest<'a>(material: &'a Material, language: &Slug) -> impl Iterator<Item = &'a Post> {
    let listed = languages::listed(material, language);
    let posts = newest_first(listed, &Language::of(language));
    posts.into_iter().filter(|post| !is_held(material, post)).take(MOST)
}

/// When what a post says was changed last: a correction changes it, a build does not.
pub(super) fn updated(post: &Post) -> NaiveDate {
    let front = &post.front;
    let dates = front.errata.iter().map(|erratum| erratum.date).chain(front.updated);
    dates.fold(front.date, NaiveDate::max)
}

/// A day as a moment: posts have no time of day.
fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}
