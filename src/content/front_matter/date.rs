//! Dates as blogs write them: a day, or a day with a time. The day is the one that is written, in its own offset.

use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate};
use regex::Regex;

/// Why a text is not a date.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NotADay {
    /// What would be right, where it can be told.
    pub(super) meant: Option<NaiveDate>,
}

/// A day in digits, and behind it perhaps a time with an offset: as TOML, YAML, Hugo and Jekyll write it.
static FORM: LazyLock<Regex> = LazyLock::new(|| {
    let time = r"([01]?\d|2[0-3]):[0-5]\d(:([0-5]\d|60)(\.\d+)?)?";
    let offset = r"(Z|UTC|GMT|[+-]([01]\d|2[0-3])(:?[0-5]\d)?)";
    Regex::new(&format!(r"(?i)^(\d{{4}})-(\d{{1,2}})-(\d{{1,2}})((T| +){time}( *{offset})?)?$"))
        .expect("it is a pattern")
});

/// The day that a text says.
///
/// # Errors
/// It is not a date, or not one with two digits for month and day.
pub(super) fn read(text: &str) -> Result<NaiveDate, NotADay> {
    let unknown = NotADay { meant: None };
    let Some(found) = FORM.captures(text.trim()) else {
        return Err(NotADay { meant: in_words(text) });
    };
    let number = |group: usize| found.get(group).and_then(|digits| digits.as_str().parse().ok()).unwrap_or(0);
    let Ok(year) = found[1].parse() else { return Err(unknown) };
    let Some(day) = NaiveDate::from_ymd_opt(year, number(2), number(3)) else { return Err(unknown) };
    if found[2].len() == 2 && found[3].len() == 2 { Ok(day) } else { Err(NotADay { meant: Some(day) }) }
}

/// A date as people write it in words or with slashes, to propose what would be right.
fn in_words(text: &str) -> Option<NaiveDate> {
    const FORMS: [&str; 6] = ["%d %B %Y", "%B %d, %Y", "%B %d %Y", "%Y/%m/%d", "%d.%m.%Y", "%a, %d %b %Y"];
    FORMS
        .iter()
        .find_map(|form| NaiveDate::parse_from_str(text.trim(), form).ok())
        .filter(|day| (1000..=9999).contains(&day.year()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Option<String> {
        read(text).ok().map(|day| day.to_string())
    }

    #[test]
    fn the_day_is_the_one_that_is_written() {
        for text in [
            "2026-01-01",
            "2026-01-01T10:00:00+01:00",
            "2026-01-01T23:59:59-11:00",
            "2026-01-01t00:30:00z",
            "2026-01-01 10:00:00 +0100",
            "2026-01-01 10:00:00 +01:00",
            "2026-01-01 10:00:00.123456 UTC",
            "2026-01-01 9:05",
            "2026-01-01T10:00:00",
            " 2026-01-01 ",
        ] {
            assert_eq!(day(text).as_deref(), Some("2026-01-01"), "{text}");
        }
    }

    #[test]
    fn what_is_not_a_date_is_told_with_the_one_that_is_meant() {
        let meant = NaiveDate::from_ymd_opt(2026, 5, 5);
        for text in ["2026-5-5", "5 May 2026", "May 5, 2026", "2026/05/05", "05.05.2026", "Tue, 05 May 2026"] {
            assert_eq!(read(text), Err(NotADay { meant }), "{text}");
        }
        for text in [
            "",
            "yesterday",
            "2026-02-30",
            "2026-01-01T25:00:00",
            "2026-01-01 10:00 +99:99",
            "10:00:00",
            "20260505",
            "26-05-05",
        ] {
            assert_eq!(read(text), Err(NotADay { meant: None }), "{text}");
        }
    }
}
