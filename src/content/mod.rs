//! Markdown into posts: front matter, directives, footnotes, HTML.
//!
//! [`parse`] reads a [`Post`] from its source and reports everything that is wrong with it; a post has its directives with their spans,
//! for the site to check. [`render`] turns it into HTML and gets from its caller what each directive refers to, because only the site
//! knows addresses, figures and tables.

pub mod parse;
pub mod render;

mod address;
mod front_matter;
mod manuscript;
mod notes;

use chrono::NaiveDate;

use crate::analysis::{FigureName, TableName};
use crate::diagnostic::{SourceFile, Span};
use crate::name::{RunId, Slug};

/// A Markdown article that names its run.
#[derive(Debug, Clone)]
pub struct Post {
    /// The file: `content/en/blog/2026-05-05-title.md`.
    pub source: SourceFile,
    /// `en`.
    pub language: Slug,
    /// `blog`: the folders between language and file.
    pub section: Vec<Slug>,
    /// The file's stem: `2026-05-05-title`.
    pub slug: Slug,
    /// Its front matter.
    pub front: FrontMatter,
    /// Where the body begins in the source, in bytes.
    pub body_start: usize,
    /// Every directive, in order.
    pub directives: Vec<Directive>,
}

/// The values of the front matter.
#[derive(Debug, Clone)]
pub struct FrontMatter {
    /// The title.
    pub title: String,
    /// The date it was published: from the front matter, else from the file's name.
    pub date: NaiveDate,
    /// The date of its last change.
    pub updated: Option<NaiveDate>,
    /// The finding in a sentence or two, shown under the title and in lists; plain text.
    pub finding: Option<String>,
    /// The run it is about.
    pub run: Option<(RunReference, Span)>,
}

/// How a post names a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunReference {
    /// This one.
    Id(RunId),
    /// The newest sealed run of the archive; the page names it.
    Latest,
}

/// A link or image with a scheme of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directive {
    /// What it refers to.
    pub kind: DirectiveKind,
    /// Alternative text of an image, words of a link: plain text.
    pub text: String,
    /// Its bytes in the source.
    pub span: Span,
}

/// What a directive refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DirectiveKind {
    /// `![..](figure:NAME)`, alone in its paragraph.
    Figure(FigureName),
    /// `![..](table:NAME)`, alone in its paragraph.
    Table(TableName),
    /// `[..](run:)`, `[..](run:ID)`.
    Run(Option<RunId>),
    /// `[..](post:SLUG)`.
    Post(Slug),
}
