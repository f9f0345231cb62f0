//! Suite and targets into trials: the door to the network and to the clock.
//!
//! [`preflight::prepare`] asks a server what it is, [`plan::header`] fixes what will be asked, and [`execute`] asks it, one request at a time:
//! warm up, then every case in an order shuffled by the seed. What happens is told as [`Event`]s; nothing here writes to disk.
#![expect(clippy::disallowed_methods, reason = "latency is measured here, by the monotonic clock")]

pub mod client;
pub mod environment;
pub mod plan;
pub mod preflight;
pub mod score;
pub mod target;

use chrono::Utc;
use tokio::sync::watch;

use crate::diagnostic::Diagnostic;
use crate::name::{CaseId, TargetId};
use crate::record::{Outcome, Phase, Run, ServerTimes, Target, Trial};
use crate::suite::{Case, Suite};

use client::{Ask, Exchange};
use preflight::Prepared;

/// What a run tells while it goes on.
#[derive(Debug)]
pub enum Event<'a> {
    /// A target's turn has come.
    TargetStarted {
        /// Whose.
        target: &'a Target,
        /// From 1.
        number: usize,
        /// How many there are.
        of: usize,
    },
    /// A request has ended; it is to be kept before the next one is sent.
    TrialFinished(&'a Trial),
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Every case was asked of every target.
    Finished,
    /// Somebody asked it to stop; what was finished by then was told.
    Interrupted,
}

/// The warm-up's prompt: a real short chat, none of the suite's.
const WARM_UP: &str = "Say hello in one word.";
/// The case that warm-up trials are filed under.
const WARM_UP_CASE: &str = "warm-up";
/// Requests that are sent before the measured ones: the first may load the model.
const WARM_UPS: u32 = 2;

/// Asks every case of every target. `stop` turning true ends it between requests; the request under way is dropped and is no
/// trial.
///
/// # Errors
/// The first error of `tell`, which ends the run.
pub async fn execute(
    run: &Run,
    suite: &Suite,
    prepared: &[Prepared],
    stop: watch::Receiver<bool>,
    tell: &mut dyn FnMut(Event<'_>) -> Result<(), Diagnostic>,
) -> Result<Ended, Diagnostic> {
    for (index, (target, server)) in run.targets.iter().zip(prepared).enumerate() {
        tell(Event::TargetStarted { target, number: index + 1, of: run.targets.len() })?;
        let turn = Turn { run, target, server };
        for trial in turn.requests(suite, index) {
            let Some(trial) = turn.send(&trial, stop.clone()).await else { return Ok(Ended::Interrupted) };
            tell(Event::TrialFinished(&trial))?;
        }
    }
    Ok(Ended::Finished)
}

/// One target's turn.
struct Turn<'a> {
    run: &'a Run,
    target: &'a Target,
    server: &'a Prepared,
}

/// A request to send.
enum Request<'a> {
    WarmUp { repeat: u32, case: CaseId },
    Measured { repeat: u32, case: &'a Case },
}

impl Turn<'_> {
    /// What to send, in order.
    fn requests<'a>(&self, suite: &'a Suite, index: usize) -> Vec<Request<'a>> {
        let warm_up = CaseId::parse(WARM_UP_CASE).ok();
        let warm_ups = (0..WARM_UPS).filter_map(|repeat| warm_up.clone().map(|case| Request::WarmUp { repeat, case }));
        let order = plan::order(suite.cases.len(), &self.run.settings, index);
        let measured = order.into_iter().map(|(repeat, case)| Request::Measured { repeat, case: &suite.cases[case] });
        warm_ups.chain(measured).collect()
    }

    /// Sends one request and makes a trial of what came back; nothing where it was stopped.
    async fn send(&self, request: &Request<'_>, mut stop: watch::Receiver<bool>) -> Option<Trial> {
        let prompt = match request {
            Request::WarmUp { .. } => WARM_UP,
            Request::Measured { case, .. } => &case.prompt,
        };
        let ask = Ask { model: &self.target.model, prompt, settings: &self.run.settings, thinks: self.server.thinks };
        let sent_at = Utc::now();
        let exchange = tokio::select! {
            biased;
            _ = stop.wait_for(|stopped| *stopped) => return None,
            exchange = self.server.client.ask(&ask) => exchange,
        };
        Some(match request {
            Request::WarmUp { repeat, case } => {
                let phase = if *repeat == 0 { Phase::Cold } else { Phase::WarmUp };
                self.trial(exchange, case.clone(), *repeat, phase, sent_at)
            }
            Request::Measured { repeat, case } => {
                let mut trial = self.trial(exchange, case.id.clone(), *repeat, Phase::Measured, sent_at);
                score::score(&mut trial, case);
                trial
            }
        })
    }

    fn trial(
        &self,
        exchange: Exchange,
        case: CaseId,
        repeat: u32,
        phase: Phase,
        sent_at: chrono::DateTime<Utc>,
    ) -> Trial {
        let target: TargetId = self.target.id.clone();
        let Exchange { transcript, outcome, timing } = exchange;
        let server = match outcome {
            Outcome::Answered(_) => transcript.server,
            _ => ServerTimes::default(),
        };
        let reasoning = (!transcript.reasoning.is_empty()).then_some(transcript.reasoning);
        Trial {
            target,
            case,
            repeat,
            phase,
            sent_at,
            outcome,
            timing,
            server,
            tokens: transcript.tokens,
            answer: transcript.answer,
            reasoning,
            checks: Vec::new(),
        }
    }
}
