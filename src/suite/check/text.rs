//! The answer as a whole: an exact text, one of several texts, a pattern.

use regex::{Regex, RegexBuilder};

use super::arguments::Arguments;
use super::rule::{Rule, quoted, quoted_list};

/// The maximum size of a compiled pattern, in bytes. Matching takes time linear in the answer's length for any pattern:
/// <https://docs.rs/regex/latest/regex/#untrusted-input>.
const PATTERN_LIMIT: usize = 1 << 20;

pub(super) fn exact(arguments: &Arguments<'_, '_>) -> Option<Box<dyn Rule>> {
    Some(Box::new(OneOf { texts: vec![arguments.text()?] }))
}

pub(super) fn one_of(arguments: &Arguments<'_, '_>) -> Option<Box<dyn Rule>> {
    Some(Box::new(OneOf { texts: arguments.texts()? }))
}

pub(super) fn matches(arguments: &Arguments<'_, '_>) -> Option<Box<dyn Rule>> {
    let pattern = arguments.text()?;
    let compile = |pattern: &str| RegexBuilder::new(pattern).size_limit(PATTERN_LIMIT).build();
    // Compiled on its own first: an unbalanced bracket could otherwise close the group around it.
    match compile(&pattern).and_then(|_| compile(&format!(r"\A(?:{pattern})\z"))) {
        Ok(compiled) => Some(Box::new(Matches { pattern, compiled })),
        Err(error) => {
            let message = error.to_string();
            let reason = message.lines().last().unwrap_or_default().trim_start_matches("error: ");
            arguments.fault(format!("`{pattern}` is not a valid pattern: {reason}"), arguments.place());
            None
        }
    }
}

#[derive(Debug)]
struct OneOf {
    texts: Vec<String>,
}

impl Rule for OneOf {
    fn describe(&self) -> String {
        match self.texts.as_slice() {
            [text] => format!("exactly {}", quoted(text)),
            texts => format!("one of {}", quoted_list(texts)),
        }
    }

    fn objection(&self, answer: &str) -> Option<String> {
        (!self.texts.iter().any(|text| text == answer)).then(|| quoted(answer))
    }
}

#[derive(Debug)]
struct Matches {
    pattern: String,
    compiled: Regex,
}

impl Rule for Matches {
    fn describe(&self) -> String {
        format!("matches `{}`", self.pattern)
    }

    fn objection(&self, answer: &str) -> Option<String> {
        (!self.compiled.is_match(answer)).then(|| quoted(answer))
    }
}
