//! Tests that need something of one system say so, by `cfg`; what only differs between systems is in no expected text.

use super::source::{assert_none, files_below, line_of};

/// What only one kind of system has: how it is written in a test, and what the function or the file must say.
const OF_ONE_SYSTEM: [(&str, &str); 4] = [
    ("\"/proc", "target_os = \"linux\""),
    ("\"/dev/full", "target_os = \"linux\""),
    ("Command::new(\"kill\")", "cfg(unix)"),
    ("Command::new(\"sh\")", "cfg(unix)"),
];

/// What a system's own message ends with, with a number that is another one on every system.
const NUMBER: &str = "(os error ";

#[test]
fn tests_that_need_one_system_say_so() {
    let tests = files_below("tests/all", "rs").into_iter().filter(|(path, _)| !path.contains("/architecture/"));
    assert_none(&tests.flat_map(|(path, text)| unsaid(&path, &text)).collect::<Vec<_>>());
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
            let start = text[..at].rfind("\n}\n").map_or(0, |end| end + 3);
            let end = text[at..].find("\n}\n").map_or(text.len(), |end| at + end);
            let said = &text[start..end];
            if !said.contains(needed) && !said.contains("target_os = \"linux\"") {
                faults.push(format!("{path}:{}: `{sign}` needs `{needed}` in the function", line_of(text, at)));
            }
        }
    }
    faults
}
