//! From what a suite says to a check: `"lowercase"`, `{ bullets = 3 }`, `{ contains_any = ["shut", "clos*"], as = "position kept" }`.
//!
//! A check is a table with the check's name as one key; its other keys are the check's parameters, and `as`, which every check has:
//! the author's own words for it. A check that takes no value may stand as its bare name.

use std::collections::BTreeMap;
use std::sync::Arc;

use regex::Regex;
use toml::de::{DeTable, DeValue};

use super::Check;
use super::registry::{Kind, kinds};
use crate::diagnostic::Span;
use crate::suite::fields::{Node, Reading, listed};
use crate::suite::words;

/// The author's own words for a check.
const LABEL: &str = "as";

/// Where to read about checks.
const READ_MORE: &str = "`docs/suites.md` has a table of all checks";

/// The most of anything that a short answer can have.
const MOST: u64 = 100_000;

/// What a suite gave a check: its value and its parameters, with their places.
pub(super) struct Arguments<'t, 'a> {
    reading: &'t Reading<'a>,
    kind: &'static Kind,
    value: Option<&'t Node<'a>>,
    parameters: BTreeMap<&'t str, &'t Node<'a>>,
    span: Span,
}

/// Reads one check; what is wrong with it is noted.
pub(in crate::suite) fn read<'a>(reading: &Reading<'a>, node: &Node<'a>) -> Option<Check> {
    let arguments = match node.as_ref() {
        DeValue::String(name) => bare(reading, name, node)?,
        DeValue::Table(table) => tabled(reading, table, node)?,
        _ => {
            reading.wrong_type("checks", node, "a list such as `[{ bullets = 3 }, \"lowercase\"]`");
            return None;
        }
    };
    let label = match arguments.parameters.get(LABEL) {
        Some(label) => Some(reading.text_of(LABEL, label)?),
        None => None,
    };
    let rule = (arguments.kind.build)(&arguments)?;
    Some(Check { kind: arguments.kind, label, canonical: canonical(&arguments), rule: Arc::from(rule) })
}

fn bare<'t, 'a>(reading: &'t Reading<'a>, name: &str, node: &'t Node<'a>) -> Option<Arguments<'t, 'a>> {
    // `"bullets = 3"`: a table without its braces.
    let first = name.split(|c: char| c.is_whitespace() || "=:".contains(c)).next().unwrap_or_default();
    if let Some(kind) = kinds().find(|kind| kind.name == first && first.len() < name.trim().len()) {
        let message = format!("`{name}` is the check `{first}` and more, all in quotes");
        reading.error(message, node.span(), format!("write it like `{}`", kind.example));
        return None;
    }
    let kind = named(reading, name, node.span().into())?;
    Some(Arguments { reading, kind, value: None, parameters: BTreeMap::new(), span: node.span().into() })
}

fn tabled<'t, 'a>(reading: &'t Reading<'a>, table: &'t DeTable<'a>, node: &'t Node<'a>) -> Option<Arguments<'t, 'a>> {
    let is_check = |key: &str| kinds().any(|kind| kind.name == key);
    let mut checks = table.iter().filter(|(key, _)| is_check(key.as_ref()));
    let Some((name, value)) = checks.next() else {
        return unnamed(reading, table, node);
    };
    if let Some((second, _)) = checks.next() {
        reading.error(
            format!("`{}` and `{}` are two checks in one table", name.as_ref(), second.as_ref()),
            second.span(),
            "give every check a table of its own: `{ lines = 2 }, { words_at_most = 20 }`",
        );
        return None;
    }
    let kind = named(reading, name.as_ref(), name.span().into())?;
    let mut parameters = BTreeMap::new();
    for (key, value) in table.iter().filter(|(key, _)| key.as_ref() != name.as_ref()) {
        if key.as_ref() != LABEL && !kind.parameters.contains(&key.as_ref().as_ref()) {
            let known: Vec<&str> = kind.parameters.iter().copied().chain([LABEL]).collect();
            let help = format!("beside its value `{}` takes {}: {}", kind.name, listed(&known), kind.example);
            reading.unknown(&format!("parameter of `{}`", kind.name), key.as_ref(), key.span(), &known, help);
            return None;
        }
        parameters.insert(key.as_ref().as_ref(), value);
    }
    Some(Arguments { reading, kind, value: Some(value), parameters, span: name.span().into() })
}

/// A table without any check's name: the key that is most likely meant for one is the fault.
fn unnamed<'t, 'a>(reading: &'t Reading<'a>, table: &'t DeTable<'a>, node: &Node<'a>) -> Option<Arguments<'t, 'a>> {
    let is_parameter = |key: &str| key == LABEL || kinds().any(|kind| kind.parameters.contains(&key));
    let in_order = |key: &toml::Spanned<_>| key.span().start;
    let mut keys: Vec<_> = table.keys().collect();
    keys.sort_by_key(|key| in_order(key));
    match keys.into_iter().find(|key| !is_parameter(key.as_ref())) {
        Some(key) => named(reading, key.as_ref(), key.span().into()).map(|_| ()),
        None => {
            reading.error("this table names no check", node.span(), READ_MORE);
            None
        }
    };
    None
}

