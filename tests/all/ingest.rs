//! Other tools' files: what becomes of them, what is refused and with which words, and that nothing is ever taken by halves.
#![expect(clippy::disallowed_methods, reason = "these tests read their fixtures")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use offprint::ingest::{FORMATS, formats_in_words, tools};
use offprint::record::{IngestedRun, Measurement};
use proptest::prelude::*;
use tempfile::TempDir;

use crate::harness::ingested::{fixture, read, refused, said, shown, taken};

const JSON: &str = "llama-bench.json";
const JSONL: &str = "llama-bench-with-log.jsonl";
const CSV: &str = "llama-bench.csv";
const SQL: &str = "llama-bench-fork.sql";
const TABLE: &str = "llama-bench.md";
const RESULTS: &str = "lm-eval-results.json";
const OLD_RESULTS: &str = "lm-eval-results-old.json";
const SAMPLES: &str = "samples_rhymes_2026-02-03T09-10-11.123456.jsonl";

#[test]
fn every_format_becomes_a_run() {
    for name in [JSON, JSONL, CSV, SQL, TABLE, RESULTS, OLD_RESULTS, SAMPLES] {
        insta::assert_snapshot!(format!("taken_{}", name.replace('.', "_")), shown(&taken(name)));
    }
}

#[test]
fn every_format_has_a_fixture_and_a_row_in_the_readme() {
    let of_fixtures: BTreeSet<(String, String)> = [JSON, JSONL, CSV, SQL, TABLE, RESULTS, OLD_RESULTS, SAMPLES]
        .map(|name| taken(name).value.source)
        .map(|source| (source.tool, source.format))
        .into();
    let formats: BTreeSet<(String, String)> =
        FORMATS.iter().map(|format| (format.tool.to_owned(), format.name.to_owned())).collect();
    assert_eq!(
        (of_fixtures, formats.len()),
        (formats, FORMATS.len()),
        "names are unique, and each format has a fixture"
    );

    let readme = include_str!("../../README.md");
    let (_, table) = readme.split_once("| tool | output |\n|---|---|\n").expect("it has a table of formats");
    let rows: Vec<&str> = table.lines().take_while(|line| line.starts_with('|')).collect();
    let expected: Vec<String> =
        FORMATS.iter().map(|format| format!("| {} | `{}` |", format.tool, format.output)).collect();
    assert_eq!(rows, expected);
}

#[test]
fn the_help_names_every_format() {
    let site = Site::new();
    let folded = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let help = folded(site.offprint(&["ingest", "--help"], 0).0);
    assert!(help.contains(&formats_in_words()), "{help}");
    let commands = folded(site.offprint(&["--help"], 0).0);
    assert!(tools().into_iter().all(|tool| commands.contains(tool)), "{commands}");
}

#[test]
fn the_formats_of_one_tool_agree() {
    let (json, csv) = (taken(JSON).value, taken(CSV).value);
    assert_eq!(json.id, csv.id);
    let numbers = |run: &IngestedRun| -> Vec<_> {
        run.measurements.iter().map(|one| (one.test.clone(), one.value, one.model.clone(), one.model_size)).collect()
    };
    assert_eq!(numbers(&json), numbers(&csv));
    assert!(json.measurements.iter().all(|one| one.n == Some(3)) && csv.measurements.iter().all(|one| one.n.is_none()));
}

#[test]
fn a_file_is_known_by_what_is_in_it() {
    let renamed = read("notes.txt", &fixture(JSON)).expect("its name does not matter").value;
    assert_eq!(renamed.measurements, taken(JSON).value.measurements);
    assert_eq!(renamed.source.file, "notes.txt");
}

#[test]
fn nothing_that_names_a_person_or_a_place_is_kept() {
    for name in [JSON, JSONL, CSV, SQL, TABLE, RESULTS, OLD_RESULTS, SAMPLES] {
        let text = format!("{:?}", taken(name).value);
        for private in ["ada", "/home", "bench-box", "models/", "D:"] {
            assert!(!text.contains(private), "{name} still says {private}");
        }
    }
}

