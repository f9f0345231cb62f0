//! What a word is, and which words are taken for the same: capitals, accents, and the ending of an English plural do not count.
//!
//! `static/search.js` does the same to what a reader types and to the texts in which it marks what was found; one list of examples,
//! `tests/fixtures/search/words.json`, holds both to it.

use std::sync::LazyLock;

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use regex::Regex;

/// The most characters of a word that count.
const LONGEST: usize = 24;

/// A word as it is written: letters, digits, what is combined with them, and apostrophes.
static WRITTEN: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"[\p{Alphabetic}\p{N}\p{M}'’]+").ok());

/// Calls `take` with every word of a text as it is searched for, in order, each as often as it is there. Scripts that are written without
/// spaces have a word for every two characters that follow each other, and one for the last.
pub fn words(text: &str, take: &mut impl FnMut(&str)) {
    if text.is_ascii() {
        ascii_words(text, take);
        return;
    }
    for written in written(text) {
        match written.is_ascii() {
            true => ascii_words(written, take),
            // What is made of one sign can have several words: `½` becomes `1⁄2`.
            false => self::written(&folded(written)).for_each(|word| with_unspaced(word, take)),
        }
    }
}

fn written(text: &str) -> impl Iterator<Item = &str> {
    WRITTEN.iter().flat_map(|pattern| pattern.find_iter(text)).map(|found| found.as_str())
}

/// The words of a text in ASCII: most texts are, and most of their words are as they are searched for.
fn ascii_words(text: &str, take: &mut impl FnMut(&str)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        let mut is_plain = true;
        while let Some(byte) = bytes.get(at).filter(|byte| byte.is_ascii_alphanumeric() || **byte == b'\'') {
            is_plain &= byte.is_ascii_lowercase() || byte.is_ascii_digit();
            at += 1;
        }
        match &text[start..at] {
            "" => at += 1,
            word if is_plain => spaced(word, take),
            word => spaced(&word.replace('\'', "").to_ascii_lowercase(), take),
        }
    }
}

/// A word without capitals, accents and apostrophes, and with its compatibility characters as ordinary ones.
fn folded(written: &str) -> String {
    let decomposed = DecomposingNormalizerBorrowed::new_nfkd().normalize(written);
    let kept: String = decomposed.chars().filter(|character| !is_dropped(*character)).collect();
    let mut plain = String::with_capacity(kept.len());
    for character in kept.to_lowercase().chars() {
        match character {
            'ß' => plain.push_str("ss"),
            'æ' => plain.push_str("ae"),
            'œ' => plain.push_str("oe"),
            'þ' => plain.push_str("th"),
            'ø' => plain.push('o'),
            'đ' | 'ð' => plain.push('d'),
            'ł' => plain.push('l'),
            'ı' => plain.push('i'),
            'ς' => plain.push('σ'),
            other => plain.push(other),
        }
    }
    ComposingNormalizerBorrowed::new_nfc().normalize(&plain).into_owned()
}

/// What does not tell words apart: apostrophes, the accents of Latin, Greek and Cyrillic, the points of Hebrew and Arabic, the stretched line of
/// Arabic, and what chooses between the forms of a sign.
fn is_dropped(character: char) -> bool {
    matches!(
        character,
        '\'' | '’'
            | '\u{300}'..='\u{36f}'
            | '\u{591}'..='\u{5c7}'
            | '\u{610}'..='\u{61a}'
            | '\u{640}'
            | '\u{64b}'..='\u{65f}'
            | '\u{670}'
            | '\u{6d6}'..='\u{6ed}'
            | '\u{fe00}'..='\u{fe0f}'
    )
}

/// Whether a script is written without spaces between words, or is searched as if it were: Thai, Lao, Burmese, Khmer, Japanese, Chinese, Korean.
fn is_unspaced(character: char) -> bool {
    matches!(
        character,
        '\u{e00}'..='\u{eff}'
            | '\u{1000}'..='\u{109f}'
            | '\u{1780}'..='\u{17ff}'
            | '\u{3005}'..='\u{3007}'
            | '\u{3040}'..='\u{30ff}'
            | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{ac00}'..='\u{d7af}'
            | '\u{20000}'..='\u{3ffff}'
    )
}

fn with_unspaced(word: &str, take: &mut impl FnMut(&str)) {
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let unspaced = is_unspaced(first);
        let end = rest.find(|character| is_unspaced(character) != unspaced).unwrap_or(rest.len());
        let (part, behind) = rest.split_at(end);
        if unspaced {
            let mut starts: Vec<usize> = part.char_indices().map(|(start, _)| start).collect();
            starts.push(part.len());
            starts.windows(3).for_each(|window| take(&part[window[0]..window[2]]));
            starts.iter().rev().nth(1).into_iter().for_each(|last| take(&part[*last..]));
        } else {
            spaced(part, take);
        }
        rest = behind;
    }
}

/// A word of a script with spaces, without the ending of an English plural.
fn spaced(folded: &str, take: &mut impl FnMut(&str)) {
    let bytes = folded.as_bytes();
    if !folded.is_ascii() || bytes.len() < 4 {
        cut(folded, take);
        return;
    }
    let without = |last: usize| &folded[..bytes.len() - last];
    match bytes {
        [.., b'i', b'e', b's'] => cut(without(2), take),
        [.., b's' | b'u' | b'i', b's'] => cut(folded, take),
        [.., b's'] => cut(without(1), take),
        [.., b'a' | b'e' | b'i' | b'o' | b'u', b'y'] => cut(folded, take),
        [.., b'y'] => cut(&format!("{}i", without(1)), take),
        _ => cut(folded, take),
    }
}

fn cut(word: &str, take: &mut impl FnMut(&str)) {
    let end = match word.len() > LONGEST {
        true => word.char_indices().nth(LONGEST).map_or(word.len(), |(end, _)| end),
        false => word.len(),
    };
    if end > 0 {
        take(&word[..end]);
    }
}
