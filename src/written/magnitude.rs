//! One number at a place in a text: its value and how it is spelt.

use std::ops::Range;

use super::Convention;
use super::cursor::{begins, char_at, char_before, digits, ends, longest, space, word};

/// The longest number in digits; a longer one is not a measurement.
const LONGEST: usize = 30;

/// One number of a text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Magnitude {
    /// Where it is, with its sign.
    pub(super) range: Range<usize>,
    /// Its value as spelt, without multiplier or unit.
    pub(super) value: f64,
    /// How it is spelt.
    pub(super) spelling: Spelling,
}

/// How a number is spelt.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Spelling {
    /// `-1,234.5`.
    Digits(Digits),
    /// `seven`.
    Word,
    /// `a`, which counts as one before a unit.
    Article,
    /// `third`, with the ending that its language gives it.
    Ordinal(&'static str),
    /// `3rd`.
    OrdinalDigits(&'static str),
    /// `two thirds`.
    Portion,
    /// `twice`.
    Multiple,
    /// `2 min 5 s`: two numbers, as the ranges of their digits, and how many of the second's unit the first's has.
    Compound(Range<usize>, Range<usize>, f64),
}

/// How a number in digits is spelt.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Digits {
    /// How many decimals it has.
    pub(super) decimals: usize,
    /// The mark before them; the convention's own where it has none.
    pub(super) point: char,
    /// The mark between groups of three digits, if it has one.
    pub(super) group: Option<char>,
    /// The sign, if it has one.
    pub(super) sign: Option<char>,
    /// The power of ten after `e`, if it has one.
    pub(super) exponent: Option<i32>,
}

impl Spelling {
    /// The largest difference that rounding to this spelling makes.
    pub(super) fn half_a_unit(&self, value: f64) -> f64 {
        match self {
            Self::Digits(Digits { decimals, exponent, .. }) => {
                0.5 * 10_f64.powi(exponent.unwrap_or(0) - i32::try_from(*decimals).unwrap_or(i32::MAX))
            }
            // In words, rather than to a digit: `half` may be 0.52, `twice` 2.1.
            Self::Portion => value * 0.05,
            Self::Multiple => value * 0.1,
            _ => 0.5,
        }
    }
}

/// The number in digits at a position, if one begins there. `foreign` accepts the other convention's mark before decimals, `1,8` in
/// English, where it cannot be one between groups.
pub(super) fn in_digits(text: &str, at: usize, convention: Convention, foreign: bool) -> Option<Magnitude> {
    let sign = char_at(text, at).filter(|first| is_sign(*first) && may_have_sign(text, at));
    let start = at + sign.map_or(0, char::len_utf8);
    if char_before(text, start).is_some_and(|before| before.is_ascii_digit()) {
        return None;
    }
    let (mut end, group) = groups(text, start, convention);
    let (whole_end, mut point) = (end, convention.decimal());
    if let Some(mark) = decimal_mark(text, whole_end, convention, foreign && group.is_none()) {
        point = mark;
        end = whole_end + 1 + digits(text, whole_end + 1).len();
    }
    if end == start || end - start > LONGEST + LONGEST / 3 {
        return None;
    }
    let decimals = end.saturating_sub(whole_end + 1);
    let exponent = exponent(text, end);
    let mut plain: String = text[start..whole_end].chars().filter(char::is_ascii_digit).collect();
    if decimals > 0 {
        plain = format!("{plain}.{}", &text[whole_end + 1..end]);
    }
    if let Some((after, power)) = exponent {
        end = after;
        plain = format!("{plain}e{power}");
    }
    let value: f64 = plain.parse().ok().filter(|value: &f64| value.is_finite())?;
    let value = if matches!(sign, None | Some('+')) { value } else { -value };
    let exponent = exponent.map(|(_, power)| power);
    Some(Magnitude {
        range: at..end,
        value,
        spelling: Spelling::Digits(Digits { decimals, point, group, sign, exponent }),
    })
}