#[test]
fn what_was_not_measured_is_absent() {
    let run = taken(SQL).value;
    let of = |test: &str| run.measurements.iter().filter(|one| one.test == test).count();
    assert_eq!((of("pp512"), of("tg128")), (1, 3), "a prompt test has no time between tokens, whatever the file says");
    let once = taken(JSONL).value;
    assert!(
        once.measurements.iter().all(|one| one.spread.is_none() && one.n == Some(1)),
        "one repetition has no spread"
    );
    let infinite = taken(RESULTS).value.measurements.into_iter().find(|one| one.test == "sums").expect("it is there");
    assert_eq!((infinite.value, infinite.spread, infinite.n), (None, None, Some(24)));
}

#[test]
fn of_a_repeated_sample_the_last_counts() {
    let run = taken(SAMPLES).value;
    assert_eq!(
        run.measurements[0].samples,
        [1.0, 1.0],
        "the second line says 0, its repetition 1, and the third nothing"
    );
}

#[test]
fn files_that_do_not_hold_together_are_refused() {
    let json = fixture(JSON);
    let jsonl = fixture(JSONL);
    let csv = fixture(CSV);
    let sql = fixture(SQL);
    let table = fixture(TABLE);
    let cases: Vec<(&str, &str, String)> = vec![
        ("a_ragged_csv", "llama-bench-ragged.csv", fixture("llama-bench-ragged.csv")),
        ("a_cut_off_table", TABLE, table[..table.len() - 36].to_owned()),
        ("a_table_with_a_cell_too_many", TABLE, table.replacen("| CPU ", "| CPU | 1 ", 1)),
        ("a_table_with_a_column_twice", TABLE, table.replacen("| threads ", "| params  ", 1)),
        ("a_table_without_rows", TABLE, table.lines().take(2).collect::<Vec<_>>().join("\n")),
        ("a_table_of_words", TABLE, table.replacen("846.32", "fast", 1)),
        ("a_cut_off_json", JSON, json[..json.len() / 2].to_owned()),
        ("a_cut_off_jsonl", JSONL, jsonl[..jsonl.len() - 40].to_owned()),
        ("a_cut_off_csv", CSV, csv[..csv.len() - 5].to_owned()),
        ("a_cut_off_sql", SQL, sql[..sql.len() - 30].to_owned()),
        ("cut_off_results", RESULTS, fixture(RESULTS)[..700].to_owned()),
        ("a_csv_with_a_column_twice", CSV, csv.replacen("n_ubatch", "n_batch", 1)),
        ("a_csv_without_rows", CSV, csv.lines().next().expect("a header").to_owned() + "\n"),
        ("an_array_of_nothing", JSON, "[]\n".to_owned()),
        ("a_rate_that_is_no_number", JSON, json.replacen("\"avg_ts\": 846.", "\"avg_ts\": \"fast\", \"x\": 846.", 1)),
        ("a_row_without_its_rate", JSON, json.replace("\"avg_ts\"", "\"average\"")),
        ("a_row_that_tests_nothing", JSON, json.replacen("\"n_prompt\": 512", "\"n_prompt\": 0", 1)),
        ("another_object_in_a_list", JSON, json.replacen("\n  {", "\n  {\"a\": 1},\n  {", 1)),
        ("results_and_samples", RESULTS, fixture(RESULTS) + &fixture(SAMPLES)),
        ("a_test_of_half_a_token", JSON, json.replacen("\"n_prompt\": 512", "\"n_prompt\": 0.5", 1)),
        ("sql_of_another_kind", SQL, sql.replacen("INSERT INTO", "DELETE FROM", 1)),
        ("results_of_an_unknown_model", OLD_RESULTS, fixture(OLD_RESULTS).replace("\"model", "\"mode")),
        (
            "results_of_no_task",
            OLD_RESULTS,
            fixture(OLD_RESULTS).replace("\"rhymes\": {\"acc\": 0.5, \"acc_stderr\": 0.25}", ""),
        ),
        ("samples_with_a_broken_line", SAMPLES, fixture(SAMPLES).replacen("\"doc_id\": 1", "\"doc_id\": 1 1", 1)),
        (
            "another_tools_file",
            "x.json",
            "{\n  \"results\": [\n    {\"command\": \"sleep 1\", \"mean\": 1.0}\n  ]\n}\n".to_owned(),
        ),
        ("another_tools_array", "x.json", "[{\"name\": \"a\", \"unit\": \"ms\", \"value\": 3}]".to_owned()),
        ("prose", "notes.txt", "Dear diary,\ntoday I measured nothing.\n".to_owned()),
        ("nothing_at_all", "empty.json", String::new()),
    ];
    for (name, file, text) in cases {
        insta::assert_snapshot!(name, refused(file, &text));
    }
}

