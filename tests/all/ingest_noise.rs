//! Other tools' files as people keep them: with a log around the results, in another encoding, appended to each other.
#![expect(clippy::disallowed_methods, reason = "these tests write the files that they ingest")]

use std::collections::BTreeSet;
use std::fs;

use offprint::record::{IngestedRun, Measurement};
use proptest::prelude::*;

use crate::harness::Site;
use crate::harness::ingested::{fixture, read, refused, run_of, said, shown, taken};

const JSON: &str = "llama-bench.json";
const JSONL: &str = "llama-bench-with-log.jsonl";
const CSV: &str = "llama-bench.csv";
const SQL: &str = "llama-bench-fork.sql";
const TABLE: &str = "llama-bench.md";
const RESULTS: &str = "lm-eval-results.json";
const SAMPLES: &str = "samples_rhymes_2026-02-03T09-10-11.123456.jsonl";

/// Lines that tools, shells and servers print, each of which looks a little like a result.
const LOG: [&str; 14] = [
    "llama_model_loader: loaded meta data with 26 key-value pairs",
    "[1732] loading model, please wait",
    "{ 0, 1, 2 }",
    "{'model': 'birch', 'limit': None}",
    "{\"level\": \"info\", \"message\": \"slot released\"}",
    "| NVIDIA-SMI 550.54     Driver Version: 550.54     CUDA Version: 12.4 |",
    "|   0  Example GPU      Off |   00000000:01:00.0 Off |            N/A |",
    "+-----------------------------------------+------------------------+",
    "| pool | used |",
    "real\t0m12.345s",
    "llama-bench: benchmark 1/2: prompt run 1/5",
    "",
    "```",
    "warning: a \"quoted\" word, 1,234 tokens",
];

fn rates(run: &IngestedRun) -> Vec<(String, String, Option<f64>)> {
    run.measurements.iter().map(|one| (one.model.clone(), one.test.clone(), one.value)).collect()
}

/// The objects of a list, each as the tool indents it.
fn rows(json: &str) -> Vec<serde_json::Value> {
    serde_json::from_str(json).expect("the fixture is a list")
}

#[test]
fn a_log_around_the_results_is_skipped_and_said() {
    let json = fixture(JSON);
    let inside = json.replacen("\n  },\n", "\n  }llama_model_loader: loaded\n[2] load: done\n,\n", 1);
    insta::assert_snapshot!("log_within_a_list", shown(&run_of(JSON, &inside)));
    let around = format!("main: begin\n{json}llama_perf: 12 ms\n\nreal\t0m12s\n");
    let run = run_of(JSON, &around);
    assert_eq!(run.value.measurements, taken(JSON).value.measurements);
    assert!(said(&run.warnings).contains("3 lines are not results, and were skipped"), "{}", said(&run.warnings));
}

#[test]
fn every_text_format_is_read_from_within_a_log() {
    for name in [CSV, SQL, TABLE] {
        let text = fixture(name);
        let whole = taken(name).value.measurements;
        let mut noisy = String::from("ggml_init: found 1 device\n");
        for line in text.split_inclusive('\n') {
            // A statement of SQL that goes over several lines stays whole: it is printed at once.
            noisy += line;
            if name != SQL || line.ends_with(";\n") {
                noisy += "llama_model_loader: loaded\n";
            }
        }
        assert_eq!(run_of(name, &noisy).value.measurements, whole, "{name}");
    }
}

#[test]
fn json_lines_of_a_server_are_a_log_and_another_object_in_a_list_is_a_fault() {
    let text = fixture(JSONL).replacen("llama_model_loader", "{\"level\": \"info\"}\nllama_model_loader", 1);
    assert_eq!(run_of(JSONL, &text).value.measurements, taken(JSONL).value.measurements);
    let listed = fixture(JSON).replacen("\n  {", "\n  {\"level\": \"info\"},\n  {", 1);
    assert!(refused(JSON, &listed).contains("this is not a result of llama-bench"));
}

#[test]
fn colours_progress_and_marks_are_no_part_of_a_line() {
    let table = fixture(TABLE).replace("\n|", "\u{1b}[0m\r\n\u{1b}[32m|");
    assert_eq!(run_of(TABLE, &table).value.measurements, taken(TABLE).value.measurements);
    let jsonl = fixture(JSONL).replace("\n{", "\n 10%|#   |\r100%|####|\r\u{feff}{");
    assert_eq!(run_of(JSONL, &jsonl).value.measurements, taken(JSONL).value.measurements);
}

