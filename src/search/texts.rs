//! The entries of an index as they are written, each a list of texts in JSON.
//!
//! `<` is escaped, so that no text ends a script or opens a comment where one of these files becomes part of a page, and so are the two line
//! ends that JavaScript once had in no text.

use serde_json::Value;

use super::IndexEntry;

/// The most bytes of the text of an entry; what is behind them is not searched.
const TEXT: usize = 100_000;

/// An entry as JSON: its link, title, note and passages, each with anchor, heading and text.
pub(super) struct Text {
    pub(super) json: String,
    /// How many of its passages are in it.
    pub(super) passages: usize,
}

/// An entry as it is written.
pub(super) fn text(entry: &IndexEntry) -> Text {
    let mut json = String::with_capacity(entry.passages.iter().map(|one| one.text.len() + 64).sum::<usize>() + 256);
    json.push('[');
    for line in [&entry.href, &entry.title, &entry.note] {
        push_literal(&mut json, line);
        json.push(',');
    }
    json.push('[');
    let mut passages = 0;
    for passage in &entry.passages {
        let before = json.len();
        json.push_str(if passages == 0 { "[" } else { ",[" });
        push_literal(&mut json, &passage.anchor);
        json.push(',');
        push_literal(&mut json, &passage.heading);
        json.push(',');
        push_literal(&mut json, &passage.text);
        json.push(']');
        if json.len() > TEXT {
            json.truncate(before);
            break;
        }
        passages += 1;
    }
    json.push_str("]]");
    Text { json, passages }
}

/// A text as JSON and as JavaScript, which no HTML around it understands.
pub(super) fn literal(text: &str) -> String {
    let mut json = String::with_capacity(text.len() + 2);
    push_literal(&mut json, text);
    json
}

fn push_literal(json: &mut String, text: &str) {
    let is_plain = |byte: u8| (b' '..=b'~').contains(&byte) && !matches!(byte, b'"' | b'\\' | b'<');
    if text.bytes().all(is_plain) {
        json.push('"');
        json.push_str(text);
        json.push('"');
        return;
    }
    let written = Value::from(text).to_string();
    match written.contains(['<', '\u{2028}', '\u{2029}']) {
        true => json
            .push_str(&written.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")),
        false => json.push_str(&written),
    }
}
