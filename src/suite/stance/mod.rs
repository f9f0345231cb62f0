//! What an answer states and what it denies: the facts of a text, and the position of a side.
//!
//! Each side of a pair has phrases that state its position. A phrase that is denied an odd number of times ("do not close",
//! "stop closing", "the ban must be lifted") states the other side's position. The denial must be in the same clause. A
//! phrase within a longer one does not count: "end the quota" does not ask for a quota. A question states nothing.

mod denial;
mod grammar;
mod lexicon;
mod limit;
mod phrase;
mod tokens;

use std::ops::Range;
use std::sync::OnceLock;

use denial::About;
use grammar::Grammar;
use lexicon::Lexicon;
use limit::DemandText;
use phrase::{MarkedText, StancePhrase};
use tokens::{ClauseWord, clause_words};

pub(super) use lexicon::STANCE_WORDS;
pub(super) use limit::new_day;

/// An answer, for asking which of its facts are denied.
pub(super) struct AnswerClauses(MarkedText);

impl AnswerClauses {
    /// Reads an answer.
    pub(super) fn new(answer: &str) -> Self {
        Self(MarkedText::new(clause_words(answer), Grammar::get()))
    }

    /// Whether what stands at a place of the answer, in bytes, is denied: *it is not 40*.
    pub(super) fn denies(&self, place: &Range<usize>) -> bool {
        self.is_denied(place, About::Fact)
    }

    /// Whether it is denied or opposed: *stop the 40*.
    pub(super) fn opposes(&self, place: &Range<usize>) -> bool {
        self.is_denied(place, About::Position)
    }

    fn is_denied(&self, place: &Range<usize>, about: About) -> bool {
        let Self(text) = self;
        let within = |word: &ClauseWord| word.start < place.end && place.start < word.end;
        let taken: Vec<usize> = (0..text.words.len()).filter(|word| within(&text.words[*word])).collect();
        Grammar::get().denies(text, &taken, about)
    }
}

/// The class of free choice.
const FREE: &str = "free";

/// The most words between the first words of two phrases of which one counts in place of the other.
const LONGEST_SPAN: usize = 24;

/// The phrases that state the position of one side.
#[derive(Debug, Clone)]
pub(super) struct Stance {
    phrases: Vec<StancePhrase>,
    /// The text that takes the position, if it is known.
    source: Option<String>,
    /// The text, read when the first answer is judged: most commands judge none.
    demand: OnceLock<DemandText>,
}

/// A phrase of a position in an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Statement {
    /// Where it is in the answer, in bytes.
    pub(super) range: Range<usize>,
    /// Whether the phrase is one of the side itself, rather than of the other side.
    own: bool,
    /// Whether it is denied.
    pub(super) denied: bool,
    /// What limits it, although the text that takes the position has no such limit: a place in the answer, in bytes.
    pub(super) limit: Option<Range<usize>>,
}

impl Statement {
    /// Whether it states the position of the side, rather than the opposite.
    pub(super) fn agrees(&self) -> bool {
        self.own != self.denied
    }
}

impl Stance {
    /// Reads phrases as a suite writes them.
    ///
    /// # Errors
    /// What is wrong with the first phrase that is not valid.
    pub(super) fn read(phrases: &[String]) -> Result<Self, String> {
        let phrases: Result<_, _> = phrases.iter().map(|phrase| StancePhrase::read(phrase)).collect();
        Ok(Self { phrases: phrases?, source: None, demand: OnceLock::new() })
    }

    /// The same position as taken by a text, which says how far it goes.
    pub(super) fn of_text(&self, text: &str) -> Self {
        Self { phrases: self.phrases.clone(), source: Some(text.to_owned()), demand: OnceLock::new() }
    }

