//! Verbatim answers, and the result of each check.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Serialize;

use crate::analysis::{Requests, TargetFindings, Verdicts};
use crate::name::{CaseId, TargetId};
use crate::record::{Answered, CheckResult, Outcome, Question, Reading, Topic, Trial};
use crate::wording;

use super::asked::{Explanation, explanation, side_of};
use super::mark::Mark;
use super::opening::Opening;

/// The answers of a run that are shown.
#[derive(Debug)]
pub(in crate::site) struct Answers<'a> {
    /// By target and case, in the order of their repeats.
    shown: BTreeMap<&'a TargetId, BTreeMap<&'a CaseId, Vec<&'a Trial>>>,
    /// All of them, those that are not shown included.
    requests: &'a Requests,
}

impl<'a> Answers<'a> {
    /// Of measured trials, and of the counts of all.
    pub(in crate::site) fn of(trials: &'a [Trial], requests: &'a Requests) -> Self {
        let mut shown: BTreeMap<_, BTreeMap<_, Vec<&Trial>>> = BTreeMap::new();
        for trial in trials {
            shown.entry(&trial.target).or_default().entry(&trial.case).or_default().push(trial);
        }
        for trials in shown.values_mut().flat_map(BTreeMap::values_mut) {
            // Trials are stored in the order in which they ended, which can differ from that of repeats in a resumed run.
            trials.sort_by_key(|trial| trial.repeat);
        }
        Self { shown, requests }
    }

    pub(super) fn get(&self, target: &TargetId, case: &CaseId) -> &[&'a Trial] {
        self.shown.get(target).and_then(|cases| cases.get(case)).map(Vec::as_slice).unwrap_or_default()
    }

    /// About how many bytes of a page the answers of a target to a topic take, by the place of the repeat.
    pub(in crate::site) fn bytes(&self, topic: &Topic<'_>, target: &TargetId) -> Vec<usize> {
        let mut bytes = Vec::new();
        for shown in topic.questions.iter().map(|question| self.get(target, &question.case)) {
            bytes.resize(bytes.len().max(shown.len()), 0);
            shown.iter().zip(&mut bytes).for_each(|(trial, sum)| *sum += bytes_of(trial));
        }
        bytes
    }

    /// The largest numbers of repeats that any target has of a topic: those that are shown, and all.
    pub(in crate::site) fn repeats(&self, topic: &Topic<'_>, targets: &[TargetFindings]) -> Repeats {
        let of = |target: &TargetFindings, question: &Question| Repeats {
            shown: self.get(&target.subject.id, &question.case).len(),
            all: self.requests.verdicts(&target.subject.id, &question.case).of as usize,
        };
        let each = targets.iter().flat_map(|target| topic.questions.iter().map(move |question| of(target, question)));
        each.fold(Repeats::default(), |most, one| Repeats {
            shown: most.shown.max(one.shown),
            all: most.all.max(one.all),
        })
    }
}

/// How many repeats there are.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::site) struct Repeats {
    /// Those that the pages show.
    pub(in crate::site) shown: usize,
    pub(in crate::site) all: usize,
}

/// The heading of a group of answers: on a target's page the case, on a case's page the target.
#[derive(Debug, Serialize)]
pub(in crate::site) struct Heading {
    /// The anchor.
    pub(in crate::site) id: String,
    /// The target's mark, if the heading is a target.
    pub(in crate::site) mark: Option<Mark>,
    pub(in crate::site) name: String,
    pub(in crate::site) href: String,
}

/// The answers of one target to one topic.
#[derive(Debug, Serialize)]
pub(in crate::site) struct Group {
    #[serde(flatten)]
    heading: Heading,
    runtime: String,
    /// `compliant`, `A compliant, B refused`.
    verdict: String,
    /// Whether every side of every repeat complied.
    pub(in crate::site) compliant: bool,
    /// For each repeat that is shown: one answer, or those of side A and side B.
    repeats: Vec<Vec<Answer>>,
    /// The other targets that gave the same answers.
    pub(super) same: Vec<SameAnswers>,
}

/// A target that gave the same answers as another.
#[derive(Debug, Serialize)]
pub(super) struct SameAnswers {
    #[serde(flatten)]
    heading: Heading,
    runtime: String,
    /// What it took for each.
    labels: Vec<String>,
}

/// One answer.
#[derive(Debug, Serialize)]
pub(in crate::site) struct Answer {
    /// `A · 612 ms, 17 tokens`.
    label: String,
    /// The verbatim answer; absent if it is blank, and where a long one is only on another page.
    text: Option<String>,
    /// How a long answer begins, and how long it is: a reader opens the whole, or goes to it.
    opening: Option<Opening>,
    /// Why the answer is missing or incomplete, or passes only by the lenient reading.
    remark: Option<String>,
    reasoning: Option<String>,
    checks: Vec<CheckView>,
}

