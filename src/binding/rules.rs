//! How strictly posts are bound.

use crate::diagnostic::{Code, Diagnostic};
use crate::project::LooseNumbers;

/// How strictly a post is bound.
#[derive(Debug, Clone, Copy)]
pub struct Rules {
    /// What happens to loose numbers where the post does not say it.
    pub numbers: LooseNumbers,
    /// What happens to what is no longer true.
    pub stale: Stale,
}

/// What happens to a value or a claim that is no longer true.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Stale {
    /// It is an error.
    #[default]
    Fail,
    /// It is a warning, and marked on the page.
    Mark,
}

impl Stale {
    /// The fault of what is no longer true.
    pub(super) fn fault(self, code: Code, message: String) -> Diagnostic {
        match self {
            Self::Fail => Diagnostic::error(code, message),
            Self::Mark => Diagnostic::warning(code, message),
        }
    }
}
