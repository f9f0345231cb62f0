//! Makes untrusted text (answers, model names, server messages, other tools' files) safe for each output.
//!
//! [`class`] is the effect that a character can have on the text around it; each output has one policy:
//!
//! | | layout (tab, line breaks) | other control characters | text direction, invisible | noncharacters |
//! |---|---|---|---|---|
//! | [`printable`] (terminal) | tab and `\n` stay | escaped as `\u{1b}` | escaped | kept |
//! | [`one_line`] (a cell on a terminal) | tab becomes a space, `\n` is escaped | escaped as `\u{1b}` | escaped | kept |
//! | [`json`] | escaped by JSON already | escaped as `\u001b` | escaped | kept |
//! | [`spreadsheet`] (CSV) | kept | kept | kept | kept |
//! | [`svg`] | a space | removed | removed | removed |
//! | [`html`], [`seen`] | tab and `\n` stay, `\r` is removed | shown as a picture (`␛`) or `�` | spelt out as `[U+202E]` | kept |

use std::fmt::Write as _;
use std::path::{MAIN_SEPARATOR, Path};

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
    /// A character that shows nothing and is not a space of any script: a check fails by it, or a name differs by it, without a visible reason.
    Invisible,
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
        '\u{180e}'
        | '\u{200b}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{2060}'..='\u{2064}'
        | '\u{206a}'..='\u{206f}'
        | '\u{3164}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => CharacterClass::Invisible,
        '\u{fffe}' | '\u{ffff}' => CharacterClass::Noncharacter,
        control if control.is_control() => CharacterClass::Control,
        _ => CharacterClass::Plain,
    }
}

/// The classes of a text's characters. Thai, Lao, Burmese and Khmer are written without spaces: a zero width space between their words
/// only shows where a line may break.
fn classes(text: &str) -> impl Iterator<Item = (char, CharacterClass)> {
    let mut before = ' ';
    text.chars().map(move |character| {
        let class = class_after(before, character);
        before = character;
        (character, class)
    })
}

/// The class of a character behind another one.
fn class_after(before: char, character: char) -> CharacterClass {
    let breaks_a_line = character == '\u{200b}' && is_written_without_spaces(before);
    if breaks_a_line { CharacterClass::Plain } else { class(character) }
}

