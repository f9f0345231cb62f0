//! How prompts were sent, and how two answers to one prompt differ.

use serde::Serialize;

use crate::analysis::runtimes::{Divergence, divergence};
use crate::analysis::{Findings, RuntimePair};
use crate::record::{NoncePlace, Outcome, Question, Run, Target, Topic, Trial};
use crate::wording;

use super::answers::Answers;
use super::differing::{Marked, differing};

/// The most repeats of a case whose answers are compared on its page.
const REPEATS_SHOWN: usize = 5;

/// How the prompts of a run were sent.
pub(in crate::site) fn of_run(run: &Run) -> String {
    let Some(seed) = run.settings.nonce_seed else {
        return "as they are; a server may have had their beginnings in its cache".to_owned();
    };
    let repeated = match &run.origin {
        Some(origin) if origin.same_nonce => format!("; the same as in the run {}", origin.run),
        _ => String::new(),
    };
    format!(
        "each after four words that no other prompt of the run begins with, the same on all targets (nonce seed {seed}{repeated}), so that all \
         but the first tokens of the chat template is evaluated; of a prompt that a server took from its cache all the same, the time to the \
         first token does not count"
    )
}

/// How the prompts of a target were sent.
pub(in crate::site) fn of_target(target: &Target) -> String {
    match (target.nonce_place, &target.system) {
        (None, _) => "as they are".to_owned(),
        (Some(NoncePlace::Prompt), _) => "the nonce, then the case’s prompt".to_owned(),
        (Some(NoncePlace::System), None) => "the nonce as the system message".to_owned(),
        (Some(NoncePlace::System), Some(system)) => {
            format!("the nonce and the template’s default system prompt as the system message: “{system}”")
        }
    }
}

/// How the answers of one model on two runtimes differ.
#[derive(Debug, Serialize)]
pub(in crate::site) struct Compared {
    /// `birch3:8b on Ollama and on llama.cpp`.
    pair: String,
    /// Where each runtime has words of its own: `Only on Ollama struck through, only on llama.cpp underlined.`
    key: String,
    /// One for each side and repeat.
    answers: Vec<TwoAnswers>,
}

/// Two answers to one prompt.
#[derive(Debug, Serialize)]
struct TwoAnswers {
    /// Whether and where they part.
    sentence: String,
    /// Both, with what differs marked; empty if they are the same.
    stretches: Vec<Marked>,
}

/// The comparisons of a topic, one for each pair of targets that are one model.
pub(in crate::site) fn compared(findings: &Findings, topic: &Topic<'_>, answers: &Answers<'_>) -> Vec<Compared> {
    let of_pair = |pair: &RuntimePair| {
        let answers = topic.questions.iter().flat_map(|question| of_question(pair, question, topic, answers)).collect();
        let (first, other) = (pair.first.runtime, pair.other.runtime);
        let key = format!("What only {first} has is struck through, what only {other} has is underlined.");
        let pair = format!("{} on {first} and on {other}", pair.first.model);
        Some(Compared { pair, key, answers }).filter(|compared| !compared.answers.is_empty())
    };
    findings.runtimes.iter().filter_map(of_pair).collect()
}

fn of_question(pair: &RuntimePair, question: &Question, topic: &Topic<'_>, answers: &Answers<'_>) -> Vec<TwoAnswers> {
    let (first, other) = (answers.get(&pair.first.id, &question.case), answers.get(&pair.other.id, &question.case));
    let both = first.iter().filter_map(|a| Some((*a, *other.iter().find(|b| b.repeat == a.repeat)?)));
    let answered = |trial: &Trial| matches!(trial.outcome, Outcome::Answered(_));
    let comparable = both.filter(|(a, b)| answered(a) && answered(b) && a.nonce == b.nonce);
    let several = first.len() > 1;
    let side = if topic.questions.len() > 1 { super::asked::side_of(question) } else { "" };
    comparable
        .take(REPEATS_SHOWN)
        .map(|(a, b)| {
            let repeat = several.then(|| format!("repeat {}", a.repeat + 1));
            let heads = [Some(side.to_owned()).filter(|side| !side.is_empty()), repeat];
            let heads: Vec<String> = heads.into_iter().flatten().collect();
            let words = in_words(divergence(&a.answer, &b.answer), pair);
            let sentence = if heads.is_empty() { words } else { format!("{}: {words}", heads.join(", ")) };
            TwoAnswers { sentence, stretches: differing(&a.answer, &b.answer) }
        })
        .collect()
}

fn in_words(parted: Option<Divergence>, pair: &RuntimePair) -> String {
    let Some(Divergence { at, before, first, other }) = parted else {
        return "identical answers".to_owned();
    };
    let next = |text: &str| if text.is_empty() { "it ends".to_owned() } else { format!("“{}”", in_line(text)) };
    let after = match before.is_empty() {
        true => "from the first character".to_owned(),
        false => format!("after {}, “{}”", wording::counted(at, "character"), in_line(&before)),
    };
    let (a, b) = (pair.first.runtime, pair.other.runtime);
    format!("different answers {after}: on {a} {}, on {b} {}", next(&first), next(&other))
}

/// Text in one line, with its line breaks visible.
fn in_line(text: &str) -> String {
    text.replace('\n', "↵")
}
