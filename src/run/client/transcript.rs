//! What a server has sent for one request, and when: answer, reasoning, counts and the server's own times.

use std::collections::VecDeque;
use std::time::Duration;

use crate::limits;
use crate::record::{Failure, Outcome, ServerTimes, Timing, TokenCounts};
use crate::suite::thinking::Separator;

use super::failure::too_long;
use super::finish::Finish;
use super::numbers::OutOfRange;

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
    /// Whether the connection was closed while the server may still have been generating.
    pub abandoned: bool,
    /// Whether no connection was made, in the last attempt either: the request was not asked.
    pub unreachable: bool,
    /// The settings that were not sent because the server refuses them.
    pub left_out: Vec<&'static str>,
}

/// What has been received so far. All times are durations since the request was sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Transcript {
    /// The answer without thinking; empty until the reply has ended.
    pub answer: String,
    /// Reasoning, first that of the server's own field; what the model wrote into the answer follows when the reply has
    /// ended.
    pub reasoning: String,
    /// When the first content of either kind arrived.
    pub first_token: Option<Duration>,
    /// When the first answer content arrived; thinking written into the answer does not count.
    pub first_answer: Option<Duration>,
    /// When the end mark arrived.
    pub ended: Option<Duration>,
    /// The server's own times.
    pub server: ServerTimes,
    /// The server's counts.
    pub tokens: TokenCounts,
    /// The numbers of the server that were left out.
    pub notices: Vec<OutOfRange>,
    /// What the server gave as the reason for the answer's end, and when.
    pub(super) finish: Option<(Finish, Duration)>,
    /// Whether the whole answer came as one reply that is not a stream.
    pub(super) is_whole: bool,
    /// The answer's text as it arrives.
    text: Separator,
    /// When the first piece of that text arrived.
    first_piece: Option<Duration>,
    /// The pieces in which a mark may still begin: where each is in the text, and when it arrived.
    undecided: VecDeque<(usize, Duration)>,
    /// Where in the text the answer was seen to begin.
    begins: Option<usize>,
}

impl Transcript {
    /// Appends answer content. Empty deltas do not count as the first token: llama-server and Ollama send the role in a
    /// frame of its own, before anything is generated.
    ///
    /// # Errors
    /// The answer is longer than its limit.
    pub(super) fn push_answer(&mut self, content: &str, at: Duration) -> Result<(), Failure> {
        if content.is_empty() {
            return Ok(());
        }
        self.first_token.get_or_insert(at);
        self.first_piece.get_or_insert(at);
        if self.text.received() + content.len() > limits::ANSWER_LENGTH {
            return Err(too_long("an answer", limits::ANSWER_LENGTH));
        }
        self.undecided.push_back((self.text.received(), at));
        self.text.push(content);
        self.update_first_answer();
        let decided = self.text.decided();
        while self.undecided.get(1).is_some_and(|(from, _)| *from <= decided) {
            self.undecided.pop_front();
        }
        Ok(())
    }

    /// Notes when the piece arrived in which the answer begins.
    fn update_first_answer(&mut self) {
        let begins = self.text.answer_begins();
        if begins == self.begins {
            return;
        }
        self.begins = begins;
        self.first_answer = begins.and_then(|begins| {
            let piece = self.undecided.iter().rev().find(|(from, _)| *from <= begins);
            piece.map(|(_, at)| *at).filter(|_| begins > 0).or(self.first_piece)
        });
    }

    /// Appends reasoning content.
    ///
    /// # Errors
    /// The reasoning is longer than its limit.
    pub(super) fn push_reasoning(&mut self, content: &str, at: Duration) -> Result<(), Failure> {
        if content.is_empty() {
            return Ok(());
        }
        self.first_token.get_or_insert(at);
        if self.reasoning.len() + content.len() > limits::REASONING_LENGTH {
            return Err(too_long("a reasoning", limits::REASONING_LENGTH));
        }
        self.reasoning.push_str(content);
        Ok(())
    }

    /// The transcript of a finished reply, with thinking separated from the answer.
    pub(super) fn finished(mut self) -> Self {
        self.text.finish();
        self.update_first_answer();
        if let Some(thinking) = self.text.reasoning() {
            let room = limits::REASONING_LENGTH.saturating_sub(self.reasoning.len());
            self.reasoning.push_str(beginning(&thinking, room));
        }
        self.answer = self.text.answer().to_owned();
        self
    }

    /// The transcript with the beginning of its texts only.
    pub(super) fn shortened(mut self) -> Self {
        for text in [&mut self.answer, &mut self.reasoning] {
            text.truncate(beginning(text, limits::KEPT_LENGTH).len());
        }
        self
    }
}

/// The beginning of a text, up to this many bytes.
fn beginning(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}
