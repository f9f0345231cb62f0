//! The keeper of a server that a run starts: offprint once more, as a process between the two, so that the server ends when the run does,
//! however the run ends.
//!
//! The run holds the keeper's standard input open and never writes to it. When that pipe closes, because the run is done with the server or
//! because the system took a killed process's files back, the keeper ends the server's whole process group. What happens to the server it
//! says on standard output, a line each: [`News`].
#![expect(clippy::disallowed_methods, reason = "what a server says goes into a file")]

use std::fmt;
use std::fs::File;
use std::io;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::process::{Child, Command};
use tokio::sync::oneshot;

use crate::diagnostic::io_reason;

/// How long a server may take to end before it is killed.
pub(super) const GRACE: Duration = Duration::from_secs(10);

/// What became of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// It runs, as the leader of the process group of this number.
    Started(u32),
    /// It could not be started, and why.
    NotStarted(String),
    /// It has ended, and how; nothing that it started is left.
    Ended(String),
}

impl fmt::Display for News {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Started(group) => write!(formatter, "started {group}"),
            Self::NotStarted(why) => write!(formatter, "not started {why}"),
            Self::Ended(how) => write!(formatter, "ended {how}"),
        }
    }
}

impl News {
    /// Reads a line that [`fmt::Display`] wrote.
    pub(super) fn read(line: &str) -> Option<Self> {
        if let Some(why) = line.strip_prefix("not started ") {
            return Some(Self::NotStarted(why.to_owned()));
        }
        if let Some(how) = line.strip_prefix("ended ") {
            return Some(Self::Ended(how.to_owned()));
        }
        line.strip_prefix("started ")?.parse().ok().map(Self::Started)
    }
}

/// Starts a server by its words and stays with it to its end. Ends it, with everything that it started, when standard input does or somebody
/// asks this process to end: first asked, then made to.
pub async fn keep(log: &Path, words: &[String], tell: &mut dyn FnMut(&News)) {
    // Heard from here on: whoever asks this process to end must not end it alone.
    let told = told_to_end();
    let mut server = match spawn(words, log) {
        Ok(server) => server,
        Err(error) => return tell(&News::NotStarted(io_reason(&error))),
    };
    let group = server.id();
    tell(&News::Started(group.unwrap_or_default()));
    tokio::select! {
        _ended_itself = server.wait() => {}
        () = told => {
            signal(group, Signal::End);
            let _overdue = tokio::time::timeout(GRACE, server.wait()).await;
        }
    }
    // What the server has started may have outlived it.
    signal(group, Signal::Kill);
    let _gone_already = server.start_kill();
    tell(&News::Ended(in_words(server.wait().await)));
}

fn spawn(words: &[String], log: &Path) -> io::Result<Child> {
    let (program, arguments) = words.split_first().ok_or(io::ErrorKind::NotFound)?;
    let output = File::options().append(true).create(true).open(log)?;
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output);
    // A group of its own, so that ending it ends what the server started and nobody else.
    #[cfg(unix)]
    command.process_group(0);
    command.spawn()
}

fn in_words(ended: io::Result<ExitStatus>) -> String {
    ended.map_or_else(|error| io_reason(&error), |status| status.to_string())
}

/// Waits for the end of standard input, or for a signal that asks this process to end; both are heard from the call on.
fn told_to_end() -> impl Future<Output = ()> {
    let (ended, hears) = oneshot::channel();
    // A thread of its own, which nobody waits for: a read cannot be called off.
    std::thread::spawn(move || {
        let _broken = io::copy(&mut io::stdin().lock(), &mut io::sink());
        let _nobody_listens = ended.send(());
    });
    let asked = asked_to_end();
    async move {
        tokio::select! {
            _closed = hears => {}
            () = asked => {}
        }
    }
}

#[cfg(unix)]
fn asked_to_end() -> impl Future<Output = ()> {
    use tokio::signal::unix::{SignalKind, signal};
    let heard = [SignalKind::terminate(), SignalKind::interrupt(), SignalKind::hangup()].map(signal);
    let waits = heard.map(|signal| {
        Box::pin(async move {
            match signal {
                Ok(mut signal) => drop(signal.recv().await),
                Err(_) => std::future::pending().await,
            }
        })
    });
    async move { drop(futures_util::future::select_all(waits).await) }
}

#[cfg(not(unix))]
fn asked_to_end() -> impl Future<Output = ()> {
    std::future::pending()
}

#[derive(Clone, Copy)]
pub(super) enum Signal {
    /// Please end.
    End,
    /// End now.
    Kill,
}

/// Signals the whole group; one that is gone already needs none.
#[cfg(unix)]
pub(super) fn signal(group: Option<u32>, signal: Signal) {
    use rustix::process::{Pid, Signal as UnixSignal, kill_process_group};
    let group = group.and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
    let signal = match signal {
        Signal::End => UnixSignal::TERM,
        Signal::Kill => UnixSignal::KILL,
    };
    if let Some(group) = group {
        let _gone = kill_process_group(group, signal);
    }
}

/// Without groups there is only the process itself, which its keeper kills.
#[cfg(not(unix))]
pub(super) fn signal(_group: Option<u32>, _signal: Signal) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_are_read_as_they_were_written() {
        let all = [
            News::Started(4711),
            News::NotStarted("no such file or directory".to_owned()),
            News::Ended("exit status: 1".to_owned()),
        ];
        for news in all {
            assert_eq!(News::read(&news.to_string()), Some(news));
        }
        assert_eq!(News::read("started soon"), None);
    }
}
