//! Counting sentences as the reference does: Punkt (Kiss and Strunk 2006) with its English model.
//!
//! Every `.`, `?` and `!` before white space or a closing sign may end a sentence. What decides is the word it ends and the word behind it:
//! an abbreviation ends none unless the next word looks like a beginning, a number or an initial ends none before a small letter.
//! Closing quotation marks and brackets belong to the sentence before them.

use super::punkt::Punkt;
use super::text::{is_space, is_word};

/// Signs that cannot stand within a word.
const NOT_IN_WORDS: &str = ")\";}]*:@'({[‘’“”«»?!";

/// Signs that cannot begin a word.
const NOT_FIRST: &str = "(\"`{[:;&#*@)}]-,";

/// Signs that belong to the sentence before them.
const CLOSING: &str = "\"')]}‘’“”«»";

/// How many sentences a text has.
pub(super) fn sentences(text: &str) -> usize {
    let punkt = Punkt::english();
    let mut spans: Vec<(usize, usize)> = Vec::new();
    let mut start = 0;
    for end in ends(text).iter().filter(|end| breaks(punkt, &text[end.from..end.to])) {
        spans.push((start, end.at));
        start = end.next;
    }
    spans.push((start, text.trim_end_matches(is_space).len()));
    let mut count = 0;
    let mut taken = 0;
    for (index, (start, end)) in spans.iter().enumerate() {
        // A sentence gives the closing signs at its beginning to the one before it.
        let empty = start + taken >= *end;
        let next = spans.get(index + 1).and_then(|(start, end)| text.get(*start..*end));
        taken = next.map_or(0, closing);
        count += usize::from(taken > 0 || !empty);
    }
    count
}

/// The bytes of the closing signs with which a text begins, and of the white space behind them.
fn closing(text: &str) -> usize {
    let signs = text.len() - text.trim_start_matches(|sign| CLOSING.contains(sign)).len();
    // The fewest signs that white space, a dash or a line's end follows.
    let boundary = |end: &usize| {
        let rest = &text[*end..];
        rest.is_empty() || rest.starts_with(is_space) || rest.starts_with("--")
    };
    let end = text[..signs].char_indices().map(|(at, sign)| at + sign.len_utf8()).find(boundary);
    end.map_or(0, |end| text.len() - text[end..].trim_start_matches(is_space).len())
}

/// A place where a sentence may end.
struct End {
    /// Behind the sign.
    at: usize,
    /// Where the next sentence would begin.
    next: usize,
    /// The word before the sign, the sign, and what follows: what decides.
    from: usize,
    to: usize,
}

/// Every place where a sentence may end, with the word before it; of several behind one word the last.
fn ends(text: &str) -> Vec<End> {
    let mut found: Vec<End> = Vec::new();
    let mut word = (0, 0);
    for (at, sign) in text.char_indices().filter(|(_, sign)| matches!(sign, '.' | '?' | '!')) {
        let Some((next, to)) = context(text, at + sign.len_utf8()) else { continue };
        let space = text[word.1..at].rfind([' ', '\t', '\n', '\r', '\u{b}', '\u{c}']).filter(|index| *index > 0);
        let from = space.map_or(word.0, |index| word.1 + index + 1);
        if from < word.1 {
            found.pop();
        }
        word = (from, at);
        found.push(End { at: at + sign.len_utf8(), next, from, to });
    }
    found
}

/// Where the next sentence would begin behind a sign that ends at `end`, and the end of what decides about it; nothing where the word goes on.
fn context(text: &str, end: usize) -> Option<(usize, usize)> {
    let rest = &text[end..];
    let first = rest.chars().next()?;
    if NOT_IN_WORDS.contains(first) {
        return Some((end, end + first.len_utf8()));
    }
    let next = rest.trim_start_matches(is_space);
    let start = text.len() - next.len();
    // A word that goes on is not looked through: there may be a sign at its every letter.
    let length = (start > end).then(|| next.find(is_space).unwrap_or(next.len())).filter(|length| *length > 0);
    length.map(|length| (start, start + length))
}

/// Whether a sentence ends in this context, before its last token.
fn breaks(punkt: &Punkt, context: &str) -> bool {
    let mut tokens: Vec<Token<'_>> = tokens(context).map(|text| Token::new(punkt, text)).collect();
    for index in 1..tokens.len() {
        if let Some((before, after)) = tokens.split_at_mut_checked(index) {
            before[index - 1].look_ahead(punkt, &after[0]);
        }
    }
    tokens.split_last().is_some_and(|(_, before)| before.iter().any(|token| token.ends))
}

/// A word or sign, and what is known of its full stop.
struct Token<'a> {
    text: &'a str,
    /// In small letters; all numbers are one.
    kind: String,
    /// It ends a sentence.
    ends: bool,
    /// It is an abbreviation or an ellipsis.
    open: bool,
}

/// What a number is taken for.
const NUMBER: &str = "##number##";

/// What the letters of a word say of a beginning.
#[derive(PartialEq, Eq)]
enum Beginning {
    Yes,
    No,
    Unknown,
}

impl<'a> Token<'a> {
    /// What the word alone says.
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

    /// What the word behind it says.
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
        let name = initial && capital && beginning == Beginning::Unknown && !punkt.is_ever_small(following);
        if beginning == Beginning::No || name {
            self.ends = false;
        }
    }

    /// Whether its letters say that it begins a sentence.
    fn beginning(&self, punkt: &Punkt) -> Beginning {
        if matches!(self.text, ";" | ":" | "," | "." | "!" | "?") || self.text.starts_with(char::is_lowercase) {
            return Beginning::No;
        }
        let begins = self.text.starts_with(char::is_uppercase) && punkt.small.contains(self.sentence_kind());
        if begins { Beginning::Yes } else { Beginning::Unknown }
    }

    /// The word without the full stop that ends a sentence.
    fn sentence_kind(&self) -> &str {
        if self.ends { without_stop(&self.kind) } else { &self.kind }
    }
}

fn without_stop(kind: &str) -> &str {
    kind.strip_suffix('.').filter(|kind| !kind.is_empty()).unwrap_or(kind)
}

/// One letter and a full stop.
fn is_initial(text: &str) -> bool {
    let mut characters = text.chars();
    let letter = characters.next().is_some_and(|letter| is_word(letter) && !letter.is_numeric());
    letter && characters.as_str() == "."
}

/// Digits with signs between them: `3`, `-1,500.50`, `7.`.
fn is_number(text: &str) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    let text = text.strip_prefix(['.', ',']).unwrap_or(text);
    text.starts_with(char::is_numeric) && text.chars().all(|sign| sign.is_numeric() || ",.-".contains(sign))
}

/// Words and signs, a word with the full stop at its end.
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

/// The bytes of the dashes or full stops, two or more, with which a text begins.
fn run(text: &str) -> usize {
    let length = |sign: char| text.len() - text.trim_start_matches(sign).len();
    length('-').max(length('.')).max(1).checked_sub(1).map_or(0, |more| if more > 0 { more + 1 } else { 0 })
}

/// The bytes of the word with which a text begins, whose first character has `first` bytes.
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
    fn sentences_are_counted_as_punkt_counts_them() {
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
    fn a_run_of_signs_is_one_token() {
        let of = |text: &'static str| tokens(text).collect::<Vec<_>>();
        assert_eq!(of("end... -- “He's, said"), ["end", "...", "--", "“He", "'s", ",", "said"]);
        assert_eq!(of("well-known."), ["well-known."]);
    }
}
