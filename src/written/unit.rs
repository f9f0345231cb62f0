//! The unit behind a number.

use super::Convention;
use super::cursor::{any, char_at, ends, longest, space, word};
use super::literal::UnitOf;
use super::words::{MeasuredIn, SYMBOLS};

/// The most words between a number and what it counts: `seven invented targets`, `10.5 compliant answers per minute`.
const MOST_WORDS: usize = 3;

/// Reads the units of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Units<'a> {
    pub(super) text: &'a str,
    pub(super) convention: Convention,
}

impl Units<'_> {
    /// The unit behind a number that ends at a position: its end, and what it is.
    pub(super) fn unit(&self, number_end: usize) -> Option<(usize, UnitOf)> {
        let (at, multipliers) = self.multiplier(number_end);
        let has_multiplier = at > number_end;
        if let Some((end, (measure, scale))) = self.word_of_unit(at).or_else(|| self.rate_of_nouns(at)) {
            return Some((end, UnitOf { measure, scale, multipliers }));
        }
        has_multiplier.then(|| (at, UnitOf { multipliers, ..self.counted(at) }))
    }

    /// The unit at a position that has no number before it.
    pub(super) fn named(&self, at: usize) -> Option<(usize, UnitOf)> {
        let (end, (measure, scale)) = self.unit_at(at)?;
        Some((end, UnitOf { measure, scale, ..UnitOf::BARE }))
    }

    /// A number without a unit: counted if a noun follows.
    pub(super) fn counted(&self, number_end: usize) -> UnitOf {
        let measure = if self.noun(number_end) { MeasuredIn::Counted } else { MeasuredIn::Bare };
        UnitOf { measure, ..UnitOf::BARE }
    }

    /// `million`, or a K at the number: where the rest begins, and what it multiplies by.
    fn multiplier(&self, at: usize) -> (usize, &'static [f64]) {
        let none = (at, UnitOf::BARE.multipliers);
        let multipliers = self.convention.words().multipliers;
        match longest(self.text, at, multipliers) {
            Some(attached) => attached,
            None => {
                let gap = self.gap(at);
                let spaced = longest(self.text, gap, multipliers).filter(|(end, _)| gap > at && end - gap > 1);
                // `12 million parameters` is a unit, not a multiple of another.
                spaced.filter(|_| self.word_of_unit(at).is_none()).unwrap_or(none)
            }
        }
    }

    /// White space, or the hyphen of `5-second`.
    fn gap(&self, at: usize) -> usize {
        match char_at(self.text, at) {
            Some('-' | '\u{2010}' | '\u{2011}')
                if !word(self.text, at + char_at(self.text, at).map_or(0, char::len_utf8)).is_empty() =>
            {
                at + char_at(self.text, at).map_or(0, char::len_utf8)
            }
            _ => space(self.text, at),
        }
    }

    fn word_of_unit(&self, at: usize) -> Option<(usize, (MeasuredIn, f64))> {
        self.unit_at(at).or_else(|| self.unit_at(self.gap(at)))
    }

    /// The longest unit at a position.
    fn unit_at(&self, at: usize) -> Option<(usize, (MeasuredIn, f64))> {
        let rest = self.text.get(at..)?;
        let is_there = |symbol: &&&str| {
            let end = at + symbol.len();
            rest.starts_with(**symbol) && (!symbol.ends_with(char::is_alphanumeric) || ends(self.text, end))
        };
        let longest_of = |symbols: &[&str]| symbols.iter().filter(is_there).map(|symbol| at + symbol.len()).max();
        let symbol = SYMBOLS
            .iter()
            .filter_map(|(unit, symbols)| Some((longest_of(symbols)?, *unit)))
            .max_by_key(|(end, _)| *end);
        let spoken = longest(self.text, at, self.convention.words().units);
        symbol.into_iter().chain(spoken).max_by_key(|(end, _)| *end)
    }

    /// `compliant answers per minute`.
    fn rate_of_nouns(&self, at: usize) -> Option<(usize, (MeasuredIn, f64))> {
        let mut at = space(self.text, at);
        for _ in 0..MOST_WORDS {
            let noun = word(self.text, at);
            if noun.is_empty() || self.convention.words().not_nouns.contains(&noun) {
                return None;
            }
            let (end, behind) = (at + noun.len(), space(self.text, at + noun.len()));
            let rates = self.convention.words().rates;
            if let Some((end, rate)) = longest(self.text, end, rates).or_else(|| longest(self.text, behind, rates)) {
                let per_second = noun.to_lowercase().starts_with("token");
                return Some((
                    end,
                    if per_second { (MeasuredIn::TokensPerSecond, rate / 60.0) } else { (MeasuredIn::PerMinute, rate) },
                ));
            }
            at = behind;
        }
        None
    }

    /// Whether a counted noun follows: in English a word that ends in `s`, in German one with a capital, behind at most two others.
    fn noun(&self, number_end: usize) -> bool {
        let words = self.convention.words();
        let mut at = self.gap(number_end);
        if at == number_end {
            return false;
        }
        if any(self.text, at, words.nouns).is_some() {
            return true;
        }
        for _ in 0..MOST_WORDS {
            let noun = word(self.text, at);
            let first = noun.chars().next();
            let is_capital = first.is_some_and(char::is_uppercase);
            if noun.chars().count() < 3 || words.not_nouns.contains(&noun) {
                return false;
            }
            let plural = noun.ends_with('s') && !noun.ends_with("ss") && !noun.ends_with("us");
            if if words.capital_nouns { is_capital } else { plural && !is_capital } {
                return true;
            }
            // An adjective of German has an ending; the second half of a compound follows a hyphen.
            let inflected = ["e", "er", "en", "es", "em"].iter().any(|ending| noun.ends_with(ending));
            if words.capital_nouns && !inflected {
                return false;
            }
            let end = at + noun.len();
            at = self.gap(end);
            if at == end {
                return false;
            }
        }
        false
    }
}
