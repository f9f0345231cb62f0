//! Reads hand-written TOML: every value keeps its position in the file, and errors are collected.
//!
//! Code that reads a table takes what it needs from a [`Fields`]. What is missing or has the wrong type is reported
//! with its position, and reading continues, so that one pass finds every error.

use std::cell::RefCell;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Code, Diagnostic, SourceFile, Span};
use crate::project::{BeyondBounds, beyond_bounds};

/// A TOML value and its position.
pub(super) type Node<'a> = Spanned<DeValue<'a>>;

/// A key that a table may have, and an example of it: `("repeats", "repeats = 1")`.
pub(super) type KnownKey = (&'static str, &'static str);

/// The keys that a table may have, and keys that authors may expect in it but that belong somewhere else.
#[derive(Debug, Clone, Copy)]
pub(super) struct TableKeys {
    /// The valid keys.
    pub(super) known: &'static [KnownKey],
    /// The keys that belong somewhere else.
    pub(super) misplaced: &'static [MisplacedKey],
}

/// A key that belongs somewhere else, the error message for it, and the help.
pub(super) type MisplacedKey = (&'static str, &'static str, &'static str);

/// Reads one file and collects its errors, behind a shared reference, because code for every part of the tree adds to
/// them.
#[derive(Debug)]
pub(super) struct TomlReader<'a> {
    /// The file.
    pub(super) source: &'a SourceFile,
    faults: RefCell<Vec<Diagnostic>>,
}

impl<'a> TomlReader<'a> {
    /// A reader without errors.
    pub(super) fn new(source: &'a SourceFile) -> Self {
        Self { source, faults: RefCell::default() }
    }

