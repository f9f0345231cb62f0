//! Bytes into lines, however the network split them: inside a character, inside an event, several at once.

/// The longest line taken from a server, in bytes.
pub(super) const LONGEST: usize = 8 << 20;

/// Collects bytes and hands out whole lines.
#[derive(Debug, Default)]
pub(super) struct Lines {
    pending: Vec<u8>,
    /// How much of `pending` holds no line break.
    searched: usize,
}

/// A line was longer than [`LONGEST`].
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooLong;

impl Lines {
    /// Takes the next bytes and calls `line` with every line that is whole now, without its line break (LF or CRLF).
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
        if self.pending.len() > LONGEST { Err(TooLong.into()) } else { Ok(()) }
    }

    /// What is left when the connection has ended: a last line without a line break.
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
        let mut lines = Lines::default();
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
        fn however_bytes_are_split_the_lines_are_the_same(text in "[a-zé\\r\\n]{0,60}", cuts in prop::collection::vec(0usize..60, 0..6)) {
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
        let mut lines = Lines::default();
        let piece = vec![b'x'; LONGEST / 2 + 1];
        assert_eq!(lines.push(&piece, |_| Ok::<(), String>(())), Ok(()));
        assert_eq!(lines.push(&piece, |_| Ok::<(), String>(())), Err("too long".to_owned()));
    }
}
