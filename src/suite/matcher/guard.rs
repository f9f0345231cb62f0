//! Guards a hit: a number at its edge must be the whole number, not a part of a larger one.

use std::ops::Range;

use super::number::{MULTIPLIERS, is_number_word, is_tens, is_unit_digit};
use super::units;

/// Characters within a number, between its digits.
const WITHIN: [char; 9] = ['.', ',', ':', '/', '\'', '’', '\u{a0}', '\u{202f}', '\u{2009}'];

/// A half of the day after a time that is whole without it: the other half, or a longer form of the time.
const OTHER_HALF: [&str; 4] = ["in the morning", "in the afternoon", "in the evening", "at night"];

/// How much of the text around a hit is looked at, in bytes.
const NEAR: usize = 48;

/// Whether a hit is whole: the numbers at its edges are, and its last word is not a part of a negation (`can't`).
pub(super) fn is_whole(text: &str, hit: &Range<usize>) -> bool {
    let (before, matched, after) = (near_end(&text[..hit.start]), &text[hit.clone()], near_start(&text[hit.end..]));
    let starts = matched.trim_start_matches(|mark: char| "€$£¥*_ ".contains(mark));
    let first = starts.split(|next: char| !next.is_alphabetic()).next().unwrap_or_default().to_lowercase();
    let last = matched.rsplit(|next: char| !next.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
    let starts_with_digit = starts.starts_with(|next: char| next.is_ascii_digit());
    let ends_with_digit = matched.ends_with(|next: char| next.is_ascii_digit());
    let left = !(starts_with_digit && digits_before(before, starts))
        && !((starts_with_digit || is_number_word(&first)) && number_before(before, &first));
    let right = !(ends_with_digit && digits_after(after, matched))
        && !((ends_with_digit || is_number_word(&last)) && number_after(after, &last, matched));
    let negation = after.starts_with("'t") || after.starts_with("’t");
    left && right && !negation
}

/// Whether the digits at the start of a hit are the end of a longer number: `1,600`, `13.3`, `-3`.
fn digits_before(before: &str, matched: &str) -> bool {
    let mut backwards = before.chars().rev();
    match backwards.next() {
        Some(digit) if digit.is_ascii_digit() => true,
        Some(within) if WITHIN.contains(&within) => backwards.next().is_some_and(|next| next.is_ascii_digit()),
        // `1 600`: a group of three digits after one to three others.
        Some(' ') => {
            let group = matched.bytes().take_while(u8::is_ascii_digit).count();
            let digits = before.trim_end_matches(' ').chars().rev().take_while(char::is_ascii_digit).count();
            group == 3 && (1..=3).contains(&digits) && !before.ends_with("  ")
        }
        Some('−') => true,
        Some('-') => backwards.next().is_none_or(char::is_whitespace),
        _ => false,
    }
}

/// Whether the digits at the end of a hit go on: `40,000`, `16:05:18`, `2½`.
fn digits_after(after: &str, matched: &str) -> bool {
    let mut rest = after.chars();
    match rest.next() {
        Some(next) if next.is_ascii_digit() || "½¼¾%‰".contains(next) && next != '%' => true,
        Some(within) if WITHIN.contains(&within) => rest.next().is_some_and(|next| next.is_ascii_digit()),
        Some(' ') => {
            let group = after[1..].bytes().take_while(u8::is_ascii_digit).count();
            let lead = matched.bytes().rev().take_while(u8::is_ascii_digit).count();
            let ends = after[1 + group..].chars().next().is_none_or(|next| !next.is_alphanumeric());
            group == 3 && lead <= 3 && ends
        }
        _ => false,
    }
}

/// Whether a number in words comes right before: `twenty-|six`, `hundred and |six`, `point |five`.
fn number_before(before: &str, first: &str) -> bool {
    let words = before.trim_end_matches([' ', '-']);
    if words.len() == before.len() {
        return false;
    }
    let mut backwards = words.rsplit(|next: char| !next.is_alphabetic());
    let last = backwards.next().unwrap_or_default().to_lowercase();
    let previous = backwards.next().unwrap_or_default().to_lowercase();
    let large = |word: &str| ["hundred", "thousand", "million"].contains(&word);
    match last.as_str() {
        "and" => large(&previous),
        "point" | "minus" => true,
        tens if is_tens(tens) => is_unit_digit(first),
        other => large(other) && is_number_word(first),
    }
}

/// Whether the number at the end of a hit goes on in words, or with the wrong half of the day: `forty|-one`,
/// `2| million`, `two| and a half`, `8:00| am`.
fn number_after(after: &str, last: &str, matched: &str) -> bool {
    let rest = after.trim_start_matches([' ', '-', '\u{a0}']);
    let mut words = rest.split(|next: char| !next.is_alphabetic()).map(str::to_lowercase);
    let (next, second, third) =
        (words.next().unwrap_or_default(), words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let spaced = rest.len() < after.len();
    let half_of_day = ["am", "pm"].contains(&next.as_str())
        || (["a", "p"].contains(&next.as_str()) && second == "m" && rest[1..].starts_with('.'));
    let is_time = matched.contains([':']) || is_bare_time(matched);
    let wrong_half = rest.len() < after.len() && OTHER_HALF.iter().any(|half| rest.to_lowercase().starts_with(half));
    if (half_of_day || wrong_half) && is_time {
        return true;
    }
    if !spaced {
        return false;
    }
    let half = next == "and" && second == "a" && third == "half";
    let point = next == "point" && is_number_word(&second);
    let large = next == "and" && ["hundred", "thousand"].contains(&last) && is_number_word(&second);
    let more = is_tens(last) && is_unit_digit(&next);
    // A bare number is not a time of day before a unit: `by 8 kilometres`.
    let measured = is_bare_time(matched)
        && (units::is_unit(&next) || ["people", "guests", "persons", "times"].contains(&next.as_str()));
    half || point || large || more || measured || MULTIPLIERS.contains(&next.as_str())
}

/// Whether a hit is a bare number after a preposition: `by eight`.
fn is_bare_time(matched: &str) -> bool {
    let mut words = matched.split_whitespace();
    let first = words.next().unwrap_or_default();
    let preposition =
        first.chars().all(|next| next.is_alphabetic() || "'’".contains(next)) && !is_number_word(&first.to_lowercase());
    let last = words.next_back().unwrap_or_default();
    preposition
        && (last.bytes().all(|digit| digit.is_ascii_digit()) || is_number_word(&last.to_lowercase()))
        && !last.is_empty()
}

fn near_end(text: &str) -> &str {
    let from = (text.len().saturating_sub(NEAR)..=text.len()).find(|at| text.is_char_boundary(*at));
    &text[from.unwrap_or(text.len())..]
}

fn near_start(text: &str) -> &str {
    let to = (0..=text.len().min(NEAR)).rev().find(|at| text.is_char_boundary(*at));
    &text[..to.unwrap_or(0)]
}
