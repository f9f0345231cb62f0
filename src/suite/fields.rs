//! TOML as people wrote it: tables whose every value knows its place, and the faults found while reading them.
//!
//! Readers ask a [`Fields`] for what they need; what is missing or of the wrong type is noted with its place, and reading goes on,
//! so that one pass finds every fault.

use std::cell::RefCell;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Diagnostic, SourceFile, Span};

/// A TOML value and its place.
pub(super) type Node<'a> = Spanned<DeValue<'a>>;

/// A key that a table may have, and an example of it: `("repeats", "repeats = 1")`.
pub(super) type Key = (&'static str, &'static str);

/// The keys that a table may have, and keys that somebody might look for in it and that stand elsewhere.
#[derive(Debug, Clone, Copy)]
pub(super) struct Keys {
    pub(super) known: &'static [Key],
    pub(super) elsewhere: &'static [Elsewhere],
}

/// A key that stands elsewhere, what is to be said of it, and the way out.
pub(super) type Elsewhere = (&'static str, &'static str, &'static str);

/// One file being read. The faults stand behind a shared reference, because every part of the tree adds to them.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    /// The file.
    pub(super) source: &'a SourceFile,
    faults: RefCell<Vec<Diagnostic>>,
}

impl<'a> Reading<'a> {
    /// Nothing found yet.
    pub(super) fn new(source: &'a SourceFile) -> Self {
        Self { source, faults: RefCell::default() }
    }

    /// The file as a tree. Where its syntax is broken, the first break is noted and there is no tree: one missing bracket makes a dozen
    /// breaks behind it, and what the parser could guess of the rest would only be faults that nobody made.
    pub(super) fn parse(&self) -> Option<Spanned<DeTable<'a>>> {
        let (tree, errors) = DeTable::parse_recoverable(self.source.text());
        if let Some(error) = errors.first() {
            let end = self.source.text().len();
            let span = error.span().unwrap_or(end..end);
            let message = error.message().lines().collect::<Vec<_>>().join(", ");
            let fault = Diagnostic::error(format!("this is not TOML: {message}")).at(self.source, span);
            self.note(
                fault.help(
                    "text stands in straight quotes, lists in `[ ]` with commas between, a case under `[[case]]`",
                ),
            );
        }
        errors.is_empty().then_some(tree)
    }

    /// Notes a fault.
    pub(super) fn note(&self, fault: Diagnostic) {
        self.faults.borrow_mut().push(fault);
    }

    /// Notes an error at a place.
    pub(super) fn error(&self, message: impl Into<String>, span: impl Into<Span>, help: impl Into<String>) {
        self.note(Diagnostic::error(message).at(self.source, self.first_line(span.into())).help(help));
    }

    /// Everything noted.
    pub(super) fn into_faults(self) -> Vec<Diagnostic> {
        self.faults.into_inner()
    }

    /// A span up to the end of its first line: carets under a whole block of text help nobody.
    pub(super) fn first_line(&self, span: Span) -> Span {
        let text = self.source.text().get(span.start..span.end).unwrap_or_default();
        let line = text.lines().next().unwrap_or_default();
        Span::new(span.start, span.start + line.len())
    }

    /// Text that says something: trimmed, with plain line breaks.
    pub(super) fn text_of(&self, name: &str, node: &Node<'_>) -> Option<String> {
        let Some(text) = node.as_ref().as_str() else {
            self.wrong_type(name, node, "text in quotes");
            return None;
        };
        let text = text.replace("\r\n", "\n").trim().to_owned();
        if text.is_empty() {
            self.error(format!("`{name}` is empty"), node.span(), format!("write some text in `{name}`, or remove it"));
            return None;
        }
        Some(text)
    }

    /// A whole number within `range`.
    pub(super) fn whole_of(&self, name: &str, node: &Node<'_>, range: std::ops::RangeInclusive<u64>) -> Option<u64> {
        let Some(integer) = node.as_ref().as_integer() else {
            self.wrong_type(name, node, "a whole number");
            return None;
        };
        let number = i128::from_str_radix(integer.as_str(), integer.radix()).ok();
        let within = number.and_then(|number| u64::try_from(number).ok()).filter(|number| range.contains(number));
        if within.is_none() {
            let (least, most) = (range.start(), range.end());
            self.error(
                format!("`{name} = {integer}` makes no sense"),
                node.span(),
                format!("`{name}` is a whole number from {least} to {most}"),
            );
        }
        within
    }

    /// A number within `range`, with or without a fraction; `help` says what it should be.
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
            self.error(format!("`{name} = {written}` makes no sense"), node.span(), help);
        }
        number
    }

    /// An array's items.
    pub(super) fn items_of<'t>(&self, name: &str, node: &'t Node<'a>, of: &str) -> Option<Vec<&'t Node<'a>>> {
        let Some(array) = node.as_ref().as_array() else {
            self.wrong_type(name, node, of);
            return None;
        };
        if array.is_empty() {
            self.error(format!("`{name}` is an empty list"), node.span(), format!("`{name}` is {of}"));
            return None;
        }
        Some(array.iter().collect())
    }

    /// Notes that a value is of the wrong type.
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
        self.error(format!("`{name}` is {found}"), node.span(), format!("`{name}` is {expected}"));
    }

    /// Notes that a name is not one of those known; `what` says what it names, and of what: `check`, `key of a case`.
    pub(super) fn unknown(&self, what: &str, name: &str, span: impl Into<Span>, known: &[&str], help: String) {
        let message = match what.split_once(" of ") {
            Some((what, whole)) => format!("unknown {what} `{name}` of {whole}"),
            None => format!("unknown {what} `{name}`"),
        };
        let fault = Diagnostic::error(message).at(self.source, span).help(help);
        self.note(fault.hinted(name, known.iter().copied()));
    }
}

