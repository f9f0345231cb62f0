//! The runner under stress: every fault with every client, fifty kills of one run, changed suites and models, and repeated runs.
#![expect(clippy::print_stderr, reason = "a test reports when it is skipped")]
#![expect(clippy::disallowed_methods, reason = "these tests look at the disk, and damage what is on it")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

use offprint::record::{Failure, FailureKind, Outcome, Phase, Trial};
use offprint::run::plan;
use offprint::simulate::{Fault, FaultKind};
use offprint::suite::Suite;
use serde_json::Value;

use crate::harness::run::run_to_end;
use crate::harness::{Ran, Simulated, Site, compliance};

/// How fast servers are that have faults. The clock of Windows ticks every 15.6 ms
/// (<https://learn.microsoft.com/en-us/windows/win32/api/timeapi/nf-timeapi-timebeginperiod>), and a limit should be many ticks long.
const FAST: f64 = if cfg!(windows) { 60.0 } else { 300.0 };

#[test]
fn every_fault_is_classified_by_every_client_and_affects_no_other_request() {
    let sound = Simulated::start(FAST);
    let plain = answers(&ask(&format!("ollama:birch3:4b@{}", sound.url()), 7));
    // A prompt cache strikes no request that can be told from others: see `caches.rs`.
    let of_requests = |kind: &FaultKind| !kind.is_of_the_server() && *kind != FaultKind::PromptCache;
    let kinds = FaultKind::ALL.into_iter().filter(of_requests);
    let faults: Vec<String> = std::thread::scope(|scope| {
        let of_clients = ["ollama", "llamacpp", "openai"].map(|client| {
            let (kinds, plain) = (kinds.clone(), &plain);
            scope.spawn(move || kinds.filter_map(|kind| misjudged(client, kind, plain)).collect::<Vec<_>>())
        });
        of_clients.into_iter().flat_map(|thread| thread.join().expect("no client panics")).collect()
    });
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

/// What a client made of a server with this fault, where that is wrong; `plain` are the answers without it.
fn misjudged(client: &str, kind: FaultKind, plain: &BTreeMap<String, String>) -> Option<String> {
    // How late a token was is judged by the server's own times, which must not be too short for that; megabytes take their time to read.
    let slow = [FaultKind::LateClose, FaultKind::GiantLine, FaultKind::EndlessAnswer].contains(&kind);
    let compression = if slow { 4.0 } else { FAST };
    let server = Simulated::with_faults(compression, vec![Fault { kind, model: None }]);
    let trials = ask(&format!("{client}:birch3:4b@{}", server.url()), 7);
    let struck: Vec<&Trial> = trials.iter().filter(|trial| is_struck(trial, kind)).collect();
    let unharmed = trials.iter().filter(|trial| !is_struck(trial, kind));
    let answered = |trial: &Trial| matches!(trial.outcome, Outcome::Answered(_)) && !trial.after_unverified;
    let measured = trials.iter().filter(|trial| trial.phase == Phase::Measured).count();
    let least = match kind {
        // Content in parts is read like any other, so that nothing tells it apart.
        FaultKind::ContentInParts => 0,
        // An answer of one token comes with its end in any case.
        FaultKind::LateClose => 1,
        _ => 2,
    };
    let same = answers(&trials).iter().all(|(case, answer)| plain[case] == *answer);
    let well = measured == 7 && struck.len() >= least && same;
    if well && unharmed.clone().all(answered) && unharmed.count() >= 5 {
        return None;
    }
    let told: Vec<_> = trials.iter().map(|trial| (trial.phase, &trial.outcome, trial.retries)).collect();
    Some(format!("{kind:?} with {client}, answers alike: {same}: {told:?}"))
}

/// The answers that were given, by case.
fn answers(trials: &[Trial]) -> BTreeMap<String, String> {
    let answered = trials.iter().filter(|trial| matches!(trial.outcome, Outcome::Answered(_)));
    answered.map(|trial| (trial.case.to_string(), trial.answer.trim().to_owned())).collect()
}

/// Whether a trial met the fault and got the matching outcome.
fn is_struck(trial: &Trial, kind: FaultKind) -> bool {
    let answered = matches!(trial.outcome, Outcome::Answered(_));
    let expected = match kind {
        FaultKind::SlowFirstByte | FaultKind::Stall => return trial.outcome == Outcome::TimedOut,
        FaultKind::Loading => return answered && trial.retries == 1,
        FaultKind::LateClose | FaultKind::WholeReply | FaultKind::IndentedReply => {
            return answered && !trial.answer.is_empty() && trial.timing.first_token.is_none();
        }
        FaultKind::NumberBeyondBelief => {
            return answered && trial.tokens.generated.is_none() && trial.server.generation.is_none();
        }
        FaultKind::ThinkTag
        | FaultKind::ThinkUnopened
        | FaultKind::ThinkHarmony
        | FaultKind::ThinkSeed
        | FaultKind::ThinkGemma
        | FaultKind::ThinkKimi
        | FaultKind::ThinkMistral
        | FaultKind::ThinkCohere
        | FaultKind::ThinkReasoning => return answered && trial.reasoning.as_deref() == Some("hm hm"),
        FaultKind::ContentInParts | FaultKind::PromptCache => return false,
        FaultKind::Cut => FailureKind::Transport,
        FaultKind::ErrorInStream
        | FaultKind::ErrorLine
        | FaultKind::ErrorEvent
        | FaultKind::ErrorInChoice
        | FaultKind::ErrorList
        | FaultKind::ErrorBare
        | FaultKind::ErrorReason => FailureKind::Server,
        FaultKind::NoEndMark | FaultKind::DoneWithoutReason | FaultKind::Interrupted => FailureKind::NoEndMark,
        FaultKind::Garbage | FaultKind::UnknownFrame => FailureKind::Malformed,
        FaultKind::TemplateToken => FailureKind::BrokenTemplate,
        FaultKind::CutByWindow => FailureKind::ContextOverflow,
        FaultKind::GiantLine | FaultKind::EndlessAnswer => FailureKind::TooLong,
        FaultKind::Refusal => FailureKind::Refused,
        FaultKind::Death | FaultKind::Restart => FailureKind::Transport,
    };
    matches!(&trial.outcome, Outcome::Failed(Failure { kind, .. }) if *kind == expected)
}

/// Runs the suite's first cases against one target, without a disk.
fn ask(target: &str, cases: usize) -> Vec<Trial> {
    ask_within(target, cases, compliance().limits.timeout)
}

fn ask_within(target: &str, cases: usize, timeout: Duration) -> Vec<Trial> {
    let whole = compliance();
    let first: BTreeSet<_> = whole.cases.iter().take(cases).map(|case| case.id.clone()).collect();
    let suite: Suite = plan::narrowed(&whole, |case| first.contains(case));
    let mut settings = plan::settings(&suite, 1);
    settings.timeout = timeout;
    run_to_end(&suite, settings, target).1
}

#[test]
fn twenty_kills_neither_lose_nor_duplicate_a_trial() {
    let (site, server) = (Site::new(), Simulated::start(400.0));
    let targets = ["birch3:8b", "hazel3:12b"].map(|model| format!("ollama:{model}@{}", server.url()));
    let trials = site.path("data/runs/killed/trials.jsonl");
    let lines = || fs::read(&trials).map_or(0, |bytes| bytes.iter().filter(|byte| **byte == b'\n').count());
    let begin = ["run", "compliance", "--id", "killed", "--target", &targets[0], "--target", &targets[1]];
    let go_on = ["run", "--resume", "killed"];
    for kill in 0..20 {
        let words: &[&str] = if trials.is_file() { &go_on } else { &begin };
        let (before, started) = (lines(), Instant::now());
        let mut run = site.command(words).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("offprint runs");
        // Killed at the start, during the warm-up, and between or within the requests after it.
        while lines() < before + kill % 5 && started.elapsed() < Duration::from_secs(20) {
            sleep(Duration::from_millis(3));
        }
        sleep(Duration::from_millis(kill as u64 % 7));
        run.kill().expect("it can be killed");
        run.wait().expect("it ends");
    }
    site.run(&go_on).ends_with(0);
    site.run(&["verify"]).ends_with(0);
    let mut times: BTreeMap<String, u32> = BTreeMap::new();
    for line in site.read("data/runs/killed/trials.jsonl").lines() {
        let trial: Value = serde_json::from_str(line).expect("every line is whole");
        let key = ["target", "case", "repeat", "phase"].map(|key| trial[key].to_string()).join(" ");
        *times.entry(key).or_default() += 1;
    }
    let measured = times.keys().filter(|key| key.ends_with("\"measured\"")).count();
    assert_eq!(measured, 2 * compliance().cases.len());
    let doubled: Vec<_> = times.iter().filter(|(_, count)| **count > 1).collect();
    assert!(doubled.is_empty(), "{doubled:?}");
}

#[test]
fn a_run_resumes_only_with_the_same_suite_and_models() {
    let (site, server) = (Site::new(), Simulated::start(60.0));
    let target = format!("ollama:birch3:32b@{}", server.url());
    let mut run =
        site.command(&["run", "compliance", "--id", "half", "--target", &target]).spawn().expect("offprint runs");
    while site.files("data/runs/half").iter().all(|(_, bytes)| !bytes.starts_with(b"{\"target\"")) {
        sleep(Duration::from_millis(10));
    }
    run.kill().expect("it can be killed");
    run.wait().expect("it ends");

    let header = site.read("data/runs/half/run.json");
    let digest = header.find("\"digest\": \"").map(|at| &header[at..]).expect("the suite has one").len();
    let other = header.rfind("\"digest\": \"").expect("the model has one");
    assert!(other > header.len() - digest, "the model's digest comes after the suite's");
    site.write("data/runs/half/run.json", &format!("{}\"digest\": \"0{}", &header[..other], &header[other + 12..]));
    insta::assert_snapshot!("another_model", site.run(&["run", "--resume", "half"]).ends_with(1).told());

    site.write("data/runs/half/run.json", &header);
    let path = "data/suites/compliance/suite.toml";
    let suite = site.read(path);
    site.write(path, &suite.replace("timeout = \"60s\"", "timeout = \"50s\""));
    insta::assert_snapshot!("another_suite", site.run(&["run", "--resume", "half"]).ends_with(3).told());
}

#[test]
fn a_finished_run_is_repeated_as_a_new_one() {
    let (site, server) = (Site::new(), Simulated::start(600.0));
    let target = format!("ollama:birch3:4b@{}", server.url());
    let narrow = ["run", "compliance", "--id", "first", "--cases", "s*-a", "--repeats", "2", "--target", &target];
    site.run(&narrow).ends_with(0);
    let first = site.read("data/runs/first/run.json");
    assert!(!first.contains("\"formatting\""), "a category without cases is left out");
    insta::assert_snapshot!("sealed", site.run(&["run", "--resume", "first"]).ends_with(1).told());

    let again = site.run(&["run", "--again", "first", "--id", "second"]).ends_with(0);
    assert_eq!(again.out.trim(), "second");
    let questions = |run: &str| {
        let path = format!("data/runs/{run}/run.json");
        let mut header: Value = serde_json::from_str(&site.read(&path)).expect("it is JSON");
        let nonces = header["settings"].as_object_mut().and_then(|settings| settings.remove("nonce_seed"));
        ((header["questions"].clone(), header["settings"].clone()), nonces.expect("every run has one"))
    };
    let (first, second) = (questions("first"), questions("second"));
    assert_eq!(first.0, second.0);
    assert_ne!(first.1, second.1, "no prompt is one that the server has seen");
    insta::assert_snapshot!("no_such_run", site.run(&["run", "--again", "frist"]).ends_with(2).told());
    insta::assert_snapshot!(
        "no_such_case",
        site.run(&["run", "compliance", "--cases", "zebra-*", "--target", &target]).ends_with(2).told()
    );
}

#[test]
fn a_dry_run_says_what_it_would_be_and_writes_nothing() {
    let (site, server) = (Site::new(), Simulated::start(400.0));
    let target = format!("llamacpp:birch3:4b@{}", server.url());
    let words = ["run", "compliance", "--cases", "s*-a", "--dry-run", "--target", &target];
    let planned = site.run(&words).ends_with(0);
    assert!(planned.out.contains("birch3-4b--llamacpp\t") && planned.out.contains("at most"), "{}", planned.out);
    assert!(!site.path("data/runs").exists());
    site.run(&["run", "compliance", "--cases", "s*-a", "--target", &target]).ends_with(0);
    assert!(site.run(&words).ends_with(0).out.contains("about"));
    // The same model at another address is another server, whose speed is not known.
    let elsewhere = Simulated::start(400.0);
    let target = format!("llamacpp:birch3:4b@{}", elsewhere.url());
    let planned = site.run(&["run", "compliance", "--cases", "s*-a", "--dry-run", "--target", &target]).ends_with(0);
    assert!(planned.out.contains("at most"), "{}", planned.out);
}

#[test]
fn progress_is_printed_as_json_lines() {
    let (site, server) = (Site::new(), Simulated::start(600.0));
    let target = format!("ollama:birch3:4b@{}", server.url());
    let told = site.run(&["run", "compliance", "--json", "--cases", "*-json", "--target", &target]).ends_with(0);
    let events: Vec<Value> =
        told.out.lines().map(|line| serde_json::from_str(line).expect("every line is JSON")).collect();
    let named = |name: &str| events.iter().filter(|event| event["event"] == name).count();
    assert_eq!((named("run"), named("target"), named("finished")), (1, 1, 1), "{}", told.out);
    assert!(named("trial") > 4, "{}", told.out);
}

#[test]
fn a_context_that_is_too_large_is_rejected_before_the_first_request() {
    let (site, server) = (Site::new(), Simulated::start(400.0));
    let targets = ["ollama", "llamacpp"].map(|runtime| format!("{runtime}:birch3:4b@{}", server.url()));
    let words = ["run", "compliance", "--context", "200000", "--target", &targets[0], "--target", &targets[1]];
    insta::assert_snapshot!("no_context", site.run(&words).ends_with(1).told());
    assert!(!site.path("data/runs").exists());
}

#[test]
fn the_simulated_server_is_a_command() {
    use std::io::{BufRead, BufReader};
    let site = Site::new();
    let mut server = site
        .command(&["simulate", "--fault", "cut:birch3:4b", "--compression", "400"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("offprint runs");
    let mut line = String::new();
    BufReader::new(server.stdout.take().expect("it has an output")).read_line(&mut line).expect("it says where");
    let url = line.trim().strip_prefix("listening on ").expect("it says so").to_owned();
    let trials = ask(&format!("ollama:birch3:4b@{url}"), 7);
    server.kill().expect("it can be stopped");
    server.wait().expect("it ends");
    assert!(trials.iter().any(|trial| is_struck(trial, FaultKind::Cut)));
    insta::assert_snapshot!("no_such_fault", site.run(&["simulate", "--fault", "stal"]).ends_with(2).told());
}

#[test]
fn a_managed_server_runs_only_for_its_target() {
    let site = Site::new();
    let serve = |program: &str, word: &str| {
        format!(
            "[[target]]\ntarget = \"llamacpp:birch3:4b\"\nidentity = \"birch\"\nserve = [{program:?}, \"{word}\", \"--compression\", \"600\", \"--port\", \"{{port}}\"]\n"
        )
    };
    let configure = |targets: &str| site.write("offprint.toml", &format!("title = \"Bench\"\n{targets}"));
    configure(&serve(env!("CARGO_BIN_EXE_offprint"), "simulate"));
    let temporary = tempfile::tempdir().expect("a temporary folder");
    let mut command = site.command(&["run", "compliance", "--id", "served", "--cases", "*-json"]);
    // The variables of Unix, and of Windows: https://doc.rust-lang.org/std/env/fn.temp_dir.html
    command.envs(["TMPDIR", "TMP", "TEMP"].map(|name| (name, temporary.path())));
    let ran = command.output().expect("offprint runs");
    Ran::of(ran, site.root()).ends_with(0);
    let logs = fs::read_dir(temporary.path()).expect("it is there").count();
    assert_eq!(logs, 0, "the log of a server that did its work is removed");
    let header: Value = serde_json::from_str(&site.read("data/runs/served/run.json")).expect("it is JSON");
    let target = &header["targets"][0];
    let program = format!("offprint{}", std::env::consts::EXE_SUFFIX);
    assert_eq!((&target["serve"][0], &target["identity"]), (&Value::from(program), &Value::from("birch")));
    assert!(target["address"].is_null(), "{target}");
    #[cfg(target_os = "linux")]
    assert!(!processes().contains("--compression 600 --port"), "a server was left running");
    // The target is found by its name and served in the same way again.
    site.run(&["run", "--again", "served", "--target", "llamacpp:birch3:4b"]).ends_with(0);

    configure(&serve("no-such-server", "simulate"));
    insta::assert_snapshot!("no_such_program", site.run(&["run", "compliance"]).ends_with(1).told());
    configure(&serve(env!("CARGO_BIN_EXE_offprint"), "simulat"));
    let told = site.run(&["run", "compliance"]).ends_with(1).told();
    assert!(told.contains("ended before it was ready") && told.contains(".log"), "{told}");
    configure("[[target]]\ntarget = \"llamacpp:birch3:4b\"\nserve = [\"llama-server\"]\n");
    insta::assert_snapshot!("no_port", site.run(&["run", "compliance"]).ends_with(2).told());
}

/// The command lines of all processes, of which `/proc` is a list.
#[cfg(target_os = "linux")]
fn processes() -> String {
    let mut all = String::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let words = fs::read(entry.path().join("cmdline")).unwrap_or_default();
        all += &String::from_utf8_lossy(&words).replace('\0', " ");
        all.push('\n');
    }
    all
}

#[test]
fn a_trial_after_a_possibly_unfinished_request_is_marked() {
    let url = busy_server();
    let trials = ask_within(&format!("llamacpp:stub@{url}"), 3, Duration::from_millis(150));
    let timed_out = trials.iter().position(|trial| trial.outcome == Outcome::TimedOut).expect("one hangs");
    let marked: Vec<usize> = (0..trials.len()).filter(|index| trials[*index].after_unverified).collect();
    assert_eq!(marked, [timed_out + 1], "{trials:#?}");
}

/// A llama-server whose slots are always busy, and which never answers its fourth chat request.
fn busy_server() -> String {
    use std::io::{Read, Write};
    use std::net::TcpListener;
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let url = format!("http://{}", listener.local_addr().expect("it has an address"));
    std::thread::spawn(move || {
        let mut questions = 0;
        let mut hanging = Vec::new();
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut buffer = [0; 16_384];
            let read = stream.read(&mut buffer).unwrap_or(0);
            let request = String::from_utf8_lossy(&buffer[..read]).into_owned();
            let body = match request.split(' ').nth(1).unwrap_or_default() {
                "/v1/models" => "{\"data\":[{\"id\":\"stub\"}]}".to_owned(),
                "/props" => "{\"build_info\":\"b1\",\"total_slots\":1}".to_owned(),
                "/slots" => "[{\"id\":0,\"is_processing\":true}]".to_owned(),
                _ => {
                    questions += 1;
                    if questions == 4 {
                        hanging.push(stream);
                        continue;
                    }
                    "data: {\"choices\":[{\"delta\":{\"content\":\"Yes\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n".to_owned()
                }
            };
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
            let _gone = stream.write_all((head + &body).as_bytes());
        }
    });
    url
}

#[test]
fn a_suite_runs_on_a_real_llama_server() {
    let Ok(url) = std::env::var("OFFPRINT_LLAMA_SERVER") else {
        return eprintln!("skipped: a_suite_runs_on_a_real_llama_server (OFFPRINT_LLAMA_SERVER is not set)");
    };
    let name = std::env::var("OFFPRINT_LLAMA_MODEL").unwrap_or_else(|_| "default".to_owned());
    let site = Site::new();
    let target = format!("llamacpp:{name}@{url}");
    site.run(&["run", "compliance", "--id", "real", "--target", &target]).ends_with(0);
    let mut overheads: Vec<f64> = site
        .read("data/runs/real/trials.jsonl")
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|trial| trial["phase"] == "measured")
        .filter_map(|trial| {
            let server = trial["server"]["prompt_ms"].as_f64()? + trial["server"]["generation_ms"].as_f64()?;
            Some(trial["total_ms"].as_f64()? - server)
        })
        .collect();
    overheads.sort_by(f64::total_cmp);
    let median = overheads[overheads.len() / 2];
    assert!(median < 5.0, "{median} ms between the client's total and the server's");
}
