//! Raw answers: what was asked, what came back word for word, and what each check said of it.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::analysis::TargetFindings;
use crate::name::{CaseId, PairId, TargetId};
use crate::record::{Answered, Outcome, Phase, Question, Reading, Run, Trial};
use crate::suite::Side;
use crate::wording;

use crate::site::tables::Mark;

/// A case of its own, or the two sides of a pair: what one page is about.
#[derive(Debug, Clone)]
pub(in crate::site) struct Subject<'a> {
    /// The case's or the pair's name.
    pub(in crate::site) name: &'a str,
    /// One question, or two.
    pub(in crate::site) questions: Vec<&'a Question>,
}

impl<'a> Subject<'a> {
    /// Its title for people, which the sides of a pair share.
    pub(in crate::site) fn title(&self) -> &'a str {
        self.questions.first().map_or(self.name, |question| question.title.as_str())
    }
}

/// The subjects of a run, in the order of its questions.
pub(in crate::site) fn subjects(run: &Run) -> Vec<Subject<'_>> {
    let mut subjects: Vec<Subject<'_>> = Vec::new();
    let mut pairs: BTreeMap<&PairId, usize> = BTreeMap::new();
    for question in &run.questions {
        match &question.pair {
            None => subjects.push(Subject { name: question.case.as_str(), questions: vec![question] }),
            Some((pair, _)) => match pairs.get(pair) {
                Some(place) => subjects[*place].questions.push(question),
                None => {
                    pairs.insert(pair, subjects.len());
                    subjects.push(Subject { name: pair.as_str(), questions: vec![question] });
                }
            },
        }
    }
    subjects
}

/// The measured trials of a run by target and case, in the order of their repeats.
#[derive(Debug)]
pub(in crate::site) struct Answers<'a>(BTreeMap<&'a TargetId, BTreeMap<&'a CaseId, Vec<&'a Trial>>>);

impl<'a> Answers<'a> {
    pub(in crate::site) fn of(trials: &'a [Trial]) -> Self {
        let mut answers: BTreeMap<_, BTreeMap<_, Vec<&Trial>>> = BTreeMap::new();
        for trial in trials.iter().filter(|trial| trial.phase == Phase::Measured) {
            answers.entry(&trial.target).or_default().entry(&trial.case).or_default().push(trial);
        }
        for trials in answers.values_mut().flat_map(BTreeMap::values_mut) {
            trials.sort_by_key(|trial| trial.repeat);
        }
        Self(answers)
    }

    fn get(&self, target: &TargetId, case: &CaseId) -> &[&'a Trial] {
        self.0.get(target).and_then(|cases| cases.get(case)).map(Vec::as_slice).unwrap_or_default()
    }
}

/// What stands above the answers of a group: on a target's page the case, on a case's page the target.
#[derive(Debug, Serialize)]
pub(in crate::site) struct Heading {
    /// The anchor.
    pub(in crate::site) id: String,
    /// The target's mark, where the heading is a target.
    pub(in crate::site) mark: Option<Mark>,
    pub(in crate::site) name: String,
    pub(in crate::site) href: String,
}

/// What one target answered to one subject.
#[derive(Debug, Serialize)]
pub(in crate::site) struct Group {
    #[serde(flatten)]
    heading: Heading,
    runtime: String,
    /// `compliant`, `A compliant, B refused`.
    verdict: String,
    /// Whether every side of every repeat complied.
    pub(in crate::site) compliant: bool,
    /// One of each repeat: one answer, or side A and side B.
    repeats: Vec<Vec<Answer>>,
    /// How many repeats are not shown here.
    more: usize,
}

/// A prompt, and whose.
#[derive(Debug, Serialize)]
pub(in crate::site) struct Prompt {
    pub(in crate::site) side: &'static str,
    pub(in crate::site) text: String,
    pub(in crate::site) checks: Vec<String>,
}

/// One answer.
#[derive(Debug, Serialize)]
pub(in crate::site) struct Answer {
    /// `A · 612 ms, 17 tokens`.
    label: String,
    /// What was said, word for word; absent where nothing was.
    text: Option<String>,
    /// Why there is nothing, or what is to be said beside it.
    remark: Option<String>,
    reasoning: Option<String>,
    checks: Vec<CheckView>,
}

#[derive(Debug, Serialize)]
struct CheckView {
    passed: bool,
    words: String,
}

/// The prompts of a subject.
pub(in crate::site) fn prompts(subject: &Subject<'_>) -> Vec<Prompt> {
    let prompt = |question: &&Question| Prompt {
        side: side_of(question),
        text: question.prompt.clone(),
        checks: question.checks.clone(),
    };
    subject.questions.iter().map(prompt).collect()
}

