//! The opening tag of an element, with attributes that can be changed.

use std::collections::BTreeMap;

use html5gum::StartTag;

use crate::text::html;

/// An opening tag.
#[derive(Debug)]
pub(super) struct Element {
    pub(super) name: String,
    attributes: BTreeMap<String, String>,
    is_self_closing: bool,
    /// Whether anything was changed.
    pub(super) is_changed: bool,
}

impl Element {
    pub(super) fn of(tag: &StartTag<usize>) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let attributes = tag.attributes.iter().map(|(name, value)| (text(name), text(&value.value)));
        Self {
            name: text(&tag.name),
            attributes: attributes.collect(),
            is_self_closing: tag.self_closing,
            is_changed: false,
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }

    /// Whether an attribute has this value, in any case.
    pub(super) fn is(&self, name: &str, value: &str) -> bool {
        self.get(name).is_some_and(|found| found.trim().eq_ignore_ascii_case(value))
    }

    pub(super) fn set(&mut self, name: &str, value: impl Into<String>) {
        self.attributes.insert(name.to_owned(), value.into());
        self.is_changed = true;
    }

    pub(super) fn remove(&mut self, names: &[&str]) {
        for name in names {
            self.is_changed |= self.attributes.remove(*name).is_some();
        }
    }

    /// The tag.
    pub(super) fn html(&self) -> String {
        let attribute = |(name, value): (&String, &String)| format!(" {name}=\"{}\"", html(value));
        let attributes: String = self.attributes.iter().map(attribute).collect();
        format!("<{}{attributes}{}>", self.name, if self.is_self_closing { "/" } else { "" })
    }
}
