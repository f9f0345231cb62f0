//! A block of YAML as values, from the events of saphyr-parser, which have their places.
//!
//! References to an anchor (`*a`) are refused, so that a few lines cannot unfold to gigabytes; so are tags, except those of plain text.

use std::borrow::Cow;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, StrInput};

use super::block::Block;
use super::value::{Entry, FrontValue, Kind};
use crate::diagnostic::{Code, Diagnostic, SourceFile, Span};

/// The deepest nesting of lists and tables.
const DEEPEST: usize = 16;

const FORM: &str =
    "it has one `key: value` a line; a text with `: ` or ` #` in it stands between quotes: `title: \"A: B\"`";

/// The keys of a block.
///
/// # Errors
/// The first place where it is not YAML, or has what is not read.
pub(super) fn read<'a>(source: &'a SourceFile, block: &Block) -> Result<Vec<Entry<'a>>, Diagnostic> {
    let text = &source.text()[block.inside.start..block.inside.end];
    // The parser counts characters.
    let mut offsets: Vec<usize> = text.char_indices().map(|(at, _)| block.inside.start + at).collect();
    offsets.push(block.inside.end);
    let mut loader = Loader { source, offsets, parser: Parser::new_from_str(text), depth: 0 };
    loader.document(block.opening)
}

struct Loader<'a> {
    source: &'a SourceFile,
    /// The byte at which each character begins, and the end.
    offsets: Vec<usize>,
    parser: Parser<'a, StrInput<'a>>,
    depth: usize,
}

