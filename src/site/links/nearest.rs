//! What a link that leads to nothing may have meant: a file of the same name elsewhere, in other capitals, or with a slip in it.

use std::collections::BTreeMap;

use super::address::folder;
use super::atlas::{Atlas, file_of};
use crate::content::Post;
use crate::diagnostic::nearest;
use crate::site::plan;

/// Posts and files by their path below `content/`; of several under one key, the first.
#[derive(Default)]
pub(super) struct NamesOfFiles<'a> {
    /// By the path in lowercase.
    lowercase: BTreeMap<String, &'a str>,
    /// By the name of the file.
    files: BTreeMap<&'a str, &'a str>,
    /// Posts by the name of the file, or of the bundle's folder, without its ending.
    stems: BTreeMap<&'a str, &'a str>,
    /// The names in each folder.
    folders: BTreeMap<&'a str, Vec<&'a str>>,
    /// Files of `static/` by their name.
    fixed: BTreeMap<&'a str, &'a str>,
}

impl<'a> NamesOfFiles<'a> {
    pub(super) fn of(atlas: &Atlas<'a>) -> Self {
        let mut names = Self::default();
        for path in atlas.material.posts.iter().map(file_of).chain(atlas.files.keys().copied()) {
            names.lowercase.entry(path.to_lowercase()).or_insert(path);
            names.files.entry(name(path)).or_insert(path);
            names.folders.entry(folder(path)).or_default().push(name(path));
            if path.ends_with(".md") {
                names.stems.entry(stem(path)).or_insert(path);
            }
        }
        for file in atlas.material.theme.files.keys() {
            names.fixed.entry(name(file)).or_insert(file);
        }
        names
    }

    /// The file or post of the same path in other capitals, as a path below `content/`.
    pub(super) fn in_other_capitals(&self, wanted: &str) -> Option<&'a str> {
        self.lowercase.get(&wanted.to_lowercase()).copied()
    }

    /// The relative address, from a post, of the file or post that has the same name in another folder; else a name near to it.
    pub(super) fn suggestion(&self, atlas: &Atlas<'_>, post: &Post, wanted: &str) -> Option<String> {
        let last = name(wanted);
        if let Some(same) = self.files.get(last).filter(|_| last != "index.md") {
            return Some(written(post, same));
        }
        if let Some(found) = self.fixed.get(last) {
            return Some(format!("/{found}"));
        }
        // A link to a page that was meant for a post.
        if let Some(same) = self.stems.get(stem(wanted.trim_end_matches("/index.html"))) {
            return Some(written(post, same));
        }
        let beside = self.folders.get(folder(wanted))?;
        let near = nearest(last, atlas.suggested(|| beside.clone()))?;
        let whole = if folder(wanted).is_empty() { near.to_owned() } else { format!("{}/{near}", folder(wanted)) };
        Some(written(post, &whole))
    }
}

/// The address of the page that is near to this one, from the site's root.
pub(super) fn address(atlas: &Atlas<'_>, wanted: &str) -> Option<String> {
    let page = |path: &'_ str| path.strip_suffix("/index.html").unwrap_or(path).len();
    let known = atlas.suggested(|| atlas.pages().map(|(path, _)| &path[..page(path)]).collect());
    Some(format!("/{}/", nearest(&wanted[..page(wanted)], known)?))
}

/// A path below `content/` as a post writes it.
pub(super) fn written(post: &Post, path: &str) -> String {
    plan::content_file(path).from(&plan::content_file(file_of(post)))
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn stem(path: &str) -> &str {
    let name = name(path.strip_suffix("/index.md").unwrap_or(path));
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}
