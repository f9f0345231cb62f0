//! The page of what changed since the previous run of a suite.

use offprint::analysis::changes::changes;
use offprint::analysis::{Findings, analyse};
use offprint::archive::Archive;
use offprint::name::RunId;
use offprint::record::{Run, RunState, Trial};
use offprint::site::{self, FileContent, Material, RunSummary, SincePrevious, previous};

use crate::harness::Site;
use crate::harness::built::material;
use crate::harness::made::{Did, Layout, trials};
use crate::harness::panel::panel;
use crate::harness::records::{id, moment};

/// Two finished runs of the panel; in the second one model answers otherwise, with hostile facts.
fn two() -> [(Run, Vec<Trial>); 2] {
    let sealed = || RunState::Sealed { finished: moment(900), digest: "d".to_owned(), trials: 470 };
    let (run, earlier) = panel();
    let before = Run { id: id("before"), state: sealed(), ..run.clone() };
    let mut after = Run { id: id("after"), started: moment(60), state: sealed(), ..run };
    after.targets[3].facts.quantisation = Some("<script>Q8</script>".to_owned());
    let mut later = earlier.clone();
    let last = |trial: &Trial| after.questions.iter().skip(50).any(|question| question.case == trial.case);
    for trial in later.iter_mut().filter(|trial| trial.target.as_str() == "moss-4b--ollama" && last(trial)) {
        trial.answer = "something else".to_owned();
        trial.checks.iter_mut().for_each(|check| (check.strict, check.lenient) = (false, false));
    }
    [(before, earlier), (after, later)]
}

/// Pages that are built of them, by path.
fn pages(runs: [(Run, Vec<Trial>); 2]) -> Vec<(String, String)> {
    let [before, after] = &runs;
    let found = changes((&before.0, &before.1), (&after.0, &after.1)).expect("they are of one suite");
    let entry = |(run, trials): (Run, Vec<Trial>)| -> (Run, Vec<Trial>, Findings) {
        let findings = analyse(&run, &trials);
        (run, trials, findings)
    };
    let mut material: Material = material(runs.into_iter().map(entry).collect(), Vec::new());
    material.runs.last_mut().expect("there are two").since =
        Some(SincePrevious::new(id("before"), move |_| Ok(found.clone())));
    let built = site::build(&material).expect("it is sound").value;
    let text = |content: FileContent| match content {
        FileContent::Bytes(bytes) => String::from_utf8(bytes).ok(),
        _ => None,
    };
    built.files.into_iter().filter_map(|(path, content)| Some((path, text(content)?))).collect()
}

fn page<'p>(pages: &'p [(String, String)], path: &str) -> &'p str {
    pages.iter().find(|(found, _)| found == path).map(|(_, text)| text.as_str()).expect("the page is there")
}

#[test]
fn the_page_says_what_changed_and_the_page_of_the_run_leads_to_it() {
    let pages = pages(two());
    let found = page(&pages, "runs/after/changes/index.html");
    for words in [
        "What changed since before",
        "Changed: moss:4b on Ollama (quantisation).",
        "Compliance changed significantly, in points: moss:4b on Ollama",
        "No change of times is significant.",
        "href=\"../../before/index.html\"",
        "href=\"../index.html\"",
        "href=\"../cases/case-50/index.html\"",
        "href=\"../cases/pair-0/index.html\"",
        "and ",
        "offprint compare before after --json",
        "&lt;script&gt;Q8",
    ] {
        assert!(found.contains(words), "{words} is not in {found}");
    }
    assert!(!found.contains("<script>Q8"), "what a server says is text");
    assert!(page(&pages, "runs/after/index.html").contains("href=\"changes/index.html\""));
    assert!(!page(&pages, "runs/before/index.html").contains("changes/index.html"), "it is the first of its suite");
    assert!(pages.iter().all(|(path, _)| path != "runs/before/changes/index.html"));
    // Every link to a page leads to one.
    let targets = found.split("href=\"../").skip(1).filter_map(|rest| rest.split('"').next());
    for target in targets.filter(|target| target.starts_with("cases/")) {
        assert!(pages.iter().any(|(path, _)| *path == format!("runs/after/{target}")), "{target}");
    }
}

