//! A row of results as any of the formats gives it, and the values of its columns.

use crate::diagnostic::{Diagnostic, SourceFile, Span};

/// A row of any of the formats.
pub(super) struct Row {
    pub(super) cells: Vec<Cell>,
    pub(super) span: Span,
}

/// A value with the name of its column.
pub(super) struct Cell {
    pub(super) column: String,
    pub(super) content: Content,
    pub(super) span: Span,
}

/// A value as it is in the file.
pub(super) enum Content {
    /// Null, or empty.
    Absent,
    Text(String),
    Numbers(Vec<f64>),
}

/// A row with the file that it is in.
pub(super) struct RowReader<'a> {
    pub(super) row: &'a Row,
    pub(super) source: &'a SourceFile,
}

impl RowReader<'_> {
    pub(super) fn cell(&self, column: &str) -> Option<&Cell> {
        self.row.cells.iter().find(|cell| cell.column == column)
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

    pub(super) fn samples(&self, column: &str) -> Vec<f64> {
        match self.cell(column).map(|cell| &cell.content) {
            Some(Content::Numbers(numbers)) => numbers.clone(),
            _ => Vec::new(),
        }
    }

    /// A number of 0 or more. Nothing where the column is missing or null; anything else in it is a fault.
    pub(super) fn number(&self, column: &str) -> Result<Option<f64>, Diagnostic> {
        let Some(cell) = self.cell(column) else {
            return Ok(None);
        };
        match &cell.content {
            Content::Absent => Ok(None),
            Content::Text(text) => match text.parse::<f64>() {
                Ok(number) if number.is_finite() && number >= 0.0 => Ok(Some(number)),
                _ => Err(self.fault(&format!("`{column}` is `{text}`, which is not a number of 0 or more"), cell.span)),
            },
            Content::Numbers(_) => Err(self.fault(&format!("`{column}` is a list instead of one number"), cell.span)),
        }
    }

    pub(super) fn required(&self, column: &str) -> Result<Option<f64>, Diagnostic> {
        if self.cell(column).is_none() { Err(self.missing(column)) } else { self.number(column) }
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
        Diagnostic::error(message).at(self.source, span).help("run the benchmark again with `llama-bench -o json`")
    }
}
