//! Servers that we start and stop ourselves, for targets that say how: one at a time, each with a [keeper](super::keeper) of its own.
#![expect(clippy::disallowed_methods, reason = "a server's log is a file")]

use std::fs::{self, File};
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::diagnostic::{Diagnostic, io_reason};
use crate::name::{Slug, last_part};

use super::keeper::{GRACE, News, Signal, signal};
use super::preflight;
use super::target::{Protocol, Serve, TargetSpec};

/// How long a server may take until it answers: large models are read from slow disks.
const PATIENCE: Duration = Duration::from_secs(600);
/// How often it is asked whether it is there.
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);
/// What the words of a command say where the port belongs.
const PORT: &str = "{port}";

/// A server that runs until it is stopped or dropped, or this process ends.
#[derive(Debug)]
pub(super) struct Served {
    keeper: Child,
    /// The keeper ends the server when this pipe closes, be it by our death.
    leash: Option<ChildStdin>,
    news: Lines<BufReader<ChildStdout>>,
    /// The server's process group, until it is ended.
    group: Option<u32>,
    /// The target, at its address.
    pub(super) spec: TargetSpec,
}

impl Served {
    /// Starts the server of a target and waits until it answers.
    ///
    /// # Errors
    /// The command cannot be started, ends too early, or does not answer in time.
    pub(super) async fn start(spec: &TargetSpec, serve: &Serve) -> Result<Self, Diagnostic> {
        let port =
            port_of(spec).map_err(|error| Diagnostic::error(format!("no port is free: {}", io_reason(&error))))?;
        if is_taken(port).await {
            return Err(Diagnostic::error(format!("port {port} of this machine, where `{}` is to be served, is taken already", spec.model))
                .help("what answers there would be measured in its place: stop it, or name another port in the target's address"));
        }
        let words: Vec<String> = serve.command.iter().map(|word| word.replace(PORT, &port.to_string())).collect();
        let log = log_of(spec);
        let mut served = Self::spawn(&serve.keeper, &words, &log, spec.at_port(port)).map_err(|error| {
            Diagnostic::error(format!("cannot start a process for `{}`: {}", spec.model, io_reason(&error)))
                .help("offprint starts itself once more beside each server, to end it in any case")
        })?;
        let started = match served.next_news().await {
            Some(News::Started(group)) => {
                served.group = Some(group);
                served.becomes_ready().await
            }
            Some(News::NotStarted(why)) => {
                let program = words.first().map_or("", String::as_str);
                return Err(Diagnostic::error(format!("cannot start `{program}` for `{}`: {why}", spec.model))
                    .help("the first word of `serve` is a program, by its path or on the `PATH`"));
            }
            Some(News::Ended(_)) | None => Err("was not started".to_owned()),
        };
        match started {
            Ok(()) => Ok(served),
            Err(why) => Err(Diagnostic::error(format!("the server of `{}` {why}", spec.model))
                .help(format!("its last words: {}", last_words(&log)))
                .help(format!("all of them: {}", log.display()))),
        }
    }

    fn spawn(keeper: &Path, words: &[String], log: &Path, spec: TargetSpec) -> io::Result<Self> {
        let mut command = Command::new(keeper);
        command.arg("keep").arg(log).arg("--").args(words);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(File::create(log)?);
        // A group of its own: Ctrl-C in the terminal is for us.
        #[cfg(unix)]
        command.process_group(0);
        let mut keeper = command.spawn()?;
        let (leash, says) = (keeper.stdin.take(), keeper.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?);
        Ok(Self { keeper, leash, news: BufReader::new(says).lines(), group: None, spec })
    }

    /// Stops the server and everything that it started: first asked, then made to.
    pub(super) async fn stop(mut self) {
        drop(self.leash.take());
        if let Ok(Ok(ended)) = tokio::time::timeout(GRACE * 2, self.keeper.wait()).await
            && ended.success()
        {
            self.group = None;
        }
    }

    /// What the keeper says next; nothing when it is gone.
    async fn next_news(&mut self) -> Option<News> {
        News::read(&self.news.next_line().await.ok()??)
    }

    async fn becomes_ready(&mut self) -> Result<(), String> {
        let path = match self.spec.protocol {
            Protocol::Ollama => "/api/version",
            Protocol::LlamaServer => "/health",
            Protocol::OpenAi => "/v1/models",
        };
        let client = preflight::connect(&self.spec).map_err(|fault| fault.message)?;
        let answers = async {
            while client.get(path).await.is_err() {
                tokio::time::sleep(BETWEEN_LOOKS).await;
            }
        };
        tokio::select! {
            news = self.next_news() => match news {
                Some(News::Ended(how)) => {
                    self.group = None;
                    Err(format!("ended before it was ready ({how})"))
                }
                _ => Err("was left alone: the process beside it is gone".to_owned()),
            },
            ready = tokio::time::timeout(PATIENCE, answers) => {
                ready.map_err(|_| format!("was not ready after {} minutes", PATIENCE.as_secs() / 60))
            }
        }
    }
}

impl Drop for Served {
    /// Where it was not stopped, because something failed or somebody pressed Ctrl-C, or where its keeper is gone, it is killed.
    fn drop(&mut self) {
        signal(self.group.take(), Signal::Kill);
    }
}

/// The command in words for the archive: paths end in their last part, since folders name people.
pub(super) fn shown(serve: &[String]) -> Vec<String> {
    let last = |word: &String| last_part(word).to_owned();
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

/// Whether somebody accepts connections at a port of this machine and goes on to: what a server of ours started may take a moment to be gone.
async fn is_taken(port: u16) -> bool {
    let answers = || std::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok();
    let gone = async {
        while answers() {
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
    };
    tokio::time::timeout(GRACE, gone).await.is_err()
}

fn log_of(spec: &TargetSpec) -> PathBuf {
    let name = Slug::from_text(&format!("offprint {} {}", spec.model, std::process::id()));
    std::env::temp_dir().join(format!("{name}.log"))
}

/// The last line of a log that says anything.
fn last_words(log: &Path) -> String {
    const LONGEST: usize = 200;
    let text = fs::read(log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    let line = text.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("none");
    line.trim().chars().take(LONGEST).collect()
}

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
