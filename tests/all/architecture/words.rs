//! Phrases that make a reader stumble stay out of messages, comments, templates and documentation.
#![expect(clippy::disallowed_methods, reason = "a test may read files")]

use std::fs;
use std::sync::LazyLock;

use regex::Regex;

use super::source::{Source, assert_none, files_below, line_of, pattern, root, sources};

/// A phrase to keep out, and what to write in its place. Spaces match line breaks too.
const PHRASES: [(&str, &str); 22] = [
    ("(?:is|are|was|were) no", "is not a"),
    ("makes? no sense", "what is wrong, or what would be right"),
    (r"nobody\w*", "a passive, or the program by name"),
    ("whom", "which, or the thing by name"),
    ("let(?:s|ting)? go of", "unload, release"),
    ("so many", "N"),
    ("for people", "display, or what it is shown in"),
    ("st(?:ands?|ood) for(?: itself)?", "means, represents, is"),
    ("(?:is|are) none", "is not one, does not have one"),
    ("whatever (?:it|they) (?:is|are|was|were)", "any"),
    ("is to be", "should be, is"),
    ("of (?:its|their) own making", "generated, own"),
    ("(?:says?|said|told) of (?:it|them)sel(?:f|ves)", "reports"),
    ("stands? (?:beside|below|above|behind|there|here)", "is"),
    ("lest|upon|whereof|thereof|heed|hearken|forsake", "a word of today"),
    ("nothing (?:in|of|for) nothing", "what happens, plainly"),
    ("goes? on with", "continues, resumes"),
    ("(?:comes?|came) to (?:its|their) end", "ends"),
    ("last words", "last lines of the log"),
    ("in somebody's", "what it is"),
    ("as it (?:was|is) told", "as configured"),
    ("is in the way", "already exists"),
];

/// The phrases, ready to be found in any case.
static PATTERNS: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    let ready = |phrase: &str| pattern(&format!(r"(?i-u)\b(?:{})\b", phrase.replace(' ', r"\s+")));
    PHRASES.iter().map(|(phrase, instead)| (ready(phrase), *instead)).collect()
});

/// Where a phrase may stay: the file, a piece of the text it is in, and why.
const ALLOWED: [(&str, &str, &str); 5] = [
    ("docs/ifeval.md", "My answer is no.", "IFEval's own text"),
    ("src/suite/check/ifeval/content.rs", "My answer is no.", "IFEval's own text"),
    ("src/suite/check/ifeval/mod.rs", "My answer is no.", "IFEval's own text"),
    ("src/suite/measure/sentences.rs", "The answer is no. He left.", "a sentence to be counted"),
    ("src/suite/measure/letter.rs", "to whom it may concern", "a salutation to be found"),
];

/// What may follow `is no`: comparisons, which are plain English.
const AFTER_IS_NO: [&str; 8] = ["longer", "more", "less", "fewer", "later", "larger", "shorter", "better"];

#[test]
fn no_phrase_makes_a_reader_stumble() {
    let mut faults: Vec<String> = sources().iter().flat_map(|source| stumbles(&source.path, &source.words)).collect();
    for (path, text) in written() {
        faults.extend(stumbles(&path, &text));
    }
    assert_none(&faults);
}

#[test]
fn every_allowed_phrase_is_still_there() {
    let code = sources().iter().map(|source| (source.path.clone(), source.text.clone()));
    let all: Vec<(String, String)> = code.chain(written()).collect();
    for (file, piece, why) in ALLOWED {
        let there = all.iter().any(|(path, text)| path == file && text.contains(piece));
        assert!(there, "{file} no longer has {piece:?} ({why})");
    }
}

#[test]
fn a_phrase_is_seen_where_readers_see_it() {
    let text = "//! So.\n/// This Is\n/// no way.\nfn is_no_way() {\n    say(\"for \\\n         people\");\n}\n";
    let source = Source::new("src/a.rs", text);
    assert_eq!(
        stumbles(&source.path, &source.words),
        [
            "src/a.rs:2: `Is no`: write \"is not a\"",
            "src/a.rs:5: `for people`: write \"display, or what it is shown in\"",
        ]
    );
}

#[test]
fn plain_english_passes() {
    let fine =
        "There is no file. It is no longer there, and they are no more than two. A stand forms; everybody has one.";
    assert_eq!(stumbles("README.md", fine), [""; 0]);
}

/// Each phrase of a text that is to be changed, as ``path:line: `phrase`: write "..."``.
fn stumbles(path: &str, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for (phrase, instead) in &*PATTERNS {
        for found in phrase.find_iter(text) {
            let line = text[..found.start()].rfind('\n').map_or(0, |at| at + 1)..end_of_line(text, found.end());
            if is_comparison(text, found.start(), found.end()) || is_allowed(path, &text[line]) {
                continue;
            }
            let said = found.as_str().split_whitespace().collect::<Vec<_>>().join(" ");
            faults.push((line_of(text, found.start()), format!("`{said}`: write \"{instead}\"")));
        }
    }
    faults.sort();
    faults.into_iter().map(|(line, fault)| format!("{path}:{line}: {fault}")).collect()
}

/// `there is no ..` and `is no longer ..`.
fn is_comparison(text: &str, start: usize, end: usize) -> bool {
    let said = text[start..end].to_lowercase();
    if !said.ends_with("no") {
        return false;
    }
    let before = text[..start].split_whitespace().next_back().unwrap_or_default().to_lowercase();
    let after: String = text[end..].trim_start().chars().take_while(char::is_ascii_alphabetic).collect();
    before.ends_with("there") || AFTER_IS_NO.contains(&after.as_str())
}

fn is_allowed(path: &str, lines: &str) -> bool {
    ALLOWED.iter().any(|(file, piece, _)| *file == path && lines.contains(piece))
}

fn end_of_line(text: &str, from: usize) -> usize {
    text[from..].find('\n').map_or(text.len(), |at| from + at)
}

/// Templates, documentation, scripts and the tests of pages.
fn written() -> Vec<(String, String)> {
    const OTHERS: [&str; 10] = [
        "README.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        "CHANGELOG.md",
        ".github/PULL_REQUEST_TEMPLATE.md",
        "scripts/test",
        "scripts/deep",
        "scripts/pack",
        "tests/browser/pages.test.js",
        "tests/browser/site.js",
    ];

    let mut files =
        [files_below("templates", "html"), files_below("docs", "md"), files_below("starter", "md")].concat();
    for name in OTHERS {
        if let Ok(text) = fs::read_to_string(root().join(name)) {
            files.push((name.to_owned(), text));
        }
    }
    files
}
