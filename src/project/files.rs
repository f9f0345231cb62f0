//! The files of a site, by what they are for.

use std::collections::BTreeMap;

use crate::diagnostic::SourceFile;
use crate::name::Slug;

/// A Markdown file below `content/`.
#[derive(Debug, Clone)]
pub struct PostFile {
    /// Its path below the root and its text.
    pub source: SourceFile,
    /// The first folder: `en`.
    pub language: Slug,
    /// The folders between: `blog`.
    pub section: Vec<Slug>,
    /// The file's stem.
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

/// Templates, static files and the words around an author's text: the built-in theme, with a site's own files in their place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    /// Templates by their path below `templates/`: `post.html`.
    pub templates: Vec<SourceFile>,
    /// Static files by their path below `static/`: `site.css`.
    pub files: BTreeMap<String, Vec<u8>>,
    /// The built-in words of the interface, one file a language.
    pub strings: Vec<SourceFile>,
    /// The site's own, which replace single words of them.
    pub own_strings: Vec<SourceFile>,
}
