//! One target's turn: its requests one after the other, each answer made into a trial.
#![expect(clippy::disallowed_methods, reason = "a trial is dated by the clock")]

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::watch;

use crate::diagnostic::Diagnostic;
use crate::name::CaseId;
use crate::record::{Outcome, Phase, Run, ServerTimes, Target, Trial, TrialKey};
use crate::suite::OwnLimits;

use super::client::http::Client;
use super::client::{Ask, Exchange, Length};
use super::plan::Request;
use super::truncation::Sight;
use super::{Ended, Event, Stop, score};

/// A model may take this long to load with the first request, if its limit is not longer.
const LOADING_LIMIT: Duration = Duration::from_secs(600);

/// One target and what is known while its turn lasts.
pub(super) struct Turn<'a> {
    run: &'a Run,
    target: &'a Target,
    client: &'a Client,
    /// The model's name in requests.
    served_as: &'a str,
    /// The limits of questions that have their own.
    limits: BTreeMap<&'a CaseId, OwnLimits>,
    /// A request was given up, and the server may still be busy with it.
    unverified: bool,
    /// Whether prompts are seen whole.
    sight: Sight,
}

/// The requests that are not done yet. Where any is left, the model is warmed up again, and that is filed under the next free number.
pub(super) fn left_to_do<'a>(
    target: &'a Target,
    requests: impl Iterator<Item = Request<'a>>,
    done: &'a BTreeSet<TrialKey>,
) -> impl Iterator<Item = Request<'a>> {
    let is_done = |request: &Request<'_>| {
        done.contains(&(target.id.clone(), request.case.clone(), request.repeat, request.phase))
    };
    let mut requests = requests.peekable();
    let mut warm_up = Vec::new();
    while let Some(mut request) = requests.next_if(|request| matches!(request.phase, Phase::Cold | Phase::WarmUp)) {
        while is_done(&request) {
            request.repeat += 1;
        }
        warm_up.push(request);
    }
    let mut rest = requests.filter(move |request| !is_done(request)).peekable();
    if rest.peek().is_none() {
        warm_up.clear();
    }
    warm_up.into_iter().chain(rest)
}

impl<'a> Turn<'a> {
    pub(super) fn new(run: &'a Run, target: &'a Target, client: &'a Client, served_as: &'a str) -> Self {
        let limits = run.questions.iter().map(|question| (&question.case, question.limits)).collect();
        Self { run, target, client, served_as, limits, unverified: false, sight: Sight::new(target, &run.settings) }
    }

    /// Sends the requests and tells of each as it ends.
    pub(super) async fn take(
        mut self,
        requests: impl Iterator<Item = Request<'_>>,
        stop: &watch::Receiver<Stop>,
        tell: &mut dyn FnMut(Event<'_>) -> Result<(), Diagnostic>,
    ) -> Result<Ended, Diagnostic> {
        for request in requests {
            if *stop.borrow() > Stop::No {
                return Ok(Ended::Interrupted);
            }
            tell(Event::Asking { target: self.target, case: &request.case })?;
            let Some(trial) = self.send(&request, stop.clone()).await else { return Ok(Ended::Interrupted) };
            tell(Event::TrialFinished(&trial))?;
        }
        Ok(Ended::Finished)
    }

    /// Sends one request and makes a trial of what came back; nothing where it was to stop at once.
    async fn send(&mut self, request: &Request<'_>, mut stop: watch::Receiver<Stop>) -> Option<Trial> {
        let ask = self.ask(request);
        let after_unverified = self.unverified;
        let sent_at = Utc::now();
        let asking = async {
            let exchange = self.client.ask(&ask).await;
            // A question's own limit says how soon an answer must come, not how soon a server must be free again.
            let patient = Ask { limit: ask.limit.max(self.run.settings.timeout), ..ask };
            let idle = exchange.outcome != Outcome::TimedOut || self.client.becomes_idle(&patient).await;
            (exchange, idle)
        };
        let (exchange, idle) = tokio::select! {
            biased;
            _ = stop.wait_for(|stop| *stop == Stop::Now) => return None,
            ended = asking => ended,
        };
        self.unverified = !idle;
        Some(self.trial(request, exchange, sent_at, after_unverified))
    }

    fn ask<'b>(&'b self, request: &'b Request<'_>) -> Ask<'b> {
        let settings = &self.run.settings;
        let own = self.limits.get(&request.case).copied().unwrap_or_default();
        let limit = own.timeout.unwrap_or(settings.timeout);
        let limit = match request.phase {
            Phase::Cold => limit.max(LOADING_LIMIT),
            Phase::WarmUp | Phase::Measured | Phase::Canary => limit,
        };
        let length = own.max_tokens.map_or(Length::AsSet, Length::AtMost);
        Ask { model: self.served_as, prompt: request.prompt, settings, length, limit }
    }

    fn trial(
        &mut self,
        request: &Request<'_>,
        exchange: Exchange,
        sent_at: DateTime<Utc>,
        after_unverified: bool,
    ) -> Trial {
        let Exchange { transcript, outcome, timing, retries } = exchange;
        let server = match outcome {
            Outcome::Answered(_) => transcript.server,
            _ => ServerTimes::default(),
        };
        let mut trial = Trial {
            target: self.target.id.clone(),
            case: request.case.clone(),
            repeat: request.repeat,
            phase: request.phase,
            sent_at,
            outcome: self.sight.judge(outcome, request.prompt, transcript.tokens.prompt),
            timing,
            server,
            tokens: transcript.tokens,
            answer: transcript.answer,
            reasoning: (!transcript.reasoning.is_empty()).then_some(transcript.reasoning),
            retries,
            after_unverified,
            checks: Vec::new(),
        };
        if let Some(case) = request.judge {
            score::score(&mut trial, case);
        }
        trial
    }
}
