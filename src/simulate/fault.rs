//! Fault injection: the kinds of faults, and their effect on a reply.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use axum::body::Bytes;

use crate::diagnostic::did_you_mean;

use super::stream::{Step, TimedChunk};

/// Every third request to a model gets its fault, so that there is always an unaffected one before and after it.
const EVERY: u64 = 3;
/// Larger than the longest line that a client accepts, in bytes.
const GIANT: usize = 9 << 20;
/// A wait longer than any client's, in simulated seconds.
const ENDLESS: f64 = 3600.0;

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
    /// A beginning that was evaluated before is not evaluated again; for every request. Ollama does so and counts the whole prompt all the
    /// same.
    PromptCache,
}

impl FaultKind {
    /// Every kind.
    pub const ALL: [Self; 9] = [
        Self::SlowFirstByte,
        Self::Stall,
        Self::Cut,
        Self::ErrorInStream,
        Self::NoEndMark,
        Self::Loading,
        Self::Garbage,
        Self::GiantLine,
        Self::PromptCache,
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
            Self::PromptCache => "prompt-cache",
        }
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
    concerns(fault, model) && fault.kind != FaultKind::PromptCache && number % EVERY == EVERY - 1
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
        FaultKind::Cut => end_at(&mut chunks, half, Step::Cut),
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
        // The one is reported by the status, before there is a stream; the other changes only how long the first chunk takes.
        FaultKind::Loading | FaultKind::PromptCache => {}
    }
    chunks
}

fn end_at(chunks: &mut Vec<TimedChunk>, at: usize, step: Step) {
    chunks.truncate(at);
    chunks.push(TimedChunk { wait: Duration::ZERO, step });
}
