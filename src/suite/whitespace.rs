//! White space as Python defines it, which IFEval's reference implementation uses.

/// Whether a character is white space to Python's `str.isspace`, which includes the four ASCII separators U+001C to
/// U+001F: <https://docs.python.org/3/library/stdtypes.html#str.isspace>.
pub(super) fn is_space(character: char) -> bool {
    character.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&character)
}

/// A text without white space at its ends, like Python's `str.strip`.
pub(super) fn trim(text: &str) -> &str {
    text.trim_matches(is_space)
}
