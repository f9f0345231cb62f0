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
    /// The anchors of each page, by digest.
    anchors: HashMap<u64, HashSet<u64>>,
    /// What pages refer to: path and anchor, with the pages that do.
    targets: BTreeMap<(String, String), Referring>,
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
        let anchors: HashSet<u64> = anchors.into_iter().collect();
        // What is on the page itself need not be looked for later.
        let is_here = |(there, anchor): &(String, String)| there == path && anchors.contains(&digest(anchor));
        let elsewhere: Vec<_> = targets.into_iter().filter(|target| !is_here(target)).collect();
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        for target in elsewhere {
            read.targets.entry(target).and_modify(|pages| pages.and(path)).or_insert_with(|| Referring::new(path));
        }
        read.anchors.insert(digest(path), anchors);
        for fault in faults {
            read.faults.entry(fault).and_modify(|pages| pages.and(path)).or_insert_with(|| Referring::new(path));
        }
    }

    /// Everything that is wrong with the pages; `is_there` tells of a path whether the site has such a file.
    pub(super) fn faults(self, is_there: &dyn Fn(&str) -> bool) -> Vec<Diagnostic> {
        let Self { atlas, read, .. } = self;
        let ReadPages { anchors, targets, faults } = read.into_inner().unwrap_or_else(PoisonError::into_inner);
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
        let astray = targets.iter().filter_map(|((path, anchor), pages)| {
            let there = existing(path, is_there);
            let message = match there {
                None if run_of(path).is_some_and(|run| untouched.contains(run)) => return None,
                None => format!("{} refers to `{path}`, which the site does not have", pages.named()),
                Some(_) if anchor.is_empty() => return None,
                Some(page) => match anchors.get(&digest(&page)) {
                    Some(anchors) if !anchors.contains(&digest(anchor)) => {
                        format!("{} refers to `#{anchor}` of `{page}`, which has no such anchor", pages.named())
                    }
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

/// The file that a path means: itself, or that of a folder.
fn existing(path: &str, is_there: &dyn Fn(&str) -> bool) -> Option<String> {
    let inside = if path.is_empty() { "index.html".to_owned() } else { format!("{path}/index.html") };
    [path.to_owned(), inside].into_iter().find(|path| is_there(path))
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
