//! Times, limits and censored times.

use std::time::Duration;

use super::NO_BREAK;
use super::number::{grouped, rounded, shortest, significant};

/// A time in prose, with three significant digits: `4.21 ms`, `650 ms`, `1.34 s`, `13.9 s`, `2 min 5 s`, `11.0 h`.
pub fn time(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    match seconds {
        0.0 => format!("0{NO_BREAK}s"),
        under if under < 0.999_5 => format!("{}{NO_BREAK}ms", significant(under * 1e3)),
        under if under < 99.95 => format!("{}{NO_BREAK}s", significant(under)),
        under if under < 5_999.5 => {
            let whole = under.round() as u64;
            match (whole / 60, whole % 60) {
                (minutes, 0) => format!("{minutes}{NO_BREAK}min"),
                (minutes, rest) => format!("{minutes}{NO_BREAK}min {rest}{NO_BREAK}s"),
            }
        }
        long => format!("{}{NO_BREAK}h", significant(long / 3600.0)),
    }
}

/// The longest time left that is stated.
const LONGEST_LEFT: Duration = Duration::from_secs(99 * 3600);

/// An estimate of a time left, no finer than it can be known: `under 1 min left`, `7 min left`, `3 h left`, `over 99 h left`.
pub fn time_left(time: Duration) -> String {
    let minutes = time.as_secs().div_ceil(60);
    match minutes {
        _ if time > LONGEST_LEFT => format!("over {}{NO_BREAK}h left", LONGEST_LEFT.as_secs() / 3600),
        0 | 1 => format!("under 1{NO_BREAK}min left"),
        2..=119 => format!("{minutes}{NO_BREAK}min left"),
        _ => format!("{}{NO_BREAK}h left", minutes / 60),
    }
}

/// A limit without trailing zeros: `400 ms`, `1.5 s`, `60 s`.
pub fn limit(limit: Duration) -> String {
    let seconds = limit.as_secs_f64();
    let (number, unit) = if seconds < 1.0 { (seconds * 1e3, "ms") } else { (seconds, "s") };
    format!("{}{NO_BREAK}{unit}", as_written(rounded(number, 3)))
}

/// A number without trailing zeros; a whole one in groups of three.
fn as_written(number: f64) -> String {
    if number >= 1e3 && number.fract() == 0.0 { grouped(number as u64) } else { shortest(number) }
}

/// A range of limits: `60 s` if both are equal, else `5 s to 120 s`.
pub fn limits((shortest, longest): (Duration, Duration)) -> String {
    if shortest == longest { limit(longest) } else { format!("{} to {}", limit(shortest), limit(longest)) }
}

/// A censored time: `over 60 s`.
pub fn over(bound: Duration) -> String {
    format!("over {}", limit(bound))
}

/// The unit of a column of times, the same for all so that its numbers are easy to compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeUnit {
    /// `ms`.
    Milliseconds,
    /// `s`.
    Seconds,
}

impl TimeUnit {
    /// The unit for these times, with limits for censored ones: seconds if most are half a second or longer.
    pub fn of(times: impl Iterator<Item = Duration>) -> Self {
        let (long, all) =
            times.fold((0, 0), |(long, all), time| (long + usize::from(time >= Duration::from_millis(500)), all + 1));
        if long * 2 > all { Self::Seconds } else { Self::Milliseconds }
    }

    /// `ms`, `s`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Milliseconds => "ms",
            Self::Seconds => "s",
        }
    }

    /// A time in a cell of the column, with the digits of prose: `1.34`.
    pub fn cell(self, time: Duration) -> String {
        significant(self.number(time))
    }

    /// A limit that a time in the column exceeds: `> 60`.
    pub fn over(self, bound: Duration) -> String {
        format!(">{NO_BREAK}{}", as_written(rounded(self.number(bound), 3)))
    }

    fn number(self, time: Duration) -> f64 {
        match self {
            Self::Milliseconds => time.as_secs_f64() * 1e3,
            Self::Seconds => time.as_secs_f64(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::plain;

    #[test]
    fn times_have_three_digits_and_a_unit() {
        let said = |seconds: f64| plain(&time(Duration::from_secs_f64(seconds)));
        assert_eq!(said(0.004_079_823), "4.08 ms");
        assert_eq!(said(0.65), "650 ms");
        assert_eq!(said(0.999_7), "1.00 s");
        assert_eq!(said(9.996), "10.0 s");
        assert_eq!(said(60.0), "60.0 s");
        assert_eq!(said(125.0), "2 min 5 s");
        assert_eq!((said(39_600.0), said(6_120.0)), ("11.0 h".to_owned(), "1.70 h".to_owned()));
    }

    #[test]
    fn limits_have_no_trailing_zeros() {
        assert_eq!(plain(&limit(Duration::from_millis(1500))), "1.5 s");
        assert_eq!(plain(&limits((Duration::from_secs(5), Duration::from_secs(60)))), "5 s to 60 s");
        assert_eq!(plain(&over(Duration::from_secs(60))), "over 60 s");
    }

    #[test]
    fn a_column_has_the_digits_of_prose() {
        let time = Duration::from_secs_f64(0.004_079_823);
        assert_eq!(TimeUnit::Milliseconds.cell(time), "4.08");
        assert_eq!(TimeUnit::Seconds.cell(Duration::from_secs_f64(13.94)), "13.9");
        assert_eq!(plain(&TimeUnit::Milliseconds.over(Duration::from_secs(60))), "> 60,000");
    }
}
