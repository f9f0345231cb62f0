//! Units, and the four styles of their numbers.

use std::time::Duration;

use crate::quantity::{Bytes, Parameters};

use super::NO_BREAK;
use super::number::{fixed, grouped, rounded, shortest, signed, significant};
use super::quantities::{tick_of_bytes, tick_of_parameters};
use super::time::time;

/// What a number counts or measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    /// A share, 0 to 100.
    Percent,
    /// A difference of two percentages, -100 to 100, shown with its sign.
    Points,
    /// Seconds.
    Seconds,
    /// A rate per minute.
    PerMinute,
    /// Tokens per second.
    TokensPerSecond,
    /// A count.
    Count,
    /// Bytes.
    Bytes,
    /// Model parameters.
    Parameters,
    /// No unit, or one that is only in the data.
    Plain,
}

impl Unit {
    /// The unit as data files and the data dictionary name it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Percent => "percent",
            Self::Points => "percentage points",
            Self::Seconds => "seconds",
            Self::PerMinute => "per minute",
            Self::TokensPerSecond => "tokens per second",
            Self::Count => "count",
            Self::Bytes => "bytes",
            Self::Parameters => "parameters",
            Self::Plain => "none",
        }
    }

    /// The unit under a column's head; empty if the label includes it.
    pub fn head(self) -> &'static str {
        match self {
            Self::Percent => "%",
            Self::Points => "points",
            Self::Seconds => "s",
            Self::PerMinute => "per min",
            Self::TokensPerSecond => "tokens/s",
            Self::Count | Self::Bytes | Self::Parameters | Self::Plain => "",
        }
    }

    /// The number in a sentence: `95.5 %`, `1.34 s`, `10,539 per minute`.
    pub fn prose(self, number: f64) -> String {
        match self {
            Self::Percent => format!("{}{NO_BREAK}%", self.cell(number)),
            Self::Points => format!("{}{NO_BREAK}points", self.cell(number)),
            Self::Seconds => time(seconds(number)),
            Self::PerMinute => format!("{} per{NO_BREAK}minute", self.cell(number)),
            Self::TokensPerSecond => format!("{}{NO_BREAK}tokens/s", self.cell(number)),
            Self::Bytes => Bytes(whole(number)).to_string(),
            Self::Parameters => Parameters(whole(number)).to_string(),
            Self::Count | Self::Plain => self.cell(number),
        }
    }

    /// The number in a column with the unit in its head. Columns of times use [`super::TimeUnit`] instead.
    pub fn cell(self, number: f64) -> String {
        match self {
            Self::Percent => fixed(number, 1),
            Self::Points => signed(number, 1),
            Self::Count => grouped(whole(number)),
            Self::Bytes | Self::Parameters => self.prose(number),
            Self::Seconds | Self::PerMinute | Self::TokensPerSecond | Self::Plain => significant(number),
        }
    }

    /// The number at a tick of an axis, as short as possible: `200 ms`, `1 min`, `80`, `4 GB`.
    pub fn tick(self, number: f64) -> String {
        match self {
            Self::Seconds if number < 0.999 => format!("{}{NO_BREAK}ms", shortest(number * 1e3)),
            Self::Seconds if number < 59.9 => format!("{}{NO_BREAK}s", shortest(number)),
            // A minute has no thirds that a decimal can tell.
            Self::Seconds if (number / 15.0 - (number / 15.0).round()).abs() > 1e-6 => {
                format!("{}{NO_BREAK}s", shortest(number))
            }
            Self::Seconds => format!("{}{NO_BREAK}min", shortest(number / 60.0)),
            Self::Bytes => tick_of_bytes(whole(number)),
            Self::Parameters => tick_of_parameters(whole(number)),
            _ => shortest(number),
        }
    }

    /// The number in a file: six significant digits, seconds no finer than a microsecond, counts whole.
    pub fn raw(self, number: f64) -> f64 {
        match self {
            Self::Count | Self::Bytes | Self::Parameters => number.round(),
            Self::Seconds => rounded(number, 6),
            // A p-value may have any number of zeros before its digits.
            _ => rounded(number, 300),
        }
    }
}

fn seconds(number: f64) -> Duration {
    Duration::try_from_secs_f64(number).unwrap_or_default()
}

fn whole(number: f64) -> u64 {
    number.max(0.0).round() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::plain;

    #[test]
    fn a_quantity_has_the_same_digits_in_prose_and_cell() {
        let both = |unit: Unit, number: f64| (plain(&unit.prose(number)), plain(&unit.cell(number)));
        let pair = |prose: &str, cell: &str| (prose.to_owned(), cell.to_owned());
        assert_eq!(both(Unit::Percent, 95.454_5), pair("95.5 %", "95.5"));
        assert_eq!(both(Unit::Points, -2.04), pair("-2.0 points", "-2.0"));
        assert_eq!(both(Unit::PerMinute, 10_539.2), pair("10,539 per minute", "10,539"));
        assert_eq!(both(Unit::TokensPerSecond, 43.21), pair("43.2 tokens/s", "43.2"));
        assert_eq!(both(Unit::Count, 6_720.0), pair("6,720", "6,720"));
    }

    #[test]
    fn ticks_are_short() {
        let ticks = [
            (Unit::Seconds, 0.2, "200 ms"),
            (Unit::Seconds, 1.5, "1.5 s"),
            (Unit::Seconds, 60.0, "1 min"),
            (Unit::Seconds, 75.0, "1.25 min"),
            (Unit::Seconds, 100.0, "100 s"),
            (Unit::Percent, 80.0, "80"),
            (Unit::Plain, 0.3, "0.3"),
            (Unit::Bytes, 5e9, "5 GB"),
            (Unit::Parameters, 2e9, "2B"),
            // Three digits would make it the one before it.
            (Unit::Parameters, 100.5e9, "100.5B"),
        ];
        for (unit, number, expected) in ticks {
            assert_eq!(plain(&unit.tick(number)), expected);
        }
    }

    #[test]
    fn files_hold_numbers_at_their_precision() {
        assert_eq!(Unit::Seconds.raw(1.342_880_712), 1.34288);
        assert_eq!(Unit::Percent.raw(91.499_999_999_999_99), 91.5);
        assert_eq!(Unit::Count.raw(76.0), 76.0);
    }
}
