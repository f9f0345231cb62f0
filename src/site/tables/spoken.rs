//! Tables as pages show them: in the words of a language, with its numbers, and the decimal points of a column below one another.

use super::table::{Cell, Table};
use crate::language::{Convention, Interface};
use crate::wording;

/// As wide as a digit, and as a full stop.
const FIGURE_SPACE: char = '\u{2007}';
const PUNCTUATION_SPACE: char = '\u{2008}';

impl Table {
    /// The table as a page in another language shows it: its title, heads and units in the words of the interface, its numbers as the
    /// language writes them. The data stay.
    pub(in crate::site) fn spoken(mut self, interface: &Interface) -> Self {
        self.title = interface.label(&self.title);
        for column in &mut self.columns {
            column.label = interface.label(&column.label);
            column.unit = interface.label(&column.unit);
        }
        let convention = interface.spoken.convention();
        if convention != Convention::English {
            for cell in self.rows.iter_mut().flat_map(|row| &mut row.cells).filter(|cell| cell.is_number()) {
                cell.text = wording::respelt(&cell.text, convention);
                cell.small = wording::respelt(&cell.small, convention);
            }
        }
        self.aligned(convention)
    }

    /// With the decimal points of a column below one another, but for numbers in tinted fields, which are in the middle.
    fn aligned(mut self, convention: Convention) -> Self {
        let has = |classes: &str, wanted: &str| classes.split(' ').any(|class| class == wanted);
        if !has(&self.class, "heat") {
            let numbers =
                self.columns.iter().enumerate().filter(|(_, one)| has(&one.class, "n") && !has(&one.class, "tint"));
            for (index, _) in numbers {
                let column = || self.rows.iter().map(|row| row.cells.get(index).map_or("", Cell::shown));
                let pads = pads(column(), convention);
                for (row, pad) in self.rows.iter_mut().zip(pads) {
                    row.cells.get_mut(index).into_iter().for_each(|cell| cell.pad.clone_from(&pad));
                }
            }
        }
        self
    }
}

/// The spaces behind each text of a column; none behind those that are not numbers.
fn pads<'t>(texts: impl Iterator<Item = &'t str>, convention: Convention) -> Vec<String> {
    let decimals: Vec<Option<usize>> = texts.map(|text| decimals(text, convention)).collect();
    let most = decimals.iter().flatten().copied().max().unwrap_or(0);
    decimals.into_iter().map(|own| own.map(|own| padding(own, most)).unwrap_or_default()).collect()
}

fn padding(own: usize, most: usize) -> String {
    let point = (own == 0 && most > 0).then_some(PUNCTUATION_SPACE);
    point.into_iter().chain(std::iter::repeat_n(FIGURE_SPACE, most - own)).collect()
}

/// How many decimals a number has: `1.34`, `−4.7`, `26,276`, `> 60`. `None` of any other text.
fn decimals(text: &str, convention: Convention) -> Option<usize> {
    let (point, group) = (convention.decimal(), convention.group());
    let number = text.strip_prefix("> ").unwrap_or(text).trim_start_matches(['+', '\u{2212}']);
    let (whole, rest) = number.split_once(point).unwrap_or((number, ""));
    let is_number = !whole.is_empty()
        && whole.chars().all(|letter| letter.is_ascii_digit() || letter == group)
        && rest.chars().all(|letter| letter.is_ascii_digit());
    is_number.then_some(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_numbers_have_decimals() {
        let english = |text| decimals(text, Convention::English);
        assert_eq!(["1.34", "\u{2212}4.7", "26,276", "> 60"].map(english), [Some(2), Some(1), Some(0), Some(0)]);
        assert_eq!(["–", "27 of 40", "more than half", "1.3×", ""].map(english), [None; 5]);
        assert_eq!(decimals("1.374,5", Convention::German), Some(1));
    }

    #[test]
    fn what_is_missing_is_as_wide_as_what_others_have() {
        assert_eq!([padding(2, 2), padding(1, 3), padding(0, 2)], ["", "\u{2007}\u{2007}", "\u{2008}\u{2007}\u{2007}"]);
    }
}
