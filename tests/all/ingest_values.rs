//! The numbers of other tools' files: what says that there is none, what is outside its range, and how pages show what is rounded.

use offprint::record::{IngestedRun, Measurement};

use crate::harness::Site;
use crate::harness::ingested::{fixture, read, refused, run_of, said, shown, taken};

const JSON: &str = "llama-bench.json";
const CSV: &str = "llama-bench.csv";
const TABLE: &str = "llama-bench.md";
const RESULTS: &str = "lm-eval-results.json";
const SAMPLES: &str = "samples_rhymes_2026-02-03T09-10-11.123456.jsonl";

fn values(run: &IngestedRun) -> Vec<Option<f64>> {
    run.measurements.iter().map(|one| one.value).collect()
}

/// Results of one task with these metrics.
fn results_with(metrics: &str) -> String {
    format!(
        r#"{{"results": {{"niah": {{"alias": "niah", {metrics}}}}}, "configs": {{}}, "n-shot": {{"niah": 0}},
            "n-samples": {{"niah": {{"original": 90, "effective": 90}}}}, "config": {{}}, "model_name": "ada/birch"}}"#
    )
}

/// Metric, value and number of samples.
fn metrics(text: &str) -> Vec<(String, Option<f64>, Option<u64>)> {
    let row = |one: Measurement| (one.metric.name, one.value, one.n);
    run_of(RESULTS, text).value.measurements.into_iter().map(row).collect()
}

