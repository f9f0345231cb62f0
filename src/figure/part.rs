//! The parts of stacked bars.

use crate::analysis::CaseEnd;

/// A part of a bar, with a look of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BarPart {
    /// Of the time of an answer: what the server does not account for.
    Overhead,
    /// Loading the model.
    Load,
    /// Evaluating the prompt.
    Prompt,
    /// Generating the answer.
    Generation,
    /// Of all requests: those that ended in this way.
    Ended(CaseEnd),
    /// Those that failed for a reason outside the model.
    Failed,
}

impl BarPart {
    /// The parts of a time, from the left.
    pub const OF_TIME: [Self; 4] = [Self::Overhead, Self::Load, Self::Prompt, Self::Generation];

    /// The parts of all requests, from the left.
    pub const OF_REQUESTS: [Self; 6] = [
        Self::Ended(CaseEnd::Compliant),
        Self::Ended(CaseEnd::NotCompliant),
        Self::Ended(CaseEnd::Refused),
        Self::Ended(CaseEnd::Malformed),
        Self::Ended(CaseEnd::TimedOut),
        Self::Failed,
    ];

    /// In words, for legends.
    pub fn words(self) -> &'static str {
        match self {
            Self::Overhead => "overhead",
            Self::Load => "load",
            Self::Prompt => "prompt",
            Self::Generation => "generation",
            Self::Ended(way) => way.words(),
            Self::Failed => "failed",
        }
    }
}
