//! JSON as servers send it: with numbers that JSON does not have.

use serde_json::Value;

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
pub(super) struct Nesting {
    /// The brackets that are open.
    pub(super) depth: u64,
    in_text: bool,
    escaped: bool,
}

impl Nesting {
    /// Takes the next byte.
    pub(super) fn take(&mut self, byte: u8) {
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
}
