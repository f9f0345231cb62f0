//! Units as types: tokens, bytes, parameters, shares, weights; and a parser of times. Numbers are formatted by [`crate::wording`].

use std::time::Duration;

/// The largest count of tokens that can be asked for; a thousand times the largest context of any model.
const MAX_TOKENS: u64 = 1 << 30;

/// A count of tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tokens(pub u64);

/// A count of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bytes(pub u64);

/// A count of model parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Parameters(pub u64);

/// Tokens per second.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct TokensPerSecond(pub f64);

/// A share, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Fraction(f64);

impl Fraction {
    /// The share `value`, which must be finite and from 0 to 1.
    pub fn new(value: f64) -> Option<Self> {
        (0.0..=1.0).contains(&value).then_some(Self(value))
    }

    /// The share `part` / `whole`; `None` if `whole` is 0 or `part` is greater.
    pub fn of(part: usize, whole: usize) -> Option<Self> {
        if whole == 0 { None } else { Self::new(part as f64 / whole as f64) }
    }

    /// The share, 0 to 1.
    pub fn get(self) -> f64 {
        self.0
    }

    /// The share in percent, 0 to 100.
    pub fn percent(self) -> f64 {
        self.0 * 100.0
    }
}

/// A relative weight: 2 counts twice as much as 1. Finite and greater than 0.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Weight(f64);

/// Weights are never NaN, so equality is reflexive.
impl Eq for Weight {}

impl Weight {
    /// The default weight.
    pub const ONE: Self = Self(1.0);

    /// The weight `value`, which must be finite and greater than 0.
    pub fn new(value: f64) -> Option<Self> {
        (value.is_finite() && value > 0.0).then_some(Self(value))
    }

    /// The number.
    pub fn get(self) -> f64 {
        self.0
    }
}

/// Parses a time with its unit: `250ms`, `60s`, `1.5 s`, `2m`, `1h`.
///
/// # Errors
/// A message with the text that was found and examples of valid times.
pub fn parse_time(text: &str) -> Result<Duration, String> {
    let wrong = || format!("`{text}` is not a time such as `60s`, `250ms` or `2m`");
    let text_trimmed = text.trim();
    let split = text_trimmed.find(|c: char| c.is_ascii_alphabetic()).ok_or_else(wrong)?;
    let number: f64 = text_trimmed[..split].trim().parse().map_err(|_| wrong())?;
    let unit = match &text_trimmed[split..] {
        "ms" => 1e-3,
        "s" => 1.0,
        "m" | "min" => 60.0,
        "h" => 3600.0,
        _ => return Err(wrong()),
    };
    Duration::try_from_secs_f64(number * unit).map_err(|_| wrong())
}

/// Parses a count of tokens: `4096`, `4k`, `32K`, `1M`. A `k` is 1024 tokens, as in the names of context sizes.
///
/// # Errors
/// A message with the text that was found and examples of valid counts.
pub fn parse_tokens(text: &str) -> Result<Tokens, String> {
    let wrong = || format!("`{text}` is not a number of tokens such as `4096`, `4k` or `1M`");
    let trimmed = text.trim();
    let (number, unit) = match trimmed.chars().last() {
        Some('k' | 'K') => (&trimmed[..trimmed.len() - 1], 1 << 10),
        Some('m' | 'M') => (&trimmed[..trimmed.len() - 1], 1 << 20),
        _ => (trimmed, 1),
    };
    let number = number.trim_end().replace([',', '_'], "");
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let count = number.parse::<u64>().ok().filter(|_| is_number).and_then(|number| number.checked_mul(unit));
    count.filter(|count| (1..=MAX_TOKENS).contains(count)).map(Tokens).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_read_with_or_without_a_unit() {
        for (text, count) in [("4096", 4096), ("4k", 4096), ("32K", 32_768), ("1M", 1_048_576), ("32,768", 32_768)] {
            assert_eq!(parse_tokens(text), Ok(Tokens(count)), "{text}");
        }
        for bad in ["", "k", "0", "-4k", "4.5k", "4kb", "four", "99999999999999999999", "9999999M"] {
            assert!(parse_tokens(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn times_are_read_with_their_unit() {
        assert_eq!(parse_time("1.5 s"), Ok(Duration::from_millis(1500)));
        assert_eq!(parse_time("250ms"), Ok(Duration::from_millis(250)));
        for bad in ["60", "", "s", "-1s", "1 fortnight", "NaNs", "1e400s"] {
            assert!(parse_time(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_weight_is_a_finite_positive_number() {
        for no_weight in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(Weight::new(no_weight), None, "{no_weight}");
        }
    }
}
