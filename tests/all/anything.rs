//! Anything for a file: suites, results of other tools, runs, posts and configurations that were damaged at random are read or refused, in no
//! more words than there are faults, and every page that is built can be read.
//!
//! `PROPTEST_CASES=10000 cargo test --test all -- anything` looks for longer.
#![expect(clippy::disallowed_methods, reason = "the pieces are those of real files")]

use std::collections::BTreeSet;
use std::path::Path;

use html5gum::{Token, Tokenizer};
use offprint::archive::Archive;
use offprint::diagnostic::{Diagnostic, SourceFile};
use offprint::ingest;
use offprint::record::{Record, Trial};
use offprint::suite::{parse, proof};
use proptest::prelude::*;

use crate::harness::any_records::{any_run, any_trial, trials_of};
use crate::harness::built;
use crate::harness::records::id;
use crate::harness::tree::Tree;

const SUITE: &str = "title = \"S\"\ndescription = \"D.\"\nversion = 1\ncategories = [\"c\"]\n[limits]\ntimeout = \"60s\"\ncontext = 4096\nmax_tokens = 512\ntemperature = 0\nrepeats = 1\n";
const CATEGORY: &str = "title = \"C\"\ndescription = \"D.\"\n[[case]]\nid = \"one\"\ntitle = \"One\"\nprompt = \"One.\"\nchecks = [\"lowercase\", { words = 3 }]\npass = [\"a b c\"]\nfail = [{ wrong = \"A\" }]\n";
const POST: &str = "+++\ntitle = \"A post\"\ndate = 2026-05-05\ntags = [\"a\"]\n+++\n\n## One\n\nText with [a link](https://example.org), ![a picture](https://example.org/a.png) and a note[^a].\n\n[^a]: A *note*.\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n";
const CONFIG: &str = "title = \"A site\"\nlanguage = \"en\"\nimage_hosts = [\"example.org\"]\n";

/// What is put in place of a piece of a file.
const PIECES: [&str; 30] = [
    "",
    "\"",
    "'",
    "\n",
    "[",
    "]",
    "{",
    "}",
    "=",
    "[[case]]",
    "<",
    ">",
    "&",
    "`",
    "```",
    "$",
    "\\",
    "\u{0}",
    "\u{1b}[31m",
    "\u{202e}",
    "\u{200b}",
    "9999999999999999999999",
    "1e999",
    "-1",
    "null",
    "<script>",
    "--",
    "+++",
    "[^a]",
    "![](//x/y)",
];

/// A few places of a file, each with what replaces the bytes from there on.
fn damage() -> impl Strategy<Value = Vec<(prop::sample::Index, usize, prop::sample::Index)>> {
    prop::collection::vec((any::<prop::sample::Index>(), 0..12_usize, any::<prop::sample::Index>()), 0..6)
}

fn damaged(text: &str, damage: &[(prop::sample::Index, usize, prop::sample::Index)]) -> String {
    let mut text: Vec<char> = text.chars().collect();
    for (at, length, piece) in damage {
        let start = at.index(text.len() + 1);
        let end = (start + length).min(text.len());
        text.splice(start..end, PIECES[piece.index(PIECES.len())].chars());
    }
    text.into_iter().collect()
}

/// No fault is told twice.
fn once(faults: &[Diagnostic]) -> Result<(), TestCaseError> {
    let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
    let different: BTreeSet<&String> = told.iter().collect();
    prop_assert_eq!(told.len(), different.len(), "{}", told.join("\n"));
    Ok(())
}

/// A page is read to its end without an error of HTML.
fn parses(path: &str, page: &str) -> Result<(), TestCaseError> {
    for token in Tokenizer::new(page) {
        if let Ok(Token::Error(error)) = token {
            return Err(TestCaseError::fail(format!("{path}: {}\n{page}", *error)));
        }
    }
    Ok(())
}

/// So many cases, or as many as are asked for.
fn tried(cases: u32) -> ProptestConfig {
    let asked = ProptestConfig::default();
    if std::env::var_os("PROPTEST_CASES").is_some() { asked } else { ProptestConfig { cases, ..asked } }
}

fn results() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/ingest");
    let entries = std::fs::read_dir(folder).expect("the fixtures are there").flatten();
    let mut files: Vec<(String, String)> = entries
        .filter_map(|entry| {
            Some((entry.file_name().display().to_string(), std::fs::read_to_string(entry.path()).ok()?))
        })
        .filter(|(_, text)| text.len() < 50_000)
        .collect();
    files.sort();
    files
}

proptest! {
    #![proptest_config(tried(48))]

    #[test]
    fn a_suite_is_read_or_refused(manifest in damage(), category in damage()) {
        let manifest = SourceFile::new("suite.toml", damaged(SUITE, &manifest));
        let category = SourceFile::new("c.toml", damaged(CATEGORY, &category));
        match parse::parse(id("s"), manifest, vec![category]) {
            Ok(read) => once(&proof::prove(&read.value))?,
            Err(faults) => once(&faults)?,
        }
    }

    #[test]
    fn results_are_read_or_refused(which in any::<prop::sample::Index>(), harm in damage()) {
        let files = results();
        let (name, text) = &files[which.index(files.len())];
        match ingest::ingest(&SourceFile::new(name.as_str(), damaged(text, &harm)), name) {
            Ok(read) => once(&read.warnings)?,
            Err(faults) => once(&faults)?,
        }
    }
}

proptest! {
    #![proptest_config(tried(12))]

    #[test]
    fn a_run_is_built_or_refused(
        run in any_run(),
        trials in prop::collection::vec(any_trial(), 0..6),
        harm in [damage(), damage()],
        damages in any::<[bool; 2]>(),
    ) {
        let tree = Tree::new();
        let archive = Archive::open(&tree.path("."));
        // Without a seal, which would end all reading.
        let mut writer = archive.begin(&run).expect("it is new");
        for trial in trials_of(&run, trials) {
            writer.append(&trial).expect("it fits into a line");
        }
        drop(writer);
        for ((name, harm), damages) in ["run.json", "trials.jsonl"].iter().zip(&harm).zip(damages) {
            let file = format!("data/runs/{}/{name}", run.id);
            let text = std::fs::read_to_string(tree.path(&file)).expect("it was written");
            tree.put(&file, if damages { damaged(&text, harm) } else { text });
        }
        match archive.load(&run.id) {
            Err(faults) => once(&faults)?,
            Ok(read) => {
                let Record::Run(run) = read.value else { return Ok(()) };
                let trials: Result<Vec<Trial>, Diagnostic> = archive.trials(&run).expect("it is there").collect();
                let Ok(trials) = trials else { return Ok(()) };
                for (path, page) in built::pages(run, &trials, Vec::new()).expect("a run has no faults of posts") {
                    if path.ends_with(".html") {
                        parses(&path, &page)?;
                    }
                }
            }
        }
    }

    #[test]
    fn a_site_is_built_or_refused(post in damage(), config in damage()) {
        let tree = Tree::new();
        tree.put("offprint.toml", damaged(CONFIG, &config));
        tree.put("content/en/blog/a.md", damaged(POST, &post));
        match tree.if_configured() {
            Ok(planted) => {
                once(&planted.said)?;
                for (path, page) in planted.pages.iter().filter(|(path, _)| path.ends_with(".html")) {
                    parses(path, page)?;
                }
            }
            Err(faults) => once(&faults)?,
        }
    }
}
