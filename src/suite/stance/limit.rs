//! What makes a demand smaller than the text has it: *could*, *some schools*, *on Saturdays only*, *except on cola*.
//!
//! The text of a side says how far its demand goes. A limit counts only if the text does not have it: a text about Sundays
//! may be answered with Sundays.

use std::ops::Range;
use std::sync::LazyLock;

use super::lexicon::{Lexicon, WordClass};
use super::phrase::MarkedText;
use super::tokens::{ClauseWord, clause_words};

static LIMITS: LazyLock<[Limit; 8]> = LazyLock::new(|| {
    let limit = |name, given| Limit { class: Lexicon::get().class(name), given };
    [
        limit("part", Given::Itself),
        limit("weak", Given::Itself),
        limit("choice", Given::Itself),
        limit("narrow", Given::Itself),
        limit("except", Given::Itself),
        limit(DAY, Given::InTheDemand),
        limit("season", Given::Itself),
        limit("hours", Given::AnyInTheDemand),
    ]
});

/// The class of limits that count wherever they are in an answer.
const ANYWHERE: &str = "except";
/// The class of limits that a position names itself if it asks for freedom.
const CHOICE: &str = "choice";

/// What a limit before `only` begins with, and how many words it has at most.
const PREPOSITIONS: [&str; 7] = ["in", "on", "at", "for", "to", "by", "during"];
const LONGEST_ADJUNCT: usize = 3;

/// Words that limit a demand as another one does.
const SAME: [(&str, &str); 4] = [("big", "large"), ("bigger", "larger"), ("modest", "small"), ("minor", "small")];

/// The class of days and months.
const DAY: &str = "day";

/// A class of limits, and what in the text of a side allows one.
#[derive(Debug)]
struct Limit {
    class: Option<WordClass>,
    given: Given,
}

#[derive(Debug, Clone, Copy)]
enum Given {
    /// The same words.
    Itself,
    /// The same words where the text makes its demand: one that speaks of Saturdays in its reason does not ask for Saturdays.
    InTheDemand,
    /// Any words of the class where the text makes its demand: what is to end by ten may end at night. Or the last word anywhere.
    AnyInTheDemand,
}

/// The text of a side, for asking what limits it names.
#[derive(Debug, Clone)]
pub(super) struct DemandText {
    words: Vec<ClauseWord>,
    /// Where it makes its demand, as ranges of words; everywhere if no phrase of the position is in it.
    demands: Vec<Range<usize>>,
}

impl DemandText {
    /// Reads a text, in which the phrases of its position are at these places, in bytes.
    pub(super) fn new(text: &str, phrases: &[Range<usize>]) -> Self {
        let words = clause_words(text);
        let opens = |word: &usize| words.get(*word).is_none_or(|word| word.after_stop);
        let clause = |place: &Range<usize>| {
            let at = words.iter().position(|word| word.start >= place.start)?;
            let begin = (0..=at).rev().find(opens).unwrap_or(0);
            Some(begin..(at + 1..=words.len()).find(opens)?)
        };
        let demands: Vec<Range<usize>> = phrases.iter().filter_map(clause).collect();
        let demands = if demands.is_empty() { std::iter::once(0..words.len()).collect() } else { demands };
        Self { words, demands }
    }

    /// Whether the text has these words in this order; a plural is its singular.
    fn has(&self, words: &[ClauseWord]) -> bool {
        has(&self.words, words)
    }

    /// Whether the text has these words where it makes its demand.
    fn demands(&self, words: &[ClauseWord]) -> bool {
        self.demands.iter().any(|clause| has(&self.words[clause.clone()], words))
    }

    /// Whether the text has any entry of a class where it makes its demand.
    fn demands_any(&self, class: WordClass) -> bool {
        let marks = Lexicon::get().marks(&self.words);
        self.demands.iter().flat_map(Clone::clone).any(|word| marks.at(word, class) > 0)
    }

    /// What limits a statement of an answer, as a range of words: in its clause, or as an exception anywhere.
    pub(super) fn limit(&self, text: &MarkedText, taken: &[usize], chooses: bool) -> Option<Range<usize>> {
        let (first, last) = (*taken.first()?, *taken.last()?);
        let begin = (0..=first).rev().find(|word| text.opens(*word)).unwrap_or(0);
        let end = (last + 1..=text.words.len()).find(|word| text.opens(*word))?;
        let choice = Lexicon::get().class(CHOICE);
        let anywhere = Lexicon::get().class(ANYWHERE);
        let found = |limit: &Limit| {
            let class = limit.class.filter(|class| !(chooses && Some(*class) == choice))?;
            // An entry may begin at the word that ends the clause: `until noon`.
            let end = if text.words.get(end).is_some_and(|word| !word.after_stop) { end + 1 } else { end };
            let places = if limit.class == anywhere { 0..text.words.len() } else { begin..end };
            places.map(|word| word..word + text.marks.at(word, class)).find(|place| {
                let own = place.clone().all(|word| taken.contains(&word));
                !place.is_empty() && !own && !self.gives(&text.words[place.clone()], class, limit.given)
            })
        };
        LIMITS.iter().find_map(found).or_else(|| self.last_only(text, begin..end))
    }

    /// `only` at the end of a clause, after what it limits: `on the beach in winter only`.
    fn last_only(&self, text: &MarkedText, clause: Range<usize>) -> Option<Range<usize>> {
        let last = clause.end.checked_sub(1).filter(|last| clause.contains(last))?;
        let before = clause.start.max(last.saturating_sub(LONGEST_ADJUNCT))..last;
        let limits = text.words[before].iter().any(|word| PREPOSITIONS.contains(&word.text.as_str()));
        let is_only = text.words[last].text == "only" && !self.has(&text.words[last..clause.end]);
        (is_only && limits).then_some(last..clause.end)
    }

    fn gives(&self, words: &[ClauseWord], class: WordClass, given: Given) -> bool {
        match given {
            Given::Itself => self.has(words),
            Given::InTheDemand => self.demands(words),
            Given::AnyInTheDemand => {
                self.demands_any(class) || words.last().is_some_and(|last| self.has(std::slice::from_ref(last)))
            }
        }
    }
}

/// The first day or month of an answer that the prompt does not name, as a range of bytes.
pub(in crate::suite) fn new_day(answer: &str, prompt: &str) -> Option<Range<usize>> {
    let (words, source) = (clause_words(answer), DemandText::new(prompt, &[]));
    let marks = Lexicon::get().marks(&words);
    let days = Lexicon::get().class(DAY)?;
    let is_new = |word: &usize| marks.at(*word, days) > 0 && !source.has(&words[*word..=*word]);
    let first = words.get((0..words.len()).find(is_new)?)?;
    Some(first.start..first.end)
}

fn has(all: &[ClauseWord], words: &[ClauseWord]) -> bool {
    let same = |one: &ClauseWord, other: &ClauseWord| plain(&one.text) == plain(&other.text);
    all.windows(words.len()).any(|own| own.iter().zip(words).all(|(one, other)| same(one, other)))
}

/// A word in the singular, and one for all that mean the same: a text about large estates may be answered with big ones.
fn plain(word: &str) -> &str {
    let singular = word.strip_suffix('s').unwrap_or(word);
    SAME.iter().find(|(other, _)| *other == singular).map_or(singular, |(_, word)| word)
}
