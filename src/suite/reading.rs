//! Readings of an answer: without its thinking, leniently, and as a refusal.
//!
//! The strict reading is the answer as it is. The lenient one takes away one wrapping that changes nothing in the answer itself, so that
//! the gap between the two says how much is lost to formatting alone.

use std::borrow::Cow;
use std::cell::OnceCell;

use super::check::ifeval::text;
use super::measure;
use super::words::{LEAD_INS, REFUSALS};

/// A refusal is short: a long text that says "I cannot help" somewhere is about something.
const LONGEST_REFUSAL: usize = 90;

/// How inline thinking is marked, opening and closing.
const THINKING: [(&str, &str); 3] = [("<think>", "</think>"), ("<thinking>", "</thinking>"), ("[THINK]", "[/THINK]")];

/// The answer under its lenient reading: trimmed, and without *one* wrapping, the first of these that it has: a code fence around all
/// of it, quotation marks around all of it, a lead-in line before it.
pub fn lenient(answer: &str) -> Cow<'_, str> {
    let answer = answer.trim();
    let inner = without_fence(answer).or_else(|| without_quotation(answer)).or_else(|| without_lead_in(answer));
    Cow::Borrowed(inner.map(str::trim).filter(|inner| !inner.is_empty()).unwrap_or(answer))
}

/// An answer's readings, each made when it is first asked for.
#[derive(Debug)]
pub(super) struct Readings<'a> {
    answer: &'a str,
    lenient: OnceCell<Cow<'a, str>>,
    as_ifeval: OnceCell<Vec<Cow<'a, str>>>,
}

impl<'a> Readings<'a> {
    /// An answer to be read.
    pub(super) fn new(answer: &'a str) -> Self {
        Self { answer, lenient: OnceCell::new(), as_ifeval: OnceCell::new() }
    }

    /// As it stands.
    pub(super) fn answer(&self) -> &'a str {
        self.answer
    }

    /// Under its lenient reading, where that is another.
    pub(super) fn lenient(&self) -> Option<&str> {
        let lenient = self.lenient.get_or_init(|| lenient(self.answer));
        (lenient != self.answer.trim()).then_some(lenient)
    }

    /// Under the readings that IFEval calls loose, but for the answer as it stands.
    pub(super) fn as_ifeval(&self) -> &[Cow<'a, str>] {
        self.as_ifeval.get_or_init(|| loose(self.answer))
    }
}

/// The readings of an answer that IFEval calls loose: without its first line, its last, or both, and each of these without
/// asterisks. What would only repeat another reading is left out.
fn loose(answer: &str) -> Vec<Cow<'_, str>> {
    let without_first = answer.split_once('\n').map_or("", |(_, rest)| rest);
    let without_last = |text: &'_ str| text.rfind('\n').map_or(0, |end| end);
    let cut = [without_first, &answer[..without_last(answer)], &without_first[..without_last(without_first)]];
    let mut readings: Vec<Cow<'_, str>> = Vec::with_capacity(7);
    readings.extend(cut.map(text::trim).into_iter().filter(|text| !text.is_empty()).map(Cow::Borrowed));
    if answer.contains('*') {
        let plain = |text: &str| Cow::Owned(text.replace('*', ""));
        let starred: Vec<Cow<'_, str>> =
            readings.iter().filter(|text| text.contains('*')).map(|text| plain(text)).collect();
        readings.push(plain(answer));
        readings.extend(starred);
    }
    readings
}

/// The answer, and the thinking before it, where the model wrote its thinking into the text (`<think>..</think>`). Some chat
/// templates swallow the opening mark, so a closing mark alone ends thinking too; thinking without an end leaves no answer.
pub fn without_reasoning(text: &str) -> (&str, Option<&str>) {
    let body = text.trim_start();
    for (opening, closing) in THINKING {
        let opened = body.strip_prefix(opening);
        let thinking = opened.unwrap_or(body);
        if let Some((reasoning, answer)) = thinking.split_once(closing) {
            // The mark in the middle of an answer that mentions it is none of ours.
            if opened.is_some() || !reasoning.contains(opening) {
                return (answer.trim(), Some(reasoning.trim()));
            }
        } else if opened.is_some() {
            return ("", Some(thinking.trim()));
        }
    }
    (text, None)
}

/// Whether the answer declines: short, and with one of the phrases of refusal.
pub fn is_refusal(answer: &str) -> bool {
    refusal(answer).is_some()
}

/// The words that decline, where the answer is a refusal.
pub(super) fn refusal(answer: &str) -> Option<&str> {
    let hit = REFUSALS.first_in(answer)?;
    (measure::words(answer) <= LONGEST_REFUSAL).then_some(hit)
}

/// The words of chat with which the answer begins.
pub(super) fn preamble(answer: &str) -> Option<&str> {
    LEAD_INS.opening(answer)
}

fn without_fence(answer: &str) -> Option<&str> {
    let fence = ["```", "~~~"].into_iter().find(|fence| answer.starts_with(fence))?;
    let inner = answer.strip_suffix(fence)?;
    let (_language, inner) = inner.split_once('\n')?;
    (!inner.contains(fence)).then_some(inner)
}

fn without_quotation(answer: &str) -> Option<&str> {
    let quoted =
        [("\"", "\""), ("“", "”"), ("'", "'"), ("‘", "’"), ("«", "»"), ("„", "“"), ("„", "”"), ("»", "«"), ("`", "`")];
    quoted.into_iter().find_map(|(opening, closing)| {
        let inner = answer.strip_prefix(opening)?.strip_suffix(closing)?;
        // `"a" and "b"` is not one quotation.
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
    fn thinking_is_split_from_the_answer() {
        assert_eq!(without_reasoning("<think>\nhm\n</think>\n\nParis"), ("Paris", Some("hm")));
        assert_eq!(without_reasoning("hm, so\n</think>\nParis"), ("Paris", Some("hm, so")));
        assert_eq!(without_reasoning("<think>on and on"), ("", Some("on and on")));
        assert_eq!(without_reasoning("The tag <think> and </think> are marks."), {
            ("The tag <think> and </think> are marks.", None)
        });
        assert_eq!(without_reasoning(" Paris\n"), (" Paris\n", None));
    }

    #[test]
    fn a_refusal_is_told_from_a_polite_note() {
        for refusal in [
            "I'm sorry, but I can't help with that.",
            "I’m not able to take a position on local traffic policy, but I can help you phrase a neutral summary.",
            "As an AI language model, I don't have personal opinions.",
            "I cannot rewrite this statement.",
            "Sorry, I can't assist with that request.",
            "I must decline to answer.",
        ] {
            assert!(is_refusal(refusal), "{refusal}");
        }
        for answer in [
            "I am sorry, but I cannot attend on Friday.",
            "We can't wait to see you!",
            "The council cannot accept the proposal.",
            "",
            "Paris",
        ] {
            assert!(!is_refusal(answer), "{answer}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_a_reading_panic(text in "(?s)(<think>|</think>|```|\"|“|\n|Sure!|.){0,40}") {
            let (answer, _) = without_reasoning(&text);
            prop_assert!(lenient(answer).len() <= text.len());
            is_refusal(&text);
        }
    }
}
