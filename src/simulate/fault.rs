//! Fault injection: the kinds of faults, and their effect on a reply.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use axum::body::Bytes;

use crate::diagnostic::did_you_mean;

use super::stream::{Step, TimedChunk};

/// Every third request to a model gets its fault, so that there is always an unaffected one before and after it.
const EVERY: u64 = 3;
/// The request in which a server ends, from 0: the first three load the model, warm it up and are the canary.
const LAST: u64 = 5;
/// Larger than the longest line that a client accepts, in bytes.
const GIANT: usize = 9 << 20;
/// A wait longer than any client's, in simulated seconds.
const ENDLESS: f64 = 3600.0;

/// What a server says that refuses a request.
pub(super) const REFUSAL: &str = "the field `seed` is not permitted";

/// A fault of one model or of all models.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What goes wrong.
    pub kind: FaultKind,
    /// The model; absent for all models.
    pub model: Option<String>,
}

/// What can go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// The first byte comes too late.
    SlowFirstByte,
    /// Nothing more comes after half of the answer.
    Stall,
    /// The connection is cut after half of the answer.
    Cut,
    /// An error in the stream, under status 200.
    ErrorInStream,
    /// The stream ends without its end mark.
    NoEndMark,
    /// The server reports that it is loading the model: status 503.
    Loading,
    /// Bytes that follow no protocol.
    Garbage,
    /// A line without an end.
    GiantLine,
    /// Everything arrives only when the generation has ended, as behind a proxy that buffers.
    LateClose,
    /// The reply is not a stream.
    WholeReply,
    /// The reply is not a stream, and is indented over several lines.
    IndentedReply,
    /// Content is a list of parts.
    ContentInParts,
    /// Thinking in `<think>` within the answer.
    ThinkTag,
    /// The same without the opening mark, which the template has written.
    ThinkUnopened,
    /// gpt-oss's channels within the answer.
    ThinkHarmony,
    /// Seed-OSS's marks of thinking.
    ThinkSeed,
    /// Gemma's channel of thought.
    ThinkGemma,
    /// Kimi's marks of thinking.
    ThinkKimi,
    /// Magistral's marks of thinking.
    ThinkMistral,
    /// Cohere's marks of thinking and of the response.
    ThinkCohere,
    /// Thinking in `<reasoning>`.
    ThinkReasoning,
    /// An error as a line `error: ..` among events, or under another key.
    ErrorLine,
    /// An error as an event of that name, or of that type.
    ErrorEvent,
    /// An error within a choice, or within the message.
    ErrorInChoice,
    /// A list of errors.
    ErrorList,
    /// An error as indented JSON in the middle of the stream.
    ErrorBare,
    /// An error as the reason for the answer's end.
    ErrorReason,
    /// A frame that is neither an answer nor usage.
    UnknownFrame,
    /// The answer ends with a token of the chat template.
    TemplateToken,
    /// `[DONE]` without a finish reason, or no `done`.
    DoneWithoutReason,
    /// Half of an answer, and `[DONE]` without a reason: another client has asked.
    Interrupted,
    /// The context ends the answer before its limit.
    CutByWindow,
    /// An answer of megabytes.
    EndlessAnswer,
    /// Times and counts that cannot be right.
    NumberBeyondBelief,
    /// Every request is refused: status 422.
    Refusal,
    /// The server ends in the middle of a run.
    Death,
    /// The server ends in the middle of a run and is started again.
    Restart,
}

impl FaultKind {
    /// Every kind.
    pub const ALL: [Self; 37] = [
        Self::SlowFirstByte,
        Self::Stall,
        Self::Cut,
        Self::ErrorInStream,
        Self::NoEndMark,
        Self::Loading,
        Self::Garbage,
        Self::GiantLine,
        Self::LateClose,
        Self::WholeReply,
        Self::IndentedReply,
        Self::ContentInParts,
        Self::ThinkTag,
        Self::ThinkUnopened,
        Self::ThinkHarmony,
        Self::ThinkSeed,
        Self::ThinkGemma,
        Self::ThinkKimi,
        Self::ThinkMistral,
        Self::ThinkCohere,
        Self::ThinkReasoning,
        Self::ErrorLine,
        Self::ErrorEvent,
        Self::ErrorInChoice,
        Self::ErrorList,
        Self::ErrorBare,
        Self::ErrorReason,
        Self::UnknownFrame,
        Self::TemplateToken,
        Self::DoneWithoutReason,
        Self::Interrupted,
        Self::CutByWindow,
        Self::EndlessAnswer,
        Self::NumberBeyondBelief,
        Self::Refusal,
        Self::Death,
        Self::Restart,
    ];

