//! JSON as tools write it: values with their place in the file, objects in the file's order, and bare `NaN` and `Infinity`.
//!
//! serde_json does the parsing, with `RawValue` (<https://docs.rs/serde_json/1/serde_json/value/struct.RawValue.html>): a value is a piece
//! of the text, and its place is where that piece begins. Python's `json` writes `NaN`, `Infinity` and `-Infinity`, which are not JSON
//! (<https://docs.python.org/3/library/json.html#infinite-and-nan-number-values>), and C's `printf` writes `nan` and `-inf`
//! (<https://en.cppreference.com/w/c/io/fprintf>): outside strings they are read as `null`, that is, as absent.

use std::borrow::Cow;
use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::diagnostic::{Code, Diagnostic, SourceFile, Span, json_offset, json_reason};

/// What Python and C write for numbers that JSON does not have; of two that begin alike, the longer is first.
const NOT_NUMBERS: [&str; 11] =
    ["NaN", "Infinity", "-Infinity", "nan(ind)", "-nan(ind)", "nan", "-nan", "inf", "-inf", "Inf", "-Inf"];

/// A text that holds JSON.
pub(super) struct Document {
    source: SourceFile,
    /// The text with `null` in place of each of [`NOT_NUMBERS`], padded with spaces to the same length where there is room.
    text: String,
    /// Where a `null` is one byte longer than the `NaN` that it replaces, in the source and in `text`: everything after it is moved by one.
    longer: Vec<(usize, usize)>,
    /// Each `NaN` or infinity, in the source.
    replaced: Vec<Span>,
}

impl Document {
    pub(super) fn new(source: &SourceFile) -> Self {
        let mut document = Self {
            source: source.clone(),
            text: String::with_capacity(source.text().len()),
            longer: Vec::new(),
            replaced: Vec::new(),
        };
        document.copy_tolerantly();
        document
    }

    fn copy_tolerantly(&mut self) {
        let source = self.source.clone();
        let (mut in_string, mut escaped, mut copied) = (false, false, 0);
        for (at, byte) in source.text().bytes().enumerate() {
            match byte {
                // A JSON string cannot contain a line break, so this one was never closed. Without the reset, one broken line would turn
                // strings and structure around in all lines after it.
                b'\n' => (in_string, escaped) = (false, false),
                _ if escaped => escaped = false,
                b'\\' if in_string => escaped = true,
                b'"' => in_string = !in_string,
                b'N' | b'I' | b'n' | b'i' | b'-' if !in_string && at >= copied => {
                    if let Some(word) = not_a_number(source.text(), at) {
                        self.text.push_str(&source.text()[copied..at]);
                        if word.len() < 4 {
                            self.longer.push((at, self.text.len()));
                        }
                        self.text.push_str(&format!("{:1$}", "null", word.len()));
                        self.replaced.push(Span::new(at, at + word.len()));
                        copied = at + word.len();
                    }
                }
                _ => {}
            }
        }
        self.text.push_str(&source.text()[copied..]);
    }

    /// The text, as it is in the file.
    pub(super) fn text(&self) -> &str {
        self.source.text()
    }

    /// The warning about values that are not numbers, as far as they are in these parts of the source, which are in its order.
    pub(super) fn warning(&self, parts: &[Span]) -> Option<Diagnostic> {
        let within = |word: &&Span| {
            let after = parts.partition_point(|part| part.start <= word.start);
            after.checked_sub(1).is_some_and(|part| word.end <= parts[part].end)
        };
        let found: Vec<Span> = self.replaced.iter().filter(within).copied().collect();
        let what = match found.len() {
            1 => "1 value is not a number, and counts as absent".to_owned(),
            many => format!("{many} values are not numbers, and count as absent"),
        };
        Some(Diagnostic::warning(Code::NOT_NUMBERS, what).at(&self.source, *found.first()?))
    }

