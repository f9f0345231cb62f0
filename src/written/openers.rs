//! Words that a numeral can begin with: quick to see, so that most words of a text are passed over.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::Convention;
use super::cursor::{char_at, chunk, space, word};
use super::words::Vocabulary;

/// The beginnings of phrases before numbers, and of words for numbers.
struct Openers {
    /// The first words of phrases: `at` of `at least`.
    words: HashSet<&'static str>,
    /// What number words begin with, by the first letter: `twenty` of `twentyfold`.
    stems: [Vec<&'static str>; 26],
}

static ENGLISH: LazyLock<Openers> = LazyLock::new(|| Openers::of(Convention::English.words()));
static GERMAN: LazyLock<Openers> = LazyLock::new(|| Openers::of(Convention::German.words()));

impl Openers {
    fn of(vocabulary: &'static Vocabulary) -> Self {
        let Vocabulary { articles, places, versions, products, months, .. } = vocabulary;
        let hedges = vocabulary.hedges.iter().flat_map(|(_, phrases)| *phrases);
        let between = vocabulary.between.iter().flat_map(|(_, phrases)| *phrases);
        let shares = vocabulary.portions.iter().chain(vocabulary.multiples).flat_map(|(_, phrases)| *phrases);
        let lists = [articles, places, versions, products, months];
        let phrases = lists.into_iter().copied().flatten().chain(hedges).chain(between).chain(shares);
        let words = phrases.map(|phrase| word(phrase, 0)).chain(["n"]).collect();
        let mut stems = [const { Vec::new() }; 26];
        let numbers = vocabulary.cardinals.iter().chain(&vocabulary.tens).chain(&vocabulary.ordinals);
        // `einundzwanzig` begins with no number word of its own.
        for stem in numbers.copied().chain(["ein"]) {
            if let Some(place) = letter(stem) {
                stems[place].push(stem);
            }
        }
        Self { words, stems }
    }

    fn has(&self, lower: &str) -> bool {
        let stems = letter(lower).map_or(&[][..], |place| &self.stems[place]);
        self.words.contains(lower) || stems.iter().any(|stem| lower.starts_with(stem))
    }
}

/// The place in the alphabet of the first letter.
fn letter(word: &str) -> Option<usize> {
    let first = word.bytes().next()?;
    first.is_ascii_lowercase().then(|| usize::from(first - b'a'))
}

/// Whether a numeral may begin at a position. It cannot where nothing but letters is written there, no number follows, and the word begins no phrase
/// and no number.
pub(super) fn may_open(text: &str, at: usize, convention: Convention) -> bool {
    let written = chunk(text, at);
    if written.is_empty() || !written.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return true;
    }
    let behind = space(text, at + written.len());
    if char_at(text, behind).is_some_and(|next| next.is_ascii_digit()) {
        return true;
    }
    let openers = if convention == Convention::German { &GERMAN } else { &ENGLISH };
    openers.has(&written.to_ascii_lowercase())
}
