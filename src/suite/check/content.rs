//! Phrases and texts in an answer, at its beginning or at its end.

use regex::Regex;

use super::arguments::Arguments;
use super::rule::{Rule, quoted, quoted_list};
use crate::suite::words;

pub(super) fn contains(arguments: &Arguments<'_, '_>) -> Option<Box<dyn Rule>> {
    let (texts, _) = arguments.phrases()?;
    // One pattern per phrase, so that the objection can list the missing ones.
    let all: Result<_, _> =
        texts.into_iter().map(|text| Ok((words::phrases(std::slice::from_ref(&text))?, text))).collect();
    match all {
        Ok(all) => Some(Box::new(Contains { all })),
        Err::<_, regex::Error>(error) => {
            arguments.fault(error.to_string(), arguments.place());
            None
        }
    }
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
    all: Vec<(Regex, String)>,
}

impl Rule for Contains {
    fn describe(&self) -> String {
        let texts: Vec<String> = self.all.iter().map(|(_, text)| text.clone()).collect();
        format!("contains {}", quoted_list(&texts))
    }

    fn objection(&self, answer: &str) -> Option<String> {
        let missing: Vec<String> =
            self.all.iter().filter(|(pattern, _)| !pattern.is_match(answer)).map(|(_, text)| text.clone()).collect();
        (!missing.is_empty()).then(|| format!("no {}", quoted_list(&missing)))
    }
}

#[derive(Debug)]
struct ContainsAny {
    texts: Vec<String>,
    any: Regex,
}

impl Rule for ContainsAny {
    fn describe(&self) -> String {
        match self.texts.as_slice() {
            [text] => format!("contains {}", quoted(text)),
            texts => format!("contains any of {}", quoted_list(texts)),
        }
    }

    fn objection(&self, answer: &str) -> Option<String> {
        (!self.any.is_match(answer)).then(|| match self.texts.as_slice() {
            [text] => format!("no {}", quoted(text)),
            _ => "none of them".to_owned(),
        })
    }
}

#[derive(Debug)]
struct Excludes {
    texts: Vec<String>,
    any: Regex,
}

impl Rule for Excludes {
    fn describe(&self) -> String {
        format!("without {}", quoted_list(&self.texts))
    }

    fn objection(&self, answer: &str) -> Option<String> {
        self.any.find(answer).map(|hit| quoted(hit.as_str()))
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
        let passes = match self.at {
            Edge::Beginning => self.texts.iter().any(|text| answer.starts_with(text)),
            Edge::End => self.texts.iter().any(|text| answer.ends_with(text)),
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
