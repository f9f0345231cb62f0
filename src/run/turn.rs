//! Runs one target: sends its requests one after the other and turns each reply into a trial.
#![expect(clippy::disallowed_methods, reason = "a trial records when it was sent")]

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::watch;

use crate::diagnostic::Diagnostic;
use crate::name::CaseId;
use crate::record::{Failure, FailureKind, Outcome, Phase, Run, ServerTimes, Target, Trial, TrialKey};
use crate::suite::OwnLimits;

use super::client::http::Client;
use super::client::{ChatRequest, Exchange, Length, OutOfRange, PromptHead};
use super::environment::state;
use super::event::{Event, Stop, StopCause};
use super::job::Job;
use super::nonce::Nonces;
use super::pace::Pace;
use super::requests::Request;
use super::score;
use super::truncation::TruncationDetector;

/// The minimum time limit of the first request, which may include loading the model.
const LOAD_LIMIT: Duration = Duration::from_secs(600);
/// How much later than its effect on a server a stop may arrive here. Ctrl-C reaches all programs of a terminal, and the
/// end of a session or of a container all of its processes, in any order.
const STOP_DELAY: Duration = Duration::from_millis(100);

/// A target while its requests are sent.
pub(super) struct Turn<'a> {
    run: &'a Run,
    target: &'a Target,
    client: &'a Client,
    /// The model's name in requests.
    served_as: &'a str,
    /// What each prompt begins with, if the run has nonces.
    nonces: Option<Nonces<'a>>,
    /// The cases' own limits.
    limits: BTreeMap<&'a CaseId, OwnLimits>,
    /// The number of the last attempt of each trial that is asked again.
    attempts: &'a BTreeMap<TrialKey, u32>,
    /// The nonces of the run whose prompts are repeated exactly.
    repeated: &'a BTreeMap<TrialKey, String>,
    /// Whether the last request was abandoned and the server was not seen to become idle since.
    unverified: bool,
    /// Detects prompts that the server has truncated.
    truncation: TruncationDetector,
    /// The fields whose numbers were left out, each reported once.
    noticed: BTreeSet<&'static str>,
    /// The clock of the run's times.
    pace: Pace,
}

/// How a target's turn ended.
#[derive(Debug)]
pub(super) enum TurnEnd {
    /// Every request was sent.
    Finished,
    /// The run was stopped.
    Interrupted,
    /// The target cannot be asked any further.
    Stopped(StopCause),
}

/// What became of one request.
enum Sent {
    /// It was asked: the trial, and the server's numbers that were left out of it.
    Trial(Box<Trial>, Vec<OutOfRange>),
    /// It was not asked: nothing answers at the target's address.
    Unreachable(Failure),
    /// It was dropped, because the run was stopped at once, or because it failed when the run was stopped.
    Dropped,
}

impl<'a> Turn<'a> {
    /// A target at the start of its turn.
    pub(super) fn new(job: Job<'a>, target: &'a Target, client: &'a Client, served_as: &'a str) -> Self {
        let Job { run, attempts, nonces: repeated, .. } = job;
        let limits = run.questions.iter().map(|question| (&question.case, question.limits)).collect();
        let truncation = TruncationDetector::new(target, &run.settings);
        let (nonces, noticed) = (Nonces::of(run), BTreeSet::new());
        Self {
            run,
            target,
            client,
            served_as,
            nonces,
            limits,
            attempts,
            repeated,
            unverified: false,
            truncation,
            noticed,
            pace: Pace::of(run),
        }
    }

