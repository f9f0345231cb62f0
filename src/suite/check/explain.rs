//! What would pass a check, in full: its meaning, its value and parameters as the suite gives them, and every phrase of its word lists.
//!
//! A check's own description is short and may be the author's (`reason kept`); this is what it stands on.

use toml::de::DeValue;

use super::arguments::Arguments;
use super::json::json;
use crate::suite::fields::Node;

/// The lines of the explanation: the meaning first, then what it applies to.
pub(super) fn explanation(arguments: &Arguments<'_, '_>) -> Vec<String> {
    let spec = arguments.spec;
    let mut lines = Vec::new();
    if let Some(node) = arguments.value.filter(|node| !node.as_ref().is_bool()) {
        lines.extend(in_words(node).into_iter().map(|words| match node.as_ref() {
            DeValue::Integer(_) => format!("N is {words}"),
            _ => words,
        }));
    }
    for name in spec.parameters {
        let words = arguments.optional(name).map(|node| in_words(node).join("; "));
        lines.extend(words.map(|words| format!("{name}: {words}")));
    }
    if lines.iter().any(|line| line.contains("*”")) {
        lines.push("* is any ending of a word".to_owned());
    }
    for list in spec.words {
        let (except, phrases): (Vec<&str>, Vec<&str>) = list.entries().partition(|entry| entry.starts_with("except "));
        // Alternatives are apart, so that a line can be broken between them.
        lines.push(format!("phrases that it looks for: {}", phrases.join(", ").replace('|', " | ")));
        if !except.is_empty() {
            let except: Vec<&str> = except.iter().map(|entry| entry.trim_start_matches("except ")).collect();
            lines.push(format!("but not within: {}", except.join(", ")));
        }
    }
    lines.insert(0, spec.meaning.to_owned());
    lines
}

/// A value: a line for each fact of a list of alternatives, else one line.
fn in_words(node: &Node<'_>) -> Vec<String> {
    match node.as_ref() {
        DeValue::String(text) => vec![quoted_in_full(text)],
        DeValue::Array(items) if items.iter().any(|item| item.as_ref().is_array()) => {
            items.iter().map(alternatives).collect()
        }
        DeValue::Array(items) => vec![items.iter().flat_map(in_words).collect::<Vec<_>>().join(", ")],
        DeValue::Integer(number) => {
            vec![i128::from_str_radix(number.as_str(), number.radix()).unwrap_or_default().to_string()]
        }
        DeValue::Float(number) => vec![number.as_str().to_owned()],
        DeValue::Boolean(truth) => vec![truth.to_string()],
        DeValue::Datetime(date) => vec![date.to_string()],
        DeValue::Table(_) => vec![json(node).map(|value| value.to_string()).unwrap_or_default()],
    }
}

/// One fact: `“300 euros” or “€300”`.
fn alternatives(node: &Node<'_>) -> String {
    match node.as_ref().as_array() {
        Some(items) => items.iter().flat_map(in_words).collect::<Vec<_>>().join(" or "),
        None => in_words(node).concat(),
    }
}

/// A text in quotation marks, whole, with its line breaks visible.
fn quoted_in_full(text: &str) -> String {
    format!("“{}”", text.trim_end_matches(['\r', '\n']).replace("\r\n", "\n").replace('\n', "↵"))
}
