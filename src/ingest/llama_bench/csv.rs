//! llama-bench's `-o csv`: a header, then one row a line. The columns of a row that does not fit its header are never guessed.

use ::csv::{Reader, ReaderBuilder, StringRecord};

use super::{Cell, Content, Row};
use crate::diagnostic::{Diagnostic, SourceFile, Span};

const WAY_OUT: &str = "print the results again with `llama-bench -o json`, which names every value";

/// The rows below the header that begins at `start`.
pub(in crate::ingest) fn rows(source: &SourceFile, start: usize) -> Result<Vec<Row>, Vec<Diagnostic>> {
    let text = &source.text()[start..];
    if let Some(fault) = cut_off(source, text, start) {
        return Err(vec![fault]);
    }
    let mut reader = ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let header = header(&mut reader, source, start).map_err(|fault| vec![fault])?;
    let mut rows = Vec::new();
    let mut faults = Vec::new();
    for record in reader.records() {
        match record
            .map_err(|error| unreadable(&error, source, start))
            .and_then(|record| row(&header, &record, source, start))
        {
            Ok(row) => rows.push(row),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok(rows) } else { Err(faults) }
}

/// A file that ends within a value: with a quotation that is not closed, or with neither a quotation mark nor a line break.
fn cut_off(source: &SourceFile, text: &str, start: usize) -> Option<Diagnostic> {
    let open = text.matches('"').count() % 2 == 1;
    let ended = text.ends_with('\n') || text.ends_with('"');
    let end = start + text.trim_end().len();
    (open || !ended).then(|| {
        Diagnostic::error("the results break off in the middle of a value: the file was cut off")
            .at(source, end.saturating_sub(1)..end)
            .label(if open { "the quotation is not closed" } else { "the line does not end" })
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
            .at(source, super::super::line_at(source, start))
            .help(WAY_OUT)),
    }
}

fn row(header: &[String], record: &StringRecord, source: &SourceFile, start: usize) -> Result<Row, Diagnostic> {
    let span = span_of(record, source, start);
    if record.len() != header.len() {
        return Err(Diagnostic::error("this row does not fit its header")
            .at(source, span)
            .label(format!("{} values under {} column names", record.len(), header.len()))
            .help("which value is missing cannot be told, and moving the rest would make up numbers")
            .help(WAY_OUT));
    }
    let places = places(source, span);
    let cell = |(index, (column, text)): (usize, (&String, &str))| Cell {
        column: column.clone(),
        content: Content::Text(text.to_owned()),
        // A value with a line break in it has no place of its own: then the row's has to do.
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
    super::super::line_at(source, at + blank)
}

fn unreadable(error: &::csv::Error, source: &SourceFile, start: usize) -> Diagnostic {
    let at = start + error.position().map_or(0, |position| position.byte() as usize);
    Diagnostic::error(format!("this row is not CSV: {error}"))
        .at(source, super::super::line_at(source, at))
        .help(WAY_OUT)
}
