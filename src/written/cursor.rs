//! Looks at a text from a byte position, a bounded number of characters ahead, so that reading stays linear.

/// The longest word, in characters, and the longest gap between words.
const LONGEST_WORD: usize = 48;
const LONGEST_GAP: usize = 16;

/// The longest text without a break that is looked at as a whole, in characters.
const LONGEST_CHUNK: usize = 200;

/// The character at a position, which must be on a character's boundary.
pub(super) fn char_at(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

/// The character before a position.
pub(super) fn char_before(text: &str, at: usize) -> Option<char> {
    text.get(..at)?.chars().next_back()
}

/// Whether a word can begin at a position: what is before it is neither a letter nor a digit.
pub(super) fn begins(text: &str, at: usize) -> bool {
    char_before(text, at).is_none_or(|before| !before.is_alphanumeric())
}

/// Whether a word ends at a position.
pub(super) fn ends(text: &str, at: usize) -> bool {
    char_at(text, at).is_none_or(|after| !after.is_alphanumeric())
}

/// The end of the white space at a position.
pub(super) fn space(text: &str, at: usize) -> usize {
    run(text, at, LONGEST_GAP, char::is_whitespace)
}

/// The letters at a position, if any.
pub(super) fn word(text: &str, at: usize) -> &str {
    text.get(at..run(text, at, LONGEST_WORD, char::is_alphabetic)).unwrap_or_default()
}

/// The ASCII digits at a position, all of them.
pub(super) fn digits(text: &str, at: usize) -> &str {
    text.get(at..run(text, at, usize::MAX, |character| character.is_ascii_digit())).unwrap_or_default()
}

/// The end of the longest run of such characters.
fn run(text: &str, at: usize, most: usize, such: fn(char) -> bool) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let found = rest.char_indices().take(most).take_while(|(_, character)| such(*character)).last();
    found.map_or(at, |(start, character)| at + start + character.len_utf8())
}

/// The end of a phrase at a position, in any case; a space in it is any white space. Behind a phrase that ends in a letter, a word ends.
pub(super) fn phrase(text: &str, at: usize, phrase: &str) -> Option<usize> {
    let mut end = at;
    for expected in phrase.chars() {
        if expected == ' ' {
            let after = space(text, end);
            if after == end {
                return None;
            }
            end = after;
            continue;
        }
        let found = char_at(text, end)?;
        if found != expected && !found.to_lowercase().eq([expected]) {
            return None;
        }
        end += found.len_utf8();
    }
    let last = phrase.chars().next_back()?;
    (!last.is_alphanumeric() || ends(text, end)).then_some(end)
}

/// The end of the longest of these phrases at a position.
pub(super) fn any(text: &str, at: usize, phrases: &[&str]) -> Option<usize> {
    let first = char_at(text, at)?;
    // Most phrases differ in their first letter, which is quick to see.
    let lower = first.to_ascii_lowercase();
    let may = |words: &&&str| !first.is_ascii() || words.starts_with(lower) || words.starts_with(' ');
    phrases.iter().filter(may).filter_map(|words| phrase(text, at, words)).max()
}

/// The longest phrase of these groups at a position: its end and what its group means.
pub(super) fn longest<T: Copy>(text: &str, at: usize, groups: &[(T, &[&str])]) -> Option<(usize, T)> {
    let found = groups.iter().filter_map(|(meaning, phrases)| Some((any(text, at, phrases)?, *meaning)));
    found.max_by_key(|(end, _)| *end)
}

/// Whether a character separates what is written without white space: `latency—212`, `Coder(30B)`.
pub(super) fn separates(character: char) -> bool {
    character.is_whitespace() || "()[]{}\"“”„‘«»‹›;…|*—<>=≈≤≥~±".contains(character)
}

/// What is written without a break at a position, without punctuation at its end; the beginning of it if it is very long.
pub(super) fn chunk(text: &str, at: usize) -> &str {
    let end = run(text, at, LONGEST_CHUNK, |character| !separates(character));
    text.get(at..end).unwrap_or_default().trim_end_matches(|last: char| ".,:!?'’\u{2013}-/".contains(last))
}

/// The word before a position, across one gap: its letters and digits, a bounded number of them.
pub(super) fn word_before(text: &str, at: usize) -> &str {
    let before = text[..at].trim_end_matches(|last: char| last.is_whitespace() || "([".contains(last));
    let start = before
        .char_indices()
        .rev()
        .take(LONGEST_WORD)
        .take_while(|(_, character)| character.is_alphanumeric() || "-._:".contains(*character))
        .last();
    start.map_or("", |(start, _)| &before[start..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_match_in_any_case_and_with_any_space() {
        assert_eq!(phrase("Less\u{a0}than 3", 0, "less than"), Some(10));
        assert_eq!(phrase("lesser", 0, "less"), None);
        assert_eq!(phrase("ÜBER 3", 0, "über"), Some(5));
    }

    #[test]
    fn a_chunk_ends_before_its_punctuation() {
        assert_eq!(chunk("qwen3-coder:30b, then", 0), "qwen3-coder:30b");
        assert_eq!(chunk("llama.cpp.", 0), "llama.cpp");
        assert_eq!(word_before("the (30B)", 5), "the");
    }
}
