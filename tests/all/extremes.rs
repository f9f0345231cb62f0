//! Runs at the edge of what there is: every page stays short, every link leads somewhere, and nothing is said that is not so.

use std::collections::{BTreeMap, BTreeSet};

use offprint::record::{Answered, Failure, FailureKind, Outcome, Run, Trial};

use crate::harness::Site;
use crate::harness::built::pages;
use crate::harness::made::{self, Did, Layout};

/// The longest page, in bytes.
const LONGEST: usize = 300_000;
/// The longest first page of a run.
const RESULTS: usize = 240_000;

type Pages = BTreeMap<String, String>;

/// The pages of a run of these models, which answer with so many characters, after every page was looked at.
fn built(layout: &Layout, models: &[String], characters: usize) -> (Run, Pages) {
    let short = (0..models.len()).map(|number| format!("model{number}:8b"));
    let mut run = layout.run(short);
    for (target, name) in run.targets.iter_mut().zip(models) {
        target.model.clone_from(name);
    }
    let did = |target: usize, unit: usize, repeat: u32| Did {
        passes: (unit * 7 + target * 5 + repeat as usize) % 9 < 5,
        seconds: 0.5 + (unit % 10) as f64 / 10.0 + target as f64 / 50.0,
        first: 0.1,
    };
    let mut trials = made::trials(&run, did);
    for trial in &mut trials {
        trial.answer = format!("{} {} {} <&\"", trial.target, trial.case, trial.repeat);
        let missing = characters.saturating_sub(trial.answer.len());
        trial.answer.extend("All quiet, <no> \"more\". ".chars().cycle().take(missing));
    }
    let pages = pages_of(&run, &trials);
    (run, pages)
}

fn pages_of(run: &Run, trials: &[Trial]) -> Pages {
    let files = pages(run.clone(), trials, Vec::new()).expect("it builds");
    looked_at(files.into_iter().filter(|(path, _)| path.ends_with(".html")).collect())
}

/// The pages, after every one was looked at.
fn looked_at(pages: Pages) -> Pages {
    for (path, page) in &pages {
        let is_results = path.starts_with("runs/") && path.matches('/').count() == 2;
        let most = if is_results { RESULTS } else { LONGEST };
        assert!(page.len() <= most, "{path} has {} bytes", page.len());
        for mark in ["NaN", ">inf", "{{", "{%", ">null<", "1 targets", "1 cases", "all 1 "] {
            assert!(!page.contains(mark), "{path} says {mark}");
        }
    }
    assert_linked(&pages);
    pages
}

/// Writes the pages into a folder that is named from outside: for `scripts/deep vnu`.
#[expect(clippy::disallowed_methods, reason = "another program reads them")]
fn write_if_asked(pages: &Pages) {
    let Some(folder) = std::env::var_os("OFFPRINT_PAGES_TO").map(std::path::PathBuf::from) else { return };
    for (path, page) in pages {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().expect("it is in the folder")).expect("the folder can be made");
        std::fs::write(path, page).expect("it can be written");
    }
}

/// The pages of a file of llama-bench with these models and, of prompts and of generation, half of these tests.
fn ingested(models: usize, tests: usize) -> Pages {
    let site = Site::new();
    let row = |number: usize| {
        let (model, test) = (number / tests, number % tests);
        let (prompt, generated) = if test % 2 == 0 { (128 << (test / 2), 0) } else { (0, 32 << (test / 2)) };
        let rate = if generated == 0 { 3_000.0 } else { 120.0 } / (model + 1) as f64;
        format!(
            r#"{{"build_commit": "abc1234", "build_number": 7000, "model_filename": "birch-{model}.gguf", "model_type": "birch 7B",
                "model_size": {}, "model_n_params": 7000000000, "n_prompt": {prompt}, "n_gen": {generated}, "n_depth": 0,
                "test_time": "2026-05-01T10:00:00Z", "avg_ns": 1000, "stddev_ns": 1, "avg_ts": {rate}, "stddev_ts": 0.5,
                "samples_ts": [{rate}, {rate}, {rate}]}}"#,
            4_000_000_000_usize + model * 100_000_000
        )
    };
    let rows: Vec<String> = (0..models * tests).map(row).collect();
    site.write("bench.json", &format!("[{}]", rows.join(",\n")));
    site.run(&["ingest", &site.path("bench.json").display().to_string()]).ends_with(0);
    site.run(&["build"]).ends_with(0);
    let text = |(path, bytes): (String, Vec<u8>)| Some((path, String::from_utf8(bytes).ok()?));
    looked_at(site.files("public").into_iter().filter_map(text).filter(|(path, _)| path.ends_with(".html")).collect())
}

