//! The lines of a file as terminals and shells leave them: with colours, progress that overwrites itself, and byte order marks where
//! files were joined.

use crate::diagnostic::Span;

/// A line without the white space, colours and marks around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// The byte at which its content begins.
    pub(super) start: usize,
    pub(super) text: &'a str,
    /// The byte at which the next line begins.
    pub(super) next: usize,
}

impl Line<'_> {
    pub(super) fn span(&self) -> Span {
        Span::new(self.start, self.start + self.text.len())
    }
}

/// All lines from a byte on.
pub(super) fn lines(text: &str, from: usize) -> impl Iterator<Item = Line<'_>> {
    std::iter::successors(line_from(text, from), |line| line_from(text, line.next))
}

/// What is left of the line at a byte; nothing at the end of the text. A carriage return ends a line too: progress bars overwrite
/// themselves with it.
pub(super) fn line_from(text: &str, at: usize) -> Option<Line<'_>> {
    let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
    let length =
        rest.find(['\n', '\r']).map_or(rest.len(), |end| end + if rest[end..].starts_with("\r\n") { 2 } else { 1 });
    let content = without_start(&rest[..length]);
    let start = at + length - content.len();
    Some(Line { start, text: without_end(content), next: at + length })
}

fn without_start(text: &str) -> &str {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(blank);
        match colour(rest) {
            Some(length) => rest = &rest[length..],
            None => return rest,
        }
    }
}

fn without_end(text: &str) -> &str {
    let mut rest = text;
    loop {
        rest = rest.trim_end_matches(blank);
        match rest.rfind('\u{1b}').filter(|at| colour(&rest[*at..]) == Some(rest.len() - at)) {
            Some(at) => rest = &rest[..at],
            None => return rest,
        }
    }
}

fn blank(character: char) -> bool {
    character.is_whitespace() || character == '\u{feff}'
}

/// The length of the control sequence of a terminal that a text begins with: `ESC [ 0 m`
/// (<https://ecma-international.org/publications-and-standards/standards/ecma-48/>, section 5.4).
fn colour(text: &str) -> Option<usize> {
    let inside = text.strip_prefix("\u{1b}[")?;
    let end = inside.find(|character: char| !matches!(character, '0'..='?'))?;
    inside.as_bytes().get(end).filter(|last| matches!(last, b'@'..=b'~')).map(|_| "\u{1b}[".len() + end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_without_what_is_around_them() {
        let text = "  a \r\n\u{feff}\u{1b}[0;32m{b}\u{1b}[0m\n10%\r20%\r\u{1b}[K| c |\n\n\u{1b}[ d";
        let found: Vec<&str> = lines(text, 0).map(|line| line.text).filter(|line| !line.is_empty()).collect();
        assert_eq!(found, ["a", "{b}", "10%", "20%", "| c |", "\u{1b}[ d"]);
        assert!(lines(text, 0).all(|line| text[line.start..].starts_with(line.text)));
        assert_eq!(line_from(text, text.len()), None);
        assert_eq!(lines("a\r\nb\n\nc", 0).map(|line| line.text).collect::<Vec<_>>(), ["a", "b", "", "c"]);
    }
}
