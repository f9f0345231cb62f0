//! CONTRIBUTING.md says which files a new check, metric, figure or format touches: they exist, and there are at most five of them.
#![expect(clippy::disallowed_methods, reason = "a test may read files")]

use std::fs;
use std::path::Path;

use regex::Regex;

/// The most existing files that a new kind of anything may touch.
const MOST_FILES: usize = 5;

#[test]
fn every_recipe_names_at_most_five_files_and_all_of_them_exist() {
    let text = fs::read_to_string(root().join("CONTRIBUTING.md")).expect("it is there");
    let recipes = recipes(&text);
    let titles: Vec<&str> = recipes.iter().map(|recipe| recipe.title.as_str()).collect();
    assert_eq!(
        titles,
        ["Add a check", "Add a code of a message", "Add a metric", "Add a figure", "Add a table", "Add a format"]
    );
    let faults: Vec<String> =
        recipes.iter().flat_map(|recipe| faults_of(recipe, |path| root().join(path).exists())).collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn a_recipe_that_names_too_much_or_nothing_real_is_seen() {
    let text = "# T\n\n## Recipes\n\n### Add a\n\nChange:\n\n- `src/a.rs`: its entry in `A`, see `b`.\n- `src/gone.rs`\n\nAdd a file in `src/new`.\n\n\
                ### Add b\n\nChange:\n\n- `c.md`\n- `d.md`\n- `e.md`\n- `f.md`\n- `g.md`\n- `h.md`\n\n### Add c\n\n## Else\n\n- `i.md`\n";
    let recipes = recipes(text);
    let faults: Vec<String> = recipes
        .iter()
        .flat_map(|recipe| faults_of(recipe, |path| !["src/gone.rs", "src/new"].contains(&path)))
        .collect();
    assert_eq!(
        faults,
        [
            "Add a: there is no `src/gone.rs`",
            "Add a: there is no `src/new`",
            "Add b: changes 6 files",
            "Add c: names no file to change",
        ]
    );
}

/// One heading below "Recipes".
struct Recipe {
    title: String,
    /// The first path of every list item: an existing file to change.
    changed: Vec<String>,
    /// Every other path.
    mentioned: Vec<String>,
}

fn recipes(text: &str) -> Vec<Recipe> {
    let section = text.split("\n## ").find_map(|section| section.strip_prefix("Recipes\n")).unwrap_or_default();
    let recipe = |text: &str| {
        let (title, body) = text.split_once('\n').unwrap_or((text, ""));
        let (items, others): (Vec<&str>, Vec<&str>) = body.lines().partition(|line| line.starts_with("- "));
        Recipe {
            title: title.to_owned(),
            changed: items.iter().filter_map(|item| paths(item).into_iter().next()).collect(),
            mentioned: others.iter().flat_map(|line| paths(line)).collect(),
        }
    };
    section.split("\n### ").skip(1).map(recipe).collect()
}

/// What stands in backticks and is a path: with a folder or an extension.
fn paths(line: &str) -> Vec<String> {
    let path = Regex::new(r"`([\w./-]+(?:/[\w.-]+|\.md))`").expect("it is a pattern");
    path.captures_iter(line).map(|found| found[1].to_owned()).collect()
}

fn faults_of(recipe: &Recipe, exists: impl Fn(&str) -> bool) -> Vec<String> {
    let title = &recipe.title;
    let missing = recipe.changed.iter().chain(&recipe.mentioned).filter(|path| !exists(path));
    let mut faults: Vec<String> = missing.map(|path| format!("{title}: there is no `{path}`")).collect();
    match recipe.changed.len() {
        0 => faults.push(format!("{title}: names no file to change")),
        count if count > MOST_FILES => faults.push(format!("{title}: changes {count} files")),
        _ => {}
    }
    faults
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
