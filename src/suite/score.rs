//! Scores answers that were generated elsewhere: one JSON object per line, with the `key` of a case or its `prompt`,
//! and the `response`.
//!
//! Each line produces one line: `{"key":1000,"ids":["punctuation:no_comma"],"strict":[true],"lenient":[true]}`.
//! Thinking before an answer is removed and reported as `"thinking":true`. A line may have the label of a careful reader,
//! `"want":true` or `false`, to measure how often the checks judge otherwise.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::check::{Check, Verdict};
use super::model::{Case, Suite};
use super::reading::Readings;
use super::thinking::without_reasoning;
use crate::diagnostic::{Code, Diagnostic, SourceFile, Span, json_reason};
use crate::name::Slug;

/// The maximum length of a line that an error shows, in bytes.
const MAX_SHOWN: usize = 400;

/// The help for an invalid line.
const HELP: &str = "a line must be an object with a case's `key` or `prompt`, and the answer as `response`";

/// A suite that is ready to score answers, in any number of threads.
#[derive(Debug)]
pub struct Scorer<'s> {
    by_id: BTreeMap<&'s str, &'s Case>,
    by_prompt: BTreeMap<&'s str, &'s Case>,
}

/// One answer's line of output, and the results of its checks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scored {
    /// JSON, without a line break.
    pub line: String,
    /// For every check, whether the answer passes strictly and leniently.
    pub results: Vec<(bool, bool)>,
    /// What a careful reader says of the answer, if the line has a label.
    pub want: Option<bool>,
}

/// Why a line was not scored.
#[derive(Debug)]
pub enum NotScored {
    /// The suite does not have the case; other lines can be scored.
    Unknown(Diagnostic),
    /// The line is not an answer.
    Invalid(Diagnostic),
}

impl fmt::Display for NotScored {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Unknown(fault) | Self::Invalid(fault)) = self;
        fault.fmt(formatter)
    }
}

/// An input line; other keys are ignored.
#[derive(Deserialize)]
struct Answer<'a> {
    key: Option<Value>,
    #[serde(borrow)]
    prompt: Option<Cow<'a, str>>,
    #[serde(borrow)]
    response: Option<Cow<'a, str>>,
    /// The label of a careful reader.
    want: Option<bool>,
}

/// A line of output.
#[derive(Serialize)]
struct ResultLine<'a> {
    key: &'a Value,
    ids: Vec<&'static str>,
    strict: Vec<bool>,
    lenient: Vec<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thinking: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    want: Option<bool>,
}

impl<'s> Scorer<'s> {
    /// A scorer for the suite's cases.
    pub fn new(suite: &'s Suite) -> Self {
        let by_id = suite.cases.iter().map(|case| (case.id.as_str(), case)).collect();
        // If two cases have the same prompt, the first one counts: an answer without a key cannot refer to the other.
        let by_prompt = suite.cases.iter().rev().map(|case| (case.prompt.as_str(), case)).collect();
        Self { by_id, by_prompt }
    }

    /// Scores one line of a file. `number` is the line number, from 1.
    ///
    /// # Errors
    /// The line is not an answer, or does not belong to any case of the suite.
    pub fn score(&self, path: &str, number: usize, line: &str) -> Result<Scored, NotScored> {
        let at = AnswerLine { path, number, line };
        let answer: Answer<'_> =
            serde_json::from_str(line).map_err(|error| NotScored::Invalid(at.not_an_answer(&error)))?;
        let Some(response) = answer.response else {
            return Err(NotScored::Invalid(at.fault("this answer has no `response`", "\"response\"").help(HELP)));
        };
        let case = self.case(&at, answer.key.as_ref(), answer.prompt.as_deref())?;
        let key = answer.key.unwrap_or_else(|| key_of(case));
        let (text, thinking) = without_reasoning(&response);
        let readings = Readings::new(&text);
        let verdicts: Vec<Verdict> = case.checks.iter().map(|check| check.verdict(&readings)).collect();
        let results: Vec<(bool, bool)> =
            verdicts.iter().map(|verdict| (verdict.found.is_none(), verdict.lenient)).collect();
        let line = ResultLine {
            key: &key,
            ids: case.checks.iter().map(Check::name).collect(),
            strict: results.iter().map(|(strict, _)| *strict).collect(),
            lenient: results.iter().map(|(_, lenient)| *lenient).collect(),
            thinking: thinking.map(|_| true),
            want: answer.want,
        };
        let line = serde_json::to_string(&line).map_err(|error| NotScored::Invalid(at.fault(error.to_string(), "")))?;
        Ok(Scored { line, results, want: answer.want })
    }

