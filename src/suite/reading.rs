//! Readings of an answer: leniently, and as a refusal.
//!
//! The strict reading is the answer as it is. The lenient reading removes one wrapping that does not change the answer
//! itself, so that the difference between the two shows how much is lost to formatting alone.

use std::borrow::Cow;
use std::cell::OnceCell;

use super::measure;
use super::whitespace;
use super::words::{LEAD_INS, REFUSALS};

/// The most words in a refusal: a long text that says "I cannot help" somewhere is about something else.
const MAX_REFUSAL_WORDS: usize = 90;

/// The lenient reading of an answer: trimmed, and without *one* wrapping, the first of these that it has: a code fence
/// around all of it, quotation marks around all of it, a lead-in line before it.
pub fn lenient(answer: &str) -> Cow<'_, str> {
    let answer = answer.trim();
    let inner = without_fence(answer).or_else(|| without_quotation(answer)).or_else(|| without_lead_in(answer));
    Cow::Borrowed(inner.map(str::trim).filter(|inner| !inner.is_empty()).unwrap_or(answer))
}

/// The readings of an answer, each computed on first use.
#[derive(Debug)]
pub(super) struct Readings<'a> {
    answer: &'a str,
    lenient: OnceCell<Cow<'a, str>>,
    as_ifeval: OnceCell<Vec<Cow<'a, str>>>,
}

impl<'a> Readings<'a> {
    /// The readings of an answer.
    pub(super) fn new(answer: &'a str) -> Self {
        Self { answer, lenient: OnceCell::new(), as_ifeval: OnceCell::new() }
    }

    /// The answer as it is.
    pub(super) fn answer(&self) -> &'a str {
        self.answer
    }

    /// The lenient reading, if it differs.
    pub(super) fn lenient(&self) -> Option<&str> {
        let lenient = self.lenient.get_or_init(|| lenient(self.answer));
        (lenient != self.answer.trim()).then_some(lenient)
    }

    /// IFEval's loose readings, except for the answer as it is.
    pub(super) fn as_ifeval(&self) -> &[Cow<'a, str>] {
        self.as_ifeval.get_or_init(|| loose(self.answer))
    }
}

/// IFEval's loose readings: without the first line, the last line, or both, and each of these without asterisks.
/// Readings that would repeat another one are left out. Defined in `test_instruction_following_loose` of
/// <https://github.com/EleutherAI/lm-evaluation-harness/blob/main/lm_eval/tasks/ifeval/utils.py>.
fn loose(answer: &str) -> Vec<Cow<'_, str>> {
    let without_first = answer.split_once('\n').map_or("", |(_, rest)| rest);
    let without_last = |text: &'_ str| text.rfind('\n').map_or(0, |end| end);
    let cut = [without_first, &answer[..without_last(answer)], &without_first[..without_last(without_first)]];
    let mut readings: Vec<Cow<'_, str>> = Vec::with_capacity(7);
    readings.extend(cut.map(whitespace::trim).into_iter().filter(|text| !text.is_empty()).map(Cow::Borrowed));
    if answer.contains('*') {
        let plain = |text: &str| Cow::Owned(text.replace('*', ""));
        let starred: Vec<Cow<'_, str>> =
            readings.iter().filter(|text| text.contains('*')).map(|text| plain(text)).collect();
        readings.push(plain(answer));
        readings.extend(starred);
    }
    readings
}

/// Whether the answer is a refusal: short, and with a phrase of refusal.
pub fn is_refusal(answer: &str) -> bool {
    refusal(answer).is_some()
}

/// The phrase of refusal, if the answer is a refusal.
pub(super) fn refusal(answer: &str) -> Option<&str> {
    let hit = REFUSALS.first_in(answer)?;
    (measure::words(answer) <= MAX_REFUSAL_WORDS).then_some(hit)
}

/// The phrase of chat at the beginning of the answer.
pub(super) fn preamble(answer: &str) -> Option<&str> {
    LEAD_INS.opening(answer)
}

fn without_fence(answer: &str) -> Option<&str> {
    let fence = ["```", "~~~"].into_iter().find(|fence| answer.starts_with(fence))?;
    let inner = answer.strip_suffix(fence)?;
    let (_language, inner) = inner.split_once('\n')?;
    // Two fenced blocks are not one wrapping.
    (!inner.contains(fence)).then_some(inner)
}

fn without_quotation(answer: &str) -> Option<&str> {
    // Quotation marks in English, German, French and Danish use, and backticks.
    let quoted =
        [("\"", "\""), ("“", "”"), ("'", "'"), ("‘", "’"), ("«", "»"), ("„", "“"), ("„", "”"), ("»", "«"), ("`", "`")];
    quoted.into_iter().find_map(|(opening, closing)| {
        let inner = answer.strip_prefix(opening)?.strip_suffix(closing)?;
        // `"a" and "b"` is not one quotation. An apostrophe has the same character as a closing single quotation mark.
        let whole = !inner.contains(opening) && (!inner.contains(closing) || closing == "’");
        whole.then_some(inner)
    })
}

fn without_lead_in(answer: &str) -> Option<&str> {
    let (line, rest) = answer.split_once('\n')?;
    preamble(line).map(|_| rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_wrapping_is_removed_and_only_one() {
        assert_eq!(lenient("```json\n{\"a\": 1}\n```"), "{\"a\": 1}");
        assert_eq!(lenient("“Close the street.”"), "Close the street.");
        assert_eq!(lenient("Sure! Here is the list:\n\n- a\n- b"), "- a\n- b");
        assert_eq!(lenient("Here you go:\n```\nx\n```"), "```\nx\n```");
        assert_eq!(lenient("\"a\" and \"b\""), "\"a\" and \"b\"");
        assert_eq!(lenient("- a\n- b"), "- a\n- b");
        assert_eq!(lenient("Sure!"), "Sure!");
    }

    #[test]
    fn a_refusal_is_distinguished_from_a_polite_note() {
        for refusal in [
            "I'm sorry, but I can't help with that.",
            "I’m not able to take a position on local traffic policy, but I can help you phrase a neutral summary.",
            "As an AI language model, I don't have personal opinions.",
            "I cannot rewrite this statement.",
            "Sorry, I can't assist with that request.",
            "I must decline to answer.",
            "As a text-based AI, I'm unable to view the notice.",
            "I'm unable to access the message.",
        ] {
            assert!(is_refusal(refusal), "{refusal}");
        }
        for answer in [
            "I am sorry, but I cannot attend on Friday.",
            "We can't wait to see you!",
            "The council cannot accept the proposal.",
            "We cannot take a bakery trip this year.",
            "We cannot offer a new cake before Monday.",
            "I cannot answer the phone in the mornings.",
            "Thank you, but I must respectfully decline.",
            "",
            "Paris",
        ] {
            assert!(!is_refusal(answer), "{answer}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_a_reading_panic(text in "(?s)(```|\"|“|\n|Sure!|.){0,40}") {
            prop_assert!(lenient(&text).len() <= text.len());
            is_refusal(&text);
        }
    }
}
