//! The measures of the tables that a terminal shows.

/// The width of a line, in characters.
pub(super) const COLUMNS: usize = 80;
/// The least width of the column of models, so that shortened names stay recognisable.
pub(super) const NARROWEST: usize = 10;
/// The space between two columns.
pub(super) const GAP: &str = "  ";

/// Text in lines of at most [`COLUMNS`] characters, broken at spaces, each after an indent. A word that is longer has a line of its own.
pub(super) fn wrapped(text: &str, indent: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_ascii_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= COLUMNS => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(format!("{indent}{word}")),
        }
    }
    lines
}

/// Text cut to a width, with an ellipsis where something was cut off.
pub(super) fn shortened(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let kept: String = text.chars().take(width.saturating_sub(1)).collect();
    format!("{kept}…")
}

/// Rows of equally many cells as lines. The first `left` columns are aligned to the left, the others to the right; the first column has what
/// the others leave of the line, and is shortened to that. Cells are of one line.
pub(super) fn table(rows: &[Vec<String>], left: usize) -> Vec<String> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widest = |column: usize| rows.iter().filter_map(|row| Some(row.get(column)?.chars().count())).max();
    let mut widths: Vec<usize> = (0..columns).map(|column| widest(column).unwrap_or(0)).collect();
    if let Some((first, others)) = widths.split_first_mut() {
        let others = others.iter().map(|width| width + GAP.len()).sum();
        *first = (*first).min(COLUMNS.saturating_sub(others).max(NARROWEST));
    }
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).enumerate().map(|(column, (text, width))| match column < left {
            true => format!("{:<width$}", shortened(text, *width)),
            false => format!("{text:>width$}"),
        });
        cells.collect::<Vec<_>>().join(GAP).trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_at_spaces() {
        let text = format!("{} {} end", "word ".repeat(20), "x".repeat(90));
        let lines = wrapped(&text, "  ");
        assert_eq!(lines.len(), 4, "{lines:?}");
        assert!(lines.iter().all(|line| line.starts_with("  ") && line.chars().count() <= 92), "{lines:?}");
        assert_eq!(lines.join(" ").split_whitespace().count(), 22);
        assert!(wrapped("", "  ").is_empty());
    }
}