    fn case(&self, at: &AnswerLine<'_>, key: Option<&Value>, prompt: Option<&str>) -> Result<&'s Case, NotScored> {
        let by_key = match key {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(text.clone()),
            Some(other) => Some(other.to_string()),
        };
        if let Some(key) = by_key {
            // A key may also be the text from which the importer made the case's id.
            let found = self.by_id.get(key.as_str()).or_else(|| self.by_id.get(Slug::from_text(&key).as_str()));
            return found.copied().ok_or_else(|| NotScored::Unknown(self.no_such_case(at, &key)));
        }
        let Some(prompt) = prompt else {
            return Err(NotScored::Invalid(at.fault("this answer has neither `key` nor `prompt`", "").help(HELP)));
        };
        // Prompts are stored trimmed and with plain line breaks.
        let found = self.by_prompt.get(prompt.replace("\r\n", "\n").trim()).copied();
        found.ok_or_else(|| {
            let fault = at.fault("no case of the suite has this prompt", "\"prompt\"");
            NotScored::Unknown(fault.help("identify the case by its `key` instead"))
        })
    }

    fn no_such_case(&self, at: &AnswerLine<'_>, key: &str) -> Diagnostic {
        let fault = at.fault(format!("the suite has no case `{key}`"), "\"key\"");
        let fault = fault.help("`offprint suite show SUITE` lists the cases of a suite");
        fault.hinted(key, self.by_id.keys().copied())
    }
}

/// The key of a case that was found by its prompt. IFEval's keys are numbers.
fn key_of(case: &Case) -> Value {
    case.id.as_str().parse::<u64>().map_or_else(|_| Value::from(case.id.as_str()), Value::from)
}

/// One line of a file that is never in memory as a whole.
struct AnswerLine<'a> {
    path: &'a str,
    number: usize,
    line: &'a str,
}

impl AnswerLine<'_> {
    fn not_an_answer(&self, error: &serde_json::Error) -> Diagnostic {
        let reason = json_reason(error);
        self.fault_at(format!("this line is not an answer: {reason}"), error.column().saturating_sub(1), 1).help(HELP)
    }

    /// An error where `what` first occurs in the line, or at its beginning.
    fn fault(&self, message: impl Into<String>, what: &str) -> Diagnostic {
        let at = self.line.find(what).unwrap_or_default();
        self.fault_at(message, at, if self.line.contains(what) { what.len().max(1) } else { 1 })
    }

    /// An error at a position in the line. The source that it shows has empty lines in place of those before, and only
    /// the beginning of a long line.
    fn fault_at(&self, message: impl Into<String>, at: usize, length: usize) -> Diagnostic {
        let before = self.number.saturating_sub(1);
        let message = message.into();
        if at >= MAX_SHOWN {
            let column = self.line.get(..at).map_or(at, |before| before.chars().count()) + 1;
            return Diagnostic::error(Code::ANSWER_LINE, format!("{message} ({}:{}:{column})", self.path, self.number));
        }
        let shown: String = self.line.char_indices().take_while(|(at, _)| *at < MAX_SHOWN).map(|(_, c)| c).collect();
        let source = SourceFile::new(self.path, "\n".repeat(before) + &shown);
        Diagnostic::error(Code::ANSWER_LINE, message).at(&source, Span::new(before + at, before + at + length))
    }
}

/// The number of answers and checks that passed: IFEval's four accuracies.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    answers: PassCounts,
    checks: PassCounts,
    labelled: LabelCounts,
}

/// How many labelled answers are judged otherwise than a careful reader judges them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LabelCounts {
    /// Labelled as good.
    pub good: usize,
    /// Good, and failed by a check.
    pub false_fails: usize,
    /// Labelled as bad.
    pub bad: usize,
    /// Bad, and passed by every check.
    pub false_passes: usize,
}

/// How many of all passed strictly and leniently.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct PassCounts {
    all: usize,
    strictly: usize,
    leniently: usize,
}

impl Tally {
    /// Adds one answer.
    pub fn add(&mut self, scored: &Scored) {
        let results = &scored.results;
        if let Some(want) = scored.want {
            self.labelled.add(want, results.iter().all(|(strict, _)| *strict));
        }
        self.answers.add(results.iter().all(|(strict, _)| *strict), results.iter().all(|(_, lenient)| *lenient));
        results.iter().for_each(|(strict, lenient)| self.checks.add(*strict, *lenient));
    }
}

impl Tally {
    /// How the labelled answers are judged.
    pub fn labelled(&self) -> LabelCounts {
        self.labelled
    }
}

impl LabelCounts {
    fn add(&mut self, want: bool, passes: bool) {
        self.good += usize::from(want);
        self.bad += usize::from(!want);
        self.false_fails += usize::from(want && !passes);
        self.false_passes += usize::from(!want && passes);
    }
}

impl fmt::Display for LabelCounts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = |part: usize, all: usize| 100.0 * part as f64 / all.max(1) as f64;
        let Self { good, false_fails, bad, false_passes } = *self;
        let (fails, passes) = (percent(false_fails, good), percent(false_passes, bad));
        write!(
            formatter,
            "labels: {false_fails} of {good} good answers fail ({fails:.1} %), {false_passes} of {bad} bad ones pass ({passes:.1} %)"
        )
    }
}

impl PassCounts {
    fn add(&mut self, strictly: bool, leniently: bool) {
        self.all += 1;
        self.strictly += usize::from(strictly);
        self.leniently += usize::from(leniently);
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "answers: {}; instructions: {}", self.answers, self.checks)
    }
}

impl fmt::Display for PassCounts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = |count: usize| 100.0 * count as f64 / self.all.max(1) as f64;
        let (strict, lenient) = (percent(self.strictly), percent(self.leniently));
        write!(formatter, "{} scored, {strict:.1} % pass strictly, {lenient:.1} % leniently", self.all)
    }
}
