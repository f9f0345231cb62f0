//! llama-bench's `-o csv`: a header, then one row a line.
//!
//! The columns of a row that does not match its header are never guessed: the README of llama-bench itself once showed a header of 42
//! columns above rows of 41 values. Another header begins the rows of another call. llama-bench quotes every value, so a line that does
//! not begin with a quotation mark is a log, unless it has at least half as many values as the header.

use std::collections::BTreeSet;

use ::csv::ReaderBuilder;

use super::super::format::{FileShape, Format};
use super::super::lines::{Line, line_from};
use super::super::notes::Notes;
use super::row::{Cell, Content, Row};
use super::run::{self, TOOL};
use crate::diagnostic::{Code, Diagnostic, SourceFile, Span};

/// `-o csv`.
pub(in crate::ingest) static CSV: Format = Format {
    tool: TOOL,
    output: "-o csv",
    name: "csv",
    shape: FileShape::Text {
        begins,
        read: |file, start, notes| run::read(file, &rows(file.source, start, notes)?, notes),
    },
};

const WAY_OUT: &str = "run the benchmark again with `llama-bench -o json`, which names every value";

/// Whether this line is a header of llama-bench's.
fn begins(line: &str) -> bool {
    line.contains(',') && line.split(',').any(|cell| cell.trim_matches('"') == "build_commit")
}

/// The rows below the header that begins at `start`, and below those that follow it.
fn rows(source: &SourceFile, start: usize, notes: &mut Notes) -> Result<Vec<Row>, Vec<Diagnostic>> {
    let text = source.text();
    let (mut header, mut rows, mut faults) = (Vec::new(), Vec::new(), Vec::new());
    let mut at = start;
    while let Some(line) = line_from(text, at) {
        at = line.next;
        if line.text.is_empty() {
            continue;
        }
        if begins(line.text) {
            header = values(line.text).into_iter().map(|name| name.trim().to_owned()).collect();
            faults.extend(named_twice(&header, source, line));
        } else if is_row(line.text, header.len()) {
            let end = record_end(text, line.start);
            at = end.max(at);
            match row(&header, source, line, end) {
                Ok(row) => rows.push(row),
                Err(fault) => faults.push(fault),
            }
        } else {
            notes.skip(line.span());
        }
    }
    if faults.is_empty() { Ok(rows) } else { Err(faults) }
}

fn is_row(line: &str, columns: usize) -> bool {
    line.starts_with('"') || (line.matches(',').count() + 1) * 2 >= columns
}

/// The end of the record that begins at a byte: of its line, or of a later one where a value has line breaks.
fn record_end(text: &str, start: usize) -> usize {
    let mut quoted = false;
    for (length, byte) in text[start..].bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => return start + length,
            _ => {}
        }
    }
    text.len()
}

/// The values of a record.
fn values(record: &str) -> Vec<String> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(record.len().max(1))
        .from_reader(record.as_bytes());
    // A text that is already valid UTF-8 has no errors of reading, and flexible records have any length.
    let record = reader.records().next().and_then(Result::ok).unwrap_or_default();
    record.iter().map(str::to_owned).collect()
}

/// The fault of a record that ends within a value. llama-bench quotes every value and ends every line, so a whole record has an even
/// number of quotation marks and ends with one or with a line break.
fn cut_off(source: &SourceFile, start: usize, end: usize) -> Option<Diagnostic> {
    let record = source.text()[start..end].trim_end();
    let open = record.matches('"').count() % 2 == 1;
    let ended = end < source.text().len() || record.ends_with('"');
    let last = start + record.len();
    (open || !ended).then(|| {
        Diagnostic::error(Code::INCOMPLETE, "the results end in the middle of a value: the file is incomplete")
            .at(source, last.saturating_sub(1)..last)
            .label(if open { "unterminated quoted field" } else { "the line break is missing" })
            .help("let llama-bench finish, and ingest the whole file")
    })
}

fn named_twice(header: &[String], source: &SourceFile, line: Line<'_>) -> Option<Diagnostic> {
    let mut names = BTreeSet::new();
    header.iter().find(|name| !names.insert(*name)).map(|name| {
        Diagnostic::error(Code::HEADER, format!("the header names the column `{name}` twice"))
            .at(source, line.span())
            .help(WAY_OUT)
    })
}

fn row(header: &[String], source: &SourceFile, line: Line<'_>, end: usize) -> Result<Row, Diagnostic> {
    if let Some(fault) = cut_off(source, line.start, end) {
        return Err(fault);
    }
    let record = values(source.text()[line.start..end].trim_end());
    let span = line.span();
    if record.len() != header.len() {
        return Err(Diagnostic::error(Code::HEADER, "this row does not match the header")
            .at(source, span)
            .label(format!("{} values for {} columns", record.len(), header.len()))
            .help("it is not known which value is missing, so none of the row can be used")
            .help(WAY_OUT));
    }
    let places = places(source, span);
    let cell = |(index, (column, text)): (usize, (&String, String))| Cell {
        column: column.clone(),
        content: Content::Text(text),
        // `places` looks at one line: of a row with a line break inside a value, only the place of the row is known.
        span: if places.len() == header.len() { places[index] } else { span },
    };
    Ok(Row { cells: header.iter().zip(record).enumerate().map(cell).collect(), span, about: None, table: None })
}

/// The place of each value of a line: between the commas that no quotation holds.
fn places(source: &SourceFile, line: Span) -> Vec<Span> {
    let mut quoted = false;
    let mut places = vec![Span::new(line.start, line.end)];
    for (at, byte) in source.text()[line.start..line.end].bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b',' if !quoted => {
                if let Some(last) = places.last_mut() {
                    last.end = line.start + at;
                }
                places.push(Span::new(line.start + at + 1, line.end));
            }
            _ => {}
        }
    }
    places
}
