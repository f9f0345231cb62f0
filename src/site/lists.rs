//! Pages of long lists of runs that stand: an earlier build has published them, made from the same runs.
//!
//! A list grows at its front. Its further pages are counted from the oldest run, so that a new run leaves them and their addresses as they are.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::plan::Address;

/// What the further pages of lists are made from: digests, by the paths of the pages.
pub type ListDigests = BTreeMap<String, String>;

/// The further pages of lists: those that an earlier build has published, and those that the site has now.
#[derive(Debug, Default)]
pub struct ListPages {
    published: ListDigests,
    now: Mutex<ListDigests>,
}

impl ListPages {
    /// With those that an earlier build has published and that are as it left them, under the same theme, configuration and words.
    pub fn published(published: ListDigests) -> Self {
        Self { published, now: Mutex::default() }
    }

    /// Whether the page at an address was published as it would be made from this.
    pub(super) fn stands(&self, here: &Address, digest: String) -> bool {
        let stands = self.published.get(here.path()) == Some(&digest);
        self.now.lock().unwrap_or_else(PoisonError::into_inner).insert(here.path().to_owned(), digest);
        stands
    }

    /// What the pages that were made or kept are made from.
    pub fn into_digests(self) -> ListDigests {
        self.now.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}
