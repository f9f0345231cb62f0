//! Days of the year: `12 June`, *June 12th*, *the twelfth of June*, *12.06.*, *2024-06-12*.

use super::number;

/// The months, with their abbreviations.
const MONTHS: [(&str, &str); 12] = [
    ("January", r"Jan(?:uary|\.|\b)"),
    ("February", r"Feb(?:ruary|\.|\b)"),
    ("March", r"Mar(?:ch|\.|\b)"),
    ("April", r"Apr(?:il|\.|\b)"),
    ("May", r"May\b"),
    ("June", r"Jun(?:e|\.|\b)"),
    ("July", r"Jul(?:y|\.|\b)"),
    ("August", r"Aug(?:ust|\.|\b)"),
    ("September", r"Sep(?:tember|t\.?|\.|\b)"),
    ("October", r"Oct(?:ober|\.|\b)"),
    ("November", r"Nov(?:ember|\.|\b)"),
    ("December", r"Dec(?:ember|\.|\b)"),
];

/// The ordinals of the days.
const ORDINALS: [&str; 31] = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
    "twenty-first",
    "twenty-second",
    "twenty-third",
    "twenty-fourth",
    "twenty-fifth",
    "twenty-sixth",
    "twenty-seventh",
    "twenty-eighth",
    "twenty-ninth",
    "thirtieth",
    "thirty-first",
];

/// A day of a month, from 1 to 31 and from 0 to 11.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Day {
    day: usize,
    month: usize,
}

/// A date at the beginning of a phrase (`12 June`, `June 12`), and its length in bytes.
pub(super) fn at_start(text: &str) -> Option<(Day, usize)> {
    let month_at = |from: usize| {
        let name: &str = text[from..].split(|next: char| !next.is_alphabetic()).next().unwrap_or_default();
        let month = MONTHS.iter().position(|(known, _)| *known == name)?;
        Some((month, from + name.len()))
    };
    let day_at = |from: usize| {
        let (number, length) = number::at_start(text.get(from..)?)?;
        let end = from + length;
        let ordinal = text[end..].get(..2).filter(|ending| ["st", "nd", "rd", "th"].contains(ending));
        let day = usize::try_from(number.whole).ok().filter(|day| (1..=31).contains(day) && number.fraction.is_empty());
        Some((day?, end + ordinal.map_or(0, str::len)))
    };
    let space = |at: usize| text[at..].starts_with(' ').then_some(at + 1);
    if let Some((month, end)) = month_at(0) {
        let (day, end) = day_at(space(end)?)?;
        return Some((Day { day, month }, end));
    }
    let (day, end) = day_at(0)?;
    let (month, end) = month_at(space(end)?)?;
    Some((Day { day, month }, end))
}

impl Day {
    /// Some spellings, with and without the ending of the ordinal.
    pub(super) fn spellings(self) -> Vec<String> {
        let Self { day, month } = self;
        let name = MONTHS[month].0;
        let ending = match (day % 10, day / 10) {
            (1, tens) if tens != 1 => "st",
            (2, tens) if tens != 1 => "nd",
            (3, tens) if tens != 1 => "rd",
            _ => "th",
        };
        vec![
            format!("{day} {name}"),
            format!("{name} {day}"),
            format!("{name} {day}{ending}"),
            format!("{day}{ending} {name}"),
        ]
    }

    /// The pattern of the date in every form.
    pub(super) fn pattern(self) -> String {
        let Self { day, month } = self;
        let name = MONTHS[month].1;
        let ordinal = ORDINALS[day - 1].replace('-', r"[\s-]?");
        let number = format!("(?:0?{day}(?:st|nd|rd|th|\\.)?|{ordinal})");
        let month_number = month + 1;
        format!(
            r"(?:\b{number}(?:\s+of)?\s*{name}|\b{name}\s+(?:the\s+)?{number}|\b\d{{4}}-{month_number:02}-{day:02}\b|\b0?{day}[./]\s?0?{month_number}\b\.?|\b0?{month_number}/0?{day}\b)"
        )
    }
}
