//! The archive: what is put in comes out as it was, whatever happens in between.
#![expect(clippy::disallowed_methods, reason = "these tests look at the disk, and damage what is on it")]

use std::env;
use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, Write};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::harness::any_records::{any_ingested, any_run, any_trial, trials_of};
use crate::harness::place::Place;
use crate::harness::records::{failed_trial, id, ingested, moment, run, trial};
use offprint::archive::{Archive, Resumed};
use offprint::record::{Phase, Record, Run, RunState};
use proptest::prelude::*;
use serde_json::Value;

#[test]
fn a_run_is_begun_appended_to_and_sealed() {
    let place = Place::with_a_sealed_run();
    assert_eq!(place.trials("done"), [trial(0), failed_trial(1), trial(2)]);
    let RunState::Sealed { finished, digest, trials } = place.run("done").state else { panic!("it is not sealed") };
    assert_eq!((finished, trials), (moment(90), 3));
    assert_eq!(digest, blake3::hash(place.read("done/trials.jsonl").as_bytes()).to_hex().as_str());
    assert_eq!(Run { state: RunState::Unfinished, ..place.run("done") }, run("done"));
    place.archive.verify(&id("done")).expect("it is as it was");
    let files: Vec<_> = fs::read_dir(place.path("done")).expect("it is there").flatten().collect();
    assert_eq!(files.len(), 2, "{files:?}");
}

#[test]
fn the_files_on_disk() {
    let place = Place::with_a_sealed_run();
    insta::assert_snapshot!("a_run_on_disk", place.read("done/run.json"));
    insta::assert_snapshot!("trials_on_disk", place.read("done/trials.jsonl"));
    place.archive.add_ingested(&ingested("foreign")).expect("it is new");
    insta::assert_snapshot!("an_ingested_run_on_disk", place.read("foreign/run.json"));
}

#[test]
fn the_digest_of_a_run_file_is_of_the_lines_above_its_seal() {
    let place = Place::with_a_sealed_run();
    let text = place.read("done/run.json");
    let above: String = text.split_inclusive('\n').take_while(|line| !line.starts_with("  \"sealed\"")).collect();
    let digest = blake3::hash(above.as_bytes()).to_hex();
    assert!(text.contains(&format!("\"run_digest\": \"{digest}\"")), "{text}");
}

#[test]
fn every_key_on_disk_is_in_the_documentation() {
    let documentation = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/archive.md")).expect("a page");
    let place = Place::with_a_sealed_run();
    place.archive.add_ingested(&ingested("foreign")).expect("it is new");
    let trials = place.read("done/trials.jsonl");
    let texts = [place.read("done/run.json"), place.read("foreign/run.json")];
    let mut keys = Vec::new();
    for text in texts.iter().map(String::as_str).chain(trials.lines()) {
        keys_of(&serde_json::from_str(text).expect("it is JSON"), &mut keys);
    }
    keys.sort();
    keys.dedup();
    let missing: Vec<_> = keys.iter().filter(|key| !documentation.contains(&format!("`{key}`"))).collect();
    assert!(keys.len() > 60 && missing.is_empty(), "docs/archive.md does not say what these are: {missing:?}");
}

/// Every key of every object, but for those that are names of what a foreign file said.
fn keys_of(value: &Value, keys: &mut Vec<String>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| keys_of(value, keys)),
        Value::Object(entries) => {
            for (key, value) in entries {
                keys.push(key.clone());
                let free = key == "conditions" || (key == "environment" && value.get("offprint").is_none());
                if !free {
                    keys_of(value, keys);
                }
            }
        }
        _ => {}
    }
}

#[test]
fn only_runs_are_listed() {
    let place = Place::with_a_sealed_run();
    assert!(Archive::open(&place.root.path().join("elsewhere")).ids().expect("nothing is there").value.is_empty());
    place.archive.add_ingested(&ingested("a-first")).expect("it is new");
    for folder in ["empty", "Not A Slug", ".new-begun-123"] {
        fs::create_dir(place.path(folder)).expect("it is new");
    }
    fs::write(place.path("notes.txt"), "a file is nobody's business").expect("it can be written");
    let ids = place.archive.ids().expect("it is readable");
    assert_eq!(ids.value, [id("a-first"), id("done")]);
    insta::assert_snapshot!("folders_that_are_no_runs", place.said(ids.warnings));
}

