//! The answer as a whole: an exact text, one of several texts, a pattern.

use std::borrow::Cow;
use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};
use regex_syntax::ast::{self, Ast, ClassSetItem, Flags, RepetitionKind, parse::Parser};

use super::arguments::Arguments;
use super::rule::{Rule, quoted, quoted_list};

/// The maximum size of a compiled pattern, in bytes. Matching takes time linear in the answer's length for any pattern:
/// <https://docs.rs/regex/latest/regex/#untrusted-input>.
const PATTERN_LIMIT: usize = 1 << 20;
/// The longest pattern that can be compiled later, in bytes, and more than one of that length has when compiled.
const LONGEST_PLAIN: usize = 4 << 10;
const PLAIN_LIMIT: usize = 1 << 30;

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
    match WholePattern::read(&pattern) {
        Ok(whole) => Some(Box::new(Matches { pattern, whole })),
        Err(error) => {
            let message = error.to_string();
            let reason = message.lines().last().unwrap_or_default().trim_start_matches("error: ");
            arguments.fault(format!("`{pattern}` is not a valid pattern: {reason}"), arguments.place());
            None
        }
    }
}

/// A pattern for the whole answer, compiled when the first answer is judged: in any letter case that takes far longer than to
/// parse it, and most commands that read a suite judge none.
#[derive(Debug)]
struct WholePattern {
    text: String,
    compiled: OnceLock<Option<Regex>>,
}

impl WholePattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// It is not a pattern, or too large.
    fn read(pattern: &str) -> Result<Self, regex::Error> {
        // Parsed on its own: an unbalanced bracket could otherwise close the group around it.
        let parsed = Parser::new().parse(pattern).map_err(|error| regex::Error::Syntax(error.to_string()))?;
        let whole = Self { text: format!(r"\A(?:{pattern})\z"), compiled: OnceLock::new() };
        if pattern.len() > LONGEST_PLAIN || ast::visit(&parsed, Plain).is_err() {
            let compiled = RegexBuilder::new(&whole.text).size_limit(PATTERN_LIMIT).build()?;
            return Ok(Self { compiled: OnceLock::from(Some(compiled)), ..whole });
        }
        Ok(whole)
    }

    fn is_match(&self, answer: &str) -> bool {
        let compile = || RegexBuilder::new(&self.text).size_limit(PLAIN_LIMIT).build().ok();
        self.compiled.get_or_init(compile).as_ref().is_some_and(|compiled| compiled.is_match(answer))
    }
}

/// Goes through a parsed pattern as long as nothing in it can fail to compile: a count can make it too large, a named class
/// may not exist, and without Unicode it may match a part of a character.
struct Plain;

impl Plain {
    fn flags(flags: &Flags) -> Result<(), ()> {
        flags.flag_state(ast::Flag::Unicode).map_or(Ok(()), |_| Err(()))
    }
}

impl ast::Visitor for Plain {
    type Output = ();
    type Err = ();

    fn finish(self) -> Result<(), ()> {
        Ok(())
    }

    fn visit_pre(&mut self, ast: &Ast) -> Result<(), ()> {
        match ast {
            Ast::ClassUnicode(_) => Err(()),
            Ast::Repetition(repetition) if matches!(repetition.op.kind, RepetitionKind::Range(_)) => Err(()),
            Ast::Flags(set) => Self::flags(&set.flags),
            Ast::Group(group) => group.flags().map_or(Ok(()), Self::flags),
            _ => Ok(()),
        }
    }

    fn visit_class_set_item_pre(&mut self, item: &ClassSetItem) -> Result<(), ()> {
        if matches!(item, ClassSetItem::Unicode(_)) { Err(()) } else { Ok(()) }
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
    whole: WholePattern,
}

impl Rule for Matches {
    fn describe(&self) -> String {
        format!("matches `{}`", self.pattern)
    }

    fn objection(&self, answer: &str) -> Option<String> {
        let straight = with_straight_marks(answer);
        (!self.whole.is_match(&straight) && !self.whole.is_match(answer)).then(|| quoted(answer))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_that_cannot_be_compiled_is_found_when_it_is_read() {
        for broken in ["- (eggs", "a)|(b", r"\pX", r"[\p{Nonesuch}]", r"(?:\w{1000}){1000}", r"(?-u:\xFF)", "[z-a]"] {
            assert!(WholePattern::read(broken).is_err(), "{broken}");
        }
        let long = "a|".repeat(LONGEST_PLAIN);
        assert!(WholePattern::read(&long).expect("it is one").compiled.get().is_some());
    }

    #[test]
    fn a_plain_pattern_is_compiled_when_an_answer_is_judged() {
        let whole = WholePattern::read(r"(?i)[\s\S]*, (?:oven[- ])?roast(?:ed|ing)?\b[^\n]*").expect("it is one");
        assert!(whole.compiled.get().is_none());
        assert!(whole.is_match("Pumpkin, OVEN-roasted, autumn") && !whole.is_match("Pumpkin, boiled, autumn"));
    }
}
