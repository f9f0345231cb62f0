//! Splits received bytes into lines, wherever the network split them: inside a character, inside a line, several lines
//! at once.

use crate::limits;
use crate::record::Failure;

use super::failure::too_long;

/// Buffers bytes and yields complete lines.
#[derive(Debug, Default)]
pub(super) struct LineBuffer {
    pending: Vec<u8>,
    /// How much of `pending` is known to contain no line break.
    searched: usize,
    /// Whether a mark of the byte order, if there is one, was taken off.
    begun: bool,
}

/// What some servers put before a text in UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

impl LineBuffer {
    /// Takes the next bytes and calls `line` with every line that is now complete, without its line break (LF or CRLF).
    ///
    /// # Errors
    /// A line is longer than its limit, or `line` fails.
    pub(super) fn push(
        &mut self,
        bytes: &[u8],
        mut line: impl FnMut(&[u8]) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        self.pending.extend_from_slice(bytes);
        if !self.begun && self.pending.len() >= BYTE_ORDER_MARK.len() {
            self.begun = true;
            if self.pending.starts_with(BYTE_ORDER_MARK) {
                self.pending.drain(..BYTE_ORDER_MARK.len());
            }
        }
        let mut start = 0;
        while let Some(found) = self.pending[self.searched..].iter().position(|byte| *byte == b'\n') {
            let end = self.searched + found;
            let whole = &self.pending[start..end];
            line(whole.strip_suffix(b"\r").unwrap_or(whole))?;
            start = end + 1;
            self.searched = start;
        }
        self.pending.drain(..start);
        self.searched = self.pending.len();
        let fits = self.pending.len() <= limits::LINE_LENGTH;
        if fits { Ok(()) } else { Err(too_long("a line", limits::LINE_LENGTH)) }
    }

    /// The rest after the connection has ended: a last line without a line break.
    pub(super) fn rest(&mut self) -> Vec<u8> {
        self.searched = 0;
        let mut rest = std::mem::take(&mut self.pending);
        rest.truncate(rest.strip_suffix(b"\r").map_or(rest.len(), <[u8]>::len));
        rest
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::record::FailureKind;

    fn lines_of(pieces: &[&[u8]]) -> Vec<Vec<u8>> {
        let mut lines = LineBuffer::default();
        let mut found = Vec::new();
        for piece in pieces {
            lines
                .push(piece, |line| {
                    found.push(line.to_vec());
                    Ok(())
                })
                .expect("no line is too long");
        }
        found.push(lines.rest());
        found
    }

    proptest! {
        #[test]
        fn lines_do_not_depend_on_how_the_bytes_are_split(text in "[a-zé\\r\\n]{0,60}", cuts in prop::collection::vec(0usize..60, 0..6)) {
            let bytes = text.as_bytes();
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(bytes.len())).collect();
            cuts.sort_unstable();
            let mut pieces = Vec::new();
            let mut start = 0;
            for cut in cuts {
                pieces.push(&bytes[start..cut]);
                start = cut;
            }
            pieces.push(&bytes[start..]);
            prop_assert_eq!(lines_of(&pieces), lines_of(&[bytes]));
        }
    }

    #[test]
    fn an_endless_line_is_refused() {
        let mut lines = LineBuffer::default();
        let piece = vec![b'x'; limits::LINE_LENGTH / 2 + 1];
        assert_eq!(lines.push(&piece, |_| Ok(())), Ok(()));
        let refused = lines.push(&piece, |_| Ok(())).expect_err("it is too long");
        assert_eq!(refused.kind, FailureKind::TooLong);
    }
}
