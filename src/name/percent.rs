//! Names as addresses have them.

/// A text without its percent-encoding, which is undone once (<https://url.spec.whatwg.org/#percent-decode>); `None` where the bytes are not
/// UTF-8. A `%` that two hexadecimal digits do not follow is itself, as in browsers.
pub fn percent_decoded(text: &str) -> Option<String> {
    let mut parts = text.as_bytes().split(|byte| *byte == b'%');
    let mut bytes = parts.next().unwrap_or_default().to_vec();
    for part in parts {
        let digits = part.first_chunk::<2>().filter(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        let byte = digits.and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        bytes.push(byte.unwrap_or(b'%'));
        bytes.extend_from_slice(if byte.is_some() { &part[2..] } else { part });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_is_decoded_once_and_a_lone_percent_is_itself() {
        for (text, plain) in
            [("a%20b", "a b"), ("r%C3%A9", "ré"), ("%2525", "%25"), ("100%", "100%"), ("%+1%g0", "%+1%g0"), ("", "")]
        {
            assert_eq!(percent_decoded(text).as_deref(), Some(plain), "{text}");
        }
        assert_eq!(percent_decoded("%ff"), None);
    }
}