    /// The value that begins at a byte of the source, whatever follows it.
    pub(super) fn value_at(&self, start: usize) -> Result<JsonValue<'_>, NotJson> {
        let piece = &self.text[self.moved(start)..];
        let mut values = serde_json::Deserializer::from_str(piece).into_iter::<&RawValue>();
        match values.next() {
            Some(Ok(raw)) => Ok(JsonValue { document: self, raw: raw.get() }),
            Some(Err(error)) => Err(self.fault(&error, self.moved(start))),
            None => Err(self.cut_off()),
        }
    }

    /// The value that begins at a byte of the source and ends before another one.
    pub(super) fn value_before(&self, start: usize, end: usize) -> Option<JsonValue<'_>> {
        let piece = &self.text[self.moved(start)..self.moved(end)];
        let raw = serde_json::Deserializer::from_str(piece).into_iter::<&RawValue>().next()?.ok()?;
        Some(JsonValue { document: self, raw: raw.get() })
    }

    /// The fault of a file that ends within its results.
    pub(super) fn cut_off(&self) -> NotJson {
        let end = self.source.text().trim_end().len();
        let fault = Diagnostic::error(Code::INCOMPLETE, "the file ends unexpectedly")
            .at(&self.source, end..end)
            .label("the rest of the JSON is missing")
            .help("let the tool finish, and ingest the complete file");
        NotJson { fault, at: self.source.text().len() }
    }

    /// The place in `text` of a place in the source.
    fn moved(&self, offset: usize) -> usize {
        offset + self.longer.partition_point(|(in_source, _)| *in_source < offset)
    }

    /// The place in the source of a place in `text`.
    fn place(&self, offset: usize) -> usize {
        offset - self.longer.partition_point(|(_, in_text)| in_text + 3 < offset)
    }

    /// What is wrong with the value that begins at a byte of `text`.
    fn fault(&self, error: &serde_json::Error, start: usize) -> NotJson {
        if error.is_eof() {
            return self.cut_off();
        }
        let at = self.place(start + json_offset(&self.text[start..], error));
        let fault = Diagnostic::error(Code::NOT_JSON, format!("the results are not JSON: {}", json_reason(error)))
            .at(&self.source, at..at + 1)
            .help("ingest the file as the tool wrote it, with nothing but its standard output");
        NotJson { fault, at }
    }
}

/// Why a value cannot be read, and the byte of the source at which it breaks off.
#[derive(Debug)]
pub(super) struct NotJson {
    pub(super) fault: Diagnostic,
    pub(super) at: usize,
}

/// The word at `at` for what is not a number.
fn not_a_number(text: &str, at: usize) -> Option<&'static str> {
    let word = NOT_NUMBERS.into_iter().find(|word| text[at..].starts_with(word))?;
    let inside = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let bytes = text.as_bytes();
    let before = at.checked_sub(1).and_then(|before| bytes.get(before)).is_some_and(inside);
    let after = bytes.get(at + word.len()).is_some_and(inside);
    (!before && !after).then_some(word)
}

/// A value in a document.
#[derive(Clone, Copy)]
pub(super) struct JsonValue<'a> {
    document: &'a Document,
    /// A piece of the document's text, without white space around it.
    raw: &'a str,
}

impl<'a> JsonValue<'a> {
    /// Its bytes in the source.
    pub(super) fn span(&self) -> Span {
        let start = self.raw.as_ptr() as usize - self.document.text.as_ptr() as usize;
        Span::new(self.document.place(start), self.document.place(start + self.raw.len()))
    }

    /// A fault at its place.
    pub(super) fn fault(&self, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(Code::RESULT, message).at(&self.document.source, self.span())
    }

    /// A warning at its place.
    pub(super) fn warning(&self, message: impl Into<String>) -> Diagnostic {
        Diagnostic::warning(Code::DOUBTFUL, message).at(&self.document.source, self.span())
    }

    /// The JSON text of the value, which for numbers and booleans is also how they are shown.
    pub(super) fn raw(&self) -> &'a str {
        self.raw
    }

    pub(super) fn is_null(&self) -> bool {
        self.raw == "null"
    }

    /// The values of an array.
    pub(super) fn elements(&self) -> Option<Vec<Self>> {
        let raw: Vec<&'a RawValue> = serde_json::from_str(self.raw).ok()?;
        Some(raw.into_iter().map(|raw| Self { document: self.document, raw: raw.get() }).collect())
    }

    /// The members of an object, in the file's order.
    pub(super) fn members(&self) -> Option<Members<'a>> {
        let Pairs(pairs) = serde_json::from_str(self.raw).ok()?;
        let value = |raw: &'a RawValue| Self { document: self.document, raw: raw.get() };
        Some(Members(pairs.into_iter().map(|(key, raw)| (key, value(raw))).collect()))
    }

    pub(super) fn text(&self) -> Option<String> {
        serde_json::from_str(self.raw).ok()
    }

    /// A number; infinite where it is too large for one (`1e999`).
    pub(super) fn number(&self) -> Option<f64> {
        serde_json::from_str(self.raw).ok().or_else(|| self.raw.parse().ok())
    }

    pub(super) fn count(&self) -> Option<u64> {
        serde_json::from_str(self.raw).ok()
    }

    pub(super) fn boolean(&self) -> Option<bool> {
        serde_json::from_str(self.raw).ok()
    }

    /// A string, number or boolean as text; nothing for an empty string, null, a list or an object.
    pub(super) fn shown(&self) -> Option<String> {
        let shown = match self.raw.as_bytes().first()? {
            b'"' => self.text()?,
            b'[' | b'{' | b'n' => return None,
            _ => self.raw.to_owned(),
        };
        (!shown.trim().is_empty()).then_some(shown)
    }
}

