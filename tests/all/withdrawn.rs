//! A run that the site has withdrawn: its pages stay and say so, and it takes part in nothing. And beside it what else the pages say of runs:
//! the share of checks, and what would have passed them.

use std::collections::BTreeMap;
use std::time::Duration;

use offprint::analysis::{self, CheckCount, Findings};
use offprint::content::Post;
use offprint::diagnostic::Diagnostic;
use offprint::record::{Answered, CheckResult, Origin, Outcome, Rescore, Run, RunState, Timing, Trial};
use serde_json::Value;

use crate::harness::Site;
use crate::harness::built;
use crate::harness::posts::read;
use crate::harness::records::{self, id, moment};

/// A sealed run of a whole suite of one case.
fn run(name: &str, second: i64) -> Run {
    let mut run = Run { origin: None, simulation: None, started: moment(second), ..records::run(name) };
    run.suite.cases = Some(1);
    run.suite.categories.retain(|(category, _)| category.as_str() == "symmetry");
    run.state = RunState::Sealed { finished: moment(second + 60), digest: "d".to_owned(), trials: 1 };
    run
}

fn check(strict: bool) -> CheckResult {
    CheckResult {
        check: "at most 12 words".to_owned(),
        strict,
        lenient: strict,
        found: (!strict).then(|| "13 words".to_owned()),
    }
}

fn trials() -> Vec<Trial> {
    vec![Trial { machine: None, checks: vec![check(true), check(true)], ..records::trial(0) }]
}

/// A site of these runs, some of them withdrawn, and posts: its files as text by path, and the warnings.
fn built(runs: Vec<(Run, Option<&str>)>, posts: Vec<Post>) -> (BTreeMap<String, String>, Vec<Diagnostic>) {
    let with_findings = |(run, withdrawn): (Run, Option<&str>)| {
        let findings = analysis::analyse(&run, trials());
        let findings = withdrawn.map_or(findings.clone(), |reason| findings.withdrawn_for(reason));
        (run, trials(), findings)
    };
    let made = built::site(runs.into_iter().map(with_findings).collect(), posts).expect("it builds");
    (made.value, made.warnings)
}

fn post(reference: &str, body: &str) -> Post {
    let text =
        format!("+++\ntitle = \"A\"\ndate = 2026-05-05\nfinding = \"Quick.\"\nrun = \"{reference}\"\n+++\n{body}");
    read(&text).expect("the post is in order").value
}

const REASON: &str = "the machine was throttled";

#[test]
fn every_page_of_a_withdrawn_run_says_so_and_nothing_in_it_is_the_best() {
    let body = "See [it](run:gone).\n\n![A](figure:qpr)\n\n![B](table:leaderboard)";
    let (files, warnings) = built(vec![(run("gone", 0), Some(REASON))], vec![post("gone", body)]);
    for page in [
        "runs/gone/index.html",
        "runs/gone/targets/birch3-4b--ollama/index.html",
        "runs/gone/cases/market-street/index.html",
        "en/blog/a-post/index.html",
    ] {
        assert!(files[page].contains("Run gone was withdrawn: the machine was throttled."), "{page}");
    }
    let page = &files["runs/gone/index.html"];
    assert!(page.contains("<h1>Withdrawn: the machine was throttled</h1>"), "{page}");
    assert!(!page.contains("What stands out"), "{page}");
    assert!(!page.contains("only ranked target") && !page.contains("class=\"certain"), "{page}");
    assert!(page.contains("fig-qpr"), "its figures stay: a post may show them");
    let board: Value = serde_json::from_str(&files["runs/gone/leaderboard.json"]).expect("it is JSON");
    assert_eq!((&board[0]["rank.best"], board[0]["compliance"].as_f64()), (&Value::Null, Some(100.0)));
    let told: Vec<&str> = warnings.iter().map(|warning| warning.message.as_str()).collect();
    assert_eq!(told, ["the run `gone` was withdrawn: the machine was throttled"; 2], "front matter and link");
    assert!(warnings.iter().all(|warning| warning.place.is_some() && !warning.help.is_empty()));
}

#[test]
fn a_withdrawn_run_is_nowhere_but_on_its_pages_and_in_the_list() {
    let runs = || vec![(run("kept", 0), None), (run("gone", 900), Some(REASON))];
    let (files, warnings) = built(runs(), vec![post("latest", "![A](figure:qpr)")]);
    assert!(files["en/blog/a-post/index.html"].contains("kept, the latest when this page was built"));
    assert!(warnings.is_empty(), "{warnings:?}");
    let row = |page: &str, run: &str| {
        let rows = page.split("<tr").filter(|row| {
            row.contains(&format!("runs/{run}/index.html")) || row.contains(&format!("\"{run}/index.html\""))
        });
        rows.map(str::to_owned).collect::<String>()
    };
    let list = &files["runs/index.html"];
    assert!(row(list, "gone").contains("withdrawn") && !row(list, "gone").contains("birch3:4b"), "{list}");
    assert!(row(list, "kept").contains("birch3:4b") && !row(list, "kept").contains("withdrawn"), "{list}");

    let (files, _) = built(runs(), Vec::new());
    assert!(files["index.html"].contains("<a href=\"runs/kept/index.html\">Two small models</a></h1>"));
    let (files, _) = built(runs(), vec![post("gone", "![A](figure:qpr)")]);
    let home = &files["index.html"];
    assert!(home.contains("The run of this post was withdrawn.") && !home.contains("Quick."), "{home}");
    assert!(!home.contains("<figure"), "{home}");
}

