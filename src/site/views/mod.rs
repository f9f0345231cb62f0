//! Views: small formatted structures for templates. Numbers are formatted by [`crate::wording`].

pub(super) mod answers;
pub(super) mod environment;
pub(super) mod evidence;
pub(super) mod figure;
pub(super) mod frame;
pub(super) mod ingested;
pub(super) mod limits;
pub(super) mod mark;
pub(super) mod part;
pub(super) mod prompts;
pub(super) mod results;

use chrono::{DateTime, Datelike, NaiveDate, Utc};

/// A day in words: `24 November 2026`.
pub(super) fn day(date: NaiveDate) -> String {
    format!("{} {} {}", date.day(), date.format("%B"), date.year())
}

/// The UTC day of a moment.
pub(super) fn day_of(moment: DateTime<Utc>) -> String {
    day(moment.date_naive())
}
