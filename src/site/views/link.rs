//! Links of lists.

use serde::Serialize;

use crate::site::plan::Address;

/// A link that is only words.
#[derive(Debug, Clone, Serialize)]
pub(in crate::site) struct PlainLink {
    pub(in crate::site) text: String,
    pub(in crate::site) href: String,
}

impl PlainLink {
    /// The link from `here` to a page.
    pub(in crate::site) fn new(text: impl Into<String>, there: &Address, here: &Address) -> Self {
        Self { text: text.into(), href: there.from(here) }
    }
}
