//! No two types of one name that one file could import: a reader who meets the name knows what it is.

use std::collections::BTreeMap;

use super::imports::{Found, Tree, crate_of, module_of, parent};
use super::source::{Source, assert_none, line_of, pattern, sources};

/// Names that two types may share, each with the reason.
const ALLOWED: [(&str, &str); 1] =
    [("Arguments", "every command has its own, and is the only one to name it without its module: `run::Arguments`")];

/// A type that other files may import.
#[derive(Debug, Clone)]
struct Named {
    name: String,
    /// `src/a.rs:12`.
    place: String,
    /// The module below which it can be imported; empty where the binary can too.
    scope: String,
}

#[test]
fn a_type_has_its_name_to_itself() {
    assert_none(&shared_names(sources(), &ALLOWED));
}

#[test]
fn a_shared_name_is_seen() {
    let sources = [
        Source::new("src/lib.rs", "//! L.\npub mod a;\npub mod b;\n"),
        Source::new("src/a/mod.rs", "//! A.\nmod inner;\npub mod open;\npub use inner::Line;\n"),
        Source::new("src/a/inner.rs", "//! I.\npub struct Line;\npub(super) struct Near;\nstruct Own;\n"),
        Source::new("src/a/open.rs", "//! O.\npub enum Near {}\npub type Own = u8;\n"),
        Source::new("src/b.rs", "//! B.\npub(crate) trait Line {}\nfn f() { struct Own; }\n"),
        Source::new("src/cli/mod.rs", "//! C.\nmod x;\n"),
        Source::new("src/cli/x.rs", "//! X.\npub(super) struct Own;\n"),
    ];
    assert_eq!(
        shared_names(&sources, &[]),
        [
            "Line: src/a/inner.rs:2, src/b.rs:2",
            "Near: src/a/inner.rs:3, src/a/open.rs:2",
            "Own: src/a/open.rs:3, src/cli/x.rs:2",
        ]
    );
    assert_eq!(shared_names(&sources, &[("Line", "a test"), ("Near", "a test"), ("Own", "a test")]), [""; 0]);
}

#[test]
fn names_that_no_file_could_import_both_are_fine() {
    let sources = [
        Source::new("src/lib.rs", "//! L.\npub mod a;\npub mod b;\n"),
        Source::new("src/a/mod.rs", "//! A.\nmod inner;\n"),
        Source::new("src/a/inner.rs", "//! I.\npub struct Line;\n"),
        Source::new("src/b/mod.rs", "//! B.\nmod inner;\n"),
        Source::new("src/b/inner.rs", "//! I.\npub(super) struct Line;\n"),
    ];
    assert_eq!(shared_names(&sources, &[]), [""; 0]);
}

/// Every name of two types such that one file could import both, as `Name: place, place`.
fn shared_names(sources: &[Source], allowed: &[(&str, &str)]) -> Vec<String> {
    let mut by_name: BTreeMap<String, Vec<Named>> = BTreeMap::new();
    for named in named_types(sources) {
        by_name.entry(named.name.clone()).or_default().push(named);
    }
    by_name.retain(|name, _| !allowed.iter().any(|(other, _)| other == name));
    let mut faults = Vec::new();
    for (name, types) in by_name {
        let meets = |one: &&Named| types.iter().any(|other| other.place != one.place && meet(&one.scope, &other.scope));
        let places: Vec<&str> = types.iter().filter(meets).map(|one| one.place.as_str()).collect();
        if !places.is_empty() {
            faults.push(format!("{name}: {}", places.join(", ")));
        }
    }
    faults
}

/// Whether there is a module within both scopes.
fn meet(one: &str, other: &str) -> bool {
    within(one, other) || within(other, one)
}

fn within(module: &str, scope: &str) -> bool {
    scope.is_empty() || module == scope || module.strip_prefix(scope).is_some_and(|rest| rest.starts_with("::"))
}

fn named_types(sources: &[Source]) -> Vec<Named> {
    let tree = Tree::new(sources);
    let modules = module_scopes(sources);
    let definition = pattern(r"(?m)^(pub(?:\([^)]*\))?) (?:struct|enum|trait|type|union) (\w+)");
    let mut found = Vec::new();
    for source in sources {
        let module = module_of(&source.path);
        for one in definition.captures_iter(&source.code) {
            let line = line_of(&source.code, one.get(0).expect("a match has a whole").start());
            let mut scope = narrower(&visible_below(&module, &one[1]), &modules[&module]);
            for door in doors_to(&tree, &modules, &module, &one[2]) {
                scope = wider(&scope, &door);
            }
            found.push(Named { name: one[2].to_owned(), place: format!("{}:{line}", source.path), scope });
        }
    }
    found
}

/// The scopes of the re-exports of an item.
fn doors_to(tree: &Tree, modules: &BTreeMap<String, String>, module: &str, item: &str) -> Vec<String> {
    let target = Found::Item(module.to_owned(), item.to_owned());
    let mut scopes = Vec::new();
    for (name, other) in tree.modules() {
        let doors =
            other.uses.iter().filter(|one| one.visibility.starts_with("pub") && (one.name == item || one.name == "*"));
        for door in doors {
            let leads = match (door.name.as_str(), tree.resolve(name, &door.path, 0)) {
                ("*", Some(Found::Module(through))) => through == module,
                (_, found) => found.as_ref() == Some(&target),
            };
            if leads {
                scopes.push(narrower(&visible_below(name, &door.visibility), &modules[name]));
            }
        }
    }
    scopes
}

/// By module, the module below which it can be named.
fn module_scopes(sources: &[Source]) -> BTreeMap<String, String> {
    let declaration = pattern(r"(?m)^(pub(?:\([^)]*\))?)? ?mod (\w+);");
    let mut declared = BTreeMap::new();
    for source in sources {
        let at = module_of(&source.path);
        for one in declaration.captures_iter(&source.code) {
            let visibility = one.get(1).map_or("", |visibility| visibility.as_str());
            declared.insert(format!("{at}::{}", &one[2]), visible_below(&at, visibility));
        }
    }
    let mut scopes = BTreeMap::new();
    for source in sources {
        let module = module_of(&source.path);
        let mut scope = String::new();
        let mut at = Some(module.as_str());
        while let Some(name) = at {
            if let Some(limit) = declared.get(name) {
                scope = narrower(&scope, limit);
            }
            at = parent(name);
        }
        scopes.insert(module, scope);
    }
    scopes
}

/// The module below which an item of `module` with this visibility can be named; empty for everywhere.
fn visible_below(module: &str, visibility: &str) -> String {
    match visibility {
        "pub" => String::new(),
        "pub(crate)" => crate_of(module).to_owned(),
        "pub(super)" => parent(module).unwrap_or(module).to_owned(),
        limited if limited.starts_with("pub(in ") => limited["pub(in ".len()..].trim_end_matches(')').trim().to_owned(),
        _ => module.to_owned(),
    }
}

/// Of two scopes that one item has, the one within the other.
fn narrower(one: &str, other: &str) -> String {
    if within(one, other) { one.to_owned() } else { other.to_owned() }
}

fn wider(one: &str, other: &str) -> String {
    if within(one, other) { other.to_owned() } else { one.to_owned() }
}
