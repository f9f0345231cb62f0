//! The finished pages, read once more as a browser reads them: links and anchors lead somewhere, pictures have words, nothing is asked of other
//! servers, no anchor is twice on a page, and no number is `NaN`. A fault of a theme, of a post's HTML or of ours is found here, whatever made it.

mod page;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use crate::content::Post;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::name::RunId;
use crate::wording::counted;

use super::links::Atlas;
use super::plan;
use page::{PageContents, PageFault, digest};

/// The most links and anchors that lead to nothing which are told.
const MOST: usize = 20;

/// What was read of the pages so far; pages come from several threads, in no order.
pub(super) struct Proofreader<'a> {
    atlas: &'a Atlas<'a>,
    root: String,
    read: Mutex<ReadPages>,
}

#[derive(Default)]
struct ReadPages {
    /// The anchors of each page, all by digest.
    anchors: HashMap<u64, HashSet<u64>>,
    /// What pages refer to and was not found yet: by path, anchors with the pages that do.
    awaited: HashMap<String, HashMap<String, Referring>>,
    /// What is wrong with single pages, with the pages.
    faults: BTreeMap<PageFault, Referring>,
}

/// The pages with something: the first in order, and how many there are.
struct Referring {
    first: String,
    pages: usize,
}

impl Referring {
    fn and(&mut self, page: &str) {
        self.pages += 1;
        if page < self.first.as_str() {
            page.clone_into(&mut self.first);
        }
    }

    fn new(page: &str) -> Self {
        Self { first: page.to_owned(), pages: 1 }
    }

    /// `the page `a` and 3 further pages`.
    fn named(&self) -> String {
        match self.pages - 1 {
            0 => format!("the page `{}`", self.first),
            more => format!("the page `{}` and {}", self.first, counted(more, "further page")),
        }
    }
}

impl ReadPages {
    /// Takes a page with its anchors and what it refers to.
    fn take(&mut self, path: &str, anchors: HashSet<u64>, targets: BTreeSet<(String, String)>) {
        // A link means a page by its own path or by that of its folder.
        for meant in [Some(path), path.strip_suffix("/index.html")].into_iter().flatten() {
            if let Some(awaited) = self.awaited.get_mut(meant) {
                awaited.retain(|anchor, _| !is_found(anchor, &anchors));
            }
        }
        self.anchors.insert(digest(path), anchors);
        for (there, anchor) in targets {
            let found = meant(&there).iter().find_map(|page| self.anchors.get(&digest(page)));
            if found.is_some_and(|anchors| is_found(&anchor, anchors)) {
                continue;
            }
            let pages = self.awaited.entry(there).or_default().entry(anchor);
            pages.and_modify(|pages| pages.and(path)).or_insert_with(|| Referring::new(path));
        }
    }
}

/// Whether a page with these anchors has what a link to it names.
fn is_found(anchor: &str, anchors: &HashSet<u64>) -> bool {
    anchor.is_empty() || anchors.contains(&digest(anchor))
}

impl<'a> Proofreader<'a> {
    pub(super) fn new(atlas: &'a Atlas<'a>) -> Self {
        Self { atlas, root: atlas.material.config.root_path(), read: Mutex::default() }
    }

    /// Reads a page that was made.
    pub(super) fn read(&self, path: &str, html: &[u8]) {
        let Ok(html) = std::str::from_utf8(html) else { return };
        let root = self.root.trim_start_matches('/').trim_end_matches('/');
        let PageContents { anchors, targets, faults } =
            page::read(path, html, root, &self.atlas.material.config.image_hosts);
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        read.take(path, anchors, targets);
        for fault in faults {
            read.faults.entry(fault).and_modify(|pages| pages.and(path)).or_insert_with(|| Referring::new(path));
        }
    }

