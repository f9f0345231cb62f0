//! How runs end: finished, stopped by a server, resumed, and repeated where they failed.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use offprint::record::{Failure, FailureKind, Outcome, Phase, Trial};
use offprint::run::{Ended, StopCause, plan};
use offprint::simulate::{Fault, FaultKind};
use offprint::suite::Suite;
use serde_json::Value;

use crate::harness::run::run_as_far_as_possible;
use crate::harness::{Simulated, Site, compliance};

/// The cases that are asked: seven, so that a server with a fault of its own dies at the third.
const CASES: usize = 7;

fn with(faults: &[(FaultKind, Option<&str>)]) -> Simulated {
    let fault = |(kind, model): &(FaultKind, Option<&str>)| Fault { kind: *kind, model: model.map(str::to_owned) };
    Simulated::with_faults(300.0, faults.iter().map(fault).collect())
}

fn first_cases() -> Suite {
    let whole = compliance();
    let first: BTreeSet<_> = whole.cases.iter().take(CASES).map(|case| case.id.clone()).collect();
    plan::narrowed(&whole, |case| first.contains(case))
}

/// What each client is told by a server that has this fault as a whole.
fn each_client(kind: FaultKind) -> Vec<(Vec<Trial>, Ended)> {
    let suite = first_cases();
    let ask = |client: &str| {
        let server = with(&[(kind, None)]);
        let target = format!("{client}:birch3:4b@{}", server.url());
        let (_, trials, ended) = run_as_far_as_possible(&suite, plan::settings(&suite, 1), &target);
        (trials, ended)
    };
    ["ollama", "llamacpp", "openai"].map(ask).into()
}

fn kind_of(trial: &Trial) -> Option<FailureKind> {
    match &trial.outcome {
        Outcome::Failed(Failure { kind, .. }) => Some(*kind),
        _ => None,
    }
}

fn is_answered(trial: &Trial) -> bool {
    matches!(trial.outcome, Outcome::Answered(_))
}

fn cause(ended: &Ended) -> Option<&StopCause> {
    match ended {
        Ended::Stopped(targets) => targets.first().map(|stopped| &stopped.cause),
        _ => None,
    }
}

#[test]
fn a_refused_cold_start_stops_a_target() {
    for (trials, ended) in each_client(FaultKind::Refusal) {
        assert_eq!(trials.len(), 1, "{trials:#?}");
        assert_eq!((trials[0].phase, kind_of(&trials[0])), (Phase::Cold, Some(FailureKind::Refused)));
        assert!(matches!(cause(&ended), Some(StopCause::Refused(_))), "{ended:?}");
    }
}

#[test]
fn a_server_that_is_gone_stops_a_target_and_its_last_request_is_not_a_trial() {
    for (trials, ended) in each_client(FaultKind::Death) {
        let (last, before) = trials.split_last().expect("some were asked");
        assert_eq!(kind_of(last), Some(FailureKind::Transport), "the request in which it died was asked");
        assert!(before.len() == 5 && before.iter().all(is_answered), "{trials:#?}");
        assert!(matches!(cause(&ended), Some(StopCause::Gone(_))), "{ended:?}");
    }
}

#[test]
fn a_server_that_comes_back_is_asked_the_rest() {
    for (trials, ended) in each_client(FaultKind::Restart) {
        assert_eq!(ended, Ended::Finished);
        let failed: Vec<usize> = (0..trials.len()).filter(|index| !is_answered(&trials[*index])).collect();
        assert_eq!(failed, [5], "{trials:#?}");
        assert!(trials[6].retries > 0, "{:#?}", trials[6]);
    }
}

#[test]
fn a_server_that_hangs_is_probed_once_and_not_behind_every_request() {
    let (url, probes) = hanging_server();
    let suite = first_cases();
    let mut settings = plan::settings(&suite, 1);
    settings.timeout = Duration::from_millis(150);
    let (_, trials, ended) = run_as_far_as_possible(&suite, settings, &format!("openai:stub@{url}"));
    assert_eq!(ended, Ended::Finished, "a time limit stops nothing");
    assert_eq!(trials[3].outcome, Outcome::TimedOut);
    let is_excused =
        |trial: &Trial| matches!(&trial.outcome, Outcome::Failed(failure) if failure.message.contains("busy"));
    assert!(trials.iter().skip(4).all(is_excused), "the server's trouble is not the model's: {trials:#?}");
    assert!(trials.iter().skip(4).all(|trial| trial.after_unverified), "{trials:#?}");
    assert!(probes.load(Ordering::SeqCst) <= 1, "a probe costs as much as a request");
}

