//! Units of measure and currencies, with their names and how they convert.

use super::number::Decimal;

/// A unit of measure or a currency.
#[derive(Debug)]
pub(super) struct MeasureUnit {
    /// What is measured; quantities of one dimension convert into each other.
    dimension: &'static str,
    /// How many of the smallest unit of its dimension it is.
    size: u64,
    /// Symbols and abbreviations after the number; the first is the usual one.
    after: &'static [&'static str],
    /// Symbols and abbreviations before the number.
    before: &'static [&'static str],
    /// Full names, in the singular; an `s` may follow.
    names: &'static [&'static str],
}

const fn unit(
    dimension: &'static str,
    size: u64,
    after: &'static [&'static str],
    names: &'static [&'static str],
) -> MeasureUnit {
    MeasureUnit { dimension, size, after, before: &[], names }
}

const fn currency(
    dimension: &'static str,
    symbols: &'static [&'static str],
    names: &'static [&'static str],
) -> MeasureUnit {
    MeasureUnit { dimension, size: 1, after: symbols, before: symbols, names }
}

static UNITS: [MeasureUnit; 26] = [
    unit("mass", 1, &["mg"], &["milligram", "milligramme"]),
    unit("mass", 1_000, &["g", "gr"], &["gram", "gramme"]),
    unit("mass", 1_000_000, &["kg", "kgs"], &["kilogram", "kilogramme", "kilo"]),
    unit("mass", 1_000_000_000, &["t"], &["tonne", "metric ton"]),
    unit("length", 1, &["mm"], &["millimetre", "millimeter"]),
    unit("length", 10, &["cm"], &["centimetre", "centimeter"]),
    unit("length", 1_000, &["m"], &["metre", "meter"]),
    unit("length", 1_000_000, &["km", "kms", "k"], &["kilometre", "kilometer"]),
    unit("distance", 1, &["mi"], &["mile"]),
    unit("volume", 1, &["ml"], &["millilitre", "milliliter"]),
    unit("volume", 10, &["cl"], &["centilitre", "centiliter"]),
    unit("volume", 1_000, &["l"], &["litre", "liter"]),
    unit("time", 1, &["s", "sec", "secs"], &["second"]),
    unit("time", 60, &["min", "mins"], &["minute"]),
    unit("time", 3_600, &["h", "hr", "hrs"], &["hour"]),
    unit("time", 86_400, &[], &["day"]),
    unit("time", 604_800, &["wk", "wks"], &["week"]),
    unit("calendar", 1, &[], &["month"]),
    unit("calendar", 12, &["yr", "yrs"], &["year"]),
    unit("share", 1, &["%", "pct"], &["percent", "per cent"]),
    unit("temperature", 1, &["°C", "°", "C"], &["degrees Celsius", "degree Celsius", "degree"]),
    currency("euro", &["€", "EUR"], &["euro"]),
    currency("dollar", &["$", "US$", "USD"], &["dollar"]),
    currency("pound", &["£", "GBP"], &["pound"]),
    currency("franc", &["CHF", "Fr."], &["franc"]),
    currency("yen", &["¥", "JPY"], &["yen"]),
];

/// Amounts with a name of their own: dimension, amount in its smallest unit, pattern.
const NAMED: [(&str, u64, &str); 9] = [
    ("time", 15 * 60, "a quarter of an hour"),
    ("time", 30 * 60, "half an hour|a half[ -]hour"),
    ("time", 90 * 60, "an hour and a half"),
    ("time", 3_600, "an hour"),
    ("time", 14 * 86_400, "a fortnight|fortnight"),
    ("time", 604_800, "a week"),
    ("calendar", 6, "half a year"),
    ("calendar", 18, "a year and a half"),
    ("calendar", 12, "a year"),
];

/// The largest number into which a quantity is converted: 3 kg are not written as 3,000,000 mg.
const LARGEST_CONVERTED: u64 = 9_999;

/// The unit at the beginning of a text after a number, and its length with what joins it to the number.
pub(super) fn after_number(text: &str) -> Option<(&'static MeasureUnit, usize)> {
    let rest = text.trim_start_matches(' ').trim_start_matches('-');
    let joint = text.len() - rest.len();
    (joint <= 1).then_some(())?;
    let lower = rest.to_lowercase();
    let of = |unit: &'static MeasureUnit| {
        let names = unit.names.iter().flat_map(|name| [format!("{name}s"), (*name).to_owned()]);
        let symbols = unit.after.iter().map(|symbol| (*symbol).to_owned());
        let ends = |text: &str| !text.starts_with(|next: char| next.is_alphanumeric() || next == '*');
        let is_there = |name: &String| {
            lower.strip_prefix(&name.to_lowercase()).is_some_and(|after| ends(after) || name == "%" || name == "€")
        };
        names.chain(symbols).filter(is_there).map(|name| name.len()).max().map(|length| (unit, joint + length))
    };
    UNITS.iter().filter_map(of).max_by_key(|(_, length)| *length)
}

