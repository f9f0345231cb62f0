//! Markdown into posts: front matter, directives, footnotes, HTML.
//!
//! [`parse`] reads a [`Post`] from its source and reports everything that is wrong with it; a post has its directives with their spans,
//! for the site to check. [`render`] turns it into HTML and gets from its caller what each directive refers to, because only the site
//! knows addresses, figures and tables.

pub mod parse;
pub mod render;

mod address;
mod directive;
mod front_matter;
mod line;
mod manuscript;
mod notes;
mod prose;
mod query;
mod reader;

use chrono::NaiveDate;

use crate::diagnostic::{SourceFile, Span};
use crate::name::{RunId, Slug};
use crate::project::LooseNumbers;

pub use directive::{Directive, DirectiveKind, ExhibitParameters};
pub use line::ShownLine;
pub use prose::Stretch;
pub use query::{Operation, Query, QueryTerm};

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
    /// Every stretch of text that a reader reads, in order.
    pub prose: Vec<Stretch>,
}

/// The values of the front matter.
#[derive(Debug, Clone)]
pub struct FrontMatter {
    /// The title.
    pub title: ShownLine,
    /// The date it was published: from the front matter, else from the file's name.
    pub date: NaiveDate,
    /// The date of its last change.
    pub updated: Option<NaiveDate>,
    /// The finding in a sentence or two, shown under the title and in lists.
    pub finding: Option<ShownLine>,
    /// The runs it is about, in the order of the front matter.
    pub runs: Vec<NamedRun>,
    /// What happens to loose numbers; absent where the site decides.
    pub numbers: Option<LooseNumbers>,
    /// What joins it with its translations, where they have other names: their name, or a word that all of them have.
    pub translation: Option<Slug>,
    /// Corrections, in the order of the front matter.
    pub errata: Vec<Erratum>,
}

/// A run that a post is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedRun {
    /// What the post calls it; absent for `run = ".."`.
    pub name: Option<Slug>,
    /// The run.
    pub reference: RunReference,
    /// Where it is named.
    pub span: Span,
}

/// How a post names a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunReference {
    /// This one.
    Id(RunId),
    /// The newest sealed run of the archive; the page names it.
    Latest,
}

/// A correction, shown on the page with its date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erratum {
    /// When it was made.
    pub date: NaiveDate,
    /// What was wrong, and what is right.
    pub text: ShownLine,
}

impl FrontMatter {
    /// The run that is meant where none is named: `run`, or the only one of `runs`.
    pub fn own_run(&self) -> Option<&NamedRun> {
        let unnamed = self.runs.iter().find(|run| run.name.is_none());
        unnamed.or_else(|| self.runs.first().filter(|_| self.runs.len() == 1))
    }

    /// The run that lists show beside the post: its own, else the first of `runs`.
    pub fn main_run(&self) -> Option<&NamedRun> {
        self.own_run().or_else(|| self.runs.first())
    }

    /// The run that the post calls so.
    pub fn run_named(&self, name: &str) -> Option<&NamedRun> {
        self.runs.iter().find(|run| run.name.as_ref().is_some_and(|known| known.as_str() == name))
    }
}
