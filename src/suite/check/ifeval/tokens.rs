//! Counts uppercase words as split by the reference's tokenizer, NLTK's `word_tokenize`
//! (<https://github.com/nltk/nltk/blob/develop/nltk/tokenize/destructive.py>), as far as uppercase letters depend on
//! it.
//!
//! The tokenizer follows the Penn Treebank: punctuation is separate, `IT'S` is `IT` and `'S`, `DON'T` is `DO` and
//! `N'T`, `CANNOT` is `CAN` and `NOT`; a hyphenated word is one token. It does not matter here to which token a
//! punctuation mark belongs, only where letters are separated.

use std::sync::LazyLock;

use regex::Regex;

use super::text::{is_upper, is_word};
use crate::suite::pattern::pattern;
use crate::suite::whitespace::is_space;

/// Contractions that the tokenizer splits (`MacIntyreContractions`).
static MERGED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b(?:(can)not|(d)'ye|(gim)me|(gon)na|(got)ta|(lem)me|(more)'n)\b|\b(wan)na\z"));

/// Endings that are split off after the short ones below.
const LONG_ENDINGS: [&str; 8] = ["'ll", "'LL", "'re", "'RE", "'ve", "'VE", "n't", "N'T"];

/// Endings that are split off first, without the apostrophe.
const SHORT_ENDINGS: [char; 6] = ['s', 'S', 'm', 'M', 'd', 'D'];

/// What may follow an apostrophe at the beginning of a word without being separated from it.
const CLITICS: [&str; 8] = ["re", "ve", "ll", "m", "t", "s", "d", "n"];

/// The number of tokens in uppercase.
pub(super) fn capital_words(text: &str) -> usize {
    pieces(text).map(capitals_of_piece).sum()
}

/// The parts of a text between white space and characters that are always tokens of their own.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut start = 0;
    let mut cuts = text.char_indices().filter_map(|(at, sign)| cut(text, at, sign));
    let mut ended = false;
    std::iter::from_fn(move || {
        if ended {
            return None;
        }
        let Some((end, next)) = cuts.next() else {
            ended = true;
            return text.get(start..);
        };
        let piece = text.get(start..end);
        start = next;
        // A doubled character is cut once at each of its two positions.
        Some(piece.unwrap_or_default())
    })
}

/// The end of a piece and the beginning of the next one, if the text is cut at this character.
fn cut(text: &str, at: usize, sign: char) -> Option<(usize, usize)> {
    let end = at + sign.len_utf8();
    let (before, after) = (|| text[..at].chars().next_back(), || text[end..].chars().next());
    let parts = match sign {
        '«' | '“' | '‘' | '„' | '`' | '»' | '”' | '’' | '"' | ';' | '@' | '#' | '$' | '%' | '&' | '?' | '!' | '*' => {
            true
        }
        '[' | ']' | '(' | ')' | '{' | '}' | '<' | '>' | '\u{2012}'..='\u{2015}' => true,
        ':' | ',' => after().is_none_or(|after| !is_digit(after)),
        '-' | '.' => before() == Some(sign) || after() == Some(sign),
        '\'' if before() == Some('\'') || after() == Some('\'') => true,
        '\'' if opens_word(before(), &text[end..]) => return Some((end, end)),
        other => is_space(other),
    };
    parts.then_some((at, end))
}

fn is_digit(character: char) -> bool {
    static DIGIT: LazyLock<Regex> = LazyLock::new(|| pattern(r"\d"));
    character.is_ascii_digit() || (!character.is_ascii() && DIGIT.is_match(character.encode_utf8(&mut [0; 4])))
}

/// Whether an apostrophe before a word is an opening quotation mark: in `'HELLO`, but not in `'S`.
fn opens_word(before: Option<char>, rest: &str) -> bool {
    let clitic = |clitic: &str| {
        let head = rest.get(..clitic.len()).is_some_and(|head| head.eq_ignore_ascii_case(clitic));
        head && !rest[clitic.len()..].starts_with(is_word)
    };
    !before.is_some_and(is_word) && rest.starts_with(is_word) && !CLITICS.into_iter().any(clitic)
}

/// The number of uppercase tokens in a piece.
fn capitals_of_piece(piece: &str) -> usize {
    let piece = piece.strip_suffix('\'').unwrap_or(piece);
    let (piece, short) = parted(piece, short_ending(piece));
    let (piece, long) = parted(piece, LONG_ENDINGS.into_iter().find(|ending| piece.ends_with(ending)).map(str::len));
    capitals_of_merged(piece) + [long, short].into_iter().flatten().filter(|ending| is_upper(ending)).count()
}

/// A piece split before an ending of this length in bytes, if something comes before the ending.
fn parted(piece: &str, ending: Option<usize>) -> (&str, Option<&str>) {
    let cut = piece.len() - ending.unwrap_or_default();
    match piece.split_at_checked(cut) {
        Some((head, tail)) if ending.is_some() && !head.is_empty() && !head.ends_with('\'') => (head, Some(tail)),
        _ => (piece, None),
    }
}

/// The length in bytes of an ending such as `'S`.
fn short_ending(piece: &str) -> Option<usize> {
    piece.strip_suffix(SHORT_ENDINGS)?.ends_with('\'').then_some(2)
}

fn capitals_of_merged(piece: &str) -> usize {
    // Most pieces have no uppercase letter, and testing for that is faster than the pattern.
    if !piece.contains(char::is_uppercase) {
        return 0;
    }
    let mut start = 0;
    let mut count = 0;
    for found in MERGED.captures_iter(piece) {
        let Some(whole) = found.get(0) else { continue };
        let Some(first) = found.iter().skip(1).flatten().next() else { continue };
        let parts = [&piece[start..whole.start()], first.as_str(), &piece[first.end()..whole.end()]];
        count += parts.into_iter().filter(|part| is_upper(part)).count();
        start = whole.end();
    }
    count + usize::from(is_upper(&piece[start..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uppercase_words_are_counted_as_the_treebank_splits_them() {
        for (text, count) in [
            ("", 0),
            ("HELLO, WORLD.", 2),
            ("IT'S I CAN'T CANNOT", 7),
            ("IT’S", 2),
            ("A-B USA's U.S.", 3),
            ("5,000USD a:B X...y", 3),
            ("'HELLO' 'S x-'Y", 3),
            ("GONNA WANNA WANNABE", 5),
            ("iPhone NASA-led", 0),
            ("ONE--TWO", 2),
        ] {
            assert_eq!(capital_words(text), count, "{text}");
        }
    }
}
