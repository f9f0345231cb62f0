//! The data beside a run's page: checksums, the long table, and a number computed anew from the answers.

use std::collections::BTreeMap;

use offprint::archive::Archive;
use serde_json::Value;

use crate::harness::Site;
use crate::harness::made::{Did, Layout, trials};
use crate::harness::records::{id, moment};
use offprint::record::Run;

/// A site with one sealed run of two targets.
fn site() -> Site {
    let site = Site::empty();
    site.write("offprint.toml", "title = \"Bench notes\"\n");
    let layout = Layout { repeats: 2, ..Layout::sized(&[5, 5]) };
    let run = Run { id: id("may"), started: moment(1), ..layout.run(["larch:8b", "=heron:30b"]) };
    let trials = trials(&run, |target, unit, repeat| Did {
        passes: !(target + unit + repeat as usize).is_multiple_of(3),
        seconds: 1.0 + target as f64,
        first: 0.1,
    });
    Archive::open(site.root()).add_rescored(&run, moment(60), trials.into_iter().map(Ok)).expect("it is new");
    site.run(&["build"]).ends_with(0);
    site
}

#[test]
fn every_data_file_of_a_run_has_its_checksum() {
    let site = site();
    let files: BTreeMap<String, Vec<u8>> = site.files("public/runs/may").into_iter().collect();
    let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let expected: BTreeMap<String, String> = files
        .iter()
        .filter(|(path, _)| {
            path.matches('/').count() == 3
                && ![".html", "B3SUMS", "/.offprint-manifest"].iter().any(|end| path.ends_with(end))
        })
        .map(|(path, bytes)| (name(path), blake3::hash(bytes).to_hex().to_string()))
        .collect();
    let sums = site.read("public/runs/may/B3SUMS");
    let found: BTreeMap<String, String> = sums
        .lines()
        .filter_map(|line| line.split_once("  "))
        .map(|(sum, name)| (name.to_owned(), sum.to_owned()))
        .collect();
    assert_eq!(found, expected);
    assert!(found.contains_key("run.json") && found.contains_key("trials.jsonl"), "{sums}");
}

#[test]
fn the_long_table_has_each_target_and_case_and_adds_up_to_the_leaderboard() {
    let site = site();
    let table = site.read("public/runs/may/results.csv");
    let mut lines = table.lines();
    assert_eq!(lines.next(), Some("target,model,runtime,category,case,case.requests,case.compliant,case.ended"));
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    assert_eq!(rows.len(), 2 * 10);
    // A spreadsheet would run it.
    assert!(rows.iter().any(|row| row[1] == "'=heron:30b"), "{table}");
    let outcomes: Value = serde_json::from_str(&site.read("public/runs/may/outcomes.json")).expect("it is JSON");
    for target in outcomes.as_array().expect("it is a list") {
        let of_target = rows.iter().filter(|row| target["target"] == row[0]);
        let (requests, compliant) = of_target.fold((0, 0), |(requests, compliant), row| {
            (
                requests + row[5].parse::<u64>().unwrap_or_default(),
                compliant + row[6].parse::<u64>().unwrap_or_default(),
            )
        });
        assert_eq!((target["requests"].as_u64(), target["compliant"].as_u64()), (Some(requests), Some(compliant)));
    }
}

#[test]
fn the_number_that_a_page_offers_to_compute_is_what_the_command_says() {
    let site = site();
    let page = site.read("public/runs/may/index.html");
    let (_, rest) = page.split_once("<code>offprint value \"").expect("it has a command");
    let (query, rest) = rest.split_once("\" --run may</code>").expect("it names the run");
    let shown =
        rest.split_once("answers: ").and_then(|(_, rest)| rest.split_once(". <code>")).expect("it has a result").0;
    let said = site.run(&["value", query, "--run", "may"]).ends_with(0).out;
    // `71.7 % (57–84)` on the page, `71.7 % (95 % CI 57-84 %, n = 10)` by the command.
    let plain = shown.replace('\u{a0}', " ").replace('–', "-");
    let (number, ends) = plain.trim_end_matches(')').split_once(" (").expect("it has an interval");
    assert!(said.starts_with(number) && said.contains(ends), "{said} {shown}");
    let json: Value =
        serde_json::from_str(&site.run(&["value", query, "--run", "may", "--json"]).ends_with(0).out).expect("JSON");
    let board: Value = serde_json::from_str(&site.read("public/runs/may/leaderboard.json")).expect("it is JSON");
    let value = |number: &Value| number.as_f64().map(|number| (number * 1e4).round());
    assert_eq!(value(&json["value"]), value(&board[0]["compliance"]));
    assert_eq!(value(&json["low"]), value(&board[0]["compliance.low"]));
}

#[test]
fn what_cannot_be_computed_is_told_at_its_place() {
    let site = site();
    let told = site.run(&["value", "compliance of larch:9b", "--run", "may"]).ends_with(2).err;
    assert!(told.contains("QUERY:1:15") && told.contains("did you mean `larch:8b`?"), "{told}");
    let told = site.run(&["value", "", "--run", "may"]).ends_with(2).err;
    assert!(told.contains("does not name a metric"), "{told}");
    let told = site.run(&["value", "targets", "--run", "june"]).ends_with(2).err;
    assert!(told.contains("no run `june`"), "{told}");
}
