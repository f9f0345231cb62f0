//! The language of an answer, told by the letters that follow each other in it.
//!
//! The detector is `langdetect`, a port of the one that IFEval's reference uses, with its 55 languages. It needs a sentence to be sure; two words
//! can be anything.

use std::sync::LazyLock;

use langdetect::{DetectorFactory, Seed};

use super::Rule;
use super::arguments::Arguments;
use crate::diagnostic::did_you_mean;

/// The detector draws lots; it gets the same lots every time, so that an answer is judged alike twice.
static DETECTOR: LazyLock<DetectorFactory> = LazyLock::new(|| {
    let mut detector = DetectorFactory::builtin().clone();
    detector.seed = Seed::Int(0);
    detector
});

pub(super) fn language(arguments: &Arguments<'_, '_>) -> Option<Box<dyn Rule>> {
    Some(Box::new(Language { wanted: known_language(arguments)? }))
}

/// The value as a language that the detector knows: `en`, `zh-cn`.
pub(super) fn known_language(arguments: &Arguments<'_, '_>) -> Option<String> {
    let wanted = arguments.text()?;
    let known = DETECTOR.langlist();
    if known.contains(&wanted) {
        return Some(wanted);
    }
    let guess = did_you_mean(&wanted, known.iter().map(String::as_str)).map(|guess| format!("; {guess}"));
    let message = format!(
        "`{wanted}` is no language that the detector knows, such as `en`, `de` or `zh-cn`{}",
        guess.unwrap_or_default()
    );
    arguments.fault(message, arguments.place());
    None
}

/// The language of a text as it stands, where there is anything to tell it by. Of words in capitals the detector sees the first
/// letters only.
pub(super) fn detect(text: &str) -> Option<String> {
    DETECTOR.detect(text).ok()
}

#[derive(Debug)]
struct Language {
    wanted: String,
}

impl Rule for Language {
    fn describe(&self) -> String {
        format!("in the language `{}`", self.wanted)
    }

    fn objection(&self, answer: &str) -> Option<String> {
        match detect(&answer.to_lowercase()) {
            Some(found) => (found != self.wanted).then(|| format!("taken for `{found}`")),
            None => Some("nothing to tell a language by".to_owned()),
        }
    }
}
