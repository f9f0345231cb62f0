//! One quantity has one value: on the run's page, in the names of its figures, in its sentences and in its files.
#![expect(clippy::print_stderr, reason = "a test says by name what it skips")]
#![expect(clippy::disallowed_methods, reason = "a test writes files for another program to read")]

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;
use std::time::Duration;

use offprint::analysis::metric::{Part, Raw, RunMetric, of_table};
use offprint::analysis::{self, Findings, Latency, Quantile, TableName, TargetFindings};
use offprint::record::{
    Answered, CheckResult, Failure, FailureKind, Outcome, Question, Run, ServerTimes, Target, Timing, TokenCounts,
    Trial,
};
use offprint::suite::{OwnLimits, Side};
use offprint::wording::{self, TimeUnit, Unit};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use regex::Regex;

use crate::harness::built::pages;
use crate::harness::records::{id, run as records_run, trial as plain_trial};

/// A case: its id, its category, its pair and side.
type Case = (&'static str, &'static str, Option<(&'static str, Side)>);

/// Cases of a run here: two categories, one of them of pairs.
const CASES: [Case; 5] = [
    ("one", "formatting", None),
    ("two", "formatting", None),
    ("street-a", "symmetry", Some(("street", Side::A))),
    ("street-b", "symmetry", Some(("street", Side::B))),
    ("three", "formatting", None),
];

proptest! {
    // Each case builds a whole site: a few of them are as much as the gate can bear.
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn a_number_is_the_same_wherever_it_is_shown(trials in trials()) {
        let run = run();
        let findings = analysis::analyse(&run, &trials);
        let files = pages(run, &trials, Vec::new()).expect("it builds");
        for target in &findings.targets {
            agrees_with_the_files(&findings, target, &files);
            agrees_with_the_page(&findings, target, &files["runs/r/index.html"]);
            agrees_with_the_figure(target, &target.total, &files["runs/r/qpr.svg"]);
            agrees_with_the_figure(target, &target.first_token, &files["runs/r/ttft.svg"]);
        }
    }
}

/// Every field of every metric, in both kinds of file, is the metric's value at the precision of files.
fn agrees_with_the_files(findings: &Findings, target: &TargetFindings, files: &BTreeMap<String, String>) {
    for table in TableName::OF_A_RUN {
        let metrics = of_table(findings, table);
        let (false, Some(csv)) = (metrics.is_empty(), files.get(&format!("runs/r/{table}.csv"))) else { continue };
        let csv = row_of_csv(csv, target);
        let json = row_of_json(&files[&format!("runs/r/{table}.json")], target);
        for metric in metrics {
            for (field, raw) in metric.fields().iter().zip(metric.raw(target)) {
                let words = &csv[field];
                match raw {
                    None => assert!(words.is_empty() && json[field].is_null(), "{table} {field}: {words}"),
                    Some(Raw::Count(count)) => {
                        assert_eq!(
                            (words.parse().ok(), json[field].as_u64()),
                            (Some(count), Some(count)),
                            "{table} {field}"
                        );
                    }
                    Some(Raw::Number(number)) => {
                        assert_eq!(
                            (words.parse().ok(), json[field].as_f64()),
                            (Some(number), Some(number)),
                            "{table} {field}"
                        );
                        assert!(digits(words) <= 6, "{table} {field}: {words}");
                    }
                }
            }
            let value = metric.of(target);
            let censored = value.and_then(|value| value.part(Part::Censored, metric.metric.unit)).is_some();
            assert_eq!(censored, value.is_some_and(|value| value.censored), "{}", metric.id());
        }
    }
}

/// The significant digits of a number as a file has it.
fn digits(number: &str) -> usize {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    digits.trim_start_matches('0').trim_end_matches('0').len()
}

/// Each column of a metric shows the metric: in its unit, and a time in the unit of its column.
fn agrees_with_the_page(findings: &Findings, target: &TargetFindings, page: &str) {
    let mut compared = 0;
    for table in [TableName::Leaderboard, TableName::Categories, TableName::Symmetry, TableName::Outcomes] {
        let Some((heads, cells)) = row_of_page(page, table, target) else { continue };
        for metric in of_table(findings, table) {
            let columns = heads.iter().zip(&cells).filter(|((label, _), _)| label == metric.head());
            let shown: Vec<(&(String, String), &String)> = columns.collect();
            let Some(expected) = shown.first().map(|(head, _)| on_the_page(&metric, target, &head.1)) else { continue };
            let found = shown.iter().any(|(_, cell)| **cell == expected || cell.starts_with(&format!("{expected} ")));
            assert!(found, "{table} {}: {expected} is not in {shown:?}", metric.id());
            compared += 1;
        }
    }
    assert!(compared >= 12, "only {compared} metrics were found on the page");
}

/// What a cell shows of a metric under a head with this unit.
fn on_the_page(metric: &RunMetric<'_>, target: &TargetFindings, unit: &str) -> String {
    let Some(value) = metric.of(target) else { return "–".to_owned() };
    let seconds = Duration::try_from_secs_f64(value.number.max(0.0)).unwrap_or_default();
    match metric.metric.unit {
        Unit::Seconds => {
            let column = if unit.ends_with("ms") { TimeUnit::Milliseconds } else { TimeUnit::Seconds };
            if value.censored { column.over(seconds) } else { column.cell(seconds) }
        }
        other => other.cell(value.number),
    }
}

/// A head of a table: label and unit.
type Head = (String, String);

/// The heads of a table on a page, and the cells of a target's row.
fn row_of_page(page: &str, table: TableName, target: &TargetFindings) -> Option<(Vec<Head>, Vec<String>)> {
    let start = page.find(&format!("id=\"{table}-caption\""))?;
    let table = &page[start..start + page[start..].find("</table>")?];
    let pieces = |text: &str, pattern: &str| -> Vec<String> {
        Regex::new(pattern).expect("it is a pattern").captures_iter(text).map(|found| found[1].to_owned()).collect()
    };
    let heads = &table[table.find("<thead>")?..table.find("</thead>")?];
    let head = |markup: String| {
        let (label, unit) = markup.split_once("<br>").unwrap_or((&markup, ""));
        (text(label), text(unit))
    };
    let row = pieces(table, "(?s)<tr[^>]*>(.*?)</tr>")
        .into_iter()
        .find(|row| row.contains(&format!("targets/{}/index.html", target.subject.id)))?;
    let cells = pieces(&row, "(?s)<t[hd][^>]*>(.*?)</t[hd]>").iter().map(|cell| text(cell)).collect();
    Some((pieces(heads, "(?s)<t[hd](?: [^>]*)?>(.*?)</t[hd]>").into_iter().map(head).collect(), cells))
}

/// The name of the target's mark has the numbers in prose.
fn agrees_with_the_figure(target: &TargetFindings, latency: &Latency, figure: &str) {
    let (Some(_), Some(estimate)) = (target.rank, target.compliance) else { return };
    let named =
        figure.lines().flat_map(|line| line.split("<title>")).find(|line| line.starts_with(&target.subject.named()));
    let Some(named) = named else {
        return assert_eq!(latency.median, Quantile::Absent, "{} has no mark", target.subject.id);
    };
    let ends = wording::interval(estimate.low.percent(), estimate.high.percent());
    for words in [Unit::Percent.prose(estimate.value.percent()), ends, latency.median_in_words()] {
        assert!(named.contains(&words), "{words} is not in {named}");
    }
}

#[test]
fn files_parse_as_numbers_elsewhere() {
    let mut random = proptest::test_runner::TestRunner::deterministic();
    let trials = trials().new_tree(&mut random).expect("there are trials").current();
    let files = pages(run(), &trials, Vec::new()).expect("it builds");
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".csv") || path.ends_with(".json")) {
        fs::write(folder.path().join(path.replace('/', "_")), text).expect("it can be written");
    }
    let script = r#"
import csv, glob, json, os, sys
os.chdir(sys.argv[1])
metrics = json.load(open("runs_r_metrics.json"))
fields = {field: metric["unit"] for metric in metrics for field in metric["fields"]}
seen = 0
tables = {field: metric["tables"] for metric in metrics for field in metric["fields"]}
for metric in metrics:
    for table in metric["tables"]:
        head = next(csv.reader(open("runs_r_%s.csv" % table, newline="")))
        assert set(metric["fields"]) <= set(head), (table, metric["fields"])
# The long table is CSV only, and has none of the metrics.
long = next(csv.reader(open("runs_r_results.csv", newline="")))
assert not set(long) & set(fields), long
for path in glob.glob("*.csv"):
    if path == "runs_r_results.csv":
        continue
    rows = list(csv.DictReader(open(path, newline="")))
    same = json.load(open(path[:-3] + "json"))
    assert len(rows) == len(same), path
    for row, other in zip(rows, same):
        assert list(row) == list(other), path
        for field in set(row) & set(fields):
            assert path[len("runs_r_"):-len(".csv")] in tables[field], (path, field)
            whole = fields[field] == "count" or field.endswith(".n")
            if row[field] == "":
                assert other[field] is None, (path, field)
                continue
            number = (int if whole else float)(row[field])
            assert number == other[field] and isinstance(other[field], (int,) if whole else (int, float)), (path, field)
            seen += 1
assert seen > 50, seen
"#;
    match Command::new("python3").arg("-c").arg(script).arg(folder.path()).output() {
        Ok(output) => assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr)),
        Err(error) if std::env::var_os("CI").is_some() => panic!("python3 is needed: {error}"),
        Err(error) => eprintln!("skipped: files_parse_as_numbers_elsewhere (no python3: {error})"),
    }
}

