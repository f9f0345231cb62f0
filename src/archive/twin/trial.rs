//! A line of `trials.jsonl`: one finished request.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::de::Error;
use serde::{Deserialize, Serialize};

use super::super::sound;
use super::machine::MachineItem;
use super::value::{Milliseconds, id, milliseconds, moment};
use crate::name::{CaseId, TargetId};
use crate::record::{
    Answered, CheckResult, Failure, FailureKind, Outcome, Phase, ServerTimes, Timing, TokenCounts, Trial,
};

/// The line of a trial, with its line break.
pub(in crate::archive) fn line(trial: &Trial) -> serde_json::Result<Vec<u8>> {
    let mut line = serde_json::to_vec(&TrialTwin::of(trial))?;
    line.push(b'\n');
    Ok(line)
}

/// Reads a line without its line break.
pub(in crate::archive) fn read(line: &[u8]) -> serde_json::Result<Trial> {
    // Checked at once, and not each of its texts; of one that is not UTF-8 the slice says where.
    let twin = match std::str::from_utf8(line) {
        Ok(text) => serde_json::from_str::<TrialTwin>(text)?,
        Err(_) => serde_json::from_slice(line)?,
    };
    let trial = twin.into_record()?;
    sound::trial(&trial).map_err(serde_json::Error::custom)?;
    Ok(trial)
}

/// A line, in the order of its keys.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TrialTwin {
    #[serde(with = "id")]
    target: TargetId,
    #[serde(with = "id")]
    case: CaseId,
    repeat: u32,
    #[serde(with = "PhaseTwin")]
    phase: Phase,
    #[serde(default = "first", skip_serializing_if = "is_first")]
    attempt: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nonce: Option<String>,
    outcome: OutcomeWord,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    failure: Option<FailureItem>,
    #[serde(with = "moment")]
    sent_at: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    headers_ms: Option<Milliseconds>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    first_byte_ms: Option<Milliseconds>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ttft_ms: Option<Milliseconds>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ttfa_ms: Option<Milliseconds>,
    #[serde(with = "milliseconds")]
    total_ms: Duration,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    server: Option<ServerTwin>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tokens: Option<TokensItem>,
    answer: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reasoning: Option<String>,
    #[serde(default, skip_serializing_if = "is_zero")]
    retries: u32,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    after_unverified: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    left_out: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    machine: Option<MachineItem>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    checks: Vec<CheckItem>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde calls")]
fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// The attempt of a trial that was not repeated.
fn first() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde calls")]
fn is_first(attempt: &u32) -> bool {
    *attempt == first()
}

/// How a trial ended, in one word.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum OutcomeWord {
    Answered,
    Empty,
    CutAtTokenLimit,
    OnlyReasoning,
    Refused,
    TimedOut,
    Failed,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Phase", rename_all = "lowercase")]
enum PhaseTwin {
    Cold,
    WarmUp,
    Measured,
    Canary,
}

#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct FailureItem(#[serde(with = "FailureTwin")] Failure);

#[derive(Serialize, Deserialize)]
#[serde(remote = "Failure", deny_unknown_fields)]
struct FailureTwin {
    #[serde(with = "FailureKindTwin")]
    kind: FailureKind,
    message: String,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "FailureKind", rename_all = "snake_case")]
enum FailureKindTwin {
    Transport,
    Server,
    Refused,
    ModelNotFound,
    Malformed,
    ContextOverflow,
    NoEndMark,
    BrokenTemplate,
    TooLong,
    Cancelled,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ServerTwin {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    total_ms: Option<Milliseconds>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    load_ms: Option<Milliseconds>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    prompt_ms: Option<Milliseconds>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    generation_ms: Option<Milliseconds>,
}

#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct TokensItem(#[serde(with = "TokensTwin")] TokenCounts);

#[derive(Serialize, Deserialize)]
#[serde(remote = "TokenCounts", deny_unknown_fields)]
struct TokensTwin {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    prompt: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    evaluated: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cached: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    generated: Option<u64>,
}

#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct CheckItem(#[serde(with = "CheckTwin")] CheckResult);

#[derive(Serialize, Deserialize)]
#[serde(remote = "CheckResult", deny_unknown_fields)]
struct CheckTwin {
    check: String,
    strict: bool,
    lenient: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    found: Option<String>,
}

impl TrialTwin {
    fn of(trial: &Trial) -> Self {
        let trial = trial.clone();
        let (outcome, failure) = OutcomeWord::of(trial.outcome);
        Self {
            target: trial.target,
            case: trial.case,
            repeat: trial.repeat,
            phase: trial.phase,
            attempt: trial.attempt,
            nonce: trial.nonce,
            outcome,
            failure: failure.map(FailureItem),
            sent_at: trial.sent_at,
            headers_ms: trial.timing.headers.map(Milliseconds),
            first_byte_ms: trial.timing.first_byte.map(Milliseconds),
            ttft_ms: trial.timing.first_token.map(Milliseconds),
            ttfa_ms: trial.timing.first_answer.map(Milliseconds),
            total_ms: trial.timing.total,
            server: (trial.server != ServerTimes::default()).then(|| ServerTwin::of(trial.server)),
            tokens: (trial.tokens != TokenCounts::default()).then_some(TokensItem(trial.tokens)),
            answer: trial.answer,
            reasoning: trial.reasoning,
            retries: trial.retries,
            after_unverified: trial.after_unverified,
            left_out: trial.left_out,
            machine: trial.machine.map(MachineItem),
            checks: trial.checks.into_iter().map(CheckItem).collect(),
        }
    }

