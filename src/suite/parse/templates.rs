//! Prompts that are alike: a template stands once in its file, and each case fills its places.
//!
//! ```toml
//! [templates]
//! summary = "Summarise this in {count} words: {text}"
//!
//! [[case]]
//! template = "summary"
//! with = { count = "five", text = "The market opens at eight." }
//! ```
//!
//! A place is a name of small letters, digits and underscores in braces; other braces are text.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::suite::fields::{Fields, Node, Reading, listed};

static PLACE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\{([a-z][a-z0-9_]*)\}").expect("the tests compile every pattern"));

/// Keys of the file itself that become templates when they are written too far down.
const OF_THE_FILE: [&str; 3] = ["weight", "timeout", "max_tokens"];

/// The templates of a category's file, by name.
#[derive(Debug, Default)]
pub(super) struct Templates {
    texts: BTreeMap<String, String>,
}

impl Templates {
    /// The templates of a file; none where it has none.
    pub(super) fn read(reading: &Reading<'_>, fields: &Fields<'_, '_>) -> Self {
        let Some(node) = fields.optional("templates") else { return Self::default() };
        for (key, _) in node.as_ref().as_table().into_iter().flatten() {
            if OF_THE_FILE.contains(&key.as_ref().as_ref()) {
                let message = format!("`{}` stands under `[templates]`", key.as_ref());
                reading.error(message, key.span(), "put it above `[templates]`, where the file's `title` is");
            }
        }
        Self { texts: texts_of(reading, "templates", node).unwrap_or_default() }
    }

    /// A case's prompt: its own, or a template of which it fills every place.
    pub(super) fn prompt(&self, reading: &Reading<'_>, fields: &Fields<'_, '_>) -> Option<String> {
        let (template, with) = (fields.optional("template"), fields.optional("with"));
        match (fields.optional("prompt"), template) {
            (None, Some(template)) => self.filled(reading, template, with),
            (Some(_), Some(template)) => {
                let help = "keep one of them: a template is a prompt that other cases use too";
                reading.error("this case has a `prompt` and a `template`", template.span(), help);
                None
            }
            (_, None) => {
                if let Some(with) = with {
                    reading.error("`with` fills no template", with.span(), "add `template`, or remove `with`");
                    return None;
                }
                fields.text("prompt")
            }
        }
    }

    fn filled(&self, reading: &Reading<'_>, node: &Node<'_>, with: Option<&Node<'_>>) -> Option<String> {
        let name = reading.text_of("template", node)?;
        let Some(template) = self.texts.get(&name) else {
            let known: Vec<&str> = self.texts.keys().map(String::as_str).collect();
            let help = match known.as_slice() {
                [] => format!("write it above the cases: `[templates]` and `{name} = \"...\"`"),
                known => format!("the templates of this file are {}", listed(known)),
            };
            reading.unknown("template", &name, node.span(), &known, help);
            return None;
        };
        let values = match with {
            Some(with) => texts_of(reading, "with", with)?,
            None => BTreeMap::new(),
        };
        let places: Vec<&str> =
            PLACE.captures_iter(template).filter_map(|found| Some(found.get(1)?.as_str())).collect();
        if let Some(empty) = places.iter().find(|place| !values.contains_key(**place)) {
            let help = format!("add `with = {{ {empty} = \"...\" }}`");
            reading.error(format!("nothing fills `{{{empty}}}` of the template `{name}`"), node.span(), help);
            return None;
        }
        if let Some(extra) = values.keys().find(|value| !places.contains(&value.as_str())) {
            let help = format!("the template `{name}` has {}", listed(&places));
            let span = with.map_or(node.span(), toml::Spanned::span);
            reading.unknown("place", extra, span, &places, help);
            return None;
        }
        // All places at once: braces in what fills them are text.
        let fill = |found: &Captures<'_>| values.get(&found[1]).cloned().unwrap_or_default();
        Some(PLACE.replace_all(template, fill).into_owned())
    }
}

/// A table of texts.
fn texts_of(reading: &Reading<'_>, name: &str, node: &Node<'_>) -> Option<BTreeMap<String, String>> {
    let Some(table) = node.as_ref().as_table() else {
        reading.wrong_type(name, node, "a table of names and texts");
        return None;
    };
    let entry = |(key, value): (&toml::Spanned<_>, &Node<'_>)| {
        let key: &std::borrow::Cow<'_, str> = key.as_ref();
        Some((key.to_string(), reading.text_of(key, value)?))
    };
    let entries: Vec<Option<(String, String)>> = table.iter().map(entry).collect();
    entries.into_iter().collect()
}