/// The row of a target in a CSV file, by field.
fn row_of_csv(text: &str, target: &TargetFindings) -> BTreeMap<String, String> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head = reader.headers().expect("it has a head").clone();
    let column = head.iter().position(|field| field == "target").expect("a file of targets names them");
    let rows = reader.records().map(|row| row.expect("its rows are whole"));
    let row = rows.into_iter().find(|row| row[column] == *target.subject.id.as_str()).expect("it has a row");
    head.iter().map(str::to_owned).zip(row.iter().map(str::to_owned)).collect()
}

fn row_of_json(text: &str, target: &TargetFindings) -> serde_json::Value {
    let rows: Vec<serde_json::Value> = serde_json::from_str(text).expect("it is a list");
    rows.into_iter().find(|row| row["target"] == target.subject.id.as_str()).expect("it has a row")
}

/// Markup without its tags, and without the spaces that align decimal points.
fn text(markup: &str) -> String {
    Regex::new("<[^>]*>")
        .expect("it is a pattern")
        .replace_all(markup, "")
        .replace("&gt;", ">")
        .replace(['\u{2007}', '\u{2008}'], "")
}

fn run() -> Run {
    let plain = records_run("r");
    let question = |(case, category, pair): Case| Question {
        case: id(case),
        title: case.to_owned(),
        category: id(category),
        pair: pair.map(|(pair, side)| (id(pair), side)),
        limits: OwnLimits { timeout: None, max_tokens: None },
        ..plain.questions[0].clone()
    };
    let target = |name: &str| Target { id: id(name), model: format!("{name}:4b"), ..plain.targets[0].clone() };
    Run {
        questions: CASES.map(question).to_vec(),
        targets: ["birch", "cedar", "rowan"].map(target).to_vec(),
        simulation: None,
        ..plain
    }
}

