//! The answer as a whole: an exact text, one of several texts, a pattern.

use std::borrow::Cow;

use regex::{Regex, RegexBuilder};

use super::arguments::Arguments;
use super::rule::{Rule, quoted, quoted_list};

/// The maximum size of a compiled pattern, in bytes. Matching takes time linear in the answer's length for any pattern:
/// <https://docs.rs/regex/latest/regex/#untrusted-input>.
const PATTERN_LIMIT: usize = 1 << 20;

pub(super) fn exact(arguments: &Arguments<'_, '_>) -> Option<Box<dyn Rule>> {
    Some(Box::new(Exact { text: arguments.text()? }))
}

pub(super) fn one_of(arguments: &Arguments<'_, '_>) -> Option<Box<dyn Rule>> {
    Some(Box::new(OneOf { texts: arguments.texts()?, any_case: arguments.truth("any_case")? }))
}

/// A text with straight quotation marks and apostrophes in place of curly ones.
pub(super) fn with_straight_marks(text: &str) -> Cow<'_, str> {
    if !text.contains(['’', '‘', '“', '”']) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace(['’', '‘'], "'").replace(['“', '”'], "\""))
}

/// A text without the full stop at its end.
pub(super) fn without_final_stop(text: &str) -> &str {
    text.strip_suffix('.').filter(|text| !text.ends_with('.')).unwrap_or(text)
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
struct Exact {
    text: String,
}

impl Rule for Exact {
    fn describe(&self) -> String {
        format!("exactly {}", quoted(&self.text))
    }

    fn objection(&self, answer: &str) -> Option<String> {
        (with_straight_marks(&self.text) != with_straight_marks(answer)).then(|| quoted(answer))
    }
}

/// One of these texts; a full stop at the end is not a part of them.
#[derive(Debug)]
struct OneOf {
    texts: Vec<String>,
    any_case: bool,
}

impl OneOf {
    fn plain(&self, text: &str) -> String {
        let text = with_straight_marks(without_final_stop(text)).into_owned();
        if self.any_case { text.to_lowercase() } else { text }
    }
}

impl Rule for OneOf {
    fn describe(&self) -> String {
        match self.texts.as_slice() {
            [text] => format!("{} and nothing else", quoted(text)),
            texts => format!("one of {}", quoted_list(texts)),
        }
    }

    fn objection(&self, answer: &str) -> Option<String> {
        let answered = self.plain(answer);
        (!self.texts.iter().any(|text| self.plain(text) == answered)).then(|| quoted(answer))
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
        let straight = with_straight_marks(answer);
        (!self.compiled.is_match(&straight) && !self.compiled.is_match(answer)).then(|| quoted(answer))
    }
}
