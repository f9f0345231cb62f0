//! Units as types, and how people read and write them: tokens, bytes, parameters, fractions, times.
//!
//! Numbers are rounded once, here, on their way to a page; the model keeps them whole.

use std::fmt;
use std::time::Duration;

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

    /// `part` of `whole`; none of nothing is no share at all.
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

/// How much something counts beside its likes: 1 as much as any other, 2 twice as much. Finite and over 0.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Weight(f64);

/// No weight is NaN, so every one equals itself.
impl Eq for Weight {}

impl Weight {
    /// As much as any other.
    pub const ONE: Self = Self(1.0);

    /// The weight `value`, which must be finite and over 0.
    pub fn new(value: f64) -> Option<Self> {
        (value.is_finite() && value > 0.0).then_some(Self(value))
    }

    /// The number.
    pub fn get(self) -> f64 {
        self.0
    }
}

impl fmt::Display for Weight {
    /// As people write it: `2`, `0.5`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

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
        scaled(formatter, self.0, &[(1_000_000_000, " GB"), (1_000_000, " MB"), (1_000, " kB")], " B")
    }
}

impl fmt::Display for Parameters {
    /// Three significant digits: `7.62B`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        scaled(formatter, self.0, &[(1_000_000_000, "B"), (1_000_000, "M"), (1_000, "K")], "")
    }
}

/// Three significant digits, as a decimal number without an exponent: `0.0123`, `1.23`, `12.3`, `123`, `1234`.
pub fn significant(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return format!("{value}");
    }
    let decimals = (2 - value.abs().log10().floor() as i64).clamp(0, 12) as usize;
    let text = format!("{value:.decimals$}");
    // Rounding may carry into the next power of ten: 9.996 is 10.0, not 10.00.
    let carried = text.trim_start_matches('-').replace('.', "").trim_start_matches('0').len() > 3;
    if carried && decimals > 0 { format!("{value:.*}", decimals - 1) } else { text }
}

/// A whole number in groups of three: `6,720`.
pub fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A time as people say it, to three digits: `4.21 ms`, `650 ms`, `1.34 s`, `13.9 s`, `2 min 5 s`, `11.0 h`.
pub fn human_time(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    match seconds {
        0.0 => "0 s".to_owned(),
        under if under < 0.999_5 => format!("{} ms", significant(under * 1e3)),
        under if under < 99.95 => format!("{} s", significant(under)),
        under if under < 5_999.5 => {
            let whole = under.round() as u64;
            match (whole / 60, whole % 60) {
                (minutes, 0) => format!("{minutes} min"),
                (minutes, rest) => format!("{minutes} min {rest} s"),
            }
        }
        long => format!("{:.1} h", long / 3600.0),
    }
}

/// A time as people write a limit, without trailing zeros: `400 ms`, `1.5 s`, `60 s`.
pub fn human_limit(limit: Duration) -> String {
    let seconds = limit.as_secs_f64();
    if seconds < 1.0 { format!("{} ms", trimmed(seconds * 1e3)) } else { format!("{} s", trimmed(seconds)) }
}

/// Limits as people write them, from the shortest to the longest: `60 s` where they are one, else `5 s to 120 s`.
pub fn human_limits((shortest, longest): (Duration, Duration)) -> String {
    if shortest == longest {
        human_limit(longest)
    } else {
        format!("{} to {}", human_limit(shortest), human_limit(longest))
    }
}

/// Reads a time as people write it: `250ms`, `60s`, `1.5 s`, `2m`, `1h`.
///
/// # Errors
/// A message that says what was found and what would be right.
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

/// A number without trailing zeros, to three decimals: `60`, `1.5`.
pub fn trimmed(value: f64) -> String {
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn scaled(formatter: &mut fmt::Formatter<'_>, count: u64, units: &[(u64, &str)], plain: &str) -> fmt::Result {
    for (size, unit) in units {
        if count >= *size {
            return write!(formatter, "{}{unit}", significant(count as f64 / *size as f64));
        }
    }
    write!(formatter, "{count}{plain}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_as_people_say_them() {
        let said = |seconds: f64| human_time(Duration::from_secs_f64(seconds));
        assert_eq!(said(0.004_213), "4.21 ms");
        assert_eq!(said(0.65), "650 ms");
        assert_eq!(said(0.999_7), "1.00 s");
        assert_eq!(said(9.996), "10.0 s");
        assert_eq!(said(60.0), "60.0 s");
        assert_eq!(said(125.0), "2 min 5 s");
        assert_eq!(said(39_600.0), "11.0 h");
        assert_eq!(human_limit(Duration::from_millis(1500)), "1.5 s");
        assert_eq!(human_limit(Duration::from_secs(60)), "60 s");
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
    fn a_weight_is_a_number_over_nothing() {
        for no_weight in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(Weight::new(no_weight), None, "{no_weight}");
        }
        assert_eq!(Weight::new(0.5).map(|weight| weight.to_string()).as_deref(), Some("0.5"));
        assert_eq!(Weight::ONE.to_string(), "1");
    }

    #[test]
    fn counts_are_rounded_to_three_digits() {
        assert_eq!(Parameters(7_615_616_512).to_string(), "7.62B");
        assert_eq!(Bytes(4_677_120_000).to_string(), "4.68 GB");
        assert_eq!(Tokens(32_768).to_string(), "32K");
        assert_eq!(Tokens(1_903).to_string(), "1,903");
        assert_eq!(grouped(6_720), "6,720");
        assert_eq!(significant(0.299_96), "0.300");
    }
}
