//! Letters, uppercase and lowercase, commas, and the language.

use super::rules::{Built, CountRule, FixedRule, Noun, read_comparison};
use super::text::{is_lower, is_upper};
use super::tokens;
use crate::suite::check::arguments::Arguments;
use crate::suite::check::language;
use crate::suite::check::rule::{Rule, quoted};

/// The detector's code for English.
const ENGLISH: &str = "en";

pub(super) fn letter_frequency(arguments: &Arguments<'_, '_>) -> Built {
    let text = arguments.text()?;
    let mut letters = text.chars().flat_map(char::to_lowercase);
    let (Some(letter), None) = (letters.next(), letters.next()) else {
        arguments.fault(format!("{} is not a single letter", quoted(&text)), arguments.place());
        return None;
    };
    let count = arguments.required_whole("frequency")?;
    let noun = Noun { one: format!("“{letter}”"), many: format!("“{letter}”") };
    CountRule::build(read_comparison(arguments)?, count, noun, move |answer| {
        answer.chars().flat_map(char::to_lowercase).filter(|found| *found == letter).count()
    })
}

pub(super) fn capital_word_frequency(arguments: &Arguments<'_, '_>) -> Built {
    let noun = Noun { one: "word in capitals".to_owned(), many: "words in capitals".to_owned() };
    CountRule::build(read_comparison(arguments)?, arguments.whole()?, noun, tokens::capital_words)
}

pub(super) fn no_comma(arguments: &Arguments<'_, '_>) -> Built {
    arguments.nothing()?;
    FixedRule::build("no comma", "a comma", |answer| !answer.contains(','))
}

pub(super) fn english_capital(arguments: &Arguments<'_, '_>) -> Built {
    arguments.nothing()?;
    Some(Box::new(LanguageAndCase { wanted: ENGLISH.to_owned(), case: LetterCase::Upper }))
}

pub(super) fn english_lowercase(arguments: &Arguments<'_, '_>) -> Built {
    arguments.nothing()?;
    Some(Box::new(LanguageAndCase { wanted: ENGLISH.to_owned(), case: LetterCase::Lower }))
}

pub(super) fn response_language(arguments: &Arguments<'_, '_>) -> Built {
    let wanted = language::known_language(arguments)?;
    Some(Box::new(LanguageAndCase { wanted, case: LetterCase::Any }))
}

#[derive(Debug)]
enum LetterCase {
    Upper,
    Lower,
    Any,
}

/// An answer in one language, possibly in one case. The reference accepts an answer whose language cannot be detected;
/// here it fails.
#[derive(Debug)]
struct LanguageAndCase {
    wanted: String,
    case: LetterCase,
}

impl Rule for LanguageAndCase {
    fn describe(&self) -> String {
        match self.case {
            LetterCase::Upper => "English in capital letters".to_owned(),
            LetterCase::Lower => "English in small letters".to_owned(),
            LetterCase::Any => format!("in the language `{}`", self.wanted),
        }
    }

    fn objection(&self, answer: &str) -> Option<String> {
        let cased = match self.case {
            LetterCase::Upper => is_upper(answer),
            LetterCase::Lower => is_lower(answer),
            LetterCase::Any => true,
        };
        if !cased {
            return Some("letters in the other case, or none".to_owned());
        }
        match language::detect(answer) {
            Some(found) => (found != self.wanted).then(|| format!("detected as `{found}`")),
            None => Some("no detectable language".to_owned()),
        }
    }
}
