//! Every code of a diagnostic in a situation that brings it about, with the message as people see it.
//!
//! The situations are the files of `tests/fixtures/faults`; what is said in each is a snapshot of the same name.
#![expect(clippy::disallowed_methods, reason = "these tests read fixtures and snapshots, and write to disks")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex};
use std::thread;

use offprint::diagnostic::Code;
use offprint::name::Slug;
use offprint::site;
use regex::Regex;
use serde_json::Value;

use crate::harness::built::material;
use crate::harness::place::Place;
use crate::harness::posts::post_at;
use crate::harness::records::{id, ingested};
use crate::harness::situation::Situation;

/// Codes that no situation of a test can bring about, with the reason.
const OUT_OF_REACH: [(&str, &str); 6] = [
    ("R008", "a server has to say nothing for ten seconds"),
    ("R026", "a signal has to come while a request is under way: `interrupt.rs` sends one"),
    (
        "S011",
        "`not` before a phrase would have to deny nothing: the proof guards against gaps in the grammar of denials",
    ),
    ("X003", "the system has to refuse a thread, or the current folder has to be removed"),
    ("X008", "an editor has to save a post between two instants"),
    ("X009", "another process has to build the same site for a minute"),
];

/// The most codes that may be out of reach.
const MOST_OUT_OF_REACH: usize = 10;

/// What is said in situations that no file can describe.
fn told_in_rust() -> [(&'static str, String); 3] {
    [("run-in-use", run_in_use()), ("not-archivable", not_archivable()), ("one-translation", one_translation())]
}

/// Another process is writing a run.
fn run_in_use() -> String {
    let place = Place::with_an_unfinished_run();
    let held = place.resume("going");
    let told = place.said(place.archive.resume(&id("going")).err());
    drop(held);
    told
}

/// Two posts that would be the same translation of a third.
fn one_translation() -> String {
    let post = |path: &str, translation: Option<&str>| {
        let mut post = post_at(path, "A", "");
        post.front.translation = translation.map(|name| Slug::parse(name).expect("it is a slug"));
        post
    };
    let posts = vec![post("en/blog/pilot", None), post("de/blog/a", Some("pilot")), post("de/blog/b", Some("pilot"))];
    let faults = site::build(&material(Vec::new(), posts)).expect_err("they are refused");
    faults.iter().map(|fault| fault.render(false)).collect()
}

/// A number that JSON cannot hold.
fn not_archivable() -> String {
    let place = Place::new();
    let mut run = ingested("imported");
    run.measurements[0].value = Some(f64::NAN);
    place.said(place.archive.add_ingested(&run).err())
}

#[test]
fn every_situation_has_its_message() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots/faults");
    settings.set_prepend_module_to_snapshot(false);
    // The log of a server has the number of the process in its name.
    settings.add_filter(r"/\S*/(offprint-[a-z]+)-\w+\.log", "TEMPORARY/$1.log");
    // The process that holds a lock is this one.
    settings.add_filter(r"process \d+, since \S+", "process NUMBER, since TIME");
    // Times are of as many digits as they happen to have.
    settings.add_filter(r"(/trials\.jsonl:\d+):\d+", "$1:COLUMN");
    settings.bind(|| TOLD.iter().for_each(|(name, text)| insta::assert_snapshot!(name.as_str(), text)));
}

#[test]
#[cfg_attr(windows, ignore = "Windows lets only administrators make the symbolic links of some situations")]
fn every_code_has_a_situation() {
    let kept = names_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/all/snapshots/faults"), "snap");
    assert_eq!(kept, TOLD.keys().cloned().collect(), "a snapshot has no situation any more");

    let code = Regex::new(r"(?m)^(?:error|warning)\[([A-Z]\d{3})\]").expect("it is a pattern");
    let found: BTreeSet<&str> =
        TOLD.values().flat_map(|text| code.captures_iter(text)).map(|found| found.extract::<1>().1[0]).collect();
    let excused: BTreeSet<&str> = OUT_OF_REACH.iter().map(|(code, _)| *code).collect();
    let missing: Vec<&str> =
        Code::all().map(Code::id).filter(|id| !found.contains(id) && !excused.contains(id)).collect();
    assert_eq!(missing, [""; 0], "these codes have no situation in tests/fixtures/faults");
    assert_eq!(found.intersection(&excused).collect::<Vec<_>>(), [&""; 0], "these are within reach");
    assert!(excused.iter().all(|id| Code::find(id).is_some()), "a code is gone");
    assert!(OUT_OF_REACH.len() <= MOST_OUT_OF_REACH && OUT_OF_REACH.iter().all(|(_, reason)| !reason.is_empty()));
}

/// Faults of every kind in one post: front matter, values, claims, links, figures, footnotes, loose numbers.
#[test]
fn a_post_with_twenty_faults_reports_twenty_in_one_build_in_order() {
    let told = Situation::read(&folder().join("twenty.toml")).told();
    let place = Regex::new(r"--> content/en/blog/2026-05-05-twenty\.md:(\d+):(\d+)").expect("it is a pattern");
    let said = |command: &str| told.split("$ offprint ").find_map(|part| part.strip_prefix(command)).expect(command);
    let places_in = |text: &str| -> Vec<(u64, u64)> {
        let number = |text: &str| text.parse().expect("it is a number");
        place.captures_iter(text).map(|found| (number(&found[1]), number(&found[2]))).collect()
    };
    let built = places_in(said("build\n"));
    assert_eq!(built.len(), 20, "{told}");
    assert!(built.is_sorted(), "{built:?}");
    assert!(said("build\n").contains("\n20 errors\n"), "{told}");
    assert_eq!(places_in(said("check\n")), built);
    let lines = said("check --json\n").lines().filter(|line| line.starts_with('{'));
    let objects: Vec<Value> = lines.map(|line| serde_json::from_str(line).expect("it is JSON")).collect();
    let number = |object: &Value, key: &str| object[key].as_u64().expect("it is a number");
    let listed: Vec<(u64, u64)> =
        objects.iter().map(|object| (number(object, "line"), number(object, "column"))).collect();
    assert_eq!(listed, built);
    let kinds: BTreeSet<&str> = objects.iter().filter_map(|object| object["code"].as_str()).collect();
    assert!(kinds.len() >= 15, "{kinds:?}");
}

/// What is said in each situation that there can be on this system, by its name.
static TOLD: LazyLock<BTreeMap<String, String>> = LazyLock::new(all_told);

fn all_told() -> BTreeMap<String, String> {
    let folder = folder();
    let names = Mutex::new(names_in(&folder, "toml").into_iter());
    let in_rust = told_in_rust().map(|(name, text)| (name.to_owned(), text));
    let told = Mutex::new(BTreeMap::from(in_rust));
    let work = || {
        loop {
            // Not in a `while let`, which would hold the lock.
            let next = names.lock().expect("no test panics with it").next();
            let Some(name) = next else { return };
            let situation = Situation::read(&folder.join(format!("{name}.toml")));
            if situation.is_possible_here() {
                told.lock().expect("no test panics with it").insert(name, situation.told());
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(work);
        }
    });
    told.into_inner().expect("no test panics with it")
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/faults")
}

/// The names of a folder's files with this extension, without it.
fn names_in(folder: &Path, extension: &str) -> BTreeSet<String> {
    let paths = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let named = paths.filter(|path| path.extension().is_some_and(|found| found == extension));
    named.filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned())).collect()
}
