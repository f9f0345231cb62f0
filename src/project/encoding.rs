//! The encoding of a file that people or other programs wrote: UTF-8, or what its first bytes leave no doubt about.
//!
//! Windows PowerShell 5.1 writes UTF-16 with a byte order mark for every `>`
//! (<https://learn.microsoft.com/en-us/powershell/module/microsoft.powershell.core/about/about_character_encoding>). Without a mark, a
//! text that begins with an ASCII character shows by its zero bytes which encoding it has
//! (<https://www.rfc-editor.org/rfc/rfc4627#section-3>).

/// An encoding of fixed units, each of two or four bytes.
pub(super) struct Encoding {
    name: &'static str,
    mark: &'static [u8],
    /// Which of the first bytes are zero where the text begins with an ASCII character and has no mark.
    zeros: &'static [bool],
    decode: fn(&[u8]) -> Result<String, usize>,
    encode: fn(&str) -> Vec<u8>,
}

/// The mark of UTF-8, which says nothing of the order of bytes.
pub(super) const UTF_8_MARK: &[u8] = "\u{feff}".as_bytes();

/// The encodings besides UTF-8. Those of four bytes come first: the mark of UTF-32LE begins with that of UTF-16LE.
static ENCODINGS: [Encoding; 4] = [
    Encoding {
        name: "UTF-32LE",
        mark: &[0xff, 0xfe, 0, 0],
        zeros: &[false, true, true, true],
        decode: |bytes| utf_32(bytes, u32::from_le_bytes),
        encode: |text| text.chars().flat_map(|unit| u32::from(unit).to_le_bytes()).collect(),
    },
    Encoding {
        name: "UTF-32BE",
        mark: &[0, 0, 0xfe, 0xff],
        zeros: &[true, true, true, false],
        decode: |bytes| utf_32(bytes, u32::from_be_bytes),
        encode: |text| text.chars().flat_map(|unit| u32::from(unit).to_be_bytes()).collect(),
    },
    Encoding {
        name: "UTF-16LE",
        mark: &[0xff, 0xfe],
        zeros: &[false, true],
        decode: |bytes| utf_16(bytes, u16::from_le_bytes),
        encode: |text| text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
    },
    Encoding {
        name: "UTF-16BE",
        mark: &[0xfe, 0xff],
        zeros: &[true, false],
        decode: |bytes| utf_16(bytes, u16::from_be_bytes),
        encode: |text| text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
    },
];

/// Why bytes are not a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NotText {
    /// `is not UTF-8 text: line 3 has the invalid byte 0xb1`.
    pub(super) what: String,
    /// What to do about it.
    pub(super) help: String,
}

/// The text of a file of another program in any of the encodings, without its byte order mark. A zero byte in it is the trace of a second
/// encoding; in what people write it is a character like others.
pub(super) fn decode_result(bytes: Vec<u8>) -> Result<String, NotText> {
    let text = decode(bytes)?;
    match text.find('\0') {
        None => Ok(text),
        Some(zero) => Err(NotText {
            what: format!("has a zero byte in line {}, which text does not have", line_of(text.as_bytes(), zero)),
            help: "`>>` of Windows PowerShell appends UTF-16 to a file in UTF-8: save the parts as files of their own"
                .to_owned(),
        }),
    }
}

/// The text of a file in any of the encodings, without its byte order mark.
pub(super) fn decode(bytes: Vec<u8>) -> Result<String, NotText> {
    if let Some(encoding) = Encoding::of(&bytes) {
        return encoding.text(&bytes);
    }
    utf_8(bytes)
}

/// The bytes of a text in the encoding of the file that it was read from, with its mark, if that file still has the text `before`.
pub(super) fn encode_like(bytes: &[u8], before: &str, text: &str) -> Option<Vec<u8>> {
    if decode(bytes.to_vec()).as_deref() != Ok(before) {
        return None;
    }
    let (mark, content) = match Encoding::of(bytes) {
        Some(encoding) => (encoding.mark, (encoding.encode)(text)),
        None => (UTF_8_MARK, text.as_bytes().to_vec()),
    };
    Some(if bytes.starts_with(mark) { [mark, &content].concat() } else { content })
}

/// The text of a file in UTF-8, without its byte order mark.
fn utf_8(bytes: Vec<u8>) -> Result<String, NotText> {
    let text = String::from_utf8(bytes).map_err(|error| invalid(error.as_bytes(), error.utf8_error().valid_up_to()))?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}

impl Encoding {
    /// The encoding that the first bytes of a file show, if it is not UTF-8.
    pub(super) fn of(bytes: &[u8]) -> Option<&'static Self> {
        ENCODINGS.iter().find(|encoding| encoding.is_of(bytes))
    }

    pub(super) fn name(&self) -> &'static str {
        self.name
    }

    /// The bytes of its smallest unit.
    pub(super) fn unit(&self) -> usize {
        self.zeros.len()
    }

    /// Its mark, if these bytes begin with it.
    pub(super) fn mark_of(&self, bytes: &[u8]) -> &'static [u8] {
        if bytes.starts_with(self.mark) { self.mark } else { &[] }
    }

    /// The text of bytes without a mark, if they are one.
    pub(super) fn decoded(&self, content: &[u8]) -> Option<String> {
        (self.decode)(content).ok()
    }

    fn is_of(&self, bytes: &[u8]) -> bool {
        let zeros = |part: &[u8]| part.iter().zip(self.zeros).all(|(byte, zero)| (*byte == 0) == *zero);
        bytes.starts_with(self.mark) || bytes.get(..self.zeros.len()).is_some_and(zeros)
    }

    fn text(&self, bytes: &[u8]) -> Result<String, NotText> {
        let content = bytes.strip_prefix(self.mark).unwrap_or(bytes);
        (self.decode)(content).map_err(|line| NotText {
            what: format!("is not {} text, as which it begins: line {line} has an invalid character", self.name),
            help: "save it as UTF-8, or write it again in one encoding".to_owned(),
        })
    }
}

