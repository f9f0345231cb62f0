//! Finds marks in a text that arrives in pieces.

use std::sync::LazyLock;

use super::marks::{ANSWER, CHANNEL, ENDS, MESSAGE, PLAIN_FINAL, START, THINKING};

/// What a mark means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Thinking begins; the index of the mark in [`THINKING`].
    Think(usize),
    /// Thinking ends.
    Thought(usize),
    /// The answer begins; the index of the mark in [`ANSWER`].
    Answer(usize),
    /// The answer ends.
    Answered(usize),
    /// A message of harmony begins.
    Start,
    /// The name of its channel begins.
    Channel,
    /// Its content begins.
    Message,
    /// Its content ends.
    End,
    /// The answer begins, where harmony's marks were removed.
    PlainFinal,
}

/// Every mark with its meaning.
static MARKS: LazyLock<Vec<(&'static str, Meaning)>> = LazyLock::new(|| {
    let mut marks = vec![
        (START, Meaning::Start),
        (CHANNEL, Meaning::Channel),
        (MESSAGE, Meaning::Message),
        (PLAIN_FINAL, Meaning::PlainFinal),
    ];
    marks.extend(ENDS.map(|end| (end, Meaning::End)));
    for (index, mark) in THINKING.iter().enumerate() {
        marks.extend([(mark.opening, Meaning::Think(index)), (mark.closing, Meaning::Thought(index))]);
    }
    for (index, mark) in ANSWER.iter().enumerate() {
        marks.extend([(mark.opening, Meaning::Answer(index)), (mark.closing, Meaning::Answered(index))]);
    }
    marks.retain(|(text, _)| !text.is_empty());
    marks
});

/// Whether a mark can begin with a byte.
static BEGINS: LazyLock<[bool; 256]> = LazyLock::new(|| {
    let mut begins = [false; 256];
    for byte in MARKS.iter().filter_map(|(text, _)| text.bytes().next()) {
        begins[usize::from(byte)] = true;
    }
    begins
});

/// What is at the beginning of a text.
pub(super) enum Found {
    /// A mark of this many bytes.
    Mark(usize, Meaning),
    /// The beginning of a mark, if the text goes on like one.
    Partial,
    /// None.
    Text,
}

/// What is at the beginning of a text, and how many bytes were compared for that: at most those of every mark, however
/// long the text is.
pub(super) fn mark_at(text: &[u8]) -> (Found, usize) {
    let mut work = 1;
    if !text.first().is_some_and(|byte| BEGINS[usize::from(*byte)]) {
        return (Found::Text, work);
    }
    let mut partial = false;
    for (mark, meaning) in MARKS.iter() {
        let common = text.iter().zip(mark.as_bytes()).take_while(|(one, other)| one == other).count();
        work += common + 1;
        if common == mark.len() {
            return (Found::Mark(mark.len(), *meaning), work);
        }
        partial |= common == text.len();
    }
    (if partial { Found::Partial } else { Found::Text }, work)
}
