//! llama-bench's `-o sql`: a `CREATE TABLE`, then one `INSERT INTO` a row with every value in quotes. Other SQL is an error; a line
//! between statements that does not end with `;` is a log.

use super::super::format::{FileShape, Format};
use super::super::lines::line_from;
use super::super::notes::Notes;
use super::row::{Cell, Content, Row};
use super::run::{self, TOOL};
use crate::diagnostic::{Code, Diagnostic, SourceFile, Span};

/// `-o sql`.
pub(in crate::ingest) static SQL: Format = Format {
    tool: TOOL,
    output: "-o sql",
    name: "sql",
    shape: FileShape::Text {
        begins,
        read: |file, start, notes| run::read(file, &rows(file.source, start, notes)?, notes),
    },
};

/// What statements begin with.
const BEGINNINGS: [&str; 2] = ["CREATE TABLE ", "INSERT INTO "];

fn begins(line: &str) -> bool {
    BEGINNINGS.iter().any(|word| line.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)))
}

/// Whether a line is the beginning of a statement's first words, and no more of it.
fn is_cut_off(line: &str) -> bool {
    BEGINNINGS.iter().any(|word| word.get(..line.len()).is_some_and(|start| start.eq_ignore_ascii_case(line)))
}

/// The rows that the statements from `start` on insert.
fn rows(source: &SourceFile, start: usize, notes: &mut Notes) -> Result<Vec<Row>, Vec<Diagnostic>> {
    let mut scanner = Scanner { source, at: start };
    let mut rows = Vec::new();
    while let Some(line) = line_from(source.text(), scanner.at) {
        scanner.at = line.start;
        let last = source.text()[line.next..].trim_start().is_empty();
        if line.text.is_empty() {
            scanner.at = line.next;
        } else if last && is_cut_off(line.text) {
            return Err(vec![scanner.cut_off()]);
        } else if begins(line.text) || line.text.ends_with(';') {
            rows.extend(scanner.statement().map_err(|fault| vec![fault])?);
        } else {
            notes.skip(line.span());
            scanner.at = line.next;
        }
    }
    Ok(rows)
}

struct Scanner<'a> {
    source: &'a SourceFile,
    at: usize,
}

/// A value with its place; nothing for `NULL`.
type Item = (Option<String>, Span);

impl Scanner<'_> {
    /// The row that a statement inserts; none where it makes the table.
    fn statement(&mut self) -> Result<Option<Row>, Diagnostic> {
        let begin = self.at;
        if self.takes("CREATE TABLE") {
            self.skip_definition()?;
            return Ok(None);
        }
        self.expect("INSERT INTO")?;
        self.word();
        let columns = self.list()?;
        self.expect("VALUES")?;
        let values = self.list()?;
        self.expect(";")?;
        let span = Span::new(begin, self.at);
        if columns.len() != values.len() {
            let message = format!("this row has {} values for {} columns", values.len(), columns.len());
            return Err(self.fault(&message, span));
        }
        let cells = columns.into_iter().zip(values).map(|((column, _), (value, span))| Cell {
            column: column.unwrap_or_default(),
            content: value.map_or(Content::Absent, Content::Text),
            span,
        });
        Ok(Some(Row { cells: cells.collect(), span, about: None, table: None }))
    }

    fn skip_definition(&mut self) -> Result<(), Diagnostic> {
        match self.rest().find(';') {
            Some(length) => {
                self.at += length + 1;
                Ok(())
            }
            None => Err(self.cut_off()),
        }
    }

    /// Values in brackets.
    fn list(&mut self) -> Result<Vec<Item>, Diagnostic> {
        self.expect("(")?;
        let mut items = Vec::new();
        loop {
            self.skip_space();
            items.push(self.item()?);
            if self.takes(")") {
                return Ok(items);
            }
            self.expect(",")?;
        }
    }

    fn item(&mut self) -> Result<Item, Diagnostic> {
        let begin = self.at;
        let text = if self.rest().starts_with('\'') { self.quoted()? } else { self.word() };
        let span = Span::new(begin, self.at);
        if begin == self.at {
            return Err(self.unexpected("a value"));
        }
        let null = span.end - span.start == 4 && text.eq_ignore_ascii_case("NULL");
        Ok(((!null).then_some(text), span))
    }

    /// A text in single quotes; two of them inside mean one.
    fn quoted(&mut self) -> Result<String, Diagnostic> {
        let mut text = String::new();
        loop {
            let inside = &self.rest()[1..];
            let Some(length) = inside.find('\'') else {
                return Err(self.cut_off());
            };
            text.push_str(&inside[..length]);
            self.at += length + 2;
            if !self.rest().starts_with('\'') {
                return Ok(text);
            }
            text.push('\'');
        }
    }

    /// A name or a number, as far as it goes.
    fn word(&mut self) -> String {
        self.skip_space();
        let inside = |character: char| character.is_alphanumeric() || "_.+-".contains(character);
        let length = self.rest().find(|character| !inside(character)).unwrap_or(self.rest().len());
        let word = self.rest()[..length].to_owned();
        self.at += length;
        word
    }

    fn takes(&mut self, word: &str) -> bool {
        self.skip_space();
        let there = self.rest().get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
        if there {
            self.at += word.len();
        }
        there
    }

    fn expect(&mut self, word: &str) -> Result<(), Diagnostic> {
        if self.takes(word) { Ok(()) } else { Err(self.unexpected(&format!("`{word}`"))) }
    }

    fn rest(&self) -> &str {
        &self.source.text()[self.at..]
    }

    fn skip_space(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn unexpected(&self, wanted: &str) -> Diagnostic {
        match self.rest().chars().next() {
            None => self.cut_off(),
            Some(found) => {
                let span = Span::new(self.at, self.at + found.len_utf8());
                self.fault(&format!("this is not SQL as llama-bench prints it: {wanted} is missing here"), span)
            }
        }
    }

    fn cut_off(&self) -> Diagnostic {
        let end = self.source.text().trim_end().len();
        Diagnostic::error(Code::INCOMPLETE, "the results end in the middle of a statement: the file is incomplete")
            .at(self.source, end.saturating_sub(1)..end)
            .label("the `;` is missing")
            .help("let llama-bench finish, and ingest the whole file")
    }

    fn fault(&self, message: &str, span: Span) -> Diagnostic {
        Diagnostic::error(Code::RESULT, message)
            .at(self.source, span)
            .help("run the benchmark again with `llama-bench -o json`")
    }
}
