//! Counts the sentences of a text.
//!
//! A line break does not end a sentence; a blank line and the next item of a list do. The salutation and the closing of
//! a letter, its signature, and headings are not sentences.

use unicode_segmentation::UnicodeSegmentation;

use super::letter;
use super::{is_list_item, without_list_mark};
use crate::suite::words::lines_of;

/// Abbreviations after which a sentence continues.
const ABBREVIATIONS: &str = include_str!("../words/abbreviations.txt");

/// German months: after the period of an ordinal day, the sentence continues with one (`am 3. Mai`).
const MONTHS: &str = include_str!("../words/months.txt");

/// The number of sentences; 1 for a text that is only a heading or a salutation.
pub(in crate::suite) fn sentences(text: &str) -> usize {
    let count = blocks(letter::body(text)).iter().map(|block| sentences_of_block(block)).sum();
    if count == 0 { usize::from(text.contains(char::is_alphanumeric)) } else { count }
}

/// The paragraphs and list items of a text, each in one line, without headings.
fn blocks(text: &str) -> Vec<String> {
    let mut blocks: Vec<String> = Vec::new();
    let mut open = false;
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let next = lines.peek().map(|next| next.trim());
        if line.trim().is_empty() {
            open = false;
        } else if next.is_some() && !open && letter::is_heading(line, next == Some("")) && !is_list_item(line) {
            // A heading is above something.
        } else if open && !is_list_item(line) {
            if let Some(block) = blocks.last_mut() {
                block.push(' ');
                block.push_str(line.trim());
            }
        } else {
            blocks.push(without_list_mark(line).to_owned());
            open = true;
        }
    }
    blocks
}

fn sentences_of_block(line: &str) -> usize {
    // By Unicode's rule SB8, a sentence does not end before a lowercase letter. In a paragraph entirely in lowercase, that
    // means nothing.
    let uppercase = (!line.contains(char::is_uppercase)).then(|| line.to_uppercase());
    let line = uppercase.as_deref().unwrap_or(line);
    let mut count = 0;
    let mut before: Option<&str> = None;
    for segment in line.unicode_sentences().map(str::trim) {
        if !segment.chars().any(char::is_alphanumeric) {
            continue;
        }
        // `"Stop!" she said` is one sentence.
        let lower = segment.starts_with(char::is_lowercase);
        let goes_on = before.is_some_and(|before| lower || abbreviates(before, segment));
        count += usize::from(!goes_on);
        before = Some(segment);
    }
    count
}

/// Whether the period at the end of a segment belongs to an abbreviation, judging by what follows.
fn abbreviates(segment: &str, next: &str) -> bool {
    let Some(before) = segment.strip_suffix('.') else { return false };
    let last = before.rsplit(|c: char| c.is_whitespace() || "(\"“".contains(c)).next().unwrap_or_default();
    // `J. Smith`, but `So did I.` ends a sentence.
    let initial = last.chars().count() == 1 && last.chars().all(|c| c.is_uppercase() && c != 'I');
    let number_follows = next.starts_with(|c: char| c.is_ascii_digit());
    let listed = |line: &str| match line.strip_suffix(" #") {
        Some(abbreviation) => number_follows && abbreviation.eq_ignore_ascii_case(last),
        None => line.eq_ignore_ascii_case(last),
    };
    let day = !last.is_empty() && last.len() <= 2 && last.bytes().all(|digit| digit.is_ascii_digit());
    let month = || next.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    initial || lines_of(ABBREVIATIONS).any(listed) || (day && lines_of(MONTHS).any(|known| known == month()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_counted_as_people_do() {
        for (text, count) in [
            ("", 0),
            ("No stop", 1),
            ("Dr. Okafor came at 3 p.m. on Monday. She left.", 2),
            ("“Stop!” she said. He did…", 2),
            ("Is it? Yes! Good.", 3),
            ("J. R. Smith owns 3.5 acres.", 1),
            ("one line\nanother line", 1),
            ("So did I. It rained.", 2),
            ("...", 0),
            ("it rained. then it stopped. we left", 3),
            ("SEE DR. OKAFOR AT ONCE!", 1),
            ("The answer is no. He left.", 2),
            ("See No. 5 and p. 7. Then stop.", 2),
            ("Come at 5 p.m. Bring salad.", 2),
        ] {
            assert_eq!(sentences(text), count, "{text}");
        }
    }

    #[test]
    fn what_frames_a_letter_is_not_a_sentence() {
        for (text, count) in [
            ("Dear Mrs. Abel,\n\nI am so sorry. He was kind.", 2),
            ("Dear Tenants,\n\nThe heating will be off.\n\nKind regards,\nThe Management", 1),
            ("Hey Jonas! Come to the party. You will like it.", 2),
            ("Hello. It rained.", 1),
            ("NOTICE TO TENANTS\n\nThe heating is off. It is cold.", 2),
            ("## Closed\n\nThe room is closed.", 1),
            ("**Notice**\nThe room is closed.", 1),
            ("Sir, close the street. Yours faithfully", 1),
            ("The room is closed.\n\nThe Library", 1),
            ("Sir,\nclose the street\nand the park.\nYours faithfully,", 1),
            ("- Milk\n- Bread", 2),
            ("1. Water it.\n2. Loosen it.\n   Gently.", 3),
            ("Dear me, it rained. Best of all, it stopped.", 2),
            ("It is closed. Sorry.", 2),
            ("Hello", 1),
            ("Thank you for three nights.\n\nYou filled the sacks.", 2),
        ] {
            assert_eq!(sentences(text), count, "{text}");
        }
    }
}
