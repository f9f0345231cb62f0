//! Quantities in a phrase: what begins with a number, and how it is spelled.

use std::ops::Range;

use super::clock::{self, ClockTime};
use super::date::{self, Day};
use super::number::{self, Decimal, in_words};
use super::units::{self, MeasureUnit};
use crate::suite::measure;

/// A quantity.
#[derive(Debug)]
pub(super) enum Quantity {
    /// A number without a unit.
    Number(Decimal),
    /// A number with a unit or a currency.
    Measure(Decimal, &'static MeasureUnit),
    /// A time of day.
    Time(ClockTime),
    /// A day of a month.
    Day(Day),
    /// A score: `3:1`.
    Score(u64, u64),
}

/// The quantity at the beginning of a text, and its length in bytes.
pub(super) fn at_start(text: &str) -> Option<(Quantity, usize)> {
    if let Some((day, length)) = date::at_start(text) {
        return Some((Quantity::Day(day), length));
    }
    if let Some((time, length)) = clock::at_start(text) {
        return Some((Quantity::Time(time), length));
    }
    if let Some((home, away, length)) = score_at_start(text) {
        return Some((Quantity::Score(home, away), length));
    }
    if let Some((unit, symbol)) = units::before_number(text) {
        let (number, length) = number::at_start(&text[symbol..])?;
        return Some((Quantity::Measure(number, unit), symbol + length));
    }
    // `one week` has a unit, so that its `one` is a number.
    let (number, length) = match text.strip_prefix("one ") {
        Some(rest) if units::after_number(&format!(" {rest}")).is_some() => (Decimal::whole(1), 3),
        _ => number::at_start(text)?,
    };
    match units::after_number(&text[length..]) {
        Some((unit, more)) => Some((Quantity::Measure(number, unit), length + more)),
        None => {
            // `7b` and `2nd` are not numbers.
            let is_word = !text[length..].starts_with(|next: char| next.is_alphanumeric() || next == '*');
            is_word.then_some((Quantity::Number(number), length))
        }
    }
}

/// The quantities in a text: their places in bytes, and some spellings of each.
pub(in crate::suite) fn all_in(text: &str) -> Vec<(Range<usize>, Vec<String>)> {
    quantities(text).into_iter().map(|(place, quantity)| (place, quantity.spellings())).collect()
}

/// The quantities in a text with their places in bytes, in their order. The numbers of list items do not count.
pub(super) fn quantities(text: &str) -> Vec<(Range<usize>, Quantity)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(character) = text[at..].chars().next() {
        let begins =
            text[..at].chars().next_back().is_none_or(|before| before.is_whitespace() || "([“\"".contains(before));
        let line = &text[text[..at].rfind('\n').map_or(0, |end| end + 1)..];
        let begins = begins
            && !(line.len() == text[at..].len()
                && measure::numbered(line.lines().next().unwrap_or_default()).is_some());
        match begins.then(|| at_start(&text[at..])).flatten() {
            Some((quantity, length)) => {
                found.push((at..at + length, quantity));
                at += length;
            }
            None => at += character.len_utf8(),
        }
    }
    found
}

/// `3:1`: no time of day, as its second part has one digit.
fn score_at_start(text: &str) -> Option<(u64, u64, usize)> {
    let (home, rest) = text.split_once(':')?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let is_score = home.len() <= 2
        && digits == 1
        && !rest[digits..].starts_with(|next: char| next.is_alphanumeric() || next == ':');
    is_score.then_some(())?;
    Some((home.parse().ok()?, rest[..digits].parse().ok()?, home.len() + 1 + digits))
}

impl Quantity {
    /// Some spellings, as people write them.
    fn spellings(&self) -> Vec<String> {
        match self {
            Self::Number(number) => number.spellings(),
            Self::Measure(number, unit) => units::spellings(number, unit),
            Self::Time(time) => time.spellings(),
            Self::Day(day) => day.spellings(),
            Self::Score(home, away) => {
                vec![format!("{home}-{away}"), format!("{home}–{away}"), format!("{home} to {away}")]
            }
        }
    }

    /// The pattern of every spelling. `alone` says that the phrase begins with the quantity.
    pub(super) fn pattern(&self, alone: bool) -> String {
        match self {
            Self::Number(number) => {
                let currency = units::currencies();
                format!(r"(?:(?:\b|{currency}\s?){}(?:{}|\b))", number.pattern(), units::glued())
            }
            Self::Measure(number, unit) => units::pattern(number, unit),
            Self::Time(time) => time.pattern(alone),
            Self::Day(day) => day.pattern(),
            Self::Score(home, away) => {
                let number = |value: u64| {
                    format!("(?:{value}|{})", if value == 0 { "nil|zero".to_owned() } else { in_words(value) })
                };
                let joint = r"(?:\s?[:–—-]\s?|\s+(?:goals?\s+)?to\s+)";
                format!(r"\b{}{joint}{}\b", number(*home), number(*away))
            }
        }
    }
}