#[test]
fn of_a_run_and_the_same_judged_again_the_latter_is_the_latest() {
    let rescored = Rescore { at: moment(9_000), offprint: "0.1.0".to_owned(), repeats: None };
    let origin = Origin { run: id("z-source"), only_failed: false, same_nonce: false, rescored: Some(rescored) };
    let judged = Run { origin: Some(origin), ..run("a-judged", 0) };
    let (files, _) = built(vec![(judged, None), (run("z-source", 0), None)], Vec::new());
    assert!(files["index.html"].contains("<a href=\"runs/a-judged/index.html\">Two small models</a></h1>"));
    assert!(files["runs/a-judged/index.html"].contains("rescored from z-source"));
    assert!(files["runs/z-source/index.html"].contains("Rescored as"));
}

#[test]
fn a_file_of_the_site_withdraws_a_run() {
    let site = Site::copy_of("old-site");
    site.write("content/runs/2026-05-05-compliance.toml", "withdrawn = \"the machine was throttled\"\n");
    let built = site.run(&["build"]).ends_with(0);
    assert!(built.err.contains("the run `2026-05-05-compliance` was withdrawn"), "the post names it: {}", built.err);
    assert!(site.read("public/runs/2026-05-05-compliance/index.html").contains("Withdrawn."));
    let told = site.run(&["runs"]).ends_with(0).out;
    assert!(told.contains("withdrawn: the machine was throttled"), "{told}");
    let told: Value = serde_json::from_str(site.run(&["runs", "--json"]).ends_with(0).out.trim()).expect("it is JSON");
    assert_eq!(told["withdrawn"], "the machine was throttled");
    site.run(&["suite", "update"]).ends_with(0);
    assert!(site.run(&["rescore", "2026-05-05-compliance"]).ends_with(0).err.contains("was withdrawn"));

    site.write("content/runs/2026-05-05-complience.toml", "withdrawn = \"a slip\"\n");
    let refused = site.run(&["build"]).ends_with(3);
    assert!(refused.err.contains("did you mean `2026-05-05-compliance`?"), "{}", refused.err);
    site.run(&["runs"]).ends_with(3);
    site.write("content/runs/2026-05-05-complience.toml", "reason = \"a slip\"\n");
    let refused = site.run(&["build"]).ends_with(3);
    assert!(refused.err.contains("--> content/runs/2026-05-05-complience.toml:1:1"), "{}", refused.err);
}

#[test]
fn a_timeout_passes_none_of_its_checks_and_a_failure_has_none() {
    let trial =
        |repeat, outcome, checks| Trial { outcome, checks, repeat, machine: None, attempt: 1, ..records::trial(0) };
    let limit = Duration::from_secs(5);
    let trials = [
        trial(0, Outcome::Answered(Answered::Whole), vec![check(true), check(false)]),
        trial(1, Outcome::Answered(Answered::Refused), vec![check(false), check(true)]),
        Trial {
            timing: Timing { total: limit, ..records::trial(0).timing },
            ..trial(2, Outcome::TimedOut, Vec::new())
        },
        Trial { repeat: 3, attempt: 1, ..records::failed_trial(3) },
    ];
    let Findings { targets, .. } = analysis::analyse(&run("r", 0), &trials);
    assert_eq!(targets[0].checks, CheckCount { passed: 2, of: 6 });
    let files = built::pages(run("r", 0), &trials, Vec::new()).expect("it builds");
    assert!(files["runs/r/targets/birch3-4b--ollama/index.html"].contains("2 of 6 (33.3"));
    let board: Value = serde_json::from_str(&files["runs/r/leaderboard.json"]).expect("it is JSON");
    assert_eq!((board[0]["checks.passed"].as_f64(), board[0]["checks.passed.n"].as_u64()), (Some(33.3333), Some(6)));
}

#[test]
fn a_check_can_be_opened_where_it_stands() {
    let trials = [Trial { checks: vec![check(true), check(false)], attempt: 1, ..records::trial(0) }];
    let files = built::pages(run("r", 0), &trials, Vec::new()).expect("it builds");
    let page = &files["runs/r/cases/market-street/index.html"];
    let open = "<details><summary>at most 12 words</summary><ul class=\"passes\"><li>At most N words.</li><li>N is 12</li></ul>";
    assert!(page.contains(open), "{page}");
    assert_eq!(page.matches("<li>“clos*”</li>").count(), 2, "under the prompt, and where it failed: {page}");
    let plain = Run {
        questions: vec![offprint::record::Question { explanations: Vec::new(), ..run("r", 0).questions.remove(0) }],
        ..run("r", 0)
    };
    let files = built::pages(plain, &trials, Vec::new()).expect("it builds");
    assert!(
        !files["runs/r/cases/market-street/index.html"].contains("class=\"passes\""),
        "an older run does not say it"
    );

    let site = Site::new();
    let told = site.run(&["suite", "show", "compliance", "fruit-dashes"]).ends_with(0).out;
    for line in [
        "      Exactly N bullets and no other line;",
        "      N is 4",
        "      marker: “-”",
        "“strawberr*”, “pineapple*”",
        "      * is any ending of a word",
    ] {
        assert!(told.contains(line), "{line} is not in {told}");
    }
}