    /// Everything that is wrong with the pages; `is_there` tells of a path whether the site has such a file.
    pub(super) fn faults(self, is_there: &dyn Fn(&str) -> bool) -> Vec<Diagnostic> {
        let Self { atlas, read, .. } = self;
        let ReadPages { anchors, awaited, faults } = read.into_inner().unwrap_or_else(PoisonError::into_inner);
        let place = |fault: Diagnostic, pages: &Referring, written: &str| match atlas.post_at(&pages.first) {
            Some(post) => at(fault, post, written),
            None => fault,
        };
        let of_page = |(fault, pages): (&PageFault, &Referring)| {
            let (message, written, code, help) = told(fault, &pages.named());
            place(Diagnostic::error(code, message).help(help), pages, written)
        };
        let mut found: Vec<Diagnostic> = faults.iter().map(of_page).collect();
        let untouched = untouched(atlas);
        let mut awaited: Vec<_> = awaited
            .iter()
            .flat_map(|(path, anchors)| anchors.iter().map(move |(anchor, pages)| (path, anchor, pages)))
            .collect();
        awaited.sort_unstable_by_key(|(path, anchor, _)| (*path, *anchor));
        let astray = awaited.into_iter().filter_map(|(path, anchor, pages)| {
            let there = meant(path).into_iter().find(|path| is_there(path));
            let message = match there {
                None if run_of(path).is_some_and(|run| untouched.contains(run)) => return None,
                None => format!("{} refers to `{path}`, which the site does not have", pages.named()),
                Some(page) => match anchors.get(&digest(&page)) {
                    Some(anchors) if !is_found(anchor, anchors) => {
                        format!("{} refers to `#{anchor}` of `{page}`, which has no such anchor", pages.named())
                    }
                    // It is there, and what was not read has no anchors that are known.
                    _ => return None,
                },
            };
            let written = if anchor.is_empty() { path.rsplit('/').next().unwrap_or(path) } else { anchor };
            Some(place(Diagnostic::error(Code::LINK_ASTRAY, message).help(HELP), pages, written))
        });
        let astray: Vec<Diagnostic> = astray.collect();
        let untold = astray.len().saturating_sub(MOST);
        found.extend(astray.into_iter().take(MOST));
        if untold > 0 {
            let message = format!(
                "{} that lead to nothing, or whose anchor is not there, are not told",
                counted(untold, "further link")
            );
            found.push(Diagnostic::error(Code::LINK_ASTRAY, message).help("mend those that are told, and build again"));
        }
        found
    }
}

/// What can be done about a page that is not as it should be, wherever that came from.
const HELP: &str = "look for it in your `templates/` and in the HTML of the post; if it is neither, offprint has made it: please report it";

/// The files that a path may mean: itself, or that of a folder.
fn meant(path: &str) -> [String; 2] {
    let inside = if path.is_empty() { "index.html".to_owned() } else { format!("{path}/index.html") };
    [path.to_owned(), inside]
}

/// The run to whose folder a path belongs.
fn run_of(path: &str) -> Option<&str> {
    path.strip_prefix(plan::RUNS)?.split('/').next()
}

/// The runs whose pages were not made: those that stand, and those that could not be read, to which posts may still link.
fn untouched<'a>(atlas: &Atlas<'a>) -> BTreeSet<&'a str> {
    let material = atlas.material;
    let standing = material.standing.iter().map(|run| &run.id);
    let kept = material.runs.iter().filter(|entry| entry.stands).map(|entry| &entry.run.id);
    let ids = standing.chain(kept).chain(material.unread.runs.keys());
    ids.map(RunId::as_str).collect()
}

/// A fault at the place where the post has what it is about, else at its beginning.
fn at(fault: Diagnostic, post: &Post, written: &str) -> Diagnostic {
    let text = post.source.text();
    let found = (!written.is_empty()).then(|| text.find(written)).flatten();
    let span = found.map_or_else(|| post.source.line_span(1), |start| Span::from(start..start + written.len()));
    fault.at(&post.source, span)
}

/// What is told of a fault: message, what was written, code and help.
fn told<'f>(fault: &'f PageFault, pages: &str) -> (String, &'f str, Code, &'static str) {
    match fault {
        PageFault::AnchorTwice(id) => (format!("{pages} has the id `{id}` twice"), id, Code::PAGE_HTML, HELP),
        PageFault::NoAlternative(picture) => (
            format!("{pages} shows the picture `{picture}` without `alt`"),
            picture,
            Code::PAGE_HTML,
            "say what it shows: `alt=\"...\"`; if it only decorates, `alt=\"\"`",
        ),
        PageFault::Outside(url) => (
            format!("{pages} would load `{url}` from another server"),
            url,
            Code::PAGE_ASKS_OTHERS,
            "put the file into `static/` and name it by its relative address; pictures can be allowed by `image_hosts` in `offprint.toml`",
        ),
        PageFault::Mark(value) => {
            (format!("{pages} has a mark of a template that was not replaced: `{value}`"), value, Code::PAGE_HTML, HELP)
        }
        PageFault::NotANumber(value) => (format!("{pages} has `{value}` for a number"), value, Code::PAGE_HTML, HELP),
        PageFault::Astray(url) => {
            (format!("{pages} refers to `{url}`, which leads out of the site"), url, Code::LINK_ASTRAY, HELP)
        }
    }
}
