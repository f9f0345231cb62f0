//! A block of TOML as values.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::block::Block;
use super::value::{Entry, FrontValue, Kind};
use crate::diagnostic::{Code, Diagnostic, SourceFile, Span};

const FORM: &str = "it has one `key = value` a line, and text between quotes: `title = \"A title\"`";

/// The keys of a block.
///
/// # Errors
/// Every place where it is not TOML.
pub(super) fn read<'a>(source: &'a SourceFile, block: &Block) -> Result<Vec<Entry<'a>>, Vec<Diagnostic>> {
    let offset = block.inside.start;
    let (table, errors) = DeTable::parse_recoverable(&source.text()[offset..block.inside.end]);
    if errors.is_empty() {
        return Ok(entries(table.into_inner(), offset));
    }
    let fault = |error: toml::de::Error| {
        let message = error.message().trim_end().replace('\n', ", ");
        let span = moved(error.span().unwrap_or(0..0), offset);
        let message = format!("this front matter is not TOML: {message}");
        Diagnostic::error(Code::FRONT_MATTER_VALUE, message).at(source, span).help(FORM)
    };
    Err(errors.into_iter().map(fault).collect())
}

fn entries(table: DeTable<'_>, offset: usize) -> Vec<Entry<'_>> {
    let mut entries = Vec::new();
    for (key, value) in table {
        let key_span = moved(key.span(), offset);
        entries.push(Entry { key: key.into_inner(), key_span, value: self::value(value, offset) });
    }
    entries
}

fn value(value: Spanned<DeValue<'_>>, offset: usize) -> FrontValue<'_> {
    let span = moved(value.span(), offset);
    let kind = match value.into_inner() {
        DeValue::String(text) => Kind::Text(text),
        DeValue::Integer(_) | DeValue::Float(_) => Kind::Number,
        DeValue::Boolean(truth) => Kind::Boolean(truth),
        DeValue::Datetime(moment) => Kind::Moment(moment.to_string()),
        DeValue::Array(values) => Kind::List(values.into_iter().map(|one| self::value(one, offset)).collect()),
        DeValue::Table(table) => Kind::Table(entries(table, offset)),
    };
    FrontValue { kind, span }
}

fn moved(span: std::ops::Range<usize>, offset: usize) -> Span {
    Span::new(offset + span.start, offset + span.end)
}
