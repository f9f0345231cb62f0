//! Whether a phrase is denied by the words around it.

use super::grammar::Grammar;
use super::phrase::MarkedText;

/// How far before a phrase a word such as `not` can be, in words.
const REACH_OF_NOT: usize = 9;
/// How far before a phrase a word such as `stop` can be, in words.
const REACH_OF_AGAINST: usize = 7;
/// How far after a phrase it can be denied, in words.
const REACH_AFTER: usize = 6;

impl Grammar {
    /// Whether the words around a phrase deny it. `taken` are the words of the phrase itself, in order; the words between
    /// them can deny it, too.
    pub(super) fn denies(&self, text: &MarkedText, taken: &[usize]) -> bool {
        let (Some(first), Some(last)) = (taken.first().copied(), taken.last().copied()) else { return false };
        let between = (first..last).filter(|word| !taken.contains(word));
        let within = between.filter(|word| self.is_not(text, *word) || self.is_against(text, *word, taken)).count();
        (self.before(text, first) + within + self.after(text, last)) % 2 == 1
    }

    /// The number of denials before a phrase, in its clause.
    fn before(&self, text: &MarkedText, first: usize) -> usize {
        let (mut count, mut reachable) = (0, true);
        for distance in 1..=REACH_OF_NOT {
            let Some(word) = first.checked_sub(distance) else { break };
            // The phrase itself may begin with such a word: `do not run it until two`.
            let separated = if distance == 1 { text.words[first].after_stop } else { text.opens(word + 1) };
            if separated {
                break;
            }
            reachable &= text.marks.at(word, self.beyond) == 0;
            let against = reachable && distance <= REACH_OF_AGAINST && self.is_against(text, word, &[]);
            count += usize::from(self.is_not(text, word) || against);
        }
        count
    }

    /// The number of denials after a phrase, in its clause.
    fn after(&self, text: &MarkedText, last: usize) -> usize {
        let mut count = 0;
        for word in last + 1..=last + REACH_AFTER {
            if text.opens(word) || text.marks.at(word, self.relative) > 0 {
                break;
            }
            let helped = word > last + 1 && text.marks.at(word - 1, self.helper) > 0;
            let adjacent = word == last + 1 && text.marks.at(word, self.object) > 0;
            count += usize::from((helped || adjacent) && self.is_not(text, word));
            count += usize::from(text.marks.at(word, self.undone) > 0);
        }
        count
    }

    /// Whether a word is one such as `not`.
    fn is_not(&self, text: &MarkedText, word: usize) -> bool {
        text.marks.at(word, self.not) > 0
    }

    /// Whether a word is one such as `stop`. In `end or scrap`, only the second one is counted. Within a phrase that itself
    /// begins with such a word, another one only repeats it.
    fn is_against(&self, text: &MarkedText, word: usize, taken: &[usize]) -> bool {
        let repeats = taken.first().is_some_and(|first| text.marks.at(*first, self.against) > 0);
        let length = text.marks.at(word, self.against);
        let coordinated = text.words.get(word + length).is_some_and(|next| ["or", "and"].contains(&next.text.as_str()));
        length > 0 && !repeats && !coordinated
    }
}
