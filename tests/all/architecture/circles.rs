//! No import circles between the files of a room: what needs each other belongs into one file, or has a common ground below it.
//!
//! A `mod.rs` is the face of its folder: what it defines, the files below it may use, and that is no circle with its use of them.

use std::collections::{BTreeMap, BTreeSet};

use super::imports::Tree;
use super::rooms::room_of;
use super::source::{Source, assert_none, sources};

/// Files that may need each other, as (from, to, why); such a need is passed over.
const ALLOWED: [(&str, &str, &str); 0] = [];

/// By file, the files of the same room that it needs, each with one line and path that shows it.
type Needs = BTreeMap<String, BTreeMap<String, String>>;

#[test]
fn no_files_of_a_room_need_each_other() {
    assert_none(&circles(sources(), &ALLOWED));
}

#[test]
fn every_allowed_need_is_one() {
    let needs = needs_within_rooms(sources());
    for (from, to, why) in ALLOWED {
        assert!(
            needs.get(from).is_some_and(|needed| needed.contains_key(to)),
            "{from} -> {to} ({why}) is no longer needed"
        );
    }
}

#[test]
fn a_circle_is_seen() {
    let sources = [
        Source::new("src/a/mod.rs", "//! A.\nmod b;\nmod c;\nuse b::Big;\npub(crate) const MOST: u8 = 1;\n"),
        Source::new("src/a/b.rs", "//! B.\nuse super::c;\npub(crate) struct Big;\nfn f() { c::act() }\n"),
        Source::new("src/a/c.rs", "//! C.\npub(super) fn act() { super::e::more(); super::MOST; crate::d::far() }\n"),
        Source::new("src/a/e/mod.rs", "//! E.\npub(super) fn more() { super::b::Big; }\n"),
        Source::new("src/d/mod.rs", "//! D.\nuse crate::a::MOST;\npub fn far() {}\n"),
    ];
    let expected = "a circle of 3 files:\n  src/a/b.rs:4 needs src/a/c.rs (c::act)\n  src/a/c.rs:2 needs src/a/e/mod.rs (super::e::more)\n  \
                    src/a/e/mod.rs:2 needs src/a/b.rs (super::b::Big)";
    assert_eq!(circles(&sources, &[]), [expected]);
    assert!(circles(&sources, &[("src/a/b.rs", "src/a/c.rs", "a test")]).is_empty());
}

#[test]
fn doors_and_tests_make_no_circle() {
    let sources = [
        Source::new("src/a/mod.rs", "//! A.\nmod b;\npub use b::Big;\npub struct Small;\n"),
        Source::new("src/a/b.rs", "//! B.\nuse super::Small;\npub struct Big(Small);\n"),
        Source::new("src/a/c.rs", "//! C.\npub fn f() {}\n#[cfg(test)]\nmod tests {\n    use crate::a::d::g;\n}\n"),
        Source::new("src/a/d.rs", "//! D, see [`super::c::f`].\nuse super::c::f;\npub fn g() { f() }\n"),
    ];
    assert!(circles(&sources, &[]).is_empty());
}

/// Every circle, with the needs that make it.
fn circles(sources: &[Source], allowed: &[(&str, &str, &str)]) -> Vec<String> {
    let mut needs = needs_within_rooms(sources);
    for (from, to, _) in allowed {
        if let Some(needed) = needs.get_mut(*from) {
            needed.remove(*to);
        }
    }
    let reach: BTreeMap<&str, BTreeSet<&str>> =
        needs.keys().map(|file| (file.as_str(), reached(file, &needs))).collect();
    let mut told = BTreeSet::new();
    let mut circles = Vec::new();
    for (file, from_here) in &reach {
        if !from_here.contains(file) || told.contains(file) {
            continue;
        }
        let circle: BTreeSet<&str> = from_here
            .iter()
            .copied()
            .filter(|other| reach.get(other).is_some_and(|back| back.contains(file)))
            .collect();
        circles.push(shown(&circle, &needs));
        told.extend(circle);
    }
    circles
}

fn shown(circle: &BTreeSet<&str>, needs: &Needs) -> String {
    let mut lines = vec![format!("a circle of {} files:", circle.len())];
    for file in circle {
        let within = needs[*file].iter().filter(|(other, _)| circle.contains(other.as_str()));
        lines.extend(within.map(|(other, place)| {
            let (line, path) = place.split_once(' ').expect("a place is a line and a path");
            format!("  {file}:{line} needs {other} ({path})")
        }));
    }
    lines.join("\n")
}

/// Every file that this one needs, directly or through others.
fn reached<'a>(file: &str, needs: &'a Needs) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut open = vec![file];
    while let Some(next) = open.pop() {
        for other in needs.get(next).into_iter().flat_map(BTreeMap::keys) {
            if found.insert(other.as_str()) {
                open.push(other);
            }
        }
    }
    found
}

fn needs_within_rooms(sources: &[Source]) -> Needs {
    let tree = Tree::new(sources);
    let mut needs = Needs::new();
    for (name, module) in tree.modules() {
        let needed = needs.entry(module.file.clone()).or_default();
        for (line, target, path) in tree.needs(name) {
            let Some(other) = tree.modules().get(&target) else { continue };
            let below = module.file.starts_with(other.file.strip_suffix("mod.rs").unwrap_or("-"));
            if room_of(&module.file) == room_of(&other.file) && !below {
                needed.entry(other.file.clone()).or_insert_with(|| format!("{line} {path}"));
            }
        }
    }
    needs
}
