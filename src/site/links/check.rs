//! What is wrong with the ordinary links of posts.

use std::collections::{BTreeMap, BTreeSet};

use super::atlas::{Atlas, Destination, LinkTarget, Miss, file_of};
use super::nearest::{self, NamesOfFiles};
use super::pictures;
use crate::content::{DirectiveKind, LinkForm, OrdinaryLink, Post, is_of_the_page};
use crate::diagnostic::{Code, Diagnostic};
use crate::site::post_runs::{PostRun, resolved};

/// Every fault of every link and picture, in the order of posts.
pub(in crate::site) fn check(atlas: &Atlas<'_>) -> Vec<Diagnostic> {
    let mut checker = Checker { atlas, anchors: BTreeMap::new(), nearest: None };
    let mut faults = Vec::new();
    for post in &atlas.material.posts {
        post.links.iter().for_each(|link| faults.extend(checker.of_link(post, link)));
    }
    faults
}

struct Checker<'c, 'a> {
    atlas: &'c Atlas<'a>,
    /// The anchors of posts, by their paths, collected when a link first leads to one.
    anchors: BTreeMap<&'a str, BTreeSet<&'a str>>,
    /// What links may have meant, collected for the first that leads to nothing.
    nearest: Option<NamesOfFiles<'a>>,
}

