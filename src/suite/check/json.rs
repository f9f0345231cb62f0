//! A JSON object with nothing around it.

use serde_json::{Map, Value};
use toml::de::DeValue;

use super::arguments::Arguments;
use super::rule::{Rule, quoted, quoted_list, shortened};
use crate::suite::fields::Node;

pub(super) fn json_object(arguments: &Arguments<'_, '_>) -> Option<Box<dyn Rule>> {
    let keys = arguments.texts()?;
    let mut holds = Map::new();
    if let Some(node) = arguments.optional("holds") {
        let Some(table) = node.as_ref().as_table() else {
            arguments.fault("`holds` must be a table of keys and values", node.span());
            return None;
        };
        for (key, value) in table {
            let name = key.as_ref().to_string();
            let Some(value) = json(value).filter(|_| keys.contains(&name)) else {
                arguments
                    .fault(format!("`{name}` is not among the keys, or JSON cannot express its value"), key.span());
                return None;
            };
            holds.insert(name, value);
        }
    }
    Some(Box::new(JsonObject { keys, holds }))
}

/// A TOML value as JSON; nothing for dates and for numbers that JSON cannot express.
pub(super) fn json(node: &Node<'_>) -> Option<Value> {
    match node.as_ref() {
        DeValue::String(text) => Some(Value::from(text.as_ref())),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).ok().map(Value::from),
        DeValue::Float(number) => number.as_str().parse().ok().and_then(serde_json::Number::from_f64).map(Value::from),
        DeValue::Boolean(truth) => Some(Value::from(*truth)),
        DeValue::Datetime(_) => None,
        DeValue::Array(items) => items.iter().map(json).collect(),
        DeValue::Table(table) => {
            table.iter().map(|(key, value)| Some((key.as_ref().to_string(), json(value)?))).collect()
        }
    }
}

#[derive(Debug)]
struct JsonObject {
    keys: Vec<String>,
    holds: Map<String, Value>,
}

impl Rule for JsonObject {
    fn describe(&self) -> String {
        let values = self.holds.iter().map(|(key, value)| format!("; {}", entry(key, value)));
        format!("a JSON object with exactly the keys {}{}", quoted_list(&self.keys), values.collect::<String>())
    }

    fn objection(&self, answer: &str) -> Option<String> {
        let object: Map<String, Value> = match serde_json::from_str(answer) {
            Ok(Value::Object(object)) => object,
            Ok(other) => return Some(format!("{} instead of an object", kind(&other))),
            Err(error) => return Some(format!("not JSON: {error}")),
        };
        if let Some(missing) = self.keys.iter().find(|key| !object.contains_key(*key)) {
            return Some(format!("no key {}", quoted(missing)));
        }
        if let Some(extra) = object.keys().find(|key| !self.keys.contains(key)) {
            return Some(format!("a key {}", quoted(extra)));
        }
        let wrong = self.holds.iter().find(|(key, value)| !object.get(*key).is_some_and(|found| same(found, value)));
        wrong.map(|(key, _)| entry(key, object.get(key).unwrap_or(&Value::Null)))
    }
}

/// A key and its value in the quotation marks of sentences, not in those of JSON: `“day” is “Thursday”`, `“items” is [“net”, “whistle”]`.
fn entry(key: &str, value: &Value) -> String {
    let words = match value {
        Value::String(text) => quoted(text),
        other => shortened(&words(other)),
    };
    format!("{} is {words}", quoted(key))
}

fn words(value: &Value) -> String {
    let joined = |items: Vec<String>| items.join(", ");
    match value {
        Value::String(text) => format!("“{text}”"),
        Value::Array(items) => format!("[{}]", joined(items.iter().map(words).collect())),
        Value::Object(entries) => {
            let entry = |(key, value): (&String, &Value)| format!("“{key}”: {}", words(value));
            format!("{{{}}}", joined(entries.iter().map(entry).collect()))
        }
        other => other.to_string(),
    }
}

/// Whether two values are equal. `3` equals `3.0`; integers are compared exactly, because an `f64` cannot hold all of
/// them.
fn same(found: &Value, wanted: &Value) -> bool {
    match (found, wanted) {
        (Value::Number(found), Value::Number(wanted)) => {
            found == wanted || ((found.is_f64() || wanted.is_f64()) && found.as_f64() == wanted.as_f64())
        }
        (Value::Array(found), Value::Array(wanted)) => {
            found.len() == wanted.len() && found.iter().zip(wanted).all(|(found, wanted)| same(found, wanted))
        }
        (Value::Object(found), Value::Object(wanted)) => {
            let holds = |(key, wanted): (&String, &Value)| found.get(key).is_some_and(|found| same(found, wanted));
            found.len() == wanted.len() && wanted.iter().all(holds)
        }
        _ => found == wanted,
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Array(_) => "an array",
        Value::String(_) => "a string",
        Value::Number(_) => "a number",
        Value::Bool(_) => "true or false",
        Value::Null => "null",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn rule(holds: Value) -> JsonObject {
        let Value::Object(holds) = holds else { return JsonObject { keys: Vec::new(), holds: Map::new() } };
        JsonObject { keys: holds.keys().cloned().collect(), holds }
    }

    #[test]
    fn a_sentence_about_values_has_one_kind_of_quotation_marks() {
        let rule = rule(json!({ "day": "Friday", "items": ["net", { "a": "b" }, 3, null] }));
        let words = "“day”, “items”; “day” is “Friday”; “items” is [“net”, {“a”: “b”}, 3, null]";
        assert_eq!(rule.describe(), format!("a JSON object with exactly the keys {words}"));
        let objection = |answer: &Value| rule.objection(&answer.to_string());
        assert_eq!(objection(&json!({ "day": "Monday", "items": [] })), Some("“day” is “Monday”".to_owned()));
        assert_eq!(objection(&json!({ "day": 5, "items": [] })), Some("“day” is 5".to_owned()));
        let long = objection(&json!({ "day": vec!["long"; 900], "items": [] })).expect("it is wrong");
        assert!(long.ends_with('…') && long.chars().count() < 64, "{long}");
    }
}
