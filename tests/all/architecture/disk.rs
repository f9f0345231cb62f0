//! What systems and volumes do differently is done in one place each: renaming, waiting for the disk, locking, paths as text.

use super::source::{Source, assert_none, line_of, pattern, sources};

/// What is done in one place only, that place, and what others call.
const PLACES: [(&str, &str, &str); 4] = [
    (
        r"\bfs::rename\b|\bfs::\{[^}]*\brename\b|\.persist\(",
        "src/file/moving.rs",
        "`file::rename`, `rename_folder`, `persist`",
    ),
    (r"\.sync_all\(|\.sync_data\(", "src/file/flush.rs", "`file::sync`, `sync_data`, `sync_folder`"),
    (r"\.display\(\)", "src/text.rs", "`ShownPath`, which has one separator"),
    (r"\.try_lock\(|\.lock_shared\(", "src/lock.rs", "`Lock`, whose file is beside what it protects"),
];

#[test]
fn what_systems_do_differently_is_in_one_place() {
    assert_none(&sources().iter().flat_map(elsewhere).collect::<Vec<_>>());
}

#[test]
fn a_second_place_is_seen() {
    let text = "//! A.\nuse std::fs::{self, rename};\nfn f() { fs::rename(a, b); g.sync_all(); g.try_lock(); }\n";
    let faults = elsewhere(&Source::new("src/a.rs", text));
    let lines: Vec<&str> = faults.iter().filter_map(|fault| fault.split(' ').next()).collect();
    assert_eq!(lines, ["src/a.rs:2:", "src/a.rs:3:", "src/a.rs:3:", "src/a.rs:3:"]);
    assert_eq!(elsewhere(&Source::new("src/file/moving.rs", "fn f() { fs::rename(a, b); }")), [""; 0]);
    let tested = "#[cfg(test)]\nmod tests {\n    fn f() { fs::rename(a, b); }\n}\n";
    assert_eq!(elsewhere(&Source::new("src/a.rs", tested)), [""; 0]);
}

/// Each use of what is done elsewhere, as `path:line: use ..`.
fn elsewhere(source: &Source) -> Vec<String> {
    let code = source.code_in_use();
    let mut faults = Vec::new();
    for (call, place, instead) in PLACES {
        if source.path != place {
            let found = pattern(call).find_iter(&code).map(|found| found.start()).collect::<Vec<_>>();
            faults.extend(found.into_iter().map(|at| format!("{}:{}: use {instead}", source.path, line_of(&code, at))));
        }
    }
    faults
}
