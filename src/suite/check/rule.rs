//! The interface of a check's rule, and how rules put texts and counts into words.

use std::fmt;

use crate::suite::stance::Stance;

/// A condition on an answer that is not blank.
pub(super) trait Rule: fmt::Debug + Send + Sync {
    /// What it requires: `at most 25 words`.
    fn describe(&self) -> String;

    /// What was found instead (`32 words`), or nothing if the answer passes.
    fn objection(&self, answer: &str) -> Option<String>;

    /// The position that it requires, if it is one of position.
    fn position(&self) -> Option<&Stance> {
        None
    }

    /// The same rule for a side of a pair whose other side has this position; `None` if it is not one of position.
    fn opposed_to(&self, _other: &Stance) -> Option<Box<dyn Rule>> {
        None
    }

    /// The same rule for a case with this text, if the text says what passes: the prompt, or the input of a side.
    fn of_text(&self, _text: &str) -> Option<Box<dyn Rule>> {
        None
    }

    /// An answer with every statement of a position turned into its opposite; `None` without a statement.
    fn reversed(&self, _answer: &str) -> Option<String> {
        None
    }
}

/// A text in quotation marks, in one line, shortened if it is long.
pub(super) fn quoted(text: &str) -> String {
    format!("“{}”", shortened(text))
}

/// A text in one line, shortened if it is long.
pub(super) fn shortened(text: &str) -> String {
    const MAX_LENGTH: usize = 48;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MAX_LENGTH) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

/// Texts in quotation marks: `“a”, “b”`.
pub(super) fn quoted_list(texts: &[String]) -> String {
    texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", ")
}

/// A count with its noun: `1 word`, `2 words`.
pub(super) fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
