//! The values of a front matter, whichever syntax they are written in, each with its place in the post.

use std::borrow::Cow;

use crate::diagnostic::Span;

/// The syntax of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Syntax {
    /// Between two lines `+++`.
    Toml,
    /// Between two lines `---`.
    Yaml,
}

impl Syntax {
    /// A key with its value as this syntax writes it. The value is in TOML.
    pub(super) fn pair(self, key: &str, value: &str) -> String {
        match self {
            Self::Toml => format!("{key} = {value}"),
            Self::Yaml => format!("{key}: {}", value.replace(" = ", ": ")),
        }
    }
}

/// A value with its place.
#[derive(Debug)]
pub(super) struct FrontValue<'a> {
    /// What it is.
    pub(super) kind: Kind<'a>,
    /// Its bytes in the source, with its quotes.
    pub(super) span: Span,
}

/// A key with its value.
#[derive(Debug)]
pub(super) struct Entry<'a> {
    /// The key.
    pub(super) key: Cow<'a, str>,
    /// Its bytes in the source.
    pub(super) key_span: Span,
    /// What it has.
    pub(super) value: FrontValue<'a>,
}

/// The kinds of values.
#[derive(Debug)]
pub(super) enum Kind<'a> {
    /// A text in quotes, or a block of text.
    Text(Cow<'a, str>),
    /// A YAML value without quotes. What it means depends on its key: `No` is a title, and it is false.
    Plain(Cow<'a, str>),
    /// A number of TOML.
    Number,
    /// True or false in TOML.
    Boolean(bool),
    /// A date of TOML, as written there.
    Moment(String),
    /// A list.
    List(Vec<FrontValue<'a>>),
    /// Keys with values.
    Table(Vec<Entry<'a>>),
    /// A key without a value.
    Nothing,
}

/// What YAML 1.1, which Jekyll and older tools read, takes for true and false (<https://yaml.org/type/bool.html>).
const SPELLINGS: [(&str, bool); 6] =
    [("true", true), ("yes", true), ("on", true), ("false", false), ("no", false), ("off", false)];

impl<'a> FrontValue<'a> {
    /// Its text, where it is one.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) | Kind::Plain(text) => Some(text),
            _ => None,
        }
    }

    /// Whether it is true, where it is true or false.
    pub(super) fn truth(&self) -> Option<bool> {
        match &self.kind {
            Kind::Boolean(truth) => Some(*truth),
            Kind::Plain(text) => {
                SPELLINGS.iter().find(|(word, _)| text.eq_ignore_ascii_case(word)).map(|found| found.1)
            }
            _ => None,
        }
    }

    /// Its entries, where it has keys.
    pub(super) fn table(&self) -> Option<&[Entry<'a>]> {
        match &self.kind {
            Kind::Table(entries) => Some(entries),
            _ => None,
        }
    }

    /// Its kind, for messages.
    pub(super) fn what(&self) -> &'static str {
        match &self.kind {
            Kind::Plain(text) if text.parse::<f64>().is_ok() => "a number",
            Kind::Plain(_) if self.truth().is_some() => "true or false",
            Kind::Text(_) | Kind::Plain(_) => "a string",
            Kind::Number => "a number",
            Kind::Boolean(_) => "true or false",
            Kind::Moment(_) => "a date",
            Kind::List(_) => "an array",
            Kind::Table(_) => "a table",
            Kind::Nothing => "nothing",
        }
    }

    /// Where it ends, with everything in it.
    fn end(&self) -> usize {
        match &self.kind {
            Kind::List(values) => values.iter().map(FrontValue::end).max().unwrap_or_default().max(self.span.end),
            Kind::Table(entries) => {
                entries.iter().map(|entry| entry.value.end()).max().unwrap_or_default().max(self.span.end)
            }
            _ => self.span.end,
        }
    }
}

impl Entry<'_> {
    /// The key with everything that it has.
    pub(super) fn whole(&self) -> Span {
        Span::new(self.key_span.start.min(self.value.span.start), self.value.end())
    }
}
