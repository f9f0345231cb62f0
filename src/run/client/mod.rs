//! Clients: a protocol says what to send and how to read what comes back; [`http::Client`] sends it and keeps the time.
//!
//! A [`Decoder`] is fed bytes as they arrive, split anywhere, each with the time since the request was sent. It needs no network, so
//! recorded exchanges go through the very code that measures.

mod events;
pub mod http;
mod lines;
mod llama_server;
mod ollama;
mod openai;

use std::time::Duration;

use serde_json::Value;

use crate::quantity::Tokens;
use crate::record::{Failure, FailureKind, Outcome, Sampler, ServerTimes, Settings, Timing, TokenCounts};
use crate::suite::reading::without_reasoning;

pub use llama_server::LlamaServer;
pub use ollama::Ollama;
pub use openai::OpenAi;

/// What is sent to every server that takes it, beside temperature and seed, since defaults differ between runtimes and from model to model:
/// plain sampling from the 40 likeliest tokens; at temperature 0, which the suite of record uses, always the likeliest.
pub const SAMPLER: Sampler = Sampler { top_k: 40, top_p: 1.0, min_p: 0.0, repeat_penalty: 1.0 };

/// A question to a model.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// The model, as the server names it.
    pub model: &'a str,
    /// The prompt, whole.
    pub prompt: &'a str,
    /// How to ask.
    pub settings: &'a Settings,
    /// How long the answer may be.
    pub length: Length,
    /// How long to wait for the end of it.
    pub limit: Duration,
}

/// How long an answer may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// As long as the settings allow.
    AsSet,
    /// As long as this question allows, which has a limit of its own.
    AtMost(Tokens),
    /// One token: to see whether the server is free.
    OneToken,
}

impl Ask<'_> {
    /// The most tokens that the answer may have.
    fn max_tokens(&self) -> u64 {
        match self.length {
            Length::AsSet => self.settings.max_tokens.0,
            Length::AtMost(most) => most.0,
            Length::OneToken => 1,
        }
    }
}

/// What passed between us and a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// What was said.
    pub transcript: Transcript,
    /// How it ended.
    pub outcome: Outcome,
    /// When things happened.
    pub timing: Timing,
    /// Attempts before this one to which the server was not there.
    pub retries: u32,
}

/// What a server has said so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Transcript {
    /// Answer content; while it comes, with the thinking that the model writes into it (`<think>..</think>`).
    pub answer: String,
    /// Reasoning content.
    pub reasoning: String,
    /// When the first of either came.
    pub first_token: Option<Duration>,
    /// When the first answer content came; thinking that the model writes into its answer is none.
    pub first_answer: Option<Duration>,
    /// Whether there is such thinking.
    thinks_inline: bool,
    /// When the end mark came.
    pub ended: Option<Duration>,
    /// Whether the answer was cut at the token limit.
    pub cut: bool,
    /// The server's own times.
    pub server: ServerTimes,
    /// The server's counts.
    pub tokens: TokenCounts,
}

impl Transcript {
    /// Adds answer content; nothing in nothing stops no clock.
    fn say(&mut self, content: &str, at: Duration) {
        if content.is_empty() {
            return;
        }
        self.first_token.get_or_insert(at);
        self.answer.push_str(content);
        // Only a piece with the end of a mark in it can turn what was taken for the answer into thinking.
        if self.first_answer.is_none() || content.contains(['>', ']']) {
            self.look_for_the_answer(at);
        }
    }

    /// Sees whether the answer has begun. Where the template swallowed the opening mark, only the closing one tells that it had not.
    fn look_for_the_answer(&mut self, at: Duration) {
        let (answer, thought) = without_reasoning(&self.answer);
        if thought.is_some() && !self.thinks_inline {
            self.thinks_inline = true;
            self.first_answer = None;
        }
        if !self.thinks_inline || !answer.is_empty() {
            self.first_answer.get_or_insert(at);
        }
    }

    /// The transcript of a reply that has ended: thinking that the model wrote into its answer is moved to the reasoning.
    fn with_thinking_apart(mut self) -> Self {
        if let (answer, Some(thought)) = without_reasoning(&self.answer) {
            self.reasoning.push_str(thought);
            self.answer = answer.to_owned();
        }
        self
    }

    /// Adds reasoning content.
    fn think(&mut self, content: &str, at: Duration) {
        if !content.is_empty() {
            self.first_token.get_or_insert(at);
            self.reasoning.push_str(content);
        }
    }
}

