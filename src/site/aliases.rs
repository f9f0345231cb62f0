//! Aliases: pages at the earlier addresses of posts, which lead to them. They work from a disk, and without scripts.

use std::collections::BTreeMap;

use serde::Serialize;

use super::languages::Fronts;
use super::pages::Files;
use super::plan::{self, Address};
use super::policy;
use super::sink::Listed;
use super::templates::Templates;
use super::{FileContent, Material};
use crate::content::{Alias, Post};
use crate::diagnostic::{Code, Diagnostic};
use crate::language::Interfaces;
use crate::name::folded;
use crate::text::html;

#[derive(Serialize)]
struct RedirectView<'a> {
    policy: &'static str,
    language: String,
    direction: &'static str,
    title: &'a str,
    href: String,
    /// The link to the post, as HTML.
    link: String,
    canonical: String,
}

/// What has an address, by its path as some disks compare it: there, `A` and `a` are one file.
struct Taken(BTreeMap<String, String>);

impl Taken {
    /// Takes an address.
    fn take(&mut self, path: &str, owner: String) {
        self.0.insert(folded(path), owner);
    }

    /// What has this address, or a part of it: a file cannot be a folder, too.
    fn owner(&self, path: &str) -> Option<&str> {
        let path = folded(path);
        let above = path.match_indices('/').map(|(slash, _)| &path[..slash]);
        let here_or_above = above.chain([path.as_str()]).find_map(|path| self.0.get(path));
        let folder = format!("{path}/");
        let below = || self.0.range(folder.clone()..).next().filter(|(other, _)| other.starts_with(&folder));
        here_or_above.or_else(|| below().map(|(_, owner)| owner)).map(String::as_str)
    }
}

/// The aliases that cannot be pages, because something else has their address.
pub(super) fn check(material: &Material) -> Vec<Diagnostic> {
    if all(material).next().is_none() {
        return Vec::new();
    }
    let mut taken = Taken(BTreeMap::new());
    for name in material.theme.files.keys() {
        taken.take(name, format!("the file `static/{name}`"));
    }
    for post in &material.posts {
        taken.take(plan::post(post).path(), format!("the post `{}`", post.source.path()));
    }
    taken.take(plan::home().path(), "the front page".to_owned());
    for language in Fronts::of(material).others() {
        taken.take(plan::front(language).path(), format!("the front page of `{language}`"));
    }
    let mut faults = Vec::new();
    for (post, alias) in all(material) {
        let owner = match folded(&alias.path).starts_with(plan::RUNS) {
            true => Some("the pages of runs, which are below `runs/`"),
            false => taken.owner(&alias.path),
        };
        match owner {
            Some(owner) => faults.push(in_the_way(post, alias, owner)),
            None => taken.take(&alias.path, format!("an alias of `{}`", post.source.path())),
        }
    }
    faults
}

/// The page of every alias; what is not a post or a file of the theme may have an address, too: `files` are all that there are.
pub(super) fn pages(
    material: &Material,
    (templates, interfaces): (&Templates, &Interfaces),
    files: &Listed<'_>,
) -> (Files, Vec<Diagnostic>) {
    let (mut made, mut faults) = (Files::new(), Vec::new());
    if all(material).next().is_none() {
        return (made, faults);
    }
    let mut taken = Taken(BTreeMap::new());
    files.each(|path| taken.take(path, format!("the page `{path}`")));
    for (post, alias) in all(material) {
        if let Some(owner) = taken.owner(&alias.path) {
            faults.push(in_the_way(post, alias, owner));
            continue;
        }
        match page(material, (templates, interfaces), post, &plan::alias(alias)) {
            Ok(html) => made.push((alias.path.clone(), FileContent::Bytes(html.into_bytes()))),
            Err(fault) => faults.push(fault),
        }
    }
    (made, faults)
}

/// The page of one alias of a post.
pub(super) fn redirect(
    material: &Material,
    made_with: (&Templates, &Interfaces),
    post: &Post,
    path: &str,
) -> Result<Option<FileContent>, Diagnostic> {
    let Some(alias) = post.front.aliases.iter().find(|alias| alias.path == path) else { return Ok(None) };
    let html = page(material, made_with, post, &plan::alias(alias))?;
    Ok(Some(FileContent::Bytes(html.into_bytes())))
}

fn page(
    material: &Material,
    (templates, interfaces): (&Templates, &Interfaces),
    post: &Post,
    here: &Address,
) -> Result<String, Diagnostic> {
    let there = plan::post(post);
    let href = there.from(here);
    let canonical = match &material.config.base_url {
        Some(base) => there.absolute(base),
        None => href.clone(),
    };
    let interface = interfaces.of(&post.language);
    let title = post.front.title.words.as_str();
    let attributes = interface.language.attributes_within(&interface.spoken);
    let view = RedirectView {
        language: interface.language.tag(),
        direction: interface.language.direction().word(),
        title,
        link: format!("<a href=\"{}\"{attributes}>{}</a>", html(&href), html(title)),
        href,
        canonical,
        policy: policy::OF_REDIRECT,
    };
    templates.render("redirect.html", &view, interface)
}

/// Every alias with its post.
fn all(material: &Material) -> impl Iterator<Item = (&Post, &Alias)> {
    material.posts.iter().flat_map(|post| post.front.aliases.iter().map(move |alias| (post, alias)))
}

fn in_the_way(post: &Post, alias: &Alias, owner: &str) -> Diagnostic {
    let page = alias.path.trim_end_matches("index.html");
    Diagnostic::error(Code::ALIAS, format!("the alias `/{page}` has the address of something else"))
        .at(&post.source, alias.span)
        .label(format!("it is that of {owner}"))
        .help("remove it, or write the address that the post had before")
}
