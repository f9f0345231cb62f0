//! What is wrong, where, and the way out: source files, spans, diagnostics, and values that carry warnings.
//!
//! A stage that reads people's files returns its faults as [`Diagnostic`] values, all at once; only the
//! binary prints them. [`Diagnostic::render`] gives the text that a terminal, a page or a test sees:
//!
//! ```text
//! error: unknown check `bulets`
//!   --> data/suites/compliance/formatting.toml:12:3
//!    |
//! 12 |   { bulets = 3 },
//!    |     ^^^^^^ did you mean `bullets`?
//!    |
//!    = help: `offprint suite check --list` names every check
//! ```

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

/// A text file as it was read: its path for people (relative to the site's root) and its content; or an excerpt of one.
#[derive(Clone, PartialEq, Eq)]
pub struct SourceFile {
    inner: Arc<Content>,
}

#[derive(PartialEq, Eq)]
struct Content {
    path: String,
    first_line: usize,
    text: String,
}

impl SourceFile {
    /// A source of the given display path and text.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self::excerpt(path, 1, text)
    }

    /// A few lines of a file that is too large to hold, the first of them line `first_line` (from 1) of it.
    pub fn excerpt(path: impl Into<String>, first_line: usize, text: impl Into<String>) -> Self {
        Self { inner: Arc::new(Content { path: path.into(), first_line, text: text.into() }) }
    }

    /// The path for people, with forward slashes, relative to the site's root where it lies inside it.
    pub fn path(&self) -> &str {
        &self.inner.path
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.inner.text
    }

    /// The line and column (both from 1; columns count characters) of a byte offset, clamped to the text.
    pub fn position(&self, offset: usize) -> Position {
        let before = &self.text()[..floor_boundary(self.text(), offset)];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = self.inner.first_line + before.matches('\n').count();
        Position { line, column: before[line_start..].chars().count() + 1 }
    }

    /// The byte span of a line (from 1) without its line break; of the last line when there are fewer.
    pub fn line_span(&self, line: usize) -> Span {
        let mut start = 0;
        for (index, text) in self.text().split('\n').enumerate() {
            let end = start + text.len();
            if index + self.inner.first_line == line || end == self.text().len() {
                return Span::new(start, end);
            }
            start = end + 1;
        }
        Span::new(start, start)
    }
}

impl fmt::Debug for SourceFile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SourceFile({:?}, {} bytes)", self.path(), self.text().len())
    }
}

/// A place in a text, for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
}

/// A range of bytes in a [`SourceFile`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// A span from `start` up to, not including, `end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end: end.max(start) }
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The stage cannot give its result.
    Error,
    /// The result stands, but somebody should look.
    Warning,
}

/// One fault: what was found, where, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// A lowercase fragment that names the thing in backticks.
    pub message: String,
    /// The file and the bytes in it, where there is one.
    pub place: Option<(SourceFile, Span)>,
    /// What to write under the carets.
    pub label: Option<String>,
    /// The ways out, one a line after `= help:`.
    pub help: Vec<String>,
}

impl Diagnostic {
    /// An error without a place.
    pub fn error(message: impl Into<String>) -> Self {
        Self { severity: Severity::Error, message: message.into(), place: None, label: None, help: Vec::new() }
    }

    /// A warning without a place.
    pub fn warning(message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(message) }
    }

    /// The same fault, at a place.
    #[must_use]
    pub fn at(mut self, source: &SourceFile, span: impl Into<Span>) -> Self {
        self.place = Some((source.clone(), span.into()));
        self
    }

    /// The same fault, with words under the carets.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// The same fault, with one more way out.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// The diagnostic as text with a line break at its end; with ANSI colours if `colour`. Control
    /// characters from hostile input come out as visible stand-ins.
    pub fn render(&self, colour: bool) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let message = printable(&self.message);
        let label = self.label.as_deref().map(printable);
        let help: Vec<String> = self.help.iter().map(|line| printable(line)).collect();
        let title = level.primary_title(&message);
        let group = match &self.place {
            None => Group::with_title(title),
            Some((source, span)) => {
                let text = source.text();
                let start = floor_boundary(text, span.start);
                let end = floor_boundary(text, span.end).max(start);
                let annotation = AnnotationKind::Primary.span(start..end).label(label.as_deref());
                let snippet = Snippet::source(text).line_start(source.inner.first_line).path(source.path());
                title.element(snippet.annotation(annotation))
            }
        };
        let group = help.iter().fold(group, |group, line| group.element(Level::HELP.message(line)));
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let mut text = renderer.decor_style(DecorStyle::Ascii).render(&[group]);
        text.push('\n');
        text
    }

    /// Where this sorts: by file, then position, then message; faults without a place come first.
    fn order(&self) -> (Option<(&str, Span)>, &str) {
        (self.place.as_ref().map(|(source, span)| (source.path(), *span)), &self.message)
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.render(false))
    }
}

