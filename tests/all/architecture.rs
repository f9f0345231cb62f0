//! The fence: who may know whom, and what every source file looks like. `docs/architecture.md` gives the reasons.
#![allow(clippy::disallowed_methods, reason = "a test may read, write and look at the clock")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

/// The base, which every room may use.
const BASE: [&str; 6] = ["text", "diagnostic", "name", "quantity", "wording", "project"];

/// Each room and the rooms it may use besides the base.
const ROOMS: [(&str, &[&str]); 17] = [
    ("text", &[]),
    ("diagnostic", &[]),
    ("name", &[]),
    ("quantity", &[]),
    ("project", &[]),
    ("wording", &[]),
    ("suite", &[]),
    ("record", &["suite"]),
    ("run", &["suite", "record"]),
    ("simulate", &["suite"]),
    ("ingest", &["suite", "record"]),
    ("archive", &["suite", "record"]),
    ("analysis", &["suite", "record"]),
    ("figure", &["suite", "analysis"]),
    ("content", &["analysis", "figure"]),
    ("site", &["suite", "record", "analysis", "figure", "content"]),
    ("publish", &["site"]),
];

/// Rooms of the base that are built on other rooms of it; every other base room stands alone.
const WITHIN_THE_BASE: [(&str, &[&str]); 3] =
    [("diagnostic", &["text"]), ("wording", &["quantity"]), ("project", &["text", "diagnostic", "name", "quantity"])];

/// Rooms that may open files, connections or the clock.
const DOORS: [&str; 6] = ["project", "run", "simulate", "archive", "publish", "cli"];

/// The longest source file, in lines.
const LONGEST: usize = 400;

