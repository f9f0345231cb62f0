//! Counts words, sentences, lines, paragraphs and characters as people do.
//!
//! Word and sentence boundaries are those of Unicode (UAX #29, <https://www.unicode.org/reports/tr29/>), corrected
//! where people count differently: a hyphenated word and `10:30` are one word each, `Dr. Okafor` does not end a
//! sentence, the number of a list item is not one of its words, and sentences entirely in lowercase count, too.

mod letter;
mod sentences;

use unicode_segmentation::UnicodeSegmentation;

pub(super) use letter::body;
pub(super) use sentences::sentences;

/// The number of words, not counting the markers of list items.
pub(super) fn words(text: &str) -> usize {
    text.lines().map(|line| words_of_line(without_list_mark(line))).sum()
}

/// The lines that are not blank.
pub(super) fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

/// The number of paragraphs: runs of lines separated by blank lines.
pub(super) fn paragraphs(text: &str) -> usize {
    let blank = |line: &str| line.trim().is_empty();
    let starts = text.lines().scan(true, |after_blank, line| {
        let starts = *after_blank && !blank(line);
        *after_blank = blank(line);
        Some(starts)
    });
    starts.filter(|starts| *starts).count()
}

/// The number of characters as people see them: grapheme clusters.
pub(super) fn characters(text: &str) -> usize {
    text.graphemes(true).count()
}

/// The marker of a bullet and the rest of its line: `-` and `text`.
pub(super) fn bullet(line: &str) -> Option<(char, &str)> {
    let mut characters = line.chars();
    let mark = characters.next().filter(|mark| "-*+•‣◦–—·".contains(*mark))?;
    let rest = characters.as_str();
    rest.starts_with(char::is_whitespace).then(|| (mark, rest.trim())).filter(|(_, rest)| !rest.is_empty())
}

/// The number of a list item and the rest of its line: `3. text`, `3) text`.
pub(super) fn numbered(line: &str) -> Option<(u32, &str)> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    // Three or more digits are a year or an amount.
    let number = line.get(..digits).filter(|text| text.len() <= 2)?.parse().ok()?;
    let rest = line.get(digits..)?.strip_prefix(['.', ')'])?;
    rest.starts_with(char::is_whitespace).then(|| (number, rest.trim())).filter(|(_, rest)| !rest.is_empty())
}

/// A line without the marker of a list item.
pub(super) fn without_list_mark(line: &str) -> &str {
    let line = line.trim();
    bullet(line).map(|(_, rest)| rest).or_else(|| numbered(line).map(|(_, rest)| rest)).unwrap_or(line)
}

/// Whether a line begins with the marker of a list item.
fn is_list_item(line: &str) -> bool {
    let line = line.trim();
    bullet(line).is_some() || numbered(line).is_some()
}

fn words_of_line(line: &str) -> usize {
    let mut count = 0;
    let mut end: Option<usize> = None;
    for (start, word) in line.unicode_word_indices() {
        let joined = end.is_some_and(|end| joins(line, end, start));
        count += usize::from(!joined);
        end = Some(start + word.len());
    }
    count
}

/// Whether the characters between two words join them: `well-known`, `10:30`, `3/4`.
fn joins(line: &str, end: usize, start: usize) -> bool {
    let digit_before = line[..end].ends_with(|c: char| c.is_ascii_digit());
    let digit_after = line[start..].starts_with(|c: char| c.is_ascii_digit());
    match &line[end..start] {
        "-" | "‐" | "‑" | "'" | "’" => true,
        ":" | "/" | "." | "," => digit_before && digit_after,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_as_people_do() {
        for (text, count) in [
            ("", 0),
            ("one", 1),
            ("A well-known rule — isn’t it?", 5),
            ("Meet at 10:30 on 3/4, 1,500 people", 7),
            ("1. First item\n2. Second item", 4),
            ("- a\n- b", 2),
            ("über schöne Straßen", 3),
            ("1984. It was", 3),
        ] {
            assert_eq!(words(text), count, "{text}");
        }
    }

    #[test]
    fn blank_lines_separate_paragraphs() {
        assert_eq!(paragraphs("one\nstill one\n \n\ntwo"), 2);
        assert_eq!(paragraphs(""), 0);
    }

    #[test]
    fn characters_are_what_people_see() {
        assert_eq!(characters("e\u{301}👩‍🚀"), 2);
    }
}
