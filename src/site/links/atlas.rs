//! What links of posts can lead to, by its place in the site's folders and by its address.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::address::{Parts, folder, has_scheme, parts, within};
use crate::content::Post;
use crate::name::Slug;
use crate::project::{ContentFile, FileFacts, StaticFile};
use crate::site::Material;
use crate::site::called::PostNames;
use crate::site::catalogue::Catalogue;
use crate::site::held::Held;
use crate::site::languages::Fronts;
use crate::site::plan::{self, Address};

/// How many names that lead to nothing are compared with all that are known: where there are very many, a slip in each is not the cause.
const MOST_COMPARED: usize = 100;

/// Everything that a link can lead to.
pub(in crate::site) struct Atlas<'a> {
    pub(in crate::site) material: &'a Material,
    /// The front pages.
    pub(in crate::site) fronts: Fronts<'a>,
    /// What lists are made from.
    pub(in crate::site) catalogue: Catalogue<'a>,
    /// Posts by their files below `content/`; those of bundles by their folders too.
    posts: BTreeMap<&'a str, &'a Post>,
    /// Files beside posts, by their path below `content/`.
    pub(super) files: BTreeMap<&'a str, &'a ContentFile>,
    /// Pages by address.
    pages: BTreeMap<String, Option<&'a Post>>,
    /// The posts that are built, by name.
    pub(in crate::site) names: PostNames<'a>,
    /// The posts that are not published yet, whether or not they are built.
    pub(in crate::site) held: Held<'a>,
    /// How many names were compared with all others, to suggest one of them.
    compared: AtomicUsize,
}

/// What an address of a post means.
#[derive(Debug, Clone)]
pub(in crate::site) struct Destination<'a> {
    /// What it leads to.
    pub(in crate::site) target: LinkTarget<'a>,
    /// What follows the path, as written: `?x#heading`.
    pub(in crate::site) tail: String,
    /// The anchor, decoded.
    pub(in crate::site) anchor: Option<String>,
}

