//! Posts that are not published yet: what a link to one says.

use std::collections::BTreeSet;

use super::links::{Atlas, Destination, LinkTarget};
use super::{Material, plan};
use crate::content::{DirectiveKind, HeldBack, Post};
use crate::diagnostic::{Code, Diagnostic};
use crate::name::Slug;

/// Why a link to the post of this name would be broken, if the post is held back.
pub(super) fn link_to(material: &Material, slug: &Slug) -> Option<Diagnostic> {
    let mut posts = material.held.iter().chain(&material.posts);
    posts.find_map(|post| (post.slug == *slug).then(|| broken(material, post)).flatten())
}

/// Why a link to this file below `content/`, or to the page that it would have, would be broken, if it is that of a post that is held back.
pub(super) fn link_to_file(material: &Material, path: &str) -> Option<Diagnostic> {
    let is_it = |post: &&Post| {
        let file = post.source.path().strip_prefix("content/").unwrap_or(post.source.path());
        let page = plan::post(post);
        let folder = page.path().trim_end_matches("index.html").trim_end_matches('/');
        [file, page.path(), folder].contains(&path)
    };
    broken(material, material.held.iter().find(is_it)?)
}

/// Why a link to a post would be broken, if it is held back.
fn broken(material: &Material, post: &Post) -> Option<Diagnostic> {
    let (what, help) = match post.front.held_back(material.today)? {
        HeldBack::Draft => ("is a draft".to_owned(), "remove `draft` from its front matter, or remove the link"),
        HeldBack::Ahead => (
            format!("is dated {}, which is in the future", post.front.date),
            "give it an earlier date, or remove the link",
        ),
    };
    Some(Diagnostic::error(Code::LINK_TO_DRAFT, format!("the post `{}` {what}", post.slug)).help(help))
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

/// The links from published posts to posts that are not, where all are built.
pub fn links_to_held(material: &Material) -> Vec<Diagnostic> {
    let is_published = |post: &&Post| post.front.held_back(material.today).is_none();
    let published: BTreeSet<&Slug> = material.posts.iter().filter(is_published).map(|post| &post.slug).collect();
    let atlas = Atlas::new(material);
    let mut faults = Vec::new();
    for post in material.posts.iter().filter(is_published) {
        for directive in &post.directives {
            if let DirectiveKind::Post(slug) = &directive.kind
                && !published.contains(slug)
            {
                faults.extend(link_to(material, slug).map(|fault| fault.at(&post.source, directive.span)));
            }
        }
        for link in &post.links {
            if let Ok(Destination { target: LinkTarget::Page(_, Some(other)), .. }) = atlas.find(post, &link.url) {
                faults.extend(broken(material, other).map(|fault| fault.at(&post.source, link.span)));
            }
        }
    }
    faults
}
