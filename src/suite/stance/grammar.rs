//! The classes of the lexicon that make up its grammar.

use std::sync::LazyLock;

use super::lexicon::{Lexicon, WordClass};

static GRAMMAR: LazyLock<Grammar> = LazyLock::new(Grammar::read);

/// The classes of the lexicon that deny, and those that keep a denial from reaching further.
pub(super) struct Grammar {
    /// `not`.
    pub(super) not: WordClass,
    /// `instead of`.
    pub(super) instead: WordClass,
    /// `stop`.
    pub(super) against: WordClass,
    /// `lifted`.
    pub(super) undone: WordClass,
    /// `impossible`, after a verb such as `is`.
    pub(super) unfit: WordClass,
    /// `must`, before a `not`.
    pub(super) helper: WordClass,
    /// `no one`, right after a verb.
    pub(super) object: WordClass,
    /// The words that neither a denial nor a gap reaches over.
    pub(super) beyond: WordClass,
    /// `that`.
    pub(super) relative: WordClass,
    /// `be`, before the verb of a passive.
    pub(super) being: WordClass,
    /// The words that begin a clause.
    pub(super) breaks: WordClass,
}

impl Grammar {
    /// The grammar of the lexicon.
    pub(super) fn get() -> &'static Self {
        &GRAMMAR
    }

    fn read() -> Self {
        let class = |name| Lexicon::get().class(name).expect("the tests name every class of the grammar");
        Self {
            not: class("not"),
            instead: class("instead"),
            against: class("against"),
            undone: class("undone"),
            unfit: class("unfit"),
            helper: class("helper"),
            object: class("object"),
            beyond: class("beyond"),
            relative: class("relative"),
            being: class("being"),
            breaks: class("break"),
        }
    }
}
