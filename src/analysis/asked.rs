//! What is kept of one request and its answer.

use crate::record::{Outcome, Trial};

/// What is kept of one request, for the comparison with the same one on another runtime. There are as many as trials: texts are kept as the
/// beginnings of their digests, which two different texts share once in 2^64, and of answers once in 2^128.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) nonce: Option<[u8; 8]>,
    /// The answer's, if there is an answer.
    pub(super) answer: Option<[u8; 16]>,
    pub(super) prompt: Option<u32>,
    pub(super) cached: Option<u32>,
    /// The settings that were not sent, because the server refuses them; `None` without any.
    pub(super) left_out: Option<[u8; 8]>,
}

impl Asked {
    /// What is kept of a trial.
    pub(super) fn of(trial: &Trial) -> Self {
        let tokens = |count: Option<u64>| count.and_then(|count| u32::try_from(count).ok());
        Self {
            nonce: trial.nonce.as_ref().map(|nonce| digest(nonce)),
            answer: matches!(trial.outcome, Outcome::Answered(_)).then(|| digest(&trial.answer)),
            prompt: tokens(trial.tokens.prompt),
            cached: tokens(trial.tokens.from_cache()),
            left_out: (!trial.left_out.is_empty()).then(|| digest(&trial.left_out.join("\n"))),
        }
    }
}

/// The first bytes of a text's BLAKE3 digest.
fn digest<const LENGTH: usize>(text: &str) -> [u8; LENGTH] {
    let whole = blake3::hash(text.as_bytes());
    std::array::from_fn(|at| whole.as_bytes()[at])
}
