//! Tokens, bytes, parameters, shares and weights as text.

use std::fmt;

use crate::quantity::{Bytes, Parameters, Tokens, Weight};

use super::NO_BREAK;
use super::number::{grouped, significant};

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
        let text = scaled(self.0, &[(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")], "B");
        formatter.write_str(&text.replace(' ', &NO_BREAK.to_string()))
    }
}

impl fmt::Display for Parameters {
    /// Three significant digits: `7.62B`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = scaled(self.0, &[(1_000_000_000, "B"), (1_000_000, "M"), (1_000, "K")], "");
        formatter.write_str(&text.replace(' ', ""))
    }
}

impl fmt::Display for Weight {
    /// Without trailing zeros: `2`, `0.5`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(formatter)
    }
}

/// `4.68 GB`, `512 B`.
fn scaled(count: u64, units: &[(u64, &str)], plain: &str) -> String {
    match units.iter().find(|(size, _)| count >= *size) {
        Some((size, unit)) => format!("{} {unit}", significant(count as f64 / *size as f64)),
        None => format!("{count} {plain}").trim_end().to_owned(),
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
