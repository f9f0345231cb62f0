//! JSON as servers send it: with numbers that JSON does not have, and over several lines.

use serde_json::Value;

use crate::limits;
use crate::record::Failure;

use super::transcript::too_long;

/// Parses a JSON text. A number that JSON does not have, as Python's `json.dumps` writes it (`NaN`, `Infinity`), or that
/// is too large for a double, becomes a text, so that the rest can be read.
///
/// # Errors
/// It is not JSON otherwise either.
pub(super) fn parse(bytes: &[u8]) -> serde_json::Result<Value> {
    serde_json::from_slice(bytes)
        .or_else(|error| serde_json::from_slice(&with_numbers_quoted(bytes)).map_err(|_| error))
}

/// Puts every bare word that is not a value of JSON into quotation marks.
fn with_numbers_quoted(bytes: &[u8]) -> Vec<u8> {
    let mut quoted = Vec::with_capacity(bytes.len() + 16);
    let mut nesting = Nesting::default();
    let mut rest = bytes;
    while let Some((first, others)) = rest.split_first() {
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
        let length = if nesting.in_text { 0 } else { rest.iter().take_while(|byte| is_part(byte)).count() };
        if length == 0 {
            nesting.take(*first);
            quoted.push(*first);
            rest = others;
            continue;
        }
        let (word, others) = rest.split_at(length);
        let is_value = serde_json::from_slice::<Value>(word).is_ok();
        let mark: &[u8] = if is_value { b"" } else { b"\"" };
        quoted.extend([mark, word, mark].concat());
        rest = others;
    }
    quoted
}

/// Whether a JSON text is complete, byte by byte.
#[derive(Debug, Default)]
struct Nesting {
    depth: u64,
    in_text: bool,
    escaped: bool,
}

impl Nesting {
    fn take(&mut self, byte: u8) {
        match byte {
            _ if self.escaped => self.escaped = false,
            b'\\' if self.in_text => self.escaped = true,
            b'"' => self.in_text = !self.in_text,
            _ if self.in_text => {}
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
    }
}

/// A JSON text over several lines, up to the line that completes it.
#[derive(Debug, Default)]
pub(super) struct Indented {
    bytes: Vec<u8>,
    nesting: Nesting,
}

impl Indented {
    /// Takes the next line. Returns the text when it is complete.
    ///
    /// # Errors
    /// It is longer than the longest reply.
    pub(super) fn push(&mut self, line: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
        if self.bytes.len() + line.len() > limits::REPLY_LENGTH {
            return Err(too_long("a reply", limits::REPLY_LENGTH));
        }
        for byte in line {
            self.nesting.take(*byte);
        }
        self.bytes.extend_from_slice(line);
        self.bytes.push(b'\n');
        Ok((self.nesting.depth == 0).then(|| std::mem::take(&mut self.bytes)))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_that_json_does_not_have_become_texts() {
        let text = br#"{"a": NaN, "b": -Infinity, "c": 1e999, "d": "NaN \" 1e999", "e": [1, true, null, 2.5e3]}"#;
        let expected =
            json!({"a": "NaN", "b": "-Infinity", "c": "1e999", "d": "NaN \" 1e999", "e": [1, true, null, 2500.0]});
        assert_eq!(parse(text).expect("it can be read"), expected);
        assert!(parse(b"{\"a\": }").is_err() && parse(b"NaN NaN").is_err() && parse(b"").is_err());
    }

    #[test]
    fn a_text_is_complete_with_its_last_bracket() {
        let mut indented = Indented::default();
        for line in ["{", "  \"a\": \"} \\\" {\",", "  \"b\": [1,", "2]"] {
            assert_eq!(indented.push(line.as_bytes()), Ok(None), "{line}");
        }
        let whole = indented.push(b"}").expect("it is short").expect("it is complete");
        assert_eq!(parse(&whole).expect("it is JSON"), json!({"a": "} \" {", "b": [1, 2]}));
    }

    #[test]
    fn a_text_without_end_is_refused() {
        let mut indented = Indented::default();
        let line = vec![b'['; 1 << 20];
        let refused = (0..64).find_map(|_| indented.push(&line).err()).expect("it has an end");
        assert!(refused.message.contains("a reply longer than"), "{}", refused.message);
    }
}