/// Trials of every target and case, of any outcome and time.
fn trials() -> impl Strategy<Value = Vec<Trial>> {
    let one = (0..12_u8, 1_u64..70_000_000, 0.0..1.0_f64, 1_u64..400);
    prop::collection::vec(one, 3 * CASES.len() * 4).prop_map(|drawn| {
        let places = ["birch", "cedar", "rowan"].into_iter().flat_map(|target| CASES.map(|case| (target, case.0)));
        let places = places.flat_map(|place| (0..4).map(move |repeat| (place, repeat)));
        places.zip(drawn).map(|(((target, case), repeat), drawn)| trial(target, case, repeat, drawn)).collect()
    })
}

fn trial(target: &str, case: &str, repeat: u32, (kind, micros, share, tokens): (u8, u64, f64, u64)) -> Trial {
    let limit = Duration::from_secs(60);
    let (outcome, total) = match Duration::from_micros(micros) {
        long if long >= limit => (Outcome::TimedOut, limit),
        time => match kind {
            0 => (Outcome::Answered(Answered::Refused), time),
            1 => (Outcome::Answered(Answered::Empty), time),
            2 if micros % 4 == 0 => {
                let message = "the connection was reset".to_owned();
                (Outcome::Failed(Failure { kind: FailureKind::Transport, message }), time)
            }
            _ => (Outcome::Answered(Answered::Whole), time),
        },
    };
    let answered = matches!(outcome, Outcome::Answered(_));
    let check = |strict: bool| CheckResult { check: "a check".to_owned(), strict, lenient: strict, found: None };
    Trial {
        target: id(target),
        case: id(case),
        repeat,
        timing: Timing { first_token: answered.then(|| total.mul_f64(share)), total, ..plain_trial(0).timing },
        server: ServerTimes {
            generation: Some(total.mul_f64(0.5)),
            prompt: Some(total.mul_f64(0.3)),
            ..ServerTimes::default()
        },
        tokens: TokenCounts { generated: Some(tokens), ..TokenCounts::default() },
        checks: vec![check(answered && kind > 2), check(answered)],
        outcome,
        ..plain_trial(0)
    }
}
