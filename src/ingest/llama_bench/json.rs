//! llama-bench's `-o json` (a list of objects) and `-o jsonl` (an object a line).

use super::super::format::{FileShape, Format, Layout};
use super::super::json::JsonValue;
use super::row::{Cell, Content, Row};
use super::run::{self, TOOL};

/// `-o json`.
pub(in crate::ingest) static JSON: Format =
    Format { tool: TOOL, output: "-o json", name: "json", shape: shape(Layout::Lists) };

/// `-o jsonl`.
pub(in crate::ingest) static JSON_LINES: Format =
    Format { tool: TOOL, output: "-o jsonl", name: "jsonl", shape: shape(Layout::Single) };

const fn shape(layout: Layout) -> FileShape {
    FileShape::Json {
        layout,
        is_one: is_row,
        known_by: "the keys `build_commit` and `n_gen`",
        read: |file, values, notes| run::read(file, &values.iter().map(row).collect::<Vec<_>>(), notes),
    }
}

/// Whether this is a row of llama-bench: every known build writes these two keys, and no other known tool does.
fn is_row(value: &JsonValue<'_>) -> bool {
    value.members().is_some_and(|members| members.get("build_commit").is_some() && members.get("n_gen").is_some())
}

fn row(value: &JsonValue<'_>) -> Row {
    let members = value.members().unwrap_or_default();
    let cells = members.iter().map(|(column, value)| Cell {
        column: column.to_owned(),
        content: content(&value),
        span: value.span(),
    });
    Row { cells: cells.collect(), span: value.span(), about: None, table: None }
}

fn content(value: &JsonValue<'_>) -> Content {
    match value.elements() {
        Some(elements) => {
            Content::Numbers(elements.iter().map(|element| element.number().unwrap_or(f64::NAN)).collect())
        }
        None => value.shown().map_or(Content::Absent, Content::Text),
    }
}