impl std::error::Error for Diagnostic {}

/// A value with what somebody should know about it.
#[derive(Debug, Clone)]
pub struct Checked<T> {
    /// The value, whole.
    pub value: T,
    /// Warnings, in the order they were found.
    pub warnings: Vec<Diagnostic>,
}

/// The result of a stage that reads people's files: a whole value with warnings, or every fault at once.
pub type Outcome<T> = Result<Checked<T>, Vec<Diagnostic>>;

/// Puts diagnostics into the order people read them: by file, then by position.
pub fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by(|a, b| a.order().cmp(&b.order()));
}

/// "did you mean `x`?" for the nearest of `known` to `found`, where one is near enough to be a slip.
pub fn did_you_mean<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let nearest =
        known.into_iter().map(|candidate| (strsim::damerau_levenshtein(found, candidate), candidate)).min()?;
    let near_enough = nearest.0 <= 1 + found.chars().count() / 4;
    near_enough.then(|| format!("did you mean `{}`?", nearest.1))
}

/// Text that is safe on a terminal: control characters and bidirectional overrides become `\u{..}` escapes; tabs become
/// spaces, line breaks stay.
pub fn printable(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => safe.push('\n'),
            '\t' => safe.push(' '),
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                safe.extend(character.escape_unicode());
            }
            control if control.is_control() => safe.extend(control.escape_unicode()),
            plain => safe.push(plain),
        }
    }
    safe
}

/// The nearest character boundary at or before `offset`.
fn floor_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_lines_and_characters_from_one() {
        let source = SourceFile::new("a.toml", "é = 1\nβeta");
        assert_eq!(source.position(0), Position { line: 1, column: 1 });
        assert_eq!(source.position(source.text().find("eta").expect("it is there")), Position { line: 2, column: 2 });
        assert_eq!(source.position(9999).line, 2);
    }

    #[test]
    fn an_excerpt_counts_from_its_first_line() {
        let source = SourceFile::excerpt("trials.jsonl", 41, "{}\n{oops}");
        assert_eq!(source.position(4), Position { line: 42, column: 2 });
        assert_eq!(source.line_span(42), Span::new(3, 9));
        assert!(Diagnostic::error("x").at(&source, 4..5).render(false).contains("--> trials.jsonl:42:2"));
    }

    #[test]
    fn a_fault_shows_its_line_and_its_way_out() {
        let source = SourceFile::new("suite.toml", "title = 'x'\nbulets = 3\n");
        let text = Diagnostic::error("unknown check `bulets`")
            .at(&source, 12..18)
            .label("did you mean `bullets`?")
            .help("`offprint suite list` names them")
            .render(false);
        insta::assert_snapshot!(text);
    }

    #[test]
    fn hostile_text_cannot_move_the_cursor() {
        let source = SourceFile::new("x", "\u{1b}[2Jhidden\n");
        let text = Diagnostic::error("bad \u{1b}[31mname\u{202e}").at(&source, 0..3).render(false);
        assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'), "{text:?}");
    }

    #[test]
    fn only_slips_are_suggested() {
        assert_eq!(did_you_mean("bulets", ["bullets", "words"]).as_deref(), Some("did you mean `bullets`?"));
        assert_eq!(did_you_mean("xyz", ["bullets", "words"]), None);
    }
}
