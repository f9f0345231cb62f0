//! The names of models in other tools' files: distinct where the models are, and free of what belongs to files.

use std::collections::BTreeSet;

use crate::harness::ingested::{fixture, run_of, taken};

const JSON: &str = "llama-bench.json";
const TABLE: &str = "llama-bench.md";
const RESULTS: &str = "lm-eval-results.json";

/// The names of the models, in order.
fn models(name: &str, text: &str) -> Vec<String> {
    let names: BTreeSet<String> = run_of(name, text).value.measurements.into_iter().map(|one| one.model).collect();
    names.into_iter().collect()
}

/// The fixture with other paths for its first row and the others.
fn with_paths(first: &str, others: &str) -> String {
    let known = "/home/ada/models/birch3-4b-Q4_K_M.gguf";
    fixture(JSON).replacen(known, first, 1).replace(known, others)
}

#[test]
fn two_models_of_one_file_name_are_two() {
    let folders = with_paths("models/birch/model-q4_0.gguf", "models/larch/model-q4_0.gguf");
    assert_eq!(models(JSON, &folders), ["birch/model-q4_0", "larch/model-q4_0"]);
    let sizes = folders.replacen("\"model_type\": \"birch3 4B", "\"model_type\": \"birch3 8B", 1);
    assert_eq!(models(JSON, &sizes), ["model-q4_0 (birch3 4B Q4_K - Medium)", "model-q4_0 (birch3 8B Q4_K - Medium)"]);
    let replaced = fixture(JSON).replacen("4000000000", "8000000000", 1);
    assert_eq!(models(JSON, &replaced), ["birch3-4b-Q4_K_M (4.00B)", "birch3-4b-Q4_K_M (8.00B)"]);
}

#[test]
fn one_model_by_two_paths_is_one() {
    assert_eq!(models(JSON, &with_paths("models/m.gguf", "/srv/models/m.gguf")), ["m"]);
}

#[test]
fn a_folder_that_names_a_person_tells_no_models_apart() {
    assert_eq!(models(JSON, &with_paths("/home/ada/m.gguf", "/home/eve/m.gguf")), ["m (1)", "m (2)"]);
}

#[test]
fn two_models_of_one_type_are_two_in_a_table() {
    let text = fixture(TABLE).replacen("4.00 B", "4.02 B", 1);
    assert_eq!(models(TABLE, &text), ["birch3 4B Q4_K - Medium (4.00 B)", "birch3 4B Q4_K - Medium (4.02 B)"]);
    assert_eq!(models(TABLE, &fixture(TABLE)), ["birch3 4B Q4_K - Medium"]);
}

#[test]
fn two_models_in_results_of_two_calls_are_two() {
    let one = fixture(RESULTS).replace("/home/ada/checkpoints/birch3-4b", "/srv/birch3/final");
    let other = one.replace("/srv/birch3/final", "/srv/larch/final");
    assert_eq!(models(RESULTS, &(one + &other)), ["birch3/final", "larch/final"]);
}

#[test]
fn the_number_of_a_part_is_no_part_of_a_name() {
    let text = with_paths("/m/larch-70b-00001-of-00003.gguf", "/m/larch-70b-00001-of-00003.gguf");
    let run = run_of(JSON, &text).value;
    assert_eq!(run.id.as_str(), "2026-02-03-llama-bench-larch-70b");
    assert!(run.measurements.iter().all(|one| one.model == "larch-70b"));
    assert_eq!(taken(JSON).value.measurements.len(), run.measurements.len());
}
