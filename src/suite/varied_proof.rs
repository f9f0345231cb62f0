//! Proves a case further than its examples do: every good answer must pass in other spellings, and must fail after
//! a line of chat, when it is denied, and when one of its numbers is another one.
//!
//! A case may opt out of a variation with a reason (`unproved = { letter_case = "the order gives the word" }`). A reason
//! that is not needed is an error, too.

use super::check::{Check, judge};
use super::model::{Case, Example, Manner};
use super::variation::{VARIATIONS, Variation, VariationKind};
use crate::diagnostic::{Code, Diagnostic};

/// Checks that fix the form of the whole answer to the letter, so that no other spelling can pass.
const TO_THE_LETTER: [&str; 5] = ["exact", "json_object", "json_schema", "csv", "verdict"];
/// Checks that fix the letter case.
const OF_LETTERS: [&str; 2] = ["lowercase", "uppercase"];

/// An error for every variation of a good answer that is judged wrong, and for every reason that is not needed.
pub(super) fn faults(case: &Case) -> Vec<Diagnostic> {
    VARIATIONS.iter().filter(|kind| applies(case, kind)).filter_map(|kind| fault(case, kind)).collect()
}

fn applies(case: &Case, kind: &VariationKind) -> bool {
    let has = |names: &[&str]| case.checks.iter().map(Check::name).any(|name| names.contains(&name));
    match kind.variation {
        // What is denied in one side's text is the position of the other side.
        Variation::Chat | Variation::Negation | Variation::Number => case.pair.is_none(),
        Variation::LetterCase => !has(&TO_THE_LETTER) && !has(&OF_LETTERS),
        // Pairs ask for forms with and without a stop.
        Variation::FinalStop => case.pair.is_none() && !has(&TO_THE_LETTER),
        Variation::Spelling => !has(&TO_THE_LETTER) && !has(&OF_LETTERS),
        Variation::QuotationMarks | Variation::Salutation => !has(&TO_THE_LETTER),
    }
}

fn fault(case: &Case, kind: &VariationKind) -> Option<Diagnostic> {
    let reason = case.unproved.iter().find(|(variation, _)| *variation == kind.variation);
    let good = case.examples.iter().filter(|example| example.manner == Manner::Compliant);
    let contrary = good.filter_map(|example| contradiction(case, example, kind)).next();
    match (reason, contrary) {
        (None, contrary) => contrary,
        (Some(_), Some(_)) => None,
        (Some(_), None) => Some(
            Diagnostic::error(
                Code::REASON_NOT_NEEDED,
                format!("case `{}` needs no reason for `{}`", case.id, kind.name),
            )
            .at(&case.source, case.span)
            .label(format!("every good answer is judged right {}", kind.words))
            .help("remove it from `unproved`"),
        ),
    }
}

fn contradiction(case: &Case, example: &Example, kind: &VariationKind) -> Option<Diagnostic> {
    let objection = |answer: &String| {
        let failed = judge(&case.checks, answer).into_iter().find(|judgement| !judgement.strict);
        failed.map(|judgement| format!("{}: {}", judgement.check, judgement.found.unwrap_or_default()))
    };
    // Of an answer that fails as it is, the proof says so; its variations show nothing.
    if objection(&example.answer).is_some() {
        return None;
    }
    let varied = (kind.of)(&example.answer, &case.prompt);
    let (answer, objection) = varied
        .into_iter()
        .map(|answer| (objection(&answer), answer))
        .find(|(objection, _)| objection.is_none() != kind.must_pass)
        .map(|(objection, answer)| (answer, objection))?;
    let (wanted, found) = match objection {
        Some(objection) => ("must pass", format!("fails: {objection}")),
        None => ("must fail", "passes every check".to_owned()),
    };
    Some(
        Diagnostic::error(
            Code::VARIATION,
            format!("a good answer of case `{}` {wanted} {}, and {found}", case.id, kind.words),
        )
        .at(&case.source, example.span)
        .label(format!("{answer:?}"))
        .help(format!("mend the checks, or give the reason: `unproved = {{ {} = \"...\" }}`", kind.name)),
    )
}