fn is_sign(character: char) -> bool {
    matches!(character, '-' | '+' | '\u{2212}' | '\u{2013}')
}

/// Whether a sign at a position can belong to the number behind it, rather than join it to what is before.
fn may_have_sign(text: &str, at: usize) -> bool {
    let apart =
        char_before(text, at).is_none_or(|before| before.is_whitespace() || "([~≈:=<>±*_\"“„|".contains(before));
    let next = at + char_at(text, at).map_or(0, char::len_utf8);
    apart && char_at(text, next).is_some_and(|first| first.is_ascii_digit() || first == '.')
}

/// The end of the whole part, and the mark between its groups.
fn groups(text: &str, start: usize, convention: Convention) -> (usize, Option<char>) {
    let first = digits(text, start);
    let mut end = start + first.len();
    if first.is_empty() || first.len() > 3 || first.starts_with('0') {
        return (end, None);
    }
    let mut group = None;
    while let Some(mark) = char_at(text, end).filter(|mark| separates_groups(*mark, convention)) {
        let next = digits(text, end + mark.len_utf8());
        if next.len() != 3 || group.is_some_and(|group| group != mark) || end - start > LONGEST {
            break;
        }
        group = Some(mark);
        end += mark.len_utf8() + 3;
    }
    (end, group)
}

fn separates_groups(mark: char, convention: Convention) -> bool {
    mark == convention.group() || matches!(mark, '\u{a0}' | '\u{202f}' | '\u{2009}' | ' ' | '\'' | '\u{2019}')
}

/// The mark at the end of the whole part, if decimals follow it.
fn decimal_mark(text: &str, at: usize, convention: Convention, foreign: bool) -> Option<char> {
    let mark = char_at(text, at).filter(|mark| matches!(mark, '.' | ','))?;
    let decimals = digits(text, at + 1);
    let after = at + 1 + decimals.len();
    // Another mark and digit: a version, a date, a list.
    let goes_on =
        char_at(text, after).is_some_and(|next| matches!(next, '.' | ',')) && !digits(text, after + 1).is_empty();
    let own = mark == convention.decimal();
    let listed = mark == ',' && char_before(text, at).is_none_or(|before| !before.is_ascii_digit());
    let may = own || (foreign && decimals.len() != 3 && !goes_on);
    (may && !listed && !decimals.is_empty() && decimals.len() <= LONGEST).then_some(mark)
}

/// `e-6` behind digits: its end and power.
fn exponent(text: &str, at: usize) -> Option<(usize, i32)> {
    char_at(text, at).filter(|mark| matches!(mark, 'e' | 'E'))?;
    let sign = char_at(text, at + 1).filter(|sign| is_sign(*sign));
    let start = at + 1 + sign.map_or(0, char::len_utf8);
    let power = digits(text, start);
    let end = start + power.len();
    let value: i32 = power.parse().ok().filter(|power| *power <= 300)?;
    ends(text, end).then_some((end, if matches!(sign, None | Some('+')) { value } else { -value }))
}