/// The text of units of four bytes, or the line of the first that is not a character.
fn utf_32(bytes: &[u8], unit: fn([u8; 4]) -> u32) -> Result<String, usize> {
    let (units, rest) = bytes.as_chunks::<4>();
    collected(units.iter().map(|bytes| char::from_u32(unit(*bytes))), rest)
}

/// The text of units of two bytes, or the line of the first that is not a character.
fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, usize> {
    let (units, rest) = bytes.as_chunks::<2>();
    collected(char::decode_utf16(units.iter().map(|bytes| unit(*bytes))).map(Result::ok), rest)
}

fn collected(characters: impl Iterator<Item = Option<char>>, rest: &[u8]) -> Result<String, usize> {
    let mut text = String::new();
    for character in characters {
        match character {
            Some(character) if character != '\0' => text.push(character),
            _ => return Err(line_of(text.as_bytes(), text.len())),
        }
    }
    if rest.is_empty() { Ok(text) } else { Err(line_of(text.as_bytes(), text.len())) }
}

fn invalid(bytes: &[u8], offset: usize) -> NotText {
    let byte = bytes.get(offset).copied().unwrap_or_default();
    NotText {
        what: format!("is not UTF-8 text: line {} has the invalid byte 0x{byte:02x}", line_of(bytes, offset)),
        help: "save it as UTF-8".to_owned(),
    }
}

/// The line of a byte, from 1.
fn line_of(bytes: &[u8], offset: usize) -> usize {
    bytes[..offset].iter().filter(|byte| **byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "{\"a\": \"é ± 𝄞\"}\r\n";

    fn with(mark: &[u8], units: impl Iterator<Item = Vec<u8>>) -> Vec<u8> {
        mark.iter().copied().chain(units.flatten()).collect()
    }

    #[test]
    fn every_encoding_of_unicode_is_read_with_a_mark_and_without() {
        let all = || TEXT.chars().map(u32::from);
        for (name, mark, bytes) in [
            ("UTF-8", vec![0xef, 0xbb, 0xbf], TEXT.as_bytes().to_vec()),
            ("UTF-16LE", vec![0xff, 0xfe], with(&[], TEXT.encode_utf16().map(|unit| unit.to_le_bytes().to_vec()))),
            ("UTF-16BE", vec![0xfe, 0xff], with(&[], TEXT.encode_utf16().map(|unit| unit.to_be_bytes().to_vec()))),
            ("UTF-32LE", vec![0xff, 0xfe, 0, 0], with(&[], all().map(|unit| unit.to_le_bytes().to_vec()))),
            ("UTF-32BE", vec![0, 0, 0xfe, 0xff], with(&[], all().map(|unit| unit.to_be_bytes().to_vec()))),
        ] {
            for bytes in [[mark, bytes.clone()].concat(), bytes] {
                assert_eq!(decode(bytes.clone()).as_deref(), Ok(TEXT), "{name}");
                assert_eq!(encode_like(&bytes, TEXT, TEXT).as_ref(), Some(&bytes), "{name}");
                let changed = encode_like(&bytes, TEXT, "{}\r\n").expect("it is the same");
                assert_eq!(decode(changed).as_deref(), Ok("{}\r\n"), "{name}");
                assert_eq!(encode_like(&bytes, "{}", TEXT), None, "{name}: another text");
            }
        }
    }

    #[test]
    fn what_is_not_text_is_refused_with_its_line() {
        let said = |bytes: &[u8]| decode_result(bytes.to_vec()).expect_err("it is refused").what;
        assert_eq!(said(b"a\n1 \xb1 2"), "is not UTF-8 text: line 2 has the invalid byte 0xb1");
        assert_eq!(decode(b"a\nb\0".to_vec()).as_deref(), Ok("a\nb\0"), "somebody wrote it");
        assert_eq!(said(b"a\nb\0"), "has a zero byte in line 2, which text does not have");
        let cut = "is not UTF-16LE text, as which it begins: line 2 has an invalid character";
        assert_eq!(said(b"\xff\xfea\0\n\0b"), cut);
        assert_eq!(said(b"\xff\xfea\0\n\0\0\xd8b\0"), cut, "half of a pair");
    }

    #[test]
    fn an_empty_file_is_an_empty_text() {
        assert_eq!(decode(Vec::new()).as_deref(), Ok(""));
        assert_eq!(decode(b"\xff\xfe".to_vec()).as_deref(), Ok(""));
        assert_eq!(decode(b"a".to_vec()).as_deref(), Ok("a"));
    }
}
