//! Servers that offprint starts and stops itself, for targets that specify a command: one at a time, each with a
//! [supervisor](super::supervisor) of its own.
#![expect(clippy::disallowed_methods, reason = "a server's log is a file")]

use std::fs::{self, File};
use std::io;
use std::net::{IpAddr, Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::net::TcpStream;
use tokio::process::{ChildStdin, ChildStdout, Command};

use crate::diagnostic::{Code, Diagnostic, io_reason};
use crate::name::{Slug, last_part};
use crate::text::ShownPath;

use super::client::SeenReply;
use super::connect::connect;
use super::process_group::{ProcessGroup, kill_by_id};
use super::secret::REMOVED;
use super::supervisor::{SHUTDOWN_TIMEOUT, ServerStatus};
use super::target::{Protocol, Serve, TargetSpec};

/// How long a server may take to become ready: large models load slowly from a disk.
const STARTUP_TIMEOUT: Duration = Duration::from_secs(600);
/// How long a server may take to reply while it is polled.
const REPLY_TIMEOUT: Duration = Duration::from_secs(10);
/// How long the last line of a supervisor that has exited may take to arrive.
const LAST_LINE_TIMEOUT: Duration = Duration::from_secs(1);
/// How long a connection to this machine may take. On Windows, one that is refused is tried again for two seconds.
const CONNECT_TIMEOUT: Duration = Duration::from_millis(250);
/// How often a server or port is polled.
const POLL_INTERVAL: Duration = Duration::from_millis(50);
/// Parts of the names of options and variables that hold a secret: `--api-key`, `--hf-token`.
const SECRET_NAMES: [&str; 5] = ["key", "token", "password", "passwd", "secret"];
/// The placeholder for the port in a command.
const PORT: &str = "{port}";

/// A server that runs until it is stopped or dropped, or until this process ends.
#[derive(Debug)]
pub(super) struct ManagedServer {
    supervisor: ProcessGroup,
    /// The supervisor ends the server when this pipe closes, which also happens when this process is killed.
    supervisor_stdin: Option<ChildStdin>,
    statuses: Lines<BufReader<ChildStdout>>,
    /// The server's process group, until it has ended.
    group: Option<u32>,
    /// What it prints; kept if it fails, for the person whose server it is.
    log: PathBuf,
    /// The target, at the address of the running server.
    pub(super) spec: TargetSpec,
}

impl ManagedServer {
    /// Starts the server of a target and waits until it is ready.
    ///
    /// # Errors
    /// The port is in use; the command cannot be started, ends early, or is not ready in time.
    pub(super) async fn start(spec: &TargetSpec, serve: &Serve) -> Result<Self, Diagnostic> {
        let (host, port) = socket_of(spec)
            .map_err(|error| Diagnostic::error(Code::NO_PORT, format!("no port is free: {}", io_reason(&error))))?;
        if is_taken(host, port).await {
            return Err(Diagnostic::error(
                Code::NO_PORT,
                format!("port {port} for `{}` is already in use", spec.model),
            )
            .help("the server there would be measured instead: stop it, or set another port in the target's address"));
        }
        let command: Vec<String> = serve.command.iter().map(|word| word.replace(PORT, &port.to_string())).collect();
        let name = Slug::from_text(&format!("offprint {}", spec.model));
        let started = new_log(&name).and_then(|log| Self::spawn(&serve.supervisor, &command, log, spec.at_port(port)));
        let mut server = started.map_err(|error| {
            Diagnostic::error(
                Code::REFUSED,
                format!("cannot start the supervisor process for `{}`: {}", spec.model, io_reason(&error)),
            )
            .help("offprint starts itself a second time for each server, so that the server ends with the run")
        })?;
        let started = match server.next_status().await {
            Some(ServerStatus::Started(group)) => {
                server.group = Some(group);
                server.becomes_ready().await
            }
            Some(ServerStatus::NotStarted(reason)) => {
                let program = command.first().map_or("", String::as_str);
                _ = fs::remove_file(&server.log);
                return Err(Diagnostic::error(
                    Code::CANNOT_START,
                    format!("cannot start `{program}` for `{}`: {reason}", spec.model),
                )
                .help("the first element of `serve` is a program: a path, or a name on the `PATH`"));
            }
            Some(ServerStatus::Ended(_)) | None => Err("was not started".to_owned()),
        };
        match started {
            Ok(()) => Ok(server),
            Err(reason) => {
                Err(Diagnostic::error(Code::SERVER_ENDED, format!("the server for `{}` {reason}", spec.model))
                    .help(format!("last line of its log: {}", last_line(&server.log)))
                    .help(format!("full log: {}", server.log.shown())))
            }
        }
    }

    fn spawn(supervisor: &Path, words: &[String], (file, log): (File, PathBuf), spec: TargetSpec) -> io::Result<Self> {
        let mut command = Command::new(supervisor);
        command.arg("keep").arg(&log).arg("--").args(words);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(file);
        // A group of its own too: the first Ctrl-C should let the current request finish.
        let mut supervisor = ProcessGroup::spawn(command)?;
        let stdout = supervisor.take_stdout().ok_or(io::ErrorKind::BrokenPipe)?;
        let supervisor_stdin = supervisor.take_stdin();
        Ok(Self { supervisor, supervisor_stdin, statuses: BufReader::new(stdout).lines(), group: None, log, spec })
    }

    /// Stops the server and everything that it started.
    pub(super) async fn stop(mut self) {
        drop(self.supervisor_stdin.take());
        // Twice the server's timeout, since the supervisor itself waits that long before it kills.
        if let Ok(Ok(ended)) = tokio::time::timeout(SHUTDOWN_TIMEOUT * 2, self.supervisor.wait()).await
            && ended.success()
        {
            self.group = None;
            // Of use only where a server fails.
            _ = fs::remove_file(&self.log);
        }
    }

    /// The supervisor's next report; nothing after it has exited.
    async fn next_status(&mut self) -> Option<ServerStatus> {
        let line = tokio::select! {
            biased;
            line = self.statuses.next_line() => line,
            // A process that it has started may hold its end of the pipe open: the end of the pipe is not waited for.
            _exited = self.supervisor.wait() => tokio::time::timeout(LAST_LINE_TIMEOUT, self.statuses.next_line()).await.ok()?,
        };
        ServerStatus::parse(&line.ok()??)
    }

    async fn becomes_ready(&mut self) -> Result<(), String> {
        let path = match self.spec.protocol {
            Protocol::Ollama => "/api/version",
            Protocol::LlamaServer => "/health",
            Protocol::OpenAi => "/v1/models",
        };
        let client = connect(&self.spec).map_err(|fault| fault.message)?;
        let responds = async {
            // Any reply but an error of its own shows that it has started: some servers have no list of models, and
            // others want a key first.
            let is_up = |reply: SeenReply| reply.status < 500 || reply.status == 501;
            while !client.look(path, REPLY_TIMEOUT).await.is_some_and(is_up) {
                tokio::time::sleep(POLL_INTERVAL).await;
            }
        };
        tokio::select! {
            status = self.next_status() => match status {
                Some(ServerStatus::Ended(status)) => {
                    self.group = None;
                    Err(format!("ended before it was ready ({status})"))
                }
                _ => Err("has lost its supervisor process, which exited".to_owned()),
            },
            ready = tokio::time::timeout(STARTUP_TIMEOUT, responds) => {
                ready.map_err(|_| format!("was not ready after {} minutes", STARTUP_TIMEOUT.as_secs() / 60))
            }
        }
    }
}

impl Drop for ManagedServer {
    /// Kills a server that was not stopped: after an error, after Ctrl-C, or because its supervisor was killed.
    fn drop(&mut self) {
        if let Some(group) = self.group.take() {
            kill_by_id(group);
        }
    }
}

/// The command as the archive stores it: of each path only the last part, because folder names can contain the names of
/// people; and no keys and passwords.
pub(super) fn command_for_archive(command: &[String]) -> Vec<String> {
    let mut is_secret = false;
    let mut words = Vec::new();
    for word in command {
        let (name, value) = word.split_once('=').map_or((word.as_str(), None), |(name, value)| (name, Some(value)));
        let names_secret = SECRET_NAMES.iter().any(|part| name.to_lowercase().contains(part));
        words.push(match value {
            _ if is_secret => REMOVED.to_owned(),
            Some(_) if names_secret => format!("{name}={REMOVED}"),
            _ => last_part(word).to_owned(),
        });
        is_secret = !is_secret && value.is_none() && names_secret && name.starts_with('-');
    }
    words
}

/// The host and the port in the target's address, or else a free port.
fn socket_of(spec: &TargetSpec) -> io::Result<(IpAddr, u16)> {
    let (host, specified) = spec.address.socket();
    let host = host.filter(IpAddr::is_loopback).unwrap_or(Ipv4Addr::LOCALHOST.into());
    match specified {
        Some(port) => Ok((host, port)),
        // Another process could take the port before the server binds it; then the server reports that in its log and
        // ends.
        None => Ok((host, TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())),
    }
}

/// Whether something keeps accepting connections on a port of this machine. Waits for a while, because a server that
/// was just stopped may take a moment to close its socket.
async fn is_taken(host: IpAddr, port: u16) -> bool {
    let accepts = async || {
        matches!(tokio::time::timeout(CONNECT_TIMEOUT, TcpStream::connect((host, port))).await, Ok(Ok(_connection)))
    };
    let closed = async {
        while accepts().await {
            tokio::time::sleep(POLL_INTERVAL).await;
        }
    };
    tokio::time::timeout(SHUTDOWN_TIMEOUT, closed).await.is_err()
}

/// A new file of a name that cannot be foreseen, which only this user can read: the folder of temporary files is everybody's.
fn new_log(name: &Slug) -> io::Result<(File, PathBuf)> {
    let log = tempfile::Builder::new().prefix(&format!("{name}-")).suffix(".log").tempfile()?;
    Ok(log.keep()?)
}

/// The last line of a log that is not blank.
fn last_line(log: &Path) -> String {
    const MAX_LENGTH: usize = 200;
    let text = fs::read(log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    let line = text.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("none");
    line.trim().chars().take(MAX_LENGTH).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folder_names_are_not_stored() {
        let words =
            ["/home/anna/llama-server", "-m", "/home/anna/models/qwen3-8b.gguf", "-c", "32768"].map(str::to_owned);
        assert_eq!(command_for_archive(&words), ["llama-server", "-m", "qwen3-8b.gguf", "-c", "32768"]);
    }

    #[test]
    fn keys_are_not_stored() {
        let words = ["env", "HF_TOKEN=hf_1", "x", "--api-key", "sk-1", "--api-key=sk-2", "-c", "1"].map(str::to_owned);
        let stored = ["env", "HF_TOKEN=[secret]", "x", "--api-key", "[secret]", "--api-key=[secret]", "-c", "1"];
        assert_eq!(command_for_archive(&words), stored);
    }
}
