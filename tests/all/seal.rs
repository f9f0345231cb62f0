//! What was changed since a run was sealed is found.
#![expect(clippy::disallowed_methods, reason = "a test may change what is on the disk")]

use std::fs;

use crate::harness::place::Place;
use crate::harness::records::ingested;

#[test]
fn tampering_with_trials_is_found() {
    let changed = Place::with_a_sealed_run();
    changed.edit("done/trials.jsonl", "Council", "Counsel");
    insta::assert_snapshot!("a_trial_was_changed", changed.faults("done"));
    let removed = Place::with_a_sealed_run();
    let text = removed.read("done/trials.jsonl");
    fs::write(removed.path("done/trials.jsonl"), &text[text.find('\n').expect("it has lines") + 1..]).expect("it can");
    insta::assert_snapshot!("a_trial_was_removed", removed.faults("done"));
    let torn = Place::with_a_sealed_run();
    fs::write(torn.path("done/trials.jsonl"), &text[..text.len() - 20]).expect("it can be written");
    insta::assert_snapshot!("a_sealed_run_was_cut_off", torn.faults("done"));
    let broken = Place::with_a_sealed_run();
    broken.edit("done/trials.jsonl", "\"repeat\":1,", "\"repeat\":1,\"score\":5,");
    insta::assert_snapshot!("a_line_in_the_middle_is_broken", broken.faults("done"));
    let gone = Place::with_a_sealed_run();
    fs::remove_file(gone.path("done/trials.jsonl")).expect("it is there");
    insta::assert_snapshot!("the_trials_are_gone", gone.faults("done"));
}

#[test]
fn tampering_with_a_run_file_is_found() {
    let place = Place::with_a_sealed_run();
    place.edit("done/run.json", "birch3:4b", "birch3:8b");
    place.archive.add_ingested(&ingested("foreign")).expect("it is new");
    place.edit("foreign/run.json", "1472.012844", "1572.012844");
    insta::assert_snapshot!("a_run_file_was_changed", place.faults("done") + &place.faults("foreign"));
}

#[test]
fn the_seal_covers_how_the_run_ended() {
    let earlier = Place::with_a_sealed_run();
    earlier.edit("done/run.json", "10:01:30.250Z", "10:01:29.250Z");
    assert!(earlier.faults("done").contains("`data/runs/done/run.json` was changed after it was sealed"));
    let unsealed = Place::with_a_sealed_run();
    let text = unsealed.read("done/run.json");
    let seal = text.find(",\n  \"sealed\"").expect("it is sealed");
    fs::write(unsealed.path("done/run.json"), format!("{}\n}}\n", &text[..seal])).expect("it can be written");
    assert!(unsealed.faults("done").contains("the seal of this run is incomplete"));
}

#[test]
fn a_seal_of_format_2_is_read() {
    let place = Place::with_a_sealed_run();
    let new = place.run("done");
    let text = place.read("done/run.json").replace("\"format\": 5", "\"format\": 2");
    let (above, end) = text.split_once("  \"finished\": ").expect("it is finished");
    let (end, seal) = end.split_once("  \"sealed\": {\n").expect("it is sealed");
    let (seal, _) = seal.split_once("\"run_digest\": \"").expect("it is sealed");
    // The seal covered only what stood above it.
    let digest = blake3::hash(above.as_bytes()).to_hex();
    let seal = format!("  \"sealed\": {{\n\"finished\": {end}{seal}\"run_digest\": \"{digest}\"\n  }}\n}}\n");
    fs::write(place.path("done/run.json"), format!("{above}{seal}")).expect("it can be written");
    assert_eq!(place.run("done"), new);
}
