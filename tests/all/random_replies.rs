//! Two thousand random replies in twenty runs: every run ends by itself, and what it wrote is read back by `verify` and `build`. More with
//! `OFFPRINT_RANDOM_RUNS=200`.
#![expect(clippy::disallowed_methods, reason = "the number of runs is taken from the environment")]

use std::collections::BTreeSet;

use crate::harness::Site;
use crate::harness::random_server::RandomServer;

/// Cases, and how often each is asked: a hundred requests a run, warm-up and canary besides.
const CASES: usize = 25;
const REPEATS: usize = 4;
const RUNS: u64 = 20;
/// How many are made at once.
const AT_ONCE: usize = 4;

#[test]
fn runs_end_by_themselves_and_are_read_back_whatever_servers_reply() {
    let site = Site::new();
    write_suite(&site);
    let runs = std::env::var("OFFPRINT_RANDOM_RUNS").ok().and_then(|runs| runs.parse().ok()).unwrap_or(RUNS);
    // Most of a run is waiting for the limit of a reply that does not come.
    let share =
        &|first: u64| (first..runs).step_by(AT_ONCE).flat_map(|seed| outcomes_of(&site, seed)).collect::<Vec<_>>();
    let outcomes: BTreeSet<String> = std::thread::scope(|scope| {
        let shares: Vec<_> = (0..AT_ONCE as u64).map(|first| scope.spawn(move || share(first))).collect();
        shares.into_iter().flat_map(|share| share.join().expect("its runs end as they should")).collect()
    });
    site.run(&["verify"]).ends_with(0);
    site.run(&["build"]).ends_with(0);
    // The replies are of many kinds, and not only broken ones.
    for kind in ["answered", "malformed", "server", "no_end_mark", "timed_out", "broken_template"] {
        assert!(outcomes.contains(kind), "no reply was {kind}: {outcomes:?}");
    }
}

/// What became of each request of one run.
fn outcomes_of(site: &Site, seed: u64) -> Vec<String> {
    let client = ["ollama", "llamacpp", "openai"][(seed % 3) as usize];
    let server = RandomServer::start(seed);
    let (id, target) = (format!("random-{seed}"), format!("{client}:stub@{}", server.url()));
    let ran = site.run(&["run", "random", "--id", &id, "--target", &target, "--context", "4096"]);
    assert!((0..=1).contains(&ran.code), "run {seed} with {client}: exit code {}\n{}", ran.code, ran.err);
    let trials = site.read(&format!("data/runs/{id}/trials.jsonl"));
    let measured: Vec<&str> = trials.lines().filter(|line| line.contains("\"phase\":\"measured\"")).collect();
    assert_eq!(measured.len(), CASES * REPEATS, "run {seed} with {client}\n{}", ran.err);
    let outcome = |line: &&str| {
        let trial: serde_json::Value = serde_json::from_str(line).expect("every line is JSON");
        trial["failure"]["kind"].as_str().or(trial["outcome"].as_str()).unwrap_or_default().to_owned()
    };
    measured.iter().map(outcome).collect()
}

/// A suite of short cases with a short limit.
fn write_suite(site: &Site) {
    let limits = format!(
        "[limits]\ntimeout = \"0.4s\"\ncontext = 4096\nmax_tokens = 64\ntemperature = 0\nrepeats = {REPEATS}\n"
    );
    let head = "title = \"Random\"\ndescription = \"Random replies.\"\n";
    site.write(
        "data/suites/random/suite.toml",
        &format!("{head}version = 1\nlicence = \"CC0-1.0\"\ncategories = [\"words\"]\n\n{limits}"),
    );
    let case = |number: usize| {
        format!(
            "\n[[case]]\nid = \"case-{number}\"\ntitle = \"Case {number}\"\nprompt = \"Say one word: {number}.\"\n\
             checks = [{{ words_at_most = 3 }}]\npass = [\"Paris.\"]\nfail = [{{ wrong = \"One two three four five.\" }}]\n"
        )
    };
    let cases: String = (0..CASES).map(case).collect();
    site.write("data/suites/random/words.toml", &(head.to_owned() + &cases));
}
