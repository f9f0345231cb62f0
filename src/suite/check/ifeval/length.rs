//! How many words, sentences and paragraphs there are, and how a paragraph begins.

use std::sync::LazyLock;

use regex::Regex;

use super::text::{SPACE, is_space, pattern, trim, words};
use super::{Amount, Built, Thing, relation, sentences::sentences};
use crate::suite::check::arguments::Arguments;
use crate::suite::check::{Rule, counted, quoted};

static DIVIDER: LazyLock<Regex> = LazyLock::new(|| pattern(&format!(r"{SPACE}?\*\*\*{SPACE}?")));

pub(super) fn number_words(arguments: &Arguments<'_, '_>) -> Built {
    Amount::rule(relation(arguments)?, arguments.whole()?, Thing::regular("word"), words)
}

pub(super) fn number_sentences(arguments: &Arguments<'_, '_>) -> Built {
    Amount::rule(relation(arguments)?, arguments.whole()?, Thing::regular("sentence"), sentences)
}

pub(super) fn number_paragraphs(arguments: &Arguments<'_, '_>) -> Built {
    Some(Box::new(Divided { count: arguments.whole()? }))
}

pub(super) fn nth_paragraph_first_word(arguments: &Arguments<'_, '_>) -> Built {
    let word = arguments.text()?.to_lowercase();
    let (nth, count) = (arguments.required_whole("paragraph")?, arguments.required_whole("of")?);
    if nth == 0 || nth > count {
        arguments.fault(
            format!("there is no paragraph {nth} among {}", counted(count, "paragraph")),
            arguments.place_of("paragraph"),
        );
        return None;
    }
    Some(Box::new(FirstWord { word, nth, count }))
}

/// Paragraphs with `***` between them; a blank one may stand only at the beginning or the end, and counts nothing.
#[derive(Debug)]
struct Divided {
    count: usize,
}

impl Rule for Divided {
    fn describe(&self) -> String {
        format!("exactly {} divided by `***`", counted(self.count, "paragraph"))
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

/// Paragraphs with blank lines between them, one of which begins with a word.
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
        // Blank paragraphs are none, neither in the count nor in the order.
        let paragraphs: Vec<&str> = answer.split("\n\n").map(trim).filter(|paragraph| !paragraph.is_empty()).collect();
        let found = paragraphs.len();
        if found != self.count {
            return Some(counted(found, "paragraph"));
        }
        let word = first_word(paragraphs.get(self.nth.checked_sub(1)?)?);
        (word != self.word).then(|| quoted(&word))
    }
}

/// A paragraph's first word in small letters, without quotation marks before it and without what follows a sign.
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
