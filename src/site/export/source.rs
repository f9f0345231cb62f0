//! Replaces parts of a source, and keeps everything else byte for byte.

use std::ops::Range;

/// A part of the source and what stands in its place.
pub(super) struct Change {
    pub(super) at: Range<usize>,
    pub(super) with: String,
    /// Whether it is several paragraphs, each line of which begins as the line that it stands in.
    pub(super) is_block: bool,
}

/// The part of the source with the changes in it; of two that overlap, the one that begins first.
pub(super) fn changed(source: &str, part: Range<usize>, mut changes: Vec<Change>) -> String {
    changes.sort_by_key(|change| (change.at.start, change.at.end));
    let mut text = String::with_capacity(part.len());
    let mut done = part.start;
    for change in changes {
        let Some(before) = source.get(done..change.at.start).filter(|_| change.at.end <= part.end) else { continue };
        text.push_str(before);
        match change.is_block {
            true => text.push_str(&begun(&change.with, &beginning(source, change.at.start))),
            false => text.push_str(&change.with),
        }
        done = change.at.end;
    }
    text + source.get(done..part.end).unwrap_or_default()
}

/// A block whose lines after the first begin so.
fn begun(block: &str, beginning: &str) -> String {
    let mut lines = block.split('\n');
    let mut text = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        text.push('\n');
        text.push_str(format!("{beginning}{line}").trim_end());
    }
    text
}

/// What the lines that continue the line at `at` begin with: the `>` of quotations, and the indentation of list items.
fn beginning(source: &str, at: usize) -> String {
    let start = source[..at].rfind('\n').map_or(0, |line| line + 1);
    source[start..at].chars().map(|character| if character == '>' { '>' } else { ' ' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(source: &str, at: Range<usize>, with: &str) -> String {
        let change = Change { at, with: with.to_owned(), is_block: true };
        changed(source, 0..source.len(), vec![change])
    }

    #[test]
    fn a_block_stays_in_its_quotation_and_its_list() {
        assert_eq!(of("> x\n", 2..3, "a\n\nb"), "> a\n>\n> b\n");
        assert_eq!(of("- x\n", 2..3, "a\n\nb"), "- a\n\n  b\n");
        assert_eq!(of("é x y", 3..4, "a"), "é a y");
    }

    #[test]
    fn changes_within_others_are_left_out() {
        let change = |at, with: &str| Change { at, with: with.to_owned(), is_block: false };
        assert_eq!(changed("abcdef", 1..5, vec![change(2..3, "!"), change(1..4, "X")]), "Xe");
    }
}