    /// Its name on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::SlowFirstByte => "slow-first-byte",
            Self::Stall => "stall",
            Self::Cut => "cut",
            Self::ErrorInStream => "error-in-stream",
            Self::NoEndMark => "no-end-mark",
            Self::Loading => "loading",
            Self::Garbage => "garbage",
            Self::GiantLine => "giant-line",
            Self::LateClose => "late-close",
            Self::WholeReply => "whole-reply",
            Self::IndentedReply => "indented-reply",
            Self::ContentInParts => "content-in-parts",
            Self::ThinkTag => "think-tag",
            Self::ThinkUnopened => "think-unopened",
            Self::ThinkHarmony => "think-harmony",
            Self::ThinkSeed => "think-seed",
            Self::ThinkGemma => "think-gemma",
            Self::ThinkKimi => "think-kimi",
            Self::ThinkMistral => "think-mistral",
            Self::ThinkCohere => "think-cohere",
            Self::ThinkReasoning => "think-reasoning",
            Self::ErrorLine => "error-line",
            Self::ErrorEvent => "error-event",
            Self::ErrorInChoice => "error-in-choice",
            Self::ErrorList => "error-list",
            Self::ErrorBare => "error-bare",
            Self::ErrorReason => "error-reason",
            Self::UnknownFrame => "unknown-frame",
            Self::TemplateToken => "template-token",
            Self::DoneWithoutReason => "done-without-reason",
            Self::Interrupted => "interrupted",
            Self::CutByWindow => "cut-by-window",
            Self::EndlessAnswer => "endless-answer",
            Self::NumberBeyondBelief => "number-beyond-belief",
            Self::Refusal => "refusal",
            Self::Death => "death",
            Self::Restart => "restart",
        }
    }

    /// Whether the whole server has the fault, rather than the replies to some requests.
    pub fn is_of_the_server(self) -> bool {
        matches!(self, Self::Refusal | Self::Death | Self::Restart)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.model {
            Some(model) => write!(formatter, "{}:{model}", self.kind.word()),
            None => formatter.write_str(self.kind.word()),
        }
    }
}

impl FromStr for Fault {
    type Err = String;

    /// Parses `KIND` or `KIND:MODEL`.
    fn from_str(text: &str) -> Result<Self, String> {
        let (word, model) = match text.split_once(':') {
            Some((word, model)) => (word, Some(model.to_owned())),
            None => (text, None),
        };
        let kind = FaultKind::ALL.into_iter().find(|kind| kind.word() == word).ok_or_else(|| {
            let words = FaultKind::ALL.map(FaultKind::word);
            let hint = did_you_mean(word, words).unwrap_or_else(|| format!("the kinds are {}", words.join(", ")));
            format!("unknown fault `{word}`; {hint}")
        })?;
        Ok(Self { kind, model })
    }
}

/// Whether a fault applies to the model's request with this number, from 0.
pub(super) fn applies(fault: &Fault, model: &str, number: u64) -> bool {
    let is_due = match fault.kind {
        FaultKind::Refusal => true,
        FaultKind::Death | FaultKind::Restart => number == LAST,
        _ => number % EVERY == EVERY - 1,
    };
    is_due && fault.model.as_deref().is_none_or(|name| name == model)
}

/// Formats an error message as the protocol does within a stream.
pub(super) type WriteError = fn(&str) -> String;

/// A reply with a fault injected. `compression` is the number of simulated seconds per real second.
pub(super) fn inject(
    kind: FaultKind,
    mut chunks: Vec<TimedChunk>,
    compression: f64,
    write_error: WriteError,
) -> Vec<TimedChunk> {
    let endless = Duration::try_from_secs_f64(ENDLESS / compression).unwrap_or(Duration::MAX);
    let half = chunks.len() / 2;
    match kind {
        FaultKind::SlowFirstByte => {
            if let Some(first) = chunks.first_mut() {
                first.wait = endless;
            }
        }
        FaultKind::Stall => {
            if let Some(middle) = chunks.get_mut(half) {
                middle.wait = endless;
            }
        }
        FaultKind::Cut | FaultKind::Death | FaultKind::Restart => end_at(&mut chunks, half, Step::Cut),
        FaultKind::ErrorInStream => {
            let error = write_error("an error was encountered while running the model");
            end_at(&mut chunks, half, Step::Send(error.into()));
        }
        FaultKind::NoEndMark => {
            chunks.pop();
        }
        FaultKind::Garbage => {
            end_at(&mut chunks, half, Step::Send(Bytes::from_static(b"\x00\xff<html>\xfe out of order\n\n")))
        }
        FaultKind::GiantLine => end_at(&mut chunks, half, Step::Send(vec![b'x'; GIANT].into())),
        // Reported by the status, before there is a stream.
        // The other kinds change what is generated, or the form of its frames.
        _ => {}
    }
    chunks
}

fn end_at(chunks: &mut Vec<TimedChunk>, at: usize, step: Step) {
    chunks.truncate(at);
    chunks.push(TimedChunk { wait: Duration::ZERO, step });
}
