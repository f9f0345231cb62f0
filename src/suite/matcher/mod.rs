//! The matcher: finds the phrases of a check in an answer.
//!
//! A phrase matches in any letter case, as whole words, over any white space, with straight or curly apostrophes and
//! quotation marks, with any hyphen, and with some of its words in bold or italics; `*` at the end of a word matches
//! any ending. A quantity in a phrase matches every spelling of the same quantity: `3 kg` is *3kg*, *three kilograms*
//! and *3,000 g*; `8 pm` is *20:00* and *eight in the evening*; `12 June` is *June 12th*. It never matches a part of
//! another number: `40` is not in *40,000*, and `16:05` is not in *16:05:18*.

mod clock;
mod date;
mod given;
mod guard;
mod number;
mod quantity;
mod units;

use std::ops::Range;
use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};
use thiserror::Error;

pub(super) use given::new_quantities;
pub(super) use quantity::all_in;

/// The longest pattern, in bytes: far more than any list needs.
const LONGEST_PATTERN: usize = 64 << 10;
/// The maximum size of a compiled pattern, in bytes: more than one of [`LONGEST_PATTERN`] can have.
const COMPILED_LIMIT: usize = 1 << 30;

/// Why phrases cannot be looked for.
#[derive(Debug, Clone, Copy, Error)]
#[error("too many phrases for one pattern")]
pub(super) struct TooManyPhrases;

/// Phrases, ready to be found in answers.
#[derive(Debug, Clone)]
pub(super) struct Phrases {
    pattern: String,
    /// Compiled when it is first needed: a suite has a thousand patterns, and most commands look at few cases.
    compiled: OnceLock<Option<Regex>>,
}

impl Phrases {
    /// Finds any of these phrases; a quantity in any spelling.
    ///
    /// # Errors
    /// The phrases are too many for one pattern.
    pub(super) fn new(phrases: &[String]) -> Result<Self, TooManyPhrases> {
        Self::of(phrases, true)
    }

    /// Finds any of these phrases; numbers only in the form in which they are written here.
    ///
    /// # Errors
    /// The phrases are too many for one pattern.
    pub(super) fn as_written(phrases: &[String]) -> Result<Self, TooManyPhrases> {
        Self::of(phrases, false)
    }

    fn of(phrases: &[String], any_spelling: bool) -> Result<Self, TooManyPhrases> {
        let patterns: Vec<String> = phrases.iter().map(|phrase| pattern(phrase, any_spelling)).collect();
        let pattern = patterns.join("|");
        let fits = pattern.len() <= LONGEST_PATTERN;
        fits.then(|| Self { pattern, compiled: OnceLock::new() }).ok_or(TooManyPhrases)
    }

    fn any(&self) -> Option<&Regex> {
        let compile =
            || RegexBuilder::new(&self.pattern).case_insensitive(true).size_limit(COMPILED_LIMIT).build().ok();
        self.compiled.get_or_init(compile).as_ref()
    }

    /// The first hit at or after a position, as a range of bytes.
    pub(super) fn find_at(&self, text: &str, from: usize) -> Option<Range<usize>> {
        let mut from = from;
        loop {
            // Not `find` on the rest of the text: a word boundary depends on the character before it.
            let hit = self.any()?.find_at(text, from)?.range();
            if guard::is_whole(text, &hit) {
                return Some(hit);
            }
            from = hit.start + text[hit.start..].chars().next().map_or(1, char::len_utf8);
        }
    }

    /// Whether any of the phrases is in the text.
    pub(super) fn are_in(&self, text: &str) -> bool {
        self.find_at(text, 0).is_some()
    }

    /// All hits that do not overlap.
    pub(super) fn all<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
        let mut from = 0;
        std::iter::from_fn(move || {
            let hit = self.find_at(text, from)?;
            from = hit.end.max(hit.start + 1);
            Some(hit)
        })
    }
}

