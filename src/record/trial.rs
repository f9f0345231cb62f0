//! One request and its result.

use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::name::{CaseId, TargetId};

use super::MachineState;

/// What identifies a trial in its run: target, case, repeat and phase.
pub type TrialKey = (TargetId, CaseId, u32, Phase);

/// One request: case x target x repeat.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// The target.
    pub target: TargetId,
    /// The case; the case of a warm-up is not in the suite.
    pub case: CaseId,
    /// The number of the repeat, from 0.
    pub repeat: u32,
    /// Why the request was sent; phases are never pooled.
    pub phase: Phase,
    /// Which attempt this is, from 1: a failed trial of an unfinished run can be repeated, and the last attempt counts.
    pub attempt: u32,
    /// When the request was sent, by the wall clock.
    pub sent_at: DateTime<Utc>,
    /// The words before the prompt that no other prompt begins with, so that the server has to evaluate all of it; nothing where the prompt
    /// was sent as it is.
    pub nonce: Option<String>,
    /// How it ended.
    pub outcome: Outcome,
    /// Times by the client's monotonic clock.
    pub timing: Timing,
    /// Times that the server reported.
    pub server: ServerTimes,
    /// Token counts that the server reported.
    pub tokens: TokenCounts,
    /// The answer verbatim, without reasoning; of a timed-out or failed trial, the part that arrived.
    pub answer: String,
    /// Reasoning verbatim, where there was any.
    pub reasoning: Option<String>,
    /// Earlier attempts to send the request, which found no server, one that was still loading, or a connection that was closed before the
    /// reply began.
    pub retries: u32,
    /// Whether the server may still have been busy with an earlier request that was abandoned: then the times of this one are unreliable.
    pub after_unverified: bool,
    /// The settings that were not sent because the server refuses them, by the names it knows them by: `stream_options`.
    pub left_out: Vec<String>,
    /// The state of this machine when the request was sent; only of cold and canary requests, which frame a target's turn.
    pub machine: Option<MachineState>,
    /// The result of each check of the case. Only measured trials that were answered or timed out have them.
    pub checks: Vec<CheckResult>,
}

impl Trial {
    /// What identifies it in its run.
    pub fn key(&self) -> TrialKey {
        (self.target.clone(), self.case.clone(), self.repeat, self.phase)
    }

    /// Whether it complies under a reading: a complete answer that passes every check of its case. A case has at least one check; a
    /// trial without any was not judged, and does not comply.
    pub fn complies(&self, reading: Reading) -> bool {
        matches!(self.outcome, Outcome::Answered(_))
            && !self.checks.is_empty()
            && self.checks.iter().all(|check| check.passes(reading))
    }

    /// The failure of a target's first request that the server refused. What it refuses is not the question, which is a short chat.
    pub fn refusal(&self) -> Option<&Failure> {
        match &self.outcome {
            Outcome::Failed(failure)
                if self.phase == Phase::Cold
                    && matches!(failure.kind, FailureKind::Refused | FailureKind::ModelNotFound) =>
            {
                Some(failure)
            }
            _ => None,
        }
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
    /// The first request, which loads the model.
    Cold,
    /// A warm-up before the measured requests.
    WarmUp,
    /// The only phase that counts in scores and times.
    Measured,
    /// One case, repeated throughout a target's turn, to see whether its times drift.
    Canary,
}

/// How a trial ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A complete stream with its end mark.
    Answered(Answered),
    /// No complete answer within the limit: a failed answer with a right-censored time.
    TimedOut,
    /// The server, the connection or offprint failed, which says nothing about the model's quality.
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
    /// Cut at the token limit while still reasoning: no answer text.
    OnlyReasoning,
    /// The model declined.
    Refused,
}

/// A failure of server, connection or offprint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Its class.
    pub kind: FailureKind,
    /// The message of server or client; untrusted text.
    pub message: String,
}

/// Classes of failures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FailureKind {
    /// The connection was refused, reset or cut.
    Transport,
    /// The server reported an error.
    Server,
    /// The server refused the request: a status from 400 to 499 other than 408 and 429.
    Refused,
    /// The server does not have the model.
    ModelNotFound,
    /// The reply did not follow the protocol.
    Malformed,
    /// Prompt and answer did not fit the context.
    ContextOverflow,
    /// The stream ended without its end mark.
    NoEndMark,
    /// The answer has tokens of the chat template in it: the server's template does not fit the model.
    BrokenTemplate,
    /// The answer is longer than offprint's limit.
    TooLong,
    /// The run was interrupted.
    Cancelled,
}

impl FailureKind {
    /// Its name in the archive and in JSON: `server`, `no_end_mark`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Transport => "transport",
            Self::Server => "server",
            Self::Refused => "refused",
            Self::ModelNotFound => "model_not_found",
            Self::Malformed => "malformed",
            Self::ContextOverflow => "context_overflow",
            Self::NoEndMark => "no_end_mark",
            Self::BrokenTemplate => "broken_template",
            Self::TooLong => "too_long",
            Self::Cancelled => "cancelled",
        }
    }
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
    /// The end of the answer, or when the request was abandoned.
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

/// Token counts as the server reported them. Chunks of a stream are never counted instead: a chunk may have several tokens.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TokenCounts {
    /// The whole prompt, cached part included.
    pub prompt: Option<u64>,
    /// The part of the prompt that the server evaluated for this request, where it reports that or the cached part.
    pub evaluated: Option<u64>,
    /// The part of the prompt that the server took from its cache, where it reports it.
    pub cached: Option<u64>,
    /// Generated tokens, reasoning included.
    pub generated: Option<u64>,
}

impl TokenCounts {
    /// The tokens of the prompt that came from the server's cache, where it reports them or those that it evaluated.
    pub fn from_cache(&self) -> Option<u64> {
        let prompt = self.prompt?;
        let cached = self.cached.or_else(|| Some(prompt.saturating_sub(self.evaluated?)))?;
        Some(cached.min(prompt))
    }

    /// The tokens of the prompt that the server evaluated; all of them where it reports neither these nor the cached ones.
    pub fn evaluated(&self) -> Option<u64> {
        self.evaluated.or_else(|| Some(self.prompt?.saturating_sub(self.cached.unwrap_or(0))))
    }
}

/// The result of a check on an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckResult {
    /// The check in words: `exactly 3 bullets`.
    pub check: String,
    /// Whether the answer passes as it is.
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
