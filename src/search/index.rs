//! Which entries have a word, and how much it says of each.
//!
//! The weight is that of BM25 (Robertson and Zaragoza, *The Probabilistic Relevance Framework*, 2009), with a word of a title for eight and one
//! of a heading for four, and lengths held against a fixed one, so that a new entry leaves the weights of others as they are. A page
//! multiplies it by how rare the word is.

use std::collections::HashMap;

use rayon::prelude::*;

use super::texts::{self, Text, literal};
use super::words::words;
use super::{Findable, IndexEntry};

/// How much a word of a title and one of a heading count.
const TITLE: u32 = 8;
const HEADING: u32 = 4;

/// The length of an ordinary entry, in words.
const ORDINARY: f64 = 300.0;

/// How soon further mentions of a word add little, and how much of the length of an entry counts.
const SATURATION: f64 = 1.2;
const LENGTH: f64 = 0.5;

/// The largest weight: `A` is 1.
const LEVELS: f64 = 26.0;

/// A word in an entry: the number of the entry, and the weight, from 1.
type Posting = (u32, u8);

/// Some entries in a row that are being read.
pub(super) struct IndexPart {
    number: u32,
    kinds: Vec<(Findable, usize)>,
    texts: Vec<Text>,
    /// By word, the entries, and how often each has it.
    found: HashMap<String, Vec<(u32, u32)>>,
    /// The words of each entry.
    lengths: Vec<u32>,
    start: u32,
}

/// The same when they have been read.
pub(super) struct ReadPart {
    kinds: Vec<(Findable, usize)>,
    texts: Vec<Text>,
    found: Found,
}

/// Words with their entries, in [`PLACES`] lists by the first bytes of the words.
type Found = Vec<Vec<(String, Vec<Posting>)>>;

/// One for each first byte of a word, and for two of them another one.
const PLACES: usize = 256 + 2;

/// In which of the lists a word is. Those are in the order in which JavaScript compares texts: by their units of UTF-16
/// (<https://tc39.es/ecma262/#sec-islessthan>), of which those of the characters from U+E000 to U+FFFF are behind those of all beyond.
fn place(word: &str) -> usize {
    match word.bytes().next() {
        Some(byte @ 0xee..=0xef) => 256 + usize::from(byte - 0xee),
        first => usize::from(first.unwrap_or_default()),
    }
}

impl IndexPart {
    pub(super) fn beginning(start: usize) -> Self {
        let start = u32::try_from(start).unwrap_or(u32::MAX);
        let (kinds, texts, found, lengths) = (Vec::new(), Vec::new(), HashMap::new(), Vec::new());
        Self { number: start, kinds, texts, found, lengths, start }
    }

    pub(super) fn take(&mut self, entry: &IndexEntry) {
        let text = texts::text(entry);
        let mut length = self.count(&entry.title, TITLE);
        for passage in entry.passages.iter().take(text.passages) {
            length += self.count(&passage.heading, HEADING) + self.count(&passage.text, 1);
        }
        self.lengths.push(length);
        self.texts.push(text);
        self.number += 1;
        count_kind(&mut self.kinds, (entry.kind, 1));
    }

    /// Counts the words of a text; gives how many there are.
    fn count(&mut self, text: &str, each: u32) -> u32 {
        let (number, mut length) = (self.number, 0);
        words(text, &mut |word| {
            length += 1;
            let Some(entries) = self.found.get_mut(word) else {
                self.found.insert(word.to_owned(), vec![(number, each)]);
                return;
            };
            match entries.last_mut().filter(|(last, _)| *last == number) {
                Some((_, times)) => *times += each,
                None => entries.push((number, each)),
            }
        });
        length
    }

