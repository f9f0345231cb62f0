//! The module tree of `src`, and which file a path leads to: through `use`, re-exports and globs to where the item is defined.
//!
//! This is not name resolution as the compiler does it: macros are not expanded, and an item that is not found counts as defined in the
//! module that the path names. That is enough to see which file needs which.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;

use super::source::{Source, line_of, pattern};

/// Re-exports of re-exports: further than this, a path is given up.
const DEEPEST: usize = 8;

/// A `use` statement: its visibility and its tree.
static STATEMENT: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?m)^[ \t]*(pub(?:\([^)]*\))?)?\s*\buse\s+([^;]+);"));

/// An item of a module: nothing before it on its line, as rustfmt writes it.
static ITEM: LazyLock<Regex> = LazyLock::new(|| {
    let kinds = "fn|struct|enum|trait|type|const|static|union";
    pattern(&format!(r"(?m)^(?:pub(?:\([^)]*\))? )?(?:async |const |unsafe )*(?:{kinds}) (\w+)"))
});

/// A path of more than one name.
static INLINE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b[A-Za-z_]\w*(?:::[A-Za-z_]\w*)+"));

/// A tree of modules.
#[derive(Debug)]
pub(super) struct Tree {
    modules: BTreeMap<String, Module>,
}

/// A file as a module.
#[derive(Debug)]
pub(super) struct Module {
    /// Its file.
    pub(super) file: String,
    /// Its code without tests and without its `use` statements.
    code: String,
    items: BTreeSet<String>,
    pub(super) uses: Vec<Use>,
}

/// One name that a `use` brings in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Use {
    /// Where the statement begins.
    pub(super) line: usize,
    /// Its visibility as written: empty, `pub`, `pub(super)`.
    pub(super) visibility: String,
    /// The path.
    pub(super) path: Vec<String>,
    /// The name it has here; `*` for a glob, whose path is that of the module.
    pub(super) name: String,
}

/// Where a path leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// To a module.
    Module(String),
    /// To an item of a module.
    Item(String, String),
}

impl Tree {
    /// Reads the files' modules.
    pub(super) fn new(sources: &[Source]) -> Self {
        let modules = sources.iter().map(|source| (module_of(&source.path), Module::new(source))).collect();
        Self { modules }
    }

    /// All modules by path: `crate::figure::axis`.
    pub(super) fn modules(&self) -> &BTreeMap<String, Module> {
        &self.modules
    }

    /// Every file that a module's file needs, with the line and the path by which it needs it. Re-exports are not needs.
    pub(super) fn needs(&self, name: &str) -> Vec<(usize, String, String)> {
        let module = &self.modules[name];
        let imported = module.uses.iter().filter(|one| one.visibility.is_empty());
        let mut needs = Vec::new();
        for one in imported {
            match self.resolve(name, &one.path, 0) {
                Some(Found::Item(target, _)) => needs.push((one.line, target, one.path.join("::"))),
                Some(Found::Module(target)) if one.name == "*" => needs.push((one.line, target, one.path.join("::"))),
                // A module that was imported is needed where a path goes through it.
                _ => {}
            }
        }
        for found in INLINE.find_iter(&module.code) {
            let path: Vec<String> = found.as_str().split("::").map(str::to_owned).collect();
            if let Some(Found::Item(target, _)) = self.resolve(name, &path, 0) {
                needs.push((line_of(&module.code, found.start()), target, found.as_str().to_owned()));
            }
        }
        needs.retain(|(_, target, _)| target != name);
        needs
    }

    /// Where a path leads that stands in a module.
    pub(super) fn resolve(&self, from: &str, path: &[String], depth: usize) -> Option<Found> {
        if depth > DEEPEST {
            return None;
        }
        let (first, rest) = path.split_first()?;
        let start = match first.as_str() {
            "crate" => crate_of(from).to_owned(),
            "self" => from.to_owned(),
            "super" => parent(from)?.to_owned(),
            name => return self.step(from, name, rest, depth),
        };
        self.walk(start, rest, depth)
    }

    fn walk(&self, at: String, path: &[String], depth: usize) -> Option<Found> {
        match path.split_first() {
            None => Some(Found::Module(at)),
            Some((first, rest)) if first == "super" => self.walk(parent(&at)?.to_owned(), rest, depth),
            Some((first, rest)) => {
                self.step(&at, first, rest, depth).or_else(|| Some(Found::Item(at.clone(), first.clone())))
            }
        }
    }

    /// One name in a module: a module below it, an item of it, or what a `use` in it brings in.
    fn step(&self, at: &str, name: &str, rest: &[String], depth: usize) -> Option<Found> {
        let below = format!("{at}::{name}");
        if self.modules.contains_key(&below) {
            return self.walk(below, rest, depth);
        }
        let module = self.modules.get(at)?;
        if module.items.contains(name) {
            return Some(Found::Item(at.to_owned(), name.to_owned()));
        }
        if let Some(one) = module.uses.iter().find(|one| one.name == name) {
            return self.resolve(at, &[one.path.as_slice(), rest].concat(), depth + 1);
        }
        let globs = module.uses.iter().filter(|one| one.name == "*");
        globs.filter_map(|one| self.resolve(at, &one.path, depth + 1)).find_map(|found| match found {
            Found::Module(target) => self.step(&target, name, rest, depth + 1),
            Found::Item(..) => None,
        })
    }
}

