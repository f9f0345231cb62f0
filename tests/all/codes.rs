//! Codes of diagnostics: each is used, and `docs/errors.md` has them all.
//!
//! `OFFPRINT_WRITE=1 cargo test codes` writes `docs/errors.md` anew.
#![expect(clippy::disallowed_methods, reason = "these tests read the source and write the documentation")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use offprint::diagnostic::{AREAS, Code};
use regex::Regex;

use crate::harness::offprint;

#[test]
fn every_code_is_used() {
    let used = Regex::new(r"\bCode::([A-Z][A-Z_]+)\b").expect("it is a pattern");
    let named = Regex::new(r#"(?m)^    ([A-Z_]+) "([A-Z]\d{3})""#).expect("it is a pattern");
    let (mut uses, mut names) = (BTreeSet::new(), BTreeSet::new());
    for (path, text) in sources(&root().join("src")) {
        match path.parent().is_some_and(|folder| folder.ends_with("diagnostic/codes")) {
            true => names.extend(named.captures_iter(&text).map(|found| found[1].to_owned())),
            false => uses.extend(used.captures_iter(&text).map(|found| found[1].to_owned())),
        }
    }
    assert_eq!(names.len(), Code::all().count(), "an entry is written in another form");
    assert_eq!(names.difference(&uses).collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn the_documentation_explains_every_code() {
    let path = root().join("docs/errors.md");
    if std::env::var_os("OFFPRINT_WRITE").is_some() {
        fs::write(&path, document()).expect("it can be written");
        return;
    }
    let found = fs::read_to_string(&path).expect("it is there");
    assert_eq!(found, document(), "write it anew with OFFPRINT_WRITE=1 cargo test codes");
}

#[test]
fn a_code_is_explained_on_the_command_line() {
    let ran = |words: &[&str]| {
        let output = offprint().args(words).output().expect("offprint runs");
        let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code(), said(&output.stdout), said(&output.stderr))
    };
    let (code, out, _) = ran(&["explain", "p029"]);
    assert!(code == Some(0) && out.starts_with("P029: ") && out.contains(Code::LOOSE_NUMBER.right()), "{out}");
    assert_eq!(ran(&["--explain", "p029"]), ran(&["explain", "p029"]));
    assert_eq!(ran(&["build", "--explain", "p029"]), ran(&["explain", "p029"]), "nothing else is done");
    let (code, _, said) = ran(&["--quiet"]);
    assert!(code == Some(2) && said.contains("a command is missing"), "{said}");
    let (_, out, _) = ran(&["explain"]);
    assert!(Code::all().all(|code| out.contains(code.id())), "{out}");
    let (code, _, said) = ran(&["explain", "P0299"]);
    assert_eq!(code, Some(2));
    assert!(
        said.starts_with("error[C027]: no message has the code `P0299`") && said.contains("did you mean"),
        "{said}"
    );
}

fn document() -> String {
    let mut text = "# Errors and warnings\n\nEvery error and warning has a code in brackets, `error[P024]`, which stays the same when the words change. \
                    `offprint explain P024`\nprints what is below. The first letter is the area.\n"
        .to_owned();
    for (letter, area, codes) in AREAS {
        text += &format!("\n## {letter}: {area}\n");
        for code in codes {
            text += &format!("\n### {}: {}\n\n{}\n\n{}\n", code.id(), code.title(), code.explanation(), code.right());
        }
    }
    text
}

/// Every Rust file below a folder.
fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let entries = fs::read_dir(folder).expect("it can be read").map(|entry| entry.expect("it can be read").path());
    let each = entries.flat_map(|path| match path.is_dir() {
        true => sources(&path),
        false => fs::read_to_string(&path).map(|text| (path, text)).into_iter().collect(),
    });
    each.collect()
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