/// One table being read: it knows which keys it may have.
#[derive(Debug)]
pub(super) struct Fields<'t, 'a> {
    reading: &'t Reading<'a>,
    /// What the table is, for people: `a case`.
    what: &'static str,
    head: Span,
    table: &'t DeTable<'a>,
    keys: Keys,
}

impl<'t, 'a> Fields<'t, 'a> {
    /// A table whose head is at `head`; keys that it may not have are noted at once.
    pub(super) fn new(
        reading: &'t Reading<'a>,
        what: &'static str,
        head: Span,
        table: &'t DeTable<'a>,
        keys: Keys,
    ) -> Self {
        let known: Vec<&str> = keys.known.iter().map(|(name, _)| *name).collect();
        for key in table.keys().filter(|key| !known.contains(&key.as_ref().as_ref())) {
            if let Some((_, message, help)) = keys.elsewhere.iter().find(|(name, ..)| *name == key.as_ref()) {
                reading.error(*message, key.span(), *help);
                continue;
            }
            let help = format!("the keys of {what} are {}", listed(&known));
            reading.unknown(&format!("key of {what}"), key.as_ref(), key.span(), &known, help);
        }
        Self { reading, what, head: reading.first_line(head), table, keys }
    }

    /// The file that it stands in.
    pub(super) fn reading(&self) -> &'t Reading<'a> {
        self.reading
    }

    /// Where the table begins.
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
            self.reading.error(format!("{} has no `{name}`", self.what), self.head, format!("add `{example}`"));
        }
        node
    }

    /// Text that must be there.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.reading.text_of(name, self.required(name)?)
    }

    /// A whole number that must be there.
    pub(super) fn whole(&self, name: &str, range: std::ops::RangeInclusive<u64>) -> Option<u64> {
        self.reading.whole_of(name, self.required(name)?, range)
    }

    /// `true` or `false`; `false` where it is absent.
    pub(super) fn truth(&self, name: &str) -> Option<bool> {
        let Some(node) = self.optional(name) else { return Some(false) };
        let truth = node.as_ref().as_bool();
        if truth.is_none() {
            self.reading.wrong_type(name, node, "`true` or `false`");
        }
        truth
    }

    /// A table within, which must be there.
    pub(super) fn table(&self, name: &str, what: &'static str, keys: Keys) -> Option<Fields<'t, 'a>> {
        let node = self.required(name)?;
        let Some(table) = node.as_ref().as_table() else {
            self.reading.wrong_type(name, node, "a table");
            return None;
        };
        Some(Fields::new(self.reading, what, node.span().into(), table, keys))
    }

    /// The tables of a list of tables (`[[name]]`), in the file's order; none where there is no such list.
    pub(super) fn tables(&self, name: &str, what: &'static str, keys: Keys) -> Vec<Fields<'t, 'a>> {
        let Some(node) = self.optional(name) else { return Vec::new() };
        let expected = format!("a list of tables, each under its own `[[{name}]]`");
        let Some(items) = self.reading.items_of(name, node, &expected) else { return Vec::new() };
        let mut tables = Vec::new();
        for item in items {
            match item.as_ref().as_table() {
                Some(table) => tables.push(Fields::new(self.reading, what, item.span().into(), table, keys)),
                None => self.reading.wrong_type(name, item, &expected),
            }
        }
        tables
    }
}

/// Names in backticks with commas: `` `a`, `b` and `c` ``.
pub(super) fn listed<T: AsRef<str>>(names: &[T]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{}`", name.as_ref())).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}
