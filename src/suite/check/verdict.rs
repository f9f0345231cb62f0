//! A verdict: exactly one of a few words, as a program that parses the answer needs it.

use super::arguments::Arguments;
use super::rule::{Rule, quoted, quoted_list};
use super::text::without_final_stop;

pub(super) fn verdict(arguments: &Arguments<'_, '_>) -> Option<Box<dyn Rule>> {
    let verdicts = arguments.texts()?;
    if let Some(long) = verdicts.iter().find(|verdict| verdict.contains(char::is_whitespace)) {
        arguments.fault(format!("`{long}` is more than one word"), arguments.place());
        return None;
    }
    let right = arguments.optional_text("right")?;
    if let Some(right) = right.as_ref().filter(|right| !verdicts.contains(right)) {
        arguments.fault(format!("`{right}` is not one of the verdicts"), arguments.place_of("right"));
        return None;
    }
    Some(Box::new(VerdictRule { verdicts, right }))
}

#[derive(Debug)]
struct VerdictRule {
    verdicts: Vec<String>,
    right: Option<String>,
}

impl Rule for VerdictRule {
    fn describe(&self) -> String {
        match &self.right {
            Some(right) => format!("the verdict {} out of {}", quoted(right), quoted_list(&self.verdicts)),
            None => format!("one verdict out of {}", quoted_list(&self.verdicts)),
        }
    }

    fn objection(&self, answer: &str) -> Option<String> {
        let bare = without_final_stop(answer);
        if self.verdicts.iter().any(|verdict| verdict == bare) {
            return self.right.as_ref().filter(|right| *right != bare).map(|_| quoted(answer));
        }
        // The most common mistakes get objections of their own: another case or markup, and an explanation after the
        // verdict.
        let bare = answer.trim_matches(|sign: char| !sign.is_alphanumeric());
        let same = |verdict: &&String| verdict.to_lowercase() == bare.to_lowercase();
        let begins = |verdict: &&String| answer.starts_with(verdict.as_str());
        if let Some(verdict) = self.verdicts.iter().find(same) {
            return Some(format!("{} instead of a bare {}", quoted(answer), quoted(verdict)));
        }
        match self.verdicts.iter().find(begins) {
            Some(verdict) => Some(format!("{} with more text after it", quoted(verdict))),
            None => Some(quoted(answer)),
        }
    }
}
