//! Checks as parts of a case, and their judgement of an answer.

use std::borrow::Cow;
use std::sync::Arc;

use super::rule::Rule;
use super::spec::{Judged, Spec};
use crate::suite::reading::Readings;
use crate::suite::stance::Stance;
use crate::suite::whitespace;

/// A deterministic condition on an answer.
#[derive(Debug, Clone)]
pub struct Check {
    spec: &'static Spec,
    label: Option<String>,
    canonical: String,
    explanation: Arc<[String]>,
    rule: Arc<dyn Rule>,
}

impl Check {
    /// A check as a suite defines it: `label` is the author's own description, `canonical` its part of the suite's
    /// digest, `explanation` what would pass, in full.
    pub(super) fn new(
        spec: &'static Spec,
        label: Option<String>,
        canonical: String,
        explanation: Vec<String>,
        rule: Box<dyn Rule>,
    ) -> Self {
        Self { spec, label, canonical, explanation: explanation.into(), rule: Arc::from(rule) }
    }

    /// Its name in suites: `bullets`.
    pub fn name(&self) -> &'static str {
        self.spec.name
    }

    /// Whether a failure means that the answer does not use the voice that the prompt asks for, or does not argue for
    /// the assigned side.
    pub fn is_of_voice(&self) -> bool {
        self.spec.voice
    }

    /// What it requires: `exactly 3 bullets, nothing else`; the author's own description if the suite has one.
    pub fn describe(&self) -> String {
        self.label.clone().unwrap_or_else(|| self.rule.describe())
    }

    /// What would pass, in full, line by line: its meaning, the values that the suite gives, and the phrases of its lists.
    pub fn explanation(&self) -> &[String] {
        &self.explanation
    }

    /// Why the answer fails (`4 bullets`), or nothing if it passes. An empty answer always fails, with `not an answer`.
    pub fn objection(&self, answer: &str) -> Option<String> {
        let trimmed = match self.spec.judged {
            Judged::AsSuite => answer.trim(),
            Judged::AsIfeval => whitespace::trim(answer),
        };
        match self.spec.judged {
            // A check that only forbids something would otherwise pass an empty answer.
            _ if trimmed.is_empty() => Some("not an answer".to_owned()),
            Judged::AsSuite => self.rule.objection(&with_plain_line_breaks(trimmed)),
            Judged::AsIfeval => self.rule.objection(answer),
        }
    }

    /// The position that it requires, if it is one of position.
    pub(in crate::suite) fn position(&self) -> Option<&Stance> {
        self.rule.position()
    }

    /// The same check for a side of a pair whose other side has `other` in its place: a statement of the other side's
    /// position fails.
    pub(in crate::suite) fn opposed_to(&self, other: &Self) -> Self {
        let opposed = other.position().and_then(|position| self.rule.opposed_to(position));
        Self { rule: opposed.map_or_else(|| Arc::clone(&self.rule), Arc::from), ..self.clone() }
    }

    /// The same check for a case with this text: the prompt, or the input of a side.
    pub(in crate::suite) fn of_text(&self, text: &str) -> Self {
        let rule = self.rule.of_text(text);
        Self { rule: rule.map_or_else(|| Arc::clone(&self.rule), Arc::from), ..self.clone() }
    }

    /// An answer with every statement of the position turned into its opposite; `None` if it has none.
    pub(in crate::suite) fn reversed(&self, answer: &str) -> Option<String> {
        self.rule.reversed(answer)
    }

    /// Whether the answer passes, in both readings.
    pub(in crate::suite) fn verdict(&self, readings: &Readings<'_>) -> Verdict {
        let found = self.objection(readings.answer());
        let lenient = found.is_none() || self.passes_leniently(readings);
        Verdict { found, lenient }
    }

    fn passes_leniently(&self, readings: &Readings<'_>) -> bool {
        match self.spec.judged {
            Judged::AsSuite => readings.lenient().is_some_and(|answer| self.objection(answer).is_none()),
            Judged::AsIfeval => readings.as_ifeval().iter().any(|answer| self.objection(answer).is_none()),
        }
    }

    /// Its canonical form, which is its part of the suite's digest. The author's own description is not included.
    pub(in crate::suite) fn canonical(&self) -> &str {
        &self.canonical
    }
}

/// The result of one check for one answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The check's description: `exactly 3 bullets`.
    pub check: String,
    /// Whether the answer passes as it is.
    pub strict: bool,
    /// Whether it passes under the lenient reading.
    pub lenient: bool,
    /// What was found instead, if the strict reading failed: `4 bullets`.
    pub found: Option<String>,
}

/// The result of one check for one answer, without the check's description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::suite) struct Verdict {
    /// Why the strict reading fails.
    pub(in crate::suite) found: Option<String>,
    /// Whether the answer passes under a lenient reading.
    pub(in crate::suite) lenient: bool,
}

/// The results of a case's checks for an answer (without thinking: see [`without_reasoning`]), in the order of the
/// checks. The strict reading is the answer as it is, apart from surrounding white space. An answer that passes
/// strictly also passes leniently.
///
/// [`without_reasoning`]: crate::suite::thinking::without_reasoning
pub fn judge(checks: &[Check], answer: &str) -> Vec<Judgement> {
    let readings = Readings::new(answer);
    let judge = |check: &Check| {
        let Verdict { found, lenient } = check.verdict(&readings);
        Judgement { check: check.describe(), strict: found.is_none(), lenient, found }
    };
    checks.iter().map(judge).collect()
}

/// A text with `\n` for every line break, as in a suite.
fn with_plain_line_breaks(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n")) } else { Cow::Borrowed(text) }
}
