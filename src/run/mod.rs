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
mod no_scheme;
mod nonce;
pub mod pace;
pub mod plan;
pub mod preflight;
mod process_group;
pub mod requests;
pub mod rescore;
pub mod score;
pub mod secret;
mod serve;
pub mod supervisor;
pub mod target;
mod truncation;
mod turn;

use std::io;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;

use crate::diagnostic::Diagnostic;

pub use event::{Ended, Event, Stop, StopCause, StoppedTarget};
pub use job::Job;

use preflight::{Open, Prepared};
use turn::{Turn, TurnEnd};

/// How long a server may take to unload a model and to shut down. One that hangs must not hold back the next target.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(60);
/// The same after the run was told to stop at once.
const FORCED_CLOSE_TIMEOUT: Duration = Duration::from_secs(5);

/// Runs every case against every target, except for the trials that are done already. A target that cannot be asked any
/// further is stopped; the others still have their turns.
///
/// # Errors
/// The first error of `report`, which ends the run.
pub async fn execute(
    job: Job<'_>,
    stop: watch::Receiver<Stop>,
    report: &mut dyn FnMut(Event<'_>) -> Result<(), Diagnostic>,
) -> Result<Ended, Diagnostic> {
    let mut stopped = Vec::new();
    for index in 0..job.run.targets.len().min(job.prepared.len()) {
        match take_turn(job, index, &stop, report).await? {
            TurnEnd::Finished => {}
            TurnEnd::Interrupted => return Ok(Ended::Interrupted),
            TurnEnd::Stopped(cause) => {
                let target = StoppedTarget { target: job.run.targets[index].id.clone(), cause };
                report(Event::TargetStopped(&target))?;
                stopped.push(target);
            }
        }
    }
    Ok(if stopped.is_empty() { Ended::Finished } else { Ended::Stopped(stopped) })
}

/// What [`execute`] runs on: one thread, the caller's. A token is noticed by the thread that waits for it, and no other has to be woken first,
/// which would be measured too. And a connection is back in the client's pool before the next request looks for one: on several threads it
/// sometimes is not, and another is opened, whose time would be measured as well.
///
/// # Errors
/// The system has no room for its timers and events.
pub fn runtime() -> io::Result<Runtime> {
    Builder::new_current_thread().enable_all().build()
}

/// Runs the target with this index, from loading its model to unloading it.
async fn take_turn(
    job: Job<'_>,
    index: usize,
    stop: &watch::Receiver<Stop>,
    report: &mut dyn FnMut(Event<'_>) -> Result<(), Diagnostic>,
) -> Result<TurnEnd, Diagnostic> {
    let Job { run, suite, prepared, done, .. } = job;
    let (target, server) = (&run.targets[index], &prepared[index]);
    let all = requests::requests(suite, &run.settings, index);
    let mut remaining = requests::remaining(target, all, done).peekable();
    if remaining.peek().is_none() {
        return Ok(TurnEnd::Finished);
    }
    report(Event::TargetStarted { target, number: index + 1, of: run.targets.len() })?;
    let open = match open(server, stop.clone()).await {
        None => return Ok(TurnEnd::Interrupted),
        Some(Err(fault)) => return Ok(TurnEnd::Stopped(StopCause::NotStarted(fault))),
        Some(Ok(open)) => open,
    };
    let turn = Turn::new(job, target, &open.client, &server.served_as);
    let ended = turn.run(remaining, stop, report).await;
    // Also after an error: the next target should have all of the memory.
    close(server, open, stop.clone()).await;
    ended
}

/// Opens a target, or returns nothing if the run is stopped first: there is no request yet that could be finished.
async fn open(server: &Prepared, mut stop: watch::Receiver<Stop>) -> Option<Result<Open, Diagnostic>> {
    tokio::select! {
        biased;
        _ = stop.wait_for(|stop| *stop > Stop::No) => None,
        opened = server.open() => Some(opened),
    }
}

/// Closes a target, within a minute, and within a few seconds if the run is to stop at once.
async fn close(server: &Prepared, open: Open, mut stop: watch::Receiver<Stop>) {
    let forced = async {
        let _now = stop.wait_for(|stop| *stop == Stop::Now).await;
        tokio::time::sleep(FORCED_CLOSE_TIMEOUT).await;
    };
    tokio::select! {
        () = server.close(open) => {}
        () = forced => {}
        () = tokio::time::sleep(CLOSE_TIMEOUT) => {}
    }
}
