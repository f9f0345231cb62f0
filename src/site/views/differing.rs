//! Two answers as one text, with the words marked that only one of them has.

use serde::Serialize;
use similar::{ChangeTag, TextDiff};

/// The longest answers whose words are compared, in bytes: the differences between longer ones are more than a reader would look at.
const LONGEST: usize = 8_000;

/// Words that both answers have, or one of them.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Marked {
    /// Whose words they are: `both`, `first` or `other`.
    whose: &'static str,
    text: String,
}

/// The words of both in their order; empty if they are the same, or too long.
pub(super) fn differing(first: &str, other: &str) -> Vec<Marked> {
    if first == other || first.len().max(other.len()) > LONGEST {
        return Vec::new();
    }
    let mut stretches: Vec<Marked> = Vec::new();
    let diff = TextDiff::from_words(first, other);
    for change in diff.iter_all_changes() {
        let whose = match change.tag() {
            ChangeTag::Equal => "both",
            ChangeTag::Delete => "first",
            ChangeTag::Insert => "other",
        };
        match stretches.last_mut().filter(|last| last.whose == whose) {
            Some(last) => last.text.push_str(change.value()),
            None => stretches.push(Marked { whose, text: change.value().to_owned() }),
        }
    }
    stretches
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(first: &str, other: &str) -> String {
        let mark = |one: &Marked| match one.whose {
            "first" => format!("[-{}]", one.text),
            "other" => format!("[+{}]", one.text),
            _ => one.text.clone(),
        };
        differing(first, other).iter().map(mark).collect()
    }

    #[test]
    fn words_of_one_answer_only_are_marked() {
        assert_eq!(shown("close the bridge", "close the old road"), "close the [-bridge][+old road]");
        assert_eq!(shown("yes", ""), "[-yes]");
        assert_eq!(shown("the same", "the same"), "");
    }

    #[test]
    fn both_answers_can_be_read_back() {
        let (first, other) = ("- One\n- two  three\n", "One\n- two three\n\n- four");
        let read = |left_out: &str| -> String {
            differing(first, other).into_iter().filter(|one| one.whose != left_out).map(|one| one.text).collect()
        };
        assert_eq!((read("other").as_str(), read("first").as_str()), (first, other));
    }

    #[test]
    fn very_long_answers_are_not_compared() {
        assert_eq!(differing(&"a ".repeat(5_000), "b"), []);
    }
}
