//! Whether a phrase is denied by the words around it.

use super::grammar::Grammar;
use super::phrase::MarkedText;

/// How far before a phrase a word such as `not` can be, in words.
const REACH_OF_NOT: usize = 11;
/// How far before a phrase a word such as `stop` can be, in words.
const REACH_OF_AGAINST: usize = 8;
/// One more word than the second of an expression such as `put an end to` can be from its first.
const LONGEST_AGAINST: usize = 4;
/// How far after a phrase it can be denied, in words.
const REACH_AFTER: usize = 6;

/// What a phrase is about, which decides the words that deny it: `stop the buses` denies that there should be buses, and
/// says nothing about `by eight` in `stop drilling by eight`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    /// What should be.
    Position,
    /// What is.
    Fact,
}

impl Grammar {
    /// Whether the words around a phrase deny it. `taken` are the words of the phrase itself, in order; the words between
    /// them can deny it, too.
    pub(super) fn denies(&self, text: &MarkedText, taken: &[usize], about: About) -> bool {
        let (Some(first), Some(last)) = (taken.first().copied(), taken.last().copied()) else { return false };
        let between = (first..last).filter(|word| !taken.contains(word));
        let within = between.filter(|word| self.is_not(text, *word) || self.is_against(text, *word, about)).count();
        (self.before(text, first, about) + within + self.after(text, last, about)) % 2 == 1
    }

    /// The number of denials before a phrase, in its clause.
    fn before(&self, text: &MarkedText, first: usize, about: About) -> usize {
        let (mut count, mut reachable) = (0, true);
        for distance in 1..=REACH_OF_NOT {
            let Some(word) = first.checked_sub(distance) else { break };
            // The phrase itself may begin with such a word: `do not run it until two`.
            let separated = if distance == 1 { text.words[first].after_stop } else { text.opens(word + 1) };
            if separated {
                break;
            }
            reachable &= text.marks.at(word, self.beyond) == 0;
            // `fight against` begins before the phrase that begins with `against`, and is a part of it.
            let against = reachable
                && distance <= REACH_OF_AGAINST
                && word + self.length_of_against(text, word, about) <= first
                && self.is_against(text, word, about);
            count += usize::from(self.is_not(text, word) || against);
        }
        count
    }

    /// The number of denials after a phrase, in its clause.
    fn after(&self, text: &MarkedText, last: usize, about: About) -> usize {
        let mut count = 0;
        for word in last + 1..=last + REACH_AFTER {
            if text.opens(word) || text.marks.at(word, self.relative) > 0 {
                break;
            }
            let helped = word > last + 1 && text.marks.at(word - 1, self.helper) > 0;
            let adjacent = word == last + 1 && text.marks.at(word, self.object) > 0;
            let undone = match about {
                About::Position => text.marks.at(word, self.undone) > 0,
                About::Fact => helped && text.marks.at(word, self.unfit) > 0,
            };
            count += usize::from((helped || adjacent) && self.is_not(text, word)) + usize::from(undone);
        }
        count
    }

    /// Whether a word is one such as `not`.
    fn is_not(&self, text: &MarkedText, word: usize) -> bool {
        text.marks.at(word, self.not) > 0
    }

    /// The number of words of what begins at a word and denies what follows: `stop`, `fight against`; 0 for none.
    fn length_of_against(&self, text: &MarkedText, word: usize, about: About) -> usize {
        let stop = if about == About::Position { text.marks.at(word, self.against) } else { 0 };
        stop.max(text.marks.at(word, self.instead))
    }

    /// Whether a word is one such as `instead of` or, of a position, `stop`. In `end or scrap`, only the second one is counted.
    fn is_against(&self, text: &MarkedText, word: usize, about: About) -> bool {
        let length = |word| self.length_of_against(text, word, about);
        let within_another =
            (1..LONGEST_AGAINST).any(|back| word.checked_sub(back).is_some_and(|before| length(before) > back));
        let coordinated =
            text.words.get(word + length(word)).is_some_and(|next| ["or", "and"].contains(&next.text.as_str()));
        length(word) > 0 && !within_another && !coordinated
    }
}
