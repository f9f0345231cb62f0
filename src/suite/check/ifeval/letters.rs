//! Letters, capitals, commas, and the language they are in.

use std::sync::LazyLock;

use langdetect::{DetectorFactory, Seed};

use super::text::{is_capital, is_small};
use super::{Amount, Built, Plain, relation, tokens};
use crate::diagnostic::did_you_mean;
use crate::suite::check::arguments::Arguments;
use crate::suite::check::{Rule, quoted};

/// The reference's detector of languages. It draws lots, so it gets the same lots every time.
static DETECTOR: LazyLock<DetectorFactory> = LazyLock::new(|| {
    let mut detector = DetectorFactory::builtin().clone();
    detector.seed = Seed::Int(0);
    detector
});

/// The detector's name of English.
const ENGLISH: &str = "en";

pub(super) fn letter_frequency(arguments: &Arguments<'_, '_>) -> Built {
    let text = arguments.text()?;
    let mut letters = text.chars().flat_map(char::to_lowercase);
    let (Some(letter), None) = (letters.next(), letters.next()) else {
        arguments.fault(format!("{} is not one letter", quoted(&text)), arguments.place());
        return None;
    };
    let count = arguments.required_whole("frequency")?;
    Amount::rule(relation(arguments)?, count, format!("letter “{letter}”"), move |answer| {
        answer.chars().flat_map(char::to_lowercase).filter(|found| *found == letter).count()
    })
}

pub(super) fn capital_word_frequency(arguments: &Arguments<'_, '_>) -> Built {
    Amount::rule(relation(arguments)?, arguments.whole()?, "word in capitals", tokens::capital_words)
}

pub(super) fn no_comma(arguments: &Arguments<'_, '_>) -> Built {
    arguments.nothing()?;
    Plain::rule("no comma", "a comma", |answer| !answer.contains(','))
}

pub(super) fn english_capital(arguments: &Arguments<'_, '_>) -> Built {
    arguments.nothing()?;
    Some(Box::new(Language { wanted: ENGLISH.to_owned(), case: Case::Capital }))
}

pub(super) fn english_lowercase(arguments: &Arguments<'_, '_>) -> Built {
    arguments.nothing()?;
    Some(Box::new(Language { wanted: ENGLISH.to_owned(), case: Case::Small }))
}

pub(super) fn response_language(arguments: &Arguments<'_, '_>) -> Built {
    let wanted = arguments.text()?;
    let known = DETECTOR.langlist();
    if !known.contains(&wanted) {
        let guess = did_you_mean(&wanted, known.iter().map(String::as_str)).map(|guess| format!("; {guess}"));
        let message = format!("`{wanted}` is no language that the detector knows{}", guess.unwrap_or_default());
        arguments.fault(message, arguments.place());
        return None;
    }
    Some(Box::new(Language { wanted, case: Case::Any }))
}

#[derive(Debug)]
enum Case {
    Capital,
    Small,
    Any,
}

/// An answer in one language, perhaps in one case. Where the detector finds nothing to judge by, the instruction is not followed.
#[derive(Debug)]
struct Language {
    wanted: String,
    case: Case,
}

impl Rule for Language {
    fn describe(&self) -> String {
        match self.case {
            Case::Capital => "English in capital letters".to_owned(),
            Case::Small => "English in small letters".to_owned(),
            Case::Any => format!("in the language `{}`", self.wanted),
        }
    }

    fn objection(&self, answer: &str) -> Option<String> {
        let cased = match self.case {
            Case::Capital => is_capital(answer),
            Case::Small => is_small(answer),
            Case::Any => true,
        };
        if !cased {
            return Some("letters of the other case, or none".to_owned());
        }
        match DETECTOR.detect(answer) {
            Ok(found) if found == self.wanted => None,
            Ok(found) => Some(format!("taken for `{found}`")),
            Err(_) => Some("nothing to tell a language by".to_owned()),
        }
    }
}
