//! A run of a part of its suite: it is marked wherever its numbers are, and never represents the suite.

use std::collections::BTreeMap;

use offprint::analysis;
use offprint::archive::Archive;
use offprint::content::Post;
use offprint::record::{Origin, Run, RunState, Trial};
use serde_json::Value;

use crate::harness::built;
use crate::harness::posts::read;
use crate::harness::records::{self, id, moment};
use crate::harness::{Simulated, Site, compliance};

/// A sealed run of one case of a suite that has this many.
fn run(name: &str, suite_cases: Option<u64>, second: i64) -> Run {
    let mut run = Run { origin: None, simulation: None, started: moment(second), ..records::run(name) };
    run.suite.cases = suite_cases;
    run.state = RunState::Sealed { finished: moment(second + 60), digest: "d".to_owned(), trials: 1 };
    run
}

fn trials() -> Vec<Trial> {
    let mut trial = records::trial(0);
    trial.checks.iter_mut().for_each(|check| check.strict = true);
    vec![Trial { machine: None, ..trial }]
}

/// A site of these runs and posts, as text by path.
fn built(runs: Vec<Run>, posts: Vec<Post>) -> BTreeMap<String, String> {
    let with_findings = |run: Run| {
        let findings = analysis::analyse(&run, trials());
        (run, trials(), findings)
    };
    built::site(runs.into_iter().map(with_findings).collect(), posts).expect("it builds").value
}

fn post(reference: &str, body: &str) -> Post {
    let text = format!("+++\ntitle = \"A\"\ndate = 2026-05-05\nrun = \"{reference}\"\n+++\n{body}");
    read(&text).expect("the post is in order").value
}

#[test]
fn every_page_of_a_partial_run_says_so() {
    let built = built(vec![run("part", Some(146), 0)], vec![post("part", "![A](figure:qpr)\n\n![B](table:outcomes)")]);
    let notice = "Run part: 1 of 146 cases of the suite compliance 1.";
    for page in [
        "runs/part/index.html",
        "runs/part/targets/birch3-4b--ollama/index.html",
        "runs/part/cases/market-street/index.html",
        "en/blog/a-post/index.html",
        "index.html",
    ] {
        assert!(built[page].contains(notice), "{page}");
    }
    let page = &built["runs/part/index.html"];
    assert!(page.contains("<h1>No target can be ranked: a category has no answer (1 of 146 cases)</h1>"), "{page}");
    assert!(page.contains("<dt>cases each</dt><dd>1 of 146</dd>"), "{page}");
    assert!(page.contains("Two small models (1 of 146 cases) · run part"), "{page}");
    assert!(page.contains("compliance 1, 1 of 146 cases in 2 categories"), "{page}");
    assert_eq!(page.matches(">Only 1 of 146 cases. ").count(), page.matches("<caption id=\"").count() - 1, "{page}");
    assert!(built["runs/index.html"].contains("1 of 146 cases"), "the list of runs");
    let post = &built["en/blog/a-post/index.html"];
    assert!(post.contains("Each point: 1 of 146 cases, "), "{post}");
    assert!(post.contains("Only 1 of 146 cases. "), "{post}");
    assert!(post.contains(">part, 1 of 146 cases<"), "{post}");
}

#[test]
fn every_file_of_a_partial_run_says_so() {
    let partial = built(vec![run("part", Some(146), 0)], Vec::new());
    let whole = built(vec![run("whole", Some(1), 0)], Vec::new());
    for table in ["leaderboard", "categories", "outcomes", "cases", "targets"] {
        let file: Value = serde_json::from_str(&partial[&format!("runs/part/{table}.json")]).expect("it is JSON");
        assert_eq!((&file[0]["run.cases"], &file[0]["suite.cases"]), (&1.into(), &146.into()), "{table}");
        let csv = &partial[&format!("runs/part/{table}.csv")];
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        assert!(reader.headers().expect("it has a head").iter().any(|field| field == "suite.cases"), "{csv}");
        assert!(reader.records().all(|row| row.is_ok()), "its rows are whole: {csv}");
        assert!(!whole[&format!("runs/whole/{table}.csv")].contains("suite.cases"), "{table} of a whole run");
    }
    for figure in ["qpr", "ttft"] {
        assert!(partial[&format!("runs/part/{figure}.svg")].contains(", 1 of 146 cases"), "{figure}");
        assert!(!whole[&format!("runs/whole/{figure}.svg")].contains(" of 146 cases"), "{figure} of a whole run");
    }
    let page = &whole["runs/whole/index.html"];
    assert!(!page.contains("Partial."), "{page}");
}

