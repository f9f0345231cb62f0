//! The files of a site, by what they are for.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::diagnostic::{Diagnostic, SourceFile};
use crate::name::Slug;

/// What lies below `content/`.
#[derive(Debug, Default)]
pub struct ContentFolder {
    /// Every Markdown file that can be a post, in the order of their paths.
    pub posts: Vec<PostFile>,
    /// Every other file that a post may show or link to, in the order of their paths.
    pub files: Vec<ContentFile>,
    /// What cannot be read, what has a name that cannot become an address, and what is passed over.
    pub faults: Vec<Diagnostic>,
}

/// A file below `content/` that is not a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentFile {
    /// Its path below `content/`, with forward slashes: `en/blog/2026-05-05-title/photo.png`.
    pub name: String,
    /// What is known of it.
    pub facts: FileFacts,
    /// The nearest folder above it that has an `index.md`, below `content/`.
    pub bundle: Option<String>,
    /// Why it cannot be published, where its name means something else on another system.
    pub unusable: Option<Diagnostic>,
}

/// A Markdown file below `content/`.
#[derive(Debug, Clone)]
pub struct PostFile {
    /// Its path below the root and its text.
    pub source: SourceFile,
    /// The first folder: `en`.
    pub language: Slug,
    /// The folders between: `blog`.
    pub section: Vec<Slug>,
    /// The file's stem; of a bundle, its folder.
    pub slug: Slug,
}

/// A suite's files: `suite.toml` and the category files beside it, by name.
#[derive(Debug, Clone)]
pub struct SuiteFiles {
    /// `suite.toml`.
    pub manifest: SourceFile,
    /// The other `.toml` files of its folder.
    pub categories: Vec<SourceFile>,
}

/// What is known of a file that is published as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFacts {
    /// Where it is on the disk.
    pub path: PathBuf,
    /// Its length.
    pub bytes: u64,
    /// What its first bytes show, where its name has the ending of a picture.
    pub picture: Option<Picture>,
}

/// A file with the ending of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Picture {
    /// The format that its ending says: `PNG`.
    pub said: &'static str,
    /// The format that its bytes show; `None` where it is not one of [`super::PICTURE_FORMATS`].
    pub found: Option<&'static str>,
    /// Width and height as they are shown, in pixels; `None` where the file does not say them.
    pub size: Option<(u32, u32)>,
}

/// Templates, static files and the words around an author's text: the built-in theme, with a site's own files in their place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    /// Templates by their path below `templates/`: `post.html`.
    pub templates: Vec<SourceFile>,
    /// Static files by their path below `static/`: `site.css`.
    pub files: BTreeMap<String, StaticFile>,
    /// The built-in words of the interface, one file a language.
    pub strings: Vec<SourceFile>,
    /// The site's own, which replace single words of them.
    pub own_strings: Vec<SourceFile>,
}

/// A file that is published as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StaticFile {
    /// Compiled into the binary.
    BuiltIn(&'static [u8]),
    /// A file of the site.
    OnDisk(FileFacts),
}