fn is_written_without_spaces(character: char) -> bool {
    matches!(character, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

/// Text that is safe on a terminal: control characters, controls of direction and invisible characters become `\u{..}` escapes, carriage
/// returns among them; tabs and line breaks stay.
pub fn printable(text: &str) -> String {
    escaped(text, |character| matches!(character, '\t' | '\n').then_some(character))
}

/// The same for a part of a line, which can neither end the line nor begin another column: tabs become spaces, and line breaks are escaped.
pub fn one_line(text: &str) -> String {
    escaped(text, |character| (character == '\t').then_some(' '))
}

/// Escapes what is not plain; `kept` gives what replaces a character of layout.
fn escaped(text: &str, kept: impl Fn(char) -> Option<char>) -> String {
    let mut safe = String::with_capacity(text.len());
    for (character, class) in classes(text) {
        match class {
            CharacterClass::Plain | CharacterClass::Noncharacter => safe.push(character),
            CharacterClass::Layout
            | CharacterClass::Control
            | CharacterClass::Direction
            | CharacterClass::Invisible => match kept(character) {
                Some(kept) => safe.push(kept),
                None => safe.extend(character.escape_unicode()),
            },
        }
    }
    safe
}

/// Text as [`html`] shows it, for what sets it as text and needs no markup escaped: nothing in it is invisible.
pub fn seen(text: &str) -> String {
    if text.bytes().all(|byte| (b' '..=b'~').contains(&byte) || byte == b'\n') {
        return text.to_owned();
    }
    let mut safe = String::with_capacity(text.len());
    for (character, class) in classes(text) {
        match class {
            CharacterClass::Layout if character == '\r' => {}
            CharacterClass::Control => safe.push(picture(character)),
            CharacterClass::Direction | CharacterClass::Invisible => {
                _ = write!(safe, "[U+{:04X}]", u32::from(character))
            }
            CharacterClass::Plain | CharacterClass::Noncharacter | CharacterClass::Layout => safe.push(character),
        }
    }
    safe
}

/// Text of which every character takes the place that it took: what would be escaped by [`printable`] becomes a picture (`␛`) or `�`. For
/// lines under which something points at a column.
pub fn in_place(text: &str) -> String {
    let shown = |(character, class)| match class {
        CharacterClass::Control => picture(character),
        CharacterClass::Direction | CharacterClass::Invisible => '\u{fffd}',
        CharacterClass::Plain | CharacterClass::Noncharacter | CharacterClass::Layout => character,
    };
    classes(text).map(shown).collect()
}

/// JSON with escapes for the characters that it allows and a terminal, a browser or a reader would be misled by. JSON has them in strings
/// only, where an escape means the same.
pub fn json(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for (character, class) in classes(json) {
        match class {
            CharacterClass::Plain | CharacterClass::Noncharacter | CharacterClass::Layout => safe.push(character),
            CharacterClass::Control | CharacterClass::Direction | CharacterClass::Invisible => {
                let mut units = [0; 2];
                character.encode_utf16(&mut units).iter().for_each(|unit| _ = write!(safe, "\\u{unit:04x}"));
            }
        }
    }
    safe
}

/// A cell of CSV that no spreadsheet evaluates: an apostrophe is put before each sign that would begin a formula, in the cell or in a part
/// of it. Spreadsheets split a file at other characters than commas where the language has a decimal comma, whatever is quoted
/// (<https://owasp.org/www-community/attacks/CSV_Injection>).
pub fn spreadsheet(cell: &str) -> String {
    let mut safe = String::with_capacity(cell.len());
    // Where the present part begins, if only spaces have come since.
    let mut beginning = Some(0);
    for character in cell.chars() {
        match (character, beginning) {
            ('=' | '+' | '-' | '@' | '\u{ff1d}' | '\u{ff0b}' | '\u{ff0d}' | '\u{ff20}', Some(at)) => {
                safe.insert(at, '\'');
                beginning = None;
            }
            ('\t' | '\r' | '\n' | ';' | '|', _) => beginning = Some(safe.len() + 1),
            (space, _) if space.is_whitespace() || class(space) != CharacterClass::Plain => {}
            _ => beginning = None,
        }
        safe.push(character);
    }
    safe
}

/// Text that is safe in SVG and other XML, in elements and in quoted attributes.
pub fn svg(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for (character, class) in classes(text) {
        match class {
            CharacterClass::Layout => safe.push(' '),
            // A label on a chart is measured before it is drawn: a stand-in would change its width, so these are removed.
            CharacterClass::Control
            | CharacterClass::Direction
            | CharacterClass::Invisible
            | CharacterClass::Noncharacter => {}
            CharacterClass::Plain => push_escaped(&mut safe, character),
        }
    }
    safe
}

/// Text that is safe in HTML, in elements and in quoted attributes, and in which nothing is invisible: pages quote answers as
/// evidence, so hidden characters must be visible.
pub fn html(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + text.len() / 8);
    let (mut rest, mut before) = (text, ' ');
    loop {
        let plain = rest.bytes().position(|byte| !PLAIN_IN_HTML[usize::from(byte)]).unwrap_or(rest.len());
        // It ends before the first byte of a character: those of others are never plain.
        let (run, from_there) = rest.split_at(plain);
        safe.push_str(run);
        before = run.bytes().next_back().map_or(before, char::from);
        let mut characters = from_there.chars();
        let Some(character) = characters.next() else { return safe };
        match class_after(before, character) {
            CharacterClass::Layout if character == '\r' => {}
            CharacterClass::Layout => safe.push(character),
            CharacterClass::Control => safe.push(picture(character)),
            CharacterClass::Direction | CharacterClass::Invisible => {
                _ = write!(safe, "[U+{:04X}]", u32::from(character))
            }
            CharacterClass::Plain | CharacterClass::Noncharacter => push_escaped(&mut safe, character),
        }
        (rest, before) = (characters.as_str(), character);
    }
}

/// HTML that was made of somebody's Markdown, in which control characters are seen: a zero byte as `�`
/// (<https://spec.commonmark.org/0.31.2/#insecure-characters>), others as pictures.
pub fn visible(html: String) -> String {
    let is_control = |character: char| class(character) == CharacterClass::Control;
    // Those beyond ASCII begin with the byte C2.
    let may_be_one = |byte: u8| byte == 0xc2 || (byte.is_ascii_control() && !b"\t\n\r".contains(&byte));
    if !html.bytes().any(may_be_one) {
        return html;
    }
    let shown = |character| match character {
        '\0' => '\u{fffd}',
        control if is_control(control) => picture(control),
        other => other,
    };
    html.chars().map(shown).collect()
}

/// Bytes that [`html`] leaves as they are, with any others around them: of ASCII, all but markup and control characters. Most answers
/// consist of little else, and are copied as a whole.
const PLAIN_IN_HTML: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = b' ';
    while byte <= b'~' {
        plain[byte as usize] = !matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'');
        byte += 1;
    }
    plain[b'\t' as usize] = true;
    plain[b'\n' as usize] = true;
    plain
};

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

/// Paths of the system as people read them.
pub trait ShownPath {
    /// The path in the system's own form: on Windows, parts that a site's own names brought with `/` are separated like the others.
    fn shown(&self) -> String;
}