#[test]
fn three_hundred_ingested_rows_have_a_finding_and_are_on_one_page() {
    let pages = ingested(30, 10);
    let (_, page) = pages.iter().find(|(path, _)| path.ends_with("-models/index.html")).expect("it is there");
    assert!(page.contains("<h1>birch-0 has the highest throughput of generation</h1>"), "{page}");
    assert!(page.contains("300 numbers of 30 models on 10 tests."));
    for figure in ["throughput of generation on tg32, tokens/s", "throughput of prompts on pp128, tokens/s"] {
        assert!(page.contains(&format!("{figure} against size of the model file, 30 measurements")), "{page}");
    }
    assert_eq!(page.matches("<tr id=").count(), 300);
}

#[test]
fn three_thousand_ingested_rows_are_on_pages_of_their_own() {
    let pages = ingested(300, 10);
    let rows = |path: &str| pages[path].matches("<tr id=").count();
    let of_tables: Vec<&String> = pages.keys().filter(|path| path.contains("/tables/metric-")).collect();
    assert!(of_tables.len() >= 4, "{of_tables:?}");
    assert_eq!(of_tables.iter().map(|path| rows(path)).sum::<usize>(), 3_000);
}

/// Every link from page to page leads to an anchor that is there, and no page has an anchor twice.
fn assert_linked(pages: &Pages) {
    let ids = |page: &str| {
        page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect::<Vec<_>>()
    };
    let anchors: BTreeMap<&str, BTreeSet<String>> = pages
        .iter()
        .map(|(path, page)| {
            let all = ids(page);
            let distinct: BTreeSet<String> = all.iter().cloned().collect();
            assert_eq!(all.len(), distinct.len(), "{path} has an anchor twice");
            (path.as_str(), distinct)
        })
        .collect();
    for (path, page) in pages {
        for link in page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let there = if file.is_empty() { path.clone() } else { joined(path, file) };
            let Some(known) = anchors.get(there.as_str()) else {
                assert!(!there.ends_with(".html"), "{path} links to {link}, which is not there");
                continue;
            };
            assert!(anchor.is_empty() || known.contains(anchor), "{path} links to {link}, an anchor that is not there");
        }
    }
}

/// The path that a relative link on a page leads to.
fn joined(page: &str, link: &str) -> String {
    let mut folders: Vec<&str> = page.split('/').collect();
    folders.pop();
    for part in link.split('/') {
        if part == ".." { folders.pop().map(drop).unwrap_or_default() } else { folders.push(part) }
    }
    folders.join("/")
}

fn models(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("model{number}:8b")).collect()
}

#[test]
fn of_1250_questions_no_page_is_long_and_every_answer_is_on_one() {
    let (run, pages) = built(&Layout::in_turn(1_250, 4), &models(3), 120);
    let of_target = |page: &&String| page.starts_with(&format!("runs/{}/targets/model1-8b--ollama/", run.id));
    let target: Vec<&String> = pages.keys().filter(of_target).collect();
    assert_eq!(target.len(), 11, "{target:?}");
    for unit in 0..1_250 {
        let anchor = format!(" id=\"case-{unit}\"");
        let with = target.iter().filter(|path| pages[**path].contains(&anchor)).count();
        assert_eq!(with, 1, "the answer to case {unit} is on one page of the target");
    }
    let results = &pages[&format!("runs/{}/index.html", run.id)];
    assert!(results.contains("All 3 targets and 1,250 cases, on 9 pages of their own"), "{results}");
    assert!(pages.contains_key(&format!("runs/{}/figures/answers/9/index.html", run.id)));
    let every = |unit: usize| {
        let link = format!("/cases/case-{unit}/index.html\" tabindex");
        pages.iter().any(|(path, page)| path.contains("/figures/answers/") && page.contains(&link))
    };
    assert!((0..1_250).all(every), "every case is in a figure");
}

#[test]
fn of_a_hundred_targets_what_all_links_lead_to_stays_on_the_page_of_the_run() {
    let (run, pages) = built(&Layout::in_turn(24, 4), &models(100), 400);
    write_if_asked(&pages);
    let results = &pages[&format!("runs/{}/index.html", run.id)];
    assert!(results.contains("id=\"model99-8b--ollama\"") && results.contains("id=\"fig-qpr\""), "{results}");
    let tables = pages.keys().filter(|path| path.contains("/tables/")).count();
    assert!(tables >= 1, "the rest is elsewhere");
    let blocks = pages.keys().filter(|path| path.contains("/figures/answers/")).count();
    assert_eq!(blocks, 3);
}

