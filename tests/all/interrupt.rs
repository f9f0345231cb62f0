//! Runs that are ended before their end: by Ctrl-C, once and twice, and by what no process can answer.
#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "these tests wait, and look at the disk")]

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, ChildStderr, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::harness::Site;
use crate::harness::gate::Gate;

/// The question that waits: the third that counts, after two that warm up and the canary.
const HELD: usize = 6;
/// Long enough for anything that happens at all.
const LONG: Duration = Duration::from_secs(60);

#[test]
fn ctrl_c_once_finishes_the_request_under_way_and_keeps_it() {
    let (site, gate) = (Site::new(), Gate::holding(HELD));
    let mut run = Running::begin(&site, &gate.url);
    gate.arrival();
    run.press_ctrl_c();
    run.hear("finishing the current request; press Ctrl-C again to stop at once");
    gate.open();
    assert_eq!(run.end().code(), Some(130));
    insta::assert_snapshot!("interrupted", run.last_words);
    assert_eq!(trials(&site).len(), HELD, "the request under way was not kept");
    goes_on(&site);
}

#[test]
fn ctrl_c_twice_drops_the_request_under_way_and_harms_nothing() {
    let (site, gate) = (Site::new(), Gate::holding(HELD));
    let mut run = Running::begin(&site, &gate.url);
    gate.arrival();
    run.press_ctrl_c();
    run.hear("finishing the current request; press Ctrl-C again to stop at once");
    run.press_ctrl_c();
    run.hear("stopping at once; the current request is dropped");
    assert_eq!(run.end().code(), Some(130));
    assert_eq!(trials(&site).len(), HELD - 1, "a dropped request is no trial");
    goes_on(&site);
}

/// The archive is sound, and the run goes on from there to its end: every question once.
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
fn a_server_that_never_gets_ready_is_no_reason_to_wait() {
    let (site, port) = (Site::new(), free_port());
    // The first time, to be looked at, it is there; the second time, for its turn, it hangs.
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
    // A shell between the two: not only the process that was started must go.
    serve(&site, port, &format!("{} simulate --compression 20 --port {port} & wait", env!("CARGO_BIN_EXE_offprint")));
    let mut run = Running::of(&site, &["run", "compliance", "--id", "stopped"]);
    until("a trial is kept", || !trials(&site).is_empty());
    assert!(answers(port));
    run.process.kill().expect("it can be killed");
    run.end();
    until("the server is gone", || !answers(port));
}

#[test]
fn a_server_that_loses_its_keeper_still_ends_with_its_turn() {
    let (site, port) = (Site::new(), free_port());
    serve(&site, port, &format!("{} simulate --compression 600 --port {port} & wait", env!("CARGO_BIN_EXE_offprint")));
    let mut run = Running::of(&site, &["run", "compliance", "--id", "stopped"]);
    until("a trial is kept", || !trials(&site).is_empty());
    let Some(keeper) = keeper_of(&run.process) else { return };
    kill_process(keeper, Signal::KILL).expect("it can be killed");
    assert!(run.end().success());
    until("the server is gone", || !answers(port));
}

/// The process that a run has started, where the system tells.
fn keeper_of(run: &Child) -> Option<Pid> {
    let tasks = fs::read_dir(format!("/proc/{}/task", run.id())).ok()?.flatten();
    let children = tasks.filter_map(|task| fs::read_to_string(task.path().join("children")).ok()).collect::<String>();
    Pid::from_raw(children.split_whitespace().next()?.parse().ok()?)
}

/// Lets `offprint.toml` say that a shell serves the one target.
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

/// The trials of the run so far; every line that is there must be whole.
fn trials(site: &Site) -> Vec<Value> {
    let text = fs::read_to_string(site.path("data/runs/stopped/trials.jsonl")).unwrap_or_default();
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    whole.lines().map(|line| serde_json::from_str(line).expect("every line is whole")).collect()
}

fn until(what: &str, holds: impl Fn() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < LONG, "waited in vain until {what}");
        sleep(Duration::from_millis(20));
    }
}

/// A run under way, and what it says.
struct Running {
    process: Child,
    says: BufReader<ChildStderr>,
    /// What it said after what was heard last.
    last_words: String,
}

impl Running {
    fn begin(site: &Site, url: &str) -> Self {
        let target = format!("llamacpp:stub@{url}");
        Self::of(site, &["run", "compliance", "--id", "stopped", "--target", &target])
    }

    fn of(site: &Site, words: &[&str]) -> Self {
        let mut command = site.command(words);
        let mut process = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("offprint runs");
        let says = BufReader::new(process.stderr.take().expect("it says something"));
        Self { process, says, last_words: String::new() }
    }

    fn press_ctrl_c(&self) {
        let process = Pid::from_child(&self.process);
        kill_process(process, Signal::INT).expect("it runs");
    }

    /// Waits until it says a line that begins so.
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

    /// Waits for its end, and hears what it says until then.
    fn end(&mut self) -> ExitStatus {
        for line in self.says.by_ref().lines() {
            self.last_words += &(line.expect("it speaks text") + "\n");
        }
        self.process.wait().expect("it ends")
    }
}
