//! The digest of a suite: two suites with one digest ask the same questions and judge the answers alike.
//!
//! It covers limits, categories, prompts and checks, and the phrases of the word lists that the checks use; not titles, descriptions, comments,
//! examples, or the author's own words for a check.

use super::{Case, CategoryId, Limits, Side};

/// Counted up with every change of what is hashed or how.
const FORM: &str = "offprint suite digest 1";

/// BLAKE3 in hexadecimal.
pub(super) fn of<'a>(limits: &Limits, categories: impl Iterator<Item = &'a CategoryId>, cases: &[Case]) -> String {
    let mut hasher = Fields(blake3::Hasher::new());
    hasher.field("form", FORM);
    hasher.field("timeout", &limits.timeout.as_nanos().to_string());
    hasher.field("context", &limits.context.0.to_string());
    hasher.field("max tokens", &limits.max_tokens.0.to_string());
    hasher.field("temperature", &limits.temperature.to_string());
    hasher.field("repeats", &limits.repeats.to_string());
    for category in categories {
        hasher.field("category", category.as_str());
    }
    for case in cases {
        hasher.field("case", case.id.as_str());
        hasher.field("in", case.category.as_str());
        if let Some((pair, side)) = &case.pair {
            hasher.field("pair", pair.as_str());
            hasher.field("side", if *side == Side::A { "a" } else { "b" });
            if case.null {
                hasher.field("null", "true");
            }
        }
        hasher.field("prompt", &case.prompt);
        for check in &case.checks {
            hasher.field("check", check.canonical());
        }
    }
    hasher.0.finalize().to_hex().to_string()
}

/// Named texts of stated length, so that no two suites run together into the same bytes.
struct Fields(blake3::Hasher);

impl Fields {
    fn field(&mut self, name: &str, text: &str) {
        self.0.update(format!("{name} {}\n", text.len()).as_bytes());
        self.0.update(text.as_bytes());
        self.0.update(b"\n");
    }
}
