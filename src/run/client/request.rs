//! A chat request and the settings that every server gets.

use std::time::Duration;

use crate::quantity::Tokens;
use crate::record::{Sampler, Settings};

/// Sampler settings sent to every server that accepts them, besides temperature and seed, because defaults differ
/// between runtimes (top-p 0.9 in Ollama, 0.95 in llama-server) and between models: plain sampling from the 40 most
/// likely tokens; at temperature 0, which the built-in suite uses, always the most likely one.
pub const SAMPLER: Sampler = Sampler { top_k: 40, top_p: 1.0, min_p: 0.0, repeat_penalty: 1.0 };

/// A chat request: one prompt for one model.
#[derive(Debug, Clone, Copy)]
pub struct ChatRequest<'a> {
    /// The model, by the server's name for it.
    pub model: &'a str,
    /// The full prompt.
    pub prompt: &'a str,
    /// The run's settings.
    pub settings: &'a Settings,
    /// How long the answer may be.
    pub length: Length,
    /// How long to wait for the complete answer.
    pub limit: Duration,
}

/// How long an answer may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// As long as the settings allow.
    AsSet,
    /// As long as the case's own limit allows.
    AtMost(Tokens),
    /// One token: a probe whether the server is free.
    OneToken,
}

impl ChatRequest<'_> {
    /// The maximum number of tokens in the answer.
    pub(super) fn max_tokens(&self) -> u64 {
        match self.length {
            Length::AsSet => self.settings.max_tokens.0,
            Length::AtMost(most) => most.0,
            Length::OneToken => 1,
        }
    }
}
