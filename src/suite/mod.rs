//! Suites: categories of cases with their limits, checks and examples, read from TOML.
//!
//! A suite is a folder: `suite.toml` names it and its categories; each category is a file of cases next to it. Every
//! case carries examples: answers that must pass and answers that must fail. [`proof::prove`] compares the checks with
//! them.

pub mod check;
mod digest;
mod fields;
pub mod ifeval;
mod mark_search;
pub mod marks;
mod matcher;
mod measure;
mod model;
pub mod parse;
mod pattern;
pub mod proof;
pub mod reading;
pub mod score;
mod sides;
mod stance;
pub mod thinking;
pub mod update;
mod variation;
mod varied_proof;
mod whitespace;
mod words;

pub use model::{Case, Category, Example, Limits, Manner, OwnLimits, Proof, Side, Suite};
pub use variation::Variation;
