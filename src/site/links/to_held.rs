//! Links from published posts to posts that are not published yet.

use super::atlas::{Atlas, Destination, LinkTarget};
use crate::content::{DirectiveKind, Post};
use crate::diagnostic::Diagnostic;
use crate::site::Material;
use crate::site::called::{Called, PostNames};

/// The links from published posts to posts that are not, where all are built.
pub fn links_to_held(material: &Material) -> Vec<Diagnostic> {
    let is_published = |post: &&Post| post.front.held_back(material.today).is_none();
    let published = || material.posts.iter().filter(is_published);
    let mut faults = Vec::new();
    let atlas = Atlas::new(material);
    let names = PostNames::of(published());
    for post in published() {
        for link in &post.links {
            if let Ok(Destination { target: LinkTarget::Page(_, Some(other)), .. }) = atlas.find(post, &link.url) {
                faults.extend(atlas.held.broken(other).map(|fault| fault.at(&post.source, link.span)));
            }
        }
        for directive in &post.directives {
            if let DirectiveKind::Post(slug) = &directive.kind
                && let Called::Nothing = names.called(post, slug)
            {
                faults.extend(atlas.held.link_to(post, slug).map(|fault| fault.at(&post.source, directive.span)));
            }
        }
    }
    faults
}
