//! What is kept of one request and its answer.

use std::num::{NonZeroU32, NonZeroU64};

use crate::record::{Outcome, Trial};

/// What is kept of one request, for the comparison with the same one on another runtime. There are as many as trials: texts are kept as the
/// beginnings of their digests, which two different texts share once in 2^64, of answers once in 2^128, and of the few lists of settings once
/// in 2^32.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) repeat: u32,
    pub(super) nonce: Option<NonZeroU64>,
    /// The answer's, if there is an answer.
    pub(super) answer: Option<[NonZeroU64; 2]>,
    prompt: Option<NonZeroU32>,
    cached: Option<NonZeroU32>,
    /// The settings that were not sent, because the server refuses them; `None` without any.
    pub(super) left_out: Option<NonZeroU32>,
}

impl Asked {
    /// What is kept of a trial.
    pub(super) fn of(trial: &Trial) -> Self {
        // 0 would be `None`: a count is kept as the next number.
        let tokens = |count: Option<u64>| u32::try_from(count?.checked_add(1)?).ok().and_then(NonZeroU32::new);
        let left_out = || digest(&trial.left_out.join("\n"))[0].get() as u32;
        Self {
            repeat: trial.repeat,
            nonce: trial.nonce.as_ref().map(|nonce| digest(nonce)[0]),
            answer: matches!(trial.outcome, Outcome::Answered(_)).then(|| digest(&trial.answer)),
            prompt: tokens(trial.tokens.prompt),
            cached: tokens(trial.tokens.from_cache()),
            left_out: (!trial.left_out.is_empty()).then(|| NonZeroU32::new(left_out()).unwrap_or(NonZeroU32::MAX)),
        }
    }

    /// The tokens of its prompt, where the server reports them.
    pub(super) fn prompt(&self) -> Option<u32> {
        self.prompt.map(|next| next.get() - 1)
    }

    /// Those of them that came from the server's cache, likewise.
    pub(super) fn cached(&self) -> Option<u32> {
        self.cached.map(|next| next.get() - 1)
    }
}

/// The beginning of a text's BLAKE3 digest.
fn digest(text: &str) -> [NonZeroU64; 2] {
    let whole = blake3::hash(text.as_bytes());
    let (words, _) = whole.as_bytes().as_chunks::<8>();
    [words[0], words[1]].map(|word| NonZeroU64::new(u64::from_le_bytes(word)).unwrap_or(NonZeroU64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_small_and_tells_texts_apart() {
        assert_eq!(size_of::<Asked>(), 40);
        assert_eq!(digest("one"), digest("one"));
        let [one, other] = [digest("one"), digest("one ")];
        assert!(one[0] != other[0] && one[1] != other[1]);
    }
}
