//! A large run is read in blocks on several threads, and comes as if it were read line by line.
#![expect(clippy::disallowed_methods, reason = "these tests damage what is on the disk")]

use std::cell::Cell;
use std::fs;

use offprint::archive::{Kept, Trials};
use offprint::diagnostic::Diagnostic;
use offprint::record::{Phase, Run, Trial};

use crate::harness::made::{self, Did, Layout};
use crate::harness::place::Place;
use crate::harness::records::{id, moment};

/// A run of many blocks, the trials of every other case in another order than that of their repeats.
fn large() -> (Place, Run, Vec<Trial>) {
    let layout = Layout { repeats: 40, ..Layout::in_turn(8, 2) };
    let run = Run { id: id("large"), ..layout.run(["one", "two", "three"]) };
    let did = |_, _, _| Did { passes: true, seconds: 1.0, first: 0.1 };
    let mut trials = made::trials(&run, did);
    for (number, trial) in trials.iter_mut().enumerate() {
        trial.attempt = 1;
        trial.answer = format!("Answer {number}. {}", "and so on ".repeat(60));
    }
    trials.chunks_mut(40).step_by(2).for_each(<[Trial]>::reverse);
    let place = Place::new();
    let all = trials.iter().cloned().map(Ok);
    place.archive.add_rescored(&run, moment(90), all).expect("it is new");
    let run = place.run("large");
    (place, run, trials)
}

#[test]
fn the_trials_of_many_blocks_come_in_their_order_and_are_found_again() {
    let (place, run, trials) = large();
    assert!(place.read("large/trials.jsonl").len() > 1_000_000);
    assert!(place.trials("large") == trials);

    let times = Cell::new(0);
    let take = |trials: &mut Trials<_>| {
        times.set(times.get() + 1);
        trials.keep(3);
        (trials.by_ref().collect::<Result<Vec<_>, Diagnostic>>(), trials.kept(&run))
    };
    let make = |trial: Trial| (trial.target, trial.case, trial.repeat);
    let (all, kept) = place.archive.take_trials(&run, make, take).expect("it is there");
    let all = all.expect("they are readable");
    assert_eq!(times.get(), 1, "no trial was repeated");
    let expected = trials.iter().map(|trial| (trial.target.clone(), trial.case.clone(), trial.repeat));
    assert!(all.into_iter().eq(expected));

    let first = |trial: &&Trial| trial.phase == Phase::Measured && trial.repeat < 3;
    let mut of_case: Vec<&Trial> = trials.iter().filter(first).filter(|trial| trial.case == id("case-3")).collect();
    of_case.sort_by_key(|trial| (run.targets.iter().position(|target| target.id == trial.target), trial.repeat));
    assert!(kept.of_case(&id("case-3")).expect("they are there").iter().eq(of_case));
    let first_with = kept.first_with(&run.targets[1].id).expect("they are there");
    let (cases, repeats): (Vec<_>, Vec<_>) = first_with.into_iter().map(|trial| (trial.case, trial.repeat)).unzip();
    assert!(cases.iter().eq(run.questions.iter().map(|question| &question.case)) && repeats == [0; 8]);
    assert!(kept.of_case(&id("case-9")).expect("there are none").is_empty());

    // What a page shows is what was analysed.
    place.edit("large/trials.jsonl", "Answer 0. and", "Answer 0. but");
    let changed = kept.of_case(&id("case-0")).expect_err("it is another answer");
    assert!(changed.message.ends_with("changed while the site was built"), "{changed:?}");
    assert_eq!(kept.of_case(&id("case-3")).expect("they are there").len(), 9);
    fs::write(place.path("large/trials.jsonl"), "").expect("it can be written");
    assert!(kept.of_case(&id("case-3")).is_err() && kept.first_with(&run.targets[0].id).is_err());
}

#[test]
fn a_fault_in_a_later_block_ends_the_trials_and_has_its_line() {
    for (from, to, said) in [
        ("\"Answer 900. and", "\"Answer 900. and\n", "trials.jsonl:900:"),
        ("\"case\":\"case-6\",\"repeat\":20", "\"case\":\"case-66\",\"repeat\":20", "the run has no case `case-66`"),
        (
            "\"case\":\"case-6\",\"repeat\":20",
            "\"case\":\"case-6\",\"repeat\":21",
            "repeat 21 of `case-6` with `one--ollama` is there",
        ),
    ] {
        let (place, run, trials) = large();
        place.edit("large/trials.jsonl", from, to);
        let read: Vec<_> = place.archive.trials(&run).expect("it is there").collect();
        let good = read.iter().take_while(|trial| trial.is_ok()).count();
        assert!(good > 200 && good < trials.len());
        assert!(read[..good].iter().zip(&trials).all(|(read, trial)| read.as_ref().is_ok_and(|read| read == trial)));
        let faults = place.said(read.into_iter().skip(good).map(|read| read.expect_err("no trial follows")));
        assert!(faults.contains(said), "{faults}");
        assert!(faults.contains("was changed after it was sealed"), "{faults}");
    }
}

#[test]
fn the_last_of_several_attempts_counts_whatever_lies_between() {
    let (place, run, trials) = large();
    let text = place.read("large/trials.jsonl");
    let (first, _) = text.split_once('\n').expect("it has lines");
    let again = first.replacen("\"phase\":\"measured\"", "\"phase\":\"measured\",\"attempt\":2", 1);
    place.add("large/trials.jsonl", format!("{again}\n").as_bytes());
    let read = |trials: &mut Trials<u32>| {
        trials.keep(40);
        (trials.by_ref().filter_map(Result::ok).collect(), trials.kept(&run))
    };
    let taken = place.archive.take_trials(&run, |trial| trial.attempt, read).expect("it is there");
    let (attempts, kept): (Vec<u32>, Kept) = taken;
    assert_eq!((attempts.len(), attempts.last()), (trials.len(), Some(&2)), "the first was passed over");
    let of_case = kept.of_case(&trials[0].case).expect("they are there");
    assert_eq!(of_case.iter().filter(|trial| trial.attempt == 2).count(), 1);
    assert_eq!(of_case.len(), 120);
}
