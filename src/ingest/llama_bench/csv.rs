//! llama-bench's `-o csv`: a header, then one row a line.
//!
//! The columns of a row that does not match its header are never guessed: the README of llama-bench itself once showed a header of 42
//! columns above rows of 41 values.

use ::csv::{Reader, ReaderBuilder, StringRecord};

use super::super::format::{FileShape, Format, line_at};
use super::row::{Cell, Content, Row};
use super::run::{self, TOOL};
use crate::diagnostic::{Diagnostic, SourceFile, Span, all_or_faults};

/// `-o csv`.
pub(in crate::ingest) static CSV: Format = Format {
    tool: TOOL,
    output: "-o csv",
    name: "csv",
    shape: FileShape::Text { begins, read: |file, start| run::read(file, &rows(file.source, start)?) },
};

const WAY_OUT: &str = "run the benchmark again with `llama-bench -o json`, which names every value";

/// Whether this line is a header of llama-bench's.
fn begins(line: &str) -> bool {
    line.contains(',') && line.split(',').any(|cell| cell.trim_matches('"') == "build_commit")
}

/// The rows below the header that begins at `start`.
fn rows(source: &SourceFile, start: usize) -> Result<Vec<Row>, Vec<Diagnostic>> {
    let text = &source.text()[start..];
    if let Some(fault) = cut_off(source, text, start) {
        return Err(vec![fault]);
    }
    let mut reader = ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let header = header(&mut reader, source, start).map_err(|fault| vec![fault])?;
    all_or_faults(reader.records().map(|record| {
        let record = record.map_err(|error| unreadable(&error, source, start))?;
        row(&header, &record, source, start)
    }))
}

/// The fault of a file that ends within a value. llama-bench quotes every value and ends every line, so a whole file has an even number
/// of quotation marks and ends with one or with a line break.
fn cut_off(source: &SourceFile, text: &str, start: usize) -> Option<Diagnostic> {
    let open = text.matches('"').count() % 2 == 1;
    let ended = text.ends_with('\n') || text.ends_with('"');
    let end = start + text.trim_end().len();
    (open || !ended).then(|| {
        Diagnostic::error("the results end in the middle of a value: the file is incomplete")
            .at(source, end.saturating_sub(1)..end)
            .label(if open { "unterminated quoted field" } else { "the line break is missing" })
            .help("let llama-bench finish, and ingest the whole file")
    })
}

fn header(reader: &mut Reader<&[u8]>, source: &SourceFile, start: usize) -> Result<Vec<String>, Diagnostic> {
    let header = reader.headers().map_err(|error| unreadable(&error, source, start))?.clone();
    let names: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
    let twice = names.iter().enumerate().find(|(index, name)| names[..*index].contains(name));
    match twice {
        None => Ok(names),
        Some((_, name)) => Err(Diagnostic::error(format!("the header names the column `{name}` twice"))
            .at(source, line_at(source, start))
            .help(WAY_OUT)),
    }
}

fn row(header: &[String], record: &StringRecord, source: &SourceFile, start: usize) -> Result<Row, Diagnostic> {
    let span = span_of(record, source, start);
    if record.len() != header.len() {
        return Err(Diagnostic::error("this row does not match the header")
            .at(source, span)
            .label(format!("{} values for {} columns", record.len(), header.len()))
            .help("it is not known which value is missing, so none of the row can be used")
            .help(WAY_OUT));
    }
    let places = places(source, span);
    let cell = |(index, (column, text)): (usize, (&String, &str))| Cell {
        column: column.clone(),
        content: Content::Text(text.to_owned()),
        // `places` looks at one line: of a row with a line break inside a value, only the place of the row is known.
        span: if places.len() == header.len() { places[index] } else { span },
    };
    Ok(Row { cells: header.iter().zip(record).enumerate().map(cell).collect(), span })
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

/// The first line of a record.
fn span_of(record: &StringRecord, source: &SourceFile, start: usize) -> Span {
    let at = start + record.position().map_or(0, |position| position.byte() as usize);
    let blank = source.text()[at..].len() - source.text()[at..].trim_start().len();
    line_at(source, at + blank)
}

fn unreadable(error: &::csv::Error, source: &SourceFile, start: usize) -> Diagnostic {
    let at = start + error.position().map_or(0, |position| position.byte() as usize);
    Diagnostic::error(format!("this row is not CSV: {error}")).at(source, line_at(source, at)).help(WAY_OUT)
}
