//! Running text: quotation marks of the language, spaces that must not break, abbreviations.

use std::borrow::Cow;

use pulldown_cmark::Event;

use super::{Page, escaped};

/// A space that does not break.
const NO_BREAK: &str = "\u{a0}";

/// Units of quantities, and what is counted so often that it reads like one.
const UNITS: [&str; 60] = [
    "%", "‰", "°", "°C", "°F", "€", "$", "£", "ns", "µs", "μs", "ms", "s", "min", "h", "d", "Hz", "kHz", "MHz", "GHz",
    "B", "kB", "KB", "MB", "GB", "TB", "KiB", "MiB", "GiB", "TiB", "bit", "bits", "kbit", "Mbit", "Gbit", "W", "kW",
    "Wh", "kWh", "V", "A", "mA", "K", "g", "kg", "mg", "t", "m", "km", "cm", "mm", "nm", "px", "pt", "em", "rem",
    "tok", "token", "tokens", "Tokens",
];

/// Words that belong to the number after them.
const BEFORE_NUMBERS: [&str; 14] =
    ["Abb.", "Art.", "Bd.", "Fig.", "Kap.", "No.", "Nr.", "S.", "Tab.", "Vol.", "p.", "pp.", "§", "§§"];

/// The quotation marks of languages, outer and inner: opening and closing.
const QUOTES: [(&str, [&str; 4]); 16] = [
    ("cs", ["„", "“", "‚", "‘"]),
    ("da", ["„", "“", "‚", "‘"]),
    ("de", ["„", "“", "‚", "‘"]),
    ("es", ["«", "»", "“", "”"]),
    ("fi", ["”", "”", "’", "’"]),
    ("fr", ["«\u{202f}", "\u{202f}»", "‹\u{202f}", "\u{202f}›"]),
    ("it", ["«", "»", "“", "”"]),
    ("ja", ["「", "」", "『", "』"]),
    ("no", ["«", "»", "‹", "›"]),
    ("pl", ["„", "”", "‚", "’"]),
    ("pt", ["«", "»", "“", "”"]),
    ("ru", ["«", "»", "„", "“"]),
    ("sk", ["„", "“", "‚", "‘"]),
    ("sv", ["”", "”", "’", "’"]),
    ("uk", ["«", "»", "„", "“"]),
    ("zh", ["“", "”", "‘", "’"]),
];

const ENGLISH: [&str; 4] = ["“", "”", "‘", "’"];

/// The quotation marks of a language, and how many inner ones are open.
pub(super) struct Quotes {
    marks: [&'static str; 4],
    inner: usize,
}

impl Quotes {
    /// Those of a language: `de`, `de-at`.
    pub(super) fn of(language: &str) -> Self {
        let base = language.split('-').next().unwrap_or(language);
        let marks = QUOTES.iter().find(|(known, _)| *known == base).map_or(ENGLISH, |(_, marks)| *marks);
        Self { marks, inner: 0 }
    }

    /// A mark that the Markdown library made of a straight one. A closing single one is an apostrophe where none is open.
    fn localised(&mut self, mark: &str) -> &'static str {
        match mark {
            "“" => self.marks[0],
            "”" => self.marks[1],
            "‘" => {
                self.inner += 1;
                self.marks[2]
            }
            _ if self.inner > 0 => {
                self.inner -= 1;
                self.marks[3]
            }
            _ => "’",
        }
    }
}

