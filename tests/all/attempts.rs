//! Trials that are not kept as they are: of repeated ones the last attempt counts, and one that could not be read again has failed.

use offprint::record::{Outcome, Trial};

use crate::harness::place::Place;
use crate::harness::records::{failed_trial, id, moment, run, trial};

fn attempt(trial: Trial, attempt: u32) -> Trial {
    Trial { attempt, ..trial }
}

/// A run of three trials, of which the second was repeated.
fn repeated() -> Place {
    let place = Place::new();
    let mut writer = place.archive.begin(&run("going")).expect("it is new");
    let looks_like_one = Trial { answer: "{\"attempt\": 7, \"repeat\": 1}".to_owned(), ..attempt(trial(0), 1) };
    let failed = attempt(failed_trial(1), 1);
    for trial in [looks_like_one, failed.clone(), attempt(failed_trial(2), 1), Trial { attempt: 2, ..failed }] {
        writer.append(&trial).expect("the disk is there");
    }
    drop(writer);
    let mut resumed = place.resume("going");
    resumed.writer.append(&attempt(trial(1), 3)).expect("the disk is there");
    place
}

#[test]
fn only_the_last_attempt_is_read() {
    let place = repeated();
    let read: Vec<(u32, u32)> = place.trials("going").iter().map(|trial| (trial.repeat, trial.attempt)).collect();
    assert_eq!(read, [(0, 1), (2, 1), (1, 3)]);
    assert!(matches!(place.trials("going")[2].outcome, Outcome::Answered(_)));
}

#[test]
fn a_resumed_run_knows_what_failed_last() {
    let place = repeated();
    let resumed = place.resume("going");
    assert_eq!(resumed.done.len(), 3);
    let failed: Vec<(u32, u32)> = resumed.failed.iter().map(|(key, attempt)| (key.2, *attempt)).collect();
    assert_eq!(failed, [(2, 1)]);
}

#[test]
fn every_attempt_is_sealed_and_verified() {
    let place = repeated();
    place.resume("going").writer.seal(moment(90)).expect("the disk is there");
    place.archive.verify(&id("going")).expect("it is as it was");
    assert_eq!(place.read("going/trials.jsonl").lines().count(), 5);
    assert_eq!(place.trials("going").len(), 3);
    // An attempt that does not count is still a part of the run.
    place.edit("going/trials.jsonl", "the stream ended", "the stream broke");
    assert!(place.faults("going").contains("was changed after it was sealed"));
}

#[test]
fn a_torn_last_attempt_does_not_count() {
    let place = repeated();
    let text = place.read("going/trials.jsonl");
    place.add("going/trials.jsonl", &text.lines().last().expect("it has lines").as_bytes()[..200]);
    assert_eq!(place.trials("going").len(), 3);
}

#[test]
fn a_trial_that_could_not_be_read_again_is_kept_as_a_failed_one() {
    let place = Place::with_an_unfinished_run();
    let too_long = Trial { answer: "a".repeat(65 << 20), ..trial(3) };
    let mut written = place.resume("going").writer;
    let kept = written.append(&too_long).expect("the disk is there").into_owned();
    drop(written);
    assert!(matches!(&kept.outcome, Outcome::Failed(failure) if failure.message.contains("longer than 64 MiB")));
    assert_eq!((kept.answer.as_str(), kept.repeat, kept.sent_at), ("", 3, too_long.sent_at));
    assert_eq!(place.trials("going").last(), Some(&kept));
    place.archive.verify(&id("going")).expect("it is readable");
}
