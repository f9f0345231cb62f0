//! IFEval: its prompts become a suite, its instructions are judged as its reference does, answers are scored in their order.
#![expect(clippy::panic, clippy::print_stderr, reason = "a test may fail, and says by name what it skips")]
#![expect(clippy::disallowed_methods, reason = "these tests look at what is on the disk, and put answers there")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use offprint::diagnostic::SourceFile;
use offprint::name::SuiteId;
use offprint::suite::check::instructions;
use offprint::suite::score::Scorer;
use offprint::suite::{Suite, ifeval, parse};
use serde_json::Value;

use crate::harness::paths::renamed;

#[test]
fn every_instruction_is_judged_as_in_the_reference() {
    let suite = suite_of(&fixture("prompts.jsonl"));
    let named: Vec<&str> = suite.cases.iter().flat_map(|case| case.checks.iter().map(|check| check.name())).collect();
    for spec in instructions() {
        assert!(named.contains(&spec.name), "no prompt has `{}`", spec.name);
    }
    let scorer = Scorer::new(&suite);
    let answers = fixture("answers.jsonl");
    for (index, line) in answers.text().lines().enumerate() {
        let scored = scorer.score("answers.jsonl", index + 1, line).unwrap_or_else(|fault| panic!("{fault}"));
        let (found, expected) = (json(&scored.line), json(line));
        assert_eq!(found["strict"], expected["strict"], "strictly: {line}");
        assert_eq!(found["lenient"], expected["lenient"], "leniently: {line}");
    }
}