#[test]
fn a_time_before_each_line_is_no_part_of_it() {
    let dated =
        |text: &str, stamp: &str| -> String { text.lines().map(|line| format!("{stamp}{line}\n")).collect::<String>() };
    for stamp in ["2026-02-03T10:11:12.1234567Z ", "bench-1  | ", "> ", "[12:01:02] "] {
        let log = "llama_info: CPU : SSE3 = 1 | AVX = 1 | REPACK = 1 | \n";
        let table = dated(&format!("{log}{}", fixture(TABLE).replacen("0.25 |", &format!("0.25 |\n{log}"), 1)), stamp);
        let table = run_of(TABLE, &table).value;
        assert_eq!(rates(&table), rates(&taken(TABLE).value), "{stamp}");
        assert_eq!(table.source.tool_version, taken(TABLE).value.source.tool_version, "{stamp}");
        let lines = run_of(JSONL, &dated(&fixture(JSONL), stamp)).value;
        assert_eq!(lines.measurements, taken(JSONL).value.measurements, "{stamp}");
    }
    let glued = fixture(JSONL).replace("\n{", " done.{");
    assert_eq!(run_of(JSONL, &glued).value.measurements, taken(JSONL).value.measurements);
}

#[test]
fn what_was_appended_is_read_whole() {
    let json = fixture(JSON);
    let later = json.replace("2026-02-03", "2026-02-04").replace("birch3-4b", "larch-7b");
    for joined in [json.clone() + &later, json.trim_end().to_owned() + &later, format!("{json}\u{feff}{later}")] {
        let run = run_of(JSON, &joined).value;
        assert_eq!(rates(&run), [rates(&taken(JSON).value), rates(&run_of(JSON, &later).value)].concat());
        assert_eq!(run.measured, taken(JSON).value.measured, "the first of them");
    }
    let mixed = json.clone() + &fixture(JSONL);
    assert_eq!(run_of(JSON, &mixed).value.measurements.len(), 4 + taken(JSONL).value.measurements.len());
    for name in [CSV, SQL] {
        let text = fixture(name);
        let twice = format!("{text}{}", text.replace("2026-", "2027-"));
        assert_eq!(run_of(name, &twice).value.measurements.len(), 2 * taken(name).value.measurements.len(), "{name}");
    }
}

#[test]
fn tables_of_several_calls_keep_their_columns_and_their_builds() {
    let other = "\n| model | backend | ngl | ot | test | t/s |\n| --- | --- | --: | --- | ---: | ---: |\n\
                 | larch 7B Q8_0 | CUDA | 99 | ffn_(up|down)=CPU | tg 128 | 61.5 ± 0.4 ||\n\
                 | larch 7B Q8_0 | CUDA | 99 | none | pp 512 | 1200 |\n\nbuild: 1ddba11 (7002)\n";
    let options = "| option | default |\n| --- | --- |\n| -p | 512 |\n\n";
    let text = format!("# Results\n\n{options}{}{other}{}", fixture(TABLE), fixture(TABLE).replace("846.32", "847.00"));
    insta::assert_snapshot!("tables_of_several_calls", shown(&run_of("notes.md", &text)));
}

#[test]
fn a_sign_that_went_through_another_encoding_still_parts_the_deviation() {
    for sign in ["Â±", "┬▒", "\u{fffd}", "?", "+/-", "卤", "±"] {
        let text = fixture(TABLE).replace(" ± ", &if sign == "±" { sign.to_owned() } else { format!(" {sign} ") });
        assert_eq!(run_of(TABLE, &text).value.measurements, taken(TABLE).value.measurements, "{sign}");
    }
}

#[test]
fn columns_of_a_table_may_be_in_any_order_and_most_may_be_missing() {
    let text = "| t/s | test | model |\n|---|---|---|\n| 31.61 ± 0.39 | tg128 | birch3 4B |\n";
    let run = run_of("x.md", text).value;
    assert_eq!(run.measurements.len(), 1);
    let one = &run.measurements[0];
    assert_eq!((one.model.as_str(), one.test.as_str(), one.value), ("birch3 4B", "tg128", Some(31.61)));
    assert_eq!((run.measured, run.source.tool_version, one.n, one.model_size), (None, None, None, None));
}

#[test]
fn of_results_printed_twice_those_with_more_in_them_are_read() {
    let both = fixture(TABLE) + &fixture(JSON);
    let run = run_of("both.log", &both);
    assert_eq!((run.value.source.format.as_str(), run.value.measurements.len()), ("json", 4));
    assert!(said(&run.warnings).contains("the file also has results as `-o md`, which were not read"));
}

#[test]
fn a_list_of_samples_and_a_list_of_results_are_read_like_their_lines() {
    let lines = fixture(SAMPLES);
    let list = format!("[{}]", lines.trim().replace("}\n{", "}, {"));
    assert_eq!(run_of(SAMPLES, &list).value.measurements, taken(SAMPLES).value.measurements);
    let results = fixture(RESULTS);
    let listed = run_of(RESULTS, &format!("[{results}]")).value;
    assert_eq!(
        (listed.measurements, listed.environment),
        (taken(RESULTS).value.measurements, taken(RESULTS).value.environment)
    );
}

