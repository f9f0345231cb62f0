//! Reads a check from a suite: `"lowercase"`, `{ bullets = 3 }`, `{ contains_any = ["shut", "clos*"], as = "position
//! kept" }`.
//!
//! A check is a table with the check's name as one key. Its other keys are the check's parameters, and `as`, which
//! every check accepts: the author's own description. A check without a value may be written as its bare name.

use std::collections::BTreeMap;

use toml::de::{DeTable, DeValue};

use super::arguments::Arguments;
use super::entry::Entry;
use super::explain::explanation;
use super::judge::Check;
use super::registry::entries;
use crate::diagnostic::Span;
use crate::suite::fields::{Node, TomlReader, listed};

/// The parameter with the author's own description.
const LABEL: &str = "as";

/// Where to read about checks.
const READ_MORE: &str = "`docs/suites.md` has a table of all checks";

/// A check as written, before its rule is built.
type WrittenCheck<'t, 'a> = (&'static Entry, Arguments<'t, 'a>);

/// Reads one check, reporting its errors.
pub(in crate::suite) fn read<'a>(reader: &TomlReader<'a>, node: &Node<'a>) -> Option<Check> {
    let (entry, arguments) = match node.as_ref() {
        DeValue::String(name) => read_name(reader, name, node)?,
        DeValue::Table(table) => read_table(reader, table, node)?,
        _ => {
            reader.wrong_type("checks", node, "a list such as `[{ bullets = 3 }, \"lowercase\"]`");
            return None;
        }
    };
    let label = match arguments.parameters.get(LABEL) {
        Some(label) => Some(reader.text_of(LABEL, label)?),
        None => None,
    };
    let rule = (entry.build)(&arguments)?;
    Some(Check::new(&entry.spec, label, canonical(&arguments), explanation(&arguments), rule))
}

fn read_name<'t, 'a>(reader: &'t TomlReader<'a>, name: &str, node: &'t Node<'a>) -> Option<WrittenCheck<'t, 'a>> {
    // `"bullets = 3"` instead of `{ bullets = 3 }`.
    let first = name.split(|c: char| c.is_whitespace() || "=:".contains(c)).next().unwrap_or_default();
    if let Some(entry) = entries().find(|entry| entry.spec.name == first && first.len() < name.trim().len()) {
        let message = format!("`{name}` is in quotes as a whole");
        reader.error(message, node.span(), format!("write it like `{}`", entry.spec.example));
        return None;
    }
    let entry = find(reader, name, node.span().into())?;
    let span = node.span().into();
    Some((entry, Arguments { reader, spec: &entry.spec, value: None, parameters: BTreeMap::new(), span }))
}

fn read_table<'t, 'a>(
    reader: &'t TomlReader<'a>,
    table: &'t DeTable<'a>,
    node: &'t Node<'a>,
) -> Option<WrittenCheck<'t, 'a>> {
    let is_check = |key: &str| entries().any(|entry| entry.spec.name == key);
    let mut checks = table.iter().filter(|(key, _)| is_check(key.as_ref()));
    let Some((name, value)) = checks.next() else {
        report_missing_name(reader, table, node);
        return None;
    };
    if let Some((second, _)) = checks.next() {
        reader.error(
            format!("`{}` and `{}` are two checks in one table", name.as_ref(), second.as_ref()),
            second.span(),
            "write every check as a table of its own: `{ lines = 2 }, { words_at_most = 20 }`",
        );
        return None;
    }
    let entry = find(reader, name.as_ref(), name.span().into())?;
    let spec = &entry.spec;
    let mut parameters = BTreeMap::new();
    for (key, value) in table.iter().filter(|(key, _)| key.as_ref() != name.as_ref()) {
        if key.as_ref() != LABEL && !spec.parameters.contains(&key.as_ref().as_ref()) {
            let known: Vec<&str> = spec.parameters.iter().copied().chain([LABEL]).collect();
            let help = format!("besides its value, `{}` takes {}: {}", spec.name, listed(&known), spec.example);
            reader.unknown(&format!("parameter of `{}`", spec.name), key.as_ref(), key.span(), &known, help);
            return None;
        }
        parameters.insert(key.as_ref().as_ref(), value);
    }
    Some((entry, Arguments { reader, spec, value: Some(value), parameters, span: name.span().into() }))
}

/// Reports a table without the name of a check, at the first key that is not a parameter: it is most likely a misspelt
/// name.
fn report_missing_name(reader: &TomlReader<'_>, table: &DeTable<'_>, node: &Node<'_>) {
    let is_parameter = |key: &str| key == LABEL || entries().any(|entry| entry.spec.parameters.contains(&key));
    let mut keys: Vec<_> = table.keys().collect();
    keys.sort_by_key(|key| key.span().start);
    match keys.into_iter().find(|key| !is_parameter(key.as_ref())) {
        Some(key) => drop(find(reader, key.as_ref(), key.span().into())),
        None => reader.error("this table does not name a check", node.span(), READ_MORE),
    }
}

/// The check with a name; reports an unknown one.
fn find(reader: &TomlReader<'_>, name: &str, span: Span) -> Option<&'static Entry> {
    let found = entries().find(|entry| entry.spec.name == name);
    if found.is_none() {
        let known: Vec<&str> = entries().map(|entry| entry.spec.name).collect();
        reader.unknown("check", name, span, &known, READ_MORE.to_owned());
    }
    found
}

/// The canonical form of a check, equal for equal meanings: name, revision, the phrases of its word lists, value, and
/// parameters sorted by name.
fn canonical(arguments: &Arguments<'_, '_>) -> String {
    let spec = arguments.spec;
    let lists: Vec<&str> = spec.words.iter().flat_map(|list| list.entries()).collect();
    let mut text = format!("{} {} {:?}", spec.name, spec.revision, lists);
    if let Some(node) = arguments.value.filter(|node| !node.as_ref().is_bool()) {
        text.push_str(&format!(" {}", canonical_value(node)));
    }
    for (name, node) in arguments.parameters.iter().filter(|(name, _)| **name != LABEL) {
        text.push_str(&format!(" {name}={}", canonical_value(node)));
    }
    text
}

/// A value regardless of its notation: `0x10` is `16`, `'a'` is `"a"`.
fn canonical_value(node: &Node<'_>) -> String {
    match node.as_ref() {
        DeValue::String(text) => format!("{:?}", text.replace("\r\n", "\n")),
        DeValue::Integer(number) => {
            i128::from_str_radix(number.as_str(), number.radix()).unwrap_or_default().to_string()
        }
        DeValue::Float(number) => number.as_str().parse::<f64>().unwrap_or(f64::NAN).to_string(),
        DeValue::Boolean(truth) => truth.to_string(),
        DeValue::Datetime(date) => date.to_string(),
        DeValue::Array(items) => format!("[{}]", items.iter().map(canonical_value).collect::<Vec<_>>().join(",")),
        DeValue::Table(table) => {
            let entry = |(key, value): (&toml::Spanned<_>, &Node<'_>)| {
                format!("{:?}={}", key.as_ref() as &str, canonical_value(value))
            };
            let mut entries: Vec<String> = table.iter().map(|(key, value)| entry((key, value))).collect();
            entries.sort();
            format!("{{{}}}", entries.join(","))
        }
    }
}