/// The pattern of one phrase: quantities in any spelling, everything else literal except `*` at the end of a word.
fn pattern(phrase: &str, any_spelling: bool) -> String {
    let mut pattern = String::new();
    let mut at = 0;
    while let Some(character) = phrase[at..].chars().next() {
        let begins =
            phrase[..at].chars().next_back().is_none_or(|before| before.is_whitespace() || "([“\"".contains(before));
        let quantity = (any_spelling && begins).then(|| quantity::at_start(&phrase[at..])).flatten();
        if let Some((quantity, length)) = quantity {
            pattern.push_str(&quantity.pattern(at == 0));
            at += length;
            // `three nights` is found in `a three-night watch`, too.
            if let Some(rest) = phrase[at..].strip_prefix(' ') {
                pattern.push_str(r"[*_]*[\s‐‑–-]+[*_]*");
                at = phrase.len() - rest.len();
            }
            continue;
        }
        pattern.push_str(&bounded(phrase, at, character));
        at += character.len_utf8();
    }
    format!("(?:{pattern})")
}

/// The pattern of a literal character, with a word boundary where the phrase begins or ends with a word.
fn bounded(phrase: &str, at: usize, character: char) -> String {
    let end = at + character.len_utf8();
    let before = phrase[..at].chars().next_back();
    let after = phrase[end..].chars().next();
    let ends_a_word = before.is_some_and(is_word) && after.is_none_or(char::is_whitespace);
    if character == '*' && ends_a_word {
        return if after.is_none() { r"\w*(?:\b|_+\b)".to_owned() } else { r"\w*".to_owned() };
    }
    // `_` is a word character in a pattern: `_so_` is a word in italics, but `so` in `so_far` is not a word.
    let opens = if at == 0 && is_word(character) { r"(?:\b|\b_+)" } else { "" };
    let closes = if after.is_none() && is_word(character) { r"(?:\b|_+\b)" } else { "" };
    format!("{opens}{}{closes}", literal(character))
}

/// The pattern of one character: apostrophes, quotation marks, hyphens and spaces in any form.
pub(super) fn literal(character: char) -> String {
    match character {
        '\'' | '’' => "['’]".to_owned(),
        '"' | '“' | '”' => "[\"“”„]".to_owned(),
        // Hyphens, including the non-breaking one, and the dash between two numbers.
        '-' | '‐' | '‑' => "[-‐‑‒–]".to_owned(),
        // Markdown's characters for bold and italics are next to words.
        space if space.is_whitespace() => r"[*_]*\s+[*_]*".to_owned(),
        plain => regex::escape(plain.encode_utf8(&mut [0; 4])),
    }
}