#[derive(Debug, Serialize)]
struct CheckView {
    passed: bool,
    words: String,
    /// What would have passed, if it failed.
    explanation: Option<Explanation>,
}

/// One side of a topic, as one target answered it.
struct SideAnswers<'a> {
    question: &'a Question,
    shown: &'a [&'a Trial],
    verdicts: Verdicts,
}

/// The answers of a target to a topic, these of its repeats, counted from 0; `None` without trials.
pub(in crate::site) fn group(
    answers: &Answers<'_>,
    topic: &Topic<'_>,
    target: &TargetFindings,
    repeats: Range<usize>,
    heading: Heading,
) -> Option<Group> {
    let id = &target.subject.id;
    let sides: Vec<SideAnswers<'_>> = topic
        .questions
        .iter()
        .map(|question| SideAnswers {
            question,
            shown: answers.get(id, &question.case),
            verdicts: answers.requests.verdicts(id, &question.case),
        })
        .collect();
    let all = sides.iter().map(|side| side.verdicts.of as usize).max().filter(|all| *all > 0)?;
    let several = all > 1;
    let of_repeat = |repeat: usize| -> Vec<Answer> {
        sides.iter().filter_map(|side| Some(answer(side.question, side.shown.get(repeat)?, several))).collect()
    };
    Some(Group {
        heading,
        runtime: target.subject.runtime.to_string(),
        verdict: verdict(&sides),
        compliant: sides.iter().all(|side| side.verdicts.all_comply()),
        repeats: repeats.map(of_repeat).filter(|answers| !answers.is_empty()).collect(),
        same: Vec::new(),
    })
}

impl Group {
    /// Whether its answers are the same as those of another target, to the byte, with the same results of their checks.
    pub(super) fn says_the_same(&self, other: &Self) -> bool {
        let pairs = || self.repeats.iter().flatten().zip(other.repeats.iter().flatten());
        let alike = self.repeats.iter().map(Vec::len).eq(other.repeats.iter().map(Vec::len));
        alike && self.verdict == other.verdict && pairs().all(|(one, other)| one.says_the_same(other))
    }

    /// The same without what would have passed and without what is long, for a page that leads to the case, where all of it is.
    pub(in crate::site) fn in_brief(mut self) -> Self {
        for answer in self.repeats.iter_mut().flatten() {
            answer.checks.iter_mut().for_each(|check| check.explanation = None);
            if answer.opening.is_some() {
                answer.text = None;
            }
            answer.reasoning.take_if(|reasoning| Opening::of(reasoning).is_some());
        }
        self
    }

    /// What is left of it beside another group with the same answers.
    pub(super) fn without_answers(self) -> SameAnswers {
        let labels = self.repeats.into_iter().flatten().map(|answer| answer.label).collect();
        SameAnswers { heading: self.heading, runtime: self.runtime, labels }
    }
}

impl Answer {
    fn says_the_same(&self, other: &Self) -> bool {
        let results = |answer: &Self| answer.checks.iter().map(|check| check.passed).collect::<Vec<_>>();
        (&self.text, &self.remark, &self.reasoning) == (&other.text, &other.remark, &other.reasoning)
            && results(self) == results(other)
    }
}

/// Whether an answer passed every check by the strict reading.
fn complies(trial: &Trial) -> bool {
    trial.complies(Reading::Strict)
}

fn verdict(sides: &[SideAnswers<'_>]) -> String {
    match sides {
        [one] => one.in_words(),
        [a, b] if a.verdicts.all_comply() && b.verdicts.all_comply() => "both sides compliant".to_owned(),
        [a, b] => match (a.in_words(), b.in_words()) {
            // "Both sides not compliant" could also mean that only one is.
            (a, b) if a == "not compliant" && b == "not compliant" => "neither side compliant".to_owned(),
            (a, b) if a == b => format!("both sides {a}"),
            (a, b) => format!("A {a}, B {b}"),
        },
        _ => String::new(),
    }
}

impl SideAnswers<'_> {
    /// The outcomes of all its repeats.
    fn in_words(&self) -> String {
        match (self.verdicts, self.shown) {
            (Verdicts { of: 0, .. }, _) => "not run".to_owned(),
            (Verdicts { of: 1, .. }, [trial]) => outcome_words(trial).to_owned(),
            (Verdicts { of, compliant }, _) => format!("{compliant} of {of} compliant"),
        }
    }
}

