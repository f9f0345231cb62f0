//! What a link that leads to nothing may have meant: a file of the same name elsewhere, in other capitals, or with a slip in it.

use super::address::folder;
use super::atlas::{Atlas, file_of};
use crate::content::Post;
use crate::diagnostic::did_you_mean;
use crate::site::plan;

/// The file or post of the same path in other capitals, as a path below `content/`.
pub(super) fn in_other_capitals(atlas: &Atlas<'_>, wanted: &str) -> Option<String> {
    let wanted = wanted.to_lowercase();
    sources(atlas).find(|source| source.to_lowercase() == wanted).map(str::to_owned)
}

/// The relative address, from a post, of the file or post that has the same name in another folder; else a name near to it.
pub(super) fn suggestion(atlas: &Atlas<'_>, post: &Post, wanted: &str) -> Option<String> {
    let name = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    let stem = |path: &str| {
        let whole = path.strip_suffix("/index.md").unwrap_or(path);
        name(whole).rsplit_once('.').map_or_else(|| name(whole), |(stem, _)| stem.to_owned())
    };
    let last = name(wanted);
    if let Some(same) = sources(atlas).find(|source| name(source) == last && last != "index.md") {
        return Some(written(post, same));
    }
    if let Some(found) = atlas.material.theme.files.keys().find(|file| name(file) == last) {
        return Some(format!("/{found}"));
    }
    // A link to a page that was meant for a post.
    let meant = stem(wanted.trim_end_matches("/index.html"));
    if let Some(same) = sources(atlas).find(|source| source.ends_with(".md") && stem(source) == meant) {
        return Some(written(post, same));
    }
    let beside: Vec<String> = sources(atlas).filter(|source| folder(source) == folder(wanted)).map(name).collect();
    let near = did_you_mean(&last, beside.iter().map(String::as_str))?;
    let near = near.split('`').nth(1)?.to_owned();
    let whole = if folder(wanted).is_empty() { near } else { format!("{}/{near}", folder(wanted)) };
    Some(written(post, &whole))
}

/// The address of the page that is near to this one, from the site's root.
pub(super) fn address(atlas: &Atlas<'_>, wanted: &str) -> Option<String> {
    let known: Vec<&str> = atlas.pages().map(|(page, _)| page.strip_suffix("/index.html").unwrap_or(page)).collect();
    let near = did_you_mean(wanted.strip_suffix("/index.html").unwrap_or(wanted), known)?;
    Some(format!("/{}/", near.split('`').nth(1)?))
}

/// A path below `content/` as a post writes it.
pub(super) fn written(post: &Post, path: &str) -> String {
    plan::content_file(path).from(&plan::content_file(file_of(post)))
}

/// Every post and file by its path below `content/`.
fn sources<'s>(atlas: &'s Atlas<'_>) -> impl Iterator<Item = &'s str> {
    atlas.material.posts.iter().map(file_of).chain(atlas.files.keys().copied())
}
