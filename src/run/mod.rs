//! Runs a suite against targets: the only room that talks to model servers.
//!
//! [`preflight::prepare_all`] queries the servers, [`plan::header`] fixes what the run will do, and [`execute`] does
//! it, one request at a time and one target after the other: load, warm up, measure, unload. Progress is reported as
//! [`Event`]s; nothing here writes results to disk.

pub mod address;
pub mod client;
mod connect;
pub mod environment;
mod event;
mod job;
pub mod key;
mod naming;
pub mod plan;
pub mod preflight;
pub mod requests;
pub mod score;
pub mod secret;
mod serve;
pub mod supervisor;
pub mod target;
mod truncation;
mod turn;

use std::time::Duration;

use tokio::sync::watch;

use crate::diagnostic::Diagnostic;

pub use event::{Ended, Event, Stop};
pub use job::Job;

use preflight::{Open, Prepared};
use turn::Turn;

/// How long a server may take to unload a model after the run was told to stop at once.
const FORCED_CLOSE_TIMEOUT: Duration = Duration::from_secs(5);

/// Runs every case against every target, except for the trials that are done already.
///
/// # Errors
/// The first error of `report`, or of a server that could not be started; either ends the run.
pub async fn execute(
    job: Job<'_>,
    stop: watch::Receiver<Stop>,
    report: &mut dyn FnMut(Event<'_>) -> Result<(), Diagnostic>,
) -> Result<Ended, Diagnostic> {
    let Job { run, suite, prepared, done } = job;
    for (index, (target, server)) in run.targets.iter().zip(prepared).enumerate() {
        let all = requests::requests(suite, &run.settings, index);
        let mut remaining = requests::remaining(target, all, done).peekable();
        if remaining.peek().is_none() {
            continue;
        }
        report(Event::TargetStarted { target, number: index + 1, of: run.targets.len() })?;
        let Some(open) = open(server, stop.clone()).await else { return Ok(Ended::Interrupted) };
        let open = open?;
        let ended = Turn::new(run, target, &open.client, &server.served_as).run(remaining, &stop, report).await;
        // Also after an error: the next target should have all of the memory.
        close(server, open, stop.clone()).await;
        if ended? == Ended::Interrupted {
            return Ok(Ended::Interrupted);
        }
    }
    Ok(Ended::Finished)
}

/// Opens a target, or returns nothing if the run is stopped first: there is no request yet that could be finished.
async fn open(server: &Prepared, mut stop: watch::Receiver<Stop>) -> Option<Result<Open, Diagnostic>> {
    tokio::select! {
        biased;
        _ = stop.wait_for(|stop| *stop > Stop::No) => None,
        opened = server.open() => Some(opened),
    }
}

/// Closes a target, within a few seconds if the run is to stop at once.
async fn close(server: &Prepared, open: Open, mut stop: watch::Receiver<Stop>) {
    let forced = async {
        let _now = stop.wait_for(|stop| *stop == Stop::Now).await;
        tokio::time::sleep(FORCED_CLOSE_TIMEOUT).await;
    };
    tokio::select! {
        () = server.close(open) => {}
        () = forced => {}
    }
}