impl Module {
    fn new(source: &Source) -> Self {
        let mut code = source.code_in_use();
        let mut uses = Vec::new();
        for found in STATEMENT.captures_iter(&code) {
            let written = found.get(2).expect("the pattern has two groups");
            let visibility = found.get(1).map_or("", |visibility| visibility.as_str());
            let line = line_of(&code, written.start());
            expand(&[], written.as_str(), &mut |path, name| {
                uses.push(Use { line, visibility: visibility.to_owned(), path, name });
            });
        }
        code = STATEMENT
            .replace_all(&code, |found: &regex::Captures<'_>| "\n".repeat(found[0].matches('\n').count()))
            .into_owned();
        let items = ITEM.captures_iter(&code).map(|found| found[1].to_owned()).collect();
        Self { file: source.path.clone(), code, items, uses }
    }
}

/// Calls `each` with every path of a `use` tree and the name it is given.
fn expand(before: &[String], tree: &str, each: &mut dyn FnMut(Vec<String>, String)) {
    let tree = tree.trim();
    let segments = |text: &str| -> Vec<String> {
        let parts = text.split("::").map(str::trim).filter(|part| !part.is_empty());
        before.iter().cloned().chain(parts.map(str::to_owned)).collect()
    };
    if let Some(open) = tree.find('{') {
        let path = segments(&tree[..open]);
        let inner = tree[open + 1..].trim_end().strip_suffix('}').unwrap_or_default();
        for part in parts_of(inner) {
            expand(&path, part, each);
        }
        return;
    }
    let (written, alias) = tree.split_once(" as ").map_or((tree, None), |(path, alias)| (path, Some(alias.trim())));
    let mut path = segments(written);
    if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
        path.pop();
    }
    let Some(last) = path.last().cloned() else { return };
    if last == "*" {
        path.pop();
    }
    each(path, alias.map_or(last, str::to_owned));
}

/// The entries of a group, split at the commas that no inner group holds.
fn parts_of(inner: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0_usize, 0, Vec::new());
    for (at, character) in inner.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&inner[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&inner[start..]);
    parts.retain(|part| !part.trim().is_empty());
    parts
}

/// The module of a file: `src/figure/axis.rs` is `crate::figure::axis`. The binary is a crate of its own: `src/cli/mod.rs` is `binary::cli`.
pub(super) fn module_of(path: &str) -> String {
    let below = path.strip_prefix("src/").unwrap_or(path);
    let module = below.strip_suffix("/mod.rs").or(below.strip_suffix(".rs")).unwrap_or(below);
    match module {
        "lib" => "crate".to_owned(),
        "main" => "binary".to_owned(),
        module if module.split('/').next() == Some("cli") => format!("binary::{}", module.replace('/', "::")),
        module => format!("crate::{}", module.replace('/', "::")),
    }
}

/// The root of a module's crate.
pub(super) fn crate_of(module: &str) -> &str {
    module.split("::").next().unwrap_or(module)
}

/// The module above.
pub(super) fn parent(module: &str) -> Option<&str> {
    Some(module.rsplit_once("::")?.0)
}

#[test]
fn a_use_tree_becomes_paths() {
    let mut found = Vec::new();
    expand(&[], "super::{self, a::{B, c::*}, d as e,\n    F}", &mut |path, name| found.push((path.join("::"), name)));
    let expected =
        [("super", "super"), ("super::a::B", "B"), ("super::a::c", "*"), ("super::d", "e"), ("super::F", "F")];
    assert_eq!(found, expected.map(|(path, name)| (path.to_owned(), name.to_owned())));
}

#[test]
fn a_path_leads_to_the_file_that_defines_its_item() {
    let sources = [
        Source::new(
            "src/a/mod.rs",
            "mod b;\nmod c;\npub use b::Thing;\npub use c::*;\nuse b::Hidden as Seen;\nconst N: u8 = 1;\n",
        ),
        Source::new("src/a/b.rs", "pub struct Thing;\npub struct Hidden;\n"),
        Source::new("src/a/c.rs", "pub fn act() {}\n"),
        Source::new("src/a/d/mod.rs", ""),
        Source::new("src/a/d/e.rs", ""),
    ];
    let tree = Tree::new(&sources);
    let leads = |from: &str, path: &str| {
        let path: Vec<String> = path.split("::").map(str::to_owned).collect();
        tree.resolve(from, &path, 0)
    };
    let item = |module: &str, name: &str| Some(Found::Item(module.to_owned(), name.to_owned()));
    assert_eq!(leads("crate::a::d", "super::Thing::new"), item("crate::a::b", "Thing"));
    assert_eq!(leads("crate::a::d::e", "super::super::act"), item("crate::a::c", "act"));
    assert_eq!(leads("crate::a::d", "super::Seen"), item("crate::a::b", "Hidden"));
    assert_eq!(leads("crate::a::d", "crate::a::N"), item("crate::a", "N"));
    assert_eq!(leads("crate::a", "d::e"), Some(Found::Module("crate::a::d::e".to_owned())));
    assert_eq!(leads("crate::a", "Vec::new"), None);
}