impl<'a> Page<'_, 'a> {
    /// Writes the text that begins at an event, together with what directly follows it; returns the index of the next event.
    pub(super) fn running_text(&mut self, index: usize, out: &mut Vec<Event<'a>>) -> usize {
        let manuscript = self.manuscript;
        let mut text = String::new();
        let mut next = index;
        while let Some((Event::Text(words), range)) = manuscript.events.get(next) {
            let is_straight = matches!(self.source.get(range.clone()), Some("\"" | "'"));
            match &mut self.quotes {
                Some(quotes) if is_straight => text.push_str(quotes.localised(words)),
                _ => text.push_str(words),
            }
            next += 1;
        }
        let text = unbroken(&text).into_owned();
        let mut from = 0;
        for (at, meaning) in manuscript.abbreviations.in_text(&text) {
            out.push(Event::Text(text[from..at.start].to_owned().into()));
            out.push(Event::InlineHtml(format!("<abbr title=\"{}\">", escaped(meaning)).into()));
            from = at.end;
            out.push(Event::Text(text[at].to_owned().into()));
            out.push(Event::InlineHtml("</abbr>".into()));
        }
        out.push(Event::Text(text[from..].to_owned().into()));
        next
    }
}

/// A text whose numbers stay on one line with their units, and abbreviations such as `z. B.` with each other.
fn unbroken(text: &str) -> Cow<'_, str> {
    let mut joined: Option<String> = None;
    let mut from = 0;
    for (at, _) in text.match_indices(' ') {
        if belong_together(&text[..at], &text[at + 1..]) {
            let kept = joined.get_or_insert_with(String::new);
            kept.push_str(&text[from..at]);
            kept.push_str(NO_BREAK);
            from = at + 1;
        }
    }
    match joined {
        Some(kept) => Cow::Owned(kept + &text[from..]),
        None => Cow::Borrowed(text),
    }
}

fn belong_together(before: &str, after: &str) -> bool {
    let ends_with_digit = before.ends_with(|character: char| character.is_ascii_digit());
    let begins_with_digit = after.starts_with(|character: char| character.is_ascii_digit());
    (ends_with_digit && UNITS.contains(&first_word(after)))
        || (begins_with_digit && BEFORE_NUMBERS.contains(&last_word(before)))
        || (is_letter_with_stop(last_word(before)) && after.get(..2).is_some_and(is_letter_with_stop))
}

/// The letters and signs up to a space or punctuation.
fn first_word(text: &str) -> &str {
    let is_part = |character: char| character.is_alphanumeric() || "%‰°€$£µ".contains(character);
    &text[..text.find(|character| !is_part(character)).unwrap_or(text.len())]
}

/// What stands after the last space or opening bracket. Of a longer word nothing is given: none of those that matter here is as long.
fn last_word(text: &str) -> &str {
    let start =
        text.char_indices().rev().take(6).find(|(_, character)| character.is_whitespace() || "([".contains(*character));
    match start {
        Some((at, character)) => &text[at + character.len_utf8()..],
        None if text.chars().nth(5).is_none() => text,
        None => "",
    }
}

/// `z.`, `B.`
fn is_letter_with_stop(word: &str) -> bool {
    let bytes = word.as_bytes();
    bytes.len() == 2 && bytes[0].is_ascii_alphabetic() && bytes[1] == b'.'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_with_their_units() {
        for (text, expected) in [
            ("In 650 ms, 5 % of 273 GB/s.", "In 650_ms, 5_% of 273_GB/s."),
            ("z. B. 5 Modelle, d. h. (u. a.) e. g. this", "z._B. 5 Modelle, d._h. (u._a.) e._g. this"),
            ("see Fig. 3, § 5 and S. 7", "see Fig._3, §_5 and S._7"),
            ("J. K. R. Tolkien, vitamin B. A. b", "J._K._R. Tolkien, vitamin B._A. b"),
            ("5 models, 5 score, x 5, ends with 5 ", "5 models, 5 score, x 5, ends with 5 "),
            ("größer. ä. ö.", "größer. ä. ö."),
        ] {
            assert_eq!(unbroken(text).replace('\u{a0}', "_"), expected);
        }
    }

    #[test]
    fn quotation_marks_are_those_of_the_language() {
        let mut german = Quotes::of("de-at");
        let said: Vec<&str> = ["“", "‘", "’", "”", "’"].into_iter().map(|mark| german.localised(mark)).collect();
        assert_eq!(said, ["„", "‚", "‘", "“", "’"]);
        assert_eq!(Quotes::of("xx").marks, ENGLISH);
    }
}