impl<'a> Loader<'a> {
    fn document(&mut self, opening: Span) -> Result<Vec<Entry<'a>>, Diagnostic> {
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamStart | Event::DocumentStart(_) => {}
                Event::StreamEnd | Event::DocumentEnd => return Ok(Vec::new()),
                event => match self.value(event, span)? {
                    FrontValue { kind: Kind::Table(entries), .. } => {
                        self.end()?;
                        return Ok(entries);
                    }
                    FrontValue { kind: Kind::Nothing, .. } => return Ok(Vec::new()),
                    value => {
                        let fault =
                            self.fault(opening, format!("this front matter is {} instead of keys", value.what()));
                        return Err(fault);
                    }
                },
            }
        }
    }

    /// Checks that nothing follows the keys.
    fn end(&mut self) -> Result<(), Diagnostic> {
        loop {
            match self.next()? {
                (Event::StreamEnd, _) => return Ok(()),
                (Event::DocumentEnd, _) => {}
                (_, span) => return Err(self.fault(span, "this front matter has a second document")),
            }
        }
    }

    fn value(&mut self, event: Event<'a>, span: Span) -> Result<FrontValue<'a>, Diagnostic> {
        let (kind, span) = match event {
            Event::Scalar(text, style, _, tag) => {
                let is_text = tag.as_ref().is_some_and(|tag| tag.is_yaml_core_schema() && tag.suffix == "str");
                if let Some(tag) = tag.filter(|_| !is_text) {
                    return Err(self.tagged(span, &tag));
                }
                (scalar(text, style, is_text), self.trimmed(span))
            }
            Event::SequenceStart(_, Some(tag)) | Event::MappingStart(_, Some(tag)) => {
                return Err(self.tagged(span, &tag));
            }
            Event::SequenceStart(..) => self.nested(span, Self::list)?,
            Event::MappingStart(..) => self.nested(span, Self::table)?,
            Event::Alias(_) => {
                let fault = self.fault(span, "this refers to an anchor, which front matter does not do");
                return Err(fault.help("write the value itself"));
            }
            _ => (Kind::Nothing, span),
        };
        Ok(FrontValue { kind, span })
    }

    fn nested(
        &mut self,
        span: Span,
        read: fn(&mut Self) -> Result<(Kind<'a>, Span), Diagnostic>,
    ) -> Result<(Kind<'a>, Span), Diagnostic> {
        if self.depth == DEEPEST {
            return Err(self.fault(span, "this front matter is nested too deeply"));
        }
        self.depth += 1;
        let (kind, end) = read(self)?;
        self.depth -= 1;
        // A block has its end where the next key begins.
        Ok((kind, self.trimmed(Span::new(span.start, end.end))))
    }

    fn list(&mut self) -> Result<(Kind<'a>, Span), Diagnostic> {
        let mut values = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, span) => return Ok((Kind::List(values), span)),
                (event, span) => values.push(self.value(event, span)?),
            }
        }
    }

    fn table(&mut self) -> Result<(Kind<'a>, Span), Diagnostic> {
        let mut entries: Vec<Entry<'a>> = Vec::new();
        loop {
            let (key, key_span) = match self.next()? {
                (Event::MappingEnd, span) => return Ok((Kind::Table(entries), span)),
                (Event::Scalar(key, ..), span) => (key, span),
                (_, span) => return Err(self.fault(span, "this is not a key").help(FORM)),
            };
            if let Some(first) = entries.iter().find(|entry| entry.key == key) {
                let line = self.source.position(first.key_span.start).line;
                let fault = self.fault(key_span, format!("`{key}` is given twice"));
                return Err(fault.label(format!("first given in line {line}")).help("remove one of them"));
            }
            let (event, span) = self.next()?;
            let value = self.value(event, span)?;
            entries.push(Entry { key, key_span, value });
        }
    }

    fn next(&mut self) -> Result<(Event<'a>, Span), Diagnostic> {
        match self.parser.next_event() {
            None => Ok((Event::StreamEnd, Span::new(0, 0))),
            Some(Ok((event, span))) => Ok((event, Span::new(self.offset(&span.start), self.offset(&span.end)))),
            Some(Err(error)) => Err(self.not_yaml(&error)),
        }
    }

    fn offset(&self, marker: &Marker) -> usize {
        self.offsets.get(marker.index()).or(self.offsets.last()).copied().unwrap_or_default()
    }

    /// A place without the white space at its end.
    fn trimmed(&self, span: Span) -> Span {
        let text = self.source.text().get(span.start..span.end).unwrap_or_default();
        Span::new(span.start, span.start + text.trim_end().len())
    }

    fn tagged(&self, span: Span, tag: &saphyr_parser::Tag) -> Diagnostic {
        self.fault(span, format!("the tag `{tag}` is not read"))
            .help("write the value without it, in quotes if it is text")
    }

    /// The parser's message, with the line as it would be right where that is plain: a text that needs quotes.
    fn not_yaml(&self, error: &ScanError) -> Diagnostic {
        let at = self.offset(error.marker());
        let fault = self.fault(Span::new(at, at), format!("this front matter is not YAML: {}", error.info()));
        let line = self.source.line_span(self.source.position(at).line);
        match self.source.text().get(line.start..line.end).and_then(quoted) {
            Some(line) => fault.help(format!("write `{line}`")),
            None => fault.help(FORM),
        }
    }

    fn fault(&self, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(Code::FRONT_MATTER_VALUE, message).at(self.source, span)
    }
}

fn scalar(text: Cow<'_, str>, style: ScalarStyle, is_text: bool) -> Kind<'_> {
    match style {
        ScalarStyle::Plain if is_text => Kind::Text(text),
        ScalarStyle::Plain if ["", "~", "null", "Null", "NULL"].contains(&text.as_ref()) => Kind::Nothing,
        ScalarStyle::Plain => Kind::Plain(text),
        _ => Kind::Text(text),
    }
}

/// A line `key: text` with its text in quotes; nothing where it is in quotes, or is not such a line.
fn quoted(line: &str) -> Option<String> {
    let (key, text) = line.trim_end().split_once(": ")?;
    let is_key =
        !key.is_empty() && key.chars().all(|character| character.is_alphanumeric() || "-_ ".contains(character));
    let text = text.trim();
    let needs_quotes = is_key && !text.is_empty() && !text.starts_with(['"', '\'', '[', '{', '|', '>']);
    needs_quotes.then(|| format!("{key}: \"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")))
}
