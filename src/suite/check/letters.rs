//! Lowercase and uppercase.

use super::arguments::Arguments;
use super::rule::{Rule, quoted};

pub(super) fn lowercase(arguments: &Arguments<'_, '_>) -> Option<Box<dyn Rule>> {
    arguments.nothing()?;
    Some(Box::new(Letters { wanted: "all letters small", wrong: char::is_uppercase }))
}

pub(super) fn uppercase(arguments: &Arguments<'_, '_>) -> Option<Box<dyn Rule>> {
    arguments.nothing()?;
    Some(Box::new(Letters { wanted: "all letters capital", wrong: char::is_lowercase }))
}

#[derive(Debug)]
struct Letters {
    wanted: &'static str,
    wrong: fn(char) -> bool,
}

impl Rule for Letters {
    fn describe(&self) -> String {
        self.wanted.to_owned()
    }

    fn objection(&self, answer: &str) -> Option<String> {
        if !answer.contains(char::is_alphabetic) {
            return Some("no letters".to_owned());
        }
        answer.split_whitespace().find(|word| word.contains(self.wrong)).map(quoted)
    }
}
