//! Markdown into posts: front matter, directives, footnotes, HTML.
//!
//! [`parse`] reads a [`Post`] from its source and reports everything that is wrong with it; a post has its directives with their spans,
//! for the site to check. [`render`] turns it into HTML and gets from its caller what each directive refers to, because only the site
//! knows addresses, figures and tables.

pub mod parse;
pub mod render;

mod abbreviations;
mod address;
mod anchors;
mod directive;
mod foreign;
mod front_matter;
mod highlight;
mod line;
mod links;
mod manuscript;
mod markup;
mod math;
mod notes;
mod opening;
mod parsed_lines;
mod passages;
mod prose;
mod query;
mod reader;
mod shared;

use chrono::{Datelike, NaiveDate};

use crate::diagnostic::{SourceFile, Span};
use crate::name::{RunId, Slug};
use crate::project::LooseNumbers;

pub use address::host;
pub use anchors::PostHeading;
pub use directive::{Directive, DirectiveKind, ExhibitParameters, ExhibitWidth};
pub use foreign::{FOREIGN_MARKUP, ForeignMarkup};
pub use front_matter::{FOREIGN_KEYS, FRONT_KEYS, ForeignKey, ForeignTool, FrontKey};
pub use line::ShownLine;
pub use links::{LinkForm, OrdinaryLink, definitions, is_of_the_page};
pub use passages::{PostPassage, passages};
pub use prose::Stretch;
pub use query::{Operation, Query, QueryTerm};
pub use shared::SharedList;

/// A Markdown article that names its run. A copy shares what is long.
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
    /// The beginning of its first paragraph as plain text; empty without one.
    pub opening: String,
    /// Every directive, in order.
    pub directives: SharedList<Directive>,
    /// Every ordinary link and picture, in order.
    pub links: SharedList<OrdinaryLink>,
    /// Every stretch of text that a reader reads, in order, of a post that names a run: in others no number can be bound.
    pub prose: SharedList<Stretch>,
    /// Every heading, in order, with the id that links to it.
    pub headings: SharedList<PostHeading>,
    /// The ids in its raw HTML, with the places of their tags.
    pub html_ids: SharedList<(String, Span)>,
}

impl Post {
    /// The year of its date.
    pub fn year(&self) -> i32 {
        self.front.date.year()
    }

    /// Every id that a link can lead to: those of headings and of raw HTML. Notes, figures and tables have others besides.
    pub fn anchors(&self) -> impl Iterator<Item = &str> {
        let headings = self.headings.iter().map(|heading| heading.id.as_str());
        headings.chain(self.html_ids.iter().map(|(id, _)| id.as_str()))
    }
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
    /// Who wrote it, in the order of the front matter.
    pub authors: Vec<String>,
    /// The finding in a sentence or two, shown under the title and in lists.
    pub finding: Option<ShownLine>,
    /// What it is about, for search engines; shown in place of a finding that is not given.
    pub description: Option<ShownLine>,
    /// Its subjects, in the order of the front matter.
    pub tags: Vec<String>,
    /// Whether it is not to be published yet.
    pub draft: bool,
    /// Its earlier addresses.
    pub aliases: Vec<Alias>,
    /// What joins it with its translations of other names.
    pub translation: Option<Slug>,
    /// The runs it is about, in the order of the front matter.
    pub runs: Vec<NamedRun>,
    /// Its own licence; absent where it is that of the site.
    pub licence: Option<String>,
    /// The picture under its title.
    pub image: Option<LeadPicture>,
    /// What happens to loose numbers; absent where the site decides.
    pub numbers: Option<LooseNumbers>,
    /// Corrections, in the order of the front matter.
    pub errata: Vec<Erratum>,
}

/// An earlier address of a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// The file below the root of the site: `2024/old/index.html`.
    pub path: String,
    /// Where it is written.
    pub span: Span,
}

/// The picture under the title of a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeadPicture {
    /// As written, from the folder of the post.
    pub path: String,
    /// What it shows; empty where that is not said.
    pub alt: String,
    /// Where the path is written.
    pub span: Span,
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

/// Why a post is not published yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeldBack {
    /// It is a draft.
    Draft,
    /// Its date is in the future.
    Ahead,
}

impl FrontMatter {
    /// Why it is not published on this day, if it is not.
    pub fn held_back(&self, today: NaiveDate) -> Option<HeldBack> {
        match () {
            () if self.draft => Some(HeldBack::Draft),
            () if self.date > today => Some(HeldBack::Ahead),
            () => None,
        }
    }

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
