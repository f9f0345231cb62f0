//! Proves a suite: compares the checks of every case with its example answers, and with answers without content.
//!
//! An answer that must pass but fails, or must fail but passes, is an error at the answer. A case that an empty,
//! constant or echoed answer passes measures nothing, and is an error at the case. Sides of a pair that are not even are an
//! error at the pair.

use super::check::{Judgement, judge};
use super::model::{Case, Example, Manner, Proof, Suite};
use super::words::lines_of;
use super::{sides, varied_proof};
use crate::diagnostic::{self, Code, Diagnostic};

/// Answers without content, one per line; `\n` means a line break.
const STOCK: &str = include_str!("words/stock_answers.txt");

/// An error for every example that the checks contradict, every case that an answer without content passes, and every
/// pair whose sides are not even.
pub fn prove(suite: &Suite) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for case in &suite.cases {
        faults.extend(
            case.examples
                .iter()
                .filter_map(|example| contradiction(case, example, &judge(&case.checks, &example.answer))),
        );
        if suite.proof == Proof::None {
            // Instructions such as "no comma" are followed by silence, too, and an imported suite does not claim
            // otherwise.
            continue;
        }
        // One that objects is enough: most answers fail the first check.
        let passes = |answer: &String| case.checks.iter().all(|check| check.objection(answer).is_none());
        faults.extend(varied_proof::faults(case));
        faults.extend(stock_answers(case).iter().find(|answer| passes(answer)).map(|answer| hollow(case, answer)));
    }
    // The two sides of a pair are adjacent.
    faults.extend(suite.cases.windows(2).flat_map(sides::prove));
    diagnostic::sort(&mut faults);
    faults
}

fn contradiction(case: &Case, example: &Example, judgements: &[Judgement]) -> Option<Diagnostic> {
    let failed: Vec<&Judgement> = judgements.iter().filter(|judgement| !judgement.strict).collect();
    match (example.manner, failed.as_slice()) {
        (Manner::Compliant, []) => None,
        (Manner::Compliant, failed) => {
            let words: Vec<String> = failed.iter().map(|judgement| objection(judgement)).collect();
            Some(
                Diagnostic::error(
                    Code::MUST_PASS,
                    format!("an answer of case `{}` that must pass fails: {}", case.id, failed[0].check),
                )
                .at(&case.source, example.span)
                .label(words.join("; "))
                .help("correct the answer, move it to `fail`, or loosen the check"),
            )
        }
        (manner, []) => Some(
            Diagnostic::error(
                Code::MUST_FAIL,
                format!("an answer of case `{}` that must fail passes every check", case.id),
            )
            .at(&case.source, example.span)
            .label(format!("no check detects that this is {}", description(manner)))
            .help("add a check that distinguishes it from a good answer, or move it to `pass`"),
        ),
        _ => None,
    }
}

fn objection(judgement: &Judgement) -> String {
    format!("{}: {}", judgement.check, judgement.found.as_deref().unwrap_or("fails"))
}

fn hollow(case: &Case, answer: &str) -> Diagnostic {
    Diagnostic::error(
        Code::PASSES_IDLE,
        format!("case `{}` passes for an answer that does not attempt the task", case.id),
    )
    .at(&case.source, case.span)
    .label(format!("{answer:?} passes every check"))
    .help("add a check that only a real answer passes: a fact that it must contain, or a form that it must have")
}

/// Answers without content: the empty answer, stock phrases, the prompt, and every paragraph, line and quotation of the
/// prompt.
fn stock_answers(case: &Case) -> Vec<String> {
    let prompt = case.prompt.as_str();
    let echoes = prompt.split("\n\n").chain(prompt.lines()).chain(prompt.split(['"', '“', '”']));
    let owned = |text: &str| text.trim().to_owned();
    let stock = lines_of(STOCK).map(|line| line.replace("\\n", "\n"));
    ["", prompt].map(owned).into_iter().chain(echoes.map(owned)).chain(stock).collect()
}

fn description(manner: Manner) -> &'static str {
    match manner {
        Manner::Compliant => "a good answer",
        Manner::Almost => "only nearly correct",
        Manner::Chatty => "wrapped in chat",
        Manner::Refusal => "a refusal",
        Manner::Neutral => "neutral",
        Manner::Wrong => "wrong",
    }
}