/// The cardinal in words at a position: `seven`, `twenty-one`, and the `drei` of `dreimal`.
pub(super) fn in_words(text: &str, at: usize, convention: Convention) -> Option<Magnitude> {
    if !begins(text, at) {
        return None;
    }
    let (words, found) = (convention.words(), word(text, at));
    let lower = found.to_lowercase();
    let whole = |value: f64, spelling: Spelling, length: usize| Magnitude { range: at..at + length, value, spelling };
    if words.articles.contains(&lower.as_str()) {
        let spelling = if matches!(lower.as_str(), "a" | "an") { Spelling::Article } else { Spelling::Word };
        return Some(whole(1.0, spelling, found.len()));
    }
    if let Some(value) = small(&lower, convention) {
        let length = found.len();
        let behind = at + length;
        let joined = (value >= 20.0 && char_at(text, behind) == Some('-')).then(|| word(text, behind + 1));
        let ones = joined.and_then(|ones| Some((small(&ones.to_lowercase(), convention)?, ones.len())));
        return match ones.filter(|(ones, _)| (1.0..10.0).contains(ones)) {
            Some((ones, more)) => Some(whole(value + ones, Spelling::Word, length + 1 + more)),
            None => Some(whole(value, Spelling::Word, length)),
        };
    }
    if let Some((ones, tens)) = lower.split_once("und") {
        let ones = if ones == "ein" { Some(1.0) } else { small(ones, convention).filter(|ones| *ones < 10.0) };
        let tens = small(tens, convention).filter(|tens| *tens >= 20.0);
        return ones.zip(tens).map(|(ones, tens)| whole(ones + tens, Spelling::Word, found.len()));
    }
    let stem = ["fold", "mal", "fach", "fache", "fachen", "faches"].iter().find_map(|unit| lower.strip_suffix(unit))?;
    let value = small(stem, convention)?;
    // Letters that change their length in lower case would put the end elsewhere.
    (value >= 2.0 && found.is_char_boundary(stem.len())).then(|| whole(value, Spelling::Word, stem.len()))
}

/// A number word of its own.
fn small(lower: &str, convention: Convention) -> Option<f64> {
    let words = convention.words();
    let ones = words.cardinals.iter().position(|word| *word == lower);
    let tens = || words.tens.iter().position(|word| *word == lower).map(|place| 30 + 10 * place);
    ones.or_else(tens).map(|value| value as f64)
}

/// The ordinal at a position: `third`, `3rd`, `dritte`, `3.`.
pub(super) fn ordinal(text: &str, at: usize, convention: Convention) -> Option<Magnitude> {
    if !begins(text, at) {
        return None;
    }
    let words = convention.words();
    let written = digits(text, at);
    if !written.is_empty() {
        let behind = at + written.len();
        let ending = words.digit_endings.iter().find(|ending| text[behind..].starts_with(**ending))?;
        let end = behind + ending.len();
        let value: f64 = written.parse().ok().filter(|_| written.len() <= 6)?;
        let parted = *ending != "." || (space(text, end) > end && word(text, space(text, end)).len() > 1);
        let spelling = Spelling::OrdinalDigits(ending);
        return (parted && ends(text, end)).then_some(Magnitude { range: at..end, value, spelling });
    }
    let found = word(text, at);
    let lower = found.to_lowercase();
    let (place, ending) = words.ordinals.iter().enumerate().find_map(|(place, stem)| {
        let ending = lower.strip_prefix(stem)?;
        Some((place + 1, words.ordinal_endings.iter().find(|known| **known == ending)?))
    })?;
    let range = at..at + found.len();
    Some(Magnitude { range, value: place as f64, spelling: Spelling::Ordinal(ending) })
}

/// The part of a whole at a position, without what counts it: `third`, `½`. Its value is 1 divided by its word's number.
pub(super) fn portion(text: &str, at: usize, convention: Convention) -> Option<Magnitude> {
    let signs = [('½', 0.5), ('⅓', 1.0 / 3.0), ('⅔', 2.0 / 3.0), ('¼', 0.25), ('¾', 0.75), ('⅕', 0.2), ('⅒', 0.1)];
    if let Some((sign, value)) = signs.into_iter().find(|(sign, _)| char_at(text, at) == Some(*sign)) {
        return Some(Magnitude { range: at..at + sign.len_utf8(), value, spelling: Spelling::Portion });
    }
    let (end, whole) = longest(text, at, convention.words().portions).filter(|_| begins(text, at))?;
    Some(Magnitude { range: at..end, value: 1.0 / f64::from(whole), spelling: Spelling::Portion })
}

/// The multiple at a position: `twice`.
pub(super) fn multiple(text: &str, at: usize, convention: Convention) -> Option<Magnitude> {
    let (end, times) = longest(text, at, convention.words().multiples).filter(|_| begins(text, at))?;
    Some(Magnitude { range: at..end, value: f64::from(times), spelling: Spelling::Multiple })
}
