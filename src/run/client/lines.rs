//! Splits received bytes into lines, wherever the network split them: inside a character, inside a line, several lines
//! at once.

/// The longest line accepted from a server, in bytes: a server that never ends its line must not fill the memory.
pub(super) const MAX_LINE_LENGTH: usize = 8 << 20;

/// Buffers bytes and yields complete lines.
#[derive(Debug, Default)]
pub(super) struct LineBuffer {
    pending: Vec<u8>,
    /// How much of `pending` is known to contain no line break.
    searched: usize,
}

/// A line was longer than [`MAX_LINE_LENGTH`].
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooLong;

impl LineBuffer {
    /// Takes the next bytes and calls `line` with every line that is now complete, without its line break (LF or CRLF).
    ///
    /// # Errors
    /// A line is longer than [`MAX_LINE_LENGTH`], or `line` fails.
    pub(super) fn push<E: From<TooLong>>(
        &mut self,
        bytes: &[u8],
        mut line: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        self.pending.extend_from_slice(bytes);
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
        if self.pending.len() > MAX_LINE_LENGTH { Err(TooLong.into()) } else { Ok(()) }
    }

    /// The rest after the connection has ended: a last line without a line break.
    pub(super) fn rest(&mut self) -> Vec<u8> {
        self.searched = 0;
        std::mem::take(&mut self.pending)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    impl From<TooLong> for String {
        fn from(_: TooLong) -> Self {
            "too long".to_owned()
        }
    }

    fn lines_of(pieces: &[&[u8]]) -> Vec<Vec<u8>> {
        let mut lines = LineBuffer::default();
        let mut found = Vec::new();
        for piece in pieces {
            lines
                .push(piece, |line| {
                    found.push(line.to_vec());
                    Ok::<(), String>(())
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
        let piece = vec![b'x'; MAX_LINE_LENGTH / 2 + 1];
        assert_eq!(lines.push(&piece, |_| Ok::<(), String>(())), Ok(()));
        assert_eq!(lines.push(&piece, |_| Ok::<(), String>(())), Err("too long".to_owned()));
    }
}
