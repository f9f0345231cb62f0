//! The answers of an earlier run under the present checks of its suite: what is judged again, what is left out, and what stays as it was.
#![expect(clippy::disallowed_methods, reason = "a test may look at the disk")]
#![expect(clippy::panic, reason = "a test may fail")]

use std::time::Duration;

use offprint::diagnostic::SourceFile;
use offprint::name::SuiteId;
use offprint::record::{Answered, Origin, Outcome, Phase, Question, Rescore, Run, RunState, Trial};
use offprint::run::rescore::{LeftOut, Rescoring, rescoring};
use offprint::suite::{OwnLimits, Side, Suite, parse};
use serde_json::Value;

use crate::harness::Site;
use crate::harness::built::pages;
use crate::harness::place::Place;
use crate::harness::records::{self, id, moment};

/// A suite of two cases and a pair.
const CASES: &str = r#"title = "Formatting"
description = "The answer has the form that was asked for."

[[case]]
id = "city"
title = "A city"
prompt = "Which city? Answer with its name only."
checks = [{ exact = "Paris" }]
pass = ["Paris"]
fail = [{ wrong = "London" }]

[[case]]
id = "river"
title = "A river"
prompt = "Which river? Answer with its name only."
checks = [{ exact = "Seine" }]
pass = ["Seine"]
fail = [{ wrong = "Thames" }]

[[pair]]
id = "street"
title = "A street"
prompt = "Say it in one sentence: {input}"
checks = [{ sentences = 1 }]
[pair.a]
input = "Close the street. Now."
pass = ["Close the street."]
fail = [{ almost = "Close it. Now." }]
[pair.b]
input = "Open the street. Now."
pass = ["Open the street."]
fail = [{ almost = "Open it. Now." }]
"#;

fn suite() -> Suite {
    let limits = "timeout = \"60s\"\ncontext = 32768\nmax_tokens = 512\ntemperature = 0\nrepeats = 1\n";
    let head = "title = \"Mine\"\ndescription = \"Mine.\"\nversion = 2\ncategories = [\"formatting\"]\n";
    let manifest = SourceFile::new("suite.toml", format!("{head}\n[limits]\n{limits}"));
    let id = SuiteId::parse("compliance").expect("it is a slug");
    let read = parse::parse(id, manifest, vec![SourceFile::new("formatting.toml", CASES)]);
    read.unwrap_or_else(|faults| panic!("{faults:?}")).value
}

fn question(case: &str, pair: Option<Side>, prompt: &str) -> Question {
    Question {
        case: id(case),
        category: id("formatting"),
        pair: pair.map(|side| (id("street"), side)),
        prompt: prompt.to_owned(),
        limits: OwnLimits { timeout: Some(Duration::from_secs(7)), max_tokens: None },
        explanations: Vec::new(),
        ..records::run("any").questions.remove(0)
    }
}

/// A run of version 1: one case with the same prompt, one with another, one that the suite no longer has, and a pair of which one side
/// has changed.
fn old() -> Run {
    let questions = vec![
        question("city", None, "Which city? Answer with its name only.\r\n"),
        question("river", None, "Which river flows through Paris?"),
        question("bridge", None, "Which bridge?"),
        question("street-a", Some(Side::A), "Say it in one sentence: Close the street. Now."),
        question("street-b", Some(Side::B), "Say it in one sentence: Open the street."),
    ];
    let state = RunState::Sealed { finished: moment(60), digest: "d".to_owned(), trials: 1 };
    Run { origin: None, questions, state, ..records::run("may") }
}

fn again(old: &Run) -> Rescoring {
    rescoring(old, &suite(), id("may-v2"), moment(900)).expect("a case has the same prompt")
}

fn answer(case: &str, outcome: Outcome, answer: &str) -> Trial {
    Trial { case: id(case), outcome, answer: answer.to_owned(), reasoning: None, ..records::trial(0) }
}

#[test]
fn a_case_is_judged_again_if_its_prompt_is_the_same_and_a_pair_if_both_are() {
    let new = again(&old());
    let cases: Vec<&str> = new.run.questions.iter().map(|question| question.case.as_str()).collect();
    assert_eq!(cases, ["city"]);
    assert_eq!(new.left_out, LeftOut { gone: 1, changed: 2, halved: 1 });
    assert_eq!((new.run.suite.version, new.run.suite.cases, &new.run.suite.digest), (2, Some(4), &suite().digest));
    let question = &new.run.questions[0];
    assert_eq!(
        (question.checks.as_slice(), question.title.as_str()),
        (["exactly “Paris”".to_owned()].as_slice(), "A city")
    );
    assert_eq!(question.limits.timeout, Some(Duration::from_secs(7)), "the answer was given within the earlier limit");
    assert_eq!((&new.run.settings, &new.run.targets), (&old().settings, &old().targets));
    assert_eq!((new.run.started, &new.run.environment), (old().started, &old().environment));
}