/// What a target answered to a subject; nothing where it was not asked. At most `most` repeats are shown.
pub(in crate::site) fn group(
    answers: &Answers<'_>,
    subject: &Subject<'_>,
    target: &TargetFindings,
    most: usize,
    heading: Heading,
) -> Option<Group> {
    let asked: Vec<(&Question, &[&Trial])> =
        subject.questions.iter().map(|question| (*question, answers.get(&target.subject.id, &question.case))).collect();
    let repeats = asked.iter().map(|(_, trials)| trials.len()).max().filter(|repeats| *repeats > 0)?;
    let several = repeats > 1;
    let shown = (0..repeats.min(most)).map(|repeat| {
        let answers =
            asked.iter().filter_map(|(question, trials)| Some(answer(question, trials.get(repeat)?, several)));
        answers.collect::<Vec<_>>()
    });
    Some(Group {
        heading,
        runtime: target.subject.runtime.to_string(),
        verdict: verdict(&asked),
        compliant: asked.iter().all(|(_, trials)| !trials.is_empty() && trials.iter().all(|trial| complies(trial))),
        repeats: shown.collect(),
        more: repeats.saturating_sub(most),
    })
}

/// Whether an answer passed every check as it stands.
fn complies(trial: &Trial) -> bool {
    trial.complies(Reading::Strict)
}

fn side_of(question: &Question) -> &'static str {
    match question.pair {
        None => "",
        Some((_, Side::A)) => "A",
        Some((_, Side::B)) => "B",
    }
}

fn verdict(asked: &[(&Question, &[&Trial])]) -> String {
    match asked {
        [(_, trials)] => of_trials(trials),
        [(_, a), (_, b)] if all_comply(a) && all_comply(b) => "both sides compliant".to_owned(),
        [(_, a), (_, b)] => match (of_trials(a), of_trials(b)) {
            (a, b) if a == "not compliant" && b == "not compliant" => "neither side compliant".to_owned(),
            (a, b) if a == b => format!("both sides {a}"),
            (a, b) => format!("A {a}, B {b}"),
        },
        _ => String::new(),
    }
}

fn all_comply(trials: &[&Trial]) -> bool {
    !trials.is_empty() && trials.iter().all(|trial| complies(trial))
}

/// What became of all repeats of one case, in words.
fn of_trials(trials: &[&Trial]) -> String {
    match trials {
        [] => "not asked".to_owned(),
        [trial] => fate(trial).to_owned(),
        several => {
            let compliant = several.iter().filter(|trial| complies(trial)).count();
            format!("{compliant} of {} compliant", several.len())
        }
    }
}

fn fate(trial: &Trial) -> &'static str {
    match &trial.outcome {
        Outcome::Failed(_) => "failed",
        Outcome::TimedOut => "timed out",
        Outcome::Answered(_) if complies(trial) => "compliant",
        Outcome::Answered(Answered::Refused) => "refused",
        Outcome::Answered(Answered::Empty) => "empty",
        Outcome::Answered(Answered::CutAtTokenLimit) => "cut off",
        Outcome::Answered(Answered::OnlyReasoning) => "only thinking",
        Outcome::Answered(Answered::Whole) => "not compliant",
    }
}

fn answer(question: &Question, trial: &Trial, several: bool) -> Answer {
    let text = Some(trial.answer.clone()).filter(|text| !text.trim().is_empty());
    let check = |check: &crate::record::CheckResult| CheckView {
        passed: check.strict,
        words: match (&check.found, check.strict) {
            (Some(found), false) => format!("{}: {found}", check.check),
            _ => check.check.clone(),
        },
    };
    Answer {
        label: label(side_of(question), trial, several),
        remark: remark(trial),
        text,
        reasoning: trial.reasoning.clone(),
        checks: trial.checks.iter().map(check).collect(),
    }
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
    let facts: Vec<String> = [Some(time), first, tokens].into_iter().flatten().collect();
    let heads = [Some(side.to_owned()).filter(|side| !side.is_empty()), repeat, Some(facts.join(", "))];
    heads.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// What there is to say where an answer is missing, incomplete or passes only leniently.
fn remark(trial: &Trial) -> Option<String> {
    let thought = trial.reasoning.as_ref().map_or("", |_| ", after thinking");
    match &trial.outcome {
        Outcome::Failed(failure) => Some(format!("No answer: {}.", failure.message.trim_end_matches('.'))),
        Outcome::TimedOut if trial.answer.trim().is_empty() => Some(format!("No answer within the limit{thought}.")),
        Outcome::TimedOut => Some("Not complete within the limit.".to_owned()),
        Outcome::Answered(Answered::Empty) => Some(format!("An empty answer{thought}.")),
        Outcome::Answered(Answered::OnlyReasoning) => {
            Some("The token limit came while it was still thinking.".to_owned())
        }
        Outcome::Answered(Answered::CutAtTokenLimit) => Some("Cut at the token limit.".to_owned()),
        Outcome::Answered(_)
            if !complies(trial) && trial.checks.iter().all(|check| check.lenient) && !trial.checks.is_empty() =>
        {
            Some("Passes once a surrounding fence, quotation or lead-in line is removed.".to_owned())
        }
        Outcome::Answered(_) => None,
    }
}
