//! Conventions of writing numbers: the marks between digits.

/// How numbers are written in a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Convention {
    /// `1,234.5`. Also for every language that has no convention of its own here.
    English,
    /// `1.234,5`.
    German,
}

impl Convention {
    /// The convention of a language by its tag: `en`, `de-AT`.
    pub fn of(language: &str) -> Self {
        let primary = language.split(['-', '_']).next().unwrap_or(language);
        if primary.eq_ignore_ascii_case("de") { Self::German } else { Self::English }
    }

    /// The mark before decimals.
    pub fn decimal(self) -> char {
        match self {
            Self::English => '.',
            Self::German => ',',
        }
    }

    /// The mark between groups of three digits.
    pub fn group(self) -> char {
        match self {
            Self::English => ',',
            Self::German => '.',
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_has_its_convention() {
        assert_eq!(["de", "DE-at", "en", "fr", ""].map(Convention::of), {
            use Convention::{English, German};
            [German, German, English, English, English]
        });
    }
}
