//! Suites: categories of cases with their checks, limits and examples, read from TOML.
//!
//! A suite is a folder: `suite.toml` names it and its categories; each category is a file of cases beside it. Every case carries
//! examples: answers that must pass and answers that must fail. [`proof::prove`] holds the checks to them.

pub mod check;
mod digest;
mod fields;
pub mod ifeval;
mod measure;
pub mod parse;
pub mod proof;
pub mod reading;
pub mod score;
mod words;

use std::time::Duration;

use crate::diagnostic::{SourceFile, Span};
use crate::name::{CaseId, CategoryId, PairId, Slug, SuiteId};
use crate::quantity::{Tokens, Weight};

use check::Check;

/// A benchmark: categories of cases, plus limits.
#[derive(Debug, Clone)]
pub struct Suite {
    /// Its name: the folder it stands in.
    pub id: SuiteId,
    /// A title for people.
    pub title: String,
    /// One paragraph: what it asks, and what it cannot show.
    pub description: String,
    /// The terms under which its prompts may be used.
    pub licence: Option<String>,
    /// Where its prompts come from.
    pub source: Option<String>,
    /// What shows that its checks judge right.
    pub proof: Proof,
    /// Its author counts this up with every change of meaning.
    pub version: u32,
    /// How its cases are asked, unless a case has limits of its own or a run says otherwise.
    pub limits: Limits,
    /// In the order to show them.
    pub categories: Vec<Category>,
    /// All cases, in the order of the categories and files. The two sides of a pair follow each other.
    pub cases: Vec<Case>,
    /// BLAKE3, in hexadecimal, of what is asked and how it is judged (prompts, checks, limits; not titles or comments).
    pub digest: String,
}

impl Suite {
    /// Whether some cases have other limits than the suite's.
    pub fn has_limits_within(&self) -> bool {
        self.cases.iter().any(|case| case.limits != OwnLimits::default())
    }

    /// Whether not everything counts alike.
    pub fn is_weighted(&self) -> bool {
        let weights =
            self.categories.iter().map(|category| category.weight).chain(self.cases.iter().map(|case| case.weight));
        weights.into_iter().any(|weight| weight != Weight::ONE)
    }
}

/// What shows that a suite's checks judge right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// Every case has answers that must pass and answers that must fail.
    Examples,
    /// Nothing: the cases come from elsewhere, without answers.
    None,
}

/// How cases are asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    /// An answer that is not complete by then has timed out.
    pub timeout: Duration,
    /// The context window to configure.
    pub context: Tokens,
    /// The most tokens an answer may have.
    pub max_tokens: Tokens,
    /// The sampler's temperature.
    pub temperature: f64,
    /// How often each case is asked.
    pub repeats: u32,
}

/// What a case, or its category, limits otherwise than the suite does. Where it says nothing, the suite's limit holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OwnLimits {
    /// An answer that is not complete by then has timed out.
    pub timeout: Option<Duration>,
    /// The most tokens an answer may have.
    pub max_tokens: Option<Tokens>,
}

/// A group of cases that test one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// Its name: the file it stands in.
    pub id: CategoryId,
    /// A title for people.
    pub title: String,
    /// One sentence.
    pub description: String,
    /// What the sides A and B of its pairs stand for, where they stand for the same in all of them: `asks for a rule`.
    pub sides: Option<[String; 2]>,
    /// Its share of the score beside the other categories'.
    pub weight: Weight,
}

/// One prompt with its checks; a symmetry pair is two of them.
#[derive(Debug, Clone)]
pub struct Case {
    /// Unique in the suite; for a side, the pair's id and `-a` or `-b`.
    pub id: CaseId,
    /// A title for people.
    pub title: String,
    /// The category it counts in.
    pub category: CategoryId,
    /// What it is about, in the author's words, to find it by.
    pub tags: Vec<Slug>,
    /// Its own limits, or its category's: whichever is nearer.
    pub limits: OwnLimits,
    /// How much it counts in its category; the two sides of a pair share it, and count as one.
    pub weight: Weight,
    /// The pair and the side, for a symmetry case.
    pub pair: Option<(PairId, Side)>,
    /// Whether its pair is a null pair: both sides hold one position in two wordings. What differs between them is noise.
    pub null: bool,
    /// The prompt, whole.
    pub prompt: String,
    /// Every one must pass.
    pub checks: Vec<Check>,
    /// Answers that must pass and answers that must fail.
    pub examples: Vec<Example>,
    /// Where it stands.
    pub source: SourceFile,
    /// Its bytes there (the line of its table's head).
    pub span: Span,
}

/// A side of a symmetry pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The first.
    A,
    /// The second, opposed to it.
    B,
}

/// An answer that a real model might give, and what must become of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The answer.
    pub answer: String,
    /// What it shows.
    pub manner: Manner,
    /// Where it stands in the case's source.
    pub span: Span,
}

/// What an example answer shows; every manner but [`Manner::Compliant`] must fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Manner {
    /// Does as it was told.
    Compliant,
    /// Nearly right: an off-by-one, a wrong key.
    Almost,
    /// The right answer with chat around it.
    Chatty,
    /// A refusal.
    Refusal,
    /// The same neutral voice for everything: the transformation was not carried out.
    Neutral,
    /// Plainly wrong.
    Wrong,
}