#[test]
fn an_id_is_given_once() {
    let place = Place::with_a_sealed_run();
    let again = place.archive.begin(&run("done")).expect_err("there is one");
    let foreign = place.archive.add_ingested(&ingested("done")).expect_err("there is one");
    insta::assert_snapshot!("an_id_that_is_taken", place.said([again, foreign]));
    assert_eq!(place.archive.free_id("done").as_str(), "done-2");
    assert_eq!(place.archive.free_id("Other Run").as_str(), "other-run");
    place.archive.add_ingested(&ingested("done-2")).expect("it is new");
    assert_eq!(place.archive.free_id("done").as_str(), "done-3");
    let left: Vec<_> = fs::read_dir(place.path("")).expect("it is there").flatten().map(|e| e.file_name()).collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

#[test]
fn an_ingested_file_is_found_by_its_digest() {
    let place = Place::with_a_sealed_run();
    place.archive.add_ingested(&ingested("foreign")).expect("it is new");
    assert_eq!(place.archive.ingested().expect("it is readable"), [("d1".to_owned(), id("foreign"))].into());
    place.archive.verify(&id("foreign")).expect("it is as it was");
    assert!(
        matches!(place.archive.load(&id("foreign")).expect("it is readable").value, Record::Ingested(run) if run == ingested("foreign"))
    );
}

#[test]
fn a_torn_last_line_of_an_unfinished_run_is_a_warning() {
    let place = Place::with_an_unfinished_run();
    place.add("going/trials.jsonl", b"{\"target\":\"birch3-4b--ollama\",\"case\":\"mark");
    let mut trials = place.archive.trials(&place.run("going")).expect("they are there");
    assert_eq!(trials.by_ref().filter_map(Result::ok).count(), 3);
    insta::assert_snapshot!("a_torn_last_line", place.said(trials.warning()));
    place.archive.verify(&id("going")).expect("nothing that was finished is missing");
}

#[test]
fn a_resumed_run_goes_on_after_its_last_whole_line() {
    let place = Place::with_an_unfinished_run();
    let whole = place.read("going/trials.jsonl");
    place.add("going/trials.jsonl", "{\"target\":\"Ärger".as_bytes());
    let Resumed { run: resumed, done, mut writer, warning, .. } = place.resume("going");
    assert_eq!(resumed, run("going"));
    assert!(warning.is_some());
    let key = |repeat| (id("birch3-4b--ollama"), id("market-street-a"), repeat, Phase::Measured);
    assert_eq!(done, [key(0), key(1), key(2)].into());
    assert_eq!(place.read("going/trials.jsonl"), whole);
    writer.append(&trial(3)).expect("the disk is there");
    writer.seal(moment(90)).expect("the disk is there");
    assert_eq!(place.trials("going"), [trial(0), trial(1), trial(2), trial(3)]);
    place.archive.verify(&id("going")).expect("the digest is of all four");
}

#[test]
fn a_run_cut_off_at_any_byte_goes_on_with_every_whole_line() {
    let place = Place::with_an_unfinished_run();
    let whole = place.read("going/trials.jsonl");
    for length in (0..whole.len()).step_by(7) {
        fs::write(place.path("going/trials.jsonl"), &whole[..length]).expect("it can be written");
        let resumed = place.resume("going");
        assert_eq!(resumed.done.len(), whole[..length].matches('\n').count(), "at {length}");
        drop(resumed);
        assert!(place.read("going/trials.jsonl").ends_with('\n') || place.read("going/trials.jsonl").is_empty());
    }
}

#[test]
fn one_run_has_one_writer() {
    let place = Place::new();
    let mut writer = place.archive.begin(&run("going")).expect("it is new");
    writer.append(&trial(0)).expect("the disk is there");
    let second = place.archive.resume(&id("going")).expect_err("it is locked");
    let own = [(r"process \d+, since \S+", "process NUMBER, since TIME")];
    insta::with_settings!({ filters => own }, {
        insta::assert_snapshot!("a_run_that_is_being_written", place.said([second]));
    });
    assert_eq!(place.trials("going").len(), 1, "reading needs no lock");
    drop(writer);
    let resumed = place.resume("going");
    place.archive.resume(&id("going")).expect_err("it is locked again");
    drop(resumed);
    place.resume("going");
}

#[test]
fn a_run_that_is_being_written_is_read_by_everybody() {
    let place = Place::with_a_sealed_run();
    let mut writer = place.archive.begin(&run("going")).expect("it is new");
    writer.append(&trial(0)).expect("there is room");
    for file in ["run.json", "trials.jsonl"] {
        // A lock of Windows keeps every other reader out; here it can be seen that there is none.
        let open = File::open(place.path(&format!("going/{file}"))).expect("it is there");
        open.try_lock().expect("only the file beside the run is locked");
    }
    assert_eq!(place.trials("going"), [trial(0)]);
    place.archive.verify(&id("done")).expect("it is as it was");
    let names = || fs::read_dir(place.path("")).expect("it is there").flatten().map(|entry| entry.file_name());
    assert!(names().any(|name| name == ".going.lock"));
    writer.seal(moment(90)).expect("there is room");
    assert!(!names().any(|name| name == ".going.lock"), "it is gone with the writer");
}

#[test]
fn what_cannot_be_resumed_says_why() {
    let place = Place::with_a_sealed_run();
    place.archive.add_ingested(&ingested("foreign")).expect("it is new");
    let refused = ["done", "foreign", "nowhere"].map(|name| place.archive.resume(&id(name)).expect_err(name));
    let broken = Place::with_an_unfinished_run();
    broken.edit("going/trials.jsonl", "\"repeat\":1", "\"repeat\":\"one\"");
    let line = broken.archive.resume(&id("going")).expect_err("its second line is broken");
    fs::remove_file(broken.path("going/trials.jsonl")).expect("it is there");
    let lost = broken.archive.resume(&id("going")).expect_err("it has no trials");
    insta::assert_snapshot!("runs_that_cannot_go_on", place.said(refused.into_iter().chain([line, lost])));
}

#[test]
fn a_run_file_that_cannot_be_read_says_where() {
    let edits = [
        ("a_run_from_the_future", "\"format\": 6", "\"format\": 99"),
        ("a_run_file_with_an_unknown_key", "\"seed\": 7,", "\"seed\": 7, \"speed\": 9,"),
        ("a_run_file_without_a_format", "\"format\"", "\"fromat\""),
        ("a_run_file_with_a_path_for_an_id", "\"case\": \"market-street-a\"", "\"case\": \"../../etc\""),
        ("a_run_file_that_breaks_off", "\"targets\": [", "\"targets\": \u{0}"),
        ("a_run_in_a_folder_of_another_name", "\"id\": \"done\"", "\"id\": \"gone\""),
        ("a_run_of_an_unknown_kind", "\"kind\": \"run\"", "\"kind\": \"walk\""),
        ("a_run_with_a_negative_time", "\"timeout_ms\": 60000", "\"timeout_ms\": -1"),
    ];
    for (name, from, to) in edits {
        let place = Place::with_a_sealed_run();
        place.edit("done/run.json", from, to);
        insta::assert_snapshot!(name, place.said(place.archive.load(&id("done")).expect_err(name)));
    }
    let place = Place::with_a_sealed_run();
    let text = place.read("done/run.json");
    for length in (0..text.len() - 2).step_by(11) {
        fs::write(place.path("done/run.json"), &text.as_bytes()[..length]).expect("it can be written");
        place.archive.load(&id("done")).expect_err("half a file is no run");
    }
}

#[test]
fn an_outcome_and_its_failure_must_agree() {
    let place = Place::with_an_unfinished_run();
    place.edit("going/trials.jsonl", "\"outcome\":\"answered\"", "\"outcome\":\"failed\"");
    insta::assert_snapshot!("a_failure_that_is_not_told", place.faults("going"));
}

#[test]
fn many_trials_are_read_one_at_a_time() {
    const MANY: u32 = 60_000;
    let place = Place::with_an_unfinished_run();
    let line = place.read("going/trials.jsonl").lines().next().expect("it has lines").to_owned();
    let line = line.replace("\"measured\"", "\"canary\"");
    let (before, after) = line.split_once("\"repeat\":0").expect("it is the first");
    let mut file = BufWriter::new(File::create(place.path("going/trials.jsonl")).expect("it can be written"));
    for repeat in 0..MANY {
        writeln!(file, "{before}\"repeat\":{repeat}{after}").expect("it can be written");
    }
    file.into_inner().expect("it can be written").sync_all().expect("the disk is there");
    let trials = place.archive.trials(&place.run("going")).expect("they are there");
    let mut expected = 0;
    for trial in trials {
        assert_eq!(trial.expect("it is readable").repeat, expected);
        expected += 1;
    }
    assert_eq!(expected, MANY);
}

#[test]
fn a_line_without_end_is_refused_before_it_is_held() {
    let place = Place::with_an_unfinished_run();
    let file = OpenOptions::new().write(true).open(place.path("going/trials.jsonl")).expect("it is there");
    file.set_len(200 << 20).expect("the file system knows holes");
    insta::assert_snapshot!("a_line_without_end", place.faults("going"));
}

/// The child of the next test.
#[test]
#[ignore = "a_killed_writer_loses_nothing_and_holds_no_lock starts it, and kills it"]
fn appends_until_it_is_killed() {
    let Ok(root) = env::var("OFFPRINT_TEST_ROOT") else {
        return;
    };
    let archive = Archive::open(root.as_ref());
    let (mut writer, first) = match archive.resume(&id("going")) {
        Ok(resumed) => (resumed.writer, resumed.done.len() as u32),
        Err(_) => (archive.begin(&run("going")).expect("it is new"), 0),
    };
    // A run has at most a thousand repeats, whenever it is killed.
    for repeat in first..first + 50 {
        writer.append(&trial(repeat)).expect("the disk is there");
    }
    sleep(Duration::from_secs(60));
}

#[test]
fn a_killed_writer_loses_nothing_and_holds_no_lock() {
    let place = Place::new();
    let lines = || fs::read_to_string(place.path("going/trials.jsonl")).unwrap_or_default().matches('\n').count();
    for _ in 0..10 {
        let before = lines();
        let mut child = Command::new(env::current_exe().expect("this test has a file"))
            .args(["--ignored", "--exact", "archive::appends_until_it_is_killed"])
            .env("OFFPRINT_TEST_ROOT", place.root.path())
            .stdout(Stdio::null())
            .spawn()
            .expect("it can be started");
        let patience = Instant::now() + Duration::from_secs(20);
        while lines() < before + 3 && Instant::now() < patience {
            sleep(Duration::from_millis(2));
        }
        place.archive.resume(&id("going")).expect_err("the child holds the lock");
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
        let resumed = place.resume("going");
        assert!(resumed.done.len() >= before + 3, "trials were lost");
    }
    let repeats: Vec<u32> = place.trials("going").iter().map(|trial| trial.repeat).collect();
    assert_eq!(repeats, (0..repeats.len() as u32).collect::<Vec<_>>(), "each is there once, in order");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_run_comes_back_as_it_was(wanted in any_run(), trials in prop::collection::vec(any_trial(), 0..4)) {
        let (place, trials) = (Place::new(), trials_of(&wanted, trials));
        let mut writer = place.archive.begin(&wanted).expect("it is new");
        for trial in &trials {
            writer.append(trial).expect("the disk is there");
        }
        prop_assert_eq!(&place.run("any"), &wanted);
        prop_assert_eq!(&place.trials("any"), &trials);
        writer.seal(moment(1)).expect("the disk is there");
        prop_assert_eq!(&place.trials("any"), &trials);
        prop_assert_eq!(Run { state: RunState::Unfinished, ..place.run("any") }, wanted);
        prop_assert!(place.archive.verify(&id("any")).is_ok());
    }

    #[test]
    fn any_ingested_run_comes_back_as_it_was(wanted in any_ingested()) {
        let place = Place::new();
        place.archive.add_ingested(&wanted).expect("it is new");
        match place.archive.load(&id("any")).expect("it is readable").value {
            Record::Ingested(found) => prop_assert_eq!(found, wanted),
            Record::Run(_) => prop_assert!(false, "it was ingested"),
        }
        prop_assert!(place.archive.verify(&id("any")).is_ok());
    }

    #[test]
    fn any_bytes_for_a_file_are_a_fault_and_no_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let place = Place::with_a_sealed_run();
        fs::write(place.path("done/trials.jsonl"), &bytes).expect("it can be written");
        prop_assert!(place.archive.verify(&id("done")).is_err());
        fs::write(place.path("done/run.json"), &bytes).expect("it can be written");
        prop_assert!(place.archive.load(&id("done")).is_err());
    }
}

#[test]
fn a_run_of_the_first_format_is_read_as_it_was_meant() {
    let place = Place::with_an_unfinished_run();
    let mut file: Value = serde_json::from_str(&place.read("going/run.json")).expect("it is JSON");
    file["format"] = 1.into();
    let without = |table: &mut Value, keys: &[&str]| {
        let table = table.as_object_mut().expect("it is a table");
        keys.iter().for_each(|key| drop(table.remove(*key)));
    };
    without(&mut file["environment"], &["kernel", "graphics", "power", "unknown"]);
    without(&mut file["questions"][0], &["control", "stands_for", "voice_checks"]);
    fs::write(place.path("going/run.json"), file.to_string()).expect("it can be written");
    let read = place.run("going");
    assert_eq!((read.environment.os.is_some(), read.environment.memory.is_some()), (true, true));
    assert_eq!((read.environment.kernel, read.environment.power), (None, None));
    assert!(read.environment.graphics.is_empty() && read.environment.unknown.is_empty());
    let question = &read.questions[0];
    assert_eq!((question.control, &question.stands_for, &question.voice), (false, &None, &Vec::new()));
    assert_eq!(place.resume("going").done.len(), 3);
}