    /// The file as a tree, or nothing if its syntax is invalid or it exceeds a bound. Of invalid syntax, only the first syntax error is reported: one
    /// missing bracket causes a dozen errors after it, and a tree recovered by guessing would only add errors that the
    /// author did not make.
    pub(super) fn parse(&self) -> Option<Spanned<DeTable<'a>>> {
        let (tree, errors) = DeTable::parse_recoverable(self.source.text());
        if let Some(error) = errors.first() {
            let end = self.source.text().len();
            let span = error.span().unwrap_or(end..end);
            let message = error.message().lines().collect::<Vec<_>>().join(", ");
            let fault = Diagnostic::error(Code::NOT_TOML, format!("this is not TOML: {message}")).at(self.source, span);
            self.report(fault.help(
                "text needs straight quotes, lists need `[ ]` and commas, and every case begins with `[[case]]`",
            ));
            return None;
        }
        if let Some(BeyondBounds { message, span }) = beyond_bounds(tree.get_ref(), tree.span()) {
            self.error(message, span, "`docs/archive.md` lists the limits of files");
            return None;
        }
        Some(tree)
    }

    /// Reports a fault.
    pub(super) fn report(&self, fault: Diagnostic) {
        self.faults.borrow_mut().push(fault);
    }

    /// Reports an error at a position.
    pub(super) fn error(&self, message: impl Into<String>, span: impl Into<Span>, help: impl Into<String>) {
        self.report(
            Diagnostic::error(Code::SUITE_VALUE, message).at(self.source, self.first_line(span.into())).help(help),
        );
    }

    /// All reported faults.
    pub(super) fn into_faults(self) -> Vec<Diagnostic> {
        self.faults.into_inner()
    }

    /// A span, shortened to its first line: carets under a whole block of text would hide the error.
    pub(super) fn first_line(&self, span: Span) -> Span {
        let text = self.source.text().get(span.start..span.end).unwrap_or_default();
        let line = text.lines().next().unwrap_or_default();
        Span::new(span.start, span.start + line.len())
    }

    /// Non-empty text, trimmed, with `\n` for every line break.
    pub(super) fn text_of(&self, name: &str, node: &Node<'_>) -> Option<String> {
        let Some(text) = node.as_ref().as_str() else {
            self.wrong_type(name, node, "text in quotes");
            return None;
        };
        let text = text.replace("\r\n", "\n").trim().to_owned();
        if text.is_empty() {
            self.error(format!("`{name}` is empty"), node.span(), format!("add text to `{name}`, or remove it"));
            return None;
        }
        Some(text)
    }

    /// A whole number within a range.
    pub(super) fn whole_of(&self, name: &str, node: &Node<'_>, range: std::ops::RangeInclusive<u64>) -> Option<u64> {
        let Some(integer) = node.as_ref().as_integer() else {
            self.wrong_type(name, node, "a whole number");
            return None;
        };
        // Integers may be written in hexadecimal, octal or binary: https://toml.io/en/v1.0.0#integer
        let number = i128::from_str_radix(integer.as_str(), integer.radix()).ok();
        let within = number.and_then(|number| u64::try_from(number).ok()).filter(|number| range.contains(number));
        if within.is_none() {
            let (least, most) = (range.start(), range.end());
            self.error(
                format!("`{name} = {integer}` is out of range"),
                node.span(),
                format!("`{name}` must be a whole number from {least} to {most}"),
            );
        }
        within
    }

    /// A number within a range, with or without a fraction; `help` describes what it should be.
    pub(super) fn number_of(
        &self,
        name: &str,
        node: &Node<'_>,
        range: std::ops::RangeInclusive<f64>,
        help: &str,
    ) -> Option<f64> {
        let value = node.as_ref();
        let written = match (value.as_integer(), value.as_float()) {
            (Some(integer), _) => integer.to_string(),
            (_, Some(float)) => float.to_string(),
            _ => {
                self.wrong_type(name, node, "a number, such as `0.5`");
                return None;
            }
        };
        let number = written.parse().ok().filter(|number| range.contains(number));
        if number.is_none() {
            self.error(format!("`{name} = {written}` is out of range"), node.span(), help);
        }
        number
    }

    /// The items of an array that is not empty; `of` describes what it should be.
    pub(super) fn items_of<'t>(&self, name: &str, node: &'t Node<'a>, of: &str) -> Option<Vec<&'t Node<'a>>> {
        let Some(array) = node.as_ref().as_array() else {
            self.wrong_type(name, node, of);
            return None;
        };
        if array.is_empty() {
            self.error(format!("`{name}` is an empty list"), node.span(), format!("`{name}` must be {of}"));
            return None;
        }
        Some(array.iter().collect())
    }

    /// A value that is `true` or `false`.
    pub(super) fn truth_of(&self, name: &str, node: &Node<'_>) -> Option<bool> {
        let truth = node.as_ref().as_bool();
        if truth.is_none() {
            self.wrong_type(name, node, "`true` or `false`");
        }
        truth
    }

    /// Reports that a value has the wrong type.
    pub(super) fn wrong_type(&self, name: &str, node: &Node<'_>, expected: &str) {
        let found = match node.as_ref() {
            DeValue::String(_) => "text",
            DeValue::Integer(_) => "a whole number",
            DeValue::Float(_) => "a number with a fraction",
            DeValue::Boolean(_) => "`true` or `false`",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        self.error(format!("`{name}` is {found}"), node.span(), format!("`{name}` must be {expected}"));
    }

    /// Reports an unknown name; `what` describes what it should name: `check`, `key of a case`.
    pub(super) fn unknown(&self, what: &str, name: &str, span: impl Into<Span>, known: &[&str], help: String) {
        let message = match what.split_once(" of ") {
            Some((what, whole)) => format!("unknown {what} `{name}` of {whole}"),
            None => format!("unknown {what} `{name}`"),
        };
        let fault = Diagnostic::error(Code::UNKNOWN_NAME, message).at(self.source, span).help(help);
        self.report(fault.hinted(name, known.iter().copied()));
    }
}

