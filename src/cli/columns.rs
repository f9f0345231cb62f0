//! The measures of the tables that a terminal shows.

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
