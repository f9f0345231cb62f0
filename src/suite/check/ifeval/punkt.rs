//! The English model of Punkt, out of its data file.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The model: `[section]`, then its words.
const ENGLISH: &str = include_str!("punkt.txt");

/// What Punkt knows of a language's words, all in small letters.
#[derive(Debug, Default)]
pub(super) struct Punkt {
    /// Words whose full stop ends no sentence, without it.
    pub(super) abbreviations: BTreeSet<&'static str>,
    /// Words that often begin a sentence.
    pub(super) starters: BTreeSet<&'static str>,
    /// Two words; a full stop between them ends no sentence.
    pub(super) pairs: BTreeSet<(&'static str, &'static str)>,
    /// Words seen with a small letter, and with a capital only where sentences begin.
    pub(super) small: BTreeSet<&'static str>,
    /// Words seen with a small letter, and with a capital inside sentences.
    both: BTreeSet<&'static str>,
}

impl Punkt {
    /// The model of English.
    pub(super) fn english() -> &'static Self {
        static MODEL: LazyLock<Punkt> = LazyLock::new(|| Punkt::read(ENGLISH));
        &MODEL
    }

    /// Whether a word was ever seen with a small letter.
    pub(super) fn is_ever_small(&self, word: &str) -> bool {
        self.small.contains(word) || self.both.contains(word)
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
            "small" => self.small.insert(word),
            _ => self.both.insert(word),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_is_whole() {
        let model = Punkt::english();
        assert_eq!([model.abbreviations.len(), model.starters.len(), model.pairs.len()], [155, 39, 37]);
        assert!(model.small.len() > 12_000 && model.is_ever_small("the") && !model.is_ever_small("london"));
    }
}
