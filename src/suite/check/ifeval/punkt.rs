//! Punkt's English model, read from its data file.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// NLTK's English model, as the crate `punkt` 1.0.5 distributes it, reduced to what is needed: `[section]`, then its
/// words.
const ENGLISH: &str = include_str!("punkt.txt");

/// What Punkt has learned about a language's words, all in lowercase.
#[derive(Debug, Default)]
pub(super) struct Punkt {
    /// Words whose period does not end a sentence, without the period.
    pub(super) abbreviations: BTreeSet<&'static str>,
    /// Words that often begin a sentence.
    pub(super) starters: BTreeSet<&'static str>,
    /// Pairs of words between which a period does not end a sentence.
    pub(super) pairs: BTreeSet<(&'static str, &'static str)>,
    /// Words seen in lowercase, and capitalised only at the beginning of sentences.
    pub(super) lowercase: BTreeSet<&'static str>,
    /// Words seen in lowercase, and also capitalised within sentences.
    both: BTreeSet<&'static str>,
}

impl Punkt {
    /// The model of English.
    pub(super) fn english() -> &'static Self {
        static MODEL: LazyLock<Punkt> = LazyLock::new(|| Punkt::read(ENGLISH));
        &MODEL
    }

    /// Whether a word was ever seen in lowercase.
    pub(super) fn is_ever_lowercase(&self, word: &str) -> bool {
        self.lowercase.contains(word) || self.both.contains(word)
    }

    fn read(text: &'static str) -> Self {
        let mut model = Self::default();
        let mut section = "";
        for line in text.lines().filter(|line| !line.starts_with("# ")) {
            match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                Some(name) => section = name,
                None => line.split(' ').for_each(|word| model.add(section, word)),
            }
        }
        model
    }

    fn add(&mut self, section: &str, word: &'static str) {
        match section {
            "abbreviations" => self.abbreviations.insert(word),
            "starters" => self.starters.insert(word),
            "pairs" => word.split_once('_').is_some_and(|pair| self.pairs.insert(pair)),
            "small" => self.lowercase.insert(word),
            _ => self.both.insert(word),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_is_complete() {
        let model = Punkt::english();
        assert_eq!([model.abbreviations.len(), model.starters.len(), model.pairs.len()], [155, 39, 37]);
        assert!(model.lowercase.len() > 12_000 && model.is_ever_lowercase("the") && !model.is_ever_lowercase("london"));
    }
}