#[test]
fn the_latest_run_is_never_a_partial_one() {
    let runs = || vec![run("whole", Some(1), 0), run("part", Some(146), 900)];
    let both = built(runs(), vec![post("latest", "![A](figure:qpr)")]);
    let post_page = &both["en/blog/a-post/index.html"];
    assert!(post_page.contains("whole, the latest when this page was built"), "{post_page}");
    assert!(!post_page.contains("Partial."), "{post_page}");
    let home = built(runs(), Vec::new());
    assert!(home["index.html"].contains("<a href=\"runs/whole/index.html\">Two small models</a></h1>"));

    let alone = built(vec![run("part", Some(146), 0)], vec![post("latest", "![A](figure:qpr)")]);
    assert!(alone["en/blog/a-post/index.html"].contains("There is no finished run of a whole suite yet"));
    let home = &built(vec![run("part", Some(146), 0)], Vec::new())["index.html"];
    assert!(home.contains("No run of a whole suite is finished yet."), "{home}");
    assert!(home.contains("runs/part/index.html"), "it is in the list: {home}");
}

#[test]
fn a_run_of_what_failed_is_a_part_even_if_every_case_failed_somewhere() {
    let origin = Origin { run: id("earlier"), only_failed: true, same_nonce: false, rescored: None };
    let again = Run { origin: Some(origin), ..run("again", Some(1), 0) };
    let built = built(vec![again], Vec::new());
    assert!(built["runs/again/index.html"].contains("Two small models (1 case, those that failed in earlier)"));
}

#[test]
fn an_older_run_is_known_to_be_partial_by_the_suite_of_its_digest() {
    let site = Site::new();
    let archive = Archive::open(site.root());
    let suite = compliance();
    for (name, digest) in [("known", suite.digest.as_str()), ("unknown", "c0ffee")] {
        let mut old = Run { state: RunState::Unfinished, ..run(name, None, 0) };
        old.suite.digest = digest.to_owned();
        let mut writer = archive.begin(&old).expect("it is new");
        writer.append(&trials()[0]).expect("the disk is there");
        writer.seal(moment(60)).expect("the disk is there");
    }
    let listed = site.run(&["runs", "--json"]).ends_with(0).out;
    let runs: Vec<Value> = listed.lines().map(|line| serde_json::from_str(line).expect("it is JSON")).collect();
    let told = |index: usize| (&runs[index]["id"], &runs[index]["partial"], &runs[index]["suite_cases"]);
    assert_eq!(told(0), (&"known".into(), &true.into(), &suite.size.into()));
    assert_eq!(told(1), (&"unknown".into(), &false.into(), &Value::Null));
    site.run(&["build"]).ends_with(0);
    let part = format!("(1 of {} cases)", suite.size);
    assert!(site.read("public/runs/known/index.html").contains(&part));
    assert!(!site.read("public/runs/unknown/index.html").contains("Partial."));
    let is_post = |path: &str| path.ends_with("first-results/index.html");
    let (_, post) = site.files("public").into_iter().find(|(path, _)| is_post(path)).expect("a site has a first post");
    assert!(String::from_utf8_lossy(&post).contains("unknown, the latest when this page was built"));
}

#[test]
fn the_command_line_says_which_part_was_run() {
    let (site, server) = (Site::new(), Simulated::start(400.0));
    let target = format!("ollama:birch3:8b@{}", server.url());
    let words = ["run", "compliance", "--id", "part", "--cases", "*-json", "--target", &target];
    let part = |text: &str| {
        let all = format!(" of {} cases", compliance().size);
        text.lines().any(|line| line.contains(&all))
    };
    let planned = site.run(&[&words[..], &["--dry-run"]].concat()).ends_with(0);
    assert!(part(&planned.out), "{}", planned.out);
    let ran = site.run(&words).ends_with(0);
    assert!(ran.err.contains("only ") && part(&ran.err), "{}", ran.err);
    assert_eq!(ran.out, "part\n");
    let listed = site.run(&["runs"]).ends_with(0).out;
    assert!(part(&listed) && listed.starts_with(&format!("part\tcompliance {}, ", compliance().version)), "{listed}");
}