fn outcome_words(trial: &Trial) -> &'static str {
    match &trial.outcome {
        Outcome::Failed(_) => "failed",
        Outcome::TimedOut => "timed out",
        Outcome::Answered(_) if complies(trial) => "compliant",
        Outcome::Answered(Answered::Refused) => "refused",
        Outcome::Answered(Answered::Empty) => "empty",
        Outcome::Answered(Answered::CutAtTokenLimit) => "cut off",
        Outcome::Answered(Answered::OnlyReasoning) => "only reasoning",
        Outcome::Answered(Answered::Whole) => "not compliant",
    }
}

fn answer(question: &Question, trial: &Trial, several: bool) -> Answer {
    // A blank answer would be an empty quotation; the remark describes it instead.
    let text = Some(trial.answer.clone()).filter(|text| !text.trim().is_empty());
    let check = |(place, check): (usize, &CheckResult)| CheckView {
        passed: check.strict,
        explanation: if check.strict { None } else { explanation(question, place) },
        words: match (&check.found, check.strict) {
            (Some(found), false) => format!("{}: {found}", check.check),
            _ => check.check.clone(),
        },
    };
    Answer {
        label: label(side_of(question), trial, several),
        remark: remark(trial),
        opening: text.as_deref().and_then(Opening::of),
        text,
        reasoning: trial.reasoning.clone(),
        checks: trial.checks.iter().enumerate().map(check).collect(),
    }
}

/// About how many bytes of a page an answer takes with its reasoning and its checks.
fn bytes_of(trial: &Trial) -> usize {
    const EACH: usize = 300;
    let text = |text: &str| text.len() + 4 * text.bytes().filter(|byte| b"&<>\"'".contains(byte)).count();
    let checks = trial.checks.iter().map(|check| 2 * EACH + check.found.as_deref().map_or(0, text));
    EACH + text(&trial.answer) + trial.reasoning.as_deref().map_or(0, text) + checks.sum::<usize>()
}

fn label(side: &str, trial: &Trial, several: bool) -> String {
    let time = match &trial.outcome {
        Outcome::Answered(_) => wording::time(trial.timing.total),
        Outcome::TimedOut => format!("timed out at {}", wording::time(trial.timing.total)),
        Outcome::Failed(_) => format!("failed after {}", wording::time(trial.timing.total)),
    };
    let tokens = trial
        .tokens
        .generated
        .map(|tokens| if tokens == 1 { "1 token".to_owned() } else { format!("{} tokens", wording::grouped(tokens)) });
    let repeat = several.then(|| format!("repeat {}", trial.repeat + 1));
    let first = trial.timing.first_token.map(|first| format!("first token {}", wording::time(first)));
    let facts: Vec<String> = [Some(time), first, tokens, cached(trial)].into_iter().flatten().collect();
    let heads = [Some(side.to_owned()).filter(|side| !side.is_empty()), repeat, Some(facts.join(", "))];
    heads.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// `89 of 90 prompt tokens from the cache`, where the server reports that any were.
fn cached(trial: &Trial) -> Option<String> {
    let cached = trial.tokens.from_cache().filter(|cached| *cached > 0)?;
    let of = trial.tokens.prompt.map(|prompt| format!(" of {}", wording::grouped(prompt))).unwrap_or_default();
    Some(format!("{}{of} prompt tokens from the cache", wording::grouped(cached)))
}

/// A remark on an answer that is missing, is incomplete, or passes only by the lenient reading.
fn remark(trial: &Trial) -> Option<String> {
    let thought = trial.reasoning.as_ref().map_or("", |_| ", after reasoning");
    match &trial.outcome {
        // Messages come from servers, with or without a final period.
        Outcome::Failed(failure) => Some(format!("No answer: {}.", failure.message.trim_end_matches('.'))),
        Outcome::TimedOut if trial.answer.trim().is_empty() => Some(format!("No answer within the limit{thought}.")),
        Outcome::TimedOut => Some("Not complete within the limit.".to_owned()),
        Outcome::Answered(Answered::Empty) => Some(format!("An empty answer{thought}.")),
        Outcome::Answered(Answered::OnlyReasoning) => Some("Cut at the token limit while still reasoning.".to_owned()),
        Outcome::Answered(Answered::CutAtTokenLimit) => Some("Cut at the token limit.".to_owned()),
        Outcome::Answered(_)
            if !complies(trial) && trial.checks.iter().all(|check| check.lenient) && !trial.checks.is_empty() =>
        {
            Some("Passes once a surrounding fence, quotation or lead-in line is removed.".to_owned())
        }
        Outcome::Answered(_) => None,
    }
}