#[test]
fn an_answer_without_a_detectable_language_fails() {
    let suite = suite_of(&fixture("prompts.jsonl"));
    let scored = Scorer::new(&suite).score("a", 1, r#"{"key":5,"response":"1234 🙂"}"#).expect("it is an answer");
    assert_eq!(scored.line, r#"{"key":5,"ids":["language:response_language"],"strict":[false],"lenient":[false]}"#);
}

#[test]
fn a_sign_in_place_of_a_letter_is_counted() {
    let line = r##"{"key": 1, "prompt": "x", "instruction_id_list": ["keywords:letter_frequency"], "kwargs": [{"letter": "#", "let_frequency": 2, "let_relation": "at least"}]}"##;
    let suite = suite_of(&SourceFile::new("prompts.jsonl", line));
    let strict = |response: &str| Scorer::new(&suite).score("a", 1, response).expect("it is an answer").results[0].0;
    assert!(strict(r##"{"key":1,"response":"# and #"}"##));
    assert!(!strict(r##"{"key":1,"response":"#"}"##));
}

#[test]
fn blank_paragraphs_are_neither_counted_nor_numbered() {
    let suite = suite_of(&fixture("prompts.jsonl"));
    let answer = r#"{"key":9,"response":"First this.\n\n\n\nThen that."}"#;
    assert_eq!(Scorer::new(&suite).score("a", 1, answer).expect("it is an answer").results, [(true, true)]);
}

#[test]
fn thinking_is_removed_and_reported() {
    let suite = suite_of(&fixture("prompts.jsonl"));
    let answer = r#"{"key":25,"response":"<think>a, b</think>c"}"#;
    let line = Scorer::new(&suite).score("a", 1, answer).expect("it is an answer").line;
    assert_eq!(line, r#"{"key":25,"ids":["punctuation:no_comma"],"strict":[true],"lenient":[true],"thinking":true}"#);
}

#[test]
fn invalid_prompts_are_not_imported() {
    let prompt = |id: &str, kwargs: &str| {
        format!(r#"{{"key": 1, "prompt": "x", "instruction_id_list": ["{id}"], "kwargs": [{kwargs}]}}"#)
    };
    let mut told = String::new();
    for line in [
        "{\"key\": 1, \"prompt\": \"x\"".to_owned(),
        r#"{"key": 1, "prompt": "x", "instruction_id_list": [], "kwargs": []}"#.to_owned(),
        r#"{"key": 1, "prompt": "x", "instruction_id_list": ["punctuation:no_comma"], "kwargs": [{}, {}]}"#.to_owned(),
        prompt("punctuation:no_coma", "{}"),
        prompt("length_constraints:number_words", r#"{"relation": "at least"}"#),
        prompt("length_constraints:number_words", r#"{"relation": "at leats", "num_words": 5}"#),
        prompt("length_constraints:number_words", r#"{"relation": "at least", "num_words": -5}"#),
        prompt("length_constraints:number_words", r#"{"relation": "at least", "num_words": 5, "number": 6}"#),
        prompt("language:response_language", r#"{"language": "klingon"}"#),
        prompt("keywords:letter_frequency", r#"{"letter": "ab", "let_frequency": 1, "let_relation": "at least"}"#),
        prompt(
            "length_constraints:nth_paragraph_first_word",
            r#"{"first_word": "a", "nth_paragraph": 4, "num_paragraphs": 3}"#,
        ),
        format!("{}\n{}", prompt("punctuation:no_comma", "{}"), prompt("punctuation:no_comma", "{}")),
        String::new(),
    ] {
        let faults = ifeval::import(&SourceFile::new("prompts.jsonl", line)).expect_err("it cannot be judged");
        told.extend(faults.iter().map(|fault| format!("{fault}\n")));
    }
    insta::assert_snapshot!(told);
}

#[test]
fn an_imported_suite_works_like_any_other() {
    let site = site();
    let import = run(&site, &["suite", "import", "ifeval", &fixture_path("prompts.jsonl")], 0);
    assert_eq!(import.0, "ifeval\n");
    let (listed, _) = run(&site, &["suite", "list"], 0);
    assert!(listed.contains("ifeval\tversion 1\t26 cases\tIFEval"), "{listed}");
    let (checked, _) = run(&site, &["suite", "check", "ifeval"], 0);
    assert_eq!(checked, "ifeval: 26 cases, without example answers to check them\n");
    let (shown, _) = run(&site, &["suite", "show", "ifeval", "9"], 0);
    insta::assert_snapshot!(shown);
    let (_, again) = run(&site, &["suite", "import", "ifeval", &fixture_path("prompts.jsonl")], 2);
    assert!(again.contains("the suite `ifeval` exists already"), "{again}");
    let by_name = run(&site, &["suite", "score", "ifeval", &fixture_path("answers.jsonl")], 0).0;
    let by_file = run(&site, &["suite", "score", &fixture_path("prompts.jsonl"), &fixture_path("answers.jsonl")], 0).0;
    assert_eq!(by_name, by_file);
    assert_eq!(by_name.lines().count(), fixture("answers.jsonl").text().lines().count());
}

#[test]
fn answers_are_scored_in_order_up_to_the_first_invalid_one() {
    let site = site();
    let line = |key: usize| format!("{{\"key\":{key},\"response\":\"a\"}}\n");
    let many: String = (0..20_000).map(|index| line(1 + index % 25)).collect();
    fs::write(site.path().join("many.jsonl"), &many).expect("files can be written");
    let path = |name: &str| site.path().join(name).display().to_string();
    let (out, err) = run(&site, &["suite", "score", &fixture_path("prompts.jsonl"), &path("many.jsonl")], 0);
    let keys: Vec<Value> = out.lines().map(|line| json(line)["key"].clone()).collect();
    assert_eq!(keys, (0..20_000).map(|index| Value::from(1 + index % 25)).collect::<Vec<_>>());
    assert!(err.contains("answers: 20000 scored"), "{err}");

    let bad = [line(1), "\n".to_owned(), line(2), "{\"key\": 3, \"response\": tru}\n".to_owned(), line(4)];
    fs::write(site.path().join("bad.jsonl"), bad.concat()).expect("files can be written");
    let (out, err) = run(&site, &["suite", "score", &fixture_path("prompts.jsonl"), &path("bad.jsonl")], 3);
    assert_eq!(out.lines().count(), 2);
    insta::assert_snapshot!(renamed(&err, site.path(), "SITE"));
}

#[test]
fn answers_of_unknown_cases_are_reported_and_the_others_scored() {
    let site = site();
    let line = |key: usize| format!("{{\"key\":{key},\"response\":\"a\"}}\n");
    let path = |name: &str| site.path().join(name).display().to_string();
    fs::write(site.path().join("some.jsonl"), [line(1), line(77), line(2)].concat()).expect("files can be written");
    let (out, err) = run(&site, &["suite", "score", &fixture_path("prompts.jsonl"), &path("some.jsonl")], 0);
    assert_eq!(out.lines().count(), 2);
    assert!(err.contains("warning[S016]: the suite has no case `77`") && err.contains("1 answer left out"), "{err}");
    fs::write(site.path().join("none.jsonl"), line(77)).expect("files can be written");
    let (_, err) = run(&site, &["suite", "score", &fixture_path("prompts.jsonl"), &path("none.jsonl")], 3);
    assert!(err.contains("error[S016]: the suite has no case `77`"), "{err}");
}

#[test]
fn labelled_answers_are_compared_with_their_verdicts() {
    let site = site();
    let line =
        |response: &str, want: bool| format!("{{\"key\":\"iso-date\",\"response\":\"{response}\",\"want\":{want}}}\n");
    let lines = [line("2021-11-09", true), line("2021-11-10", true), line("2021-11-09", false), line("x", false)];
    fs::write(site.path().join("labels.jsonl"), lines.concat()).expect("files can be written");
    let path = site.path().join("labels.jsonl").display().to_string();
    let (out, err) = run(&site, &["suite", "score", "compliance", &path], 0);
    assert!(out.lines().all(|line| line.contains("\"want\":")), "{out}");
    let labels = "labels: 1 of 2 good answers fail (50.0 %), 1 of 2 bad ones pass (50.0 %)";
    assert!(err.contains(labels), "{err}");
}

/// Held against what lm-evaluation-harness says of many made-up answers, where they are at hand. Every disagreement must be one that
/// `docs/ifeval.md` explains.
#[test]
fn a_thousand_answers_are_judged_as_the_reference_judges_them() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples/ifeval");
    if !samples.is_dir() {
        eprintln!(
            "skipped: a_thousand_answers_are_judged_as_the_reference_judges_them ({} is not there)",
            samples.display()
        );
        return;
    }
    let read = |name: &str| fs::read_to_string(samples.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let suite = suite_of(&SourceFile::new("input_data.jsonl", read("input_data.jsonl")));
    assert_eq!(suite.cases.len(), 541);
    let scorer = Scorer::new(&suite);
    let (mut compared, mut disagreements) = (0, Vec::new());
    for (index, (answer, expected)) in read("answers.jsonl").lines().zip(read("expected.jsonl").lines()).enumerate() {
        let found =
            json(&scorer.score("answers.jsonl", index + 1, answer).unwrap_or_else(|fault| panic!("{fault}")).line);
        let expected = json(expected);
        assert_eq!(found["ids"], expected["ids"]);
        for (ours, theirs) in [("strict", "strict"), ("lenient", "loose")] {
            let pairs =
                found[ours].as_array().into_iter().flatten().zip(expected[theirs].as_array().into_iter().flatten());
            let known = pairs
                .zip(expected["ids"].as_array().into_iter().flatten())
                .filter(|((_, theirs), _)| !theirs.is_null());
            for ((mine, reference), id) in known {
                compared += 1;
                if mine != reference {
                    disagreements.push(format!("line {} {ours} {id}: {mine}, not {reference}", index + 1));
                }
            }
        }
    }
    assert!(compared > 3_000, "{compared}");
    let share = 1.0 - disagreements.len() as f64 / f64::from(compared);
    assert!(share >= 0.998, "{share}\n{}", disagreements.join("\n"));
}

#[test]
fn the_documented_instructions_are_those_of_the_registry() {
    let documentation =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/ifeval.md")).expect("it is there");
    let expected: Vec<String> = instructions()
        .iter()
        .map(|kind| format!("| `{}` | `{}` | {} |", kind.name, kind.example, kind.meaning))
        .collect();
    let found: Vec<&str> =
        documentation.lines().filter(|line| line.starts_with("| `") && line.matches(" | ").count() == 2).collect();
    assert_eq!(found, expected, "\nthe table in docs/ifeval.md should read\n\n{}\n", expected.join("\n"));
}

fn site() -> tempfile::TempDir {
    let site = tempfile::tempdir().expect("there is a temporary folder");
    fs::write(site.path().join("offprint.toml"), "title = \"A site\"\n").expect("files can be written");
    site
}

/// What a command printed and said, in a site that has nothing but its configuration.
fn run(site: &tempfile::TempDir, words: &[&str], code: i32) -> (String, String) {
    let ran = Command::new(env!("CARGO_BIN_EXE_offprint"))
        .env("NO_COLOR", "1")
        .arg("-C")
        .arg(site.path())
        .args(words)
        .output()
        .expect("offprint runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it prints text");
    let (out, err) = (text(ran.stdout), text(ran.stderr));
    assert_eq!(ran.status.code(), Some(code), "{out}\n{err}");
    (out, err)
}

fn fixture_path(name: &str) -> String {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/ifeval").join(name);
    path.display().to_string()
}

fn fixture(name: &str) -> SourceFile {
    SourceFile::new(name, fs::read_to_string(fixture_path(name)).expect("it is there"))
}

fn suite_of(prompts: &SourceFile) -> Suite {
    let text = ifeval::import(prompts).unwrap_or_else(|faults| panic!("{}", faults[0]));
    let id = SuiteId::parse("ifeval").expect("it is a name");
    let category = SourceFile::new("prompts.toml", text.prompts);
    let read = parse::parse(id, SourceFile::new("suite.toml", text.manifest), vec![category]);
    read.unwrap_or_else(|faults| panic!("{}", faults[0])).value
}

fn json(line: &str) -> Value {
    serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))
}
