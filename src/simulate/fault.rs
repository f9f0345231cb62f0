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

/// Declares the kinds once, each with its name on the command line.
macro_rules! fault_kinds {
    ($($(#[$doc:meta])+ $kind:ident = $word:literal,)+) => {
        /// What can go wrong.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum FaultKind {
            $($(#[$doc])+ $kind,)+
        }

        impl FaultKind {
            /// Every kind.
            pub const ALL: [Self; [$($word),+].len()] = [$(Self::$kind),+];

            /// Its name on the command line.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$kind => $word,)+
                }
            }
        }
    };
}

fault_kinds! {
    /// The first byte comes too late.
    SlowFirstByte = "slow-first-byte",
    /// Nothing more comes after half of the answer.
    Stall = "stall",
    /// The connection is cut after half of the answer.
    Cut = "cut",
    /// An error in the stream, under status 200.
    ErrorInStream = "error-in-stream",
    /// The stream ends without its end mark.
    NoEndMark = "no-end-mark",
    /// The server reports that it is loading the model: status 503.
    Loading = "loading",
    /// Bytes that follow no protocol.
    Garbage = "garbage",
    /// A line without an end.
    GiantLine = "giant-line",
    /// Everything arrives only when the generation has ended, as behind a proxy that buffers.
    LateClose = "late-close",
    /// The reply is not a stream.
    WholeReply = "whole-reply",
    /// The reply is not a stream, and is indented over several lines.
    IndentedReply = "indented-reply",
    /// Content is a list of parts.
    ContentInParts = "content-in-parts",
    /// Thinking in `<think>` within the answer.
    ThinkTag = "think-tag",
    /// The same without the opening mark, which the template has written.
    ThinkUnopened = "think-unopened",
    /// gpt-oss's channels within the answer.
    ThinkHarmony = "think-harmony",
    /// Seed-OSS's marks of thinking.
    ThinkSeed = "think-seed",
    /// Gemma's channel of thought.
    ThinkGemma = "think-gemma",
    /// Kimi's marks of thinking.
    ThinkKimi = "think-kimi",
    /// Magistral's marks of thinking.
    ThinkMistral = "think-mistral",
    /// Cohere's marks of thinking and of the response.
    ThinkCohere = "think-cohere",
    /// Thinking in `<reasoning>`.
    ThinkReasoning = "think-reasoning",
    /// An error as a line `error: ..` among events, or under another key.
    ErrorLine = "error-line",
    /// An error as an event of that name, or of that type.
    ErrorEvent = "error-event",
    /// An error within a choice, or within the message.
    ErrorInChoice = "error-in-choice",
    /// A list of errors.
    ErrorList = "error-list",
    /// An error as indented JSON in the middle of the stream.
    ErrorBare = "error-bare",
    /// An error as the reason for the answer's end.
    ErrorReason = "error-reason",
    /// A frame that is neither an answer nor usage.
    UnknownFrame = "unknown-frame",
    /// The answer ends with a token of the chat template.
    TemplateToken = "template-token",
    /// `[DONE]` without a finish reason, or no `done`.
    DoneWithoutReason = "done-without-reason",
    /// Half of an answer, and `[DONE]` without a reason: another client has asked.
    Interrupted = "interrupted",
    /// The context ends the answer before its limit.
    CutByWindow = "cut-by-window",
    /// An answer of megabytes.
    EndlessAnswer = "endless-answer",
    /// Times and counts that cannot be right.
    NumberBeyondBelief = "number-beyond-belief",
    /// Every request is refused: status 422.
    Refusal = "refusal",
    /// The server ends in the middle of a run.
    Death = "death",
    /// The server ends in the middle of a run and is started again.
    Restart = "restart",
    /// A beginning that was evaluated before is not evaluated again, in every request; Ollama counts it all the same.
    PromptCache = "prompt-cache",
}

impl FaultKind {
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
        FaultKind::PromptCache => false,
        _ => number % EVERY == EVERY - 1,
    };
    is_due && concerns(fault, model)
}

/// Whether a fault is one of this model.
pub(super) fn concerns(fault: &Fault, model: &str) -> bool {
    fault.model.as_deref().is_none_or(|name| name == model)
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
        // The other kinds change what is generated, the form of its frames, or how long the first chunk takes.
        _ => {}
    }
    chunks
}

fn end_at(chunks: &mut Vec<TimedChunk>, at: usize, step: Step) {
    chunks.truncate(at);
    chunks.push(TimedChunk { wait: Duration::ZERO, step });
}
