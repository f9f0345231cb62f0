//! Every number in a stretch of prose.

use std::ops::Range;

use super::Convention;
use super::cursor::{begins, char_at, digits, word};
use super::exempt::Exempt;
use super::forms::Exemption;
use super::literal::Literal;
use super::openers::may_open;
use super::quantity::{Reader, Surroundings};

/// A number in prose.
#[derive(Debug, Clone, PartialEq)]
pub struct Numeral {
    /// Where it is, in bytes: with its hedge, unit and interval, or with the name that it is a part of.
    pub range: Range<usize>,
    /// What it is.
    pub kind: NumeralKind,
}

/// What a number in prose is.
#[derive(Debug, Clone, PartialEq)]
pub enum NumeralKind {
    /// A quantity, which should have a finding behind it.
    Quantity(Literal),
    /// Digits that could not be read as a quantity.
    Unreadable,
    /// Exempt by its form.
    Exempt(Exemption),
}

/// Why a text is not one number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// There is no number in it.
    Nothing,
    /// There is more than one; where the first two are, in bytes.
    Several(Range<usize>, Range<usize>),
    /// There is one that cannot be read; where it is.
    Malformed(Range<usize>),
}

impl Numeral {
    /// The quantity, if it is one.
    pub fn literal(&self) -> Option<&Literal> {
        match &self.kind {
            NumeralKind::Quantity(literal) => Some(literal),
            NumeralKind::Unreadable | NumeralKind::Exempt(_) => None,
        }
    }
}

/// Every number of a stretch of prose, in order: in digits, and in words with a unit or what they count. Ranges do not overlap and are on
/// the boundaries of characters. `is_known_name` says whether a word, or two joined by nothing, a space or a hyphen, is or is part of a
/// name that the data know: `qwen3-coder`, `Qwen`, `30b`.
pub fn numerals(text: &str, convention: Convention, is_known_name: &dyn Fn(&str) -> bool) -> Vec<Numeral> {
    let reader = Reader { text, convention, surroundings: Surroundings::Prose };
    let exempt = Exempt { text, convention, is_known_name };
    walk(reader, Some(exempt))
}

/// The one number of a text, which may have other words around it.
///
/// # Errors
/// [`Unreadable`], unless it has exactly one.
pub fn literal(text: &str, convention: Convention) -> Result<Literal, Unreadable> {
    let in_prose = numerals(text, convention, &|_| false);
    let quantities: Vec<Numeral> =
        in_prose.into_iter().filter(|one| !matches!(one.kind, NumeralKind::Exempt(_))).collect();
    let found = match quantities.is_empty() {
        true => walk(Reader { text, convention, surroundings: Surroundings::Alone }, None),
        false => quantities,
    };
    match found.as_slice() {
        [] => Err(Unreadable::Nothing),
        [Numeral { kind: NumeralKind::Quantity(literal), range }] => Ok(literal.clone().within(text, range.start)),
        [one] => Err(Unreadable::Malformed(one.range.clone())),
        [one, other, ..] => Err(Unreadable::Several(one.range.clone(), other.range.clone())),
    }
}

fn walk(reader: Reader<'_>, exempt: Option<Exempt<'_>>) -> Vec<Numeral> {
    walk_where(reader, exempt, |at| may_open(reader.text, at, reader.convention))
}

/// Reads at the positions where a numeral can begin.
fn walk_where(reader: Reader<'_>, exempt: Option<Exempt<'_>>, opens: impl Fn(usize) -> bool) -> Vec<Numeral> {
    let text = reader.text;
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(here) = char_at(text, at) {
        let (end, kind) = match !here.is_whitespace() && opens(at) {
            true => numeral_at(&reader, exempt.as_ref(), at),
            false => (at, None),
        };
        if let Some(kind) = kind.filter(|_| end > at) {
            found.push(Numeral { range: at..end, kind });
            at = end;
            continue;
        }
        let skipped = if here.is_ascii_digit() { digits(text, at) } else { word(text, at) };
        at += skipped.len().max(here.len_utf8());
    }
    found
}

