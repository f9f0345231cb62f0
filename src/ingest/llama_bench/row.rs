//! A row of results as any of the formats gives it, and the values of its columns.

use std::collections::HashMap;

use super::super::absent::is_absent;
use crate::diagnostic::{Code, Diagnostic, SourceFile, Span};
use crate::limits::VALUES;
use crate::wording::count;

/// The most tokens of a test.
const MOST_TOKENS: u64 = 1_000_000_000;

/// A row of any of the formats.
pub(super) struct Row {
    pub(super) cells: Vec<Cell>,
    pub(super) span: Span,
    /// How its values came about, in a format that does not have them as measured: `rounded to 2 decimals by llama-bench`.
    pub(super) about: Option<String>,
    /// The table that it is in, from 1, in a format whose rows have no time.
    pub(super) table: Option<usize>,
}

/// A value with the name of its column.
pub(super) struct Cell {
    pub(super) column: String,
    pub(super) content: Content,
    pub(super) span: Span,
}

/// A value as it is in the file.
pub(super) enum Content {
    /// Null.
    Absent,
    Text(String),
    /// A list; NaN in place of what is not a number.
    Numbers(Vec<f64>),
}

/// A row with the file that it is in.
pub(super) struct RowReader<'a> {
    pub(super) row: &'a Row,
    pub(super) source: &'a SourceFile,
    /// Of several cells of one column, the first.
    cells: HashMap<&'a str, &'a Cell>,
}

impl<'a> RowReader<'a> {
    pub(super) fn new(row: &'a Row, source: &'a SourceFile) -> Self {
        let cells = row.cells.iter().rev().map(|cell| (cell.column.as_str(), cell)).collect();
        Self { row, source, cells }
    }

    pub(super) fn cell(&self, column: &str) -> Option<&Cell> {
        self.cells.get(column).copied()
    }

    pub(super) fn text(&self, column: &str) -> Option<&str> {
        match &self.cell(column)?.content {
            Content::Text(text) => Some(text),
            Content::Absent | Content::Numbers(_) => None,
        }
    }

    pub(super) fn count(&self, column: &str) -> Option<u64> {
        self.text(column)?.parse().ok().filter(|count| *count > 0)
    }

    /// The single values of a column that has a list; NaN in place of what is not a number.
    pub(super) fn samples(&self, column: &str) -> &[f64] {
        match self.cell(column).map(|cell| &cell.content) {
            Some(Content::Numbers(numbers)) => numbers,
            _ => &[],
        }
    }

    /// A number. Nothing where the column is missing or says that it has no number; anything else in it is a fault.
    pub(super) fn number(&self, column: &str) -> Result<Option<f64>, Diagnostic> {
        let Some(cell) = self.cell(column) else {
            return Ok(None);
        };
        match &cell.content {
            Content::Absent => Ok(None),
            Content::Text(text) if is_absent(text) => Ok(None),
            Content::Text(text) => match text.trim().parse::<f64>() {
                Ok(number) => Ok(Some(number)),
                Err(_) => Err(self.fault(&format!("`{column}` is `{text}`, which is not a number"), cell.span)),
            },
            Content::Numbers(_) => Err(self.fault(&format!("`{column}` is a list instead of one number"), cell.span)),
        }
    }

    /// A number of tokens; 0 where the column is missing or has no number.
    pub(super) fn tokens(&self, column: &str) -> Result<u64, Diagnostic> {
        let number = self.number(column)?.unwrap_or_default();
        if number.fract() == 0.0 && (0.0..=MOST_TOKENS as f64).contains(&number) {
            return Ok(number as u64);
        }
        let span = self.cell(column).map_or(self.first_line(), |cell| cell.span);
        let most = count(MOST_TOKENS as usize);
        Err(self.fault(&format!("`{column}` is not a number of tokens from 0 to {most}"), span))
    }

    /// The fault of a row without one of these columns, or with more columns than there can be.
    pub(super) fn incomplete(&self, columns: &[&str]) -> Option<Diagnostic> {
        if self.row.cells.len() > VALUES {
            let message = format!("this row has {} columns; at most {VALUES} are read", count(self.row.cells.len()));
            return Some(self.fault(&message, self.first_line()));
        }
        columns.iter().find(|column| self.cell(column).is_none()).map(|column| self.missing(column))
    }

    pub(super) fn missing(&self, column: &str) -> Diagnostic {
        self.fault(&format!("this row has no `{column}`"), self.first_line())
    }

    /// The row, up to the end of its first line: of an indented object, that is enough to point at.
    pub(super) fn first_line(&self) -> Span {
        let Span { start, end } = self.row.span;
        let text = self.source.text().get(start..end).unwrap_or_default();
        Span::new(start, start + text.find('\n').unwrap_or(text.len()))
    }

    pub(super) fn fault(&self, message: &str, span: Span) -> Diagnostic {
        Diagnostic::error(Code::RESULT, message)
            .at(self.source, span)
            .help("run the benchmark again with `llama-bench -o json`")
    }
}