#[test]
fn results_of_several_calls_are_one_run() {
    let one = fixture(RESULTS);
    let other = one.replace("checkpoints/birch3-4b", "checkpoints/larch-7b");
    let run = run_of("all.json", &(one.clone() + &other));
    let models: BTreeSet<&str> = run.value.measurements.iter().map(|measurement| measurement.model.as_str()).collect();
    assert_eq!((run.value.measurements.len(), models.len()), (2 * taken(RESULTS).value.measurements.len(), 2));
    let twice = run_of("all.json", &format!("{one}\n{one}"));
    assert_eq!(twice.value.measurements, taken(RESULTS).value.measurements);
    assert!(said(&twice.warnings).contains("1 result repeats an earlier one"), "{}", said(&twice.warnings));
}

#[test]
fn a_row_that_is_in_the_file_twice_counts_once() {
    let text = fixture(JSONL);
    let run = run_of(JSONL, &format!("{text}{text}"));
    assert_eq!(run.value.measurements, taken(JSONL).value.measurements);
    assert!(said(&run.warnings).contains("repeat earlier ones, and were left out"), "{}", said(&run.warnings));
}

#[test]
fn every_encoding_of_unicode_is_one_file() {
    let site = Site::new();
    let text = fixture(TABLE);
    let units: Vec<u16> = text.replace('\n', "\r\n").encode_utf16().collect();
    let little: Vec<u8> = [0xfeff].iter().chain(&units).flat_map(|unit| unit.to_le_bytes()).collect();
    let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
    fs::write(site.path("little.md"), little).expect("it can be written");
    fs::write(site.path("big.md"), big).expect("it can be written");
    let ingest = |file: &str, code: i32| site.run(&["ingest", file]).ends_with(code);
    let id = "llama-bench-birch3-4b-q4-k-medium\n";
    let path = |name: &str| site.path(name).display().to_string();
    let little = ingest(&path("little.md"), 0);
    assert_eq!((little.out.as_str(), little.err.as_str()), (id, ""));
    let big = ingest(&path("big.md"), 0);
    assert_eq!((big.out.as_str(), big.err), (id, format!("`big.md` is already in the archive, as {id}")));
    fs::write(site.path("mixed.md"), [text.as_bytes(), b"|\0 \0"].concat()).expect("it can be written");
    let told = ingest(&path("mixed.md"), 3).err;
    assert!(told.contains("zero byte in line 9") && told.contains("Windows PowerShell"), "{told}");
}

/// How a row is arranged in a file.
#[derive(Debug, Clone, Copy)]
enum Arranged {
    Line,
    Indented,
    List,
    IndentedList,
}

/// Rows in any arrangement, with any log between them.
fn noisy() -> impl Strategy<Value = (Vec<Arranged>, Vec<Vec<&'static str>>, bool)> {
    use Arranged::{Indented, IndentedList, Line, List};
    let arranged = prop::collection::vec(prop::sample::select(vec![Line, Indented, List, IndentedList]), 4);
    let log = prop::collection::vec(prop::collection::vec(prop::sample::select(LOG.to_vec()), 0..4), 5);
    (arranged, log, any::<bool>())
}

fn written(row: &serde_json::Value, arranged: Arranged) -> String {
    let list = serde_json::Value::Array(vec![row.clone()]);
    match arranged {
        Arranged::Line => row.to_string(),
        Arranged::Indented => format!("{row:#}"),
        Arranged::List => list.to_string(),
        Arranged::IndentedList => format!("{list:#}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn rows_are_the_same_in_any_arrangement_and_any_log((arranged, log, glued) in noisy()) {
        let rows = rows(&fixture(JSON));
        let mut text = String::new();
        for ((row, arranged), before) in rows.iter().zip(&arranged).zip(&log) {
            text += &before.iter().map(|line| format!("{line}\n")).collect::<String>();
            text += &written(row, *arranged);
            text += if glued { "" } else { "\n" };
        }
        text += &log[4].join("\n");
        let found = read("x", &text).map_err(|faults| TestCaseError::fail(said(&faults)))?.value;
        let known = taken(JSON).value;
        let without_conditions = |run: &IngestedRun| -> Vec<Measurement> {
            run.measurements.iter().map(|one| Measurement { conditions: Vec::new(), ..one.clone() }).collect()
        };
        prop_assert_eq!(without_conditions(&found), without_conditions(&known));
        prop_assert_eq!(found.environment, known.environment);
    }

    #[test]
    fn a_table_is_the_same_in_any_log(log in prop::collection::vec(prop::sample::select(LOG.to_vec()), 8), end in prop::sample::select(vec!["\n", "\r\n"])) {
        let text = fixture(TABLE);
        let mut noisy = String::new();
        for (number, line) in text.lines().enumerate() {
            noisy += line;
            noisy += end;
            // Below its head, a table is not interrupted before its first row: llama-bench prints both at once.
            if number >= 2 {
                noisy += &format!("\n{}\n", log[number % log.len()]);
            }
        }
        let found = read("x", &noisy).map_err(|faults| TestCaseError::fail(said(&faults)))?.value;
        prop_assert_eq!(found.measurements, taken(TABLE).value.measurements);
    }
}
