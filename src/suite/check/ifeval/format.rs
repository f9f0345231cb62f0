//! Markdown and JSON: bullets, highlights, sections, titles.

use std::sync::LazyLock;

use regex::Regex;
use serde::de::IgnoredAny;

use super::rules::{Built, Comparison, CountRule, FixedRule, Noun};
use super::text::SPACE;
use crate::suite::check::arguments::Arguments;
use crate::suite::check::rule::quoted;
use crate::suite::pattern::pattern;
use crate::suite::whitespace::trim;

// A second `*` is the beginning of bold text, not a bullet.
static STAR_BULLET: LazyLock<Regex> = LazyLock::new(|| pattern(&format!(r"(?m)^{SPACE}*\*[^*].*$")));
static DASH_BULLET: LazyLock<Regex> = LazyLock::new(|| pattern(&format!(r"(?m)^{SPACE}*-.*$")));
static HIGHLIGHT: LazyLock<Regex> = LazyLock::new(|| pattern(r"\*[^\n*]*\*"));
static DOUBLE_HIGHLIGHT: LazyLock<Regex> = LazyLock::new(|| pattern(r"\*\*[^\n*]*\*\*"));
static TITLE: LazyLock<Regex> = LazyLock::new(|| pattern(r"<<[^\n]+>>"));

/// The openings of a code fence around JSON, in the order in which the reference removes them.
const FENCES: [&str; 4] = ["```json", "```Json", "```JSON", "```"];

pub(super) fn number_bullet_lists(arguments: &Arguments<'_, '_>) -> Built {
    let bullets = |answer: &str| STAR_BULLET.find_iter(answer).count() + DASH_BULLET.find_iter(answer).count();
    CountRule::build(Comparison::Exactly, arguments.whole()?, Noun::regular("bullet"), bullets)
}

pub(super) fn number_highlighted_sections(arguments: &Arguments<'_, '_>) -> Built {
    let highlights = |answer: &str| {
        // Both patterns count, as in the reference. The first one finds only the empty marks of `**text**`, which have
        // no content.
        let single = HIGHLIGHT.find_iter(answer).filter(|found| has_content(found.as_str(), '*'));
        let double = DOUBLE_HIGHLIGHT.find_iter(answer).filter(|found| has_content(found.as_str(), '*'));
        single.count() + double.count()
    };
    CountRule::build(Comparison::AtLeast, arguments.whole()?, Noun::regular("highlighted section"), highlights)
}

pub(super) fn multiple_sections(arguments: &Arguments<'_, '_>) -> Built {
    let count = arguments.whole()?;
    let splitter = arguments.required_text("splitter")?;
    let Ok(pattern) = Regex::new(&format!(r"{}{SPACE}?\d+", regex::escape(&splitter))) else {
        arguments.fault("the splitter is too long", arguments.place_of("splitter"));
        return None;
    };
    let heading = format!("headed {} and a number", quoted(&splitter));
    let noun = Noun { one: format!("section {heading}"), many: format!("sections {heading}") };
    CountRule::build(Comparison::AtLeast, count, noun, move |answer| pattern.find_iter(answer).count())
}

pub(super) fn json_format(arguments: &Arguments<'_, '_>) -> Built {
    arguments.nothing()?;
    FixedRule::build("JSON", "not JSON", |answer| {
        let answer = trim(answer);
        let opened = FENCES.into_iter().fold(answer, |answer, fence| answer.strip_prefix(fence).unwrap_or(answer));
        let inner = trim(opened.strip_suffix("```").unwrap_or(opened));
        serde_json::from_str::<IgnoredAny>(inner).is_ok()
    })
}

pub(super) fn title(arguments: &Arguments<'_, '_>) -> Built {
    arguments.nothing()?;
    FixedRule::build("a title in `<<` and `>>`", "no title", |answer| {
        TITLE
            .find_iter(answer)
            .any(|found| !trim(found.as_str().trim_start_matches('<').trim_end_matches('>')).is_empty())
    })
}

/// Whether there is anything between the marks.
fn has_content(text: &str, mark: char) -> bool {
    !trim(text.trim_matches(mark)).is_empty()
}
