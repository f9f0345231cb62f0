//! Limits and weights that differ from the run's defaults, in words.

use crate::quantity::Weight;
use crate::record::{Question, Run};
use crate::site::RunMaterial;
use crate::wording::{self, counted};

/// The cases with limits other than the run's, in a clause; `None` without such cases.
pub(super) fn exceptions(entry: &RunMaterial) -> Option<String> {
    let questions = &entry.run.questions;
    let timeouts = questions.iter().filter(|question| question.limits.timeout.is_some()).count();
    let lengths = questions.iter().filter(|question| question.limits.max_tokens.is_some()).count();
    let timeouts =
        (timeouts > 0).then(|| format!("{} ({})", their_own(timeouts, "time"), wording::limits(entry.findings.limits)));
    let lengths = (lengths > 0).then(|| their_own(lengths, "length"));
    let clauses: Vec<String> = [timeouts, lengths].into_iter().flatten().collect();
    (!clauses.is_empty()).then(|| clauses.join(", "))
}

/// How a run's score is weighted; `None` if all weights are equal.
pub(in crate::site) fn weights(run: &Run) -> Option<String> {
    let weight = |id| run.suite.weights.get(id).copied().unwrap_or(Weight::ONE);
    let categories: Vec<String> =
        run.suite.categories.iter().map(|(id, title)| format!("{title} {}", weight(id))).collect();
    let categories = (!run.suite.weights.is_empty()).then(|| format!("categories: {}", categories.join(", ")));
    let cases = run.questions.iter().filter(|question| question.weight != Weight::ONE).count();
    let cases = (cases > 0).then(|| of_weight(cases));
    let clauses: Vec<String> = [categories, cases].into_iter().flatten().collect();
    (!clauses.is_empty()).then(|| clauses.join("; "))
}

/// A question's own limits and weight, in a sentence; `None` without any.
pub(in crate::site) fn own(run: &Run, question: &Question) -> Option<String> {
    let timeout = question
        .limits
        .timeout
        .map(|own| format!("limit {} (the run’s: {})", wording::limit(own), wording::limit(run.settings.timeout)));
    let length = question.limits.max_tokens.map(|own| {
        format!(
            "at most {} tokens (the run’s: {})",
            wording::grouped(own.0),
            wording::grouped(run.settings.max_tokens.0)
        )
    });
    let weight = (question.weight != Weight::ONE).then(|| format!("weight {} in its category", question.weight));
    let own: Vec<String> = [timeout, length, weight].into_iter().flatten().collect();
    (!own.is_empty()).then(|| format!("Specific to this case: {}.", own.join(", ")))
}

fn their_own(cases: usize, what: &str) -> String {
    let (have, own) = if cases == 1 { ("has", "its") } else { ("have", "their") };
    format!("{} {have} {own} own limit of {what}", counted(cases, "case"))
}

fn of_weight(cases: usize) -> String {
    let (count, within) = if cases == 1 { ("counts", "its category") } else { ("count", "their categories") };
    format!("{} {count} by a weight other than 1 within {within}", counted(cases, "case"))
}
