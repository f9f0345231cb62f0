//! Checks: deterministic conditions on an answer, each of which says what it wants and what it found instead.
//!
//! [`registry()`] has one entry for every check; a family of checks shares a file. A check is made from what a suite says
//! and cannot be made from nonsense: an unknown check or parameter is a fault of the suite, never a pass.

mod arguments;
mod content;
mod count;
mod facts;
pub(in crate::suite) mod ifeval;
mod json;
mod language;
mod letters;
mod list;
mod registry;
mod schema;
mod style;
mod table;
mod text;
mod verdict;
mod voice;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

pub use ifeval::instructions;
pub use registry::{Kind, registry};

pub(super) use arguments::read;

use super::reading::Readings;
use registry::Judged;

/// A deterministic, verifiable condition on an answer.
#[derive(Debug, Clone)]
pub struct Check {
    kind: &'static Kind,
    label: Option<String>,
    canonical: String,
    rule: Arc<dyn Rule>,
}

impl Check {
    /// Its name in suites: `bullets`.
    pub fn name(&self) -> &'static str {
        self.kind.name
    }

    /// Whether a failure says that the answer does not speak as it was told to, or not for the side that it was told to take.
    pub fn is_of_voice(&self) -> bool {
        self.kind.voice
    }

    /// What it wants, in words for people: `exactly 3 bullets, nothing else`; the author's own words where the suite gives some.
    pub fn describe(&self) -> String {
        self.label.clone().unwrap_or_else(|| self.rule.describe())
    }

    /// What stands in the way of a pass, in words for people (`4 bullets`), or nothing. Of an empty answer: `not an answer`.
    pub fn objection(&self, answer: &str) -> Option<String> {
        let trimmed = match self.kind.judged {
            Judged::AsSuite => answer.trim(),
            Judged::AsIfeval => ifeval::text::trim(answer),
        };
        match self.kind.judged {
            _ if trimmed.is_empty() => Some("not an answer".to_owned()),
            Judged::AsSuite => self.rule.objection(&plain_line_breaks(trimmed)),
            Judged::AsIfeval => self.rule.objection(answer),
        }
    }

    /// Whether the answer passes, in both readings.
    pub(super) fn verdict(&self, readings: &Readings<'_>) -> Verdict {
        let found = self.objection(readings.answer());
        let lenient = found.is_none() || self.passes_leniently(readings);
        Verdict { found, lenient }
    }

    fn passes_leniently(&self, readings: &Readings<'_>) -> bool {
        match self.kind.judged {
            Judged::AsSuite => readings.lenient().is_some_and(|answer| self.objection(answer).is_none()),
            Judged::AsIfeval => readings.as_ifeval().iter().any(|answer| self.objection(answer).is_none()),
        }
    }

    /// What it is, in one form for one meaning: its part of the suite's digest. The author's own words are no part of it.
    pub(super) fn canonical(&self) -> &str {
        &self.canonical
    }
}

/// What one check says of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The check in words: `exactly 3 bullets`.
    pub check: String,
    /// Whether the answer passes as it stands.
    pub strict: bool,
    /// Whether it passes under the lenient reading.
    pub lenient: bool,
    /// What was found instead, where the strict reading failed: `4 bullets`.
    pub found: Option<String>,
}

/// What one check says of an answer, without the words for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Verdict {
    /// What stands in the way of a strict pass.
    pub(super) found: Option<String>,
    /// Whether the answer passes under a lenient reading.
    pub(super) lenient: bool,
}

/// What every check of the case says of the answer (without thinking: see [`reading::without_reasoning`]), in the case's order.
/// Strictly means as it stands but for surrounding white space; what passes strictly passes leniently.
///
/// [`reading::without_reasoning`]: crate::suite::reading::without_reasoning
pub fn judge(checks: &[Check], answer: &str) -> Vec<Judgement> {
    let readings = Readings::new(answer);
    let judge = |check: &Check| {
        let Verdict { found, lenient } = check.verdict(&readings);
        Judgement { check: check.describe(), strict: found.is_none(), lenient, found }
    };
    checks.iter().map(judge).collect()
}

/// A condition on an answer that is not blank.
trait Rule: fmt::Debug + Send + Sync {
    /// What it wants: `at most 25 words`.
    fn describe(&self) -> String;

    /// What was found instead, or nothing where the answer passes: `32 words`.
    fn objection(&self, answer: &str) -> Option<String>;
}

/// A text whose line breaks are all `\n`, as they are in a suite.
fn plain_line_breaks(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n")) } else { Cow::Borrowed(text) }
}

/// A text in quotation marks for people, cut where it is long, in one line.
fn quoted(text: &str) -> String {
    const LONGEST: usize = 48;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("“{}…”", line[..cut].trim_end()),
        None => format!("“{line}”"),
    }
}

/// Texts in quotation marks: `“a”, “b”`.
fn quoted_list(texts: &[String]) -> String {
    texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", ")
}

/// A number of things: `1 word`, `2 words`.
fn counted(count: usize, thing: &str) -> String {
    if count == 1 { format!("1 {thing}") } else { format!("{count} {thing}s") }
}
