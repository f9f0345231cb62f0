//! `offprint compare` in the terminal: what is printed, in words and as JSON, and what is refused.

use offprint::archive::Archive;
use offprint::record::{Answered, Outcome, Run, Trial};
use serde_json::Value;

use crate::harness::Site;
use crate::harness::panel::panel;
use crate::harness::records::{id, moment};

/// Adds a finished run to the archive of a site.
fn archive(site: &Site, run: &Run, trials: &[Trial]) {
    let all = trials.iter().cloned().map(Ok);
    Archive::open(site.root()).add_rescored(run, moment(900), all).expect("it is new");
}

/// A site with the run `before`, and the run `after`, which is the same but for what was done to it.
fn with_two(change: impl Fn(&mut Run, &mut [Trial])) -> Site {
    let site = Site::empty();
    site.write("offprint.toml", "title = \"Bench notes\"\n");
    let (mut before, mut trials) = panel();
    before.id = id("before");
    archive(&site, &before, &trials);
    let mut after = Run { id: id("after"), ..before };
    change(&mut after, &mut trials);
    archive(&site, &after, &trials);
    site
}

/// Alters answers and checks of one model, makes another slower, and changes what a comparison tells of a run.
fn altered(run: &mut Run, trials: &mut [Trial]) {
    run.settings.max_tokens.0 = 256;
    run.targets[3].facts.quantisation = Some("Q8_0".to_owned());
    let questions: Vec<_> = run.questions.iter().map(|question| question.case.clone()).collect();
    for trial in trials.iter_mut() {
        let place = questions.iter().position(|case| *case == trial.case).unwrap_or(0);
        match trial.target.as_str() {
            "moss-4b--ollama" if place % 3 == 0 && trial.outcome == Outcome::Answered(Answered::Whole) => {
                trial.answer = "something else".to_owned();
                (trial.checks[0].strict, trial.checks[0].lenient) = (false, false);
            }
            "wren-1-5b--ollama" => {
                trial.timing.total = trial.timing.total.mul_f64(1.2);
                trial.timing.first_token = trial.timing.first_token.map(|time| time.mul_f64(1.1));
            }
            "heron-30b--ollama" => (trial.tokens.cached, trial.tokens.evaluated) = (Some(30), Some(1)),
            _ => {}
        }
    }
}

fn object(site: &Site, words: &[&str]) -> Value {
    let out = site.run(&[words, &["--json"]].concat()).ends_with(0).out;
    assert_eq!(out.lines().count(), 1, "{out}");
    serde_json::from_str(&out).expect("it is JSON")
}

fn of_target<'v>(object: &'v Value, name: &str) -> &'v Value {
    let targets = object["targets"].as_array().expect("it is a list");
    targets.iter().find(|target| target["target"] == name).expect("it is there")
}

#[test]
fn what_changed_is_printed_in_80_columns() {
    let site = with_two(altered);
    let ran = site.run(&["compare", "before", "after"]).ends_with(0);
    assert_eq!(ran.err, "");
    insta::assert_snapshot!("what_changed", ran.out);
    let wide: Vec<&str> = ran.out.lines().filter(|line| line.chars().count() > 80).collect();
    assert!(wide.is_empty(), "{wide:#?}");
}

