//! llama-bench's `-o json` (an array of objects) and `-o jsonl` (an object a line).

use std::ops::Range;

use super::super::format::{FileShape, Format, wrong_kind};
use super::super::json::{Document, JsonValue};
use super::row::{Cell, Content, Row};
use super::run::{self, TOOL};
use crate::diagnostic::{Diagnostic, all_or_faults};

/// `-o json`.
pub(in crate::ingest) static JSON: Format = Format {
    tool: TOOL,
    output: "-o json",
    name: "json",
    shape: FileShape::Json { is_one: is_array_of_rows, read: |file, value, _| run::read(file, &array(value)?) },
};

/// `-o jsonl`.
pub(in crate::ingest) static JSON_LINES: Format = Format {
    tool: TOOL,
    output: "-o jsonl",
    name: "jsonl",
    shape: FileShape::JsonLines {
        is_one: is_row,
        read: |file, document, lines, _| run::read(file, &rows(document, lines)?),
    },
};

/// An array whose first element is a row; or an empty one, which is what llama-bench prints where it ran no test.
fn is_array_of_rows(value: &JsonValue<'_>) -> bool {
    value.elements().is_some_and(|elements| elements.first().is_none_or(is_row))
}

/// Whether this is a row of llama-bench: every known build writes these two keys, and no other known tool does.
fn is_row(value: &JsonValue<'_>) -> bool {
    value.members().is_some_and(|members| members.get("build_commit").is_some() && members.get("n_gen").is_some())
}

/// The rows of an array.
fn array(value: &JsonValue<'_>) -> Result<Vec<Row>, Vec<Diagnostic>> {
    let elements = value.elements().unwrap_or_default();
    all_or_faults(elements.iter().map(row))
}

/// The rows of lines.
fn rows(document: &Document, lines: &[Range<usize>]) -> Result<Vec<Row>, Vec<Diagnostic>> {
    all_or_faults(lines.iter().map(|line| row(&document.value(line.clone())?)))
}

fn row(value: &JsonValue<'_>) -> Result<Row, Diagnostic> {
    if !is_row(value) {
        return Err(wrong_kind(value, "this", "a result of llama-bench")
            .help("results of llama-bench have the keys `build_commit` and `n_gen`"));
    }
    let members = value.members().unwrap_or_default();
    let cells = members.iter().map(|(column, value)| Cell {
        column: column.to_owned(),
        content: content(&value),
        span: value.span(),
    });
    Ok(Row { cells: cells.collect(), span: value.span() })
}

fn content(value: &JsonValue<'_>) -> Content {
    match value.elements() {
        Some(elements) => Content::Numbers(elements.iter().filter_map(JsonValue::number).collect()),
        None => value.shown().map_or(Content::Absent, Content::Text),
    }
}
