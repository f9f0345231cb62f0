//! llama-bench's `-o json` (an array of objects) and `-o jsonl` (an object a line).

use std::ops::Range;

use super::super::json::{Document, Value};
use super::super::wrong_kind;
use super::{Cell, Content, Row};
use crate::diagnostic::Diagnostic;

/// Whether this is a row of llama-bench.
pub(in crate::ingest) fn is_row(value: &Value<'_>) -> bool {
    value.members().is_some_and(|members| members.get("build_commit").is_some() && members.get("n_gen").is_some())
}

/// The rows of an array.
pub(in crate::ingest) fn array(value: &Value<'_>) -> Result<Vec<Row>, Vec<Diagnostic>> {
    let elements = value.elements().unwrap_or_default();
    collect(elements.iter().map(row))
}

/// The rows of lines.
pub(in crate::ingest) fn lines(document: &Document, lines: &[Range<usize>]) -> Result<Vec<Row>, Vec<Diagnostic>> {
    collect(lines.iter().map(|line| row(&document.value(line.clone())?)))
}

fn collect(rows: impl Iterator<Item = Result<Row, Diagnostic>>) -> Result<Vec<Row>, Vec<Diagnostic>> {
    let (rows, faults): (Vec<_>, Vec<_>) = rows.partition(Result::is_ok);
    if faults.is_empty() {
        Ok(rows.into_iter().flatten().collect())
    } else {
        Err(faults.into_iter().filter_map(Result::err).collect())
    }
}

fn row(value: &Value<'_>) -> Result<Row, Diagnostic> {
    if !is_row(value) {
        return Err(wrong_kind(value, "this", "a result of llama-bench")
            .help("results of llama-bench have a `build_commit` and an `n_gen`"));
    }
    let members = value.members().unwrap_or_default();
    let cells = members.iter().map(|(column, value)| Cell {
        column: column.to_owned(),
        content: content(&value),
        span: value.span(),
    });
    Ok(Row { cells: cells.collect(), span: value.span() })
}

fn content(value: &Value<'_>) -> Content {
    match value.elements() {
        Some(elements) => Content::Numbers(elements.iter().filter_map(Value::number).collect()),
        None => value.shown().map_or(Content::Absent, Content::Text),
    }
}