/// A server that answers three chat requests and no other, and how many requests for one token it got.
fn hanging_server() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let url = format!("http://{}", listener.local_addr().expect("it has an address"));
    let probes = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&probes);
    std::thread::spawn(move || {
        let (mut questions, mut hanging) = (0, Vec::new());
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut buffer = [0; 16_384];
            let read = stream.read(&mut buffer).unwrap_or(0);
            let request = String::from_utf8_lossy(&buffer[..read]).into_owned();
            let is_question = request.starts_with("POST ");
            questions += usize::from(is_question);
            let is_probe = ["\"max_tokens\":1,", "\"max_tokens\":1}"].iter().any(|limit| request.contains(limit));
            seen.fetch_add(usize::from(is_probe), Ordering::SeqCst);
            if is_question && questions > 3 {
                hanging.push(stream);
                continue;
            }
            let body = match is_question {
                true => {
                    "data: {\"choices\":[{\"delta\":{\"content\":\"Yes\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"
                }
                false => "{\"data\":[{\"id\":\"stub\"}]}",
            };
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
            let _gone = stream.write_all((head + body).as_bytes());
        }
    });
    (url, probes)
}

/// The lines of a run's `trials.jsonl`.
fn lines(site: &Site, run: &str) -> Vec<Value> {
    let text = site.read(&format!("data/runs/{run}/trials.jsonl"));
    text.lines().map(|line| serde_json::from_str(line).expect("it is JSON")).collect()
}

fn header(site: &Site, run: &str) -> Value {
    serde_json::from_str(&site.read(&format!("data/runs/{run}/run.json"))).expect("it is JSON")
}

/// How often each measured request was sent.
fn asked(site: &Site, run: &str) -> BTreeMap<String, usize> {
    let mut times = BTreeMap::new();
    for trial in lines(site, run).iter().filter(|trial| trial["phase"] == "measured") {
        *times.entry(key(trial)).or_default() += 1;
    }
    times
}

#[test]
fn a_run_whose_server_died_stays_open_and_its_failures_can_be_repeated() {
    let (site, dying) = (Site::new(), with(&[(FaultKind::Death, None)]));
    let target = format!("llamacpp:birch3:4b@{}", dying.url());
    let words = ["run", "compliance", "--cases", "*-json", "--repeats", "3", "--id", "r", "--target", &target];
    let run = site.run(&words).ends_with(1);
    assert!(run.err.contains("is gone") && run.err.contains("`offprint run --resume r`"), "{}", run.err);
    assert!(run.err.contains("birch3:4b on llama.cpp: 1 failed\n  1x "), "{}", run.err);
    assert_eq!(run.out, "");
    assert!(header(&site, "r")["sealed"].is_null());
    let before = lines(&site, "r");

    let target = format!("llamacpp:birch3:4b@{}", Simulated::start(300.0).url());
    // A server that has gone before anything is asked changes nothing.
    site.run(&["run", "--resume", "r", "--target", &target]).ends_with(1);
    assert_eq!(lines(&site, "r"), before);

    let healthy = Simulated::start(300.0);
    let target = format!("llamacpp:birch3:4b@{}", healthy.url());
    let planned = |words: &[&str]| {
        let words = [&["run", "--resume", "r", "--dry-run", "--json", "--target", &target], words].concat();
        let told = site.run(&words).ends_with(0).out;
        serde_json::from_str::<Value>(&told).expect("it is JSON")["requests"].as_u64().expect("it is a count")
    };
    assert_eq!(planned(&[]) + 1, planned(&["--retry-failed"]));
    let resumed = site.run(&["run", "--resume", "r", "--retry-failed", "--target", &target]).ends_with(0);
    assert!(resumed.err.contains("1 request failed and will be repeated"), "{}", resumed.err);
    assert!(!resumed.err.contains(" failed\n"), "{}", resumed.err);
    site.run(&["verify"]).ends_with(0);

    let repeated: Vec<Value> = lines(&site, "r").into_iter().filter(|trial| trial["attempt"] == 2).collect();
    assert_eq!(repeated.len(), 1, "{repeated:?}");
    let twice: Vec<usize> = asked(&site, "r").into_values().filter(|times| *times > 1).collect();
    assert_eq!(twice, [2]);
    site.run(&["build"]).ends_with(0);
    let cases = header(&site, "r")["questions"].as_array().expect("it is a list").len();
    let board = site.read("public/runs/r/leaderboard.csv");
    let row: Vec<&str> = board.lines().nth(1).expect("it has a row").split(',').collect();
    let column = |name: &str| board.lines().next().expect("it has a head").split(',').position(|head| head == name);
    let number = |name: &str| row[column(name).expect("it is a column")].parse::<usize>().expect("it is a count");
    assert_eq!((number("requests"), number("failures")), (cases * 3, 0), "{board}");

    // The last attempt's prompt is the one whose answer counts.
    site.run(&["run", "--again", "r", "--same-nonce", "--id", "same", "--target", &target]).ends_with(0);
    assert_eq!(last_nonces(&site, "same"), last_nonces(&site, "r"));
}

/// The nonce of each measured request's last attempt.
fn last_nonces(site: &Site, run: &str) -> BTreeMap<String, String> {
    let measured = lines(site, run).into_iter().filter(|trial| trial["phase"] == "measured");
    measured.map(|trial| (key(&trial), trial["nonce"].to_string())).collect()
}

