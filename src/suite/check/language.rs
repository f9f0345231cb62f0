//! The language of an answer, detected by its letter sequences.
//!
//! The detector is a port of `langdetect`, which IFEval's reference implementation uses, with its 55 languages:
//! <https://github.com/Mimino666/langdetect>. It needs about a sentence; two words can be detected as anything.

use std::sync::LazyLock;

use langdetect::{DetectorFactory, Seed};

use super::arguments::Arguments;
use super::rule::Rule;
use crate::diagnostic::did_you_mean;

/// The detector samples at random, so it gets the same seed every time, for the same judgement every time:
/// <https://github.com/Mimino666/langdetect/issues/3>,
/// <https://github.com/EleutherAI/lm-evaluation-harness/issues/4213>.
static DETECTOR: LazyLock<DetectorFactory> = LazyLock::new(|| {
    let mut detector = DetectorFactory::builtin().clone();
    detector.seed = Seed::Int(0);
    detector
});

pub(super) fn language(arguments: &Arguments<'_, '_>) -> Option<Box<dyn Rule>> {
    Some(Box::new(Language { wanted: known_language(arguments)? }))
}

/// The value as a language code of the detector: `en`, `zh-cn`.
pub(super) fn known_language(arguments: &Arguments<'_, '_>) -> Option<String> {
    let wanted = arguments.text()?;
    let known = DETECTOR.langlist();
    if known.contains(&wanted) {
        return Some(wanted);
    }
    let guess = did_you_mean(&wanted, known.iter().map(String::as_str)).map(|guess| format!("; {guess}"));
    let message =
        format!("unknown language `{wanted}`: use a code such as `en`, `de` or `zh-cn`{}", guess.unwrap_or_default());
    arguments.fault(message, arguments.place());
    None
}

/// The detected language of a text, if it has any letters to detect it by. Of words in capitals the detector sees only
/// the first letters: it drops the letter sequences of a word once two capitals follow each other (`capitalword` in its
/// `utils/ngram.py`).
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
        // In lowercase, because the detector mostly ignores capitals.
        match detect(&answer.to_lowercase()) {
            Some(found) => (found != self.wanted).then(|| format!("detected as `{found}`")),
            None => Some("no detectable language".to_owned()),
        }
    }
}