/// The currency at the beginning of a text before a number, and its length with the space after it.
pub(super) fn before_number(text: &str) -> Option<(&'static MeasureUnit, usize)> {
    let of = |unit: &'static MeasureUnit| {
        let symbol =
            unit.before.iter().filter(|symbol| text.starts_with(**symbol)).max_by_key(|symbol| symbol.len())?;
        let space = usize::from(text[symbol.len()..].starts_with(' '));
        Some((unit, symbol.len() + space))
    };
    UNITS.iter().filter_map(of).max_by_key(|(_, length)| *length)
}

/// The pattern of an amount in every unit of its dimension in which it is a handy number.
pub(super) fn pattern(amount: &Decimal, unit: &MeasureUnit) -> String {
    let mut forms = Vec::new();
    if let Some(base) = amount.times(unit.size) {
        let named = NAMED.iter().filter(|(dimension, size, _)| *dimension == unit.dimension && *size == base);
        forms.extend(named.map(|(.., pattern)| format!(r"\b(?:{pattern})\b")));
        for other in UNITS.iter().filter(|other| other.dimension == unit.dimension && other.size != unit.size) {
            let converted = Decimal::ratio(base, other.size).filter(|number| number.whole <= LARGEST_CONVERTED);
            forms.extend(converted.map(|number| in_unit(&number, other)));
        }
    }
    forms.push(in_unit(amount, unit));
    format!("(?:{})", forms.join("|"))
}

/// Some spellings of an amount: with the unit's symbol and with its name.
pub(super) fn spellings(amount: &Decimal, unit: &MeasureUnit) -> Vec<String> {
    let numbers = amount.spellings();
    let digits = numbers.first().map_or("", String::as_str);
    let name = unit.names.first().copied().unwrap_or_default();
    let names = numbers.iter().map(|number| format!("{number} {name}s"));
    let symbols =
        unit.after.first().into_iter().flat_map(|symbol| [format!("{digits} {symbol}"), format!("{digits}{symbol}")]);
    names.chain(symbols).collect()
}

fn in_unit(amount: &Decimal, unit: &MeasureUnit) -> String {
    let number = amount.pattern();
    let is_letter = |symbol: &str| symbol.ends_with(char::is_alphabetic);
    let close = |symbol: &&str| format!("{}{}", regex::escape(symbol), if is_letter(symbol) { r"\b" } else { "" });
    let open = |symbol: &&str| {
        format!("{}{}", if symbol.starts_with(char::is_alphabetic) { r"\b" } else { "" }, regex::escape(symbol))
    };
    let names = unit.names.iter().map(|name| format!(r"{}s?\b", name.replace(' ', r"\s+")));
    let after: Vec<String> = names.chain(unit.after.iter().map(close)).collect();
    let mut pattern = format!(r"\b{number}[*_]*[\s-]?[*_]*(?:{})", after.join("|"));
    if !unit.before.is_empty() {
        let before: Vec<String> = unit.before.iter().map(open).collect();
        pattern = format!(r"{pattern}|(?:{})\s?{number}", before.join("|"));
    }
    pattern
}

/// The pattern of what may be glued to a number without changing it: a unit, an ordinal, a half of the day.
pub(super) fn glued() -> String {
    // `40k` is forty thousand.
    let is_glued = |symbol: &&&str| symbol.starts_with(char::is_alphabetic) && **symbol != "k";
    let symbols = UNITS.iter().flat_map(|unit| unit.after).filter(is_glued);
    let symbols: Vec<String> = symbols.map(|symbol| regex::escape(symbol)).collect();
    format!(r"(?:(?:{}|st|nd|rd|th|am|pm|a\.m|p\.m)\b)", symbols.join("|"))
}

/// The pattern of a currency before a number.
pub(super) fn currencies() -> String {
    let symbols: Vec<String> = UNITS.iter().flat_map(|unit| unit.before).map(|symbol| regex::escape(symbol)).collect();
    format!("(?:{})", symbols.join("|"))
}

/// Whether a word in lowercase names a unit.
pub(super) fn is_unit(word: &str) -> bool {
    UNITS.iter().any(|unit| {
        let named = unit.names.iter().any(|name| *name == word || word.strip_suffix('s') == Some(*name));
        named || unit.after.iter().any(|symbol| symbol.eq_ignore_ascii_case(word))
    })
}
