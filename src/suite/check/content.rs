//! Phrases and texts in an answer, at its beginning or at its end.

use super::arguments::Arguments;
use super::rule::{Rule, quoted, quoted_list};
use super::text::with_straight_marks;
use crate::suite::matcher::Phrases;
use crate::suite::words::is_pictograph;

pub(super) fn contains(arguments: &Arguments<'_, '_>) -> Option<Box<dyn Rule>> {
    let (texts, _) = arguments.phrases()?;
    // One finder per phrase, so that the objection can list the missing ones.
    let mut all = Vec::new();
    for text in texts {
        all.push((arguments.finder(std::slice::from_ref(&text))?, text));
    }
    Some(Box::new(Contains { all }))
}

pub(super) fn contains_any(arguments: &Arguments<'_, '_>) -> Option<Box<dyn Rule>> {
    let (texts, any) = arguments.phrases()?;
    Some(Box::new(ContainsAny { texts, any }))
}

pub(super) fn excludes(arguments: &Arguments<'_, '_>) -> Option<Box<dyn Rule>> {
    let (texts, any) = arguments.phrases()?;
    Some(Box::new(Excludes { texts, any }))
}

pub(super) fn starts_with(arguments: &Arguments<'_, '_>) -> Option<Box<dyn Rule>> {
    Some(Box::new(BeginsOrEnds { texts: arguments.beginnings()?, at: Edge::Beginning }))
}

pub(super) fn ends_with(arguments: &Arguments<'_, '_>) -> Option<Box<dyn Rule>> {
    Some(Box::new(BeginsOrEnds { texts: arguments.endings()?, at: Edge::End }))
}

#[derive(Debug)]
struct Contains {
    all: Vec<(Phrases, String)>,
}

impl Rule for Contains {
    fn describe(&self) -> String {
        let texts: Vec<String> = self.all.iter().map(|(_, text)| text.clone()).collect();
        format!("contains {}", quoted_list(&texts))
    }

    fn objection(&self, answer: &str) -> Option<String> {
        let missing: Vec<String> =
            self.all.iter().filter(|(phrase, _)| !phrase.are_in(answer)).map(|(_, text)| text.clone()).collect();
        (!missing.is_empty()).then(|| format!("no {}", quoted_list(&missing)))
    }
}

#[derive(Debug)]
struct ContainsAny {
    texts: Vec<String>,
    any: Phrases,
}

impl Rule for ContainsAny {
    fn describe(&self) -> String {
        match self.texts.as_slice() {
            [text] => format!("contains {}", quoted(text)),
            texts => format!("contains any of {}", quoted_list(texts)),
        }
    }

    fn objection(&self, answer: &str) -> Option<String> {
        (!self.any.are_in(answer)).then(|| match self.texts.as_slice() {
            [text] => format!("no {}", quoted(text)),
            _ => "none of them".to_owned(),
        })
    }
}

#[derive(Debug)]
struct Excludes {
    texts: Vec<String>,
    any: Phrases,
}

impl Rule for Excludes {
    fn describe(&self) -> String {
        format!("without {}", quoted_list(&self.texts))
    }

    fn objection(&self, answer: &str) -> Option<String> {
        self.any.find_at(answer, 0).map(|hit| quoted(&answer[hit]))
    }
}

#[derive(Debug)]
enum Edge {
    Beginning,
    End,
}

#[derive(Debug)]
struct BeginsOrEnds {
    texts: Vec<String>,
    at: Edge,
}

impl Rule for BeginsOrEnds {
    fn describe(&self) -> String {
        let verb = match self.at {
            Edge::Beginning => "starts with",
            Edge::End => "ends with",
        };
        match self.texts.as_slice() {
            [text] => format!("{verb} {}", quoted(text)),
            texts => format!("{verb} one of {}", quoted_list(texts)),
        }
    }

    fn objection(&self, answer: &str) -> Option<String> {
        let plain = |text: &str| with_straight_marks(text).to_lowercase();
        let straight = plain(answer);
        let mut texts = self.texts.iter().map(|text| plain(text));
        let passes = match self.at {
            Edge::Beginning => texts.any(|text| straight.starts_with(text.as_str())),
            Edge::End => texts.any(|text| straight.ends_with(&text) || without_emoji(&straight).ends_with(&text)),
        };
        // A few words are enough to see the difference.
        (!passes).then(|| {
            let mut words: Vec<&str> = answer.split_whitespace().collect();
            match self.at {
                Edge::Beginning => words.truncate(4),
                Edge::End => words = words.split_off(words.len().saturating_sub(4)),
            }
            quoted(&words.join(" "))
        })
    }
}

/// A text without the emoji after the mark that ends its last sentence: `See you on Saturday! 🎉`.
fn without_emoji(text: &str) -> &str {
    let without = text.trim_end_matches(|mark: char| mark.is_whitespace() || is_pictograph(mark));
    if without.ends_with(['.', '!', '?']) { without } else { text }
}