/// The numeral that begins at a position, and its end.
fn numeral_at(reader: &Reader<'_>, exempt: Option<&Exempt<'_>>, at: usize) -> (usize, Option<NumeralKind>) {
    let text = reader.text;
    if let Some((end, kind)) = exempt.and_then(|exempt| exempt.at(at)) {
        return (end, Some(NumeralKind::Exempt(kind)));
    }
    let here = char_at(text, at).unwrap_or(' ');
    let is_symbol = "~≈≃∼<>≤≥½⅓⅔¼¾⅕⅒".contains(here);
    if !is_symbol && !(begins(text, at) && (here.is_alphanumeric() || "+-\u{2212}\u{2013}.".contains(here))) {
        return (at, None);
    }
    if let Some(reading) = reader.quantity(at) {
        let end = reading.range.end;
        return (end, Some(NumeralKind::Quantity(reading.literal(text, reader.convention))));
    }
    let written = digits(text, at).len();
    (at + written, (written > 0).then_some(NumeralKind::Unreadable))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::written::words::Vocabulary;

    /// Every word and phrase that can stand before a number or be one, in any order, with what joins them.
    fn pieces(convention: Convention) -> Vec<String> {
        let Vocabulary { cardinals, tens, ordinals, articles, places, versions, products, months, .. } =
            convention.words();
        let mut pieces: Vec<&str> = cardinals.iter().chain(tens).chain(ordinals).copied().collect();
        [articles, places, versions, products, months].into_iter().for_each(|words| pieces.extend(*words));
        convention.words().hedges.iter().for_each(|(_, words)| pieces.extend(*words));
        convention.words().between.iter().for_each(|(_, words)| pieces.extend(*words));
        let shares = convention.words().portions.iter().chain(convention.words().multiples);
        shares.for_each(|(_, words)| pieces.extend(*words));
        pieces.extend([
            "und", "mal", "fold", "fach", "n", "=", "the", "qwen3", "Qwen", "www.a.de", "7", "3.5", "30b", "%", "ms",
        ]);
        pieces.extend([
            "models", "of", "to", "and", "#", "§", "-", "\u{2013}", "K", "ÜBER", "place", "targets", "seconds",
        ]);
        pieces.into_iter().map(str::to_owned).collect()
    }

    fn same_without_looking_ahead(words: &[(String, &str, bool)], convention: Convention) {
        let written = |(word, gap, capital): &(String, &str, bool)| match word.chars().next().filter(|_| *capital) {
            Some(first) => format!("{}{}{gap}", first.to_uppercase(), &word[first.len_utf8()..]),
            None => format!("{word}{gap}"),
        };
        let text: String = words.iter().map(written).collect();
        let reader = Reader { text: &text, convention, surroundings: Surroundings::Prose };
        let exempt = Exempt { text: &text, convention, is_known_name: &|word| word.to_lowercase().starts_with("qwen") };
        let alone = Reader { surroundings: Surroundings::Alone, ..reader };
        assert_eq!(walk(reader, Some(exempt)), walk_where(reader, Some(exempt), |_| true), "{text}");
        assert_eq!(walk(alone, None), walk_where(alone, None, |_| true), "{text}");
    }

    fn words(convention: Convention) -> impl Strategy<Value = Vec<(String, &'static str, bool)>> {
        let gaps = prop::sample::select(vec![" ", " ", " ", "", "-", ", ", ". ", " (", "\u{a0}", "  ", ":"]);
        prop::collection::vec((prop::sample::select(pieces(convention)), gaps, any::<bool>()), 1..9)
    }

    proptest! {
        #[test]
        fn no_numeral_is_passed_over_in_english(words in words(Convention::English)) {
            same_without_looking_ahead(&words, Convention::English);
        }

        #[test]
        fn no_numeral_is_passed_over_in_german(words in words(Convention::German)) {
            same_without_looking_ahead(&words, Convention::German);
        }
    }
}
