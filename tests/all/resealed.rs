//! A run whose data change under its posts: everything that is no longer true is listed in every post, and `accept` rewrites numbers alone.

use offprint::archive::Archive;
use offprint::record::{Run, Trial};
use serde_json::{Value, json};

use crate::harness::panel::panel;
use crate::harness::records::{id, moment};
use crate::harness::{Ran, Site};

const ENGLISH: &str = "content/en/blog/2026-05-05-panel.md";
const GERMAN: &str = "content/de/blog/2026-05-05-panel.md";
const LATEST: &str = "content/en/blog/2026-05-06-latest.md";

const POSTS: [(&str, &str); 3] = [
    (ENGLISH, include_str!("../fixtures/resealed/panel.en.md")),
    (GERMAN, include_str!("../fixtures/resealed/panel.de.md")),
    (LATEST, include_str!("../fixtures/resealed/latest.en.md")),
];

/// A site with a run and posts about it.
fn site() -> Site {
    let site = Site::empty();
    site.write("offprint.toml", "title = \"Bench notes\"\nnumbers = \"strict\"\n");
    for (path, text) in POSTS {
        site.write(path, text);
    }
    let (run, trials) = panel();
    archive(&site, &run, &trials);
    site
}

fn archive(site: &Site, run: &Run, trials: &[Trial]) {
    let mut writer = Archive::open(site.root()).begin(run).expect("it is new");
    for trial in trials {
        writer.append(trial).expect("the disk is there");
    }
    writer.seal(moment(90)).expect("the disk is there");
}

/// Changes the answer of the first trial of a target that failed, and its checks, which it now passes; and seals the run anew.
fn answers_better(site: &Site, run: &str, target: &str) {
    let path = format!("data/runs/{run}/trials.jsonl");
    let mut changed = 0;
    let lines = site.read(&path).lines().map(str::to_owned).collect::<Vec<_>>();
    let lines = lines.into_iter().map(|line| {
        let mut trial: Value = serde_json::from_str(&line).expect("a line is JSON");
        if changed > 0 || trial["target"] != target || trial["checks"][0]["strict"] != json!(false) {
            return line;
        }
        changed += 1;
        trial["answer"] = json!("another answer");
        for check in trial["checks"].as_array_mut().expect("it was answered") {
            check["strict"] = json!(true);
            check["lenient"] = json!(true);
        }
        trial.to_string()
    });
    let text: String = lines.map(|line| line + "\n").collect();
    assert_eq!(changed, 1, "a trial of {target} failed");
    site.write(&path, &text);
    site.reseal(run);
}

/// What is written between the brackets of values, in order, and the text with those left out.
fn literals(text: &str) -> (Vec<String>, String) {
    let (mut found, mut rest) = (Vec::new(), String::new());
    let mut parts = text.split("](value:");
    let mut before = parts.next().unwrap_or_default();
    for part in parts {
        let open = before.rfind('[').expect("a value has its bracket");
        found.push(before[open + 1..].to_owned());
        rest += &before[..=open];
        rest += "](value:";
        before = part;
    }
    (found, rest + before)
}

fn told(ran: &Ran) -> String {
    ran.err.clone()
}

#[test]
fn what_is_no_longer_true_of_a_changed_run_is_listed_in_every_post() {
    let site = site();
    site.run(&["build"]).ends_with(0);
    site.run(&["accept"]).ends_with(0);
    for (path, text) in POSTS {
        assert_eq!(site.read(path), text, "everything was true");
    }

    answers_better(&site, "panel", "moss-4b--ollama");
    let unsealed = site.read("data/runs/panel/run.json");
    site.run(&["verify"]).ends_with(0);
    let built = site.run(&["build"]).ends_with(3);
    insta::assert_snapshot!("a_changed_trial", told(&built));

    let accepted = site.run(&["accept"]).ends_with(3);
    insta::assert_snapshot!("what_accept_changes_and_leaves", accepted.out + &accepted.err);
    let mut rewritten = 0;
    for (path, old) in POSTS {
        let (old, new) = (literals(old), literals(&site.read(path)));
        assert_eq!(old.1, new.1, "{path}: only literals change");
        rewritten += old.0.iter().zip(&new.0).filter(|(old, new)| old != new).count();
    }
    assert_eq!(rewritten, 17);
    assert_eq!(site.read("data/runs/panel/run.json"), unsealed);

    let again = site.run(&["build"]).ends_with(3);
    assert!(!again.err.contains("the prose says"), "only claims are left: {}", again.err);
    assert_eq!(again.err.matches("error[").count(), 4, "{}", again.err);

    a_rerun_is_followed(&site);
}

/// A second, newer run of the suite, in which the same model does worse: the posts that name the first run say what they said.
fn a_rerun_is_followed(site: &Site) {
    let (mut run, mut trials) = panel();
    (run.id, run.started) = (id("rerun"), moment(86_400));
    let mut failed = 0;
    for trial in trials.iter_mut().filter(|trial| trial.target == id("moss-4b--ollama")) {
        if trial.checks.first().is_some_and(|check| check.strict) && failed < 12 {
            (trial.checks[0].strict, trial.checks[0].lenient, failed) = (false, false, failed + 1);
        }
    }
    archive(site, &run, &trials);
    let before = POSTS.map(|(path, _)| site.read(path));
    let built = site.run(&["build"]).ends_with(3);
    insta::assert_snapshot!("a_rerun", told(&built));
    site.run(&["accept", LATEST]).ends_with(3);
    assert_eq!([site.read(ENGLISH), site.read(GERMAN)], before[..2]);
    let (old, new) = (literals(&before[2]), literals(&site.read(LATEST)));
    assert_eq!(old.1, new.1, "only literals change");
    assert_ne!(old.0, new.0);
}

#[test]
fn of_many_runs_of_an_older_suite_a_warning_names_some() {
    let site = site();
    let (run, trials) = panel();
    for number in 0..7 {
        archive(&site, &Run { id: id(&format!("old-{number}")), ..run.clone() }, &trials);
    }
    let told = site.run(&["build"]).err;
    assert!(told.contains(": old-0, old-1, old-2, old-3, old-4 and 3 further runs\n"), "{told}");
    assert!(told.contains("`offprint rescore old-0 old-1 old-2 old-3 old-4` judges"), "{told}");
}
