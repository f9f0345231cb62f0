//! Letters, capitals, commas, and the language they are in.

use super::text::{is_capital, is_small};
use super::{Amount, Built, Plain, Thing, relation, tokens};
use crate::suite::check::arguments::Arguments;
use crate::suite::check::{Rule, language, quoted};

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
    let thing = Thing { one: format!("“{letter}”"), many: format!("“{letter}”") };
    Amount::rule(relation(arguments)?, count, thing, move |answer| {
        answer.chars().flat_map(char::to_lowercase).filter(|found| *found == letter).count()
    })
}

pub(super) fn capital_word_frequency(arguments: &Arguments<'_, '_>) -> Built {
    let thing = Thing { one: "word in capitals".to_owned(), many: "words in capitals".to_owned() };
    Amount::rule(relation(arguments)?, arguments.whole()?, thing, tokens::capital_words)
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
    let wanted = language::known_language(arguments)?;
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
        match language::detect(answer) {
            Some(found) => (found != self.wanted).then(|| format!("taken for `{found}`")),
            None => Some("nothing to tell a language by".to_owned()),
        }
    }
}
