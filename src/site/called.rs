//! The post that `post:NAME` means.

use std::collections::BTreeMap;

use super::plan;
use crate::content::Post;
use crate::diagnostic::{Code, Diagnostic};
use crate::name::Slug;

/// Posts by their names.
#[derive(Debug)]
pub(super) struct PostNames<'a>(BTreeMap<&'a Slug, Vec<&'a Post>>);

/// The posts that a link to a name could mean.
#[derive(Debug)]
pub(super) enum Called<'a> {
    /// This one.
    Post(&'a Post),
    /// None has the name.
    Nothing,
    /// Several, none of them in the language of the link.
    Several(Vec<&'a Post>),
}

impl<'a> PostNames<'a> {
    pub(super) fn of(posts: impl IntoIterator<Item = &'a Post>) -> Self {
        let mut names: BTreeMap<&Slug, Vec<&Post>> = BTreeMap::new();
        posts.into_iter().for_each(|post| names.entry(&post.slug).or_default().push(post));
        Self(names)
    }

    /// The post that `post:NAME` in a post means: the one of the same language, else the only one in any other.
    pub(super) fn called(&self, from: &Post, name: &Slug) -> Called<'a> {
        let all = self.0.get(name).map_or(&[][..], Vec::as_slice);
        match (all.iter().find(|post| post.language == from.language), all) {
            (Some(post), _) | (None, [post]) => Called::Post(post),
            (None, []) => Called::Nothing,
            (None, several) => Called::Several(several.to_vec()),
        }
    }

    /// Two posts of one language and name: a link to the name could mean either.
    pub(super) fn faults(&self) -> Vec<Diagnostic> {
        let mut faults = Vec::new();
        for posts in self.0.values() {
            let mut first_of: BTreeMap<&Slug, &Post> = BTreeMap::new();
            for post in posts {
                let first = *first_of.entry(&post.language).or_insert(post);
                // Two files of one name in one section are two posts at one address, which is told elsewhere.
                if first.section != post.section {
                    faults.push(same_name(first, post));
                }
            }
        }
        faults
    }
}

fn same_name(first: &Post, post: &Post) -> Diagnostic {
    let message = format!("this post and `{}` have one name, `{}`", first.source.path(), post.slug);
    Diagnostic::error(Code::SAME_NAME, message)
        .at(&post.source, post.source.line_span(1))
        .label(format!("both are in `{}`, in two sections", post.language))
        .help("rename one of the files: `post:NAME` leads to the only post of a name in a language")
        .help("`aliases` in the front matter keeps the address of a page that was published already")
}

/// The fault of a link that could lead to several posts.
pub(super) fn several(name: &Slug, from: &Post, posts: &[&Post]) -> Diagnostic {
    let paths: Vec<String> = posts.iter().map(|post| format!("`{}`", post.source.path())).collect();
    let fault = Diagnostic::error(Code::SEVERAL_POSTS, format!("`post:{name}` could be {}", paths.join(" or ")));
    let example = posts.first().map(|post| plan::post(post).from(&plan::post(from))).unwrap_or_default();
    fault.help(format!("link to the page that is meant, as in `[words]({example})`"))
}
