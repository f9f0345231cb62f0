//! The order of words in a language, by the Unicode Collation Algorithm with CLDR's rules (<https://www.unicode.org/reports/tr10/>).

use std::cmp::Ordering;

use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale_core::Locale;

use super::Language;

/// How a language sorts.
#[derive(Debug)]
pub struct Collation {
    /// Absent for a tag that no rules can be found for: texts are in the order of their code points then.
    rules: Option<CollatorBorrowed<'static>>,
}

impl Collation {
    /// The rules of a language; for a language without rules of its own those that all scripts share.
    pub fn of(language: &Language) -> Self {
        let locale = Locale::try_from_str(language.slug()).unwrap_or(Locale::UNKNOWN);
        Self { rules: Collator::try_new((&locale).into(), CollatorOptions::default()).ok() }
    }

    /// The order of two texts.
    pub fn compare(&self, one: &str, other: &str) -> Ordering {
        match &self.rules {
            Some(rules) => rules.compare(one, other),
            None => one.cmp(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_has_its_order() {
        let sorted = |tag: &str, texts: &[&str]| {
            let collation = Collation::of(&Language::parse(tag).expect("it is a tag"));
            let mut texts = texts.to_vec();
            texts.sort_by(|one, other| collation.compare(one, other));
            texts.join(" ")
        };
        assert_eq!(sorted("de", &["Zebra", "Öl", "ofen", "Apfel", "Äpfel"]), "Apfel Äpfel ofen Öl Zebra");
        assert_eq!(sorted("sv", &["Zebra", "Öl", "Apfel", "Äpfel"]), "Apfel Zebra Äpfel Öl");
        assert_eq!(sorted("cs", &["cihla", "chata", "hora", "dům"]), "cihla dům hora chata");
        assert_eq!(sorted("sw", &["b", "a"]), "a b");
    }
}
