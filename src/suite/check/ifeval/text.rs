//! What the reference means by white space, words and letters: the rules of its language, which are not quite ours.
//!
//! White space includes the four ASCII separators; where a word's edge is looked for, combining marks are no part of it, while words are
//! counted with them; a text is in capitals where it has one capital and no small or title-case letter.

use std::sync::LazyLock;

use regex::Regex;

/// White space in a pattern.
pub(super) const SPACE: &str = r"[\s\x1c-\x1f]";

static WORD: LazyLock<Regex> = LazyLock::new(|| pattern(r"\w+"));
static WORD_CHARACTER: LazyLock<Regex> = LazyLock::new(|| pattern(r"[\p{L}\p{N}_]"));

/// A pattern of this module and its neighbours; the tests compile every one.
pub(super) fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the tests compile every pattern")
}

/// Whether a character is white space.
pub(in crate::suite) fn is_space(character: char) -> bool {
    character.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&character)
}

/// A text without the white space around it.
pub(in crate::suite) fn trim(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// How many words a text has.
pub(super) fn words(text: &str) -> usize {
    WORD.find_iter(text).count()
}

/// Whether a character can stand at a word's edge.
pub(super) fn is_word(character: char) -> bool {
    match character {
        ascii if ascii.is_ascii() => ascii.is_ascii_alphanumeric() || ascii == '_',
        other => other.is_alphanumeric() && WORD_CHARACTER.is_match(other.encode_utf8(&mut [0; 4])),
    }
}

/// Whether a text has capital letters and no others.
pub(super) fn is_capital(text: &str) -> bool {
    !text.chars().any(|letter| letter.is_lowercase() || is_title(letter)) && text.contains(char::is_uppercase)
}

/// Whether a text has small letters and no others.
pub(super) fn is_small(text: &str) -> bool {
    !text.chars().any(|letter| letter.is_uppercase() || is_title(letter)) && text.contains(char::is_lowercase)
}

/// A pattern that finds a text letter by letter, whatever its case; the dotted and the dotless `i` are the same as `i`.
///
/// # Errors
/// Where the text is too long for a pattern.
pub(super) fn whatever_case(text: &str) -> Result<Regex, regex::Error> {
    let mut source = String::from("(?i)");
    for character in text.chars() {
        match character {
            'i' | 'I' | 'İ' | 'ı' => source.push_str("[iİı]"),
            other => source.push_str(&regex::escape(other.encode_utf8(&mut [0; 4]))),
        }
    }
    Regex::new(&source)
}

/// Title-case letters: one sign for a capital and a small letter.
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
    fn capitals_are_told_as_the_reference_tells_them() {
        assert!(is_capital("A 1!") && !is_capital("1!") && !is_capital("Aa") && !is_capital("ǅA"));
        assert!(is_small("a 1!") && !is_small("1!") && !is_small("Aa"));
        assert!(!is_capital("ᾼ"), "a title-case letter that counts as a capital elsewhere");
    }

    #[test]
    fn a_dotted_capital_is_an_i() {
        let found = whatever_case("Istanbul").is_ok_and(|pattern| pattern.is_match("İSTANBUL"));
        assert!(found);
        assert!(whatever_case("a.b").is_ok_and(|pattern| !pattern.is_match("axb")), "a full stop is a full stop");
    }
}
