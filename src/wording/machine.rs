//! The state of a machine as text.

use chrono::{DateTime, Utc};

use super::NO_BREAK;
use super::number::{fixed, signed};

/// A load average with one decimal: `2.5`.
pub fn load(load: f64) -> String {
    fixed(load, 1)
}

/// A whole temperature, whose unit is elsewhere: `72`.
pub fn degrees(celsius: f64) -> String {
    fixed(celsius, 0)
}

/// A whole percentage: `62 %`.
pub fn whole_percent(percent: u64) -> String {
    format!("{percent}{NO_BREAK}%")
}

/// A relative change in percent, with its sign: `+31 %` of 0.31, `−3 %` of -0.03.
pub fn change(share: f64) -> String {
    format!("{}{NO_BREAK}%", signed(share * 100.0, 0))
}

/// A moment of a run: `10:32 UTC`; with its day where that is not the day on which the run began: `6 May, 00:12 UTC`.
pub fn clock(moment: DateTime<Utc>, began: DateTime<Utc>) -> String {
    let day = if moment.date_naive() == began.date_naive() { "" } else { "%-d %B, " };
    moment.format(&format!("{day}%H:%M{NO_BREAK}UTC")).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::plain;

    #[test]
    fn a_state_is_said_in_few_digits() {
        assert_eq!((load(2.512), load(0.04)), ("2.5".to_owned(), "0.0".to_owned()));
        assert_eq!((degrees(71.5), plain(&whole_percent(62))), ("72".to_owned(), "62 %".to_owned()));
        let changes = [0.314, -0.03, 0.001].map(|share| plain(&change(share)));
        assert_eq!(changes, ["+31 %", "-3 %", "0 %"]);
    }

    #[test]
    fn a_moment_has_its_day_where_the_run_began_on_another() {
        let moment = |text: &str| text.parse::<DateTime<Utc>>().expect("it is a moment");
        let began = moment("2026-05-05T23:50:00Z");
        assert_eq!(plain(&clock(moment("2026-05-05T23:59:30Z"), began)), "23:59 UTC");
        assert_eq!(plain(&clock(moment("2026-05-06T00:12:00Z"), began)), "6 May, 00:12 UTC");
    }
}