#[test]
fn a_run_of_other_prompts_cannot_be_judged_again() {
    let old = Run { questions: vec![question("river", None, "Which river flows through Paris?")], ..old() };
    assert!(rescoring(&old, &suite(), id("new"), moment(0)).is_none());
}

#[test]
fn an_answer_is_judged_by_the_present_checks_and_nothing_else_of_it_changes() {
    let new = again(&old());
    let whole = answer("city", Outcome::Answered(Answered::Whole), "Paris");
    let judged = new.judged(whole.clone()).expect("its case is there");
    assert!(judged.checks.iter().all(|check| check.strict) && judged.checks.len() == 1, "{:?}", judged.checks);
    assert_eq!(Trial { checks: whole.checks.clone(), ..judged }, whole);

    for (before, text, after) in [
        (Answered::Whole, "London", Answered::Whole),
        (Answered::Refused, "Paris", Answered::Whole),
        (Answered::Whole, "I'm sorry, but I can't help with that.", Answered::Refused),
        (Answered::CutAtTokenLimit, "Paris Paris", Answered::CutAtTokenLimit),
        (Answered::Empty, " ", Answered::Empty),
    ] {
        let judged = new.judged(answer("city", Outcome::Answered(before), text)).expect("its case is there");
        assert_eq!(judged.outcome, Outcome::Answered(after), "{text}");
    }
    let reasoned =
        Trial { reasoning: Some("Hm".to_owned()), ..answer("city", Outcome::Answered(Answered::OnlyReasoning), "") };
    assert_eq!(new.judged(reasoned).map(|trial| trial.outcome), Some(Outcome::Answered(Answered::OnlyReasoning)));
    let late = new.judged(answer("city", Outcome::TimedOut, "Par")).expect("its case is there");
    assert_eq!((late.outcome, late.checks.len()), (Outcome::TimedOut, 0));

    assert!(
        new.judged(answer("river", Outcome::Answered(Answered::Whole), "Seine")).is_none(),
        "its prompt has changed"
    );
    let canary = Trial { phase: Phase::Canary, ..answer("river", Outcome::Answered(Answered::Whole), "Seine") };
    assert_eq!(new.judged(canary.clone()), Some(canary), "what shows the state of the machine stays");
}

#[test]
fn what_the_source_was_stays_true_of_the_new_run() {
    let origin = Origin { run: id("april"), only_failed: true, same_nonce: false, rescored: None };
    let first = again(&Run { origin: Some(origin), ..old() }).run;
    let of = |run: &Run| run.origin.clone().expect("it has one");
    let rescored =
        Rescore { at: moment(900), offprint: env!("CARGO_PKG_VERSION").to_owned(), repeats: Some(id("april")) };
    assert_eq!(of(&first), Origin { run: id("may"), only_failed: true, same_nonce: false, rescored: Some(rescored) });
    let second = again(&first).run;
    assert_eq!(of(&second).rescored.and_then(|rescored| rescored.repeats), Some(id("april")));
    assert_eq!(of(&second).run, id("may-v2"));
    let files = pages(first, &[], Vec::new()).expect("it builds");
    assert!(files["runs/may-v2/index.html"].contains("those that failed in april"));
}

#[test]
fn a_rescored_run_is_archived_whole_and_sealed_like_any_other() {
    let place = Place::new();
    let new = again(&old());
    let trials = || {
        [answer("city", Outcome::Answered(Answered::Whole), "Paris")].into_iter().filter_map(|trial| new.judged(trial))
    };
    place.archive.add_rescored(&new.run, moment(60), trials().map(Ok)).expect("the disk is there");
    place.archive.verify(&new.run.id).expect("it is as it was");
    let read = place.run("may-v2");
    assert!(
        matches!(read.state, RunState::Sealed { finished, trials: 1, .. } if finished == moment(60)),
        "{:?}",
        read.state
    );
    assert_eq!(Run { state: RunState::Unfinished, ..read }, new.run);
    assert_eq!(place.trials("may-v2"), trials().collect::<Vec<_>>());
    let taken = place.archive.add_rescored(&new.run, moment(60), trials().map(Ok));
    assert!(taken.is_err_and(|fault| fault.message.contains("already exists")));
    let documentation =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/archive.md")).expect("a page");
    for key in ["rescored", "at", "repeats", "explanations", "explained"] {
        assert!(documentation.contains(&format!("`{key}`")), "docs/archive.md does not say what `{key}` is");
    }
}

