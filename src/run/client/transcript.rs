//! What a server has sent for one request, and when: answer, reasoning, counts and the server's own times.

use std::time::Duration;

use crate::record::{Outcome, ServerTimes, Timing, TokenCounts};
use crate::suite::reading::without_reasoning;

/// A finished request: what was received, how it ended, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// What was received.
    pub transcript: Transcript,
    /// How it ended.
    pub outcome: Outcome,
    /// When things happened, since the request was sent.
    pub timing: Timing,
    /// Earlier attempts for which the server was not available.
    pub retries: u32,
    /// Whether no connection was made, in the last attempt either: the request was not asked.
    pub unreachable: bool,
    /// The settings that were not sent because the server refuses them.
    pub left_out: Vec<&'static str>,
}

/// What has been received so far. All times are durations since the request was sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Transcript {
    /// Answer content. While it streams, it includes thinking that the model writes into the answer
    /// (`<think>..</think>`).
    pub answer: String,
    /// Reasoning content.
    pub reasoning: String,
    /// When the first content of either kind arrived.
    pub first_token: Option<Duration>,
    /// When the first answer content arrived; thinking written into the answer does not count.
    pub first_answer: Option<Duration>,
    /// Whether the answer contains thinking.
    thinks_inline: bool,
    /// When the end mark arrived.
    pub ended: Option<Duration>,
    /// Whether the answer was cut at the token limit.
    pub cut: bool,
    /// The server's own times.
    pub server: ServerTimes,
    /// The server's counts.
    pub tokens: TokenCounts,
}

impl Transcript {
    /// Appends answer content. Empty deltas do not count as the first token: llama-server and Ollama send the role in a
    /// frame of its own, before anything is generated.
    pub(super) fn push_answer(&mut self, content: &str, at: Duration) {
        if content.is_empty() {
            return;
        }
        self.first_token.get_or_insert(at);
        self.answer.push_str(content);
        // Only a piece that closes a tag can turn what looked like the answer into thinking, so other pieces need no
        // second look at the text.
        if self.first_answer.is_none() || content.contains(['>', ']']) {
            self.update_first_answer(at);
        }
    }

    /// Decides whether the answer has begun. Some chat templates end with the opening tag, so that only the closing one
    /// arrives.
    fn update_first_answer(&mut self, at: Duration) {
        let (answer, thinking) = without_reasoning(&self.answer);
        if thinking.is_some() && !self.thinks_inline {
            self.thinks_inline = true;
            self.first_answer = None;
        }
        if !self.thinks_inline || !answer.is_empty() {
            self.first_answer.get_or_insert(at);
        }
    }

    /// Appends reasoning content.
    pub(super) fn push_reasoning(&mut self, content: &str, at: Duration) {
        if !content.is_empty() {
            self.first_token.get_or_insert(at);
            self.reasoning.push_str(content);
        }
    }

    /// The transcript of a finished reply, with thinking moved from the answer to the reasoning.
    pub(super) fn with_thinking_separated(mut self) -> Self {
        if let (answer, Some(thinking)) = without_reasoning(&self.answer) {
            self.reasoning.push_str(thinking);
            self.answer = answer.to_owned();
        }
        self
    }
}