#[test]
fn a_target_that_refuses_its_cold_start_is_named_in_a_finished_run_and_repeated_alone() {
    let (site, strict) = (Site::new(), with(&[(FaultKind::Refusal, Some("birch3:4b"))]));
    let targets = ["birch3:4b", "birch3:8b"].map(|model| format!("llamacpp:{model}@{}", strict.url()));
    let words = ["run", "compliance", "--cases", "*-json", "--id", "r", "--json"];
    let run = site.run(&[&words[..], &["--target", &targets[0], "--target", &targets[1]]].concat()).ends_with(1);
    insta::assert_snapshot!("a_refused_cold_start", without_table(&run.err, &strict.url()));
    let events: Vec<Value> = run.out.lines().map(|line| serde_json::from_str(line).expect("it is JSON")).collect();
    let stopped: Vec<&Value> = events.iter().filter(|event| event["event"] == "stopped").collect();
    assert_eq!((stopped.len(), &stopped[0]["cause"]), (1, &Value::from("refused")), "{events:?}");
    assert_eq!(events.last().map(|event| &event["event"]), Some(&Value::from("finished")));
    assert!(!header(&site, "r")["sealed"].is_null());
    assert!(asked(&site, "r").keys().all(|key| key.contains("birch3-8b")), "the other target still had its turn");

    site.run(&["build"]).ends_with(0);
    let page = site.read("public/runs/r/index.html");
    assert!(page.contains("Not measured: birch3:4b on llama.cpp refused its first request: status 422"), "{page}");

    let healthy = Simulated::start(300.0);
    let target = format!("llamacpp:birch3:4b@{}", healthy.url());
    site.run(&["run", "--again", "r", "--only-failed", "--id", "s", "--target", &target]).ends_with(0);
    let (first, second) = (header(&site, "r"), header(&site, "s"));
    assert_eq!(second["origin"], serde_json::json!({ "run": "r", "only_failed": true }));
    assert_eq!(second["targets"].as_array().map(Vec::len), Some(1));
    assert_eq!(asked(&site, "s").len(), first["questions"].as_array().expect("it is a list").len());
    let listed = site.run(&["runs"]).ends_with(0).out;
    assert!(listed.contains("repeats only the failed requests of r"), "{listed}");
    site.run(&["build"]).ends_with(0);
    assert!(site.read("public/runs/s/index.html").contains("repeats only the failed requests of r"));
}

/// Standard error up to the table of findings, and its errors, without the address.
fn without_table(text: &str, url: &str) -> String {
    let (before, rest) = text.split_once("rank").expect("there is a table");
    let errors = &rest[rest.find("error").expect("there is an error")..];
    let before = before.rsplit_once('\n').map_or(before, |(lines, _)| lines);
    let before: Vec<&str> = before.lines().filter(|line| !line.contains("% compliant")).collect();
    let all = format!("of {} cases", compliance().cases.len());
    format!("{}\n..\n{errors}", before.join("\n")).replace(url, "URL").replace(&all, "of N cases")
}

#[test]
fn only_the_failed_trials_of_a_finished_run_are_repeated() {
    let (site, erring) = (Site::new(), with(&[(FaultKind::ErrorInStream, None)]));
    let target = format!("ollama:birch3:4b@{}", erring.url());
    let words = ["run", "compliance", "--cases", "*-json", "--repeats", "2", "--id", "r", "--json"];
    let run = site.run(&[&words[..], &["--target", &target]].concat()).ends_with(0);
    let failed: BTreeSet<String> = failures(&lines(&site, "r"));
    assert!(!failed.is_empty());
    let reason = format!("{}x an error was encountered while running the model", failed.len());
    assert!(run.err.contains(&reason), "{}", run.err);
    let events: Vec<Value> = run.out.lines().map(|line| serde_json::from_str(line).expect("it is JSON")).collect();
    let event = events.iter().find(|event| event["event"] == "failures").expect("it is reported");
    assert_eq!((&event["failed"], &event["reasons"][0]["count"]), (&failed.len().into(), &failed.len().into()));
    assert_eq!(event["reasons"][0]["kind"], "server");

    let healthy = Simulated::start(300.0);
    let target = format!("ollama:birch3:4b@{}", healthy.url());
    let again = ["run", "--again", "r", "--only-failed", "--id", "s", "--target", &target];
    site.run(&again).ends_with(0);
    let measured = |trial: &&Value| trial["phase"] == "measured";
    let asked: BTreeSet<String> = lines(&site, "s").iter().filter(measured).map(key).collect();
    assert_eq!(asked, failed);
    site.run(&["build"]).ends_with(0);

    let nothing = site.run(&["run", "--again", "s", "--only-failed", "--id", "t", "--target", &target]);
    insta::assert_snapshot!("nothing_failed", nothing.ends_with(2).told());
}

fn key(trial: &Value) -> String {
    format!("{} {} {}", trial["target"], trial["case"], trial["repeat"])
}

fn failures(trials: &[Value]) -> BTreeSet<String> {
    let failed = |trial: &&Value| trial["phase"] == "measured" && trial["outcome"] == "failed";
    trials.iter().filter(failed).map(key).collect()
}