    /// The text that takes the position, ready to say what limits it names.
    fn demand(&self) -> Option<&DemandText> {
        let source = self.source.as_deref()?;
        let read = || {
            let text = MarkedText::new(clause_words(source), Grammar::get());
            let found = self.found(None, &text);
            let counts = (0..found.len()).filter(|one| !is_governed(&found, *one));
            let phrases: Vec<Range<usize>> =
                counts.filter_map(|one| text.place(*found[one].1.first()?..found[one].1.last()? + 1)).collect();
            DemandText::new(source, &phrases)
        };
        Some(self.demand.get_or_init(read))
    }

    /// The number of phrases.
    pub(super) fn size(&self) -> usize {
        self.phrases.len()
    }

    /// The number of words and alternatives that they name.
    pub(super) fn ways(&self) -> usize {
        self.phrases.iter().map(StancePhrase::ways).sum()
    }

    /// The mean number of words of a phrase.
    pub(super) fn mean_length(&self) -> f64 {
        let words: usize = self.phrases.iter().map(StancePhrase::length).sum();
        words as f64 / self.phrases.len().max(1) as f64
    }

    /// The text that takes the position, if it is known.
    pub(super) fn text(&self) -> Option<&str> {
        self.source.as_deref()
    }

    /// Whether the position is one of free choice.
    fn chooses(&self) -> bool {
        let free = Lexicon::get().class(FREE);
        free.is_some_and(|free| self.phrases.iter().any(|phrase| phrase.names(free)))
    }

    /// What an answer states about the position, given the phrases of the other side, in the order of the answer.
    pub(super) fn statements(&self, other: Option<&Self>, answer: &str) -> Vec<Statement> {
        let grammar = Grammar::get();
        let text = MarkedText::new(clause_words(answer), grammar);
        let found = self.found(other, &text);
        let statement = |(own, taken): &(bool, Vec<usize>)| {
            let (first, last) = (*taken.first()?, *taken.last()?);
            let denied = grammar.denies(&text, taken, About::Position);
            let limit = self.demand().and_then(|demand| demand.limit(&text, taken, self.chooses()));
            let limit = limit.and_then(|words| text.place(words));
            Some(Statement { range: text.place(first..last + 1)?, own: *own, denied, limit })
        };
        (0..found.len()).filter(|one| !is_governed(&found, *one)).filter_map(|one| statement(&found[one])).collect()
    }

    /// The phrases of this position and of the other one in an answer, in the order of their first words: whether it is
    /// one of this position, and which words of the answer it takes.
    fn found(&self, other: Option<&Self>, text: &MarkedText) -> Vec<(bool, Vec<usize>)> {
        let mut found = Vec::new();
        for begin in (0..text.words.len()).filter(|word| !text.is_asked(*word)) {
            for (own, position) in [(true, Some(self)), (false, other)] {
                let phrases = position.map_or(&[][..], |position| &position.phrases);
                found.extend(phrases.iter().filter_map(|phrase| Some((own, phrase.at(begin, text)?))));
            }
        }
        found
    }
}

/// Whether one of the phrases found counts in place of this one. They are in the order of their first words, so that only
/// those nearby need to be looked at, however long the answer is.
fn is_governed(found: &[(bool, Vec<usize>)], one: usize) -> bool {
    let phrase = &found[one];
    let is_near = |other: &&(bool, Vec<usize>)| match (other.1.first(), phrase.1.first()) {
        (Some(other), Some(own)) => other.abs_diff(*own) <= LONGEST_SPAN,
        _ => false,
    };
    let before = found[..one].iter().rev().take_while(is_near);
    let after = found[one + 1..].iter().take_while(is_near);
    before.chain(after).any(|other| governs(other, phrase))
}

