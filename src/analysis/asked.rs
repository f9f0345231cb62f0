//! What is kept of one request and its answer.

use crate::record::{Outcome, Trial};

/// What is kept of one request, for the comparison with the same one on another runtime.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) nonce: Option<blake3::Hash>,
    /// The answer's digest, if there is an answer.
    pub(super) answer: Option<blake3::Hash>,
    pub(super) prompt: Option<u64>,
    pub(super) cached: Option<u64>,
    /// The settings that were not sent, because the server refuses them.
    pub(super) left_out: Vec<String>,
}

impl Asked {
    /// What is kept of a trial.
    pub(super) fn of(trial: &Trial) -> Self {
        let digest = |text: &String| blake3::hash(text.as_bytes());
        Self {
            nonce: trial.nonce.as_ref().map(digest),
            answer: matches!(trial.outcome, Outcome::Answered(_)).then(|| digest(&trial.answer)),
            prompt: trial.tokens.prompt,
            cached: trial.tokens.from_cache(),
            left_out: trial.left_out.clone(),
        }
    }
}
