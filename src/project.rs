//! A site's root: finding it, reading `offprint.toml`, and handing out source files. The reading door.

use std::collections::BTreeMap;

use crate::diagnostic::SourceFile;
use crate::name::Slug;

/// What `offprint.toml` says.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// The site's name, in the masthead and page titles.
    pub title: String,
    /// One line for the foot of every page.
    pub tagline: Option<String>,
    /// Where the site will be published, for feeds and cards; links never need it.
    pub base_url: Option<String>,
    /// The first language: `en`.
    pub language: Slug,
    /// The licence of text and data: `CC BY 4.0`.
    pub licence: Option<String>,
    /// Targets of `offprint run` when none is named.
    pub targets: Vec<String>,
}

/// Templates and static files: the built-in theme, with a site's own files in their place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    /// Templates by their path below `templates/`: `post.html`.
    pub templates: Vec<SourceFile>,
    /// Static files by their path below `static/`: `site.css`.
    pub files: BTreeMap<String, Vec<u8>>,
}