#[test]
fn long_answers_are_whole_on_a_page_of_their_case_and_begin_on_that_of_their_target() {
    let (run, pages) = built(&Layout { repeats: 5, ..Layout::in_turn(4, 1) }, &models(12), 20_000);
    for (repeat, target) in [(0, 0), (4, 11)] {
        let words = format!("model{target}-8b--ollama case-3 {repeat} &lt;");
        let of_case: Vec<&String> = pages.keys().filter(|path| path.contains("/cases/case-3/")).collect();
        assert_eq!(
            of_case.iter().filter(|path| pages[**path].matches(&words).count() == 2).count(),
            1,
            "opening and whole"
        );
        let first = &pages[&format!("runs/{}/cases/case-3/index.html", run.id)];
        assert!(first.contains(&format!(" id=\"model{target}-8b--ollama\"")), "its first page has every target");
    }
    let target = &pages[&format!("runs/{}/targets/model0-8b--ollama/index.html", run.id)];
    assert!(target.contains("All 20,000 characters") && target.len() < 40_000, "{}", target.len());
}

#[test]
fn names_of_eighty_letters_one_category_and_one_target_have_their_pages() {
    let long = |number: usize| {
        format!("{}{number}", "a-very-long-name-of-a-model-".repeat(3).chars().take(79).collect::<String>())
    };
    let names: Vec<String> =
        (0..6).map(long).chain(["نموذج-لغوي".into(), "模型-七".into(), "मॉडल".into(), "🦙".repeat(20)]).collect();
    built(&Layout::in_turn(12, 1), &names, 60);
    built(&Layout::in_turn(1, 1), &models(1), 60);
}

#[test]
fn a_target_that_failed_says_why_it_is_not_ranked_and_a_figure_lists_what_it_shows() {
    let models = ["gpt-oss:20b", "qwq:32b", "gpt-mini:2b", "other:7b"];
    let run = Layout::in_turn(15, 3).run(models);
    let mut trials =
        made::trials(&run, |target, unit, _| Did { passes: (unit + target) % 3 > 0, seconds: 1.0, first: 0.1 });
    for trial in trials.iter_mut().filter(|trial| trial.target.as_str().starts_with("qwq")) {
        trial.outcome =
            Outcome::Failed(Failure { kind: FailureKind::NoEndMark, message: "the stream ended".to_owned() });
        trial.checks.clear();
    }
    let pages = pages_of(&run, &trials);
    let results = &pages[&format!("runs/{}/index.html", run.id)];
    assert!(results.contains("Not ranked: more than 5 % of the requests failed"));
    assert!(results.contains("Failed<br><small>not scored</small>") && results.contains(">15</td>"));
    let (_, figure) = results.split_once("id=\"fig-qpr\"").expect("it has the figure");
    let legend = figure.split_once("</figcaption>").expect("it ends").0;
    let is_listed = |family: &str| legend.contains(&format!("</svg>{family}</li>"));
    assert_eq!(["gpt", "other", "qwq", "Gpt"].map(is_listed), [true, true, false, false]);
    assert!(results.matches("BibTeX").count() == 2, "it says once how to cite it, and once in its list of files");

    // One model a family: its label is beside its point. And one point has no front.
    let alone = Layout::in_turn(15, 3).run(["gpt-oss:20b"]);
    let trials = made::trials(&alone, |_, unit, _| Did { passes: unit % 3 > 0, seconds: 1.0, first: 0.1 });
    let results = pages_of(&alone, &trials).remove(&format!("runs/{}/index.html", alone.id)).expect("it has a page");
    let figure = results.split_once("id=\"fig-qpr\"").and_then(|(_, from)| from.split_once("</figure>"));
    let figure = figure.expect("it has the figure").0;
    assert!(!figure.contains("</svg>gpt</li>") && !figure.contains("class=\"front\""));
}

#[test]
fn where_nothing_complies_or_all_fails_no_one_is_praised() {
    let run = Layout::in_turn(15, 3).run(models(8));
    let outcomes = [
        Outcome::TimedOut,
        Outcome::Failed(Failure { kind: FailureKind::NoEndMark, message: "the stream ended".to_owned() }),
        Outcome::Answered(Answered::Empty),
        Outcome::Answered(Answered::Whole),
    ];
    for outcome in outcomes {
        let mut trials = made::trials(&run, |_, _, _| Did { passes: false, seconds: 1.0, first: 0.1 });
        for trial in &mut trials {
            trial.outcome = outcome.clone();
        }
        let pages = pages_of(&run, &trials);
        let results = &pages[&format!("runs/{}/index.html", run.id)];
        let (_, from_title) = results.split_once("<h1>").expect("it has a title");
        let lead = from_title.split_once("</div>").expect("it ends").0.to_lowercase();
        for praise in ["best", "highest", "quickest", "tie"] {
            assert!(!lead.contains(praise), "{outcome:?}: {lead}");
        }
        assert!(!results.contains("certainly on the front") && !results.contains("class=\"front\""), "{outcome:?}");
    }
}
