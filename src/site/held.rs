//! Posts that are not published yet: what a link to one says.

use super::Material;
use crate::content::{HeldBack, Post};
use crate::diagnostic::{Code, Diagnostic};
use crate::name::Slug;

/// Why a link to the post of this name would be broken, if the post is held back.
pub(super) fn link_to(material: &Material, slug: &Slug) -> Option<Diagnostic> {
    let is_it = |post: &&Post| post.slug == *slug && post.front.held_back(material.today).is_some();
    let post = material.held.iter().chain(&material.posts).find(is_it)?;
    let (what, help) = match post.front.held_back(material.today)? {
        HeldBack::Draft => ("is a draft".to_owned(), "remove `draft` from its front matter, or remove the link"),
        HeldBack::Ahead => (
            format!("is dated {}, which is in the future", post.front.date),
            "give it an earlier date, or remove the link",
        ),
    };
    Some(Diagnostic::error(Code::LINK_TO_DRAFT, format!("the post `{slug}` {what}")).help(help))
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
