//! Keywords: required, required a number of times, or forbidden.

use regex::Regex;

use super::rules::{Built, CountRule, Noun, read_comparison};
use super::text::{any_case_pattern, is_word};
use crate::suite::check::arguments::Arguments;
use crate::suite::check::rule::{Rule, quoted, quoted_list};

pub(super) fn existence(arguments: &Arguments<'_, '_>) -> Built {
    let keywords = patterns(arguments, arguments.texts()?)?;
    Some(Box::new(Existence { keywords }))
}

pub(super) fn frequency(arguments: &Arguments<'_, '_>) -> Built {
    let keyword = arguments.text()?;
    let count = arguments.required_whole("frequency")?;
    let comparison = read_comparison(arguments)?;
    let name = quoted(&keyword);
    let noun = Noun { one: name.clone(), many: name };
    // The reference takes a keyword for a regular expression; here it is text.
    let pattern = patterns(arguments, vec![keyword])?.pop()?.1;
    CountRule::build(comparison, count, noun, move |answer| pattern.find_iter(answer).count())
}

pub(super) fn forbidden_words(arguments: &Arguments<'_, '_>) -> Built {
    let words = patterns(arguments, arguments.texts()?)?;
    Some(Box::new(ForbiddenWords { words }))
}

fn patterns(arguments: &Arguments<'_, '_>, texts: Vec<String>) -> Option<Vec<(String, Regex)>> {
    let compile = |text: String| match any_case_pattern(&text) {
        Ok(pattern) => Some((text, pattern)),
        Err(_) => {
            arguments.fault(format!("{} is too long", quoted(&text)), arguments.place());
            None
        }
    };
    texts.into_iter().map(compile).collect()
}

fn names(words: &[(String, Regex)]) -> String {
    quoted_list(&words.iter().map(|(text, _)| text.clone()).collect::<Vec<_>>())
}

#[derive(Debug)]
struct Existence {
    keywords: Vec<(String, Regex)>,
}

impl Rule for Existence {
    fn describe(&self) -> String {
        format!("the keywords {}", names(&self.keywords))
    }

    fn objection(&self, answer: &str) -> Option<String> {
        let missing = self.keywords.iter().find(|(_, pattern)| !pattern.is_match(answer));
        missing.map(|(text, _)| format!("no {}", quoted(text)))
    }
}

#[derive(Debug)]
struct ForbiddenWords {
    words: Vec<(String, Regex)>,
}

impl Rule for ForbiddenWords {
    fn describe(&self) -> String {
        format!("without the words {}", names(&self.words))
    }

    fn objection(&self, answer: &str) -> Option<String> {
        let found = self.words.iter().find(|(_, pattern)| occurs_as_word(pattern, answer));
        found.map(|(text, _)| quoted(text))
    }
}

/// Whether the pattern matches somewhere with a word boundary at both ends (the reference's `\b`).
fn occurs_as_word(pattern: &Regex, answer: &str) -> bool {
    let mut from = 0;
    while let Some(found) = pattern.find_at(answer, from) {
        if is_edge(answer, found.start()) && is_edge(answer, found.end()) {
            return true;
        }
        // The next match may overlap this one.
        from = found.start() + found.as_str().chars().next().map_or(1, char::len_utf8);
    }
    false
}

/// Whether there is a word boundary at a position.
fn is_edge(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back().is_some_and(is_word);
    before != text[at..].starts_with(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alone(word: &str, answer: &str) -> bool {
        any_case_pattern(word).is_ok_and(|pattern| occurs_as_word(&pattern, answer))
    }

    #[test]
    fn a_word_occurs_between_boundaries() {
        assert!(alone("close", "Close it!") && !alone("close", "disclosed"));
        assert!(alone("a b a", "xa b a b a"), "the second match overlaps the first");
        assert!(!alone("!", "a ! b") && alone("!", "a!b"), "a punctuation mark has a boundary only next to a word");
    }
}
