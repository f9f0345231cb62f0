//! A line of the front matter that pages show: its title, its finding, a correction.

use pulldown_cmark::{Event, Tag};

use super::address::{self, LinkAddress};
use super::manuscript::Manuscript;
use crate::diagnostic::{SourceFile, Span};

/// A line of the front matter. It may have links with a scheme of ours, so that the numbers of a headline are bound like those of the text; it
/// is read as Markdown only then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownLine {
    /// Plain text, white space folded.
    pub words: String,
    /// Where it stands in the source: between its quotes, or with them where escapes make it differ from the source.
    pub span: Span,
    /// Whether `span` holds just its text.
    pub(super) is_verbatim: bool,
    /// Whether it has links with a scheme of ours.
    pub(super) is_markdown: bool,
}

impl ShownLine {
    /// In place of a line that cannot be read, so that what else is wrong with its post is found.
    pub(super) fn stand_in() -> Self {
        Self { words: String::new(), span: Span::new(0, 0), is_verbatim: true, is_markdown: false }
    }
}

/// A line has links of ours, whose places are not known because of escapes.
#[derive(Debug)]
pub(super) struct NotVerbatim;

/// Reads a line: its decoded text, and where its value stands in the source, with its quotes.
pub(super) fn read(source: &SourceFile, text: &str, value: Span) -> Result<ShownLine, NotVerbatim> {
    let is_ours = |url: &str| matches!(address::read(url), LinkAddress::Ours(..));
    let ours = |event: &Event<'_>| matches!(event, Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) if is_ours(dest_url));
    let manuscript = Manuscript::read(text, 0..text.len());
    let is_markdown = manuscript.events.iter().any(|(event, _)| ours(event));
    let place = source.text().get(value.start..value.end).and_then(|written| written.find(text));
    if is_markdown && place.is_none() {
        return Err(NotVerbatim);
    }
    let words = match is_markdown {
        true => manuscript.words(0..manuscript.events.len()),
        false => text.split_whitespace().collect::<Vec<_>>().join(" "),
    };
    let span = place.map_or(value, |at| Span::new(value.start + at, value.start + at + text.len()));
    Ok(ShownLine { words, span, is_verbatim: place.is_some(), is_markdown })
}