    /// Sends the requests and reports each trial as it ends.
    pub(super) async fn run(
        mut self,
        requests: impl Iterator<Item = Request<'_>>,
        stop: &watch::Receiver<Stop>,
        report: &mut dyn FnMut(Event<'_>) -> Result<(), Diagnostic>,
    ) -> Result<TurnEnd, Diagnostic> {
        for request in requests {
            if *stop.borrow() > Stop::No {
                return Ok(TurnEnd::Interrupted);
            }
            report(Event::RequestStarted { target: self.target, case: &request.case, phase: request.phase })?;
            let (trial, notices) = match self.send(&request, stop.clone()).await {
                Sent::Trial(trial, notices) => (trial, notices),
                Sent::Unreachable(failure) => return Ok(TurnEnd::Stopped(StopCause::Gone(failure))),
                Sent::Dropped => return Ok(TurnEnd::Interrupted),
            };
            for notice in notices.iter().filter(|notice| self.noticed.insert(notice.field)) {
                report(Event::NumberLeftOut { target: self.target, notice })?;
            }
            report(Event::TrialFinished(&trial))?;
            if let Some(failure) = trial.refusal() {
                return Ok(TurnEnd::Stopped(StopCause::Refused(failure.clone())));
            }
        }
        Ok(TurnEnd::Finished)
    }

    /// Sends one request and waits until the server is idle again.
    async fn send(&mut self, request: &Request<'_>, mut stop: watch::Receiver<Stop>) -> Sent {
        let nonce = self.nonce(request);
        let chat = self.chat_request(request, nonce.as_deref());
        let (system, prompt) = chat.texts();
        let sent = system.into_iter().chain([prompt]).collect::<Vec<_>>().join("\n");
        let after_unverified = self.unverified;
        let machine = match request.phase {
            Phase::Cold | Phase::Canary => state::now().await,
            Phase::WarmUp | Phase::Measured => None,
        };
        let sent_at = Utc::now();
        let exchange = async {
            let exchange = self.client.send(&chat).await;
            let idle = !exchange.abandoned || self.becomes_idle(&chat, &exchange).await;
            (exchange, idle)
        };
        let (mut exchange, idle) = tokio::select! {
            biased;
            _ = stop.wait_for(|stop| *stop == Stop::Now) => return Sent::Dropped,
            ended = exchange => ended,
        };
        if may_be_of_a_stop(&exchange, stop).await {
            return Sent::Dropped;
        }
        if exchange.unreachable
            && let Outcome::Failed(failure) = exchange.outcome
        {
            return Sent::Unreachable(failure);
        }
        self.unverified = !idle;
        let notices = std::mem::take(&mut exchange.transcript.notices);
        let trial = self.trial(request, &sent, exchange, sent_at, after_unverified);
        let trial = Trial { machine, nonce, ..trial };
        Sent::Trial(Box::new(trial), notices)
    }

    /// Whether the server becomes idle after a request that was abandoned. A server that sends nothing at all, twice in a
    /// row, is not waited for again: each of its requests would cost a second time limit.
    async fn becomes_idle(&self, chat: &ChatRequest<'_>, exchange: &Exchange) -> bool {
        if self.unverified && exchange.timing.headers.is_none() {
            return false;
        }
        // A case's own limit bounds its answer; a server may take longer to notice the closed connection.
        let probe = ChatRequest { limit: chat.limit.max(self.pace.real(self.run.settings.timeout)), ..*chat };
        self.client.becomes_idle(&probe).await
    }

    fn key(&self, request: &Request<'_>) -> TrialKey {
        (self.target.id.clone(), request.case.clone(), request.repeat, request.phase)
    }

    /// The number of the attempt in which a request is sent.
    fn attempt(&self, request: &Request<'_>) -> u32 {
        self.attempts.get(&self.key(request)).map_or(1, |before| before.saturating_add(1))
    }

    /// What a request begins with, if the prompts of this run begin with anything.
    fn nonce(&self, request: &Request<'_>) -> Option<String> {
        self.target.nonce_place?;
        let (nonces, attempt) = (self.nonces.as_ref()?, self.attempt(request));
        Some(match self.repeated.get(&self.key(request)) {
            Some(repeated) => nonces.repeating(repeated, request, attempt),
            None => nonces.before(request, attempt),
        })
    }

    fn chat_request<'b>(&'b self, request: &'b Request<'_>, nonce: Option<&'b str>) -> ChatRequest<'b> {
        let settings = &self.run.settings;
        let own = self.limits.get(&request.case).copied().unwrap_or_default();
        let limit = self.pace.real(settings.time_limit(&own));
        let limit = match request.phase {
            Phase::Cold => limit.max(LOAD_LIMIT),
            Phase::WarmUp | Phase::Measured | Phase::Canary => limit,
        };
        let length = own.max_tokens.map_or(Length::AsSet, Length::AtMost);
        let head = nonce.zip(self.target.nonce_place);
        let head = head.map(|(nonce, place)| PromptHead { nonce, place, system: self.target.system.as_deref() });
        ChatRequest { model: self.served_as, prompt: request.prompt, head, settings, length, limit }
    }

    /// The trial of a request for which this text was sent.
    fn trial(
        &mut self,
        request: &Request<'_>,
        sent: &str,
        exchange: Exchange,
        sent_at: DateTime<Utc>,
        after_unverified: bool,
    ) -> Trial {
        let Exchange { transcript, outcome, timing, retries, left_out, .. } = exchange;
        // The times of a generation that failed or was abandoned describe no complete answer.
        let server = match outcome {
            Outcome::Answered(_) => self.pace.of_server(transcript.server),
            _ => ServerTimes::default(),
        };
        let mut trial = Trial {
            target: self.target.id.clone(),
            case: request.case.clone(),
            repeat: request.repeat,
            phase: request.phase,
            attempt: self.attempt(request),
            nonce: None,
            sent_at,
            outcome: self.truncation.judge(excused(outcome, after_unverified), sent, transcript.tokens.prompt),
            timing: self.pace.of_client(timing),
            server,
            tokens: transcript.tokens,
            answer: transcript.answer,
            reasoning: (!transcript.reasoning.is_empty()).then_some(transcript.reasoning),
            retries,
            after_unverified,
            left_out: left_out.into_iter().map(str::to_owned).collect(),
            machine: None,
            checks: Vec::new(),
        };
        if let Some(case) = request.judge {
            score::score(&mut trial, case);
        }
        trial
    }
}

/// Whether a request failed and the run was stopped, which may be the reason: its server may have been stopped with it.
async fn may_be_of_a_stop(exchange: &Exchange, mut stop: watch::Receiver<Stop>) -> bool {
    let Outcome::Failed(failure) = &exchange.outcome else { return false };
    let stopped = stop.wait_for(|stop| *stop > Stop::No);
    let delay = match failure.kind {
        FailureKind::Transport | FailureKind::NoEndMark => STOP_DELAY,
        _ => Duration::ZERO,
    };
    // An error means that nothing can stop the run any more.
    matches!(tokio::time::timeout(delay, stopped).await, Ok(Ok(_stop)))
}

/// The outcome; a failure in place of a timeout if the server may have spent the time on an earlier request.
fn excused(outcome: Outcome, after_unverified: bool) -> Outcome {
    match outcome {
        Outcome::TimedOut if after_unverified => Outcome::Failed(Failure {
            kind: FailureKind::Server,
            message: "no answer within the time limit, and the server may still have been busy with an earlier request"
                .to_owned(),
        }),
        outcome => outcome,
    }
}
