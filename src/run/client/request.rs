//! A chat request and the settings that every server gets.

use std::time::Duration;

use serde_json::{Value, json};

use crate::quantity::Tokens;
use crate::record::{NoncePlace, Sampler, Settings};

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
    /// What is sent before it; nothing to send it as it is.
    pub head: Option<PromptHead<'a>>,
    /// The run's settings.
    pub settings: &'a Settings,
    /// How long the answer may be.
    pub length: Length,
    /// How long to wait for the complete answer.
    pub limit: Duration,
}

/// What is sent before a prompt, so that the server has to evaluate all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PromptHead<'a> {
    /// The nonce.
    pub nonce: &'a str,
    /// Where it stands.
    pub place: NoncePlace,
    /// The default system prompt of the chat template, which follows a nonce in the system message: a system message replaces it.
    pub system: Option<&'a str>,
}

/// What separates a nonce from the text after it.
const AFTER_NONCE: &str = "\n\n";

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
    /// The texts of the system message, if there is one, and of the user's.
    pub(in crate::run) fn texts(&self) -> (Option<String>, String) {
        let after = |nonce: &str, text: &str| format!("{nonce}{AFTER_NONCE}{text}");
        match self.head {
            None => (None, self.prompt.to_owned()),
            Some(PromptHead { nonce, place: NoncePlace::Prompt, .. }) => (None, after(nonce, self.prompt)),
            Some(PromptHead { nonce, place: NoncePlace::System, system }) => {
                (Some(system.map_or_else(|| nonce.to_owned(), |system| after(nonce, system))), self.prompt.to_owned())
            }
        }
    }

    /// The `messages` of the request's body, which are the same for every protocol.
    pub(super) fn messages(&self) -> Value {
        let message = |role: &str, content: String| json!({ "role": role, "content": content });
        let (system, prompt) = self.texts();
        let system = system.map(|text| message("system", text));
        system.into_iter().chain([message("user", prompt)]).collect()
    }

    /// The maximum number of tokens in the answer.
    pub(super) fn max_tokens(&self) -> u64 {
        match self.length {
            Length::AsSet => self.settings.max_tokens.0,
            Length::AtMost(most) => most.0,
            Length::OneToken => 1,
        }
    }
}
