//! One request and all that came of it.

use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::name::{CaseId, TargetId};

/// What identifies a trial in its run: target, case, repeat and phase.
pub type TrialKey = (TargetId, CaseId, u32, Phase);

/// One request: case x target x repeat.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// Whom.
    pub target: TargetId,
    /// What; the warm-up's case is none of the suite's.
    pub case: CaseId,
    /// Which time, from 0.
    pub repeat: u32,
    /// Phases are never pooled.
    pub phase: Phase,
    /// When the request was sent, by the wall clock.
    pub sent_at: DateTime<Utc>,
    /// How it ended.
    pub outcome: Outcome,
    /// By our own monotonic clock.
    pub timing: Timing,
    /// By the server's clock, where it says.
    pub server: ServerTimes,
    /// As the server counted them.
    pub tokens: TokenCounts,
    /// The answer verbatim, without reasoning; of a timed-out or failed trial, as far as it came.
    pub answer: String,
    /// Reasoning verbatim, where there was any.
    pub reasoning: Option<String>,
    /// Connection attempts before this one that found no server, or one that was not ready.
    pub retries: u32,
    /// Whether the server may still have been busy with a request before this one that was given up: its times are not to be trusted.
    pub after_unverified: bool,
    /// Each check of the case; empty unless the trial was answered or timed out, and in other phases than `measured`.
    pub checks: Vec<CheckResult>,
}

impl Trial {
    /// Whether it complies under a reading: a complete answer that passes every check of its case. A case has at least one check; a
    /// trial without any was not judged, and does not comply.
    pub fn complies(&self, reading: Reading) -> bool {
        matches!(self.outcome, Outcome::Answered(_))
            && !self.checks.is_empty()
            && self.checks.iter().all(|check| check.passes(reading))
    }
}

/// How strictly an answer is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// As it stands.
    Strict,
    /// With one surrounding fence, quotation or lead-in line removed.
    Lenient,
}

/// Why a request was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// It loaded the model.
    Cold,
    /// It warmed the model up.
    WarmUp,
    /// It counts.
    Measured,
    /// One case, asked again and again through a target's turn, to see whether its times drift.
    Canary,
}

/// How a trial ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A complete stream with its end mark.
    Answered(Answered),
    /// No complete answer within the limit: a failed answer, and a time of which only "longer" is known.
    TimedOut,
    /// The machinery failed: this says nothing about the model's quality.
    Failed(Failure),
}

/// Kinds of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Answered {
    /// A whole answer.
    Whole,
    /// No text at all.
    Empty,
    /// Cut at the token limit.
    CutAtTokenLimit,
    /// Cut at the token limit while still thinking: no answer text.
    OnlyReasoning,
    /// The model declined.
    Refused,
}

/// A failure of the machinery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Its class.
    pub kind: FailureKind,
    /// What the server or the client said; hostile text.
    pub message: String,
}

/// Classes of failures of the machinery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FailureKind {
    /// The connection was refused, reset or cut.
    Transport,
    /// The server reported an error.
    Server,
    /// The server does not have the model.
    ModelNotFound,
    /// The reply was not of the protocol.
    Malformed,
    /// The prompt did not fit the context.
    ContextOverflow,
    /// The stream ended without its end mark.
    NoEndMark,
    /// The run was interrupted.
    Cancelled,
}

/// Times since the request was sent, by the client's monotonic clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// The reply's status line and headers.
    pub headers: Option<Duration>,
    /// The first byte of its body.
    pub first_byte: Option<Duration>,
    /// First non-empty reasoning or content (TTFT).
    pub first_token: Option<Duration>,
    /// First non-empty answer content (TTFA).
    pub first_answer: Option<Duration>,
    /// The end of the answer, or when we gave up.
    pub total: Duration,
}

/// The server's own times, where it reports them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ServerTimes {
    /// From the request's arrival to its end.
    pub total: Option<Duration>,
    /// Waiting for and loading the model.
    pub load: Option<Duration>,
    /// Evaluating the uncached part of the prompt.
    pub prompt: Option<Duration>,
    /// Generating, from the first token to the last.
    pub generation: Option<Duration>,
}

/// Token counts as the server gave them; never chunk counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TokenCounts {
    /// The whole prompt, cached part included.
    pub prompt: Option<u64>,
    /// The cached part of the prompt, where the server tells it apart.
    pub cached: Option<u64>,
    /// Generated tokens, reasoning included.
    pub generated: Option<u64>,
}

/// What a check said of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckResult {
    /// The check in words: `exactly 3 bullets`.
    pub check: String,
    /// Whether the answer passes as it stands.
    pub strict: bool,
    /// Whether it passes with one surrounding fence, quotation or lead-in line removed.
    pub lenient: bool,
    /// What was found instead, where the strict reading failed: `4 bullets`.
    pub found: Option<String>,
}

impl CheckResult {
    /// Whether the answer passes this check under a reading.
    pub fn passes(&self, reading: Reading) -> bool {
        match reading {
            Reading::Strict => self.strict,
            Reading::Lenient => self.lenient,
        }
    }
}