/// A table being read, with the keys that it may have.
#[derive(Debug)]
pub(super) struct Fields<'t, 'a> {
    reader: &'t TomlReader<'a>,
    /// What the table is, in messages: `a case`.
    what: &'static str,
    head: Span,
    table: &'t DeTable<'a>,
    keys: TableKeys,
}

impl<'t, 'a> Fields<'t, 'a> {
    /// A table whose header is at `head`. Reports invalid keys at once.
    pub(super) fn new(
        reader: &'t TomlReader<'a>,
        what: &'static str,
        head: Span,
        table: &'t DeTable<'a>,
        keys: TableKeys,
    ) -> Self {
        let known: Vec<&str> = keys.known.iter().map(|(name, _)| *name).collect();
        for key in table.keys().filter(|key| !known.contains(&key.as_ref().as_ref())) {
            if let Some((_, message, help)) = keys.misplaced.iter().find(|(name, ..)| *name == key.as_ref()) {
                reader.error(*message, key.span(), *help);
                continue;
            }
            let help = format!("the keys of {what} are {}", listed(&known));
            reader.unknown(&format!("key of {what}"), key.as_ref(), key.span(), &known, help);
        }
        Self { reader, what, head: reader.first_line(head), table, keys }
    }

    /// The reader of its file.
    pub(super) fn reader(&self) -> &'t TomlReader<'a> {
        self.reader
    }

    /// The position of its header.
    pub(super) fn head(&self) -> Span {
        self.head
    }

    /// A value that may be absent.
    pub(super) fn optional(&self, name: &str) -> Option<&'t Node<'a>> {
        self.table.get(name)
    }

    /// A value that must be there.
    pub(super) fn required(&self, name: &str) -> Option<&'t Node<'a>> {
        let node = self.table.get(name);
        if node.is_none() {
            let example = self.keys.known.iter().find(|(key, _)| *key == name).map_or(name, |(_, example)| *example);
            self.reader.error(format!("{} has no `{name}`", self.what), self.head, format!("add `{example}`"));
        }
        node
    }

    /// Text that must be there.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.reader.text_of(name, self.required(name)?)
    }

    /// A whole number that must be there.
    pub(super) fn whole(&self, name: &str, range: std::ops::RangeInclusive<u64>) -> Option<u64> {
        self.reader.whole_of(name, self.required(name)?, range)
    }

    /// `true` or `false`; `false` if absent.
    pub(super) fn truth(&self, name: &str) -> Option<bool> {
        self.optional(name).map_or(Some(false), |node| self.reader.truth_of(name, node))
    }

    /// A nested table that must be there.
    pub(super) fn table(&self, name: &str, what: &'static str, keys: TableKeys) -> Option<Fields<'t, 'a>> {
        let node = self.required(name)?;
        let Some(table) = node.as_ref().as_table() else {
            self.reader.wrong_type(name, node, "a table");
            return None;
        };
        Some(Fields::new(self.reader, what, node.span().into(), table, keys))
    }

    /// The tables of an array of tables (`[[name]]`), in the file's order; none if there is no such array.
    pub(super) fn tables(&self, name: &str, what: &'static str, keys: TableKeys) -> Vec<Fields<'t, 'a>> {
        let Some(node) = self.optional(name) else { return Vec::new() };
        let expected = format!("a list of tables, each with a `[[{name}]]` of its own");
        let Some(items) = self.reader.items_of(name, node, &expected) else { return Vec::new() };
        let mut tables = Vec::new();
        for item in items {
            match item.as_ref().as_table() {
                Some(table) => tables.push(Fields::new(self.reader, what, item.span().into(), table, keys)),
                None => self.reader.wrong_type(name, item, &expected),
            }
        }
        tables
    }
}

/// A list of names for a message: `` `a`, `b` and `c` ``.
pub(super) fn listed<T: AsRef<str>>(names: &[T]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{}`", name.as_ref())).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}
