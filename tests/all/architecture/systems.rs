//! Tests that need something of one system say so, by `cfg`; what only differs between systems is in no expected text.

use super::source::{Source, assert_none, files_below, line_of, pattern};

/// What only one kind of system has: how it is written in a test, and what the function or the file must say.
const OF_ONE_SYSTEM: [(&str, &str); 5] = [
    ("\"/proc", "target_os = \"linux\""),
    ("\"/dev/full", "target_os = \"linux\""),
    ("std::os::unix", "cfg(unix)"),
    ("Command::new(\"kill\")", "cfg(unix)"),
    ("Command::new(\"sh\")", "cfg(unix)"),
];

/// How a path becomes text that is compared, in code; and the function of `harness::paths` that has the same text on every system.
const SEPARATED: [(&str, &str); 2] = [
    (r"\.strip_prefix\([^;]*?\.(?:display|to_string_lossy|to_str)\(\)", "slashed"),
    (r"\.replace\(\s*&[^,;]*\.(?:display|to_string_lossy)\(\)", "renamed"),
];

/// What a system's own message ends with, with a number that is another one on every system.
const NUMBER: &str = "(os error ";

#[test]
fn tests_that_need_one_system_say_so() {
    let tests = files_below("tests/all", "rs").into_iter().filter(|(path, _)| !path.contains("/architecture/"));
    assert_none(&tests.flat_map(|(path, text)| unsaid(&path, &text)).collect::<Vec<_>>());
}

#[test]
fn no_test_compares_the_separators_of_a_path() {
    let tests = files_below("tests/all", "rs").into_iter().filter(|(path, _)| path != "tests/all/harness/paths.rs");
    assert_none(&tests.flat_map(|(path, text)| separated(&Source::new(&path, &text))).collect::<Vec<_>>());
}

#[test]
fn a_compared_separator_is_seen() {
    let faults = |text: &str| separated(&Source::new("a.rs", text));
    let below = "fn f() {\n    let name = path.strip_prefix(root).expect(\"below\").display().to_string();\n}\n";
    assert_eq!(faults(below), ["a.rs:2: `slashed` of `harness::paths` has the same text on every system"]);
    let renamed = "fn f() {\n    text.replace(&site.root().display().to_string(), \"SITE\");\n}\n";
    assert_eq!(faults(renamed), ["a.rs:2: `renamed` of `harness::paths` has the same text on every system"]);
    let other = "fn f() {\n    let rest = line.strip_prefix(\"a\");\n    open(path.display().to_string());\n}\n";
    assert_eq!(faults(other), [""; 0]);
    assert_eq!(faults(&format!("#[cfg(unix)]\n{renamed}")), [""; 0]);
}

#[test]
fn no_expected_text_has_the_number_of_an_error() {
    let numbered = files_below("tests/all/snapshots", "snap").into_iter().filter(|(_, text)| text.contains(NUMBER));
    assert_none(
        &numbered.map(|(path, _)| format!("{path}: numbers of errors differ between systems")).collect::<Vec<_>>(),
    );
}

#[test]
fn what_is_not_said_is_seen() {
    let opens = "fn f() {\n    open(\"/proc/self\");\n}\n";
    let fault = ["a.rs:2: `\"/proc` needs `target_os = \"linux\"` in the function"];
    assert_eq!(unsaid("a.rs", opens), fault);
    assert_eq!(unsaid("a.rs", &format!("#[cfg(unix)]\n{opens}")), fault.map(|fault| fault.replace(":2:", ":3:")));
    assert_eq!(unsaid("a.rs", &format!("#[cfg(target_os = \"linux\")]\n{opens}")), [""; 0]);
    let kills = "fn g() {}\nfn f() {\n    Command::new(\"kill\");\n}\n";
    assert_eq!(unsaid("a.rs", kills).len(), 1);
    assert_eq!(unsaid("a.rs", &format!("#![cfg(unix)]\n{kills}")), [""; 0]);
}

/// Each use of what one system has in a function that does not say which, as `path:line: ..`.
fn unsaid(path: &str, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for (sign, needed) in OF_ONE_SYSTEM {
        let of_file = text.contains(&format!("#![{needed}]"));
        for (at, _) in text.match_indices(sign).filter(|_| !of_file) {
            let (start, end) = function_around(text, at);
            let said = &text[start..end];
            if !said.contains(needed) && !said.contains("target_os = \"linux\"") {
                faults.push(format!("{path}:{}: `{sign}` needs `{needed}` in the function", line_of(text, at)));
            }
        }
    }
    faults
}

/// Each path that becomes text with the separators of this system, in a function that does not say for which system it is.
fn separated(source: &Source) -> Vec<String> {
    let mut faults = Vec::new();
    for (sign, instead) in SEPARATED {
        for found in pattern(sign).find_iter(&source.code) {
            let (start, end) = function_around(&source.text, found.start());
            let said = &source.text[start..end];
            if !said.contains("#[cfg(") && !source.text.contains("#![cfg(") {
                let line = line_of(&source.text, found.start());
                let path = &source.path;
                faults
                    .push(format!("{path}:{line}: `{instead}` of `harness::paths` has the same text on every system"));
            }
        }
    }
    faults
}

/// The bytes of the function at the top level, with its attributes, that a byte lies in.
fn function_around(text: &str, at: usize) -> (usize, usize) {
    let start = text[..at].rfind("\n}\n").map_or(0, |end| end + 3);
    let end = text[at..].find("\n}\n").map_or(text.len(), |end| at + end);
    (start, end)
}