#[test]
fn the_page_of_many_targets_and_cases_is_one_to_read() {
    let names: Vec<String> =
        (0..60).map(|number| format!("a-model-with-quite-a-long-name-{number}:32b-instruct")).collect();
    let layout = Layout::in_turn(120, 4);
    let run = layout.run(&names);
    let sealed = RunState::Sealed { finished: moment(900), digest: "d".to_owned(), trials: 7_200 };
    let before = Run { id: id("before"), state: sealed.clone(), ..run.clone() };
    let after = Run { id: id("after"), started: moment(60), state: sealed, ..run };
    let did = |passes: bool| move |_, unit: usize, _| Did { passes, seconds: 1.0 + unit as f64 / 7.0, first: 0.5 };
    let (earlier, mut later) = (trials(&before, did(true)), trials(&after, did(false)));
    later.iter_mut().for_each(|trial| trial.answer = "other".to_owned());
    let pages = pages([(before, earlier), (after, later)]);
    let found = page(&pages, "runs/after/changes/index.html");
    assert!(found.contains("and 114 more") && found.len() < 300_000, "{} bytes", found.len());
}

#[test]
fn the_previous_run_is_the_newest_whole_one_of_the_suite_that_counts() {
    let (run, trials) = panel();
    let findings = analyse(&run, &trials);
    let plain = RunSummary { is_finished: true, ..RunSummary::of(&run, &findings) };
    let at = |name: &str, second: i64| RunSummary { id: id(name), started: moment(second), ..plain.clone() };
    let runs = [
        at("five", 5),
        at("one", 1),
        RunSummary { part: Some("3 of 94 cases".to_owned()), ..at("two-partial", 2) },
        RunSummary { withdrawn: Some("throttled".to_owned()), ..at("three-withdrawn", 3) },
        RunSummary { is_finished: false, ..at("four-unfinished", 4) },
        RunSummary { suite: (id("reasoning"), 1), ..at("other-suite", 4) },
        at("six", 6),
    ];
    let named = |id: &RunId| id.to_string();
    let found: Vec<(String, String)> =
        previous(runs.iter()).into_iter().map(|(run, before)| (named(run), named(&before.id))).collect();
    let expected = [("five", "one"), ("six", "five"), ("two-partial", "one")];
    assert_eq!(found, expected.map(|(run, before)| (run.to_owned(), before.to_owned())));
}

#[test]
fn a_build_makes_the_page_and_a_withdrawn_run_has_none() {
    let site = Site::empty();
    site.write("offprint.toml", "title = \"Bench notes\"\n");
    for (run, trials) in two() {
        let all = trials.into_iter().map(Ok);
        Archive::open(site.root())
            .add_rescored(&Run { state: RunState::Unfinished, ..run }, moment(900), all)
            .expect("it is new");
    }
    site.write("content/en/blog/a.md", "+++\ntitle = \"A\"\ndate = 2026-05-05\n+++\n[changes](/runs/after/changes/)\n");
    site.run(&["build"]).ends_with(0);
    assert!(site.read("public/runs/after/changes/index.html").contains("What changed since before"));
    site.write("content/runs/before.toml", "withdrawn = \"the machine was throttled\"\n");
    let refused = site.run(&["build"]).ends_with(3);
    assert!(refused.err.contains("/runs/after/changes/"), "the link leads to nothing now: {}", refused.err);
    site.write("content/en/blog/a.md", "+++\ntitle = \"A\"\ndate = 2026-05-05\n+++\nText.\n");
    site.run(&["build"]).ends_with(0);
    assert!(!site.path("public/runs/after/changes/index.html").exists());
}
