//! Checks: deterministic conditions on an answer. Each one describes what it requires and what it found instead.
//!
//! [`registry()`] has one entry for every check; a family of checks shares a file. A check is built from its definition
//! in a suite, and an unknown check or an invalid parameter is an error of the suite, never a pass.

mod arguments;
mod beside;
mod content;
mod count;
mod entry;
mod explain;
mod facts;
mod ifeval;
mod json;
mod judge;
mod language;
mod letters;
mod list;
mod position;
mod read;
mod registry;
mod rule;
mod schema;
mod spec;
mod style;
mod table;
mod text;
mod verdict;
mod voice;

pub use judge::{Check, Judgement, judge};
pub use registry::{instructions, registry};
pub use spec::Spec;

pub(super) use judge::Verdict;
pub(super) use read::read;
