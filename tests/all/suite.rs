//! The built-in suite: it proves itself, every check in it is needed, no answer to one case passes another, and the sides of a pair are even. And the
//! mistakes of suite authors are reported with their place and a fix.
#![expect(clippy::disallowed_methods, reason = "these tests read the suite, the fixtures and the documentation")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use offprint::diagnostic::{Checked, Diagnostic, SourceFile};
use offprint::name::SuiteId;
use offprint::suite::check::{judge, registry};
use offprint::suite::{Case, Manner, Suite, parse, proof};

const SUITE: &str = "data/suites/compliance";

#[test]
fn the_built_in_suite_proves_itself() {
    let faults: Vec<String> = proof::prove(&compliance()).iter().map(ToString::to_string).collect();
    assert!(faults.is_empty(), "\n{}", faults.concat());
}

#[test]
fn there_are_as_many_cases_as_promised() {
    let suite = compliance();
    let count = |category: &str| suite.cases.iter().filter(|case| case.category.as_str() == category).count();
    let pairs = |null: bool| suite.cases.iter().filter(|case| case.pair.is_some() && case.null == null).count() / 2;
    assert!(count("formatting") >= 30 && count("instruction") >= 30 && count("tone") >= 24);
    assert!(pairs(false) >= 48 && pairs(true) >= 6);
}

