//! Interrupted runs: by Ctrl-C, once and twice, by signals to end, and by signals that no process can handle.
#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "these tests wait, and look at the disk")]

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use crate::harness::gate::Gate;
use crate::harness::pretend::{Asked, Doing, Pretend, says};
use crate::harness::{Simulated, Site};

/// The number of the request that is held back: the third measured one, after two for warm-up and the canary.
const HELD: usize = 6;
/// A timeout for anything that should happen at all.
const LONG: Duration = Duration::from_secs(60);

#[test]
fn ctrl_c_once_finishes_the_current_request_and_stores_it() {
    let (site, gate) = (Site::new(), Gate::holding(HELD));
    let mut run = Running::begin(&site, &gate.url);
    gate.arrival();
    run.press_ctrl_c();
    run.hear("finishing the current request; press Ctrl-C again to stop at once");
    gate.open();
    assert_eq!(run.end().code(), Some(130));
    insta::assert_snapshot!("interrupted", run.stderr_rest);
    assert_eq!(trials(&site).len(), HELD, "the current request was not stored");
    goes_on(&site);
}

#[test]
fn ctrl_c_twice_drops_only_the_current_request() {
    let (site, gate) = (Site::new(), Gate::holding(HELD));
    let mut run = Running::begin(&site, &gate.url);
    gate.arrival();
    run.press_ctrl_c();
    run.hear("finishing the current request; press Ctrl-C again to stop at once");
    run.press_ctrl_c();
    run.hear("stopping at once; the current request is dropped");
    assert_eq!(run.end().code(), Some(130));
    assert_eq!(trials(&site).len(), HELD - 1, "a dropped request is not a trial");
    goes_on(&site);
}

#[test]
fn a_signal_to_end_drops_the_current_request_and_unloads_the_model() {
    // A test run that was started with `nohup` passes on that `SIGHUP` is to be ignored.
    let signals = if hangups_are_ignored() { vec![Signal::TERM] } else { vec![Signal::TERM, Signal::HUP] };
    for signal in signals {
        // Slow enough that a request is under way whenever the signal comes.
        let (site, server) = (Site::new(), Simulated::start(20.0));
        let target = format!("ollama:birch3:32b@{}", server.url());
        let mut run = Running::of(&site, &["run", "compliance", "--id", "stopped", "--target", &target]);
        until("a trial is kept", || !trials(&site).is_empty());
        run.receive(signal);
        run.hear("stopping at once; the current request is dropped");
        assert_eq!(run.end().code(), Some(130));
        assert!(!trials(&site).is_empty());
        assert_eq!(get(&server.url(), "/api/ps"), "{\"models\":[]}");
        site.run(&["verify"]).ends_with(0);
    }
}

/// Whether this process ignores `SIGHUP`, as far as that can be known.
fn hangups_are_ignored() -> bool {
    if !cfg!(target_os = "linux") {
        return false;
    }
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:")).unwrap_or_default();
    u64::from_str_radix(mask.trim(), 16).is_ok_and(|mask| mask & 1 == 1)
}

#[test]
fn an_interruption_while_a_model_is_loaded_unloads_it() {
    let unloads = |asked: &Asked| asked.is_chat() && asked.body.contains("\"keep_alive\":0");
    let ollama = Pretend::start(move |asked| match asked.path.as_str() {
        "/api/version" => says(200, &json!({ "version": "0.33.0" })),
        "/api/tags" => says(200, &json!({ "models": [{ "name": "tiny:latest" }] })),
        "/api/show" => says(200, &json!({ "details": {} })),
        _ if unloads(asked) => says(200, &json!({ "done": true })),
        _ if asked.is_chat() => Doing::Hangs,
        _ => says(404, &json!({ "error": "not found" })),
    });
    let site = Site::new();
    let target = format!("ollama:tiny@{}", ollama.url());
    let mut run = Running::of(&site, &["run", "compliance", "--id", "stopped", "--target", &target]);
    until("the model is being loaded", || !ollama.chats().is_empty());
    run.press_ctrl_c();
    assert_eq!(run.end().code(), Some(130));
    assert!(run.stderr_rest.contains("interrupted while the targets were checked"), "{}", run.stderr_rest);
    assert!(ollama.chats().last().is_some_and(unloads), "{:?}", ollama.chats());
    assert!(!site.path("data/runs/stopped").exists(), "nothing was asked");
}

#[test]
#[cfg(target_os = "linux")]
fn a_run_that_should_outlive_its_terminal_does() {
    let (site, gate) = (Site::new(), Gate::holding(HELD));
    let command = format!(
        "trap '' HUP; exec {} -C {} run compliance --cases '*-json' --id stopped --target llamacpp:stub@{}",
        env!("CARGO_BIN_EXE_offprint"),
        site.root().display(),
        gate.url
    );
    let mut shell = Command::new("sh");
    let mut run = Running::started(shell.args(["-c", &command]).stdout(Stdio::null()).stderr(Stdio::piped()));
    gate.arrival();
    run.receive(Signal::HUP);
    gate.open();
    assert!(run.end().success());
}

/// The body of a reply, whose end is that of the connection.
fn get(url: &str, path: &str) -> String {
    let host = url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).expect("it is running");
    let request = format!("GET {path} HTTP/1.0\r\nHost: {host}\r\n\r\n");
    std::io::Write::write_all(&mut stream, request.as_bytes()).expect("it listens");
    let mut reply = String::new();
    stream.read_to_string(&mut reply).expect("it replies with text");
    reply.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).expect("it has a body")
}

