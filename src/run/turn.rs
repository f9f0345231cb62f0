//! Runs one target: sends its requests one after the other and turns each reply into a trial.
#![expect(clippy::disallowed_methods, reason = "a trial records when it was sent")]

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::watch;

use crate::diagnostic::Diagnostic;
use crate::name::CaseId;
use crate::record::{Outcome, Phase, Run, ServerTimes, Target, Trial};
use crate::suite::OwnLimits;

use super::client::http::Client;
use super::client::{ChatRequest, Exchange, Length};
use super::event::{Ended, Event, Stop};
use super::requests::Request;
use super::score;
use super::truncation::TruncationDetector;

/// The minimum time limit of the first request, which may include loading the model.
const LOAD_LIMIT: Duration = Duration::from_secs(600);

/// A target while its requests are sent.
pub(super) struct Turn<'a> {
    run: &'a Run,
    target: &'a Target,
    client: &'a Client,
    /// The model's name in requests.
    served_as: &'a str,
    /// The cases' own limits.
    limits: BTreeMap<&'a CaseId, OwnLimits>,
    /// Whether the last request was abandoned and the server was not seen to become idle since.
    unverified: bool,
    /// Detects prompts that the server has truncated.
    truncation: TruncationDetector,
}

impl<'a> Turn<'a> {
    /// A target at the start of its turn.
    pub(super) fn new(run: &'a Run, target: &'a Target, client: &'a Client, served_as: &'a str) -> Self {
        let limits = run.questions.iter().map(|question| (&question.case, question.limits)).collect();
        let truncation = TruncationDetector::new(target, &run.settings);
        Self { run, target, client, served_as, limits, unverified: false, truncation }
    }

    /// Sends the requests and reports each trial as it ends.
    pub(super) async fn run(
        mut self,
        requests: impl Iterator<Item = Request<'_>>,
        stop: &watch::Receiver<Stop>,
        report: &mut dyn FnMut(Event<'_>) -> Result<(), Diagnostic>,
    ) -> Result<Ended, Diagnostic> {
        for request in requests {
            if *stop.borrow() > Stop::No {
                return Ok(Ended::Interrupted);
            }
            report(Event::RequestStarted { target: self.target, case: &request.case })?;
            let Some(trial) = self.send(&request, stop.clone()).await else { return Ok(Ended::Interrupted) };
            report(Event::TrialFinished(&trial))?;
        }
        Ok(Ended::Finished)
    }

    /// Sends one request and returns its trial, or nothing if the run was stopped at once.
    async fn send(&mut self, request: &Request<'_>, mut stop: watch::Receiver<Stop>) -> Option<Trial> {
        let chat = self.chat_request(request);
        let after_unverified = self.unverified;
        let sent_at = Utc::now();
        let exchange = async {
            let exchange = self.client.send(&chat).await;
            // A case's own limit bounds its answer; a server may take longer to notice the closed connection.
            let probe = ChatRequest { limit: chat.limit.max(self.run.settings.timeout), ..chat };
            let idle = exchange.outcome != Outcome::TimedOut || self.client.becomes_idle(&probe).await;
            (exchange, idle)
        };
        let (exchange, idle) = tokio::select! {
            biased;
            _ = stop.wait_for(|stop| *stop == Stop::Now) => return None,
            ended = exchange => ended,
        };
        self.unverified = !idle;
        Some(self.trial(request, exchange, sent_at, after_unverified))
    }

    fn chat_request<'b>(&'b self, request: &'b Request<'_>) -> ChatRequest<'b> {
        let settings = &self.run.settings;
        let own = self.limits.get(&request.case).copied().unwrap_or_default();
        let limit = settings.time_limit(&own);
        let limit = match request.phase {
            Phase::Cold => limit.max(LOAD_LIMIT),
            Phase::WarmUp | Phase::Measured | Phase::Canary => limit,
        };
        let length = own.max_tokens.map_or(Length::AsSet, Length::AtMost);
        ChatRequest { model: self.served_as, prompt: request.prompt, settings, length, limit }
    }

    fn trial(
        &mut self,
        request: &Request<'_>,
        exchange: Exchange,
        sent_at: DateTime<Utc>,
        after_unverified: bool,
    ) -> Trial {
        let Exchange { transcript, outcome, timing, retries, left_out, .. } = exchange;
        // The times of a generation that failed or was abandoned describe no complete answer.
        let server = match outcome {
            Outcome::Answered(_) => transcript.server,
            _ => ServerTimes::default(),
        };
        let mut trial = Trial {
            target: self.target.id.clone(),
            case: request.case.clone(),
            repeat: request.repeat,
            phase: request.phase,
            attempt: 1,
            nonce: None,
            sent_at,
            outcome: self.truncation.judge(outcome, request.prompt, transcript.tokens.prompt),
            timing,
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
