//! Which room may import which. `docs/architecture.md` gives the reasons.
#![expect(clippy::disallowed_methods, reason = "a test may read files")]

use std::collections::BTreeMap;
use std::fs;

use super::source::{Source, assert_none, line_of, pattern, root, sources};

/// The base, which every room may use.
const BASE: [&str; 10] =
    ["text", "diagnostic", "file", "language", "limits", "lock", "name", "quantity", "wording", "project"];

/// Each room and the rooms it may use besides the base.
const ROOMS: [(&str, &[&str]); 26] = [
    ("text", &[]),
    ("lock", &[]),
    ("diagnostic", &[]),
    ("file", &[]),
    ("language", &[]),
    ("limits", &[]),
    ("name", &[]),
    ("quantity", &[]),
    ("wording", &[]),
    ("project", &[]),
    ("suite", &[]),
    ("record", &["suite"]),
    ("run", &["suite", "record"]),
    ("simulate", &["suite"]),
    ("ingest", &["suite", "record"]),
    ("cache", &[]),
    ("archive", &["suite", "record", "cache"]),
    ("analysis", &["suite", "record"]),
    ("claim", &["record", "analysis"]),
    ("figure", &["suite", "record", "analysis"]),
    ("written", &[]),
    ("content", &["analysis", "figure"]),
    ("binding", &["record", "analysis", "claim", "content", "written"]),
    ("search", &[]),
    ("site", &["suite", "record", "analysis", "figure", "content", "binding", "search"]),
    ("publish", &["site"]),
];

/// Rooms of the base that are built on other rooms of it; every other base room stands alone.
const WITHIN_THE_BASE: [(&str, &[&str]); 6] = [
    ("lock", &["text", "file"]),
    ("diagnostic", &["text", "limits"]),
    ("file", &["text", "diagnostic"]),
    ("language", &["text", "diagnostic", "name"]),
    ("wording", &["language", "quantity"]),
    ("project", &["text", "diagnostic", "file", "language", "limits", "name", "quantity"]),
];

/// Rooms that may open files, connections or the clock.
const DOORS: [&str; 9] = ["file", "lock", "project", "run", "simulate", "cache", "archive", "publish", "cli"];

#[test]
fn every_file_keeps_to_its_room() {
    assert_none(&sources().iter().flat_map(imports_against_the_law).collect::<Vec<_>>());
}

#[test]
fn only_the_doors_open_onto_the_world() {
    let faults: Vec<String> = sources()
        .iter()
        .filter(|source| source.text.contains("clippy::disallowed_methods"))
        .filter(|source| !DOORS.contains(&room_of(&source.path).as_str()))
        .map(|source| format!("{}: {} is not a door", source.path, room_of(&source.path)))
        .collect();
    assert_none(&faults);
}

#[test]
fn every_room_is_in_the_law_and_every_law_has_its_room() {
    let source = fs::read_to_string(root().join("src/lib.rs")).expect("the crate has a root");
    let declared = pattern(r"(?m)^pub mod (\w+);");
    let mut rooms: Vec<&str> =
        declared.captures_iter(&source).map(|found| found.get(1).map_or("", |m| m.as_str())).collect();
    let mut lawful: Vec<&str> = ROOMS.iter().map(|(room, _)| *room).collect();
    rooms.sort_unstable();
    lawful.sort_unstable();
    assert_eq!(rooms, lawful);
}

#[test]
fn imports_between_rooms_are_seen() {
    let faults = |path: &str, text: &str| imports_against_the_law(&Source::new(path, text));
    let forbidden = "//! Facts.\nuse crate::analysis::Findings;\n";
    assert_eq!(faults("src/record/mod.rs", forbidden), ["src/record/mod.rs:2: record must not know analysis"]);
    let grouped = "//! Facts.\nuse crate::{\n    name::Slug,\n    archive::{Archive, self},\n};\n";
    assert_eq!(faults("src/run/mod.rs", grouped), ["src/run/mod.rs:2: run must not know archive"]);
    let inline = "//! Facts.\nfn f() { crate::publish::write(); }\n";
    assert_eq!(faults("src/site/mod.rs", inline), ["src/site/mod.rs:2: site must not know publish"]);
    let spoken = "//! See [`crate::site`].\n// crate::site\nconst A: &str = \"crate::site\";\n";
    assert!(faults("src/record/mod.rs", spoken).is_empty());
}

/// Each use of a room that the file's own room may not know, as `path:line: room must not know other`.
fn imports_against_the_law(source: &Source) -> Vec<String> {
    let room = room_of(&source.path);
    if ["cli", "main", "lib"].contains(&room.as_str()) {
        return Vec::new();
    }
    let allowed = allowed_rooms();
    let mut faults = Vec::new();
    for (line, other) in rooms_named(&source.code) {
        let own = other == room;
        let known = allowed.contains_key(other.as_str()) || other == "cli";
        if known && !own && !allowed.get(room.as_str()).is_some_and(|may| may.contains(&other.as_str())) {
            faults.push(format!("{}:{line}: {room} must not know {other}", source.path));
        }
    }
    faults
}

/// Every room named after `crate::`, alone or in a group, with its line.
fn rooms_named(code: &str) -> Vec<(usize, String)> {
    let path = pattern(r"\bcrate::(\w+|\{)");
    let mut named = Vec::new();
    for found in path.captures_iter(code) {
        let (whole, first) = (found.get(0).expect("a match has a whole"), &found[1]);
        let line = line_of(code, whole.start());
        if first == "{" {
            named.extend(heads_of_group(&code[whole.end()..]).into_iter().map(|head| (line, head)));
        } else {
            named.push((line, first.to_owned()));
        }
    }
    named
}

/// The first word of each entry of a `use` group whose opening brace has been read.
fn heads_of_group(rest: &str) -> Vec<String> {
    let mut depth = 1;
    let mut heads = vec![String::new()];
    let mut in_head = true;
    for character in rest.chars() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => {
                heads.push(String::new());
                in_head = true;
            }
            letter if depth == 1 && in_head && (letter.is_alphanumeric() || letter == '_') => {
                heads.last_mut().expect("there is one").push(letter);
            }
            ':' => in_head = false,
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    heads.retain(|head| !head.is_empty());
    heads
}

fn allowed_rooms() -> BTreeMap<&'static str, Vec<&'static str>> {
    let within: BTreeMap<_, _> = WITHIN_THE_BASE.into_iter().collect();
    let base_for = |room: &str| match BASE.contains(&room) {
        true => within.get(room).copied().unwrap_or_default().to_vec(),
        false => BASE.to_vec(),
    };
    ROOMS.into_iter().map(|(room, others)| (room, [base_for(room).as_slice(), others].concat())).collect()
}

/// The room a file belongs to: the first folder below `src`, or the file's own name there.
pub(super) fn room_of(path: &str) -> String {
    let below = path.strip_prefix("src/").unwrap_or(path);
    below.split('/').next().unwrap_or(below).trim_end_matches(".rs").to_owned()
}
