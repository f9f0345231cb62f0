//! The description of a check: its name, how to write it, what it means, and how it judges.

use crate::suite::words::WordList;

/// A check as suites know it.
#[derive(Debug)]
pub struct Spec {
    /// Its name in suites: `bullets`.
    pub name: &'static str,
    /// How to write it: `{ bullets = 3 }`.
    pub example: &'static str,
    /// When an answer passes, in one sentence.
    pub meaning: &'static str,
    /// Its parameters besides its value and `as`.
    pub parameters: &'static [&'static str],
    /// Incremented whenever the same answer may be judged differently than before. Part of a suite's digest.
    pub(super) revision: u32,
    /// The word lists that it uses. Part of a suite's digest.
    pub(super) words: &'static [&'static WordList],
    /// Whether a failure means that the answer does not use the voice that the prompt asks for, or does not argue for
    /// the side that the prompt assigns. If both sides of a pair fail such a check, the pair counts as flat.
    pub(super) voice: bool,
    /// Which readings of an answer it judges.
    pub(super) judged: Judged,
}

/// Which readings of an answer a check judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Judged {
    /// Strictly the trimmed answer; leniently without one wrapping.
    AsSuite,
    /// Strictly the answer as it is; leniently any of IFEval's variants.
    AsIfeval,
}

/// A check of the first revision without parameters or word lists.
pub(super) const fn spec(name: &'static str, example: &'static str, meaning: &'static str) -> Spec {
    Spec { name, example, meaning, parameters: &[], revision: 1, words: &[], voice: false, judged: Judged::AsSuite }
}
