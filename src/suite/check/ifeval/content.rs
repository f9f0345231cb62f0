//! Content: placeholders, a postscript, fixed phrases, beginnings and endings.

use std::sync::LazyLock;

use regex::Regex;

use super::rules::{Built, Comparison, CountRule, FixedRule, Noun};
use crate::suite::check::arguments::Arguments;
use crate::suite::check::rule::{Rule, counted, quoted};
use crate::suite::pattern::pattern;
use crate::suite::whitespace::trim;

static PLACEHOLDER: LazyLock<Regex> = LazyLock::new(|| pattern(r"\[.*?\]"));

/// The phrases of which the answer must contain one.
const OPTIONS: [&str; 3] = ["My answer is yes.", "My answer is no.", "My answer is maybe."];

/// The separator between two answers.
const BETWEEN_RESPONSES: &str = "******";

pub(super) fn number_placeholders(arguments: &Arguments<'_, '_>) -> Built {
    let placeholders = |answer: &str| PLACEHOLDER.find_iter(answer).count();
    CountRule::build(Comparison::AtLeast, arguments.whole()?, Noun::regular("placeholder"), placeholders)
}

pub(super) fn postscript(arguments: &Arguments<'_, '_>) -> Built {
    let marker = arguments.text()?;
    // The reference accepts these two markers in several spellings.
    let source = match marker.as_str() {
        "P.P.S" => r"p\.\s?p\.\s?s".to_owned(),
        "P.S." => r"p\.\s?s\.".to_owned(),
        other => regex::escape(&other.to_lowercase()),
    };
    let Ok(pattern) = Regex::new(&source) else {
        arguments.fault("the marker is too long", arguments.place());
        return None;
    };
    let wanted = format!("a postscript marked {}", quoted(&marker));
    FixedRule::build(wanted, "no postscript", move |answer| pattern.is_match(&answer.to_lowercase()))
}

pub(super) fn constrained_response(arguments: &Arguments<'_, '_>) -> Built {
    arguments.nothing()?;
    let wanted = "“My answer is yes.”, “My answer is no.” or “My answer is maybe.”";
    FixedRule::build(wanted, "none of these", |answer| OPTIONS.iter().any(|option| answer.contains(option)))
}

pub(super) fn repeat_prompt(arguments: &Arguments<'_, '_>) -> Built {
    let prompt = arguments.text()?;
    let wanted = format!("repeats the request first: {}", quoted(&prompt));
    let prompt = prompt.to_lowercase();
    FixedRule::build(wanted, "not repeated", move |answer| trim(answer).to_lowercase().starts_with(&prompt))
}

pub(super) fn end_checker(arguments: &Arguments<'_, '_>) -> Built {
    let phrase = arguments.text()?;
    let wanted = format!("ends with {}", quoted(&phrase));
    let phrase = phrase.to_lowercase();
    FixedRule::build(wanted, "a different ending", move |answer| {
        trim(answer).trim_matches('"').to_lowercase().ends_with(&phrase)
    })
}

pub(super) fn quotation(arguments: &Arguments<'_, '_>) -> Built {
    arguments.nothing()?;
    FixedRule::build("wrapped in double quotation marks", "not wrapped", |answer| {
        let inner = trim(answer).strip_prefix('"');
        inner.is_some_and(|inner| inner.ends_with('"'))
    })
}

pub(super) fn two_responses(arguments: &Arguments<'_, '_>) -> Built {
    arguments.nothing()?;
    Some(Box::new(TwoResponses))
}

/// Two different answers. As in the reference, a blank part is ignored at the beginning and the end and an error in
/// between.
#[derive(Debug)]
struct TwoResponses;

impl Rule for TwoResponses {
    fn describe(&self) -> String {
        "two different answers separated by `******`".to_owned()
    }

    fn objection(&self, answer: &str) -> Option<String> {
        let parts: Vec<&str> = answer.split(BETWEEN_RESPONSES).map(trim).collect();
        let inner = parts.get(1..parts.len().saturating_sub(1)).unwrap_or_default();
        if inner.contains(&"") {
            return Some("nothing between two `******`".to_owned());
        }
        let answers: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        match answers.as_slice() {
            [first, second] => (first == second).then(|| "the same answer twice".to_owned()),
            answers => Some(counted(answers.len(), "answer")),
        }
    }
}
