//! Style in numbers: contractions, exclamation marks, pronouns, and readability.

use std::sync::LazyLock;

use regex::Regex;

use super::arguments::Arguments;
use super::rule::{Rule, counted};
use crate::diagnostic::did_you_mean;
use crate::suite::measure;
use crate::suite::pattern::pattern;

/// A countable marker of register: its name in suites, its noun, and a pattern that finds it.
type Marker = (&'static str, &'static str, LazyLock<Regex>);

static MARKERS: [Marker; 5] = [
    (
        "contractions",
        "contraction",
        LazyLock::new(|| {
            pattern(concat!(
                r"(?i)\b(?:[a-z]+n['’]t|(?:i|you|he|she|it|we|they|that|there|here|who|what|where|how|let)['’](?:s|m|re|ve|ll|d)",
                r"|(?:gon|wan)na|gotta|y['’]all)\b"
            ))
        }),
    ),
    ("second_person", "“you”", LazyLock::new(|| pattern(r"(?i)\b(?:you|your|yours|yourself|yourselves|y['’]all)\b"))),
    (
        "first_person",
        "“I” or “we”",
        LazyLock::new(|| pattern(r"\bI\b|(?i:\b(?:me|my|mine|myself|we|us|our|ours|ourselves)\b)")),
    ),
    ("exclamations", "exclamation mark", LazyLock::new(|| pattern(r"[!！]+"))),
    ("questions", "question mark", LazyLock::new(|| pattern(r"[?？]+"))),
];

pub(super) fn count_of(arguments: &Arguments<'_, '_>) -> Option<Box<dyn Rule>> {
    let name = arguments.text()?;
    let Some(marker) = MARKERS.iter().find(|(known, ..)| *known == name) else {
        let known = MARKERS.iter().map(|(known, ..)| *known);
        let guess = did_you_mean(&name, known.clone()).unwrap_or_default();
        let known: Vec<&str> = known.collect();
        let message = format!("`{name}` cannot be counted, only {}; {guess}", known.join(", "));
        arguments.fault(message.trim_end_matches("; "), arguments.place());
        return None;
    };
    let (least, most) = (arguments.optional_whole("at_least")?, arguments.optional_whole("at_most")?);
    match (least, most) {
        (None, None) => arguments.fault("`count_of` needs `at_least` or `at_most`", arguments.place()),
        (Some(least), Some(most)) if least > most => {
            arguments.fault(
                format!("`at_least` ({least}) is greater than `at_most` ({most})"),
                arguments.place_of("at_most"),
            );
        }
        _ => return Some(Box::new(CountOf { thing: marker.1, finds: &marker.2, least, most })),
    }
    None
}

pub(super) fn grade_at_most(arguments: &Arguments<'_, '_>) -> Option<Box<dyn Rule>> {
    Some(Box::new(Grade { most: arguments.count()? }))
}

#[derive(Debug)]
struct CountOf {
    thing: &'static str,
    finds: &'static LazyLock<Regex>,
    least: Option<usize>,
    most: Option<usize>,
}

impl Rule for CountOf {
    fn describe(&self) -> String {
        match (self.least, self.most) {
            (None, Some(0)) => format!("no {}", self.thing),
            (None, Some(most)) => format!("at most {}", counted(most, self.thing)),
            (Some(least), None) => format!("at least {}", counted(least, self.thing)),
            (least, most) => {
                format!("{} to {}", least.unwrap_or_default(), counted(most.unwrap_or_default(), self.thing))
            }
        }
    }

    fn objection(&self, answer: &str) -> Option<String> {
        let found = self.finds.find_iter(answer).count();
        let within = self.least.is_none_or(|least| found >= least) && self.most.is_none_or(|most| found <= most);
        (!within).then(|| counted(found, self.thing))
    }
}

/// The Flesch-Kincaid grade: the years of school in the United States that a reader of English needs (Kincaid et al.
/// 1975, <https://apps.dtic.mil/sti/citations/ADA006655>).
#[derive(Debug)]
struct Grade {
    most: usize,
}

impl Rule for Grade {
    fn describe(&self) -> String {
        format!("readable at grade {} (Flesch-Kincaid)", self.most)
    }

    fn objection(&self, answer: &str) -> Option<String> {
        let grade = grade(answer);
        (grade > self.most as f64).then(|| format!("grade {grade:.1}"))
    }
}

/// The grade of a text: 0.39 words per sentence + 11.8 syllables per word - 15.59.
fn grade(text: &str) -> f64 {
    let words = measure::words(text).max(1) as f64;
    let sentences = measure::sentences(text).max(1) as f64;
    let syllables: usize =
        text.split(|letter: char| !letter.is_alphanumeric() && !"'’".contains(letter)).map(syllables).sum();
    0.39 * words / sentences + 11.8 * syllables as f64 / words - 15.59
}

/// The estimated syllables of an English word: its groups of vowels, without a silent `e` at the end.
fn syllables(word: &str) -> usize {
    let word = word.to_lowercase();
    let is_vowel = |letter: char| "aeiouyàáâäãåæèéêëìíîïòóôöõøœùúûüý".contains(letter);
    let mut count = 0;
    let mut before = false;
    for letter in word.chars() {
        let vowel = is_vowel(letter);
        count += usize::from(vowel && !before);
        before = vowel;
    }
    let silent = (word.ends_with('e') && !word.ends_with("le") && !word.ends_with("ee")) || ends_in_silent_ed(&word);
    let count = if silent { count - usize::from(count > 1) } else { count };
    count.max(usize::from(word.contains(char::is_alphanumeric)))
}

/// Whether the `e` of a final `ed` is silent: in `walked`, but not in `wanted`.
fn ends_in_silent_ed(word: &str) -> bool {
    word.strip_suffix("ed").is_some_and(|stem| !stem.ends_with(['t', 'd']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_counted_as_pronounced() {
        for (word, count) in [
            ("cat", 1),
            ("table", 2),
            ("walked", 1),
            ("wanted", 2),
            ("reading", 2),
            ("the", 1),
            ("government", 3),
            ("42", 1),
            ("", 0),
        ] {
            assert_eq!(syllables(word), count, "{word}");
        }
    }

    #[test]
    fn markers_are_found_as_whole_words() {
        let count = |name: &str, text: &str| {
            let marker = MARKERS.iter().find(|(known, ..)| *known == name).expect("it is there");
            marker.2.find_iter(text).count()
        };
        assert_eq!(count("contractions", "I don’t know, it's gonna be John's. They'll see; let's go"), 5);
        assert_eq!(count("second_person", "You and your youth"), 2);
        assert_eq!(count("first_person", "I told us in iPhone terms: mine"), 3);
        assert_eq!(count("exclamations", "No!!! Yes!"), 2);
    }

    #[test]
    fn long_words_and_sentences_raise_the_grade() {
        let easy = grade("The cat sat. It ran off. The dog saw it.");
        let hard = grade(
            "Notwithstanding considerable administrative complications, the municipality implemented comprehensive regulations.",
        );
        assert!(easy < 2.0 && hard > 15.0, "{easy} {hard}");
    }
}
