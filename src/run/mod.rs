//! Suite and targets into trials: the door to the network and to the clock.
//!
//! [`preflight::prepare_all`] asks the servers what they are, [`plan::header`] fixes what will be asked, and [`execute`] asks it, one request
//! at a time and one target after the other: load, warm up, measure, let go. What happens is told as [`Event`]s; nothing here writes to disk.

pub mod client;
pub mod environment;
pub mod keeper;
pub mod plan;
pub mod preflight;
pub mod score;
mod serve;
pub mod target;
mod truncation;
mod turn;

use std::collections::BTreeSet;
use std::time::Duration;

use tokio::sync::watch;

use crate::diagnostic::Diagnostic;
use crate::name::CaseId;
use crate::record::{Run, Target, Trial, TrialKey};
use crate::suite::Suite;

use preflight::{Open, Prepared};
use turn::Turn;

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
    /// A request is about to be sent.
    Asking {
        /// Whom.
        target: &'a Target,
        /// What.
        case: &'a CaseId,
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

/// Whether to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stop {
    /// Nobody wants it to stop.
    No,
    /// The request under way is finished and kept, and no other is sent.
    AfterThisRequest,
    /// The request under way is dropped and is no trial.
    Now,
}

/// What there is to do.
#[derive(Debug, Clone, Copy)]
pub struct Job<'a> {
    /// The run's header.
    pub run: &'a Run,
    /// Its suite, as it stood when the header was made.
    pub suite: &'a Suite,
    /// Its targets' servers, in the header's order.
    pub prepared: &'a [Prepared],
    /// What an earlier part of the run has done already.
    pub done: &'a BTreeSet<TrialKey>,
}

/// How long a server may take to let go of a model when somebody has asked twice to stop.
const HURRY: Duration = Duration::from_secs(5);

/// Asks every case of every target, but what is done already.
///
/// # Errors
/// The first error of `tell`, or of a server that was to be started; it ends the run.
pub async fn execute(
    job: Job<'_>,
    stop: watch::Receiver<Stop>,
    tell: &mut dyn FnMut(Event<'_>) -> Result<(), Diagnostic>,
) -> Result<Ended, Diagnostic> {
    let Job { run, suite, prepared, done } = job;
    for (index, (target, server)) in run.targets.iter().zip(prepared).enumerate() {
        let mut requests = turn::left_to_do(target, plan::requests(suite, &run.settings, index), done).peekable();
        if requests.peek().is_none() {
            continue;
        }
        tell(Event::TargetStarted { target, number: index + 1, of: run.targets.len() })?;
        let Some(open) = opened(server, stop.clone()).await else { return Ok(Ended::Interrupted) };
        let open = open?;
        let ended = Turn::new(run, target, &open.client, &server.served_as).take(requests, &stop, tell).await;
        // Whatever happened, the next target is to have the memory to itself.
        close(server, open, stop.clone()).await;
        if ended? == Ended::Interrupted {
            return Ok(Ended::Interrupted);
        }
    }
    Ok(Ended::Finished)
}

/// The target, opened for its turn; nothing where somebody wants to stop before there is a request that could be finished.
async fn opened(server: &Prepared, mut stop: watch::Receiver<Stop>) -> Option<Result<Open, Diagnostic>> {
    tokio::select! {
        biased;
        _ = stop.wait_for(|stop| *stop > Stop::No) => None,
        opened = server.open() => Some(opened),
    }
}

/// Ends a target's turn, in a hurry where somebody is in one.
async fn close(server: &Prepared, open: Open, mut stop: watch::Receiver<Stop>) {
    let hurry = async {
        let _now = stop.wait_for(|stop| *stop == Stop::Now).await;
        tokio::time::sleep(HURRY).await;
    };
    tokio::select! {
        () = server.close(open) => {}
        () = hurry => {}
    }
}