/// Checks that the archive is valid and that the run can be resumed to its end, with every measured request once.
fn goes_on(site: &Site) {
    site.run(&["verify"]).ends_with(0);
    site.run(&["run", "--resume", "stopped"]).ends_with(0);
    site.run(&["verify"]).ends_with(0);
    let mut measured: Vec<String> = trials(site)
        .into_iter()
        .filter(|trial| trial["phase"] == "measured")
        .map(|trial| trial["case"].to_string())
        .collect();
    let count = measured.len();
    measured.sort();
    measured.dedup();
    assert_eq!((measured.len(), count), (crate::harness::compliance().cases.len(), measured.len()));
}

#[test]
fn ctrl_c_does_not_wait_for_a_server_that_is_never_ready() {
    let (site, port) = (Site::new(), free_port());
    // The server starts for the preflight but hangs when it is started for its turn.
    let script = format!(
        "if [ -e {seen} ]; then exec sleep 600; fi; touch {seen}; exec {offprint} simulate --port {port}",
        seen = site.path("seen").display(),
        offprint = env!("CARGO_BIN_EXE_offprint")
    );
    serve(&site, port, &script);
    let mut run = Running::of(&site, &["run", "compliance", "--id", "stopped"]);
    run.hear("1/1");
    run.press_ctrl_c();
    assert_eq!(run.end().code(), Some(130));
    assert!(trials(&site).is_empty());
}

#[test]
fn a_killed_run_leaves_no_server_behind() {
    let (site, port) = (Site::new(), free_port());
    // With a shell in between: the server is not the process that offprint has started.
    serve(&site, port, &format!("{} simulate --compression 20 --port {port} & wait", env!("CARGO_BIN_EXE_offprint")));
    let mut run = Running::of(&site, &["run", "compliance", "--id", "stopped"]);
    until("a trial is kept", || !trials(&site).is_empty());
    assert!(answers(port));
    run.process.kill().expect("it can be killed");
    run.end();
    until("the server is gone", || !answers(port));
}

#[test]
#[cfg(target_os = "linux")]
fn a_server_without_its_supervisor_still_ends_with_its_turn() {
    let (site, port) = (Site::new(), free_port());
    serve(&site, port, &format!("{} simulate --compression 600 --port {port} & wait", env!("CARGO_BIN_EXE_offprint")));
    let mut run = Running::of(&site, &["run", "compliance", "--id", "stopped"]);
    until("a trial is kept", || !trials(&site).is_empty());
    let Some(supervisor) = supervisor_of(&run.process) else { return };
    kill_process(supervisor, Signal::KILL).expect("it can be killed");
    assert!(run.end().success());
    until("the server is gone", || !answers(port));
}

/// The process that a run has started.
#[cfg(target_os = "linux")]
fn supervisor_of(run: &Child) -> Option<Pid> {
    let tasks = fs::read_dir(format!("/proc/{}/task", run.id())).ok()?.flatten();
    let children = tasks.filter_map(|task| fs::read_to_string(task.path().join("children")).ok()).collect::<String>();
    Pid::from_raw(children.split_whitespace().next()?.parse().ok()?)
}

/// Configures one target that a shell script serves.
fn serve(site: &Site, port: u16, script: &str) {
    let target = format!("llamacpp:birch3:4b@http://127.0.0.1:{port}");
    let text =
        format!("title = \"Bench\"\n[[target]]\ntarget = \"{target}\"\nserve = [\"sh\", \"-c\", \"{script}\"]\n");
    site.write("offprint.toml", &text);
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    listener.local_addr().expect("it has an address").port()
}

fn answers(port: u16) -> bool {
    TcpStream::connect(("127.0.0.1", port)).is_ok()
}

/// The trials of the run so far. Every line must be complete.
fn trials(site: &Site) -> Vec<Value> {
    let text = fs::read_to_string(site.path("data/runs/stopped/trials.jsonl")).unwrap_or_default();
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    whole.lines().map(|line| serde_json::from_str(line).expect("every line is whole")).collect()
}

fn until(what: &str, holds: impl Fn() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < LONG, "timed out waiting until {what}");
        sleep(Duration::from_millis(20));
    }
}

/// A running `offprint run`, and its output.
struct Running {
    process: Child,
    says: BufReader<ChildStderr>,
    /// The output after the last line that was waited for.
    stderr_rest: String,
}

impl Running {
    fn begin(site: &Site, url: &str) -> Self {
        let target = format!("llamacpp:stub@{url}");
        Self::of(site, &["run", "compliance", "--id", "stopped", "--target", &target])
    }

    fn of(site: &Site, words: &[&str]) -> Self {
        Self::started(site.command(words).stdout(Stdio::null()).stderr(Stdio::piped()))
    }

    fn started(command: &mut Command) -> Self {
        let mut process = command.spawn().expect("it runs");
        let says = BufReader::new(process.stderr.take().expect("it says something"));
        Self { process, says, stderr_rest: String::new() }
    }

    fn press_ctrl_c(&self) {
        self.receive(Signal::INT);
    }

    fn receive(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.process), signal).expect("it runs");
    }

    /// Waits for a line with this beginning.
    fn hear(&mut self, words: &str) {
        loop {
            let mut line = String::new();
            let read = self.says.read_line(&mut line).expect("it speaks text");
            assert!(read > 0, "it ended without saying `{words}`");
            if line.starts_with(words) {
                return;
            }
        }
    }

    /// Waits for its end and collects its output until then.
    fn end(&mut self) -> ExitStatus {
        for line in self.says.by_ref().lines() {
            self.stderr_rest += &(line.expect("it speaks text") + "\n");
        }
        self.process.wait().expect("it ends")
    }
}