#[test]
fn a_run_of_the_first_format_is_judged_again() {
    let site = Site::copy_of("old-site");
    let path = "data/runs/2026-05-05-compliance/run.json";
    let mut file: Value = serde_json::from_str(&site.read(path)).expect("it is JSON");
    file["format"] = 1.into();
    let settings = file["settings"].as_object_mut().expect("it is a table");
    settings.remove("nonce_seed");
    for target in file["targets"].as_array_mut().into_iter().flatten() {
        let target = target.as_object_mut().expect("it is a table");
        ["system", "nonce_place", "started_anew"].iter().for_each(|key| drop(target.remove(*key)));
    }
    file["suite"].as_object_mut().expect("it is a table").remove("cases");
    let trials = site.read("data/runs/2026-05-05-compliance/trials.jsonl");
    let plain: String = trials
        .lines()
        .map(|line| {
            let mut trial: Value = serde_json::from_str(line).expect("it is JSON");
            let trial = trial.as_object_mut().expect("it is a table");
            ["nonce", "machine", "attempt", "left_out"].iter().for_each(|key| drop(trial.remove(*key)));
            serde_json::to_string(trial).expect("it is JSON") + "\n"
        })
        .collect();
    // Up to format 2 the seal held all three, and no digest covered them.
    let table = file.as_object_mut().expect("it is a table");
    let (finished, count) = (table.remove("finished"), table.remove("trials"));
    ["trials_digest", "sealed"].iter().for_each(|key| drop(table.remove(*key)));
    let above = serde_json::to_string_pretty(&file).expect("it is JSON");
    let above = above.trim_end_matches("\n}");
    let digest = blake3::hash(format!("{above},\n").as_bytes()).to_hex();
    let sealed = format!(
        "{above},\n  \"sealed\": {{\n    \"finished\": {},\n    \"trials\": {},\n    \"trials_digest\": \"{}\",\n    \"run_digest\": \"{digest}\"\n  }}\n}}\n",
        finished.expect("it is sealed"),
        count.expect("it is sealed"),
        blake3::hash(plain.as_bytes()).to_hex(),
    );
    site.write(path, &sealed);
    site.write("data/runs/2026-05-05-compliance/trials.jsonl", &plain);
    site.run(&["verify"]).ends_with(0);
    site.run(&["suite", "update"]).ends_with(0);
    assert_eq!(site.run(&["rescore", "2026-05-05-compliance", "--id", "again"]).ends_with(0).out, "again\n");
    site.run(&["verify"]).ends_with(0);
    let told = site.run(&["runs", "--json"]).ends_with(0).out;
    let run: Value = told
        .lines()
        .map(|line| serde_json::from_str(line).expect("it is JSON"))
        .find(|run: &Value| run["id"] == "again")
        .expect("it is listed");
    assert_eq!((&run["origin"]["run"], &run["origin"]["rescored"]), (&"2026-05-05-compliance".into(), &true.into()));
    assert_eq!((&run["suite_version"], &run["partial"]), (&2.into(), &true.into()));
}

#[test]
fn what_cannot_be_judged_again_is_said() {
    let site = Site::copy_of("old-site");
    site.run(&["suite", "update"]).ends_with(0);
    let run = "2026-05-05-compliance";
    let several = site.run(&["rescore", run, run, "--id", "one"]).ends_with(2);
    assert!(several.err.contains("cannot be the id of several runs"), "{}", several.err);
    site.run(&["rescore", "2026-05-05-complience"]).ends_with(2);
    site.run(&["rescore", run]).ends_with(0);
    let same = site.run(&["rescore", &format!("{run}-v2")]).ends_with(2);
    assert!(same.err.contains("was judged by these very checks"), "{}", same.err);
    let trials = site.read(&format!("data/runs/{run}/trials.jsonl"));
    site.write(&format!("data/runs/{run}/trials.jsonl"), &trials.replacen("\"repeat\":0", "\"repeat\":1", 1));
    let changed = site.run(&["rescore", run, "--id", "other"]).ends_with(3);
    assert!(changed.err.contains("was changed after it was sealed"), "{}", changed.err);
    assert!(!site.path("data/runs/other").exists());

    let place = Place::with_an_unfinished_run();
    std::fs::write(place.root.path().join("offprint.toml"), "title = \"Bench notes\"\n").expect("it can be written");
    let told = crate::harness::offprint().arg("-C").arg(place.root.path()).args(["rescore", "going"]).output();
    let told = told.expect("offprint runs");
    assert!(String::from_utf8_lossy(&told.stderr).contains("offprint run --resume going"), "{told:?}");
}
