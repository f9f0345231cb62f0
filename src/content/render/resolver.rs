//! What rendering asks of the site.

use std::sync::Arc;

use crate::analysis::{FigureName, TableName};
use crate::content::{Directive, DirectiveKind, ExhibitParameters};
use crate::diagnostic::Diagnostic;
use crate::language::{Interface, Language};

/// What only the site knows: the content or address that each directive refers to. Names were checked before, from
/// [`Post::directives`](crate::content::Post::directives).
pub trait Resolver {
    /// The figure of that name as a block of HTML; `alt` is plain text.
    ///
    /// # Errors
    /// What keeps it from being shown.
    fn figure(&mut self, name: FigureName, parameters: &ExhibitParameters, alt: &str) -> Result<String, Diagnostic>;
    /// The table of that name as a block of HTML; `caption` is plain text.
    ///
    /// # Errors
    /// What keeps it from being shown.
    fn table(&mut self, name: TableName, parameters: &ExhibitParameters, caption: &str) -> Result<String, Diagnostic>;
    /// The address that a link to a run, a post, a model or a case leads to; not escaped.
    fn href(&mut self, kind: &DirectiveKind) -> String;
    /// The language of the page that a link leads to, where it is not that of the post.
    fn foreign(&mut self, kind: &DirectiveKind) -> Option<Language>;
    /// The words of the interface for the page.
    fn interface(&self) -> Arc<Interface>;
    /// The address that an ordinary link or picture has on the page; not escaped.
    fn link(&mut self, url: &str) -> String {
        url.to_owned()
    }
    /// The other server that a picture is on, where pages may not show it: it becomes a link.
    fn not_shown(&self, _url: &str) -> Option<String> {
        None
    }
    /// Width and height in pixels of the picture at an ordinary address, where they are known.
    fn size(&mut self, _url: &str) -> Option<(u32, u32)> {
        None
    }
    /// The markup around the words of a value, a claim or a number from elsewhere.
    fn marks(&mut self, directive: &Directive, occurrence: Occurrence) -> Marks;
}

/// HTML before and after some words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    /// Before.
    pub open: String,
    /// After.
    pub close: String,
}

/// Whether words are on the page for the first time. A sidenote is a second copy of a note, in which nothing has an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occurrence {
    /// For the first time.
    First,
    /// Once more.
    Again,
}
