//! Documentation that lists what a registry holds: it lists all of it and nothing else.
//!
//! `OFFPRINT_WRITE=1 cargo test documentation` writes the tables of `docs/metrics.md` and `docs/posts.md` anew.
#![expect(clippy::disallowed_methods, reason = "these tests read and write the documentation")]

use std::fs;
use std::path::{Path, PathBuf};

use offprint::analysis::metric::{METRICS, PAIRS, RANKS, WHOLE};
use offprint::analysis::{FigureName, TableName};
use offprint::claim::FUNCTIONS;
use offprint::content::{FOREIGN_KEYS, FOREIGN_MARKUP, FRONT_KEYS, ForeignTool};
use offprint::figure::FIGURES;

/// What begins a generated table, and what ends it.
const METRICS_BEGIN: &str = "<!-- metrics: generated -->\n";
const FUNCTIONS_BEGIN: &str = "<!-- functions: generated -->\n";
const WHOLES_BEGIN: &str = "<!-- wholes: generated -->\n";
const KEYS_BEGIN: &str = "<!-- keys: generated -->\n";
const FOREIGN_KEYS_BEGIN: &str = "<!-- foreign keys: generated -->\n";
const FOREIGN_MARKUP_BEGIN: &str = "<!-- foreign markup: generated -->\n";
const END: &str = "<!-- end -->";

#[test]
fn the_table_of_metrics_is_that_of_the_registry() {
    assert_generated("docs/metrics.md", METRICS_BEGIN, &table());
}

#[test]
fn the_table_of_functions_is_that_of_the_registry() {
    assert_generated("docs/posts.md", FUNCTIONS_BEGIN, &functions());
}

#[test]
fn the_table_of_numbers_of_runs_and_pairs_is_that_of_the_registries() {
    assert_generated("docs/posts.md", WHOLES_BEGIN, &wholes());
}

#[test]
fn the_tables_of_front_matter_are_those_of_the_registries() {
    assert_generated("docs/posts.md", KEYS_BEGIN, &front_keys());
    assert_generated("docs/coming-from.md", FOREIGN_KEYS_BEGIN, &foreign_keys());
    assert_generated("docs/coming-from.md", FOREIGN_MARKUP_BEGIN, &foreign_markup());
}

fn front_keys() -> String {
    let rows = FRONT_KEYS.iter().map(|key| format!("| `{}` | {} | {} |\n", key.name, key.value, key.meaning));
    format!("\n| key | value | meaning |\n|---|---|---|\n{}\n", rows.collect::<String>())
}

fn foreign_keys() -> String {
    let rows = FOREIGN_KEYS.iter().map(|key| format!("| `{}` | {} | {} |\n", key.key, tools(key.tools), key.advice()));
    format!("\n| key | of | here |\n|---|---|---|\n{}\n", rows.collect::<String>())
}

fn foreign_markup() -> String {
    let row = |markup: &offprint::content::ForeignMarkup| {
        format!("| `{}` | {} | {} |\n", markup.example, tools(markup.tools), markup.advice)
    };
    let rows: String = FOREIGN_MARKUP.iter().map(row).collect();
    format!("\n| in the text | of | here |\n|---|---|---|\n{rows}\n")
}

fn tools(tools: &[ForeignTool]) -> String {
    tools.iter().map(|tool| tool.name()).collect::<Vec<_>>().join(", ")
}

fn wholes() -> String {
    let mut table = "\n| metric | of | what it is |\n|---|---|---|\n".to_owned();
    for whole in &WHOLE {
        table += &format!("| `{}` | the run | {} |\n", whole.id, whole.label);
    }
    for rank in &RANKS {
        table += &format!("| `{}` | a target | {} |\n", rank.id, rank.label);
    }
    for pair in &PAIRS {
        table += &format!("| `{}` | a model on two runtimes | {} |\n", pair.id, pair.label);
    }
    table + "\n"
}

/// Checks that a document has this table at its place, or writes it there.
fn assert_generated(document: &str, begin: &str, table: &str) {
    let path = path(document);
    let text = fs::read_to_string(&path).expect("it is there");
    let (before, rest) = text.split_once(begin).expect("it has a place for the table");
    let (found, after) = rest.split_once(END).expect("the table has an end");
    if std::env::var_os("OFFPRINT_WRITE").is_some() {
        fs::write(&path, format!("{before}{begin}{table}{END}{after}")).expect("it can be written");
        return;
    }
    assert_eq!(found, table, "write it anew with OFFPRINT_WRITE=1 cargo test documentation");
}

fn functions() -> String {
    let mut table = "\n| function | is | decided by | what it says |\n|---|---|---|---|\n".to_owned();
    for function in FUNCTIONS {
        table += &format!(
            "| `{}` | {} | {} | {} |\n",
            function.form(),
            function.result(),
            function.decided,
            function.sentence
        );
    }
    table + "\n"
}

fn table() -> String {
    let mut table = "\n| id | unit | better | interval | in | what it is |\n|---|---|---|---|---|---|\n".to_owned();
    for metric in METRICS {
        let tables: Vec<String> = metric.tables.iter().map(|table| format!("`{table}`")).collect();
        table += &format!(
            "| `{}` | {} | {} | {} | {} | {} |\n",
            metric.id,
            metric.unit.word(),
            metric.better.word(),
            metric.method.word(),
            tables.join(", "),
            metric.definition
        );
    }
    table + "\n"
}

#[test]
fn the_documentation_of_posts_names_every_figure_and_table() {
    let text = fs::read_to_string(path("docs/posts.md")).expect("it is there");
    let row = |scheme: &str| {
        let cell = |line: &str| line.split('|').nth(1).is_some_and(|cell| cell.contains(&format!("({scheme}:")));
        text.lines().find(|line| line.starts_with('|') && cell(line)).expect("it has a row").to_owned()
    };
    let listed = |row: String| -> Vec<String> {
        let cell = row.split('|').nth(2).expect("it has two cells").to_owned();
        cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
    };
    assert!(FIGURES.iter().map(|figure| figure.name).eq(FigureName::OF_A_RUN));
    assert_eq!(listed(row("figure")), FigureName::of_posts().map(|name| name.to_string()).collect::<Vec<_>>());
    assert_eq!(listed(row("table")), TableName::OF_A_RUN.map(|table| table.to_string()));
}

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}
