//! Views: small formatted structures for templates. Numbers are formatted by [`crate::wording`].

pub(super) mod alike;
pub(super) mod answers;
pub(super) mod asked;
mod differing;
pub(super) mod environment;
pub(super) mod evidence;
pub(super) mod figure;
pub(super) mod figure_view;
pub(super) mod frame;
pub(super) mod hardest;
pub(super) mod history;
pub(super) mod ingested;
pub(super) mod limits;
pub(super) mod link;
pub(super) mod mark;
pub(super) mod meta;
mod opening;
pub(super) mod pager;
pub(super) mod part;
pub(super) mod prompts;
pub(super) mod results;
pub(super) mod standout;

use chrono::{DateTime, NaiveDate, Utc};

use crate::language::Language;

/// A day in English words: `24 November 2026`.
pub(super) fn day(date: NaiveDate) -> String {
    Language::english().day(date)
}

/// The UTC day of a moment.
pub(super) fn day_of(moment: DateTime<Utc>) -> String {
    day(moment.date_naive())
}
