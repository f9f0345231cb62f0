//! JSON as servers send it: with numbers that JSON does not have.

use serde_json::Value;

/// Parses a JSON text. A number that JSON does not have, as Python's `json.dumps` writes it (`NaN`, `Infinity`), or that
/// is too large for a double, becomes a text, so that the rest can be read. Half of a pair of surrogates, as some servers
/// escape a character that is split over two pieces, becomes U+FFFD.
///
/// # Errors
/// It is not JSON otherwise either.
pub(super) fn parse(bytes: &[u8]) -> serde_json::Result<Value> {
    serde_json::from_slice(bytes).or_else(|error| {
        serde_json::from_slice(&with_numbers_quoted(&without_lone_surrogates(bytes))).map_err(|_| error)
    })
}

/// Replaces every escaped surrogate that is not part of a pair.
fn without_lone_surrogates(bytes: &[u8]) -> Vec<u8> {
    const HIGH: std::ops::Range<u16> = 0xd800..0xdc00;
    const LOW: std::ops::Range<u16> = 0xdc00..0xe000;
    let mut whole = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while !rest.is_empty() {
        let (first, second) = (escaped_unit(rest), rest.get(6..).and_then(escaped_unit));
        let is_pair = first.is_some_and(|unit| HIGH.contains(&unit)) && second.is_some_and(|unit| LOW.contains(&unit));
        let is_lone = !is_pair && first.is_some_and(|unit| HIGH.contains(&unit) || LOW.contains(&unit));
        let length = match rest {
            _ if is_pair => 12,
            _ if is_lone => 6,
            [b'\\', _, ..] => 2,
            _ => 1,
        };
        let (taken, others) = rest.split_at(length);
        whole.extend_from_slice(if is_lone { br"\ufffd" } else { taken });
        rest = others;
    }
    whole
}

/// The UTF-16 unit of an escape sequence at the beginning of a text: `\ud83d`.
fn escaped_unit(text: &[u8]) -> Option<u16> {
    let digits = std::str::from_utf8(text.strip_prefix(br"\u")?.get(..4)?).ok()?;
    u16::from_str_radix(digits, 16).ok()
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
    fn half_of_a_pair_of_surrogates_is_a_replacement_character() {
        for (text, read) in [
            (r#""a\ud83d""#, "a\u{fffd}"),
            (r#""\ude00b""#, "\u{fffd}b"),
            (r#""\ud83d\ude00\ud83d\n""#, "\u{1f600}\u{fffd}\n"),
            (r#""\ud83d\ud83d\ude00""#, "\u{fffd}\u{1f600}"),
            (r#""\\ud83d\ud83d""#, "\\ud83d\u{fffd}"),
        ] {
            assert_eq!(parse(text.as_bytes()).expect("it can be read"), json!(read), "{text}");
        }
    }

    #[test]
    fn numbers_that_json_does_not_have_become_texts() {
        let text = br#"{"a": NaN, "b": -Infinity, "c": 1e999, "d": "NaN \" 1e999", "e": [1, true, null, 2.5e3]}"#;
        let expected =
            json!({"a": "NaN", "b": "-Infinity", "c": "1e999", "d": "NaN \" 1e999", "e": [1, true, null, 2500.0]});
        assert_eq!(parse(text).expect("it can be read"), expected);
        assert!(parse(b"{\"a\": }").is_err() && parse(b"NaN NaN").is_err() && parse(b"").is_err());
    }
}
