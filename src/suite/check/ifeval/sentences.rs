//! Counts sentences as the reference does, with Punkt (Kiss and Strunk 2006) and its English model, following
//! <https://github.com/nltk/nltk/blob/develop/nltk/tokenize/punkt.py> of NLTK 3.10.
//!
//! A sentence may end at every `.`, `?` and `!` before white space or closing punctuation. The word before it and the
//! word after it decide: an abbreviation does not end a sentence unless the next word looks like a beginning, and a
//! number or an initial does not before a lowercase letter. Closing quotation marks and brackets belong to the sentence
//! before them.

use super::punkt::Punkt;
use super::text::is_word;
use crate::suite::whitespace::is_space;

/// Characters that cannot be within a word (`_re_non_word_chars`).
const NOT_IN_WORDS: &str = ")\";}]*:@'({[‘’“”«»?!";

/// Characters that cannot begin a word (`_re_word_start`).
const NOT_FIRST: &str = "(\"`{[:;&#*@)}]-,";

/// Characters that belong to the sentence before them (`_realign_boundaries`).
const CLOSING: &str = "\"')]}‘’“”«»";

/// The number of sentences in a text.
pub(super) fn sentences(text: &str) -> usize {
    let punkt = Punkt::english();
    let mut spans: Vec<(usize, usize)> = Vec::new();
    let mut start = 0;
    for end in candidates(text).iter().filter(|end| breaks(punkt, &text[end.from..end.to])) {
        spans.push((start, end.at));
        start = end.next;
    }
    spans.push((start, text.trim_end_matches(is_space).len()));
    let mut count = 0;
    let mut taken = 0;
    for (index, (start, end)) in spans.iter().enumerate() {
        // Closing punctuation at the beginning of a sentence moves to the one before it.
        let empty = start + taken >= *end;
        let next = spans.get(index + 1).and_then(|(start, end)| text.get(*start..*end));
        taken = next.map_or(0, closing);
        count += usize::from(taken > 0 || !empty);
    }
    count
}

/// The length in bytes of the closing punctuation at the beginning of a text, with the white space after it.
fn closing(text: &str) -> usize {
    let signs = text.len() - text.trim_start_matches(|sign| CLOSING.contains(sign)).len();
    // The reference's pattern is not greedy: it takes the fewest characters before white space, a dash or the end.
    let boundary = |end: &usize| {
        let rest = &text[*end..];
        rest.is_empty() || rest.starts_with(is_space) || rest.starts_with("--")
    };
    let end = text[..signs].char_indices().map(|(at, sign)| at + sign.len_utf8()).find(boundary);
    end.map_or(0, |end| text.len() - text[end..].trim_start_matches(is_space).len())
}

/// A position where a sentence may end.
struct Candidate {
    /// The position after the punctuation mark.
    at: usize,
    /// The position where the next sentence would begin.
    next: usize,
    /// The range that decides: the word before the mark, the mark, and what follows.
    from: usize,
    to: usize,
}

/// Every position where a sentence may end. Of several marks in one word, the last counts.
fn candidates(text: &str) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    let mut word = (0, 0);
    for (at, sign) in text.char_indices().filter(|(_, sign)| matches!(sign, '.' | '?' | '!')) {
        let Some((next, to)) = context(text, at + sign.len_utf8()) else { continue };
        let space = text[word.1..at].rfind([' ', '\t', '\n', '\r', '\u{b}', '\u{c}']).filter(|index| *index > 0);
        let from = space.map_or(word.0, |index| word.1 + index + 1);
        if from < word.1 {
            found.pop();
        }
        word = (from, at);
        found.push(Candidate { at: at + sign.len_utf8(), next, from, to });
    }
    found
}

/// The position where the next sentence would begin after a mark that ends at `end`, and the end of the range that
/// decides; nothing if the word continues.
fn context(text: &str, end: usize) -> Option<(usize, usize)> {
    let rest = &text[end..];
    let first = rest.chars().next()?;
    if NOT_IN_WORDS.contains(first) {
        return Some((end, end + first.len_utf8()));
    }
    let next = rest.trim_start_matches(is_space);
    let start = text.len() - next.len();
    // Not searched any further: with a mark at every letter, that would take quadratic time.
    let length = (start > end).then(|| next.find(is_space).unwrap_or(next.len())).filter(|length| *length > 0);
    length.map(|length| (start, start + length))
}

/// Whether a sentence ends in this range, before its last token.
fn breaks(punkt: &Punkt, context: &str) -> bool {
    let mut tokens: Vec<Token<'_>> = tokens(context).map(|text| Token::new(punkt, text)).collect();
    for index in 1..tokens.len() {
        if let Some((before, after)) = tokens.split_at_mut_checked(index) {
            before[index - 1].look_ahead(punkt, &after[0]);
        }
    }
    tokens.split_last().is_some_and(|(_, before)| before.iter().any(|token| token.ends))
}

/// A word or punctuation mark, with what is known about its period.
struct Token<'a> {
    text: &'a str,
    /// The text in lowercase; all numbers are the same.
    kind: String,
    /// Whether it ends a sentence.
    ends: bool,
    /// Whether it is an abbreviation or an ellipsis.
    open: bool,
}

/// The lowercase form of all numbers.
const NUMBER: &str = "##number##";

/// Whether a word looks like the beginning of a sentence, by its case.
#[derive(PartialEq, Eq)]
enum Beginning {
    Yes,
    No,
    Unknown,
}