    pub(super) fn done(self) -> ReadPart {
        let Self { kinds, texts, found, lengths, start, .. } = self;
        let weighed = |(number, times): (u32, u32)| {
            let length = lengths.get((number - start) as usize).copied().unwrap_or_default();
            (number, weight(f64::from(times), f64::from(length)))
        };
        let mut lists: Found = vec![Vec::new(); PLACES];
        found.into_iter().for_each(|(word, entries)| {
            let list = &mut lists[place(&word)];
            list.push((word, entries.into_iter().map(weighed).collect()));
        });
        ReadPart { kinds, texts, found: lists }
    }
}

/// The weight of a word that an entry of this length has so often.
fn weight(times: f64, length: f64) -> u8 {
    let saturation = SATURATION * (1.0 - LENGTH + LENGTH * length / ORDINARY);
    let share = times / (times + saturation);
    // It is between 0 and 1.
    1 + (share * (LEVELS - 1.0)) as u8
}

/// Adds entries of a kind to those before them.
fn count_kind(kinds: &mut Vec<(Findable, usize)>, (kind, count): (Findable, usize)) {
    match kinds.last_mut().filter(|(last, _)| *last == kind) {
        Some((_, before)) => *before += count,
        None => kinds.push((kind, count)),
    }
}

/// A whole index.
pub(super) struct Whole {
    /// How many entries of which kind follow each other.
    pub(super) kinds: Vec<(Findable, usize)>,
    pub(super) texts: Vec<Text>,
    /// Every word in the order of JavaScript as a literal, with its entries in theirs, coded.
    pub(super) words: Vec<(String, String)>,
}

impl Whole {
    /// Of parts in their order.
    pub(super) fn of(parts: Vec<ReadPart>) -> Self {
        let (mut kinds, mut texts) = (Vec::new(), Vec::new());
        let mut lists: Vec<Found> = (0..PLACES).map(|_| Vec::with_capacity(parts.len())).collect();
        for part in parts {
            part.kinds.into_iter().for_each(|counted| count_kind(&mut kinds, counted));
            texts.extend(part.texts);
            lists.iter_mut().zip(part.found).for_each(|(list, found)| list.push(found));
        }
        let words: Vec<Vec<(String, String)>> = lists.into_par_iter().map(joined).collect();
        Self { kinds, texts, words: words.into_iter().flatten().collect() }
    }
}

/// The words of one list of every part.
fn joined(lists: Found) -> Vec<(String, String)> {
    let mut all: HashMap<String, Vec<Posting>> = HashMap::new();
    for (word, entries) in lists.into_iter().flatten() {
        match all.get_mut(&word) {
            Some(before) => before.extend(entries),
            None => _ = all.insert(word, entries),
        }
    }
    let mut words: Vec<(String, Vec<Posting>)> = all.into_iter().collect();
    words.sort_unstable_by(|(one, _), (other, _)| match one.is_ascii() && other.is_ascii() {
        true => one.cmp(other),
        false => one.encode_utf16().cmp(other.encode_utf16()),
    });
    words.into_iter().map(|(word, entries)| (literal(&word), coded(entries))).collect()
}

/// The most entries of a word: the best of them, the later ones of those alike.
const ENTRIES: usize = 24_000;

/// Entries as `"0K2A"`: for each how many numbers it is behind the one before in base 36, and its weight, `A` for 1.
fn coded(mut entries: Vec<Posting>) -> String {
    if entries.len() > ENTRIES {
        entries.sort_unstable_by_key(|(number, weight)| std::cmp::Reverse((*weight, *number)));
        entries.truncate(ENTRIES);
        entries.sort_unstable();
    }
    let mut text = String::with_capacity(entries.len() * 3 + 2);
    text.push('"');
    let mut before = 0;
    for (number, weight) in entries {
        push_base_36(&mut text, number - before);
        text.push(char::from(b'A' + (weight - 1).min(25)));
        before = number;
    }
    text.push('"');
    text
}

fn push_base_36(text: &mut String, number: u32) {
    if number >= 36 {
        push_base_36(text, number / 36);
    }
    text.extend(char::from_digit(number % 36, 36));
}
