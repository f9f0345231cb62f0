//! What templates are given: the contract between offprint and the theme of a site.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// The version of what templates are given. It grows when a field or a template is renamed or removed, or means something else; new fields
/// do not change it.
pub const THEME_VERSION: u32 = 1;

/// The fields that each template was given, by its name: `frame.title`, `posts[].href`, each with what it is (`text`, `number`, `flag`).
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct ThemeFields {
    /// By template, by field.
    pub templates: BTreeMap<String, BTreeMap<String, BTreeSet<&'static str>>>,
}

impl ThemeFields {
    /// Adds what a template was given.
    pub(super) fn add(&mut self, template: &str, view: &Value) {
        let fields = self.templates.entry(template.to_owned()).or_default();
        collect("", view, fields);
    }

    /// Adds those of other pages.
    pub fn join(&mut self, other: Self) {
        for (template, fields) in other.templates {
            let mine = self.templates.entry(template).or_default();
            for (field, kinds) in fields {
                mine.entry(field).or_default().extend(kinds);
            }
        }
    }
}

fn collect(path: &str, value: &Value, fields: &mut BTreeMap<String, BTreeSet<&'static str>>) {
    let kind = match value {
        Value::Null => {
            fields.entry(path.to_owned()).or_default();
            return;
        }
        Value::Bool(_) => "flag",
        Value::Number(_) => "number",
        Value::String(_) => "text",
        Value::Array(items) => {
            fields.entry(path.to_owned()).or_default().insert("list");
            return items.iter().for_each(|item| collect(&format!("{path}[]"), item, fields));
        }
        Value::Object(entries) => {
            let name = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
            return entries.iter().for_each(|(key, value)| collect(&name(key), value, fields));
        }
    };
    fields.entry(path.to_owned()).or_default().insert(kind);
}
