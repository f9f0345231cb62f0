//! Plain numbers: digits, groups, signs, ranges.

use crate::language::Convention;

/// Three significant digits without an exponent and without dropping a digit before the decimal point, in groups of three:
/// `0.0123`, `1.23`, `12.3`, `123`, `10,539`.
pub fn significant(value: f64) -> String {
    if !value.is_finite() {
        return format!("{value}");
    }
    if value == 0.0 {
        return "0".to_owned();
    }
    let decimals = (2 - value.abs().log10().floor() as i64).clamp(0, 12) as usize;
    let text = format!("{:.decimals$}", value.abs());
    // Rounding may carry into the next power of ten: 9.996 is 10.0, not 10.00.
    let carried = text.replace('.', "").trim_start_matches('0').len() > 3;
    let text = if carried && decimals > 0 { format!("{:.*}", decimals - 1, value.abs()) } else { text };
    with_sign(value, &in_groups(&text))
}

/// A whole number in groups of three: `6,720`.
pub fn grouped(count: u64) -> String {
    in_groups(&count.to_string())
}

/// A number with its sign and this many decimals; without a sign if it rounds to zero: `+3.1`, `−2.0`, `0.0`.
pub fn signed(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    if value > 0.0 && !is_zero(&text) { format!("+{text}") } else { with_sign(value, &text) }
}

/// The ends of a range with an en dash between them: `90–98`, `3`.
pub fn range(low: &str, high: &str) -> String {
    if low == high { low.to_owned() } else { format!("{low}\u{2013}{high}") }
}

/// A place in an order: `1st`, `22nd`, `113th`.
pub fn ordinal(place: usize) -> String {
    let ending = match (place % 100, place % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    grouped(place as u64) + ending
}

/// A p-value: `p = 0.012`, `p < 0.001`.
pub fn p_value(p: f64) -> String {
    match p {
        small if small < 0.001 => "p < 0.001".to_owned(),
        p if p < 0.0995 => format!("p = {p:.3}"),
        p => format!("p = {p:.2}"),
    }
}

/// The ends of a percentage's interval, without decimals: `90–98`.
pub fn interval(low: f64, high: f64) -> String {
    format!("{}\u{2013}{}", fixed(low, 0), fixed(high, 0))
}

/// A factor with as many decimals as distinguish the ends of its range from 1 and from each other: `1.12`, `1.4`, `12`.
pub fn factor(value: f64, (low, high): (f64, f64)) -> String {
    match value {
        large if large >= 9.95 => in_groups(&format!("{large:.0}")),
        _ if low < 1.195 || high - low < 0.1 => format!("{value:.2}"),
        _ => format!("{value:.1}"),
    }
}

/// A number without trailing zeros, to six decimals: `60`, `1.5`, `0.1`. For configured values and for ticks.
pub fn shortest(value: f64) -> String {
    let text = format!("{:.6}", value.abs());
    with_sign(value, text.trim_end_matches('0').trim_end_matches('.'))
}

/// A number with this many decimals: `95.5`, `−2.0`.
pub fn fixed(value: f64, decimals: usize) -> String {
    with_sign(value, &in_groups(&format!("{:.decimals$}", value.abs())))
}

/// A number rounded to six significant digits and at most this many decimals.
///
/// Through text, since that is the only rounding whose result is the shortest decimal: 91.49999999999999 becomes 91.5.
pub(super) fn rounded(value: f64, decimals: usize) -> f64 {
    let is_short = value.trunc() == value && value.abs() < 1e6;
    if is_short || !value.is_finite() {
        // Adding 0 turns -0 into 0: a file would show the sign.
        return value + 0.0;
    }
    let six: f64 = format!("{value:.5e}").parse().unwrap_or(value);
    let at_most: f64 = format!("{six:.decimals$}").parse().unwrap_or(six);
    at_most + 0.0
}

/// A text of English numbers with the marks of another convention: `1,234.5 ms` as `1.234,5 ms`. Digits that are part of a name, such as
/// `qwen2.5` or `v1.2`, stay as they are.
pub fn respelt(text: &str, convention: Convention) -> String {
    let mut written = String::with_capacity(text.len());
    let mut before = None;
    let mut in_number = false;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let is_digit = character.is_ascii_digit();
        if is_digit && !in_number {
            in_number =
                !before.is_some_and(|before: char| before.is_alphanumeric() || matches!(before, '.' | ',' | ':' | '_'));
        }
        let goes_on = characters.peek().is_some_and(char::is_ascii_digit);
        match character {
            '.' if in_number && goes_on => written.push(convention.decimal()),
            ',' if in_number && goes_on => written.push(convention.group()),
            other => {
                in_number = in_number && is_digit;
                written.push(other);
            }
        }
        before = Some(character);
    }
    written
}

