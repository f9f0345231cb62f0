//! What every file looks like: its first line, its length, its functions, its place.
#![expect(clippy::disallowed_methods, reason = "a test may read files")]

use std::collections::BTreeSet;
use std::fs;

use super::source::{Source, assert_none, block_end, files_below, line_of, pattern, root, sources};

/// The longest file, in lines.
const LONGEST_FILE: usize = 400;

/// The longest function, in lines, from `fn` to its closing brace.
const LONGEST_FUNCTION: usize = 60;

#[test]
fn every_file_opens_with_its_idea_and_stays_short() {
    let tests = files_below("tests", "rs").into_iter().map(|(path, text)| Source::new(&path, &text));
    let tests: Vec<Source> = tests.collect();
    assert_none(&sources().iter().chain(&tests).flat_map(faults_of_a_file).collect::<Vec<_>>());
}

#[test]
fn every_function_stays_short() {
    assert_none(&sources().iter().flat_map(long_functions).collect::<Vec<_>>());
}

#[test]
fn a_module_with_files_of_its_own_is_a_mod_rs_in_their_folder() {
    let all = [files_below("src", "rs"), files_below("tests/all", "rs")].concat();
    assert_none(&beside_their_folders(all.iter().map(|(path, _)| path.as_str())));
}

#[test]
fn every_test_file_is_in_the_one_binary() {
    let files = files_below("tests", "rs");
    assert_none(&undeclared(&files));
    let beside: Vec<String> = fs::read_dir(root().join("tests"))
        .expect("the tests are there")
        .map(|entry| entry.expect("it is readable").file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".rs"))
        .map(|name| format!("tests/{name} is a binary of its own: move it below tests/all"))
        .collect();
    assert_none(&beside);
}

#[test]
fn a_file_out_of_shape_is_seen() {
    let faults = |text: &str| faults_of_a_file(&Source::new("src/a.rs", text));
    assert_eq!(faults("use b;\n"), ["src/a.rs:1: the first line must be `//!` and say the file's idea"]);
    assert_eq!(faults(&"//! x\n".repeat(401)), ["src/a.rs:401: over 400 lines"]);
    assert!(faults(&"//! x\n".repeat(400)).is_empty());
}

#[test]
fn a_long_function_is_seen() {
    let function =
        |lines: usize| format!("impl A {{\n    fn f(x: [u8; 2]) -> B\n    {{\n{}    }}\n}}\n", "\n".repeat(lines));
    let faults = |text: &str| long_functions(&Source::new("src/a.rs", text));
    assert_eq!(faults(&function(58)), ["src/a.rs:2: `f` has 61 lines"]);
    assert!(faults(&function(57)).is_empty());
    assert!(faults("trait A {\n    fn f();\n    fn g() {}\n}\n").is_empty());
    assert!(faults(&format!("fn f() {{ g(\"{{\") }}\n{}", "\n".repeat(90))).is_empty());
}

#[test]
fn a_module_beside_its_folder_is_seen() {
    let files = ["src/a.rs", "src/a/b.rs", "src/c/mod.rs", "src/c/d.rs", "src/lib.rs"];
    assert_eq!(beside_their_folders(files.into_iter()), ["src/a.rs: move it to src/a/mod.rs"]);
}

#[test]
fn a_forgotten_test_file_is_seen() {
    let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
    let files = [
        file("tests/all/main.rs", "mod a;\nmod b;\n"),
        file("tests/all/a.rs", ""),
        file("tests/all/b/mod.rs", "mod c;\n"),
        file("tests/all/b/c.rs", ""),
        file("tests/all/b/d.rs", ""),
        file("tests/all/e/mod.rs", ""),
    ];
    assert_eq!(
        undeclared(&files),
        ["tests/all/b/d.rs: no `mod d;` names it", "tests/all/e/mod.rs: no `mod e;` names it"]
    );
}

fn faults_of_a_file(source: &Source) -> Vec<String> {
    let mut faults = Vec::new();
    if !source.text.starts_with("//!") {
        faults.push(format!("{}:1: the first line must be `//!` and say the file's idea", source.path));
    }
    if source.text.lines().count() > LONGEST_FILE {
        faults.push(format!("{}:{}: over {LONGEST_FILE} lines", source.path, LONGEST_FILE + 1));
    }
    faults
}

/// Each function that is too long, as ``path:line: `name` has N lines``.
fn long_functions(source: &Source) -> Vec<String> {
    let head = pattern(r"\bfn (\w+)");
    let code = &source.code;
    let mut faults = Vec::new();
    for found in head.captures_iter(code) {
        let whole = found.get(0).expect("a match has a whole");
        let Some(open) = body_start(code, whole.end()) else { continue };
        let (first, last) = (line_of(code, whole.start()), line_of(code, block_end(code, open) - 1));
        if last - first + 1 > LONGEST_FUNCTION {
            faults.push(format!("{}:{first}: `{}` has {} lines", source.path, &found[1], last - first + 1));
        }
    }
    faults
}

/// The brace that opens a function's body; nothing where it has none, as in a trait. A `;` within brackets belongs to an array's type.
fn body_start(code: &str, from: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, character) in code[from..].char_indices() {
        match character {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            '{' if depth == 0 => return Some(from + at),
            ';' if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

/// Every `x.rs` beside a folder `x`.
fn beside_their_folders<'a>(files: impl Iterator<Item = &'a str>) -> Vec<String> {
    let files: Vec<&str> = files.collect();
    let folders: BTreeSet<&str> = files.iter().filter_map(|file| Some(file.rsplit_once('/')?.0)).collect();
    let stems = files.iter().filter_map(|file| Some((*file, file.strip_suffix(".rs")?)));
    stems
        .filter(|(_, stem)| folders.contains(stem))
        .map(|(file, stem)| format!("{file}: move it to {stem}/mod.rs"))
        .collect()
}

/// Every test file, with the text of all, that the file above it does not name.
fn undeclared(files: &[(String, String)]) -> Vec<String> {
    let text_of = |path: &str| files.iter().find(|(file, _)| file == path).map(|(_, text)| text.as_str());
    let mut missing = Vec::new();
    for (path, _) in files {
        let module = path.strip_suffix("/mod.rs").or(path.strip_suffix(".rs")).unwrap_or(path);
        let Some((folder, name)) = module.rsplit_once('/') else { continue };
        if name == "main" {
            continue;
        }
        let above = text_of(&format!("{folder}/mod.rs")).or(text_of(&format!("{folder}/main.rs"))).unwrap_or_default();
        if !above.lines().any(|line| line.trim_start_matches("pub(crate) ") == format!("mod {name};")) {
            missing.push(format!("{path}: no `mod {name};` names it"));
        }
    }
    missing
}
