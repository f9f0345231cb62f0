//! Length: words, sentences, paragraphs, and the first word of a paragraph.

use std::sync::LazyLock;

use regex::Regex;

use super::rules::{Built, CountRule, Noun, read_comparison};
use super::sentences::sentences;
use super::text::{SPACE, words};
use crate::suite::check::arguments::Arguments;
use crate::suite::check::rule::{Rule, counted, quoted};
use crate::suite::pattern::pattern;
use crate::suite::whitespace::{is_space, trim};

static DIVIDER: LazyLock<Regex> = LazyLock::new(|| pattern(&format!(r"{SPACE}?\*\*\*{SPACE}?")));

pub(super) fn number_words(arguments: &Arguments<'_, '_>) -> Built {
    CountRule::build(read_comparison(arguments)?, arguments.whole()?, Noun::regular("word"), words)
}

pub(super) fn number_sentences(arguments: &Arguments<'_, '_>) -> Built {
    CountRule::build(read_comparison(arguments)?, arguments.whole()?, Noun::regular("sentence"), sentences)
}

pub(super) fn number_paragraphs(arguments: &Arguments<'_, '_>) -> Built {
    Some(Box::new(SeparatedParagraphs { count: arguments.whole()? }))
}

pub(super) fn nth_paragraph_first_word(arguments: &Arguments<'_, '_>) -> Built {
    let word = arguments.text()?.to_lowercase();
    let (nth, count) = (arguments.required_whole("paragraph")?, arguments.required_whole("of")?);
    if nth == 0 || nth > count {
        arguments.fault(
            format!("there is no paragraph {nth} in {}", counted(count, "paragraph")),
            arguments.place_of("paragraph"),
        );
        return None;
    }
    Some(Box::new(FirstWord { word, nth, count }))
}

/// Paragraphs separated by `***`. As in the reference, a blank one is ignored at the beginning and the end and an error
/// in between.
#[derive(Debug)]
struct SeparatedParagraphs {
    count: usize,
}

impl Rule for SeparatedParagraphs {
    fn describe(&self) -> String {
        format!("exactly {} separated by `***`", counted(self.count, "paragraph"))
    }

    fn objection(&self, answer: &str) -> Option<String> {
        let paragraphs: Vec<&str> = DIVIDER.split(answer).map(trim).collect();
        let inner = paragraphs.get(1..paragraphs.len().saturating_sub(1)).unwrap_or_default();
        if inner.contains(&"") {
            return Some("nothing between two `***`".to_owned());
        }
        let found = paragraphs.iter().filter(|paragraph| !paragraph.is_empty()).count();
        (found != self.count).then(|| counted(found, "paragraph"))
    }
}

/// Paragraphs separated by blank lines, one of which begins with a given word.
#[derive(Debug)]
struct FirstWord {
    word: String,
    nth: usize,
    count: usize,
}

impl Rule for FirstWord {
    fn describe(&self) -> String {
        let paragraphs = counted(self.count, "paragraph");
        format!("exactly {paragraphs}, the {} beginning with {}", ordinal(self.nth), quoted(&self.word))
    }

    fn objection(&self, answer: &str) -> Option<String> {
        // The reference counts without blank paragraphs but indexes with them, so that it can look at the wrong one:
        // https://github.com/scitix/sieval/pull/104. Here they are left out of both.
        let paragraphs: Vec<&str> = answer.split("\n\n").map(trim).filter(|paragraph| !paragraph.is_empty()).collect();
        let found = paragraphs.len();
        if found != self.count {
            return Some(counted(found, "paragraph"));
        }
        let word = first_word(paragraphs.get(self.nth.checked_sub(1)?)?);
        (word != self.word).then(|| quoted(&word))
    }
}

/// A paragraph's first word in lowercase, without leading quotation marks and without anything from the first
/// punctuation mark on.
fn first_word(paragraph: &str) -> String {
    let word = paragraph.split(is_space).find(|word| !word.is_empty()).unwrap_or_default();
    let word = word.trim_start_matches('\'').trim_start_matches('"');
    let end = word.find(['.', ',', '?', '!', '\'', '"']).unwrap_or(word.len());
    word[..end].chars().flat_map(char::to_lowercase).collect()
}

fn ordinal(number: usize) -> String {
    let ending = match (number % 10, number % 100) {
        (1, rest) if rest != 11 => "st",
        (2, rest) if rest != 12 => "nd",
        (3, rest) if rest != 13 => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}
