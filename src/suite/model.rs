//! The types of a suite: categories of cases with their limits, checks and examples.

use std::time::Duration;

use crate::diagnostic::{SourceFile, Span};
use crate::name::{CaseId, CategoryId, PairId, Slug, SuiteId};
use crate::quantity::{Tokens, Weight};
use crate::wording;

use super::check::Check;
use super::variation::Variation;

/// A benchmark: categories of cases, and limits.
#[derive(Debug, Clone)]
pub struct Suite {
    /// Its name, which is the name of its folder.
    pub id: SuiteId,
    /// The display title.
    pub title: String,
    /// One paragraph: what it tests, and what it cannot show.
    pub description: String,
    /// The terms under which its prompts may be used.
    pub licence: Option<String>,
    /// The source of its prompts.
    pub source: Option<String>,
    /// How its checks are proved to judge correctly.
    pub proof: Proof,
    /// Its version, incremented by the author whenever its meaning changes.
    pub version: u32,
    /// The limits of its requests, unless a case has limits of its own or the run overrides them.
    pub limits: Limits,
    /// The categories, in the order in which they are shown.
    pub categories: Vec<Category>,
    /// All cases, in the order of categories and files. The two sides of a pair are adjacent.
    pub cases: Vec<Case>,
    /// The number of cases of the whole suite: a run may be of only some.
    pub size: u64,
    /// BLAKE3 in hexadecimal of prompts, checks, limits and weights, without titles and comments.
    pub digest: String,
}

impl Suite {
    /// Whether any case has limits of its own.
    pub fn has_limits_within(&self) -> bool {
        self.cases.iter().any(|case| case.limits != OwnLimits::default())
    }

    /// Whether any category or case has a weight other than 1.
    pub fn is_weighted(&self) -> bool {
        let weights =
            self.categories.iter().map(|category| category.weight).chain(self.cases.iter().map(|case| case.weight));
        weights.into_iter().any(|weight| weight != Weight::ONE)
    }
}

/// How a suite's checks are proved to judge correctly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// Every case has answers that must pass and answers that must fail.
    Examples,
    /// Not at all: the cases were imported without answers.
    None,
}

/// The limits of requests.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    /// The time after which an incomplete answer counts as timed out.
    pub timeout: Duration,
    /// The context window.
    pub context: Tokens,
    /// The maximum number of tokens in an answer.
    pub max_tokens: Tokens,
    /// The sampler's temperature.
    pub temperature: f64,
    /// The number of requests per case.
    pub repeats: u32,
}

/// The limits of a case or its category that differ from the suite's.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OwnLimits {
    /// The time after which an incomplete answer counts as timed out.
    pub timeout: Option<Duration>,
    /// The maximum number of tokens in an answer.
    pub max_tokens: Option<Tokens>,
}

/// A group of cases that test one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// Its name, which is the name of its file.
    pub id: CategoryId,
    /// The display title.
    pub title: String,
    /// One sentence.
    pub description: String,
    /// What the sides A and B represent, if that is the same in all of its pairs: `asks for a rule`.
    pub sides: Option<[String; 2]>,
    /// Its weight in the score, relative to the other categories.
    pub weight: Weight,
}

/// One prompt with its checks; a symmetry pair is two of them.
#[derive(Debug, Clone)]
pub struct Case {
    /// Its id, unique in the suite; for a side of a pair, the pair's id with `-a` or `-b`.
    pub id: CaseId,
    /// The display title.
    pub title: String,
    /// Its category.
    pub category: CategoryId,
    /// The author's keywords for it.
    pub tags: Vec<Slug>,
    /// Its own limits, or else its category's.
    pub limits: OwnLimits,
    /// Its weight in its category. The two sides of a pair have the same weight and are scored as one unit.
    pub weight: Weight,
    /// The pair and the side, for a symmetry case.
    pub pair: Option<(PairId, Side)>,
    /// Whether its pair is a control (null pair): both sides hold the same position in two wordings, so any difference
    /// between them is noise. A control takes no part in the score.
    pub null: bool,
    /// The full prompt.
    pub prompt: String,
    /// The checks, all of which must pass.
    pub checks: Vec<Check>,
    /// Answers that must pass and answers that must fail.
    pub examples: Vec<Example>,
    /// The variations of its good answers that prove nothing for it, each with the reason.
    pub unproved: Vec<(Variation, String)>,
    /// The file that defines it.
    pub source: SourceFile,
    /// Its position in that file, as a range of bytes (its table's header).
    pub span: Span,
}

impl Case {
    /// Its limits and its weight, or its category's, where they differ from the suite's: `limit 5 s, at most 64 tokens, weight 2`.
    pub fn own_in_words(&self) -> Option<String> {
        let timeout = self.limits.timeout.map(|timeout| format!("limit {}", wording::limit(timeout)));
        let length = self.limits.max_tokens.map(|most| format!("at most {} tokens", wording::grouped(most.0)));
        let weight = (self.weight != Weight::ONE).then(|| format!("weight {}", self.weight));
        let own: Vec<String> = [timeout, length, weight].into_iter().flatten().collect();
        (!own.is_empty()).then(|| own.join(", "))
    }
}

/// A side of a symmetry pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The first.
    A,
    /// The second, opposed to it.
    B,
}

/// An answer that a real model might give, and whether it must pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The answer.
    pub answer: String,
    /// What it is an example of.
    pub manner: Manner,
    /// Its position in the case's file.
    pub span: Span,
}

/// What an answer is an example of. Every manner except [`Manner::Compliant`] must fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Manner {
    /// Follows the prompt.
    Compliant,
    /// Nearly right: an off-by-one, a wrong key.
    Almost,
    /// The right answer with chat around it.
    Chatty,
    /// A refusal.
    Refusal,
    /// The same neutral voice for everything: the requested change was not made.
    Neutral,
    /// Plainly wrong.
    Wrong,
}
