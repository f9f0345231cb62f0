//! How a long answer begins.

use serde::Serialize;

use crate::wording::count;

/// From this length on, in characters, an answer is long; and how much of it is seen at first.
const LONG: usize = 1_500;
const SEEN: usize = 400;

/// The beginning of a long answer.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Opening {
    text: String,
    /// `20,480 characters`.
    length: String,
}

impl Opening {
    /// Up to the end of a word; `None` if the text is not long.
    pub(super) fn of(text: &str) -> Option<Self> {
        let length = text.chars().count();
        if length < LONG {
            return None;
        }
        let beginning: String = text.chars().take(SEEN).collect();
        let text = beginning.rsplit_once(char::is_whitespace).map_or(beginning.as_str(), |(whole, _)| whole);
        Some(Self { text: format!("{}…", text.trim_end()), length: format!("{} characters", count(length)) })
    }
}
