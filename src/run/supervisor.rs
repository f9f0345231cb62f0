//! The supervisor of a server that a run starts: a second offprint process between the run and the server, so that the
//! server ends when the run ends, even if the run is killed.
//!
//! The run holds the supervisor's standard input open and never writes to it. When that pipe closes, because the run is
//! done with the server or because the operating system closed the files of a killed process, the supervisor ends the
//! server's whole process group. It reports what happens to the server on standard output, one [`ServerStatus`] per
//! line.
#![expect(clippy::disallowed_methods, reason = "a server's output goes into a log file")]

use std::fmt;
use std::fs::File;
use std::io;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::process::Command;
use tokio::sync::oneshot;

use crate::diagnostic::io_reason;

use super::process_group::ProcessGroup;

/// How long a server may take to shut down before it is killed.
pub(super) const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(10);

/// What happened to a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServerStatus {
    /// It runs, as the leader of the process group with this id.
    Started(u32),
    /// It could not be started, and why.
    NotStarted(String),
    /// It has ended, with this exit status; none of the processes that it started are left.
    Ended(String),
}

impl fmt::Display for ServerStatus {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Started(group) => write!(formatter, "started {group}"),
            Self::NotStarted(reason) => write!(formatter, "not started {reason}"),
            Self::Ended(status) => write!(formatter, "ended {status}"),
        }
    }
}

impl ServerStatus {
    /// Parses a line that [`fmt::Display`] wrote.
    pub(super) fn parse(line: &str) -> Option<Self> {
        if let Some(reason) = line.strip_prefix("not started ") {
            return Some(Self::NotStarted(reason.to_owned()));
        }
        if let Some(status) = line.strip_prefix("ended ") {
            return Some(Self::Ended(status.to_owned()));
        }
        line.strip_prefix("started ")?.parse().ok().map(Self::Started)
    }
}

/// Starts a server by its command and waits until it ends. When standard input closes or this process receives a
/// termination signal, ends the server and everything that it started: asks first, where the system has a way to ask, and
/// kills after a timeout.
pub async fn supervise(log: &Path, command: &[String], report: &mut dyn FnMut(&ServerStatus)) {
    // Installed before the server starts, so that no signal in between ends this process alone.
    let shutdown = shutdown_requested();
    let mut server = match spawn(command, log) {
        Ok(server) => server,
        Err(error) => return report(&ServerStatus::NotStarted(io_reason(&error))),
    };
    report(&ServerStatus::Started(server.id().unwrap_or_default()));
    tokio::select! {
        _exited = server.wait() => {}
        () = shutdown => if server.ask_to_end() {
            let _timed_out = tokio::time::timeout(SHUTDOWN_TIMEOUT, server.wait()).await;
        }
    }
    // Processes that the server started may have outlived it: Ollama, for example, runs one llama-server per model.
    server.kill();
    report(&ServerStatus::Ended(shown(server.wait().await)));
}

fn spawn(command: &[String], log: &Path) -> io::Result<ProcessGroup> {
    let (program, arguments) = command.split_first().ok_or(io::ErrorKind::NotFound)?;
    let output = File::options().append(true).create(true).open(log)?;
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output);
    ProcessGroup::spawn(command)
}

fn shown(ended: io::Result<ExitStatus>) -> String {
    ended.map_or_else(|error| io_reason(&error), |status| status.to_string())
}

/// Completes when standard input ends or a termination signal arrives, from the moment of this call on.
fn shutdown_requested() -> impl Future<Output = ()> {
    let (ended, stdin_ended) = oneshot::channel();
    // A detached thread, because a blocking read cannot be cancelled; tokio's own stdin would delay the end of the
    // runtime: https://docs.rs/tokio/latest/tokio/io/fn.stdin.html
    std::thread::spawn(move || {
        let _broken = io::copy(&mut io::stdin().lock(), &mut io::sink());
        let _receiver_dropped = ended.send(());
    });
    let signalled = termination_signal();
    async move {
        tokio::select! {
            _closed = stdin_ended => {}
            () = signalled => {}
        }
    }
}

#[cfg(unix)]
fn termination_signal() -> impl Future<Output = ()> {
    use tokio::signal::unix::{SignalKind, signal};
    let streams = [SignalKind::terminate(), SignalKind::interrupt(), SignalKind::hangup()].map(signal);
    let waits = streams.map(|signal| {
        Box::pin(async move {
            match signal {
                Ok(mut signal) => drop(signal.recv().await),
                Err(_) => std::future::pending().await,
            }
        })
    });
    async move { drop(futures_util::future::select_all(waits).await) }
}

/// Elsewhere, what ends a process does not ask first: the group ends with this process.
#[cfg(not(unix))]
fn termination_signal() -> impl Future<Output = ()> {
    std::future::pending()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_parsed_as_it_was_written() {
        let all = [
            ServerStatus::Started(4711),
            ServerStatus::NotStarted("No such file or directory (os error 2)".to_owned()),
            ServerStatus::Ended("exit status: 1".to_owned()),
        ];
        for status in all {
            assert_eq!(ServerStatus::parse(&status.to_string()), Some(status));
        }
        assert_eq!(ServerStatus::parse("started soon"), None);
    }
}