impl<'a> Checker<'_, 'a> {
    fn of_link(&mut self, post: &'a Post, link: &OrdinaryLink) -> Vec<Diagnostic> {
        let faults = match self.atlas.find(post, &link.url) {
            Ok(destination) => {
                let heading = self.heading(post, &destination);
                match link.form {
                    LinkForm::Picture | LinkForm::Lead => {
                        pictures::faults(link, &destination, &self.atlas.material.config.image_hosts)
                    }
                    LinkForm::Link | LinkForm::Html => heading.into_iter().collect(),
                }
            }
            Err(Miss::Empty) => vec![
                Diagnostic::error(Code::NO_SUCH_FILE, "this link has no address")
                    .help("write where it leads to, or leave the brackets out"),
            ],
            Err(Miss::Encoding) => vec![
                Diagnostic::error(Code::NO_SUCH_FILE, "this address is not UTF-8 once it is decoded")
                    .help("write the name of the file as it is; a `%` itself is `%25`"),
            ],
            Err(Miss::Outside) => vec![
                Diagnostic::error(Code::NO_SUCH_FILE, format!("`{}` leads out of the site", link.url))
                    .help("a post can link to what is below `content/` and `static/`: put the file there"),
            ],
            Err(Miss::Absent(path)) => vec![self.absent(post, link, &path)],
        };
        faults.into_iter().map(|fault| fault.at(&post.source, link.span)).collect()
    }

    /// The fault of an address at which nothing is.
    fn absent(&mut self, post: &Post, link: &OrdinaryLink, path: &str) -> Diagnostic {
        let atlas = self.atlas;
        if let Some(fault) = atlas.held.link_to_file(path) {
            return fault;
        }
        let tail = link.url.find(['?', '#']).map_or("", |at| &link.url[at..]);
        let is_rooted = link.url.starts_with('/');
        if let Some(why) = atlas.files.get(path).and_then(|file| file.unusable.as_ref()) {
            return Diagnostic::error(why.code, why.message.clone()).help("rename it, and change this link");
        }
        let nearest = self.nearest.get_or_insert_with(|| NamesOfFiles::of(atlas));
        if let Some(other) = nearest.in_other_capitals(path).filter(|_| !is_rooted) {
            let name = other.rsplit('/').next().unwrap_or(other);
            return Diagnostic::error(Code::OTHER_CASE, format!("the file of `{}` is `{name}`: capitals count", link.url))
                .label(format!("write `{}{tail}`", nearest::written(post, other)))
                .help("on most servers `a.png` and `A.png` are two files, so that the link would be broken once it is published");
        }
        let message = match (link.form, is_rooted) {
            (LinkForm::Picture | LinkForm::Lead, true) => format!("there is no picture `{}` in `static/`", link.url),
            (LinkForm::Picture | LinkForm::Lead, false) => {
                format!("there is no picture `{}` beside the post", link.url)
            }
            (_, true) => format!("the site has no page and no file `{}`", link.url),
            (_, false) => format!("there is no post, page or file `{}`", link.url),
        };
        let fault = Diagnostic::error(Code::NO_SUCH_FILE, message);
        let near = match is_rooted {
            true => nearest::address(atlas, path).or_else(|| nearest.suggestion(atlas, post, path)),
            false => nearest.suggestion(atlas, post, path),
        };
        let fault = match near {
            Some(near) => fault.label(format!("did you mean `{near}{tail}`?")),
            None => fault,
        };
        if is_rooted {
            return fault.help(
                "an address that begins with `/` is that of a page, or of a file in `static/`: `/images/photo.png`",
            );
        }
        let folder = file_of(post).rsplit_once('/').map_or("", |(folder, _)| folder);
        fault.help(format!("relative addresses begin in `content/{folder}/`: put the file there, or write where it is"))
    }

    /// The fault of an anchor that no heading has.
    fn heading(&mut self, post: &'a Post, destination: &Destination<'a>) -> Option<Diagnostic> {
        let atlas = self.atlas;
        let anchor = destination.anchor.as_deref()?;
        let other = match destination.target {
            LinkTarget::Itself => post,
            LinkTarget::Page(_, Some(other)) => other,
            _ => return None,
        };
        // `#` and `#top` are the top of any page (<https://html.spec.whatwg.org/multipage/browsing-the-web.html#scrolling-to-a-fragment>).
        let is_known = matches!(anchor, "" | "top") || anchor.starts_with(":~:");
        let anchors = self.anchors.entry(other.source.path()).or_insert_with(|| other.anchors().collect());
        if is_known || anchors.contains(anchor) || is_of_the_page(anchor) || is_of_an_exhibit(atlas, other, anchor) {
            return None;
        }
        let place =
            if std::ptr::eq(other, post) { "this post".to_owned() } else { format!("`{}`", other.source.path()) };
        let fault =
            Diagnostic::error(Code::NO_SUCH_HEADING, format!("no heading of {place} has the anchor `#{anchor}`"));
        let known: Vec<&str> = anchors.iter().copied().collect();
        let fault = match known.as_slice() {
            [] => fault.help("it has no heading"),
            [first @ .., last] if first.len() < 12 => {
                let listed: Vec<String> = first.iter().chain([last]).map(|anchor| format!("`#{anchor}`")).collect();
                fault.help(format!("its anchors are {}", listed.join(", ")))
            }
            _ => fault.help("a heading's anchor is its words in lowercase, with hyphens"),
        };
        Some(fault.hinted(anchor, atlas.suggested(|| known)))
    }
}

/// Whether an anchor may be that of a table of the post, or of a row of one.
fn is_of_an_exhibit(atlas: &Atlas<'_>, post: &Post, anchor: &str) -> bool {
    let mut tables = post.directives.iter().filter_map(|directive| match &directive.kind {
        DirectiveKind::Table(name, _) => Some(name.to_string()),
        _ => None,
    });
    if !tables
        .any(|name| anchor.strip_prefix(name.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('-')))
    {
        let is_row = |entry: &crate::site::RunMaterial| {
            let rows = entry.run.targets.iter().map(|target| target.id.as_str());
            rows.chain(entry.run.questions.iter().map(|question| question.case.as_str())).any(|row| row == anchor)
        };
        let runs = post.front.runs.iter().filter_map(|named| match resolved(atlas.material, named) {
            PostRun::Run(entry) => Some(entry),
            _ => None,
        });
        return post.directives.iter().any(|one| matches!(one.kind, DirectiveKind::Table(..)))
            && runs.into_iter().any(is_row);
    }
    true
}
