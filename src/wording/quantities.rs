//! Tokens, bytes, parameters, shares and weights as text.

use std::fmt;

use crate::quantity::{Bytes, Parameters, Tokens, Weight};

use super::NO_BREAK;
use super::number::{grouped, shortest, significant};

/// The units of bytes and of parameters, the greatest first, and below the least one.
const OF_BYTES: (&[(u64, &str)], &str) = (&[(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")], "B");
const OF_PARAMETERS: (&[(u64, &str)], &str) = (&[(1_000_000_000, "B"), (1_000_000, "M"), (1_000, "K")], "");

impl fmt::Display for Tokens {
    /// `32K` for whole multiples of 1024, else the number in groups of three.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            count if count >= 1024 && count % 1024 == 0 => write!(formatter, "{}K", count / 1024),
            count => formatter.write_str(&grouped(count)),
        }
    }
}

impl fmt::Display for Bytes {
    /// Decimal units, three significant digits: `4.68 GB`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&bytes(self.0, significant))
    }
}

impl fmt::Display for Parameters {
    /// Three significant digits: `7.62B`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&parameters(self.0, significant))
    }
}

impl fmt::Display for Weight {
    /// Without trailing zeros: `2`, `0.5`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(formatter)
    }
}

/// A number of bytes at a tick of an axis, with all of its digits: `4 GB`, `100.5 GB`.
pub(super) fn tick_of_bytes(count: u64) -> String {
    bytes(count, shortest)
}

/// A number of parameters at a tick of an axis, with all of its digits: `8B`, `100.5B`.
pub(super) fn tick_of_parameters(count: u64) -> String {
    parameters(count, shortest)
}

fn bytes(count: u64, say: fn(f64) -> String) -> String {
    scaled(count, OF_BYTES, &NO_BREAK.to_string(), say)
}

fn parameters(count: u64, say: fn(f64) -> String) -> String {
    scaled(count, OF_PARAMETERS, "", say)
}

/// A number in the greatest unit that it has one of, with what stands between both.
fn scaled(count: u64, (units, plain): (&[(u64, &str)], &str), space: &str, say: fn(f64) -> String) -> String {
    match units.iter().find(|(size, _)| count >= *size) {
        Some((size, unit)) => format!("{}{space}{unit}", say(count as f64 / *size as f64)),
        None if plain.is_empty() => count.to_string(),
        None => format!("{count}{space}{plain}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_rounded_to_three_digits() {
        assert_eq!(Parameters(7_615_616_512).to_string(), "7.62B");
        assert_eq!(Bytes(4_677_120_000).to_string(), "4.68\u{a0}GB");
        assert_eq!((Bytes(512).to_string(), Parameters(512).to_string()), ("512\u{a0}B".to_owned(), "512".to_owned()));
        assert_eq!((Tokens(32_768).to_string(), Tokens(1_903).to_string()), ("32K".to_owned(), "1,903".to_owned()));
        assert_eq!(Weight::new(0.5).map(|weight| weight.to_string()).as_deref(), Some("0.5"));
    }
}