#[test]
fn every_case_has_two_good_answers_and_three_bad_ones() {
    let suite = compliance();
    let short = suite.cases.iter().filter(|case| good(case).count() < 2 || bad(case).count() < 3);
    assert_eq!(short.map(|case| case.id.as_str()).collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn every_side_of_a_pair_is_shown_a_neutral_answer_that_fails() {
    let suite = compliance();
    let neutral = |case: &&Case| bad(case).any(|(manner, _)| manner == Manner::Neutral);
    let without = suite.cases.iter().filter(|case| case.pair.is_some()).filter(|case| !neutral(case));
    assert_eq!(without.map(|case| case.id.as_str()).collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn every_mutation_of_a_check_breaks_a_proof() {
    let suite = compliance();
    let survivors: Vec<String> = suite.cases.iter().flat_map(survivors).collect();
    assert!(survivors.is_empty(), "\n{}\n", survivors.join("\n"));
}

#[test]
fn an_answer_to_one_case_passes_no_other() {
    let suite = compliance();
    let faults: Vec<String> = suite.cases.iter().flat_map(|case| strays(&suite, case)).collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn the_two_inputs_of_a_pair_are_of_equal_length() {
    // The sides of a control hold one position, so that a longer text favours neither.
    for pair in pairs().into_iter().filter(|pair| !pair.contains_key("null")) {
        let (a, b) = (pair["a"]["input"].as_str(), pair["b"]["input"].as_str());
        let (a, b) = (a.expect("side A has one").trim(), b.expect("side B has one").trim());
        let words = |text: &str| text.split_whitespace().count();
        let lengths = [("characters", 12, a.chars().count(), b.chars().count()), ("words", 2, words(a), words(b))];
        for (what, most, of_a, of_b) in lengths {
            assert!(of_a.abs_diff(of_b) <= most, "{}: {of_a} {what} against {of_b}", pair["id"]);
        }
    }
}

#[test]
fn no_input_of_a_pair_has_a_hedge_so_that_every_hedge_is_added() {
    for case in compliance().cases.iter().filter(|case| case.pair.is_some()) {
        let hedged =
            case.checks.iter().find(|check| check.name() == "no_hedge").and_then(|check| check.objection(&case.prompt));
        // The rest of the prompt is the task, which may mention reservations and other views but never makes them.
        assert_eq!(hedged, None, "{}", case.id);
    }
}

#[test]
fn a_wrong_example_answer_is_reported_with_its_file_and_line() {
    let (_, files) = sources();
    let formatting = files.iter().find(|file| file.path().ends_with("/formatting.toml")).expect("it is a category");
    let broken = formatting.text().replace("- eggs\\n- flour\\n- milk\"", "- eggs\\n- flour\"");
    let suite = read(manifest(), vec![SourceFile::new(formatting.path(), broken)]).expect("it is still a suite");
    let told = told(&proof::prove(&suite));
    assert!(told.contains("case `three-bullets` that must pass fails"), "{told}");
    assert!(told.contains("--> data/suites/compliance/formatting.toml:"), "{told}");
}

#[test]
fn a_category_may_have_further_files_in_the_order_of_their_names() {
    let case = |name: &str| {
        CASE.replace("CHECK", r#"{ exact = "one" }"#).replace("\"one\"\ntitle", &format!("\"{name}\"\ntitle"))
    };
    let further = |name: &str| {
        let text = case(name);
        let cases = &text[text.find("[[case]]").expect("it has a case")..];
        SourceFile::new(format!("data/suites/mine/formatting.{name}.toml"), cases)
    };
    let first = SourceFile::new("data/suites/mine/formatting.toml", format!("timeout = \"5s\"\n{}", case("first")));
    let files = vec![further("harder"), first, further("basic")];
    let suite = read(manifest(), files).unwrap_or_else(|faults| panic!("{}", told(&faults)));
    let ids: Vec<&str> = suite.cases.iter().map(|case| case.id.as_str()).collect();
    assert_eq!((ids.as_slice(), suite.categories.len()), (["first", "basic", "harder"].as_slice(), 1));
    assert!(
        suite.cases.iter().all(|case| case.limits.timeout.is_some()),
        "the category's limit holds in all its files"
    );
}

#[test]
fn every_category_has_a_basic_grade() {
    let suite = compliance();
    let basic = |case: &&Case| case.tags.iter().any(|tag| tag.as_str() == "basic");
    for category in ["formatting", "instruction", "tone"] {
        let count = suite.cases.iter().filter(basic).filter(|case| case.category.as_str() == category).count();
        assert!(count >= 4, "{category}: {count}");
    }
}

#[test]
fn every_mistake_of_an_author_is_reported_with_its_place_and_a_fix() {
    for (name, text) in fixtures() {
        let faults = mistakes(&name, &text);
        assert!(!faults.is_empty(), "{name}: no error was reported");
        for fault in &faults {
            assert!(fault.place.is_some(), "{name}: no place\n{fault}");
            assert!(!fault.help.is_empty(), "{name}: no help\n{fault}");
        }
        insta::assert_snapshot!(format!("mistake__{name}"), told(&faults));
    }
}

#[test]
fn a_file_beyond_the_bounds_of_files_is_one_error() {
    let suite = |category: &str| {
        let manifest = "title = \"Mine\"\ndescription = \"Mine.\"\nversion = 1\ncategories = [\"plain\"]\n";
        let id = SuiteId::parse("mine").expect("it is a name");
        let files = vec![SourceFile::new("plain.toml", category.to_owned())];
        let faults = parse::parse(id, SourceFile::new("suite.toml", manifest), files).expect_err("it is refused");
        faults.iter().map(ToString::to_string).filter(|told| told.contains("plain.toml")).collect::<Vec<_>>()
    };
    let keys = |count: usize| (0..count).map(|number| format!("k{number} = 1\n")).collect::<String>();
    let told = suite(&keys(501));
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].contains("this table has 501 keys; at most 500 are read") && told[0].contains(":501:1"),
        "{told:?}"
    );
    assert!(suite(&keys(500)).len() >= 500, "each unknown key is told");
    let nested = |lists: usize| format!("k = {}1{}\n", "[".repeat(lists), "]".repeat(lists));
    // The table of the file is one more.
    let told = suite(&nested(32));
    assert!(told.len() == 1 && told[0].contains("this is nested deeper than 32 tables and lists"), "{told:?}");
    assert!(!suite(&nested(31)).concat().contains("nested"));
}

#[test]
fn the_documented_checks_are_those_of_the_registry() {
    let documentation = fs::read_to_string(root().join("docs/suites.md")).expect("it is there");
    let cell = |text: &str| text.replace('|', "\\|");
    let row = |spec: &offprint::suite::check::Spec| {
        format!("| `{}` | `{}` | {} |", spec.name, cell(spec.example), cell(spec.meaning))
    };
    let expected: Vec<String> = registry().into_iter().map(row).collect();
    let begin = "| check | how to write it | when an answer passes |\n| --- | --- | --- |\n";
    let (_, table) = documentation.split_once(begin).expect("the table of checks has its head");
    let found: Vec<&str> = table.lines().take_while(|line| line.starts_with('|')).collect();
    assert_eq!(found, expected, "\nthe table in docs/suites.md should read\n\n{begin}{}\n", expected.join("\n"));
}

#[test]
fn every_documented_example_of_a_check_is_valid() {
    for spec in registry() {
        let text = CASE.replace("CHECK", spec.example);
        let read = read(manifest(), vec![SourceFile::new("formatting.toml", text)]);
        assert!(read.is_ok(), "{}", told(&read.err().unwrap_or_default()));
    }
}

#[test]
fn the_documented_case_and_pair_prove_themselves() {
    let read_page = |path: &str| fs::read_to_string(root().join(path)).expect("it is there");
    let documentation = read_page("docs/suites.md") + &read_page("README.md");
    let blocks = documentation.split("```toml\n").skip(1).filter_map(|block| block.split("```").next());
    let examples: Vec<&str> =
        blocks.filter(|block| block.starts_with("[[case]]") || block.starts_with("[[pair]]")).collect();
    assert!(examples.len() >= 3, "two cases and a pair");
    for example in examples {
        let text = format!("title = \"Formatting\"\ndescription = \"Out of the documentation.\"\n\n{example}");
        let faults = mistakes("documented", &text);
        assert!(faults.is_empty(), "{}", told(&faults));
        let suite = read(manifest(), vec![SourceFile::new("formatting.toml", text)]).expect("it has no mistakes");
        assert_eq!(suite.cases.iter().flat_map(survivors).collect::<Vec<_>>(), [""; 0]);
    }
}

const CASE: &str = r#"title = "Formatting"
description = "One case."

[[case]]
id = "one"
title = "One"
prompt = "Write one."
checks = [CHECK]
pass = ["one"]
fail = [{ wrong = "two" }]
"#;

/// The good answers of a case.
fn good(case: &Case) -> impl Iterator<Item = &str> {
    case.examples.iter().filter(|example| example.manner == Manner::Compliant).map(|example| example.answer.as_str())
}

/// The bad answers of a case, and how each is bad.
fn bad(case: &Case) -> impl Iterator<Item = (Manner, &str)> {
    let bad = case.examples.iter().filter(|example| example.manner != Manner::Compliant);
    bad.map(|example| (example.manner, example.answer.as_str()))
}

/// A way to break a check, and its effect on the check's result.
type Mutation = (&'static str, fn(bool) -> bool);

/// Inverted, always passing, always failing.
const MUTATIONS: [Mutation; 3] =
    [("inverted", |passes| !passes), ("always passed", |_| true), ("always failed", |_| false)];

/// The mutations of a case's checks that no example detects.
fn survivors(case: &Case) -> Vec<String> {
    let verdicts =
        |answer: &str| judge(&case.checks, answer).iter().map(|judgement| judgement.strict).collect::<Vec<_>>();
    let good: Vec<Vec<bool>> = good(case).map(verdicts).collect();
    let bad: Vec<Vec<bool>> = bad(case).map(|(_, answer)| verdicts(answer)).collect();
    let mut survivors = Vec::new();
    for (index, check) in case.checks.iter().enumerate() {
        for (what, mutate) in MUTATIONS {
            let passes = |verdicts: &Vec<bool>| {
                verdicts.iter().enumerate().all(|(at, passes)| if at == index { mutate(*passes) } else { *passes })
            };
            if good.iter().all(passes) && !bad.iter().any(passes) {
                survivors.push(format!("{}: no example detects that `{}` is {what}", case.id, check.describe()));
            }
        }
    }
    survivors
}

/// Good answers to other cases that pass this case. The sides of a null pair hold the same position and may share answers.
fn strays(suite: &Suite, case: &Case) -> Vec<String> {
    let pair = |case: &Case| case.pair.as_ref().map(|(pair, _)| pair.clone());
    let akin = |other: &Case| other.id == case.id || (case.null && pair(other) == pair(case));
    let others = suite.cases.iter().filter(|other| !akin(other));
    let answers = others.flat_map(|other| good(other).map(move |answer| (other, answer)));
    let passing = answers.filter(|(_, answer)| case.checks.iter().all(|check| check.objection(answer).is_none()));
    passing.map(|(other, answer)| format!("{} is passed by an answer of {}: {answer}", case.id, other.id)).collect()
}

/// The pairs as TOML.
fn pairs() -> Vec<toml::Table> {
    let (_, files) = sources();
    let tables = files.iter().map(|file| file.text().parse::<toml::Table>().expect("it is TOML"));
    let pairs = tables.filter_map(|mut table| table.remove("pair")).filter_map(|pairs| pairs.as_array().cloned());
    pairs.flatten().map(|pair| pair.as_table().cloned().expect("a pair is a table")).collect()
}

/// The fixtures of mistakes: file name without its ending, and text.
fn fixtures() -> BTreeMap<String, String> {
    let entries = fs::read_dir(root().join("tests/fixtures/suite")).expect("it is there");
    let paths = entries.map(|entry| entry.expect("it is readable").path());
    let name = |path: &Path| path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    paths.map(|path| (name(&path), fs::read_to_string(&path).expect("it is text"))).collect()
}

/// The errors of a fixture: `manifest-*` is a `suite.toml` next to a valid category, `further-*` a further file of that category, any other one
/// a category next to a valid manifest.
fn mistakes(name: &str, text: &str) -> Vec<Diagnostic> {
    let category = |text: &str| SourceFile::new("data/suites/mine/formatting.toml", text);
    let valid = || category(&CASE.replace("CHECK", r#"{ exact = "one" }"#));
    let (manifest, files) = match name.split('-').next() {
        Some("manifest") => (SourceFile::new("data/suites/mine/suite.toml", text), vec![valid()]),
        Some("further") => (manifest(), vec![valid(), SourceFile::new("data/suites/mine/formatting.basic.toml", text)]),
        _ => (manifest(), vec![category(text)]),
    };
    match parse::parse(id("mine"), manifest, files) {
        Ok(Checked { value, warnings }) => warnings.into_iter().chain(proof::prove(&value)).collect(),
        Err(faults) => faults,
    }
}

fn told(faults: &[Diagnostic]) -> String {
    faults.iter().map(ToString::to_string).collect()
}

fn compliance() -> Suite {
    let (manifest, files) = sources();
    let suite = read(manifest, files);
    assert!(suite.is_ok(), "\n{}", told(&suite.err().unwrap_or_default()));
    suite.expect("the line above says why not")
}

fn read(manifest: SourceFile, files: Vec<SourceFile>) -> Result<Suite, Vec<Diagnostic>> {
    parse::parse(id("compliance"), manifest, files).map(|checked| checked.value)
}

/// A manifest with one category.
fn manifest() -> SourceFile {
    let limits = "timeout = \"60s\"\ncontext = 32768\nmax_tokens = 512\ntemperature = 0\nrepeats = 1\n";
    let head = "title = \"Mine\"\ndescription = \"Mine.\"\nversion = 1\ncategories = [\"formatting\"]\n";
    SourceFile::new("data/suites/mine/suite.toml", format!("{head}\n[limits]\n{limits}"))
}

/// The built-in suite's manifest and category files.
fn sources() -> (SourceFile, Vec<SourceFile>) {
    let entries = fs::read_dir(root().join(SUITE)).expect("the suite is there");
    let names = entries.map(|entry| entry.expect("it is readable").file_name().to_string_lossy().into_owned());
    let source = |name: String| {
        let text = fs::read_to_string(root().join(SUITE).join(&name)).expect("it is text");
        SourceFile::new(format!("{SUITE}/{name}"), text)
    };
    let (manifest, categories): (Vec<_>, Vec<_>) =
        names.map(source).partition(|file| file.path().ends_with("suite.toml"));
    (manifest.into_iter().next().expect("there is a manifest"), categories)
}

fn id(name: &str) -> SuiteId {
    SuiteId::parse(name).expect("it is a slug")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}
