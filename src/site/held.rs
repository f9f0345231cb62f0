//! Posts that are not published yet: what a link to one says.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::called::{Called, PostNames};
use super::{Material, plan};
use crate::content::{HeldBack, Post};
use crate::diagnostic::{Code, Diagnostic};
use crate::name::Slug;

/// The posts of a site that are not published yet.
pub(super) struct Held<'a> {
    today: NaiveDate,
    names: PostNames<'a>,
    /// By file and folder below `content/`, and by page; those only that are not built.
    paths: BTreeMap<String, &'a Post>,
}

impl<'a> Held<'a> {
    pub(super) fn of(material: &'a Material) -> Self {
        let is_held = |post: &&Post| post.front.held_back(material.today).is_some();
        let names = PostNames::of(material.held.iter().chain(&material.posts).filter(is_held));
        let mut paths = BTreeMap::new();
        for post in &material.held {
            let file = post.source.path().strip_prefix("content/").unwrap_or(post.source.path());
            let page = plan::post(post);
            let folder = page.path().trim_end_matches("index.html").trim_end_matches('/');
            for path in [file, page.path(), folder] {
                paths.entry(path.to_owned()).or_insert(post);
            }
        }
        Self { today: material.today, names, paths }
    }

    /// Why `post:NAME` in `from` would be broken, if it means a post that is held back.
    pub(super) fn link_to(&self, from: &Post, name: &Slug) -> Option<Diagnostic> {
        match self.names.called(from, name) {
            Called::Post(post) => self.broken(post),
            Called::Several(posts) => posts.into_iter().find_map(|post| self.broken(post)),
            Called::Nothing => None,
        }
    }

    /// Why a link to this file below `content/`, or to the page that it would have, would be broken, if it is that of a post that is held back.
    pub(super) fn link_to_file(&self, path: &str) -> Option<Diagnostic> {
        self.broken(self.paths.get(path)?)
    }

    /// Why a link to a post would be broken, if it is held back.
    pub(super) fn broken(&self, post: &Post) -> Option<Diagnostic> {
        let (what, help) = match post.front.held_back(self.today)? {
            HeldBack::Draft => ("is a draft".to_owned(), "remove `draft` from its front matter, or remove the link"),
            HeldBack::Ahead => (
                format!("is dated {}, which is in the future", post.front.date),
                "give it an earlier date, or remove the link",
            ),
        };
        Some(Diagnostic::error(Code::LINK_TO_DRAFT, format!("the post `{}` {what}", post.slug)).help(help))
    }
}

/// That a post is left out of the build.
pub fn left_out(post: &Post, why: HeldBack) -> Diagnostic {
    let path = post.source.path();
    let what = match why {
        HeldBack::Draft => "it is a draft".to_owned(),
        HeldBack::Ahead => format!("its date, {}, is in the future", post.front.date),
    };
    Diagnostic::warning(Code::HELD_BACK, format!("`{path}` is left out: {what}"))
        .help("`offprint build --drafts` builds it, too")
}
