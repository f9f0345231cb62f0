//! The verdicts of the built-in suite agree with a careful reader: on labelled answers, and on variations of the good
//! answers. And a case keeps its prompt as long as it keeps its id.
#![expect(clippy::disallowed_methods, reason = "these tests read fixtures")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use offprint::diagnostic::SourceFile;
use offprint::name::SuiteId;
use offprint::suite::score::{NotScored, Scorer, Tally};
use offprint::suite::{parse, proof};
use sha2::{Digest, Sha256};

use crate::harness::compliance;

/// Answers to formatting, instruction and tone: `suite.jsonl` was labelled before its verdicts were known, `probes.jsonl`
/// was written to find faults. `unseen-1.jsonl` to `unseen-6.jsonl` are of all categories, and were written from the prompts alone; of the last, no
/// fault was mended. Most bad ones differ from a good one only in what they say: another number, the opposite, two facts swapped.
#[test]
fn labelled_answers_are_judged_as_a_careful_reader_judges_them() {
    let suite = compliance();
    let scorer = Scorer::new(&suite);
    let unseen = (1..=6).map(|number| format!("unseen-{number}.jsonl"));
    for file in ["suite.jsonl".to_owned(), "probes.jsonl".to_owned()].into_iter().chain(unseen) {
        let file = file.as_str();
        let mut tally = Tally::default();
        let mut otherwise = Vec::new();
        for (index, line) in fixture(file).lines().enumerate() {
            let scored = match scorer.score(file, index + 1, line) {
                Ok(scored) => scored,
                // A case that was re-cut since has another id.
                Err(NotScored::Unknown(_)) => continue,
                Err(fault) => panic!("{fault}"),
            };
            let passes = scored.results.iter().all(|(strict, _)| *strict);
            if scored.want != Some(passes) {
                otherwise.push(line.to_owned());
            }
            tally.add(&scored);
        }
        let labels = tally.labelled();
        assert!(labels.good >= 45 && labels.bad >= 45, "{file}: {labels}");
        assert!(20 * labels.false_fails <= labels.good, "{file}: {labels}\n{}", otherwise.join("\n"));
        assert!(5 * labels.false_passes <= labels.bad, "{file}: {labels}\n{}", otherwise.join("\n"));
        let [a, b] = labels.sides.map(|(good, fails)| fails as f64 / good.max(1) as f64);
        assert!((a - b).abs() < 0.05, "{file}: {labels}\n{}", otherwise.join("\n"));
    }
}

/// The fixture has the digests of the prompts of version 1 by id.
#[test]
fn a_case_keeps_its_prompt_as_long_as_its_id() {
    let known: BTreeMap<String, String> = fixture("prompts-1.txt")
        .lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(id, digest)| (id.to_owned(), digest.to_owned()))
        .collect();
    let suite = compliance();
    let digest = |prompt: &str| {
        let bytes = Sha256::digest(prompt.as_bytes());
        bytes.iter().take(8).map(|byte| format!("{byte:02x}")).collect::<String>()
    };
    let kept = suite.cases.iter().filter(|case| known.contains_key(case.id.as_str()));
    let changed: Vec<&str> = kept
        .clone()
        .filter(|case| known[case.id.as_str()] != digest(&case.prompt))
        .map(|case| case.id.as_str())
        .collect();
    assert_eq!(changed, [""; 0], "a case with another prompt needs another id");
    for id in ["iso-date", "three-bullets", "meeting-json", "nested-json"] {
        assert!(kept.clone().any(|case| case.id.as_str() == id), "{id}");
    }
}

/// What `suite check` reports of a case with these keys.
fn faults(keys: &str) -> String {
    let limits = "timeout = \"60s\"\ncontext = 4096\nmax_tokens = 512\ntemperature = 0\nrepeats = 1\n";
    let manifest =
        format!("title = \"T\"\ndescription = \"D\"\nversion = 1\ncategories = [\"one\"]\n\n[limits]\n{limits}");
    let case = format!("title = \"T\"\ndescription = \"D\"\n\n[[case]]\nid = \"one\"\ntitle = \"One\"\n{keys}\n");
    let id = SuiteId::parse("mine").expect("it is a slug");
    let files = vec![SourceFile::new("one.toml", case)];
    match parse::parse(id, SourceFile::new("suite.toml", manifest), files) {
        Ok(checked) => proof::prove(&checked.value).iter().map(ToString::to_string).collect(),
        Err(faults) => faults.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn every_good_answer_is_varied_by_the_proof() {
    let case = |checks: &str, pass: &str, more: &str| {
        faults(&format!(
            "prompt = \"Say that we send 40 letters by 8 pm.\"\nchecks = {checks}\npass = ['{pass}']\nfail = [{{ wrong = \"No.\" }}]\n{more}"
        ))
    };
    let good = "[{ keeps = [[\"send\", \"sent\"], [\"40\"], [\"8 pm\"]] }, { starts_with = \"We\" }]";
    assert_eq!(case(good, "We will send 40 letters by 8 pm.", ""), "");
    let loose =
        case("[{ contains = [\"send\", \"40\"] }, { starts_with = \"We\" }]", "We will send 40 letters by 8 pm.", "");
    assert!(loose.contains("must fail when it is denied, and passes every check"), "{loose}");
    assert!(loose.contains("\"We will not send 40 letters by 8 pm.\""), "{loose}");
    assert!(loose.contains("must fail with another number, and passes every check"), "{loose}");
    let written = case("[{ matches = '.*40.* 8 pm' }]", "We will send 40 letters by 8 pm", "");
    assert!(written.contains("with a number, unit, date or time in another spelling, and fails"), "{written}");
    assert!(written.contains("with or without a full stop at the end, and fails"), "{written}");
    let chat = case("[{ keeps = [[\"send\"], [\"40\"], [\"8 pm\"]] }]", "We will send 40 letters by 8 pm.", "");
    assert!(chat.contains("must fail after a line of chat"), "{chat}");
}

#[test]
fn a_case_opts_out_of_a_variation_only_with_a_reason_that_it_needs() {
    let case = |unproved: &str| {
        faults(&format!(
            "prompt = \"Answer YES in capital letters if the shop is open.\"\nchecks = [{{ matches = 'IT IS OPEN ON MONDAY\\.?' }}]\npass = [\"IT IS OPEN ON MONDAY\"]\nfail = [{{ wrong = \"No.\" }}]\n{unproved}"
        ))
    };
    assert_eq!(case(""), "");
    let needless = case("unproved = { letter_case = \"the order gives the word\" }");
    assert!(needless.contains("case `one` needs no reason for `letter_case`"), "{needless}");
    let unknown = case("unproved = { leter_case = \"the order gives the word\" }");
    assert!(unknown.contains("`leter_case`") && unknown.contains("letter_case"), "{unknown}");
}

fn fixture(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/verdicts").join(name);
    fs::read_to_string(path).expect("the fixture is there")
}
