//! Source files, and places in them.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// A text file as it was read: its display path (relative to the site's root) and its content; or an excerpt of one.
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

    /// The display path, with forward slashes, relative to the site's root where it lies inside it.
    pub fn path(&self) -> &str {
        &self.inner.path
    }

    /// The line of the file that the text begins with, from 1.
    pub(super) fn first_line(&self) -> usize {
        self.inner.first_line
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
