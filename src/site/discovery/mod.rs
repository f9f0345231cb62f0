//! What makes a site be found and followed: feeds, the list of its pages, and what programs are told of it.
//!
//! All of it needs addresses in full: a site that does not say its own has only `llms.txt`. It is made after the pages, from posts and from what
//! is kept of runs, so that no run is read for it.

mod atom;
mod llms;
mod posts;
mod runs;
mod sitemap;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::content::Post;
use crate::diagnostic::Diagnostic;
use crate::language::Interfaces;
use crate::project::BaseUrl;

use super::links::Atlas;
use super::plan::{self, Address};
use super::sink::Listed;
use super::{FileContent, Material};

/// Makes all of it. What was taken before is not made again: a site's own file of a name takes the place of ours.
///
/// # Errors
/// What the sink does not take.
pub(super) fn make(atlas: &Atlas<'_>, interfaces: &Interfaces, sink: &Listed<'_>) -> Result<(), Diagnostic> {
    let material = atlas.material;
    let take =
        |address: &Address, text: String| sink.take(address.path().to_owned(), FileContent::Bytes(text.into_bytes()));
    if let Some(base) = &material.config.base_url {
        for language in atlas.fronts.languages() {
            let front = atlas.fronts.of_language(language);
            take(&plan::feed(&front), posts::feed(atlas, interfaces, base, language).xml())?;
        }
        take(&plan::feed(&plan::runs()), runs::feed(material, interfaces.main(), base).xml())?;
        let pages = pages(atlas, base);
        for (name, xml) in sitemap::files(&pages, |name| plan::asset(name).absolute(base)) {
            take(&plan::asset(&name), xml)?;
        }
        let list = plan::asset("sitemap.xml").absolute(base);
        take(&plan::asset("robots.txt"), format!("User-agent: *\nAllow: /\n\nSitemap: {list}\n"))?;
    }
    take(&plan::asset("llms.txt"), llms::text(atlas, interfaces))
}

/// Whether the file at a path may be one of these.
pub(super) fn may_make(material: &Material, path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let needs_address = matches!(name, "feed.xml" | "robots.txt") || name.starts_with("sitemap");
    path == "llms.txt" || (needs_address && material.config.base_url.is_some())
}

/// Every page that search engines should know, by address. Of a run they are its results and what changed: the pages of its targets and cases,
/// some hundred of each run, are linked from there.
fn pages(atlas: &Atlas<'_>, base: &BaseUrl) -> Vec<sitemap::ListedPage> {
    let material = atlas.material;
    let missing = plan::missing();
    let is_listed = |path: &str, post: Option<&Post>| {
        let below_a_run = path.strip_prefix(plan::RUNS).is_some_and(|below| below.contains('/'));
        // An alias is not the page of its post.
        let is_published = post.is_none_or(|post| plan::post(post).path() == path && !is_held(material, post));
        is_published && !below_a_run && path != missing.path()
    };
    let listed = atlas.pages().filter(|(path, post)| is_listed(path, *post));
    let mut found: BTreeMap<String, Option<NaiveDate>> = listed.map(|(path, _)| (path.to_owned(), None)).collect();
    let mut newest: BTreeMap<Address, NaiveDate> = BTreeMap::new();
    let mut changed = |address: Address, day: NaiveDate| {
        let known = newest.entry(address).or_insert(day);
        *known = day.max(*known);
    };
    for post in material.posts.iter().filter(|post| !is_held(material, post)) {
        let day = posts::updated(post);
        changed(plan::post(post), day);
        changed(atlas.fronts.of_language(&post.language), day);
    }
    for run in material.summaries() {
        let day = sitemap::day(run.news.finished.unwrap_or(run.started));
        changed(plan::run(&run.id), day);
        changed(plan::runs(), day);
        if material.moved(run).is_some() {
            changed(plan::changes(&run.id), day);
        }
    }
    for entry in &material.ingested {
        found.entry(plan::run(&entry.run.id).path().to_owned()).or_insert(entry.run.measured.map(sitemap::day));
    }
    found.extend(newest.into_iter().map(|(address, day)| (address.path().to_owned(), Some(day))));
    let page = |(path, changed): (String, Option<NaiveDate>)| sitemap::ListedPage {
        address: plan::content_file(&path).absolute(base),
        changed,
    };
    found.into_iter().map(page).collect()
}

/// Whether a post is shown only to who builds the site, before it is published.
fn is_held(material: &Material, post: &Post) -> bool {
    post.front.held_back(material.today).is_some()
}
