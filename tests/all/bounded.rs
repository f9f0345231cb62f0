//! What a server sends is bounded where it enters: numbers, lengths, and what is said about them.

use std::time::Duration;

use offprint::analysis::{self, TargetFindings};
use offprint::limits;
use offprint::record::{Target, Timing, Trial};
use offprint::simulate::{Fault, FaultKind};
use serde_json::Value;

use crate::harness::place::Place;
use crate::harness::records::{id, run, trial};
use crate::harness::{Simulated, Site};

#[test]
fn a_number_that_cannot_be_right_is_said_once_per_target_and_its_answer_counts() {
    let fault = Fault { kind: FaultKind::NumberBeyondBelief, model: None };
    let (site, server) = (Site::new(), Simulated::with_faults(600.0, vec![fault]));
    for (client, field) in [("ollama", "`eval_duration`"), ("llamacpp", "`timings.predicted_ms`")] {
        let target = format!("{client}:birch3:4b@{}", server.url());
        let ran = site.run(&[
            "run",
            "compliance",
            "--id",
            client,
            "--cases",
            "*-json",
            "--repeats",
            "4",
            "--target",
            &target,
        ]);
        let ran = ran.ends_with(0);
        assert_eq!(ran.err.matches(field).count(), 1, "{}", ran.err);
        let trials = site.read(&format!("data/runs/{client}/trials.jsonl"));
        assert!(trials.lines().all(|line| !line.contains("\"failed\"")), "{trials}");
    }
    site.run(&["verify"]).ends_with(0);
}

#[test]
fn an_answer_without_end_costs_one_trial_and_little_room() {
    let fault = Fault { kind: FaultKind::EndlessAnswer, model: None };
    let (site, server) = (Site::new(), Simulated::with_faults(2.0, vec![fault]));
    let target = format!("llamacpp:birch3:4b@{}", server.url());
    site.run(&["run", "compliance", "--id", "long", "--cases", "three-bullets", "--target", &target]);
    let trials = site.read("data/runs/long/trials.jsonl");
    let read = |line: &str| serde_json::from_str::<Value>(line).expect("every line is JSON");
    let long: Vec<Value> = trials.lines().map(read).filter(|trial| trial["failure"]["kind"] == "too_long").collect();
    assert!(!long.is_empty(), "no answer was too long");
    for trial in long {
        let kept = trial["answer"].as_str().unwrap_or_default().len();
        assert!(kept > 0 && kept <= limits::KEPT_LENGTH, "{kept} bytes were kept");
    }
    assert!(trials.contains("\"answered\""), "the run went on");
    site.run(&["verify"]).ends_with(0);
}

#[test]
fn the_longest_answer_fits_into_the_archive() {
    let place = Place::new();
    let mut writer = place.archive.begin(&run("long")).expect("it is new");
    // Every byte of it becomes six: `\u0001`.
    let longest = Trial {
        answer: "\u{1}".repeat(limits::ANSWER_LENGTH),
        reasoning: Some("\u{1}".repeat(limits::REASONING_LENGTH)),
        ..trial(0)
    };
    writer.append(&longest).expect("it fits");
}

#[test]
fn an_answer_that_may_have_waited_for_an_earlier_request_has_no_times() {
    let mut sound = trial(0);
    sound.checks.iter_mut().for_each(|check| check.strict = true);
    let trial = |repeat| Trial { after_unverified: false, repeat, ..sound.clone() };
    let of = |trials: Vec<Trial>| {
        let findings = analysis::analyse(&run("any"), trials);
        (analysis::cautions(&findings), findings.targets.into_iter().next().expect("there is one"))
    };
    let slow = Timing { total: Duration::from_secs(50), ..trial(2).timing };
    let behind = Trial { after_unverified: true, timing: slow, ..trial(2) };
    let ((_, alone), (cautions, with)) = (of(vec![trial(0), trial(1)]), of(vec![trial(0), trial(1), behind]));
    assert_eq!((with.total, with.first_token, with.overhead), (alone.total, alone.first_token, alone.overhead));
    assert_eq!(with.outcomes.requests(), 3, "its verdict counts");
    let rate = |target: &TargetFindings| target.qpr.expect("requests took time").value;
    assert!(rate(&with) < rate(&alone), "the time was spent: {:?} {:?}", with.qpr, alone.qpr);
    assert!(cautions.iter().any(|one| one.contains("1 of 3 answers may have waited")), "{cautions:?}");
}

#[test]
fn settings_that_the_server_refuses_are_said_where_the_results_are() {
    let refused = |names: &[&str]| {
        let left_out = names.iter().map(|name| (*name).to_owned()).collect();
        analysis::cautions(&analysis::analyse(&run("any"), vec![Trial { left_out, ..trial(0) }])).join(" ")
    };
    assert!(!refused(&[]).contains("refuses"));
    assert!(refused(&["seed"]).contains("the server refuses seed; requests were sent without it."));
    assert!(refused(&["seed", "top_p"]).contains("refuses seed, top_p; requests were sent without them."));
}

#[test]
fn what_more_targets_have_in_common_is_called_what_it_is() {
    let mut run = run("any");
    let target = run.targets[0].clone();
    run.targets = (0..7).map(|number| Target { id: id(&format!("target-{number}")), ..target.clone() }).collect();
    let trials = |change: &dyn Fn(usize, Trial) -> Trial| -> Vec<Trial> {
        let of_target = |number: usize| Trial { target: id(&format!("target-{number}")), ..trial(0) };
        (0..7).map(|number| change(number, of_target(number))).collect()
    };
    let settings = trials(&|number, trial| Trial { left_out: vec![format!("setting_{number}")], ..trial });
    let said = analysis::cautions(&analysis::analyse(&run, settings)).join(" ");
    assert!(said.contains("The same, with other settings, holds of 2 further targets."), "{said}");
}

#[test]
fn an_answer_whose_first_token_was_not_seen_says_nothing_about_it() {
    let trial = |repeat| Trial { after_unverified: false, ..trial(repeat) };
    let unseen =
        |trial: Trial| Trial { timing: Timing { first_token: None, first_answer: None, ..trial.timing }, ..trial };
    let findings = |trials: Vec<Trial>| analysis::analyse(&run("any"), trials).targets.remove(0).first_token;
    let seen = findings(vec![trial(0), trial(1)]);
    assert_eq!(findings(vec![trial(0), trial(1), unseen(trial(2))]), seen);
    // An answer without text has no first token, however long one waits.
    let nothing = Trial { answer: String::new(), reasoning: None, ..unseen(trial(2)) };
    assert_eq!(findings(vec![trial(0), trial(1), nothing]).censored, 1);
}
