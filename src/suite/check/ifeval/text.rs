//! Words and letters as the reference defines them, by the rules of Python's `re`, `regex` and `str`, which differ a
//! little from Rust's.
//!
//! At a word boundary (`\b` of `re`), combining marks are not part of a word, while words are counted (`\w+` of
//! `regex`, in NLTK) with them. A text is in uppercase (`str.isupper`) if it has at least one uppercase letter and no
//! lowercase or titlecase letter.

use std::sync::LazyLock;

use regex::Regex;

use crate::suite::pattern::pattern;

/// White space in a pattern, including the four ASCII separators, as in Python.
pub(super) const SPACE: &str = r"[\s\x1c-\x1f]";

static WORD: LazyLock<Regex> = LazyLock::new(|| pattern(r"\w+"));
static WORD_CHARACTER: LazyLock<Regex> = LazyLock::new(|| pattern(r"[\p{L}\p{N}_]"));

/// The number of words in a text.
pub(super) fn words(text: &str) -> usize {
    WORD.find_iter(text).count()
}

/// Whether a character is part of a word at a word boundary.
pub(super) fn is_word(character: char) -> bool {
    match character {
        ascii if ascii.is_ascii() => ascii.is_ascii_alphanumeric() || ascii == '_',
        other => other.is_alphanumeric() && WORD_CHARACTER.is_match(other.encode_utf8(&mut [0; 4])),
    }
}

/// Whether a text has uppercase letters and no others (`str.isupper`).
pub(super) fn is_upper(text: &str) -> bool {
    !text.chars().any(|letter| letter.is_lowercase() || is_title(letter)) && text.contains(char::is_uppercase)
}

/// Whether a text has lowercase letters and no others (`str.islower`).
pub(super) fn is_lower(text: &str) -> bool {
    !text.chars().any(|letter| letter.is_uppercase() || is_title(letter)) && text.contains(char::is_lowercase)
}

/// A pattern that finds a text in any case. In Python's `re.IGNORECASE`, unlike in Rust, `İ` and `ı` match `i`, too.
///
/// # Errors
/// The text is too long for a pattern.
pub(super) fn any_case_pattern(text: &str) -> Result<Regex, regex::Error> {
    let mut source = String::from("(?i)");
    for character in text.chars() {
        match character {
            'i' | 'I' | 'İ' | 'ı' => source.push_str("[iİı]"),
            other => source.push_str(&regex::escape(other.encode_utf8(&mut [0; 4]))),
        }
    }
    Regex::new(&source)
}

/// Whether a character is a titlecase letter: one character for an uppercase and a lowercase letter, such as `ǅ`.
fn is_title(letter: char) -> bool {
    matches!(
        letter,
        'ǅ' | 'ǈ' | 'ǋ' | 'ǲ' | 'ᾈ'..='ᾏ' | 'ᾘ'..='ᾟ' | 'ᾨ'..='ᾯ' | 'ᾼ' | 'ῌ' | 'ῼ'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_runs_of_letters_and_digits() {
        assert_eq!(words("It's a well-known 3.5"), 7);
        assert_eq!(words("snake_case"), 1);
        assert_eq!(words("धीरे धीरे"), 2, "a vowel sign is part of its word");
        assert!(is_word('ध') && !is_word('ी'));
    }

    #[test]
    fn case_is_determined_as_in_the_reference() {
        assert!(is_upper("A 1!") && !is_upper("1!") && !is_upper("Aa") && !is_upper("ǅA"));
        assert!(is_lower("a 1!") && !is_lower("1!") && !is_lower("Aa"));
        assert!(!is_upper("ᾼ"), "a titlecase letter that counts as a capital elsewhere");
    }

    #[test]
    fn a_dotted_i_matches_an_i() {
        let found = any_case_pattern("Istanbul").is_ok_and(|pattern| pattern.is_match("İSTANBUL"));
        assert!(found);
        assert!(any_case_pattern("a.b").is_ok_and(|pattern| !pattern.is_match("axb")), "a period is a period");
    }
}