/// What a link leads to.
#[derive(Debug, Clone)]
pub(in crate::site) enum LinkTarget<'a> {
    /// Another site, or a mail address.
    Elsewhere,
    /// The page itself.
    Itself,
    /// A page, of a post or of a run.
    Page(Address, Option<&'a Post>),
    /// A file beside a post.
    Beside(Address, &'a ContentFile),
    /// A file that is published as it is, with what is known of it where it is the site's own.
    Static(Address, Option<&'a FileFacts>),
}

/// Why an address means nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::site) enum Miss {
    /// It has no path.
    Empty,
    /// Its percent-encoding is not that of a text.
    Encoding,
    /// It leads out of the site.
    Outside,
    /// There is nothing; the path below `content/` that it was taken for, where it is relative.
    Absent(String),
}

impl<'a> Atlas<'a> {
    pub(in crate::site) fn new(material: &'a Material) -> Self {
        let mut posts = BTreeMap::new();
        let fronts = Fronts::of(material);
        let catalogue = Catalogue::of(material, &fronts);
        let lists = catalogue.addresses(material, &fronts);
        let mut pages: BTreeMap<String, _> = lists.into_iter().map(|page| (page.path().to_owned(), None)).collect();
        for post in &material.posts {
            let file = file_of(post);
            posts.insert(file, post);
            if is_bundle(file) {
                posts.insert(folder(file), post);
            }
            pages.insert(plan::post(post).path().to_owned(), Some(post));
        }
        for entry in &material.runs {
            let id = &entry.run.id;
            let targets = entry.run.targets.iter().map(|target| plan::target(id, &target.id));
            let cases = entry.run.questions.iter().map(|question| match &question.pair {
                Some((pair, _)) => plan::case(id, pair.as_str()),
                None => plan::case(id, question.case.as_str()),
            });
            let changes = entry.since.as_ref().map(|_| plan::changes(id));
            let of_run = targets.chain(cases).chain([plan::run(id)]).chain(changes);
            pages.extend(of_run.map(|page| (page.path().to_owned(), None)));
        }
        pages.extend(material.standing.iter().map(|run| (plan::run(&run.id).path().to_owned(), None)));
        pages.extend(material.ingested.iter().map(|entry| (plan::run(&entry.run.id).path().to_owned(), None)));
        for post in &material.posts {
            for alias in &post.front.aliases {
                pages.entry(alias.path.clone()).or_insert(Some(post));
            }
        }
        let files = material.files.iter().map(|file| (file.name.as_str(), file)).collect();
        let (names, held) = (PostNames::of(&material.posts), Held::of(material));
        Self { material, fronts, catalogue, posts, files, pages, names, held, compared: AtomicUsize::new(0) }
    }

    /// What a name may be compared with to suggest another; nothing after the first hundred names of a site.
    pub(in crate::site) fn suggested<'s>(&self, known: impl FnOnce() -> Vec<&'s str>) -> Vec<&'s str> {
        let is_among_the_first = self.compared.fetch_add(1, Ordering::Relaxed) < MOST_COMPARED;
        if is_among_the_first { known() } else { Vec::new() }
    }

    /// The post whose page, or whose alias, has this address.
    pub(in crate::site) fn post_at(&self, address: &str) -> Option<&'a Post> {
        self.pages.get(address).copied().flatten()
    }

    /// Whether there is a page at an address.
    pub(in crate::site) fn has_page(&self, address: &str) -> bool {
        self.pages.contains_key(address)
    }

    /// Every page by address, with the post that it is of.
    pub(in crate::site) fn pages(&self) -> impl Iterator<Item = (&str, Option<&'a Post>)> {
        self.pages.iter().map(|(address, post)| (address.as_str(), *post))
    }

    /// What an address of a post means.
    pub(in crate::site) fn find(&self, post: &Post, url: &str) -> Result<Destination<'a>, Miss> {
        let elsewhere = |tail: &str| Destination { target: LinkTarget::Elsewhere, tail: tail.to_owned(), anchor: None };
        if has_scheme(url) {
            return Ok(elsewhere(url));
        }
        let Parts { path, tail, anchor } = parts(url).ok_or(Miss::Encoding)?;
        let to = |target| Ok(Destination { target, tail: tail.to_owned(), anchor: anchor.clone() });
        if path.is_empty() {
            return if tail.is_empty() { Err(Miss::Empty) } else { to(LinkTarget::Itself) };
        }
        if let Some(rooted) = path.strip_prefix('/') {
            let rooted = within("", rooted).ok_or(Miss::Outside)?;
            let found = self.published(&rooted).or_else(|| self.source(post, &rooted));
            return found.map_or(Err(Miss::Absent(rooted)), to);
        }
        let source = within(folder(file_of(post)), &path);
        let found = source.as_deref().and_then(|source| self.source(post, source));
        let seen = || within(folder(plan::post(post).path()), &path).and_then(|seen| self.published(&seen));
        match (found.or_else(seen), source) {
            (Some(target), _) => to(target),
            (None, Some(source)) => Err(Miss::Absent(source)),
            (None, None) => Err(Miss::Outside),
        }
    }

    /// What is at a path below `content/`: a post, by its file or its folder; a file.
    fn source(&self, from: &Post, path: &str) -> Option<LinkTarget<'a>> {
        if let Some(post) = self.posts.get(path) {
            return Some(LinkTarget::Page(plan::post(post), Some(post)));
        }
        if let Some(file) = self.files.get(path).filter(|file| file.unusable.is_none()) {
            return Some(LinkTarget::Beside(address_of(from, file), file));
        }
        // A post that could not be read has been reported, and has its address.
        let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
        let slug = stem.strip_suffix("/index").unwrap_or(stem);
        let name = slug.rsplit('/').next().unwrap_or(slug);
        let is_unread = stem != path && Slug::parse(name).is_ok_and(|slug| self.material.unread.posts.contains(&slug));
        is_unread.then(|| LinkTarget::Page(plan::content_file(&format!("{slug}/index.html")), None))
    }

    /// What has an address: a page, by its file or its folder; a file of a run; a file that is published as it is.
    fn published(&self, address: &str) -> Option<LinkTarget<'a>> {
        let page = if address.is_empty() { "index.html".to_owned() } else { format!("{address}/index.html") };
        for path in [address, page.as_str()] {
            if let Some(post) = self.pages.get(path) {
                return Some(LinkTarget::Page(plan::content_file(path), *post));
            }
        }
        if let Some(file) = self.material.theme.files.get(address) {
            let facts = match file {
                StaticFile::OnDisk(facts) => Some(facts),
                StaticFile::BuiltIn(_) => None,
            };
            return Some(LinkTarget::Static(plan::asset(address), facts));
        }
        if let Some(file) = self.files.get(address).filter(|file| file.unusable.is_none()) {
            return Some(LinkTarget::Beside(plan::content_file(address), file));
        }
        self.is_data(address).then(|| LinkTarget::Static(plan::asset(address), None))
    }

    /// Whether it is the address of a data file in the folder of a run.
    fn is_data(&self, address: &str) -> bool {
        let file = address.strip_prefix("runs/").and_then(|below| below.split_once('/'));
        let known = || self.material.run_ids().chain(self.material.unread.runs.keys());
        file.is_some_and(|(run, name)| {
            let is_data = name.contains('.') && !name.contains('/') && !name.ends_with(".html");
            is_data && known().any(|id| id.as_str() == run)
        })
    }
}

/// Where a file is published for a post that refers to it. One of a bundle keeps its place, which is beside the bundle's page; any other in
/// the post's own folder, or below it, lies beside the page of the post, so that the address is the same in an editor and on the page; others
/// keep their place.
pub(super) fn address_of(post: &Post, file: &ContentFile) -> Address {
    let own = folder(file_of(post));
    let below = file.name.strip_prefix(own).and_then(|rest| rest.strip_prefix('/'));
    match below {
        Some(below) if file.bundle.is_none() => plan::beside(&plan::post(post), below),
        _ => plan::content_file(&file.name),
    }
}

/// The file of a post below `content/`.
pub(super) fn file_of(post: &Post) -> &str {
    let path = post.source.path();
    path.strip_prefix("content/").unwrap_or(path)
}

/// Whether a post's file is that of a bundle.
fn is_bundle(file: &str) -> bool {
    file.rsplit('/').next().is_some_and(|name| name.starts_with("index."))
}
