//! Makes untrusted text (answers, model names, server messages, other tools' files) safe for each output.
//!
//! [`class`] is the effect that a character can have on the text around it; each output has one policy:
//!
//! | | layout (tab, line breaks) | other control characters | text direction | noncharacters |
//! |---|---|---|---|---|
//! | [`printable`] (terminal) | tab becomes a space, `\n` stays | escaped as `\u{1b}` | escaped | kept |
//! | [`svg`] | a space | removed | removed | removed |
//! | [`html`] | tab and `\n` stay, `\r` is removed | shown as a picture (`␛`) or `�` | spelt out as `[U+202E]` | kept |

use std::fmt::Write as _;

/// What a character can do to the text around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CharacterClass {
    /// A character without an effect on others.
    Plain,
    /// Tab, line feed or carriage return.
    Layout,
    /// Any other control character (Unicode category `Cc`): a terminal may execute it, and XML forbids most of them.
    Control,
    /// A control of text direction (Unicode property `Bidi_Control`): it can show the words after it in another order than they
    /// are stored in.
    Direction,
    /// U+FFFE or U+FFFF, which XML forbids.
    Noncharacter,
}

/// The class of a character.
///
/// The controls of direction are those of Unicode Standard Annex 9, section 2 (<https://www.unicode.org/reports/tr9/>); what they
/// can hide is described at <https://trojansource.codes>. The characters that XML allows are in section 2.2 of XML 1.0
/// (<https://www.w3.org/TR/xml/#charsets>).
pub fn class(character: char) -> CharacterClass {
    match character {
        '\t' | '\n' | '\r' => CharacterClass::Layout,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            CharacterClass::Direction
        }
        '\u{fffe}' | '\u{ffff}' => CharacterClass::Noncharacter,
        control if control.is_control() => CharacterClass::Control,
        _ => CharacterClass::Plain,
    }
}

/// Text that is safe on a terminal: control characters and controls of direction become `\u{..}` escapes, carriage returns
/// among them; tabs become spaces; line breaks stay.
pub fn printable(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match class(character) {
            CharacterClass::Layout if character == '\n' => safe.push('\n'),
            CharacterClass::Layout if character == '\t' => safe.push(' '),
            CharacterClass::Layout | CharacterClass::Control | CharacterClass::Direction => {
                safe.extend(character.escape_unicode());
            }
            CharacterClass::Plain | CharacterClass::Noncharacter => safe.push(character),
        }
    }
    safe
}

/// Text that is safe in SVG and other XML, in elements and in quoted attributes.
pub fn svg(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match class(character) {
            CharacterClass::Layout => safe.push(' '),
            // A label on a chart is measured before it is drawn: a stand-in would change its width, so these are removed.
            CharacterClass::Control | CharacterClass::Direction | CharacterClass::Noncharacter => {}
            CharacterClass::Plain => push_escaped(&mut safe, character),
        }
    }
    safe
}

/// Text that is safe in HTML, in elements and in quoted attributes, and in which nothing is invisible: pages quote answers as
/// evidence, so hidden characters must be visible.
pub fn html(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match class(character) {
            CharacterClass::Layout if character == '\r' => {}
            CharacterClass::Layout => safe.push(character),
            CharacterClass::Control => safe.push(picture(character)),
            CharacterClass::Direction => _ = write!(safe, "[U+{:04X}]", u32::from(character)),
            CharacterClass::Plain | CharacterClass::Noncharacter => push_escaped(&mut safe, character),
        }
    }
    safe
}

/// Adds a character, as an entity if it has a meaning in markup.
fn push_escaped(text: &mut String, character: char) {
    match character {
        '&' => text.push_str("&amp;"),
        '<' => text.push_str("&lt;"),
        '>' => text.push_str("&gt;"),
        '"' => text.push_str("&quot;"),
        '\'' => text.push_str("&#39;"),
        plain => text.push(plain),
    }
}

/// The picture of a control character, from the Unicode block "Control Pictures"; `�` for those that have none.
fn picture(control: char) -> char {
    match control {
        '\u{7f}' => '\u{2421}',
        low if u32::from(low) < 0x20 => char::from_u32(0x2400 + u32::from(low)).unwrap_or('\u{fffd}'),
        _ => '\u{fffd}',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One character of each class, and the marks of markup.
    const ALL: &str = "a\t\n\r\u{1b}\u{7f}\u{85}\u{202e}\u{61c}\u{fffe}<&\"'>";

    #[test]
    fn a_terminal_gets_escapes() {
        assert_eq!(printable(ALL), "a \n\\u{d}\\u{1b}\\u{7f}\\u{85}\\u{202e}\\u{61c}\u{fffe}<&\"'>");
    }

    #[test]
    fn svg_gets_only_what_xml_allows() {
        assert_eq!(svg(ALL), "a   &lt;&amp;&quot;&#39;&gt;");
    }

    #[test]
    fn html_shows_what_would_be_invisible() {
        assert_eq!(html(ALL), "a\t\n\u{241b}\u{2421}\u{fffd}[U+202E][U+061C]\u{fffe}&lt;&amp;&quot;&#39;&gt;");
    }
}
