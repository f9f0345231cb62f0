//! Views: small formatted structures that templates see. Numbers are rounded here, and nowhere else.

pub(super) mod asked;
pub(super) mod environment;
pub(super) mod figure;
pub(super) mod frame;
pub(super) mod ingested;
pub(super) mod leaderboard;
pub(super) mod limits;
pub(super) mod results;
pub(super) mod runtimes;
pub(super) mod symmetry;
pub(super) mod table;

use crate::wording;
use std::time::Duration;

use chrono::{DateTime, Datelike, NaiveDate, Utc};

/// A day as people say it: `24 November 2026`.
pub(super) fn day(date: NaiveDate) -> String {
    format!("{} {} {}", date.day(), date.format("%B"), date.year())
}

/// The day of a moment, in UTC.
pub(super) fn day_of(moment: DateTime<Utc>) -> String {
    day(moment.date_naive())
}

/// `1 case`, `2 cases`.
pub(super) fn counted(count: usize, thing: &str) -> String {
    let number = wording::grouped(count as u64);
    if count == 1 { format!("{number} {thing}") } else { format!("{number} {thing}s") }
}

/// One unit for a column of times, so that they can be compared at a glance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TimeUnit {
    Milliseconds,
    Seconds,
}

impl TimeUnit {
    /// The unit in which all these times read well: seconds as soon as most are above half a second.
    pub(super) fn of(times: impl Iterator<Item = Duration>) -> Self {
        let (long, all) =
            times.fold((0, 0), |(long, all), time| (long + usize::from(time >= Duration::from_millis(500)), all + 1));
        if long * 2 > all { Self::Seconds } else { Self::Milliseconds }
    }

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Milliseconds => "ms",
            Self::Seconds => "s",
        }
    }

    pub(super) fn number(self, time: Duration) -> f64 {
        match self {
            Self::Milliseconds => time.as_secs_f64() * 1e3,
            Self::Seconds => time.as_secs_f64(),
        }
    }

    /// A limit, without trailing zeros.
    pub(super) fn limit(self, limit: Duration) -> String {
        let text = format!("{:.3}", self.number(limit));
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }

    /// The number with as many decimals as its size can bear, alike within a column of like times.
    pub(super) fn say(self, time: Duration) -> String {
        let value = self.number(time);
        match (self, value) {
            (Self::Seconds, _) => format!("{value:.2}"),
            (Self::Milliseconds, small) if small < 100.0 => format!("{value:.1}"),
            _ => format!("{value:.0}"),
        }
    }
}