#[test]
fn every_file_keeps_to_its_room() {
    let faults: Vec<String> = sources().iter().flat_map(|(path, text)| imports_against_the_law(path, text)).collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn every_file_opens_with_its_idea_and_stays_short() {
    let faults: Vec<String> = sources().iter().flat_map(|(path, text)| shape_against_the_law(path, text)).collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn only_the_doors_open_onto_the_world() {
    let faults: Vec<String> = sources()
        .iter()
        .filter(|(path, text)| text.contains("clippy::disallowed_methods") && !DOORS.contains(&room_of(path).as_str()))
        .map(|(path, _)| format!("{path}: {} is not a door", room_of(path)))
        .collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn every_room_is_in_the_law_and_every_law_has_its_room() {
    let source = fs::read_to_string(root().join("src/lib.rs")).expect("the crate has a root");
    let declared = Regex::new(r"(?m)^pub mod (\w+);").expect("it is a pattern");
    let mut rooms: Vec<&str> =
        declared.captures_iter(&source).map(|found| found.get(1).map_or("", |m| m.as_str())).collect();
    let mut lawful: Vec<&str> = ROOMS.iter().map(|(room, _)| *room).collect();
    rooms.sort_unstable();
    lawful.sort_unstable();
    assert_eq!(rooms, lawful);
}

#[test]
fn the_fence_sees_what_it_forbids() {
    let forbidden = "//! Facts.\nuse crate::analysis::Findings;\n";
    assert_eq!(
        imports_against_the_law("src/record/mod.rs", forbidden),
        ["src/record/mod.rs:2: record must not know analysis"]
    );
    let grouped = "//! Facts.\nuse crate::{\n    name::Slug,\n    archive::{Archive, self},\n};\n";
    assert_eq!(imports_against_the_law("src/run/mod.rs", grouped), ["src/run/mod.rs:2: run must not know archive"]);
    let inline = "//! Facts.\nfn f() { crate::publish::write(); }\n";
    assert_eq!(imports_against_the_law("src/site/mod.rs", inline), ["src/site/mod.rs:2: site must not know publish"]);
    let spoken = "//! See [`crate::site`].\n// crate::site\n";
    assert!(imports_against_the_law("src/record/mod.rs", spoken).is_empty());
    assert_eq!(
        shape_against_the_law("src/a.rs", "use b;\n"),
        ["src/a.rs:1: the first line must be `//!` and say the file's idea"]
    );
    assert_eq!(shape_against_the_law("src/a.rs", &"//! x\n".repeat(401)), ["src/a.rs:401: over 400 lines"]);
}

/// Each use of a room that the file's own room may not know, as `path:line: room must not know other`.
fn imports_against_the_law(path: &str, text: &str) -> Vec<String> {
    let room = room_of(path);
    if ["cli", "main", "lib"].contains(&room.as_str()) {
        return Vec::new();
    }
    let allowed = allowed_rooms();
    let mut faults = Vec::new();
    for (line, other) in rooms_named(text) {
        let own = other == room;
        let known = allowed.contains_key(other.as_str()) || other == "cli";
        if known && !own && !allowed.get(room.as_str()).is_some_and(|may| may.contains(&other.as_str())) {
            faults.push(format!("{path}:{line}: {room} must not know {other}"));
        }
    }
    faults
}

/// Every room named after `crate::`, alone or in a group, with its line; comments do not count.
fn rooms_named(text: &str) -> Vec<(usize, String)> {
    let code: String = text.lines().map(|line| line.split("//").next().unwrap_or("").to_owned() + "\n").collect();
    let path = Regex::new(r"\bcrate::(\w+|\{)").expect("it is a pattern");
    let mut named = Vec::new();
    for found in path.captures_iter(&code) {
        let (whole, first) = (found.get(0).expect("a match has a whole"), &found[1]);
        let line = code[..whole.start()].matches('\n').count() + 1;
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

fn shape_against_the_law(path: &str, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    if !text.starts_with("//!") {
        faults.push(format!("{path}:1: the first line must be `//!` and say the file's idea"));
    }
    if text.lines().count() > LONGEST {
        faults.push(format!("{path}:{}: over {LONGEST} lines", LONGEST + 1));
    }
    faults
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
fn room_of(path: &str) -> String {
    let below = path.strip_prefix("src/").unwrap_or(path);
    below.split('/').next().unwrap_or(below).trim_end_matches(".rs").to_owned()
}

/// Every Rust file below `src` with its path from the root.
fn sources() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("src is readable") {
            let path = entry.expect("src is readable").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let shown = path.strip_prefix(root()).expect("it lies below").to_string_lossy().replace('\\', "/");
                found.push((shown, fs::read_to_string(&path).expect("sources are text")));
            }
        }
    }
    found.sort();
    assert!(found.len() > 20, "the fence found hardly any source");
    found
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

#[test]
fn every_test_file_is_in_the_one_binary() {
    let main = fs::read_to_string(root().join("tests/all/main.rs")).expect("it is there");
    let harness = fs::read_to_string(root().join("tests/all/harness/mod.rs")).expect("it is there");
    let forgotten = |folder: &str, declared: &str| -> Vec<String> {
        let entries = fs::read_dir(root().join(folder)).expect("it is there");
        let names = entries.map(|entry| entry.expect("it is readable").file_name().to_string_lossy().into_owned());
        let modules = names.filter_map(|name| name.strip_suffix(".rs").map(str::to_owned));
        let missing = modules.filter(|name| {
            !["main", "mod"].contains(&name.as_str())
                && !declared.lines().any(|line| line.ends_with(&format!("mod {name};")))
        });
        missing.map(|name| format!("{folder}/{name}.rs")).collect()
    };
    assert_eq!(forgotten("tests/all", &main), [""; 0]);
    assert_eq!(forgotten("tests/all/harness", &harness), [""; 0]);
    let strays: Vec<String> = fs::read_dir(root().join("tests"))
        .expect("it is there")
        .map(|entry| entry.expect("it is readable").file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".rs"))
        .collect();
    assert_eq!(strays, [""; 0], "a file of its own is a binary of its own: move it below tests/all");
}