/// The members of an object, in the file's order.
#[derive(Default)]
pub(super) struct Members<'a>(Vec<(String, JsonValue<'a>)>);

impl<'a> Members<'a> {
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, JsonValue<'a>)> {
        self.0.iter().map(|(key, value)| (key.as_str(), *value))
    }

    /// The number of members.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The value of a key. Of a key that occurs twice the last counts, as in Python's and most other readers; JSON leaves it open
    /// (<https://www.rfc-editor.org/rfc/rfc8259#section-4>).
    pub(super) fn get(&self, key: &str) -> Option<JsonValue<'a>> {
        self.0.iter().rev().find(|(known, _)| known == key).map(|(_, value)| *value)
    }

    /// The members of the object that is the value of a key; no members where there is no such object.
    pub(super) fn inner(&self, key: &str) -> Members<'a> {
        self.get(key).and_then(|value| value.members()).unwrap_or_default()
    }

    /// The value of a key as text.
    pub(super) fn shown(&self, key: &str) -> Option<String> {
        self.get(key)?.shown()
    }
}

/// An object as serde_json hands it over, in order.
struct Pairs<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Pairs<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(PairsVisitor)
    }
}

struct PairsVisitor;

impl<'de> Visitor<'de> for PairsVisitor {
    type Value = Pairs<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs<'de>, A::Error> {
        let mut pairs = Vec::new();
        while let Some((key, value)) = map.next_entry::<Cow<'de, str>, &'de RawValue>()? {
            pairs.push((key.into_owned(), value));
        }
        Ok(Pairs(pairs))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_not_a_number_is_absent_and_everything_keeps_its_place() {
        let text = r#"{"a": NaN, "NaN": "Infinity NaN \" NaN", "b": [-Infinity, NaN,Infinity], "c": 1.5}"#;
        let source = SourceFile::new("x.json", text);
        let document = Document::new(&source);
        let members = document.value_at(0).expect("it is JSON").members().expect("it is an object");
        let keys: Vec<&str> = members.iter().map(|(key, _)| key).collect();
        assert_eq!(keys, ["a", "NaN", "b", "c"]);
        assert!(members.get("a").is_some_and(|value| value.is_null()));
        assert_eq!(members.shown("NaN").as_deref(), Some("Infinity NaN \" NaN"));
        assert!(members.get("b").and_then(|b| b.elements()).is_some_and(|all| all.iter().all(JsonValue::is_null)));
        for (key, _) in members.iter() {
            let span = members.get(key).expect("it is there").span();
            let piece = &text[span.start..span.end];
            assert!(
                ["NaN", r#""Infinity NaN \" NaN""#, "[-Infinity, NaN,Infinity]", "1.5"].contains(&piece),
                "{piece}"
            );
        }
        assert_eq!(document.replaced.len(), 4);
    }

    #[test]
    fn words_that_only_begin_like_it_are_left_alone() {
        for text in ["NaNa", "xNaN", "-Infinityx", "Infinit", "-"] {
            let document = Document::new(&SourceFile::new("x", text));
            assert_eq!(document.text, text);
        }
    }

    proptest! {
        #[test]
        fn places_go_there_and_back(pieces in prop::collection::vec(prop::sample::select(vec!["NaN", " ", "é", "Infinity", "\"", "[", "1"]), 0..30)) {
            let text = pieces.concat();
            let document = Document::new(&SourceFile::new("x", text.clone()));
            for (at, _) in text.char_indices().filter(|(at, _)| !document.replaced.iter().any(|span| span.start < *at && *at < span.end)) {
                prop_assert_eq!(document.place(document.moved(at)), at);
            }
        }
    }
}
