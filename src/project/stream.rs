//! A text that is too large to be read at once, in any of the encodings, as UTF-8.

use std::io::{self, BufRead, BufReader, Cursor, ErrorKind, Read};

use super::encoding::{Encoding, UTF_8_MARK};

/// How much is read at once of a text that is not UTF-8, in bytes: a multiple of every unit.
const PART: u64 = 1 << 16;

/// The bytes of a text as UTF-8, without its byte order mark, whatever encoding its first bytes show. What is not valid in UTF-8 is left as
/// it is.
///
/// # Errors
/// It cannot be read. Later, reading fails where a text is not in the encoding in which it begins.
pub fn as_utf_8(mut input: impl BufRead + 'static) -> io::Result<Box<dyn BufRead>> {
    let mut head = Vec::new();
    input.by_ref().take(4).read_to_end(&mut head)?;
    Ok(match Encoding::of(&head) {
        Some(encoding) => {
            let rest = head.split_off(encoding.mark_of(&head).len());
            Box::new(BufReader::new(Recoded {
                input: Cursor::new(rest).chain(input),
                encoding,
                raw: Vec::new(),
                text: Cursor::default(),
            }))
        }
        None => {
            let rest = head.strip_prefix(UTF_8_MARK).unwrap_or(&head).to_vec();
            Box::new(Cursor::new(rest).chain(input))
        }
    })
}

/// A text in another encoding, read as UTF-8.
struct Recoded<R> {
    input: R,
    encoding: &'static Encoding,
    /// What was read and is not a whole character yet.
    raw: Vec<u8>,
    /// What can be handed out.
    text: Cursor<Vec<u8>>,
}

impl<R: Read> Recoded<R> {
    /// The next part of the text, which may be empty; `None` at its end.
    fn next_part(&mut self) -> io::Result<Option<String>> {
        let read = self.input.by_ref().take(PART).read_to_end(&mut self.raw)?;
        let unit = self.encoding.unit();
        let whole = self.raw.len() / unit * unit;
        let decoded = match read {
            0 => self.encoding.decoded(&self.raw).map(|text| (text, self.raw.len())),
            // The last unit may be the first half of a character.
            _ => [whole, whole.saturating_sub(unit)]
                .into_iter()
                .find_map(|end| self.encoding.decoded(&self.raw[..end]).map(|text| (text, end))),
        };
        let Some((text, end)) = decoded else {
            let what = format!("it is not {} text, as which it begins", self.encoding.name());
            return Err(io::Error::new(ErrorKind::InvalidData, what));
        };
        self.raw.drain(..end);
        Ok((read > 0 || !text.is_empty()).then_some(text))
    }
}

impl<R: Read> Read for Recoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.text.fill_buf()?.is_empty() {
            let Some(part) = self.next_part()? else { return Ok(0) };
            self.text = Cursor::new(part.into_bytes());
        }
        self.text.read(buffer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: Vec<u8>) -> io::Result<String> {
        let mut text = String::new();
        as_utf_8(Cursor::new(bytes))?.read_to_string(&mut text).map(|_| text)
    }

    #[test]
    fn a_long_text_is_the_same_in_every_encoding() {
        let text = format!("{{\"a\": \"{}\"}}\r\nb\n", "é\u{1d11e}± ".repeat(30_000));
        let marked = format!("\u{feff}{text}");
        let wide = |bytes: fn(u16) -> [u8; 2]| marked.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        let widest: Vec<u8> = marked.chars().flat_map(|sign| u32::from(sign).to_le_bytes()).collect();
        for bytes in [
            text.clone().into_bytes(),
            marked.clone().into_bytes(),
            wide(u16::to_le_bytes),
            wide(u16::to_be_bytes),
            widest,
        ] {
            assert!(read(bytes).expect("it can be read") == text);
        }
    }

    #[test]
    fn what_ends_within_a_character_is_told_and_bytes_of_no_encoding_stay() {
        for half in [&b"\xff\xfea\0\0\xd8"[..], b"\xff\xfe\0\xd8", b"\xff\xfea\0b"] {
            let refused = read(half.to_vec()).expect_err("half of a character");
            assert_eq!(refused.to_string(), "it is not UTF-16LE text, as which it begins");
        }
        for short in ["", "a", "ab"] {
            assert_eq!(read(short.into()).expect("it can be read"), short);
        }
        let mut left = Vec::new();
        as_utf_8(&b"ab\xb1cdef"[..]).and_then(|mut text| text.read_to_end(&mut left)).expect("it can be read");
        assert_eq!(left, b"ab\xb1cdef");
    }
}
