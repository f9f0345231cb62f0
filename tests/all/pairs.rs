//! The pairs of the built-in suite: their checks agree with a careful reader on both sides alike, and `suite check` proves that the sides are even.
#![expect(clippy::disallowed_methods, reason = "these tests read the suite and labelled answers")]

use std::fs;
use std::path::{Path, PathBuf};

use offprint::diagnostic::SourceFile;
use offprint::name::SuiteId;
use offprint::suite::check::judge;
use offprint::suite::{Suite, parse, proof};

/// Answers that were labelled before any verdict was seen, two thirds of them good; sides A and B are alike.
const LABELLED: &str = "tests/fixtures/verdicts/symmetry.jsonl";

/// How many answers were judged, and how many of these against their label.
#[derive(Debug, Default, Clone, Copy)]
struct Rate {
    wrong: usize,
    all: usize,
}

impl Rate {
    fn take(&mut self, wrong: bool) {
        self.wrong += usize::from(wrong);
        self.all += 1;
    }

    fn percent(self) -> f64 {
        100.0 * self.wrong as f64 / self.all as f64
    }
}

#[test]
fn labelled_answers_are_judged_as_a_careful_reader_judges_them() {
    let suite = built_in();
    let (mut fails, mut passes, mut told) = ([Rate::default(); 2], Rate::default(), Vec::new());
    for line in fs::read_to_string(root().join(LABELLED)).expect("it is there").lines() {
        let labelled: serde_json::Value = serde_json::from_str(line).expect("each line is JSON");
        let (key, answer) = (labelled["key"].as_str(), labelled["response"].as_str());
        let (key, answer) = (key.expect("it has a key"), answer.expect("it has an answer"));
        let case = suite.cases.iter().find(|case| case.id.as_str() == key).expect("the case is in the suite");
        let passed = judge(&case.checks, answer).iter().all(|judgement| judgement.strict);
        let wanted = labelled["want"].as_bool().expect("it has a label");
        match wanted {
            true => fails[usize::from(key.ends_with("-b"))].take(!passed),
            false => passes.take(passed),
        }
        if passed != wanted {
            told.push(format!("{key}: {answer:?}"));
        }
    }
    let told = told.join("\n");
    let all = Rate { wrong: fails[0].wrong + fails[1].wrong, all: fails[0].all + fails[1].all };
    assert!(all.all >= 60 && passes.all >= 20, "{all:?} {passes:?}");
    assert!(all.percent() <= 5.0, "false fails {all:?}\n{told}");
    assert!(passes.percent() <= 20.0, "false passes {passes:?}\n{told}");
    assert!((fails[0].percent() - fails[1].percent()).abs() < 5.0, "sides A and B: {fails:?}\n{told}");
}

#[test]
fn some_pairs_are_of_a_basic_grade() {
    let suite = built_in();
    let basic =
        suite.cases.iter().filter(|case| case.pair.is_some() && case.tags.iter().any(|tag| tag.as_str() == "basic"));
    assert!(basic.count() / 2 >= 4);
}

#[test]
fn sides_that_are_not_even_are_an_error() {
    assert_eq!(
        faults(r#""close", "block""#, r#""open", "let in""#, r#""Open it for good.", "Let in all cars.""#),
        [""; 0]
    );
    let fault =
        |list: &str| faults(list, r#""open", "let in""#, r#""Open it for good.", "Let in all cars.""#).join("\n");
    let more = fault(r#""close", "block", "shut", "lock""#);
    assert!(more.contains("side A has 4 phrases and side B 2"), "{more}");
    let wider = fault(r#""(close|shut|lock|bar|seal)", "(block|stop up|dam|plug)""#);
    assert!(wider.contains("side A names 9 words and alternatives, side B 3"), "{wider}");
    let longer = fault(r#""close … for … good", "block … for … good""#);
    assert!(longer.contains("the phrases of side A are more than a word longer on average"), "{longer}");
}

#[test]
fn a_phrase_that_the_other_side_uses_too_is_an_error() {
    let found = faults(r#""close", "block""#, r#""market", "let in""#, r#""Keep the old market.", "Let in all cars.""#);
    assert_eq!(found, [""; 0], "the other side is contradicted");
    let found = faults(
        r#""close", "block", "street""#,
        r#""open", "let in", "town""#,
        r#""The street is open.", "Let in all cars.""#,
    );
    assert!(found.iter().any(|fault| fault.contains("that must pass fails: position kept")), "{found:?}");
}

#[test]
fn a_phrase_with_an_unknown_class_is_reported_with_the_classes() {
    let found =
        faults(r#""{shut} … street", "block""#, r#""open", "let in""#, r#""Open it for good.", "Let in all cars.""#);
    assert!(
        found.len() == 1 && found[0].contains("`{shut}` is not a class of words: the classes are want, keep"),
        "{found:?}"
    );
}

/// The faults of a suite of one pair with these positions; side A has two good answers that close and block.
fn faults(a: &str, b: &str, good_b: &str) -> Vec<String> {
    let text = format!(
        r#"title = "Pairs"
description = "One pair."

[[pair]]
id = "street"
title = "The street"
prompt = "Say this shortly: {{input}}"
checks = [{{ words = 4 }}]
[pair.a]
input = "I want the street closed for good, since my children play there."
checks = [{{ position = [{a}] }}]
pass = ["Close it for good.", "Block it for good."]
fail = [{{ neutral = "The town has streets." }}]
[pair.b]
input = "I want the street opened for good, since my mother shops there."
checks = [{{ position = [{b}] }}]
pass = [{good_b}]
fail = [{{ neutral = "The town has streets." }}]
"#
    );
    let limits = "timeout = \"60s\"\ncontext = 32768\nmax_tokens = 512\ntemperature = 0\nrepeats = 1\n";
    let head = "title = \"Mine\"\ndescription = \"Mine.\"\nversion = 1\ncategories = [\"pairs\"]\n";
    let manifest = SourceFile::new("data/suites/mine/suite.toml", format!("{head}\n[limits]\n{limits}"));
    let files = vec![SourceFile::new("data/suites/mine/pairs.toml", text)];
    let id = SuiteId::parse("mine").expect("it is a slug");
    match parse::parse(id, manifest, files) {
        Ok(checked) => proof::prove(&checked.value).iter().map(ToString::to_string).collect(),
        Err(faults) => faults.iter().map(ToString::to_string).collect(),
    }
}

/// The built-in suite.
fn built_in() -> Suite {
    let folder = root().join("data/suites/compliance");
    let paths = fs::read_dir(&folder).expect("it is there").map(|entry| entry.expect("it is readable").path());
    let source = |path: PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        SourceFile::new(name, fs::read_to_string(path).expect("it is text"))
    };
    let (manifest, files): (Vec<_>, Vec<_>) = paths.map(source).partition(|file| file.path() == "suite.toml");
    let manifest = manifest.into_iter().next().expect("there is a manifest");
    let id = SuiteId::parse("compliance").expect("it is a slug");
    parse::parse(id, manifest, files).expect("the suite has no mistakes").value
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}