#[test]
fn the_object_says_the_same_in_numbers() {
    let site = with_two(altered);
    let found = object(&site, &["compare", "before", "after"]);
    assert_eq!((&found["before"], &found["after"]), (&Value::from("before"), &Value::from("after")));
    assert_eq!((found["same_run"].as_bool(), found["same_conditions"].as_bool()), (Some(false), Some(false)));
    let changed: Vec<String> =
        found["changed"].as_array().expect("it is a list").iter().map(Value::to_string).collect();
    assert_eq!(
        changed,
        [
            r#"{"area":"settings","target":null,"what":"most output tokens","before":"512","after":"256"}"#,
            r#"{"area":"target","target":"moss-4b--ollama","what":"quantisation","before":"Q4_K_M","after":"Q8_0"}"#,
        ]
    );
    let moss = of_target(&found, "moss-4b--ollama");
    assert_eq!(moss["compliance"]["significant"], true);
    assert!(moss["compliance"]["points"].as_f64().is_some_and(|points| points < -10.0), "{moss}");
    let changed = moss["answers"]["changed"].as_array().map_or(0, Vec::len);
    assert!((25..=32).contains(&changed) && moss["answers"]["cannot_tell"].is_null(), "{moss}");
    let wren = of_target(&found, "wren-1-5b--ollama");
    assert_eq!(wren["total"]["ratio"]["significant"], true);
    assert!((wren["total"]["ratio"]["least"].as_f64().expect("it is known") - 1.2).abs() < 1e-4, "{wren}");
    let heron = of_target(&found, "heron-30b--ollama");
    assert!(heron["total"]["ratio"].is_null() && heron["total"]["median"]["after"].is_f64(), "{heron}");
    assert_eq!(heron["times_not_compared"], "Ollama took prompts from its cache");
}

#[test]
fn a_run_is_the_same_as_itself_and_as_its_repetition() {
    let site = with_two(|_, _| {});
    let told = site.run(&["compare", "after", "after"]).ends_with(0).out;
    assert!(told.ends_with("\n\nBoth are the run after: nothing changed.\n"), "{told}");
    let itself = object(&site, &["compare", "after", "after"]);
    assert_eq!((itself["same_run"].as_bool(), itself["same_conditions"].as_bool()), (Some(true), Some(true)));
    let told = site.run(&["compare", "before", "after"]).ends_with(0).out;
    assert!(told.contains("The same 94 cases were asked of the same 5 targets, under the same"), "{told}");
    assert!(told.contains("Every answer to the same prompt is the same: "), "{told}");
    assert!(!told.contains('*') || told.contains("* significant"), "{told}");
}

#[test]
fn names_cannot_control_the_terminal() {
    let site = with_two(|run, _| {
        run.targets[0].model = "la\u{1b}[31mrch\n:8b\u{202e}".to_owned();
        run.targets[3].system = Some("Be brief.\u{1b}[2J\nReally.".to_owned());
    });
    let told = site.run(&["compare", "before", "after"]).ends_with(0);
    for text in [&told.out, &told.err, &site.run(&["compare", "before", "after", "--json"]).ends_with(0).out] {
        assert!(text.chars().all(|letter| letter == '\n' || !(letter.is_control() || letter == '\u{202e}')), "{text}");
    }
}

#[test]
fn a_withdrawn_run_is_compared_without_its_ranks() {
    let site = with_two(|_, _| {});
    site.write("content/runs/after.toml", "withdrawn = \"the machine was throttled\"\n");
    let told = site.run(&["compare", "before", "after"]).ends_with(0);
    assert!(told.err.contains("the run `after` was withdrawn: the machine was throttled"), "{}", told.err);
    let found = object(&site, &["compare", "before", "after"]);
    assert_eq!(
        (&found["withdrawn"]["before"], &found["withdrawn"]["after"]),
        (&Value::Null, &"the machine was throttled".into())
    );
    let moss = of_target(&found, "moss-4b--ollama");
    assert!(moss["rank"]["before"].is_object() && moss["rank"]["after"].is_null(), "{moss}");
}

#[test]
fn what_cannot_be_compared_is_refused_with_the_reason() {
    let site = with_two(|run, _| run.suite.id = id("reasoning"));
    let refused = site.run(&["compare", "before", "after"]).ends_with(2);
    assert!(
        refused.err.contains("`before` is a run of the suite `compliance`, `after` one of `reasoning`"),
        "{}",
        refused.err
    );
    assert_eq!(refused.out, "");
    let unknown = site.run(&["compare", "befor", "after"]).ends_with(2);
    assert!(
        unknown.err.contains("no run `befor`") && unknown.err.contains("did you mean `before`?"),
        "{}",
        unknown.err
    );
}
