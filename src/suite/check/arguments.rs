//! The arguments of a check in a suite: its value and its parameters, which rules read with the right type, reporting
//! errors.

use std::collections::BTreeMap;

use super::spec::Spec;
use crate::diagnostic::Span;
use crate::suite::fields::{Node, TomlReader};
use crate::suite::matcher::Phrases;

/// The largest count in a check: more than any short answer can have.
const MAX_COUNT: u64 = 100_000;

/// The arguments of one check, with their positions.
pub(super) struct Arguments<'t, 'a> {
    /// The reader of the file.
    pub(super) reader: &'t TomlReader<'a>,
    /// The check.
    pub(super) spec: &'static Spec,
    /// Its value, if it has one.
    pub(super) value: Option<&'t Node<'a>>,
    /// Its parameters by name.
    pub(super) parameters: BTreeMap<&'t str, &'t Node<'a>>,
    /// The position of its name.
    pub(super) span: Span,
}

impl<'t, 'a> Arguments<'t, 'a> {
    /// The value, which is required.
    fn value(&self) -> Option<&'t Node<'a>> {
        if self.value.is_none() {
            self.fault(format!("`{}` needs a value", self.spec.name), self.span);
        }
        self.value
    }

    /// Checks that there is no value: only the bare name, or `true`.
    pub(super) fn nothing(&self) -> Option<()> {
        match self.value {
            None => Some(()),
            Some(node) if node.as_ref().as_bool() == Some(true) => Some(()),
            Some(node) => {
                self.fault(format!("`{}` takes no value other than `true`", self.spec.name), node.span());
                None
            }
        }
    }

    /// A count, at least 1.
    pub(super) fn count(&self) -> Option<usize> {
        let number = self.reader.whole_of(self.spec.name, self.value()?, 1..=MAX_COUNT)?;
        usize::try_from(number).ok()
    }

    /// A count that may be 0.
    pub(super) fn whole(&self) -> Option<usize> {
        let number = self.reader.whole_of(self.spec.name, self.value()?, 0..=MAX_COUNT)?;
        usize::try_from(number).ok()
    }

    /// The count in a required parameter; it may be 0.
    pub(super) fn required_whole(&self, name: &str) -> Option<usize> {
        let number = self.reader.whole_of(name, self.required(name)?, 0..=MAX_COUNT)?;
        usize::try_from(number).ok()
    }

    /// The count in an optional parameter; the outer `None` means that an error was reported.
    pub(super) fn optional_whole(&self, name: &str) -> Option<Option<usize>> {
        match self.optional(name) {
            Some(_) => self.required_whole(name).map(Some),
            None => Some(None),
        }
    }

    /// The text in a required parameter.
    pub(super) fn required_text(&self, name: &str) -> Option<String> {
        self.trimmed_text(self.required(name)?)
    }

    /// One text.
    pub(super) fn text(&self) -> Option<String> {
        self.trimmed_text(self.value()?)
    }

    /// One text or a list of texts.
    pub(super) fn texts(&self) -> Option<Vec<String>> {
        self.each(|node| self.trimmed_text(node))
    }

    /// One text or a list of texts with which an answer begins. White space after a text is part of it: `Dear ` does
    /// not match `Dearest`.
    pub(super) fn beginnings(&self) -> Option<Vec<String>> {
        self.each(|node| self.edge_text(node, str::trim_start))
    }

    /// One text or a list of texts with which an answer ends. White space before a text is part of it.
    pub(super) fn endings(&self) -> Option<Vec<String>> {
        self.each(|node| self.edge_text(node, str::trim_end))
    }

