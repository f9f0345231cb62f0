//! What the analysis takes of one trial: without names and texts, so that it can be made where the trial is parsed.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use smallvec::SmallVec;

use crate::name::{CaseId, TargetId};
use crate::record::{
    Answered, FailureKind, MachineState, Outcome, Phase, Reading, Run, ServerTimes, Timing, TokenCounts, Trial,
};

use super::asked::Asked;
use super::conditions::Canary;

/// Reduces the trials of a run.
#[derive(Debug, Clone)]
pub struct Reduction {
    targets: HashMap<TargetId, usize>,
    cases: HashMap<CaseId, usize>,
}

/// One trial, reduced.
#[derive(Debug)]
pub struct Reduced {
    /// The place of its target in the run.
    pub(super) target: Option<usize>,
    /// The place of its case among the run's questions.
    pub(super) case: Option<usize>,
    pub(super) repeat: u32,
    pub(super) phase: Phase,
    pub(super) sent_at: DateTime<Utc>,
    pub(super) ended: Ending,
    /// Whether it complies by the strict reading, and by the lenient one.
    pub(super) strict: bool,
    pub(super) lenient: bool,
    pub(super) timing: Timing,
    pub(super) server: ServerTimes,
    pub(super) tokens: TokenCounts,
    /// Whether it failed because its answer has a token of a chat template.
    pub(super) has_broken_template: bool,
    /// Whether there is an answer, or reasoning.
    pub(super) has_text: bool,
    pub(super) after_unverified: bool,
    pub(super) left_out: Vec<String>,
    /// Which checks it passes by the strict reading: in place, since what one thread has allocated another one is slow to free.
    pub(super) passed: SmallVec<[bool; 16]>,
    pub(super) asked: Asked,
    /// The message with which the server refused the target's first request.
    pub(super) refusal: Option<Box<str>>,
    /// Of a cold or canary request.
    pub(super) frame: Option<Box<Frame>>,
}

/// How a trial ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    Answered(Answered),
    TimedOut,
    Failed,
}

/// What a request shows that frames a target's turn.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) state: Option<MachineState>,
    pub(super) canary: Option<Canary>,
}

impl Reduction {
    /// For the trials of this run.
    pub fn of(run: &Run) -> Self {
        let targets = run.targets.iter().enumerate().map(|(place, target)| (target.id.clone(), place));
        let cases = run.questions.iter().enumerate().map(|(place, question)| (question.case.clone(), place));
        Self { targets: targets.collect(), cases: cases.collect() }
    }

    /// What is taken of a trial.
    pub fn reduced(&self, trial: &Trial) -> Reduced {
        let is_frame = matches!(trial.phase, Phase::Cold | Phase::Canary);
        Reduced {
            target: self.targets.get(&trial.target).copied(),
            case: self.cases.get(&trial.case).copied(),
            repeat: trial.repeat,
            phase: trial.phase,
            sent_at: trial.sent_at,
            ended: match trial.outcome {
                Outcome::Answered(how) => Ending::Answered(how),
                Outcome::TimedOut => Ending::TimedOut,
                Outcome::Failed(_) => Ending::Failed,
            },
            strict: trial.complies(Reading::Strict),
            lenient: trial.complies(Reading::Lenient),
            timing: trial.timing,
            server: trial.server,
            tokens: trial.tokens,
            has_broken_template: matches!(&trial.outcome, Outcome::Failed(why) if why.kind == FailureKind::BrokenTemplate),
            has_text: !trial.answer.is_empty() || trial.reasoning.is_some(),
            after_unverified: trial.after_unverified,
            left_out: trial.left_out.clone(),
            passed: trial.checks.iter().map(|check| check.strict).collect(),
            asked: Asked::of(trial),
            refusal: trial.refusal().map(|failure| failure.message.as_str().into()),
            frame: is_frame.then(|| Box::new(Frame { state: trial.machine, canary: Canary::of(trial) })),
        }
    }
}

impl Reduced {
    /// Whether the answer is empty, cut at the token limit, or only reasoning.
    pub(super) fn is_malformed(&self) -> bool {
        matches!(self.ended, Ending::Answered(Answered::Empty | Answered::CutAtTokenLimit | Answered::OnlyReasoning))
    }

    /// Whether an answer came, whatever is in it.
    pub(super) fn is_answered(&self) -> bool {
        matches!(self.ended, Ending::Answered(_))
    }
}