fn named(reading: &Reading<'_>, name: &str, span: Span) -> Option<&'static Kind> {
    let found = kinds().find(|kind| kind.name == name);
    if found.is_none() {
        let known: Vec<&str> = kinds().map(|kind| kind.name).collect();
        reading.unknown("check", name, span, &known, READ_MORE.to_owned());
    }
    found
}

impl<'t, 'a> Arguments<'t, 'a> {
    /// The value, which must be there.
    fn value(&self) -> Option<&'t Node<'a>> {
        if self.value.is_none() {
            self.fault(format!("`{}` needs a value", self.kind.name), self.span);
        }
        self.value
    }

    /// That the check takes no value: it stands bare, or is `true`.
    pub(super) fn nothing(&self) -> Option<()> {
        match self.value {
            None => Some(()),
            Some(node) if node.as_ref().as_bool() == Some(true) => Some(()),
            Some(node) => {
                self.fault(format!("`{}` takes no value but `true`", self.kind.name), node.span());
                None
            }
        }
    }

    /// A count, at least 1.
    pub(super) fn count(&self) -> Option<usize> {
        let number = self.reading.whole_of(self.kind.name, self.value()?, 1..=MOST)?;
        usize::try_from(number).ok()
    }

    /// A count that may be 0.
    pub(super) fn whole(&self) -> Option<usize> {
        let number = self.reading.whole_of(self.kind.name, self.value()?, 0..=MOST)?;
        usize::try_from(number).ok()
    }

    /// A parameter's count that may be 0; the parameter must be there.
    pub(super) fn required_whole(&self, name: &str) -> Option<usize> {
        let number = self.reading.whole_of(name, self.required(name)?, 0..=MOST)?;
        usize::try_from(number).ok()
    }

    /// A parameter's count that may be absent; the outer `None` is a fault.
    pub(super) fn optional_whole(&self, name: &str) -> Option<Option<usize>> {
        match self.optional(name) {
            Some(_) => self.required_whole(name).map(Some),
            None => Some(None),
        }
    }

    /// A parameter's text; the parameter must be there.
    pub(super) fn required_text(&self, name: &str) -> Option<String> {
        self.sound_text(self.required(name)?)
    }

    /// One text.
    pub(super) fn text(&self) -> Option<String> {
        self.sound_text(self.value()?)
    }

    /// One text or several.
    pub(super) fn texts(&self) -> Option<Vec<String>> {
        self.each(|node| self.sound_text(node))
    }

    /// One text or several with which an answer begins: the white space behind them counts, `Dear ` is not `Dearest`.
    pub(super) fn beginnings(&self) -> Option<Vec<String>> {
        self.each(|node| self.edge_text(node, str::trim_start))
    }

    /// One text or several with which an answer ends: the white space before them counts.
    pub(super) fn endings(&self) -> Option<Vec<String>> {
        self.each(|node| self.edge_text(node, str::trim_end))
    }

    fn each(&self, read: impl Fn(&Node<'_>) -> Option<String>) -> Option<Vec<String>> {
        let node = self.value()?;
        if node.as_ref().is_str() {
            return Some(vec![read(node)?]);
        }
        let items = self.reading.items_of(self.kind.name, node, "text, or a list of texts")?;
        let texts: Vec<Option<String>> = items.into_iter().map(read).collect();
        texts.into_iter().collect()
    }

    /// A list of texts, each of which may be a list of variants.
    pub(super) fn lists(&self) -> Option<Vec<Vec<String>>> {
        let items = self.reading.items_of(self.kind.name, self.value()?, "a list of texts, or of lists of variants")?;
        let variants = |item: &'t Node<'a>| match item.as_ref().as_array() {
            None => Some(vec![self.sound_text(item)?]),
            Some(_) => {
                let texts = self.reading.items_of(self.kind.name, item, "a list of texts, or of lists of variants")?;
                texts.into_iter().map(|text| self.sound_text(text)).collect()
            }
        };
        let lists: Vec<Option<Vec<String>>> = items.into_iter().map(variants).collect();
        lists.into_iter().collect()
    }

    /// The texts of a parameter that is there.
    pub(super) fn parameter_texts(&self, name: &str) -> Option<Vec<String>> {
        let items = self.reading.items_of(name, self.required(name)?, "a list of texts")?;
        items.into_iter().map(|item| self.sound_text(item)).collect()
    }

    /// A pattern that finds any of these phrases.
    pub(super) fn pattern(&self, texts: &[String]) -> Option<Regex> {
        let pattern = words::phrases(texts).ok();
        if pattern.is_none() {
            self.fault(format!("the phrases of `{}` are too many", self.kind.name), self.span);
        }
        pattern
    }

    /// The value as it stands.
    pub(super) fn node(&self) -> Option<&'t Node<'a>> {
        self.value()
    }

    /// One phrase or several, and a pattern that finds any of them.
    pub(super) fn phrases(&self) -> Option<(Vec<String>, Regex)> {
        let texts = self.texts()?;
        let pattern = self.pattern(&texts)?;
        Some((texts, pattern))
    }

    /// A parameter's text that may be absent; the outer `None` is a fault.
    pub(super) fn optional_text(&self, name: &str) -> Option<Option<String>> {
        match self.parameters.get(name) {
            Some(node) => self.sound_text(node).map(Some),
            None => Some(None),
        }
    }

    /// A parameter that may be absent.
    pub(super) fn optional(&self, name: &str) -> Option<&'t Node<'a>> {
        self.parameters.get(name).copied()
    }

    fn required(&self, name: &str) -> Option<&'t Node<'a>> {
        let node = self.optional(name);
        if node.is_none() {
            self.fault(format!("`{}` needs `{name}`", self.kind.name), self.span);
        }
        node
    }

    /// Notes that a value makes no sense; the cure shows the check as it should be.
    pub(super) fn fault(&self, message: impl Into<String>, span: impl Into<Span>) {
        self.reading.error(message, span, format!("write it like `{}`", self.kind.example));
    }

    /// Where a parameter stands, or the check's name.
    pub(super) fn place_of(&self, name: &str) -> Span {
        self.optional(name).map_or(self.span, |node| node.span().into())
    }

    /// Where the value stands, or the check's name.
    pub(super) fn place(&self) -> Span {
        self.value.map_or(self.span, |node| node.span().into())
    }

    /// Text to compare with: an answer is trimmed, so white space around it could never match.
    fn sound_text(&self, node: &Node<'_>) -> Option<String> {
        let text = self.reading.text_of(self.kind.name, node)?;
        let written = written(node);
        if written != text && written.trim_end_matches('\n') != text {
            self.fault(format!("white space around {written:?} never matches"), node.span());
            return None;
        }
        Some(text)
    }

    /// Text to compare one edge of an answer with; `trim` takes away what stands outside of the answer.
    fn edge_text(&self, node: &Node<'_>, trim: fn(&str) -> &str) -> Option<String> {
        self.reading.text_of(self.kind.name, node)?;
        let written = written(node);
        if trim(&written) != written {
            self.fault(format!("white space around {written:?} never matches"), node.span());
            return None;
        }
        Some(written)
    }
}

/// A text as it was written, with plain line breaks.
fn written(node: &Node<'_>) -> String {
    node.as_ref().as_str().unwrap_or_default().replace("\r\n", "\n")
}

/// One spelling for one meaning: name, revision, the phrases of its word lists, value and parameters in the order of their names.
fn canonical(arguments: &Arguments<'_, '_>) -> String {
    let kind = arguments.kind;
    let lists: Vec<&str> = kind.words.iter().flat_map(|list| list.entries()).collect();
    let mut text = format!("{} {} {:?}", kind.name, kind.revision, lists);
    if let Some(node) = arguments.value.filter(|node| !node.as_ref().is_bool()) {
        text.push_str(&format!(" {}", plain(node)));
    }
    for (name, node) in arguments.parameters.iter().filter(|(name, _)| **name != LABEL) {
        text.push_str(&format!(" {name}={}", plain(node)));
    }
    text
}

/// A value whatever its notation: `0x10` is `16`, `'a'` is `"a"`.
fn plain(node: &Node<'_>) -> String {
    match node.as_ref() {
        DeValue::String(text) => format!("{:?}", text.replace("\r\n", "\n")),
        DeValue::Integer(number) => {
            i128::from_str_radix(number.as_str(), number.radix()).unwrap_or_default().to_string()
        }
        DeValue::Float(number) => number.as_str().parse::<f64>().unwrap_or(f64::NAN).to_string(),
        DeValue::Boolean(truth) => truth.to_string(),
        DeValue::Datetime(date) => date.to_string(),
        DeValue::Array(items) => format!("[{}]", items.iter().map(plain).collect::<Vec<_>>().join(",")),
        DeValue::Table(table) => {
            let entry =
                |(key, value): (&toml::Spanned<_>, &Node<'_>)| format!("{:?}={}", key.as_ref() as &str, plain(value));
            let mut entries: Vec<String> = table.iter().map(|(key, value)| entry((key, value))).collect();
            entries.sort();
            format!("{{{}}}", entries.join(","))
        }
    }
}