#[test]
fn of_many_faults_a_few_are_told() {
    let text = fixture(CSV);
    let (header, rows) = text.split_once('\n').expect("it has lines");
    let many =
        format!("{header}\n{}", rows.replace("\"846.", "\"x").replace("\"0\",\"128\"", "\"no\",\"128\"").repeat(20));
    let faults = read(CSV, &many).expect_err("it is refused");
    assert_eq!(faults.len(), 9);
    assert!(faults[8].message.ends_with("more faults like these"), "{}", faults[8].message);
}

#[test]
fn every_beginning_of_a_file_is_refused_or_read_whole() {
    for name in [JSON, JSONL, CSV, SQL, TABLE, RESULTS, OLD_RESULTS, SAMPLES] {
        let text = fixture(name);
        let whole = taken(name).value.measurements;
        for (length, _) in text.char_indices() {
            let Ok(run) = read(name, &text[..length]) else {
                continue;
            };
            let found = run.value.measurements.len();
            // Where rows stand for themselves, a file may end after any of them; what it says before must be all there.
            let rows_alone = [JSONL, CSV, SQL, TABLE, SAMPLES].contains(&name);
            let last = text[..length].trim_end().lines().last().unwrap_or_default();
            let in_log = (name == JSONL && !last.starts_with('{')) || (name == TABLE && !last.starts_with('|'));
            let ended = last.ends_with(['}', '"', ';', '|']) || in_log;
            let rest = text[length..].trim().is_empty();
            assert!(rest || (rows_alone && ended), "{name} was taken when it was cut off at {length}");
            if name != SAMPLES {
                let values =
                    |all: &[Measurement]| -> Vec<_> { all.iter().map(|one| (one.value, one.test.clone())).collect() };
                assert_eq!(values(&run.value.measurements), values(&whole[..found]), "{name} at {length}");
            }
        }
    }
}

#[test]
fn one_bad_file_leaves_the_archive_as_it_was() {
    let site = Site::new();
    let told = site.offprint(&["ingest", JSON, "llama-bench-ragged.csv", "nothing.json"], 3);
    insta::assert_snapshot!("one_bad_file_of_several", told.1);
    assert_eq!(told.0, "", "nothing was archived");
    assert!(!site.root.path().join("data").exists());
}

#[test]
fn the_command_prints_the_ids_of_the_runs_and_archives_a_file_once() {
    let site = Site::new();
    let first = site.offprint(&["ingest", JSON, CSV], 0);
    assert_eq!(first.0, "2026-02-03-llama-bench-birch3-4b-q4-k-m\n2026-02-03-llama-bench-birch3-4b-q4-k-m-2\n");
    let again = site.offprint(&["ingest", CSV], 0);
    assert_eq!(again.0, "2026-02-03-llama-bench-birch3-4b-q4-k-m-2\n");
    assert_eq!(again.1, format!("`{CSV}` is already in the archive, as {}", again.0));
    insta::assert_snapshot!(
        "runs_that_were_ingested",
        site.offprint(&["runs"], 0).0 + &site.offprint(&["verify"], 0).0
    );
    let file = site.root.path().join("data/runs/2026-02-03-llama-bench-birch3-4b-q4-k-m/run.json");
    fs::write(&file, fs::read_to_string(&file).expect("it is there").replace("846.316667", "946.316667"))
        .expect("it can");
    insta::assert_snapshot!("an_ingested_run_that_was_edited", site.offprint(&["verify"], 3).1);
}

