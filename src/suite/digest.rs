//! The digest of a suite: two suites with one digest ask the same questions and judge the answers alike.
//!
//! It covers limits, weights, categories, prompts and checks, and the phrases of the word lists that the checks use; not titles, descriptions, comments,
//! examples, or the author's own words for a check.

use super::{Case, Category, Limits, Side};
use crate::quantity::Weight;

/// Counted up with every change of what is hashed or how. Limits of single cases and weights came later: a suite without them has the digest
/// that it had before.
const FORM: &str = "offprint suite digest 1";

/// BLAKE3 in hexadecimal.
pub(super) fn of(limits: &Limits, categories: &[Category], cases: &[Case]) -> String {
    let mut hasher = Fields(blake3::Hasher::new());
    hasher.field("form", FORM);
    hasher.field("timeout", &limits.timeout.as_nanos().to_string());
    hasher.field("context", &limits.context.0.to_string());
    hasher.field("max tokens", &limits.max_tokens.0.to_string());
    hasher.field("temperature", &limits.temperature.to_string());
    hasher.field("repeats", &limits.repeats.to_string());
    for category in categories {
        hasher.field("category", category.id.as_str());
        hasher.weight("category weight", category.weight);
    }
    for case in cases {
        hasher.field("case", case.id.as_str());
        hasher.field("in", case.category.as_str());
        hasher.weight("weight", case.weight);
        if let Some(timeout) = case.limits.timeout {
            hasher.field("own timeout", &timeout.as_nanos().to_string());
        }
        if let Some(max_tokens) = case.limits.max_tokens {
            hasher.field("own max tokens", &max_tokens.0.to_string());
        }
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
    /// A weight, where it is another than 1.
    fn weight(&mut self, name: &str, weight: Weight) {
        if weight != Weight::ONE {
            self.field(name, &weight.to_string());
        }
    }

    fn field(&mut self, name: &str, text: &str) {
        self.0.update(format!("{name} {}\n", text.len()).as_bytes());
        self.0.update(text.as_bytes());
        self.0.update(b"\n");
    }
}
