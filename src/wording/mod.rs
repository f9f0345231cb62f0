//! Formats numbers as text: those of every page, figure, table, file and terminal line.
//!
//! A number keeps its full precision until it is shown, in one of four styles:
//!
//! | style | example | precision |
//! |---|---|---|
//! | prose | `1.34 s`, `95.5 %`, `10,539 per minute` | by the unit, below; a no-break space before the unit |
//! | cell | `1.34`, `95.5`, `10,539` | the digits of prose; the unit is in the column's head |
//! | tick | `2 s`, `80`, `4 GB` | as short as the number allows |
//! | raw | `1.342881`, `95.4545`, `10539.2` | six significant digits; seconds no finer than a microsecond; counts whole |
//!
//! Prose and cell give a percentage one decimal and the ends of its interval none, and everything else three significant digits
//! without dropping a digit before the decimal point; times from 100 seconds on are in minutes and seconds, or hours, in prose. Ranges have an en dash, negative numbers a minus sign (U+2212).

mod count;
mod machine;
mod number;
mod quantities;
mod time;
mod unit;

pub use count::{category_count, count, counted, spelled};
pub use machine::{change, clock, degrees, load, whole_percent};
pub use number::{factor, fixed, grouped, interval, ordinal, p_value, range, respelt, shortest, signed, significant};
pub use time::{TimeUnit, limit, limits, over, time, time_left};
pub use unit::Unit;

/// The character that keeps a number and its unit on one line.
pub const NO_BREAK: char = '\u{a0}';

/// Text for a terminal or a plain-text message: with plain spaces, which a search finds, and ASCII hyphens, which every font has.
pub fn plain(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            NO_BREAK | '\u{202f}' => ' ',
            '\u{2013}' | '\u{2212}' => '-',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_gets_characters_that_can_be_typed() {
        assert_eq!(plain("1.34\u{a0}s, 90\u{2013}98, \u{2212}2.0"), "1.34 s, 90-98, -2.0");
    }
}
