//! The words around numbers, by language: a table for each kind of word.
//!
//! Phrases are in lower case and match in any case; a space in them is any white space.

mod english;
mod german;
mod units;

use super::Convention;

pub use units::MeasuredIn;
pub(super) use units::SYMBOLS;

impl Convention {
    /// The words of its language.
    pub(super) fn words(self) -> &'static Vocabulary {
        match self {
            Self::English => &english::ENGLISH,
            Self::German => &german::GERMAN,
        }
    }
}

/// How a number is hedged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hedge {
    /// `about 70 %`.
    About,
    /// `nearly 300 ms`: a little less, or as much.
    Nearly,
    /// `just over 300 ms`: a little more.
    JustOver,
    /// `under 300 ms`.
    Under,
    /// `at most 300 ms`.
    AtMost,
    /// `over 90 %`.
    Over,
    /// `over 146 cases`: more than these, or across these.
    OverOrAcross,
    /// `at least 90 %`.
    AtLeast,
}

/// Which way a percentage changes what it is a percentage of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// `40 % faster`: a rate is 1.4 times as high.
    Faster,
    /// `40 % slower`: a rate is 0.6 times as high, or a time 1.4 times as long.
    Slower,
    /// `40 % more`: 1.4 times.
    More,
    /// `40 % less`: 0.6 times.
    Less,
}

/// Phrases by what they mean.
pub(super) type Meanings<T> = &'static [(T, &'static [&'static str])];

/// The words of a language.
#[derive(Debug)]
pub(super) struct Vocabulary {
    /// Number words from zero to twenty.
    pub(super) cardinals: [&'static str; 21],
    /// Tens from thirty to ninety.
    pub(super) tens: [&'static str; 7],
    /// Words for one that are articles or pronouns, too.
    pub(super) articles: &'static [&'static str],
    /// Ordinals from first to twentieth, without their endings.
    pub(super) ordinals: [&'static str; 20],
    /// The endings of ordinals in words; empty where a language has no endings.
    pub(super) ordinal_endings: &'static [&'static str],
    /// The endings of ordinals in digits.
    pub(super) digit_endings: &'static [&'static str],
    /// Words before an ordinal that is a rank.
    pub(super) before_ranks: &'static [&'static str],
    /// Words behind an ordinal that is a rank.
    pub(super) behind_ranks: &'static [&'static str],
    /// Parts of a whole, by the number that the whole is divided by.
    pub(super) portions: Meanings<u8>,
    /// What follows a part that is not an ordinal: `a third of`.
    pub(super) behind_portions: &'static [&'static str],
    /// Multiples: `twice`.
    pub(super) multiples: Meanings<u8>,
    /// Words after a number that multiply it: `million`.
    pub(super) multipliers: Meanings<&'static [f64]>,
    /// Hedges before a number.
    pub(super) hedges: Meanings<Hedge>,
    /// Hedges behind a number and its unit.
    pub(super) hedges_behind: Meanings<Hedge>,
    /// Directions of a percentage.
    pub(super) directions: Meanings<Direction>,
    /// Units in words, with how many of the measure's own unit each is.
    pub(super) units: Meanings<(MeasuredIn, f64)>,
    /// Rates behind a noun: `answers per minute`, as the factor to a minute.
    pub(super) rates: Meanings<f64>,
    /// What joins the two numbers of a share: `seven of seventeen`.
    pub(super) of: &'static [&'static str],
    /// What joins them only between number words: `one in ten`.
    pub(super) of_between_words: &'static [&'static str],
    /// What joins the ends of a range.
    pub(super) to: &'static [&'static str],
    /// What opens a range, by what joins its ends.
    pub(super) between: Meanings<&'static str>,
    /// What joins the numbers of labels.
    pub(super) and: &'static [&'static str],
    /// What stands before the ends of an interval.
    pub(super) interval_names: &'static [&'static str],
    /// Words after a number that are not its noun though they look like one.
    pub(super) not_nouns: &'static [&'static str],
    /// What follows a number that counts, besides nouns that look like one.
    pub(super) nouns: &'static [&'static str],
    /// Whether nouns begin with a capital; else they are taken to end in `s`.
    pub(super) capital_nouns: bool,
    /// Words before a number that is the name of a place in a text or in a list: `Section 3`.
    pub(super) places: &'static [&'static str],
    /// Words before a number that is a version.
    pub(super) versions: &'static [&'static str],
    /// Words before a number with a point that is a version.
    pub(super) products: &'static [&'static str],
    /// The names of months, and their short forms.
    pub(super) months: &'static [&'static str],
    /// Words before a year.
    pub(super) before_years: &'static [&'static str],
    /// What follows the number in the name of a statistic: `95 % confidence interval`.
    pub(super) statistics: &'static [&'static str],
    /// Words after a time of day.
    pub(super) clock: &'static [&'static str],
    /// Words that may begin with a capital and are not names.
    pub(super) not_names: &'static [&'static str],
}