impl ShownPath for Path {
    fn shown(&self) -> String {
        separated(&self.display().to_string(), MAIN_SEPARATOR)
    }
}

fn separated(path: &str, separator: char) -> String {
    if separator == '\\' { path.replace('/', "\\") } else { path.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One character of each class, and the marks of markup.
    const ALL: &str = "a\t\n\r\u{1b}\u{7f}\u{85}\u{202e}\u{61c}\u{fffe}<&\"'>";

    #[test]
    fn a_path_has_one_separator() {
        assert_eq!(separated(r"C:\site\data/suites/mine", '\\'), r"C:\site\data\suites\mine");
        assert_eq!(separated(r"site/odd\name", '/'), r"site/odd\name");
    }

    #[test]
    fn a_terminal_gets_escapes() {
        assert_eq!(one_line(ALL), printable(ALL).replace('\t', " ").replace('\n', "\\u{a}"));
        assert_eq!(printable(ALL), "a\t\n\\u{d}\\u{1b}\\u{7f}\\u{85}\\u{202e}\\u{61c}\u{fffe}<&\"'>");
    }

    #[test]
    fn html_of_markdown_shows_what_a_page_could_not() {
        assert_eq!(visible("<p>a\t\n\0b\u{1b}[31m\u{85}</p>".to_owned()), "<p>a\t\n\u{fffd}b\u{241b}[31m\u{fffd}</p>");
    }

    #[test]
    fn json_gets_escapes_that_mean_the_same() {
        let text = format!("{ALL}\u{2028}\u{e0041}\u{9b}");
        let plain = serde_json::to_string(&text).expect("it is text");
        let safe = json(&plain);
        assert!(safe.ends_with("\\u2028\\udb40\\udc41\\u009b\""), "{safe}");
        assert_eq!(serde_json::from_str::<String>(&safe).expect("it is JSON"), text);
    }

    #[test]
    fn a_pointer_still_points_at_its_column() {
        assert_eq!(in_place(ALL).chars().count(), ALL.chars().count());
        assert_eq!(in_place("\u{1b}\u{9b}\u{200b}x"), "\u{241b}\u{fffd}\u{fffd}x");
    }

    #[test]
    fn invisible_characters_are_shown_where_they_are_no_spaces_of_the_script() {
        assert_eq!(html("o\u{200b}k"), "o[U+200B]k");
        assert_eq!(html("ខ្មែរ\u{200b}ខ្មែរ"), "ខ្មែរ\u{200b}ខ្មែរ");
        assert_eq!(html("👩\u{200d}💻"), "👩\u{200d}💻");
    }

    #[test]
    fn a_spreadsheet_gets_no_formula() {
        for (cell, safe) in [
            ("=1+1", "'=1+1"),
            ("  @SUM(A1)", "'  @SUM(A1)"),
            ("\t=1", "\t'=1"),
            ("\r\n-2", "\r\n'-2"),
            ("x;=1+1|+2", "x;'=1+1|'+2"),
            ("x; \u{200b}=1", "x;' \u{200b}=1"),
            ("\u{ff1d}1", "'\u{ff1d}1"),
            ("a-b=c+d@e", "a-b=c+d@e"),
            ("a, -1", "a, -1"),
            ("", ""),
        ] {
            assert_eq!(spreadsheet(cell), safe, "{cell:?}");
        }
    }

    #[test]
    fn svg_gets_only_what_xml_allows() {
        assert_eq!(svg(ALL), "a   &lt;&amp;&quot;&#39;&gt;");
    }

    #[test]
    fn what_is_plain_stays_as_it_is_beside_anything() {
        let slowly = |text: &str| -> String {
            let shown = classes(text).map(|(character, _)| character.to_string());
            shown.map(|character| if character == "\u{200b}" { character } else { html(&character) }).collect()
        };
        for text in ["", "plain", "plain & plain", "<", "aä", "ä a", "日本 text\t\n", "é&é", "a\u{7f}b", "ก\u{200b}ข x"]
        {
            assert_eq!(html(text), slowly(text), "{text:?}");
        }
        assert_eq!(html("ก\u{200b}ข a\u{200b}b"), "ก\u{200b}ข a[U+200B]b");
    }

    #[test]
    fn what_is_set_as_text_is_seen_as_on_pages() {
        let markup =
            |text: &str| text.replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;");
        assert_eq!(markup(&seen(ALL).replace('&', "&amp;")), html(ALL));
    }

    #[test]
    fn html_shows_what_would_be_invisible() {
        assert_eq!(html(ALL), "a\t\n\u{241b}\u{2421}\u{fffd}[U+202E][U+061C]\u{fffe}&lt;&amp;&quot;&#39;&gt;");
    }
}
