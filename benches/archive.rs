//! What large archives cost, built by the binary: a million trials in one run, and one run that is added to a thousand. Processor time, time to
//! wait for, peak memory, and the size of the site.
//! `cargo build --release`, then `scripts/deep bench archive`; `OFFPRINT` names another binary, such as that of an earlier version.
//!
//! GNU time reads the memory that the process has used at most: Linux has it at `/usr/bin/time`, where it is installed.
#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "a benchmark reads, writes and prints")]

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use offprint::archive::Archive;
use offprint::name::RunId;
use offprint::record::{Run, Trial};
use tempfile::TempDir;

#[path = "../tests/all/harness/records.rs"]
#[expect(dead_code, reason = "the tests need more of it")]
mod records;

#[path = "../tests/all/harness/made.rs"]
#[expect(dead_code, reason = "the tests need more of it")]
mod made;

use made::{Did, Layout};

/// Targets, cases and repeats.
const DESIGNS: [(usize, usize, u32); 3] = [(5, 125, 160), (20, 500, 100), (100, 1_000, 10)];

fn main() {
    let binary = env::var_os("OFFPRINT").map_or_else(|| PathBuf::from("../target/release/offprint"), PathBuf::from);
    let binary = binary.canonicalize().expect("build it first: cargo build --release");
    for (targets, cases, repeats) in DESIGNS {
        let site = site();
        archive(site.path(), &run(targets, cases, repeats));
        let trials = fs::metadata(site.path().join("data/runs/large/trials.jsonl")).map_or(0, |found| found.len());
        println!("{targets} targets, {cases} cases, {repeats} repeats; trials.jsonl {} MB", trials / 1_000_000);
        build(&binary, site.path(), "first build");
        println!("  public/ {} MB", size(&site.path().join("public")) / 1_000_000);
        build(&binary, site.path(), "again, unchanged");
    }
    for design in ADDED {
        added(&binary, design);
    }
}

/// The runs before one is added.
const RUNS: usize = 1_000;

/// Targets, cases and repeats of a run that is added, and of each of those before it: as small as runs come, and as large as a run of
/// the built-in suite with six models on two runtimes.
const ADDED: [(usize, usize, u32); 2] = [(2, 150, 1), (12, 146, 3)];

/// How often a run is added.
const ROUNDS: usize = 9;

/// One run in a site of its own, and the same run added to a thousand, as the newest of them: each began a minute after the one before.
///
/// The first program after a pause is slow, whatever it does: memory and files are far away then. So another build is before each that is
/// measured, and each of the two is first as often as second.
fn added(binary: &Path, (targets, cases, repeats): (usize, usize, u32)) {
    let measured = |name: &str, number: usize| {
        let run = run(targets, cases, repeats);
        let started = run.started + TimeDelta::minutes(number as i64);
        Run { id: RunId::parse(name).expect("it is an id"), started, ..run }
    };
    let newest = measured("added", RUNS);
    let (alone, many, other) = (site(), site(), site());
    [&alone, &other].iter().for_each(|site| archive(site.path(), &newest));
    for number in 0..RUNS {
        archive(many.path(), &measured(&format!("run-{number}"), number));
    }
    // What was changed a moment ago is not relied on.
    sleep(Duration::from_secs(3));
    println!("{RUNS} runs of {targets} targets, {cases} cases, {repeats} repeats");
    build(binary, many.path(), "first build");
    build(binary, many.path(), "again, unchanged");
    let remove = |site: &TempDir, folder| fs::remove_dir_all(site.path().join(folder)).expect("it is there");
    let mut times = [Vec::new(), Vec::new()];
    for round in 0..ROUNDS {
        archive(many.path(), &newest);
        sleep(Duration::from_secs(3));
        let both = [(0, &many), (1, &alone)];
        for (place, site) in if round % 2 == 0 { both } else { [both[1], both[0]] } {
            wait(binary, other.path());
            remove(&other, "public");
            times[place].push(wait(binary, site.path()));
        }
        remove(&alone, "public");
        remove(&many, "data/runs/added");
        wait(binary, many.path());
    }
    times.iter_mut().for_each(|times| times.sort_unstable());
    for (what, at) in [("shortest", 0), ("middle", ROUNDS / 2)] {
        let [added, alone] = times.each_ref().map(|times| times[at].as_secs_f64());
        println!("  one run added, {what} of {ROUNDS}: {added:.3} s, alone {alone:.3} s: {:.2}", added / alone);
    }
}

/// How long a build takes.
fn wait(binary: &Path, site: &Path) -> Duration {
    let begun = Instant::now();
    let output = Command::new(binary).arg("-C").arg(site).arg("build").output().expect("it can run");
    let taken = begun.elapsed();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    taken
}

fn site() -> TempDir {
    let site = tempfile::tempdir().expect("a temporary folder can be made");
    fs::write(site.path().join("offprint.toml"), "title = \"Large\"\n").expect("it can be written");
    site
}

fn run(targets: usize, cases: usize, repeats: u32) -> Run {
    let layout = Layout { repeats, ..Layout::in_turn(cases, 4) };
    let run = layout.run((0..targets).map(|number| format!("model{number}:8b")));
    Run { id: RunId::parse("large").expect("it is an id"), ..run }
}

/// Adds a run, target by target: its trials would not fit into memory at once.
fn archive(root: &Path, run: &Run) {
    let alone = |number: usize| Run { targets: vec![run.targets[number].clone()], ..run.clone() };
    let trials = (0..run.targets.len()).flat_map(|number| made::trials(&alone(number), does(number)));
    let finished = run.started + TimeDelta::minutes(1);
    let added = Archive::open(root).add_rescored(run, finished, trials.map(|trial| Ok(answered(trial))));
    added.expect("it can be written");
}

fn does(number: usize) -> impl FnMut(usize, usize, u32) -> Did {
    move |_, at, repeat| {
        // A multiplicative hash: the same on every machine, and without a pattern that matters here.
        let mixed = at * 7_919 + number * 104_729 + repeat as usize * 1_299_709 + 13;
        let random = (mixed * 2_654_435_761 % (1 << 32)) as f64 / f64::from(u32::MAX);
        Did { passes: random < 0.7, seconds: 0.64 * (0.5 + random), first: 0.18 * (0.5 + random) }
    }
}

/// An answer of some lines, as models write them; no two are alike. It is of the first attempt, as nearly all are.
fn answered(trial: Trial) -> Trial {
    let answer = format!(
        "- {} is the first of {} things to say.\n- The second is \"{}\", and it follows from the first.\n- Nothing else is known.",
        trial.case, trial.repeat, trial.target
    );
    Trial { answer, attempt: 1, ..trial }
}

fn build(binary: &Path, site: &Path, what: &str) {
    let mut timed = Command::new("/usr/bin/time");
    let output = timed
        .args(["-f", "%U s user, %S s system, %e s to wait for, %M KiB at most"])
        .arg(binary)
        .arg("-C")
        .arg(site)
        .arg("build");
    let output = output.output().expect("GNU time is installed");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    println!("  {what}: {}", said.lines().last().unwrap_or_default());
}

fn size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| if entry.path().is_dir() { size(&entry.path()) } else { entry.metadata().map_or(0, |m| m.len()) })
        .sum()
}