    fn into_record(self) -> serde_json::Result<Trial> {
        let outcome = self.outcome.into_record(self.failure.map(|item| item.0)).map_err(serde_json::Error::custom)?;
        Ok(Trial {
            target: self.target,
            case: self.case,
            repeat: self.repeat,
            phase: self.phase,
            attempt: self.attempt,
            nonce: self.nonce,
            sent_at: self.sent_at,
            outcome,
            timing: Timing {
                headers: self.headers_ms.map(|time| time.0),
                first_byte: self.first_byte_ms.map(|time| time.0),
                first_token: self.ttft_ms.map(|time| time.0),
                first_answer: self.ttfa_ms.map(|time| time.0),
                total: self.total_ms,
            },
            server: self.server.map(ServerTwin::into_record).unwrap_or_default(),
            tokens: self.tokens.map(|item| item.0).unwrap_or_default(),
            answer: self.answer,
            reasoning: self.reasoning,
            retries: self.retries,
            after_unverified: self.after_unverified,
            left_out: self.left_out,
            machine: self.machine.map(|item| item.0),
            checks: self.checks.into_iter().map(|item| item.0).collect(),
        })
    }
}

impl OutcomeWord {
    fn of(outcome: Outcome) -> (Self, Option<Failure>) {
        match outcome {
            Outcome::Answered(Answered::Whole) => (Self::Answered, None),
            Outcome::Answered(Answered::Empty) => (Self::Empty, None),
            Outcome::Answered(Answered::CutAtTokenLimit) => (Self::CutAtTokenLimit, None),
            Outcome::Answered(Answered::OnlyReasoning) => (Self::OnlyReasoning, None),
            Outcome::Answered(Answered::Refused) => (Self::Refused, None),
            Outcome::TimedOut => (Self::TimedOut, None),
            Outcome::Failed(failure) => (Self::Failed, Some(failure)),
        }
    }

    fn into_record(self, failure: Option<Failure>) -> Result<Outcome, &'static str> {
        match (self, failure) {
            (Self::Failed, Some(failure)) => Ok(Outcome::Failed(failure)),
            (Self::Failed, None) => Err("`outcome` is `failed`, but there is no `failure`"),
            (_, Some(_)) => Err("there is a `failure`, but `outcome` is not `failed`"),
            (Self::Answered, None) => Ok(Outcome::Answered(Answered::Whole)),
            (Self::Empty, None) => Ok(Outcome::Answered(Answered::Empty)),
            (Self::CutAtTokenLimit, None) => Ok(Outcome::Answered(Answered::CutAtTokenLimit)),
            (Self::OnlyReasoning, None) => Ok(Outcome::Answered(Answered::OnlyReasoning)),
            (Self::Refused, None) => Ok(Outcome::Answered(Answered::Refused)),
            (Self::TimedOut, None) => Ok(Outcome::TimedOut),
        }
    }
}

impl ServerTwin {
    fn of(times: ServerTimes) -> Self {
        Self {
            total_ms: times.total.map(Milliseconds),
            load_ms: times.load.map(Milliseconds),
            prompt_ms: times.prompt.map(Milliseconds),
            generation_ms: times.generation.map(Milliseconds),
        }
    }

    fn into_record(self) -> ServerTimes {
        ServerTimes {
            total: self.total_ms.map(|time| time.0),
            load: self.load_ms.map(|time| time.0),
            prompt: self.prompt_ms.map(|time| time.0),
            generation: self.generation_ms.map(|time| time.0),
        }
    }
}
