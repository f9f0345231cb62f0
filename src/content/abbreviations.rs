//! Abbreviations: what they mean, and where they are in a text.
//!
//! `*[HTML]: HyperText Markup Language`, in a paragraph of such lines, says what an abbreviation means, as kramdown and Markdown Extra write it
//! (<https://kramdown.gettalong.org/syntax.html#abbreviations>).

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// What the abbreviations of a post mean.
#[derive(Debug, Default)]
pub(super) struct Abbreviations {
    meanings: BTreeMap<String, String>,
    /// How many bytes they have, the longest first.
    lengths: BTreeSet<std::cmp::Reverse<usize>>,
}

/// The abbreviations that a paragraph defines, with their meanings: nothing unless every line defines one.
pub(super) fn definitions(paragraph: &str) -> Option<Vec<(&str, &str)>> {
    paragraph.trim_end().lines().map(definition).collect::<Option<Vec<_>>>().filter(|found| !found.is_empty())
}

fn definition(line: &str) -> Option<(&str, &str)> {
    let (short, meaning) = line.trim_start().strip_prefix("*[")?.split_once("]:")?;
    let (short, meaning) = (short.trim(), meaning.trim());
    (!short.is_empty() && !short.contains(['[', ']']) && !meaning.is_empty()).then_some((short, meaning))
}

impl Abbreviations {
    /// Adds abbreviations; of those defined twice the first counts.
    pub(super) fn extend(&mut self, definitions: Vec<(&str, &str)>) {
        for (short, meaning) in definitions {
            self.lengths.insert(std::cmp::Reverse(short.len()));
            self.meanings.entry(short.to_owned()).or_insert_with(|| meaning.to_owned());
        }
    }

    /// Where abbreviations stand in a text as words of their own, in order, with their meanings.
    pub(super) fn in_text(&self, text: &str) -> Vec<(Range<usize>, &str)> {
        let mut found: Vec<(Range<usize>, &str)> = Vec::new();
        if self.meanings.is_empty() {
            return found;
        }
        let mut before = None;
        for (at, character) in text.char_indices() {
            let begins = !before.is_some_and(char::is_alphanumeric);
            before = Some(character);
            if begins && found.last().is_none_or(|(last, _)| last.end <= at) {
                found.extend(self.at(text, at));
            }
        }
        found
    }

    /// The longest abbreviation that begins there.
    fn at(&self, text: &str, start: usize) -> Option<(Range<usize>, &str)> {
        self.lengths.iter().find_map(|length| {
            let end = start + length.0;
            let meaning = self.meanings.get(text.get(start..end)?)?;
            let ends = !text[end..].chars().next().is_some_and(char::is_alphanumeric);
            ends.then_some((start..end, meaning.as_str()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paragraph_of_definitions_is_read() {
        assert_eq!(definitions("*[A]: one\n *[B C]:two\n"), Some(vec![("A", "one"), ("B C", "two")]));
        for text in ["*[A]: one\nand more", "*[A] one", "*[]: one", "*[A]:", "[A]: one", "*[A[b]: c", ""] {
            assert!(definitions(text).is_none_or(|found| found.is_empty()), "{text}");
        }
    }

    #[test]
    fn words_of_their_own_are_found() {
        let mut known = Abbreviations::default();
        known.extend(vec![
            ("TTFT", "time to the first token"),
            ("p50", "median"),
            ("p50 TTFT", "both"),
            ("p50", "other"),
        ]);
        let text = "TTFTs, (TTFT) and p50 TTFT; p50é p50.";
        let said: Vec<_> = known.in_text(text).into_iter().map(|(at, meaning)| (&text[at], meaning)).collect();
        assert_eq!(said, [("TTFT", "time to the first token"), ("p50 TTFT", "both"), ("p50", "median")]);
    }
}