/// A site in a temporary folder, with the fixtures beside its `offprint.toml`.
struct Site {
    root: TempDir,
}

impl Site {
    fn new() -> Self {
        let root = tempfile::tempdir().expect("a temporary folder");
        fs::write(root.path().join("offprint.toml"), "title = \"Bench notes\"\n").expect("it can be written");
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/ingest");
        for fixture in fs::read_dir(fixtures).expect("it is a folder").flatten() {
            fs::copy(fixture.path(), root.path().join(fixture.file_name())).expect("it can be copied");
        }
        Self { root }
    }

    /// What the command printed to standard output and to standard error.
    fn offprint(&self, words: &[&str], code: i32) -> (String, String) {
        let done = Command::new(env!("CARGO_BIN_EXE_offprint"))
            .args(words)
            .arg("-C")
            .arg(self.root.path())
            .env("NO_COLOR", "1")
            .output()
            .expect("it can be started");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert_eq!(done.status.code(), Some(code), "{}", text(&done.stderr));
        (text(&done.stdout), text(&done.stderr))
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn samples_of_other_people_are_read_where_there_are_any() {
    let Some(folders) = samples() else {
        eprintln!("skipped: there is no folder ../shared/samples beside this repository");
        return;
    };
    let mut count = 0;
    for path in folders.iter().flat_map(|folder| fs::read_dir(folder).into_iter().flatten().flatten()) {
        let path = path.path();
        let name = path.file_name().expect("files have names").to_string_lossy().into_owned();
        if name == "README.md" {
            continue;
        }
        let outcome = read(&name, &fs::read_to_string(&path).expect("samples are text"));
        let well_formed = !name.contains("ragged");
        assert_eq!(outcome.is_ok(), well_formed, "{name}:\n{}", outcome.err().map(|f| said(&f)).unwrap_or_default());
        if let Ok(run) = outcome {
            assert!(!run.value.measurements.is_empty(), "{name}");
        }
        count += 1;
    }
    assert!(count >= 12, "only {count} samples were found");
}

fn samples() -> Option<Vec<PathBuf>> {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?.join("shared");
    let folders = ["samples/llama-bench", "samples/lm-eval", "wire/llama-bench"].map(|folder| shared.join(folder));
    folders.iter().all(|folder| folder.is_dir()).then(|| folders.to_vec())
}

/// A good file with a piece of it replaced.
fn damaged() -> impl Strategy<Value = (String, String)> {
    let names = vec![JSON, JSONL, CSV, SQL, TABLE, RESULTS, OLD_RESULTS, SAMPLES];
    let pieces = vec![
        "", "\"", "{", "}", "[", ",", "\n", "NaN", "Infinity", "é", "'", "\\", "\u{0}", "null", "1e999", ";", "-1",
    ];
    (prop::sample::select(names), any::<prop::sample::Index>(), 0..20_usize, prop::sample::select(pieces)).prop_map(
        |(name, at, length, piece)| {
            let characters: Vec<char> = fixture(name).chars().collect();
            let start = at.index(characters.len());
            let end = (start + length).min(characters.len());
            let text =
                characters[..start].iter().collect::<String>() + piece + &characters[end..].iter().collect::<String>();
            (name.to_owned(), text)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_refused_with_a_reason(text in any::<String>()) {
        let faults = read("x", &text).expect_err("it is no result");
        prop_assert!(!said(&faults).is_empty());
    }

    #[test]
    fn any_damage_is_refused_or_read_and_never_a_panic((name, text) in damaged()) {
        match read(&name, &text) {
            Ok(run) => {
                prop_assert!(!run.value.measurements.is_empty());
                prop_assert!(run.value.measurements.iter().all(|one| one.value.is_none_or(f64::is_finite)));
                said(&run.warnings);
            }
            Err(faults) => prop_assert!(!said(&faults).is_empty()),
        }
    }
}
