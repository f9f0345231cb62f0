//! Source files, and places in them.

use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// A text file as it was read: its display path (relative to the site's root) and its content; or an excerpt of one.
#[derive(Clone, PartialEq, Eq)]
pub struct SourceFile {
    inner: Arc<Content>,
}

struct Content {
    path: String,
    first_line: usize,
    text: String,
    /// Where each line begins, found when it is first asked for: a file may have as many faults as lines.
    lines: OnceLock<Vec<usize>>,
}

impl PartialEq for Content {
    fn eq(&self, other: &Self) -> bool {
        (&self.path, self.first_line, &self.text) == (&other.path, other.first_line, &other.text)
    }
}

impl Eq for Content {}

impl SourceFile {
    /// A source of the given display path and text.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self::excerpt(path, 1, text)
    }

    /// A few lines of a file that is too large to hold, the first of them line `first_line` (from 1) of it.
    pub fn excerpt(path: impl Into<String>, first_line: usize, text: impl Into<String>) -> Self {
        let (path, text, lines) = (path.into(), text.into(), OnceLock::new());
        Self { inner: Arc::new(Content { path, first_line, text, lines }) }
    }

    /// The display path, with forward slashes, relative to the site's root where it lies inside it.
    pub fn path(&self) -> &str {
        &self.inner.path
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.inner.text
    }

    /// The line and column (both from 1; columns count characters) of a byte offset, clamped to the text.
    pub fn position(&self, offset: usize) -> Position {
        let offset = floor_boundary(self.text(), offset);
        let index = self.line_index(offset);
        let column = self.text()[self.line_starts()[index]..offset].chars().count() + 1;
        Position { line: self.inner.first_line + index, column }
    }

    /// Where each line begins; the first at 0.
    fn line_starts(&self) -> &[usize] {
        let found = || {
            let after_breaks = self.text().bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
            std::iter::once(0).chain(after_breaks).collect()
        };
        self.inner.lines.get_or_init(found)
    }

    /// The number of lines before the one that holds a byte.
    fn line_index(&self, offset: usize) -> usize {
        self.line_starts().partition_point(|start| *start <= offset) - 1
    }

    /// The whole lines that hold a span: the first one's number, its first byte, and their text.
    pub(super) fn lines_of(&self, span: Span) -> (usize, usize, &str) {
        let (first, last) = (self.line_index(span.start), self.line_index(span.end));
        let (start, end) = (self.line_starts()[first], self.line_starts().get(last + 1));
        let text = &self.text()[start..end.map_or(self.text().len(), |end| end - 1)];
        (self.inner.first_line + first, start, text)
    }

    /// The byte span of a line (from 1) without its line break; of the last line when there are fewer.
    pub fn line_span(&self, line: usize) -> Span {
        let starts = self.line_starts();
        let index = line.saturating_sub(self.inner.first_line).min(starts.len() - 1);
        let end = starts.get(index + 1).map_or(self.text().len(), |next| next - 1);
        Span::new(starts[index], end)
    }
}

impl fmt::Debug for SourceFile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SourceFile({:?}, {} bytes)", self.path(), self.text().len())
    }
}

/// A place in a text, for display.
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

/// The nearest character boundary at or before `offset`.
pub(super) fn floor_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}
