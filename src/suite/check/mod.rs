//! Checks: deterministic conditions on an answer.

/// A deterministic, verifiable condition on an answer.
#[derive(Debug, Clone)]
pub struct Check {}

/// What one check says of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The check in words: `exactly 3 bullets`.
    pub check: String,
    /// Whether the answer passes as it stands.
    pub strict: bool,
    /// Whether it passes under the lenient reading.
    pub lenient: bool,
    /// What was found instead, where the strict reading failed: `4 bullets`.
    pub found: Option<String>,
}