/// Whether a character is a part of a word.
pub(super) fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(phrase: &str, text: &str) -> bool {
        Phrases::new(&[phrase.to_owned()]).is_ok_and(|phrases| phrases.are_in(text))
    }

    #[test]
    fn a_phrase_is_found_as_whole_words() {
        assert!(finds("close", "Close it!"));
        assert!(!finds("close", "It was disclosed."));
        assert!(!finds("can", "I can't."), "a part of a negation");
        assert!(finds("clos*", "They are closing it."));
        assert!(finds("don't stop", "so don’t\n stop"));
        assert!(finds("**Note**", "a **Note** here"), "an asterisk elsewhere is an asterisk");
        assert!(finds("(a)", "(a)"), "brackets are brackets");
    }

    #[test]
    fn a_quantity_is_found_in_every_spelling() {
        for (phrase, texts) in [
            ("3 kg", &["3kg", "3 kg", "3 kilograms", "three kilograms", "3,000 g", "a 3-kilogram stool", "3.0 kg"][..]),
            ("6 euros", &["EUR 6", "€6", "€6.00", "6-euro fee", "six euros", "6 Euro.", "6€", "6 EUR", "**6** euros"]),
            ("14 days", &["two weeks", "14 days", "fourteen days", "a fortnight", "14-day", "2 weeks"]),
            ("six weeks", &["6 weeks", "six-week rest", "42 days", "6-week"]),
            ("three nights", &["three nights", "3 nights", "three–nights"]),
            ("40 letters", &["forty letters", "40 letters"]),
            ("600", &["six hundred", "600.", "600 sandbags", "**600**", "600,", "(600)"]),
            ("2,000", &["2000", "2.000", "2 000", "two thousand", "£2,000", "$2000", "2k", "2 thousand"]),
            ("64", &["seat #64", "seat 64,", "sixty-four", "64th"]),
            (
                "8 pm",
                &[
                    "8pm",
                    "8 p.m.",
                    "8 PM",
                    "20:00",
                    "20.00",
                    "20h",
                    "eight in the evening",
                    "by eight",
                    "by 8.",
                    "eight o'clock",
                    "8:00 pm",
                    "Between six and eight",
                ],
            ),
            (
                "6 pm",
                &["from 6 to 8 pm", "6–8 pm", "six to eight in the evening", "between 6pm and 8pm", "18:00-20:00"],
            ),
            ("11:30", &["11:30am", "11.30", "half past eleven", "11:30 a.m.", "11:30!"]),
            ("12:00", &["noon", "12pm", "12:00", "at twelve", "midday", "12 noon"]),
            (
                "12 June",
                &[
                    "June 12th",
                    "the 12th of June",
                    "12th June",
                    "June 12",
                    "twelfth of June",
                    "12 Jun",
                    "Saturday, 12 June 2024",
                ],
            ),
            ("9 September", &["Sept. 9", "September 9th", "9 Sept", "9th September", "Sep 9"]),
            ("3:1", &["3-1", "three to one", "3–1", "3 to 1", "3 : 1"]),
            ("2 kilometres", &["2km", "two kilometers", "2k", "2,000 metres", "2-kilometre"]),
            ("7 %", &["7%", "seven percent", "7 per cent"]),
            ("twelve children", &["12 children", "Twelve children"]),
            ("2019", &["2019", "2019.", "twenty nineteen"]),
            ("half past", &["half past"]),
        ] {
            for text in texts {
                assert!(finds(phrase, text), "{phrase:?} is in {text:?}");
            }
        }
    }

    #[test]
    fn a_part_of_another_quantity_is_not_a_quantity() {
        for (phrase, texts) in [
            (
                "40",
                &[
                    "40,000 letters",
                    "1,40 letters",
                    "140",
                    "40.5",
                    "forty thousand",
                    "forty-one",
                    "40 000",
                    "1 400",
                    "40k",
                    "−40",
                ][..],
            ),
            (
                "600",
                &[
                    "1,600",
                    "600,000",
                    "one thousand six hundred",
                    "six hundred and five",
                    "1 600 sandbags",
                    "600 thousand",
                ],
            ),
            ("3 kg", &["13.3 kg", "3.3 kg", "13 kg", "3 g", "0.3 kg", "twenty-three kilograms", "33kg"]),
            ("16:05", &["16:05:18", "12:16:05", "4:05 am", "16:50"]),
            ("38 euros", &["0.38 euros", "€380", "38 dollars", "€38,000", "38 million euros"]),
            ("2 kilometres", &["1.2 kilometres", "2.5 kilometres", "two and a half kilometres", "12 km", "2½ km"]),
            (
                "8 pm",
                &[
                    "8 am",
                    "8:30 pm",
                    "18:00",
                    "by 8 kilometres",
                    "at 8:00 a.m.",
                    "by eighty",
                    "8 metres",
                    "28:00",
                    "by eight am",
                ],
            ),
            ("12 June", &["112 June", "12 July", "June 1", "June 120", "12 friends in June", "June 2"]),
            ("3:1", &["13:1", "3:10", "1:3", "3:1:4"]),
            ("six weeks", &["sixty weeks", "twenty-six weeks", "six days"]),
            ("2,000", &["12,000", "2,000,000", "22000", "two thousand and five", "200"]),
            ("14 days", &["140 days", "114 days", "four weeks"]),
            ("2019", &["20190", "12019", "2019.5"]),
        ] {
            for text in texts {
                assert!(!finds(phrase, text), "{phrase:?} is not in {text:?}");
            }
        }
    }

    #[test]
    fn a_number_as_written_is_found_in_no_other_form() {
        let written = Phrases::as_written(&["16:05".to_owned()]).expect("it is one phrase");
        assert!(written.are_in("the 16:05 train") && !written.are_in("five past four"));
        assert!(!written.are_in("16:05:18"));
    }
}