fn with_sign(value: f64, digits: &str) -> String {
    if value < 0.0 && !is_zero(digits) { format!("\u{2212}{digits}") } else { digits.to_owned() }
}

fn is_zero(digits: &str) -> bool {
    digits.chars().all(|character| matches!(character, '0' | '.'))
}

/// The digits before a decimal point in groups of three.
fn in_groups(text: &str) -> String {
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let mut grouped = String::with_capacity(text.len() + whole.len() / 3);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_digits_and_no_fewer_before_the_point() {
        let said: Vec<String> = [0.012_34, 1.234, 9.996, 12.34, 123.4, 10_539.2, 0.299_96, -4.2, 0.0]
            .into_iter()
            .map(significant)
            .collect();
        assert_eq!(said, ["0.0123", "1.23", "10.0", "12.3", "123", "10,539", "0.300", "\u{2212}4.20", "0"]);
    }

    #[test]
    fn what_rounds_to_zero_has_no_sign() {
        let said = [signed(3.06, 1), signed(-2.0, 1), signed(0.04, 1), signed(-0.04, 1), signed(-0.4, 0)];
        assert_eq!(said, ["+3.1", "\u{2212}2.0", "0.0", "0.0", "0"]);
        assert_eq!(shortest(-0.000_000_1), "0");
    }

    #[test]
    fn files_have_six_digits_and_no_dust() {
        assert_eq!(rounded(91.499_999_999_999_99, 12), 91.5);
        assert_eq!(rounded(1.342_880_7, 6), 1.34288);
        assert_eq!(rounded(0.000_001_234_5, 6), 0.000_001);
        assert_eq!(format!("{}", rounded(-1e-9, 6)), "0");
        assert_eq!(rounded(10_539.234, 12), 10_539.2);
    }

    #[test]
    fn places_have_their_endings() {
        let said = [1, 2, 3, 4, 11, 12, 13, 21, 102, 113, 1_001].map(ordinal);
        assert_eq!(said, ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd", "113th", "1,001st"]);
    }

    #[test]
    fn numbers_are_respelt_and_names_are_not() {
        let said = ["1,234.5 ms", "0.50", "> 60,000", "90.1–98.2", "(95% CI 1.12–1.4, n = 1,903)", "in 3, 4"]
            .map(|text| respelt(text, Convention::German));
        assert_eq!(said, ["1.234,5 ms", "0,50", "> 60.000", "90,1–98,2", "(95% CI 1,12–1,4, n = 1.903)", "in 3, 4"]);
        for text in ["qwen2.5:7b", "v1.2", "llama3.1:1.5b", "a.1.2", ""] {
            assert_eq!(respelt(text, Convention::German), text);
        }
        assert_eq!(respelt("1,234.5", Convention::English), "1,234.5");
    }

    #[test]
    fn ranges_and_factors() {
        assert_eq!((range("1", "8"), range("3", "3")), ("1\u{2013}8".to_owned(), "3".to_owned()));
        assert_eq!(factor(1.117, (1.07, 1.17)), "1.12");
        assert_eq!(factor(1.43, (1.3, 1.6)), "1.4");
        assert_eq!(factor(12.34, (10.0, 15.0)), "12");
        assert_eq!([0.000_2, 0.012_3, 0.5].map(p_value), ["p < 0.001", "p = 0.012", "p = 0.50"]);
    }
}
