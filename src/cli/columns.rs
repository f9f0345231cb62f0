//! The measures of the tables that a terminal shows.

use offprint::text::printable;
use offprint::wording;

/// The width of a line, in characters.
pub(super) const COLUMNS: usize = 80;
/// The least width of the column of models, so that shortened names stay recognisable.
pub(super) const NARROWEST: usize = 12;
/// The space between two columns.
pub(super) const GAP: &str = "  ";

/// Text cut to a width, with an ellipsis where something was cut off.
pub(super) fn shortened(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let kept: String = text.chars().take(width.saturating_sub(1)).collect();
    format!("{kept}…")
}

/// A sentence in lines of [`COLUMNS`], broken at spaces, without anything that a terminal would execute.
pub(super) fn wrapped(sentence: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in printable(&wording::plain(sentence)).split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= COLUMNS => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
