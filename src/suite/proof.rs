//! A suite proves itself: every example answer is held against its case, and so are answers that say nothing.
//!
//! An answer that must pass and fails, or must fail and passes, is a fault at the answer. A case that an empty, constant or
//! echoed answer passes measures nothing, and is a fault at the case. A pair whose sides are judged by different checks compares
//! nothing, and is a fault at the pair.

use super::check::{Check, Judgement, judge};
use super::words::lines_of;
use super::{Case, Example, Manner, Proof, Side, Suite};
use crate::diagnostic::{self, Diagnostic};

/// Answers that say nothing, one a line; `\n` stands for a line break.
const STOCK: &str = include_str!("words/stock_answers.txt");

/// Every example that the checks contradict, every case that an answer without content passes, and every uneven pair; nothing where
/// all is well.
pub fn prove(suite: &Suite) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for case in &suite.cases {
        faults.extend(
            case.examples
                .iter()
                .filter_map(|example| contradiction(case, example, &judge(&case.checks, &example.answer))),
        );
        if suite.proof == Proof::None {
            // Instructions such as "no comma" are followed by silence too, and the suite does not claim otherwise.
            continue;
        }
        let passes = |answer: &String| judge(&case.checks, answer).iter().all(|judgement| judgement.strict);
        faults.extend(stock_answers(case).iter().find(|answer| passes(answer)).map(|answer| hollow(case, answer)));
    }
    faults.extend(suite.cases.windows(2).filter_map(uneven));
    diagnostic::sort(&mut faults);
    faults
}

/// The fault of two sides of one pair that are not judged by the same checks in the same order.
fn uneven(neighbours: &[Case]) -> Option<Diagnostic> {
    let [a, b] = neighbours else { return None };
    let (Some((pair, Side::A)), Some((_, Side::B))) = (&a.pair, &b.pair) else { return None };
    let names = |case: &Case| case.checks.iter().map(Check::name).collect::<Vec<_>>();
    let (of_a, of_b) = (names(a), names(b));
    (of_a != of_b).then(|| {
        let parting = of_a.iter().zip(&of_b).take_while(|(one, other)| one == other).count();
        let there = |names: &[&str]| names.get(parting).map_or("nothing more".to_owned(), |name| format!("`{name}`"));
        Diagnostic::error(format!("the sides of pair `{pair}` are judged by different checks"))
            .at(&a.source, a.span)
            .label(format!("side A has {} where side B has {}", there(&of_a), there(&of_b)))
            .help("give both sides the same checks in the same order; only their words may differ")
    })
}

fn contradiction(case: &Case, example: &Example, judgements: &[Judgement]) -> Option<Diagnostic> {
    let failed: Vec<&Judgement> = judgements.iter().filter(|judgement| !judgement.strict).collect();
    match (example.manner, failed.as_slice()) {
        (Manner::Compliant, []) => None,
        (Manner::Compliant, failed) => {
            let words: Vec<String> = failed.iter().map(|judgement| objection(judgement)).collect();
            Some(
                Diagnostic::error(format!("an answer of case `{}` that must pass fails: {}", case.id, failed[0].check))
                    .at(&case.source, example.span)
                    .label(words.join("; "))
                    .help("correct the answer, move it to `fail`, or loosen the check"),
            )
        }
        (manner, []) => Some(
            Diagnostic::error(format!("an answer of case `{}` that must fail passes every check", case.id))
                .at(&case.source, example.span)
                .label(format!("not one check sees that this is {}", said(manner)))
                .help("add a check that tells it from a good answer, or move it to `pass`"),
        ),
        _ => None,
    }
}

fn objection(judgement: &Judgement) -> String {
    format!("{}: {}", judgement.check, judgement.found.as_deref().unwrap_or("no pass"))
}

fn hollow(case: &Case, answer: &str) -> Diagnostic {
    Diagnostic::error(format!("case `{}` can be passed without answering it", case.id))
        .at(&case.source, case.span)
        .label(format!("{answer:?} passes every check"))
        .help("add a check that only a real answer passes: a fact it must contain, a shape it must have")
}

/// Answers without content: nothing, stock phrases, the prompt and every paragraph, line and quotation of it.
fn stock_answers(case: &Case) -> Vec<String> {
    let prompt = case.prompt.as_str();
    let echoes = prompt.split("\n\n").chain(prompt.lines()).chain(prompt.split(['"', '“', '”']));
    let owned = |text: &str| text.trim().to_owned();
    let stock = lines_of(STOCK).map(|line| line.replace("\\n", "\n"));
    ["", prompt].map(owned).into_iter().chain(echoes.map(owned)).chain(stock).collect()
}

fn said(manner: Manner) -> &'static str {
    match manner {
        Manner::Compliant => "a good answer",
        Manner::Almost => "only almost right",
        Manner::Chatty => "wrapped in chat",
        Manner::Refusal => "a refusal",
        Manner::Neutral => "neutral",
        Manner::Wrong => "wrong",
    }
}
