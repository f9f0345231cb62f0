//! The digest of a suite: suites with the same digest have the same prompts and judge answers the same way.
//!
//! It covers limits, weights, categories, prompts and checks, including the phrases of the word lists that the checks
//! use. It does not cover titles, descriptions, comments, examples, or the author's own descriptions of checks.

use super::model::{Case, Category, Limits, Side};
use crate::quantity::Weight;

/// The version of the digest, incremented whenever what is hashed changes. Limits of single cases and weights were
/// added later, in such a way that a suite without them keeps its digest.
const FORM: &str = "offprint suite digest 1";

/// BLAKE3 in hexadecimal.
pub(super) fn of(limits: &Limits, categories: &[Category], cases: &[Case]) -> String {
    let mut hasher = FieldHasher(blake3::Hasher::new());
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

/// Hashes named texts with their lengths, so that different suites never produce the same sequence of bytes.
struct FieldHasher(blake3::Hasher);

impl FieldHasher {
    /// A weight, unless it is 1.
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
