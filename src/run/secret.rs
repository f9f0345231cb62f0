//! Secrets: keys and passwords, which are sent to a server and never archived, shown or logged.

use std::fmt;

use crate::limits;

/// The shortest secret that is removed from error messages, in bytes: a shorter one is part of ordinary words.
const SHORTEST_IN_MESSAGES: usize = 4;
/// The shortest secret that is removed from answers, in bytes. A shorter one may be a word that a model chose.
const SHORTEST_IN_ANSWERS: usize = 12;
/// What replaces a secret.
pub(super) const REMOVED: &str = "[secret]";

/// A key or a password. It can be compared and sent, and has no text of its own.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The secret in a text, without blanks around it; nothing if it is blank.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| Self(text.to_owned()))
    }

    /// The text, for the request that carries it.
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }

    /// An error message or a description of a server, without the secret where it is repeated.
    pub(super) fn removed_from(&self, text: &str) -> String {
        if self.0.len() < SHORTEST_IN_MESSAGES { text.to_owned() } else { text.replace(&self.0, REMOVED) }
    }

    /// As [`Self::removed_from`], of a message that may have been cut: also without a beginning of the secret at the end of an excerpt,
    /// which a backtick or an ellipsis closes, or of a message of the greatest length.
    pub(super) fn removed_from_cut(&self, message: &str) -> String {
        let mut clean = self.removed_from(message);
        // A letter of UTF-8 has up to four bytes.
        let is_cut = message.len() + 4 > limits::MESSAGE_LENGTH;
        let closings = clean.match_indices(['`', '…']).map(|(at, _)| at).chain(is_cut.then_some(clean.len()));
        let mut ends: Vec<usize> =
            closings.map(|at| clean[..at].trim_end_matches(['`', '…', '\u{fffd}']).len()).collect();
        ends.dedup();
        for end in ends.into_iter().rev() {
            let is_there = |length: &usize| self.0.get(..*length).is_some_and(|part| clean[..end].ends_with(part));
            if let Some(length) = (SHORTEST_IN_MESSAGES..self.0.len()).rev().find(is_there) {
                clean.replace_range(end - length..end, REMOVED);
            }
        }
        clean
    }

    /// An answer without the secret, where it repeats it.
    pub(super) fn removed_from_answer(&self, answer: &mut String) {
        if self.0.len() >= SHORTEST_IN_ANSWERS && answer.contains(&self.0) {
            *answer = answer.replace(&self.0, REMOVED);
        }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(REMOVED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_has_no_text() {
        let secret = Secret::new(" sk-test-1234-5678\n").expect("there is one");
        assert_eq!((secret.reveal(), format!("{secret:?}").as_str()), ("sk-test-1234-5678", REMOVED));
        assert_eq!(secret.removed_from("no key sk-test-1234-5678 here"), "no key [secret] here");
        assert_eq!(secret.removed_from_cut("no `sk-test-12`"), "no `[secret]`");
        assert_eq!(secret.removed_from_cut("no sk-test"), "no sk-test");
        assert_eq!(secret.removed_from_cut("no `sk-test-12…` and `sk-te` here"), "no `[secret]…` and `[secret]` here");
        let longest = format!("{}sk-test-1", "x".repeat(limits::MESSAGE_LENGTH - "sk-test-1".len()));
        assert!(secret.removed_from_cut(&longest).ends_with("xx[secret]"));
        assert_eq!(Secret::new("  "), None);
    }

    #[test]
    fn a_short_password_does_not_change_answers() {
        let mut answer = "the password is hunter2".to_owned();
        Secret::new("hunter2").expect("there is one").removed_from_answer(&mut answer);
        assert_eq!(answer, "the password is hunter2");
    }
}
