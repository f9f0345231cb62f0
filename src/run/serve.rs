//! Servers that we start and stop ourselves, for targets that say how: one at a time, each in a process group of its own.
#![expect(clippy::disallowed_methods, reason = "waiting for a server needs the clock, and its log a file")]

use std::fs::{self, File};
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use tokio::process::{Child, Command};

use crate::diagnostic::Diagnostic;
use crate::name::Slug;

use super::preflight;
use super::target::{Protocol, TargetSpec};

/// How long a server may take until it answers: large models are read from slow disks.
const PATIENCE: Duration = Duration::from_secs(600);
/// How often it is asked whether it is there.
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);
/// How long it may take to end before it is killed.
const GRACE: Duration = Duration::from_secs(10);
/// What the words of a command say where the port belongs.
const PORT: &str = "{port}";

/// A server that runs until it is stopped or dropped.
#[derive(Debug)]
pub(super) struct Served {
    child: Child,
    /// Its process group, until it is ended. The group outlives the process that leads it.
    group: Option<u32>,
    /// The target, at its address.
    pub(super) spec: TargetSpec,
}

impl Served {
    /// Starts the server of a target and waits until it answers.
    ///
    /// # Errors
    /// The command cannot be started, ends too early, or does not answer in time.
    pub(super) async fn start(spec: &TargetSpec) -> Result<Self, Diagnostic> {
        let port = port_of(spec).map_err(|error| Diagnostic::error(format!("no port is free: {error}")))?;
        let words: Vec<String> = spec.serve.iter().map(|word| word.replace(PORT, &port.to_string())).collect();
        let log = log_of(spec);
        let child = spawn(&words, &log).map_err(|error| {
            let program = words.first().map_or("", String::as_str);
            Diagnostic::error(format!("cannot start `{program}` for `{}`: {error}", spec.model))
                .help("the first word of `serve` is a program, by its path or on the `PATH`")
        })?;
        let mut served = Self { group: child.id(), child, spec: spec.at_port(port) };
        match served.becomes_ready().await {
            Ok(()) => Ok(served),
            Err(why) => Err(Diagnostic::error(format!("the server of `{}` {why}", spec.model))
                .help(format!("its last words: {}", last_words(&log)))
                .help(format!("all of them: {}", log.display()))),
        }
    }

    /// Stops the server and everything that it started: first asked, then made to.
    pub(super) async fn stop(mut self) {
        signal(self.group, Signal::End);
        let _overdue = tokio::time::timeout(GRACE, self.child.wait()).await;
        signal(self.group.take(), Signal::Kill);
        let _gone = self.child.wait().await;
    }

    async fn becomes_ready(&mut self) -> Result<(), String> {
        let path = match self.spec.protocol {
            Protocol::Ollama => "/api/version",
            Protocol::LlamaServer => "/health",
            Protocol::OpenAi => "/v1/models",
        };
        let client = preflight::connect(&self.spec).map_err(|fault| fault.message)?;
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            if let Ok(Some(status)) = self.child.try_wait() {
                return Err(format!("ended before it was ready ({status})"));
            }
            if client.get(path).await.is_ok() {
                return Ok(());
            }
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
        Err(format!("was not ready after {} minutes", PATIENCE.as_secs() / 60))
    }
}

impl Drop for Served {
    /// Where nobody stopped it, because something failed or somebody pressed Ctrl-C, it is killed.
    fn drop(&mut self) {
        signal(self.group.take(), Signal::Kill);
    }
}

/// The command in words for the archive: paths end in their last part, since folders name people.
pub(super) fn shown(serve: &[String]) -> Vec<String> {
    let last = |word: &String| word.rsplit(['/', '\\']).next().unwrap_or(word).to_owned();
    serve.iter().map(last).collect()
}

/// The port in the target's address, else a free one.
fn port_of(spec: &TargetSpec) -> io::Result<u16> {
    let written = reqwest::Url::parse(&spec.url).ok().and_then(|url| url.port());
    match written {
        Some(port) => Ok(port),
        None => Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port()),
    }
}

fn log_of(spec: &TargetSpec) -> PathBuf {
    let name = Slug::from_text(&format!("offprint {} {}", spec.model, std::process::id()));
    std::env::temp_dir().join(format!("{name}.log"))
}

fn spawn(words: &[String], log: &Path) -> io::Result<Child> {
    let (program, arguments) = words.split_first().ok_or(io::ErrorKind::NotFound)?;
    let output = File::create(log)?;
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output).kill_on_drop(true);
    // A group of its own: Ctrl-C in the terminal is for us, and ending the group ends what the server started.
    #[cfg(unix)]
    command.process_group(0);
    command.spawn()
}

/// The last line of a log that says anything.
fn last_words(log: &Path) -> String {
    const LONGEST: usize = 200;
    let text = fs::read(log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    let line = text.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("none");
    line.trim().chars().take(LONGEST).collect()
}

#[derive(Clone, Copy)]
enum Signal {
    /// Please end.
    End,
    /// End now.
    Kill,
}

/// Signals the whole group; one that is gone already needs none.
#[cfg(unix)]
fn signal(group: Option<u32>, signal: Signal) {
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

/// Without groups there is only the process itself, which is killed when it is dropped.
#[cfg(not(unix))]
fn signal(_group: Option<u32>, _signal: Signal) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_stay_out_of_the_archive() {
        let words =
            ["/home/anna/llama-server", "-m", "/home/anna/models/qwen3-8b.gguf", "-c", "32768"].map(str::to_owned);
        assert_eq!(shown(&words), ["llama-server", "-m", "qwen3-8b.gguf", "-c", "32768"]);
    }
}
