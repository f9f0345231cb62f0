//! Patterns that are part of the program. The tests compile all of them.

use regex::Regex;

/// A pattern.
pub(super) fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the tests compile every pattern")
}

/// A pattern that matches in any letter case.
pub(super) fn any_case(text: &str) -> Regex {
    pattern(&format!("(?i){text}"))
}