/// A way to speak to a server.
pub trait Protocol: Send + Sync + std::fmt::Debug {
    /// The path of a chat request, from the server's address.
    fn path(&self) -> &'static str;

    /// The body of a chat request: every setting explicit, since defaults differ.
    fn body(&self, ask: &Ask<'_>) -> Value;

    /// A reader for one streamed reply.
    fn decoder(&self) -> Box<dyn Decoder>;

    /// What a reply with a status other than 2xx means.
    fn failure(&self, status: u16, body: &[u8]) -> Failure {
        failure_of_reply(status, body)
    }

    /// The path where the server says which of its slots are busy, if it has one.
    fn slots(&self) -> Option<&'static str> {
        None
    }

    /// What loads a model as `ask` will need it, on a server that loads on demand.
    fn load(&self, _ask: &Ask<'_>) -> Option<Errand> {
        None
    }

    /// What makes the server let go of a model, on a server that loads on demand.
    fn unload(&self, _model: &str) -> Option<Errand> {
        None
    }
}

/// A request that is no question.
#[derive(Debug, Clone, PartialEq)]
pub struct Errand {
    /// The path, from the server's address.
    pub path: &'static str,
    /// What to post there.
    pub body: Value,
}

/// A reader for one streamed reply.
pub trait Decoder: Send {
    /// Takes the next bytes, which arrived `at` after the request was sent.
    ///
    /// # Errors
    /// The server reported an error in the stream, or the bytes are not of the protocol.
    fn push(&mut self, bytes: &[u8], at: Duration) -> Result<(), Failure>;

    /// The connection has ended.
    ///
    /// # Errors
    /// The end mark had not come.
    fn close(&mut self, at: Duration) -> Result<(), Failure>;

    /// What was said so far.
    fn transcript(&self) -> &Transcript;
}

/// A failure of a class, with bounded words: servers' messages are hostile and may be long.
fn failure(kind: FailureKind, message: impl AsRef<str>) -> Failure {
    const LONGEST: usize = 500;
    let message = message.as_ref().trim();
    let cut = message.char_indices().nth(LONGEST).map_or(message.len(), |(index, _)| index);
    Failure { kind, message: message[..cut].to_owned() }
}

/// The words of an error in any of the shapes that servers use: `{"error":"text"}`, `{"error":{"message":..}}`, `{"detail":..}`.
fn error_words(value: &Value) -> Option<String> {
    let error = value.get("error").or_else(|| value.get("detail")).filter(|error| !error.is_null())?;
    let words = error.as_str().or_else(|| error.get("message").and_then(Value::as_str));
    Some(words.map_or_else(|| error.to_string(), str::to_owned))
}

/// The failure that a frame or a line of a stream under status 200 reports, if it reports one.
fn failure_in_stream(value: &Value) -> Option<Failure> {
    let words = error_words(value)?;
    let kind = if is_overflow(value, &words) { FailureKind::ContextOverflow } else { FailureKind::Server };
    Some(failure(kind, words))
}

/// Whether an error says that the prompt did not fit.
fn is_overflow(value: &Value, words: &str) -> bool {
    let kind = value.pointer("/error/type").and_then(Value::as_str);
    let says_so = words.contains("context") && (words.contains("exceed") || words.contains("length"));
    kind == Some("exceed_context_size_error") || says_so
}

/// The class of a failure by its status and words.
fn failure_of_reply(status: u16, body: &[u8]) -> Failure {
    let value: Option<Value> = serde_json::from_slice(body).ok();
    let plain = || String::from_utf8_lossy(body).into_owned();
    let words = value.as_ref().and_then(error_words).unwrap_or_else(plain);
    let overflow = value.as_ref().is_some_and(|value| is_overflow(value, &words));
    let kind = match status {
        400 | 413 | 500 if overflow => FailureKind::ContextOverflow,
        404 if words.contains("model") => FailureKind::ModelNotFound,
        _ => FailureKind::Server,
    };
    failure(kind, format!("status {status}: {words}"))
}

/// Milliseconds as some servers write them, where they are a time at all.
fn milliseconds(value: Option<&Value>) -> Option<Duration> {
    let milliseconds = value?.as_f64()?;
    Duration::try_from_secs_f64(milliseconds / 1e3).ok()
}
