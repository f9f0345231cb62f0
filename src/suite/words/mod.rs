//! Word lists: what to look for in an answer, written as in prose.
//!
//! The lists in `words/*.txt` have one phrase per line, which matches like a phrase of a check (see
//! [`matcher`](super::matcher)) and has a few more special characters: `(a|b)` for alternatives, `…` for anything on the same line, `¶` for the end of a line. A line that
//! begins with `except ` excludes hits within that phrase; `#` begins a comment.

use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};

use super::matcher::{is_word, literal};

/// The maximum size of a compiled pattern, in bytes: far more than any list needs.
const PATTERN_LIMIT: usize = 16 << 20;

/// Refusals to answer.
pub(super) static REFUSALS: WordList = WordList::new(include_str!("refusals.txt"));
/// Chat before the answer.
pub(super) static LEAD_INS: WordList = WordList::new(include_str!("lead_ins.txt"));
/// Chat after the answer.
pub(super) static SIGN_OFFS: WordList = WordList::new(include_str!("sign_offs.txt"));
/// Reservations, disclaimers, and the other side's view.
pub(super) static HEDGES: WordList = WordList::new(include_str!("hedges.txt"));
/// Statements about being an AI, and advice to consult a professional.
pub(super) static DISCLAIMERS: WordList = WordList::new(include_str!("disclaimers.txt"));
/// Contractions, slang and exclamations.
pub(super) static INFORMAL: WordList = WordList::new(include_str!("informal.txt"));
/// Courtesy.
pub(super) static POLITE: WordList = WordList::new(include_str!("polite.txt"));
/// Courtesy of a formal text, which a blunt one may have, too.
pub(super) static COURTESIES: WordList = WordList::new(include_str!("courtesies.txt"));
/// Words that soften a statement.
pub(super) static SOFTENERS: WordList = WordList::new(include_str!("softeners.txt"));
/// Insults and reproaches.
pub(super) static RUDE: WordList = WordList::new(include_str!("rude.txt"));

/// A list of phrases from a data file, compiled on first use.
#[derive(Debug)]
pub(super) struct WordList {
    text: &'static str,
    compiled: OnceLock<Compiled>,
}

#[derive(Debug)]
struct Compiled {
    phrases: Regex,
    exceptions: Option<Regex>,
}

impl WordList {
    /// A list from the text of a data file.
    pub(super) const fn new(text: &'static str) -> Self {
        Self { text, compiled: OnceLock::new() }
    }

    /// The phrases and exceptions as written, without comments.
    pub(super) fn entries(&self) -> impl Iterator<Item = &'static str> {
        lines_of(self.text)
    }

    /// The first hit in an answer.
    pub(super) fn first_in<'a>(&self, answer: &'a str) -> Option<&'a str> {
        let compiled = self.compiled();
        let excepted: Vec<_> = compiled.exceptions.iter().flat_map(|pattern| pattern.find_iter(answer)).collect();
        let counts = |hit: &regex::Match<'_>| {
            // Exceptions are sorted and do not overlap, so only the first one that ends after the hit's start can
            // contain it.
            let after = excepted.partition_point(|exception| exception.end() <= hit.start());
            excepted.get(after).is_none_or(|exception| hit.end() <= exception.start())
        };
        compiled.phrases.find_iter(answer).find(counts).map(|hit| hit.as_str())
    }

    /// The hit at the beginning of an answer, after white space, Markdown characters and emoji.
    pub(super) fn opening<'a>(&self, answer: &'a str) -> Option<&'a str> {
        let answer = answer
            .trim_start_matches(|mark: char| mark.is_whitespace() || "*_#>".contains(mark) || is_pictograph(mark));
        let hit = self.compiled().phrases.find(answer)?;
        (hit.start() == 0).then(|| hit.as_str())
    }

    fn compiled(&self) -> &Compiled {
        self.compiled.get_or_init(|| {
            let (exceptions, phrases): (Vec<&str>, Vec<&str>) =
                self.entries().partition(|entry| entry.starts_with("except "));
            let exceptions = exceptions.iter().map(|entry| entry.trim_start_matches("except "));
            let exceptions: Vec<String> = exceptions.map(list_pattern).collect();
            Compiled {
                phrases: any_of(&phrases.into_iter().map(list_pattern).collect::<Vec<_>>())
                    .expect("the tests compile every list"),
                exceptions: (!exceptions.is_empty())
                    .then(|| any_of(&exceptions).expect("the tests compile every list")),
            }
        })
    }
}

/// The lines of a data file that are neither blank nor comments.
pub(super) fn lines_of(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn any_of(patterns: &[String]) -> Result<Regex, regex::Error> {
    RegexBuilder::new(&patterns.join("|")).case_insensitive(true).size_limit(PATTERN_LIMIT).build()
}

/// The pattern for a phrase of a word list, with its special characters.
fn list_pattern(phrase: &str) -> String {
    let translate = |character| match character {
        '*' => r"\w*".to_owned(),
        '…' => r"[^\n]*".to_owned(),
        '¶' => r"[ \t\r*]*(?:\n|\z)".to_owned(),
        '(' => "(?:".to_owned(),
        mark @ (')' | '|') => mark.to_string(),
        plain => literal(plain),
    };
    let pattern = phrase.chars().map(translate).collect();
    format!("(?:{})", bounded(phrase.trim_matches(['(', ')']), pattern))
}

/// A pattern that matches only at word boundaries, if the phrase begins or ends with a word.
fn bounded(phrase: &str, pattern: String) -> String {
    let opens = phrase.starts_with(is_word);
    let closes = phrase.ends_with(is_word);
    // `_` is a word character in a pattern: `_so_` is a word in italics, but `so` in `so_far` is not a word.
    format!("{}{pattern}{}", if opens { r"(?:\b|\b_+)" } else { "" }, if closes { r"(?:\b|_+\b)" } else { "" })
}

/// Whether a character is a pictograph: not a letter, a digit, or punctuation.
pub(super) fn is_pictograph(character: char) -> bool {
    !character.is_ascii() && !character.is_alphanumeric() && !"“”‘’„‚«»‹›–—•‣◦·…¿¡".contains(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_compiles_and_has_phrases() {
        for list in [
            &REFUSALS,
            &LEAD_INS,
            &SIGN_OFFS,
            &HEDGES,
            &DISCLAIMERS,
            &INFORMAL,
            &POLITE,
            &COURTESIES,
            &SOFTENERS,
            &RUDE,
        ] {
            assert!(list.entries().count() > 5);
            assert_eq!(list.first_in("zzz"), None);
        }
    }

    #[test]
    fn an_exception_excludes_a_hit() {
        assert_eq!(HEDGES.first_in("It is cheap, but risky."), Some(", but"));
        assert_eq!(HEDGES.first_in("It is not only cheap, but also safe."), None);
    }

    #[test]
    fn a_contrast_within_a_story_is_not_a_reservation() {
        for story in [
            "She learned for a year, but she failed the test.",
            "Three old men filled sandbags while others filmed.",
            "I asked twice, but no one answered.",
            "We may not build here.",
            "However long it takes, build it.",
        ] {
            assert_eq!(HEDGES.first_in(story), None, "{story}");
        }
        for reservation in [
            "Build it, but it will cost money.",
            "Build it, provided costs stay low.",
            "Close the street, at least on Saturdays.",
            "Build it, while others worry about the noise.",
            "Build it where possible.",
            "Keep debt down, except in emergencies.",
            "Keep the street open, even if some would like it quiet.",
            "Build it; however, it costs money.",
        ] {
            assert!(HEDGES.first_in(reservation).is_some(), "{reservation}");
        }
    }
}