#[test]
fn a_length_that_no_sample_has_has_no_score() {
    let one = results_with(r#""4096,none": -1, "4096_stderr,none": "N/A", "8192,none": 0.75, "16384,none": -1.0"#);
    let named = |name: &str, value, n| (name.to_owned(), value, n);
    let expected = [named("4096", None, None), named("8192", Some(0.75), Some(90)), named("16384", None, None)];
    assert_eq!(metrics(&one), expected);
    assert_eq!(said(&run_of(RESULTS, &one).warnings), "");
    let two = results_with(r#""4096,none": 0.5, "8192,none": 0.75"#);
    let expected = [named("4096", Some(0.5), None), named("8192", Some(0.75), None)];
    assert_eq!(metrics(&two), expected, "how many samples are of which length is not known");
}

#[test]
fn a_sample_of_another_length_does_not_count() {
    let text = [(0, "-1.0", "1.0"), (1, "0.5", "-1.0"), (2, "-1", "0.0")].map(|(id, short, long)| {
        format!(r#"{{"doc_id": {id}, "doc": {{}}, "target": "", "resps": [], "4096": {short}, "8192": {long}}}"#)
    });
    let run = run_of("samples_niah.jsonl", &text.join("\n")).value;
    let blank = text.join("\n").replace("-1.0", "\"N/A\"").replace("\"4096\": -1", "\"4096\": \"nan\"");
    assert_eq!(run_of("samples_niah.jsonl", &blank).value.measurements, run.measurements);
    let means: Vec<_> = run.measurements.iter().map(|one| (one.metric.name.as_str(), one.value, one.n)).collect();
    assert_eq!(means, [("4096", Some(0.5), Some(1)), ("8192", Some(0.5), Some(2))]);
}

#[test]
fn a_correlation_may_be_minus_one_and_a_share_may_not() {
    let text = results_with(r#""mcc,none": -1, "acc,none": -1, "acc_stderr,none": 0.1, "exact_match,none": -3"#);
    let values: Vec<_> = metrics(&text).into_iter().map(|(_, value, _)| value).collect();
    assert_eq!(values, [Some(-1.0), None, None]);
    insta::assert_snapshot!("shares_that_are_negative", said(&run_of(RESULTS, &text).warnings));
}

#[test]
fn every_spelling_of_no_number_is_one() {
    for word in [
        "\"N/A\"",
        "\"NaN\"",
        "\"\"",
        "\" \"",
        "\"-\"",
        "\"nan\"",
        "null",
        "NaN",
        "-Infinity",
        "nan",
        "-nan",
        "inf",
        "-nan(ind)",
    ] {
        let text = results_with(&format!(r#""acc,none": {word}, "acc_stderr,none": {word}"#));
        assert_eq!(metrics(&text), [("acc".to_owned(), None, Some(90))], "{word}");
        let rows = fixture(JSON).replacen("846.316667", word, 1).replacen("6.995072", word, 1);
        let run = read(JSON, &rows).map_err(|faults| said(&faults)).expect(word).value;
        assert_eq!((run.measurements[0].value, run.measurements[0].spread), (None, None), "{word}");
    }
    let table = fixture(TABLE).replacen("846.32 ± 7.00", "-nan ± nan", 1);
    assert_eq!(values(&run_of(TABLE, &table).value)[..2], [None, Some(31.61)]);
    let csv = fixture(CSV).replacen("\"846.316667\"", "\"inf\"", 1);
    assert_eq!(values(&run_of(CSV, &csv).value)[0], None);
}

#[test]
fn a_group_without_numbers_is_no_fault() {
    for group in
        [r#"{" ": " ", "alias": "all"}"#, r#"{"": "", "alias": "all"}"#, r#"{"alias": "all"}"#, "{}", "null", "\" \""]
    {
        let text = fixture(RESULTS).replacen("\"results\": {", &format!("\"results\": {{\"all\": {group},"), 1);
        let run = run_of(RESULTS, &text);
        assert_eq!(run.value.measurements, taken(RESULTS).value.measurements, "{group}");
        assert_eq!(run.warnings.len(), taken(RESULTS).warnings.len(), "{group}");
    }
}

#[test]
fn numbers_outside_their_ranges_are_left_out_and_said_once() {
    let text = fixture(JSON)
        .replacen("846.316667", "-846.316667", 1)
        .replacen("31.606667", "1e300", 1)
        .replacen("2500000000", "18446744073709551615", 1)
        .replacen("\"stddev_ts\": 0.25", "\"stddev_ts\": 1e999", 1);
    let run = run_of(JSON, &text);
    insta::assert_snapshot!("numbers_outside_their_ranges", shown(&run));
    let csv = fixture(CSV).replacen("\"846.316667\"", "\"-1\"", 1);
    assert_eq!(values(&run_of(CSV, &csv).value)[0], None);
    let old = fixture(RESULTS).replace("1770109200.25", "1e18");
    assert_eq!(run_of(RESULTS, &old).value.measured, None);
}

#[test]
fn texts_that_are_too_long_are_left_out_and_said_once() {
    let long = "x".repeat(9_000);
    let text = fixture(JSON).replace("\"0.00\"", &format!("\"{long}\""));
    let run = run_of(JSON, &text);
    assert_eq!(run.value.measurements, taken(JSON).value.measurements);
    assert!(!run.value.environment.iter().any(|(name, _)| name == "tensor split"));
    assert!(said(&run.warnings).contains("`tensor split` has 9,000 bytes, and at most 8,192 are kept"));
    let name = fixture(JSON).replacen("birch3-4b-Q4_K_M.gguf", &format!("{long}.gguf"), 1);
    assert_eq!(run_of(JSON, &name).value.measurements.len(), 3, "the row with the name is left out");
    let all = fixture(JSON).replace("birch3-4b-Q4_K_M.gguf", &format!("{long}.gguf"));
    assert!(refused(JSON, &all).contains("has a name that is too long"));
    let columns: String = (0..500).map(|number| format!("\"c{number}\": 1, ")).collect();
    let wide = fixture(JSON).replacen("\"type_k\"", &format!("{columns}\"type_k\""), 1);
    assert!(
        refused(JSON, &wide).contains("this row has 528 columns; at most 500 are read"),
        "{}",
        refused(JSON, &wide)
    );
}

#[test]
fn what_was_taken_in_can_be_verified_and_built_and_a_rounded_number_says_so() {
    let site = Site::new();
    let odd = fixture(JSON)
        .replacen("31.606667", "1e300", 1)
        .replacen("4000000000", "18446744073709551615", 1)
        .replace("2026-02-03T09:00:05Z", "+99999-01-01T00:00:00Z");
    site.write("odd.json", &odd);
    site.write("table.md", &fixture(TABLE));
    site.write(SAMPLES, &fixture(SAMPLES));
    for file in ["odd.json", "table.md", SAMPLES] {
        site.run(&["ingest", &site.path(file).display().to_string()]).ends_with(0);
    }
    site.run(&["verify"]).ends_with(0);
    site.run(&["build"]).ends_with(0);
    let page = site.read("public/runs/llama-bench-birch3-4b-q4-k-medium/index.html");
    assert!(page.contains("Values: rounded to 2 decimals by llama-bench."), "{page}");
    assert!(page.contains("2.33 GiB") && page.contains("7001 (0ddba11)"), "{page}");
    let samples = site.read("public/runs/2026-02-03-lm-eval-samples-rhymes/index.html");
    assert!(samples.contains("Values: mean of the samples, by offprint."), "{samples}");
}

#[test]
fn a_column_of_the_file_does_not_say_how_its_values_came_about() {
    let text = fixture(JSON).replace("\"type_k\": \"f16\"", "\"type_k\": \"f16\", \"value\": \"measured twice\"");
    let run = run_of(JSON, &text).value;
    assert!(
        run.environment.contains(&("column value".to_owned(), "measured twice".to_owned())),
        "{:?}",
        run.environment
    );
    assert!(run.measurements.iter().all(|one| one.conditions.iter().all(|(name, _)| name != "value")));
}
