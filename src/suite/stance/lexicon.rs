//! Classes of words that mean the same for a position, and the words that deny one: `lexicon.txt`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::tokens::{ClauseWord, clause_words};
use crate::suite::words::WordList;

/// The text of the lexicon, which is part of a suite's digest.
pub(in crate::suite) static STANCE_WORDS: WordList = WordList::new(include_str!("lexicon.txt"));

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read(STANCE_WORDS.entries()));

/// A word of a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WordForm {
    /// The word, or its beginning.
    stem: String,
    /// Whether any ending may follow.
    open: bool,
}

impl WordForm {
    /// Whether a word of an answer has this form.
    pub(super) fn fits(&self, word: &str) -> bool {
        if self.open { word.starts_with(&self.stem) } else { word == self.stem }
    }
}

/// A class, by index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct WordClass(usize);

/// All classes.
#[derive(Debug)]
pub(super) struct Lexicon {
    names: Vec<&'static str>,
    sizes: Vec<usize>,
    /// The entries by their first letter.
    entries: BTreeMap<char, Vec<(WordClass, Vec<WordForm>)>>,
}

/// The class of expressions whose words mean nothing on their own.
const IDIOM: &str = "idiom";
/// The class of expressions whose words deny nothing, but may state something: `no more than`.
const AFFIRM: &str = "affirm";
/// The first of the classes that make up the grammar; those before it are for phrases.
const FIRST_OF_GRAMMAR: &str = "not";

/// Where in an answer which entry of a class begins: the number of its words, word by word for all classes; 0 for none.
#[derive(Debug)]
pub(super) struct ClassMarks {
    classes: usize,
    lengths: Vec<u8>,
}

impl Lexicon {
    /// The lexicon.
    pub(super) fn get() -> &'static Self {
        &LEXICON
    }

    fn read(lines: impl Iterator<Item = &'static str>) -> Self {
        let mut lexicon = Self { names: Vec::new(), sizes: Vec::new(), entries: BTreeMap::new() };
        for (name, entries) in lines.filter_map(|line| line.split_once(':')) {
            let class = WordClass(lexicon.names.len());
            lexicon.names.push(name);
            let entries: Vec<Vec<WordForm>> = entries.split('|').map(forms).filter(|forms| !forms.is_empty()).collect();
            lexicon.sizes.push(entries.len());
            for forms in entries {
                let first = forms[0].stem.chars().next().unwrap_or_default();
                lexicon.entries.entry(first).or_default().push((class, forms));
            }
        }
        lexicon
    }

    /// The class with a name.
    pub(super) fn class(&self, name: &str) -> Option<WordClass> {
        self.names.iter().position(|known| *known == name).map(WordClass)
    }

    /// The names of all classes.
    pub(super) fn names(&self) -> &[&'static str] {
        &self.names
    }

    /// The number of entries of a class.
    pub(super) fn size(&self, class: WordClass) -> usize {
        self.sizes[class.0]
    }

    /// Finds the entries of all classes in an answer. What begins within an idiom is left out: `not only` denies nothing.
    pub(super) fn marks(&self, words: &[ClauseWord]) -> ClassMarks {
        let classes = self.names.len();
        let mut lengths = vec![0_u8; classes * words.len()];
        for (at, word) in words.iter().enumerate() {
            let first = word.text.chars().next().unwrap_or_default();
            for (class, forms) in self.entries.get(&first).into_iter().flatten() {
                if begins_with(&words[at..], forms) {
                    let longest = &mut lengths[at * classes + class.0];
                    *longest = u8::try_from(forms.len()).unwrap_or(u8::MAX).max(*longest);
                }
            }
        }
        let mut marks = ClassMarks { classes, lengths };
        let grammar = self.class(FIRST_OF_GRAMMAR).map_or(0, |first| first.0);
        for (name, from) in [(IDIOM, 0), (AFFIRM, grammar)] {
            for begin in 0..words.len() {
                let length = self.class(name).map_or(0, |class| marks.at(begin, class));
                (begin..begin + length).for_each(|word| marks.clear(word, from));
            }
        }
        marks
    }
}

impl ClassMarks {
    /// The number of words of the longest entry of a class that begins at a word; 0 for none.
    pub(super) fn at(&self, word: usize, class: WordClass) -> usize {
        self.lengths.get(word * self.classes + class.0).map_or(0, |length| usize::from(*length))
    }

    /// Leaves out the entries that begin at a word, of the classes from one on.
    fn clear(&mut self, word: usize, from: usize) {
        self.lengths[word * self.classes + from..(word + 1) * self.classes].fill(0);
    }
}

/// Whether words begin with these forms, in one clause.
pub(super) fn begins_with(words: &[ClauseWord], forms: &[WordForm]) -> bool {
    let fits = |(at, form): (usize, &WordForm)| {
        words.get(at).is_some_and(|word| form.fits(&word.text) && !(at > 0 && word.after_stop))
    };
    forms.iter().enumerate().all(fits)
}

/// The words of a phrase, as they are compared.
pub(super) fn forms(text: &str) -> Vec<WordForm> {
    let mut forms = Vec::new();
    for part in text.split_whitespace() {
        let open = part.ends_with('*');
        let words = clause_words(part);
        let last = words.len().saturating_sub(1);
        forms.extend(
            words.into_iter().enumerate().map(|(at, word)| WordForm { stem: word.text, open: open && at == last }),
        );
    }
    forms
}
