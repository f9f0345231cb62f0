//! Templates for similar prompts: a template is defined once per file, and each case fills its placeholders.
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
//! A placeholder is a name of lowercase letters, digits and underscores in braces; other braces are text.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::suite::fields::{Fields, Node, TomlReader, listed};

static PLACEHOLDER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\{([a-z][a-z0-9_]*)\}").expect("the tests compile every pattern"));

/// Keys of the file itself that become templates when they are written too far down.
const FILE_KEYS: [&str; 3] = ["weight", "timeout", "max_tokens"];

/// The templates of a category's file, by name.
#[derive(Debug, Default)]
pub(super) struct Templates {
    texts: BTreeMap<String, String>,
}

impl Templates {
    /// The templates of a file; none by default.
    pub(super) fn read(reader: &TomlReader<'_>, fields: &Fields<'_, '_>) -> Self {
        let Some(node) = fields.optional("templates") else { return Self::default() };
        for (key, _) in node.as_ref().as_table().into_iter().flatten() {
            if FILE_KEYS.contains(&key.as_ref().as_ref()) {
                let message = format!("`{}` is below `[templates]`", key.as_ref());
                reader.error(message, key.span(), "move it above `[templates]`, next to the file's `title`");
            }
        }
        Self { texts: texts_of(reader, "templates", node).unwrap_or_default() }
    }

    /// A case's prompt: its own, or a template with all placeholders filled.
    pub(super) fn prompt(&self, reader: &TomlReader<'_>, fields: &Fields<'_, '_>) -> Option<String> {
        let (template, with) = (fields.optional("template"), fields.optional("with"));
        match (fields.optional("prompt"), template) {
            (None, Some(template)) => self.fill(reader, template, with),
            (Some(_), Some(template)) => {
                let help = "keep one of them: a template is a prompt that several cases share";
                reader.error("this case has both a `prompt` and a `template`", template.span(), help);
                None
            }
            (_, None) => {
                if let Some(with) = with {
                    reader.error("`with` needs a `template`", with.span(), "add `template`, or remove `with`");
                    return None;
                }
                fields.text("prompt")
            }
        }
    }

    fn fill(&self, reader: &TomlReader<'_>, node: &Node<'_>, with: Option<&Node<'_>>) -> Option<String> {
        let name = reader.text_of("template", node)?;
        let Some(template) = self.texts.get(&name) else {
            let known: Vec<&str> = self.texts.keys().map(String::as_str).collect();
            let help = match known.as_slice() {
                [] => format!("define it above the cases: `[templates]` and `{name} = \"...\"`"),
                known => format!("the templates of this file are {}", listed(known)),
            };
            reader.unknown("template", &name, node.span(), &known, help);
            return None;
        };
        let values = match with {
            Some(with) => texts_of(reader, "with", with)?,
            None => BTreeMap::new(),
        };
        let places: Vec<&str> =
            PLACEHOLDER.captures_iter(template).filter_map(|found| Some(found.get(1)?.as_str())).collect();
        if let Some(empty) = places.iter().find(|place| !values.contains_key(**place)) {
            let help = format!("add `with = {{ {empty} = \"...\" }}`");
            reader.error(format!("`{{{empty}}}` of the template `{name}` is not filled"), node.span(), help);
            return None;
        }
        if let Some(extra) = values.keys().find(|value| !places.contains(&value.as_str())) {
            let help = format!("the template `{name}` has the placeholders {}", listed(&places));
            let span = with.map_or(node.span(), toml::Spanned::span);
            reader.unknown("placeholder", extra, span, &places, help);
            return None;
        }
        // All placeholders at once, so that braces in the values remain text.
        let fill = |found: &Captures<'_>| values.get(&found[1]).cloned().unwrap_or_default();
        Some(PLACEHOLDER.replace_all(template, fill).into_owned())
    }
}

/// A table of texts.
fn texts_of(reader: &TomlReader<'_>, name: &str, node: &Node<'_>) -> Option<BTreeMap<String, String>> {
    let Some(table) = node.as_ref().as_table() else {
        reader.wrong_type(name, node, "a table of names and texts");
        return None;
    };
    let entry = |(key, value): (&toml::Spanned<_>, &Node<'_>)| {
        let key: &std::borrow::Cow<'_, str> = key.as_ref();
        Some((key.to_string(), reader.text_of(key, value)?))
    };
    let entries: Vec<Option<(String, String)>> = table.iter().map(entry).collect();
    entries.into_iter().collect()
}
