//! JSON over several lines, as servers send it that do not stream.

use crate::limits;
use crate::record::Failure;

use super::failure::too_long;
use super::json::Nesting;

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

    use super::super::json::parse;
    use super::*;

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