impl<'a> Token<'a> {
    /// A token, judged by itself (`_first_pass_annotation`).
    fn new(punkt: &Punkt, text: &'a str) -> Self {
        let lower = text.to_lowercase();
        let dots = text.len() > 1 && text.bytes().all(|byte| byte == b'.');
        let word = lower.strip_suffix('.').filter(|_| !text.ends_with(".."));
        let known = word.is_some_and(|word| {
            punkt.abbreviations.contains(word) || punkt.abbreviations.contains(word.rsplit('-').next().unwrap_or(word))
        });
        let ends = matches!(text, "." | "?" | "!") || (word.is_some() && !known);
        Self { text, ends, open: known || dots, kind: if is_number(&lower) { NUMBER.to_owned() } else { lower } }
    }

    /// Takes the next word into account (`_second_pass_annotation`).
    fn look_ahead(&mut self, punkt: &Punkt, next: &Self) {
        if !self.text.ends_with('.') {
            return;
        }
        let (kind, following) = (without_stop(&self.kind), next.sentence_kind());
        let initial = is_initial(self.text);
        if punkt.pairs.contains(&(kind, following)) {
            self.ends = false;
            return;
        }
        let beginning = next.beginning(punkt);
        let capital = next.text.starts_with(char::is_uppercase);
        if self.open && !initial && (beginning == Beginning::Yes || (capital && punkt.starters.contains(following))) {
            self.ends = true;
            return;
        }
        if !initial && kind != NUMBER {
            return;
        }
        let name = initial && capital && beginning == Beginning::Unknown && !punkt.is_ever_lowercase(following);
        if beginning == Beginning::No || name {
            self.ends = false;
        }
    }

    /// Whether its case suggests that it begins a sentence (`_ortho_heuristic`).
    fn beginning(&self, punkt: &Punkt) -> Beginning {
        if matches!(self.text, ";" | ":" | "," | "." | "!" | "?") || self.text.starts_with(char::is_lowercase) {
            return Beginning::No;
        }
        let begins = self.text.starts_with(char::is_uppercase) && punkt.lowercase.contains(self.sentence_kind());
        if begins { Beginning::Yes } else { Beginning::Unknown }
    }

    /// The lowercase form without the period that ends a sentence.
    fn sentence_kind(&self) -> &str {
        if self.ends { without_stop(&self.kind) } else { &self.kind }
    }
}

fn without_stop(kind: &str) -> &str {
    kind.strip_suffix('.').filter(|kind| !kind.is_empty()).unwrap_or(kind)
}

/// Whether a token is an initial: one letter and a period.
fn is_initial(text: &str) -> bool {
    let mut characters = text.chars();
    let letter = characters.next().is_some_and(|letter| is_word(letter) && !letter.is_numeric());
    letter && characters.as_str() == "."
}

/// Whether a token is a number: `3`, `-1,500.50`, `7.`.
fn is_number(text: &str) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    let text = text.strip_prefix(['.', ',']).unwrap_or(text);
    text.starts_with(char::is_numeric) && text.chars().all(|sign| sign.is_numeric() || ",.-".contains(sign))
}

/// The words and punctuation marks of a text; a word includes the period at its end.
fn tokens(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(is_space);
        let first = rest.chars().next()?;
        let length = match run(rest) {
            0 if NOT_FIRST.contains(first) => first.len_utf8(),
            0 => word(rest, first.len_utf8()),
            run => run,
        };
        let (token, after) = rest.split_at(length);
        rest = after;
        Some(token)
    })
}

/// The length in bytes of a run of two or more dashes or periods at the beginning of a text, or 0.
fn run(text: &str) -> usize {
    let length = |sign: char| text.len() - text.trim_start_matches(sign).len();
    length('-').max(length('.')).max(1).checked_sub(1).map_or(0, |more| if more > 0 { more + 1 } else { 0 })
}

/// The length in bytes of the word at the beginning of a text, whose first character has `first` bytes.
fn word(text: &str, first: usize) -> usize {
    let ends = |rest: &str| {
        rest.is_empty()
            || rest.starts_with(is_space)
            || rest.starts_with(|sign| NOT_IN_WORDS.contains(sign))
            || run(rest) > 0
    };
    let boundary = |(at, _): &(usize, char)| {
        let rest = &text[first + at..];
        ends(rest) || rest.strip_prefix(',').is_some_and(ends)
    };
    text[first..].char_indices().find(boundary).map_or(text.len(), |(at, _)| first + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_counted_as_by_punkt() {
        for (text, count) in [
            ("", 0),
            ("No stop", 1),
            ("One. Two! Three?", 3),
            ("Mr. Smith came at 3 p.m. on Monday. He left.", 2),
            ("He lives in the U.S. However, he works elsewhere.", 2),
            ("He said \"Stop.\" Then he left.", 2),
            ("(He left.) She stayed.", 2),
            ("1. First item\n2. Second item", 3),
            ("J. Smith owns 3.5 acres.", 1),
            ("Very bad!!! I promise.", 2),
            ("one line\nanother line", 1),
            ("Wait... what? And so on...", 2),
        ] {
            assert_eq!(sentences(text), count, "{text}");
        }
    }

    #[test]
    fn a_run_of_dashes_or_periods_is_one_token() {
        let of = |text: &'static str| tokens(text).collect::<Vec<_>>();
        assert_eq!(of("end... -- “He's, said"), ["end", "...", "--", "“He", "'s", ",", "said"]);
        assert_eq!(of("well-known."), ["well-known."]);
    }
}