    fn each(&self, read: impl Fn(&Node<'_>) -> Option<String>) -> Option<Vec<String>> {
        let node = self.value()?;
        if node.as_ref().is_str() {
            return Some(vec![read(node)?]);
        }
        let items = self.reader.items_of(self.spec.name, node, "text, or a list of texts")?;
        let texts: Vec<Option<String>> = items.into_iter().map(read).collect();
        texts.into_iter().collect()
    }

    /// A list of texts, each of which may be a list of alternatives.
    pub(super) fn lists(&self) -> Option<Vec<Vec<String>>> {
        let items =
            self.reader.items_of(self.spec.name, self.value()?, "a list of texts, or of lists of alternatives")?;
        let variants = |item: &'t Node<'a>| match item.as_ref().as_array() {
            None => Some(vec![self.trimmed_text(item)?]),
            Some(_) => {
                let texts =
                    self.reader.items_of(self.spec.name, item, "a list of texts, or of lists of alternatives")?;
                texts.into_iter().map(|text| self.trimmed_text(text)).collect()
            }
        };
        let lists: Vec<Option<Vec<String>>> = items.into_iter().map(variants).collect();
        lists.into_iter().collect()
    }

    /// The list of texts in a required parameter.
    pub(super) fn parameter_texts(&self, name: &str) -> Option<Vec<String>> {
        let items = self.reader.items_of(name, self.required(name)?, "a list of texts")?;
        items.into_iter().map(|item| self.trimmed_text(item)).collect()
    }

    /// What finds any of these phrases; with `as_written = true`, numbers only in the form in which they are written.
    pub(super) fn finder(&self, texts: &[String]) -> Option<Phrases> {
        let as_written = self.truth("as_written")?;
        let phrases = if as_written { Phrases::as_written(texts) } else { Phrases::new(texts) };
        if phrases.is_err() {
            self.fault(format!("`{}` has too many phrases", self.spec.name), self.span);
        }
        phrases.ok()
    }

    /// Whether an optional parameter is true; `None` means that an error was reported.
    pub(super) fn truth(&self, name: &str) -> Option<bool> {
        self.optional(name).map_or(Some(false), |node| self.reader.truth_of(name, node))
    }

    /// The value itself.
    pub(super) fn node(&self) -> Option<&'t Node<'a>> {
        self.value()
    }

    /// One phrase or a list of phrases, and what finds any of them.
    pub(super) fn phrases(&self) -> Option<(Vec<String>, Phrases)> {
        let texts = self.texts()?;
        let any = self.finder(&texts)?;
        Some((texts, any))
    }

    /// The text in an optional parameter; the outer `None` means that an error was reported.
    pub(super) fn optional_text(&self, name: &str) -> Option<Option<String>> {
        match self.parameters.get(name) {
            Some(node) => self.trimmed_text(node).map(Some),
            None => Some(None),
        }
    }

    /// An optional parameter.
    pub(super) fn optional(&self, name: &str) -> Option<&'t Node<'a>> {
        self.parameters.get(name).copied()
    }

    fn required(&self, name: &str) -> Option<&'t Node<'a>> {
        let node = self.optional(name);
        if node.is_none() {
            self.fault(format!("`{}` needs `{name}`", self.spec.name), self.span);
        }
        node
    }

    /// Reports an invalid argument; the help shows how to write the check.
    pub(super) fn fault(&self, message: impl Into<String>, span: impl Into<Span>) {
        self.reader.error(message, span, format!("write it like `{}`", self.spec.example));
    }

    /// The position of a parameter, or else of the check's name.
    pub(super) fn place_of(&self, name: &str) -> Span {
        self.optional(name).map_or(self.span, |node| node.span().into())
    }

    /// The position of the value, or else of the check's name.
    pub(super) fn place(&self) -> Span {
        self.value.map_or(self.span, |node| node.span().into())
    }

    /// Text to compare with an answer. Answers are trimmed, so white space around the text could never match.
    fn trimmed_text(&self, node: &Node<'_>) -> Option<String> {
        let text = self.reader.text_of(self.spec.name, node)?;
        let written = written(node);
        if written != text && written.trim_end_matches('\n') != text {
            self.fault(format!("the white space around {written:?} can never match"), node.span());
            return None;
        }
        Some(text)
    }

    /// Text to compare with the beginning or end of an answer; `trim` removes the white space that would lie outside of
    /// the answer.
    fn edge_text(&self, node: &Node<'_>, trim: fn(&str) -> &str) -> Option<String> {
        self.reader.text_of(self.spec.name, node)?;
        let written = written(node);
        if trim(&written) != written {
            self.fault(format!("the white space around {written:?} can never match"), node.span());
            return None;
        }
        Some(written)
    }
}

/// A text as written, with `\n` for every line break.
fn written(node: &Node<'_>) -> String {
    node.as_ref().as_str().unwrap_or_default().replace("\r\n", "\n")
}
