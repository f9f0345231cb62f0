//! Faults on demand: what can go wrong with a server, as a kind, and as what it does to a reply.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use axum::body::Bytes;

use crate::diagnostic::did_you_mean;

use super::stream::{Frame, Step};

/// Every third question of a model meets its fault, so that there is always an unharmed one before and after it.
const EVERY: u64 = 3;
/// Longer than any client takes a line to be.
const GIANT: usize = 9 << 20;
/// Simulated seconds that nobody waits for.
const FOR_EVER: f64 = 3600.0;

/// A fault of one model, or of all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What goes wrong.
    pub kind: FaultKind,
    /// With which model; with every one where it is absent.
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
    /// The server is loading the model and says so: 503.
    Loading,
    /// Bytes that are of no protocol.
    Garbage,
    /// A line without an end.
    GiantLine,
}

impl FaultKind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::SlowFirstByte,
        Self::Stall,
        Self::Cut,
        Self::ErrorInStream,
        Self::NoEndMark,
        Self::Loading,
        Self::Garbage,
        Self::GiantLine,
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

    /// Reads `KIND` or `KIND:MODEL`.
    fn from_str(text: &str) -> Result<Self, String> {
        let (word, model) = match text.split_once(':') {
            Some((word, model)) => (word, Some(model.to_owned())),
            None => (text, None),
        };
        let kind = FaultKind::ALL.into_iter().find(|kind| kind.word() == word).ok_or_else(|| {
            let words = FaultKind::ALL.map(FaultKind::word);
            let hint = did_you_mean(word, words).unwrap_or_else(|| format!("the kinds are {}", words.join(", ")));
            format!("no fault is called `{word}`; {hint}")
        })?;
        Ok(Self { kind, model })
    }
}

/// Whether the model's question of this number, from 0, meets the fault.
pub(super) fn strikes(fault: &Fault, model: &str, question: u64) -> bool {
    fault.model.as_deref().is_none_or(|name| name == model) && question % EVERY == EVERY - 1
}

/// How the protocol at hand writes an error into a stream.
pub(super) type WriteError = fn(&str) -> String;

/// What becomes of a reply under a fault. `compression` is how many simulated seconds pass in a real one.
pub(super) fn spoil(kind: FaultKind, mut frames: Vec<Frame>, compression: f64, write_error: WriteError) -> Vec<Frame> {
    let for_ever = Duration::try_from_secs_f64(FOR_EVER / compression).unwrap_or(Duration::MAX);
    let half = frames.len() / 2;
    match kind {
        FaultKind::SlowFirstByte => {
            if let Some(first) = frames.first_mut() {
                first.wait = for_ever;
            }
        }
        FaultKind::Stall => {
            if let Some(middle) = frames.get_mut(half) {
                middle.wait = for_ever;
            }
        }
        FaultKind::Cut => end_at(&mut frames, half, Step::Cut),
        FaultKind::ErrorInStream => {
            let error = write_error("an error was encountered while running the model");
            end_at(&mut frames, half, Step::Send(error.into()));
        }
        FaultKind::NoEndMark => {
            frames.pop();
        }
        FaultKind::Garbage => {
            end_at(&mut frames, half, Step::Send(Bytes::from_static(b"\x00\xff<html>\xfe out of order\n\n")))
        }
        FaultKind::GiantLine => end_at(&mut frames, half, Step::Send(vec![b'x'; GIANT].into())),
        // Said by the status, before there is a stream.
        FaultKind::Loading => {}
    }
    frames
}

fn end_at(frames: &mut Vec<Frame>, at: usize, step: Step) {
    frames.truncate(at);
    frames.push(Frame { wait: Duration::ZERO, step });
}