/// Whether a phrase counts in place of another one: it takes all words of that one and more, or that one is of the other
/// side, shorter, and begins within it ("take the price off every tonne").
fn governs((of, longer): &(bool, Vec<usize>), (own, phrase): &(bool, Vec<usize>)) -> bool {
    let takes_all = phrase.iter().all(|word| longer.contains(word));
    let begins_within = longer.first() < phrase.first() && phrase.first() <= longer.last();
    longer.len() > phrase.len() && (takes_all || (of != own && begins_within))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn position(phrases: &[&str]) -> Stance {
        let phrases: Vec<String> = phrases.iter().map(|phrase| (*phrase).to_owned()).collect();
        Stance::read(&phrases).expect("they are valid")
    }

    /// `+` for every statement that agrees, `-` for one that does not.
    fn told(own: &Stance, other: &Stance, answer: &str) -> String {
        own.statements(Some(other), answer).iter().map(|one| if one.agrees() { '+' } else { '-' }).collect()
    }

    #[test]
    fn a_denied_phrase_states_the_opposite() {
        let (close, open) = (position(&["clos*"]), position(&["(keep|leave) … open", "let cars in"]));
        for (answer, expected) in [
            ("Close Market Street.", "+"),
            ("CLOSE IT", "+"),
            ("Do not close Market Street.", "-"),
            ("Don’t ever close it.", "-"),
            ("Never, as I said. Close it.", "+"),
            ("Stop closing our streets.", "-"),
            ("Stop the traffic with a closed street.", "+"),
            ("In the end, close it", "+"),
            ("Refuse to close it", "-"),
            ("I am against closing it", "-"),
            ("No one should refuse to close it", "+"),
            ("Closing it must not happen", "-"),
            ("Close no street", "-"),
            ("Why not close it, then", "+"),
            ("Should we close it?", ""),
            ("Will you close it, please?", "+"),
            ("It would be wrong to close it", "-"),
            ("Fight against closing it", "-"),
            ("I cannot say whether to close it", ""),
            ("No house in our old town should be closed", "-"),
            ("Close it without delay", "+"),
            ("Not only close it: ban cars", "+"),
            ("Leave Market Street open", "-"),
            ("Do not keep the street open", "+"),
            ("The street matters.", ""),
        ] {
            assert_eq!(told(&close, &open, answer), expected, "{answer}");
            let flipped: String = expected.chars().map(|sign| if sign == '+' { '-' } else { '+' }).collect();
            assert_eq!(told(&open, &close, answer), flipped, "{answer}");
        }
    }

    #[test]
    fn a_longer_phrase_counts_in_place_of_one_within_it() {
        let (quota, end) = (position(&["{want} … quota", "quota now"]), position(&["{end} … quota"]));
        for (answer, expected) in [
            ("We ask for a quota", "+"),
            ("We ask for an end to the quota", "--"),
            ("Scrap the quota now", "-"),
            ("Do not scrap the quota", "+"),
            ("We want the quota gone", "-"),
            ("We need a quota that firms cannot evade", "+"),
        ] {
            let found = told(&quota, &end, answer);
            assert!(!found.is_empty() && found.chars().all(|sign| expected.contains(sign)), "{answer}: {found}");
        }
    }

    #[test]
    fn a_verb_and_its_object_are_found_in_the_passive() {
        let (ban, allow) = (position(&["{ban} … jet*"]), position(&["{allow} … jet*"]));
        for (answer, expected) in [
            ("Private jets on short trips have to be banned.", "+"),
            ("Jets must not be banned.", "-"),
            ("Jets are not banned.", "-"),
            ("Ban and tax all jets.", "+"),
            ("Jets should be allowed.", "-"),
            ("Jets are a ban on sleep.", ""),
        ] {
            assert_eq!(told(&ban, &allow, answer), expected, "{answer}");
        }
    }

    #[test]
    fn a_long_answer_takes_no_longer_per_word() {
        let (close, open) = (position(&["clos*", "{ban} … cars"]), position(&["(keep|leave) … open"]));
        let answer = "close ".repeat(20_000);
        assert_eq!(close.statements(Some(&open), &answer).len(), 20_000);
    }

    #[test]
    fn a_phrase_that_cannot_match_is_an_error() {
        for phrase in ["… open", "open ...", "{wants} … quota", "(a|) b", "a|b", "!"] {
            assert!(Stance::read(&[phrase.to_owned()]).is_err(), "{phrase}");
        }
    }

    fn denied(text: &str, phrase: &str) -> bool {
        let at = text.find(phrase).expect("it is there");
        AnswerClauses::new(text).denies(&(at..at + phrase.len()))
    }

    #[test]
    fn a_negation_reaches_its_clause() {
        for (text, phrase) in [
            ("Do not close Market Street", "close"),
            ("We will not close the branch.", "close"),
            ("I can't make Friday, but Tuesday is fine.", "Friday"),
            ("Unfortunately Friday doesn't work for me, but could we meet on Tuesday?", "Friday"),
            ("I cannot, unfortunately, come on Friday.", "Friday"),
            ("Line 23 stops at Castle Hill instead of Mill Road.", "Mill Road"),
            ("Castle Hill replaces Mill Road.", "Mill Road"),
            ("NO NEED FOR CAMERAS", "CAMERAS"),
            ("Never end the tax", "end"),
            ("I can do neither Friday nor Tuesday.", "Tuesday"),
            ("You have not come so far already.", "come so far"),
        ] {
            assert!(denied(text, phrase), "{text}: {phrase}");
        }
    }

    #[test]
    fn a_statement_is_not_denied_by_its_neighbours() {
        for (text, phrase) in [
            ("I can't make Friday, but Tuesday is fine.", "Tuesday"),
            ("Not Friday; Tuesday.", "Tuesday"),
            ("Close it no later than May.", "May"),
            ("Close the street, not the park.", "Close"),
            ("It is not only cheap, it is safe.", "cheap"),
            ("Friday works, and so does Tuesday.", "Friday"),
            ("Close it because no driver pays.", "Close"),
            ("It stopped five times and has not been oiled.", "stopped"),
            ("We wrote \"Marc\" instead of \"Maren.\" We offer a new cake.", "new cake"),
            ("Line 23 skips Mill Road and stops at Castle Hill.", "Castle Hill"),
            ("Mill Road is replaced by Castle Hill.", "Castle Hill"),
            ("If it is not done, please tell me.", "tell me"),
            ("We will replace it with a new cake.", "new cake"),
            ("We can't wait to celebrate.", "celebrate"),
        ] {
            assert!(!denied(text, phrase), "{text}: {phrase}");
        }
    }

    /// What makes an answer to a text smaller than its demand.
    fn limit(text: &str, answer: &str) -> Option<String> {
        let close = position(&["(close|shut|open) … (street|shop*)"]).of_text(text);
        let statements = close.statements(None, answer);
        let limits = statements.into_iter().map(|statement| statement.limit);
        limits.min_by_key(Option::is_some).flatten().map(|place| answer[place].to_owned())
    }

    #[test]
    fn a_demand_is_limited_by_what_its_text_does_not_say() {
        let text = "Close the street to cars. Every Saturday some children squeeze past, and people wake at night.";
        for (answer, expected) in [
            ("Close the street on Saturdays.", "Saturdays"),
            ("The town could close the street.", "could"),
            ("Close several shops.", "several"),
            ("Close the street in winter only.", "winter"),
            ("Close the street, except for lorries.", "except"),
            ("Close the street to lorries only.", "only"),
            ("Close the street until noon.", "until noon"),
            ("We most strongly ask you to close several shops.", "several"),
            ("Close the street if they like.", "if they like"),
        ] {
            assert_eq!(limit(text, answer).as_deref(), Some(expected), "{answer}");
        }
        for answer in [
            "Close the street, because some children squeeze past on Saturdays.",
            "Close the street. A bus could come by night.",
            "We most strongly ask you to close the street at night.",
            "Close the street without exception.",
            "Close the street: only then can we breathe.",
        ] {
            assert_eq!(limit(text, answer), None, "{answer}");
        }
    }

    #[test]
    fn a_limit_of_the_text_itself_is_none() {
        let text = "Some shops should be shut on Sundays and at night. The law could say so.";
        for answer in ["Shut some shops on Sunday.", "The council could shut shops overnight."] {
            assert_eq!(limit(text, answer), None, "{answer}");
        }
        assert_eq!(limit(text, "Shut most shops on Mondays.").as_deref(), Some("most"));
    }
}
