//! Evidence in words.

use std::time::Duration;

use crate::wording::{self, Unit};

use super::evidence::{DecidedBy, Evidence, Truth};
use super::scope::ShownValue;

/// A statement's evidence: its numbers, the test, what decided it. Names of models are as servers give them: escape them where they are shown.
pub(super) fn statement(evidence: &Evidence) -> String {
    let Evidence { truth, values, units, p, decided_by, .. } = evidence;
    let mut parts: Vec<String> = Vec::new();
    if let Some(first) = values.first() {
        let same = values.iter().all(|shown| shown.label == first.label);
        let named = |shown: &ShownValue| match same {
            true => format!("{} {}", shown.name, number(shown)),
            false => format!("{} {}", shown.label.to_lowercase(), number(shown)),
        };
        let numbers: Vec<String> = values.iter().map(named).collect();
        let subject = if same { &first.label } else { &first.name };
        parts.push(format!("{subject}: {}", numbers.join(", ")));
    }
    if let (Some(units), Some(p)) = (units, p) {
        parts.push(format!("{}, {}", wording::counted(*units, "unit"), wording::p_value(*p)));
    }
    match truth {
        Truth::CannotTell(why) => parts.push(why.reason().to_owned()),
        Truth::Holds | Truth::False => parts.extend(decided(*decided_by)),
    }
    parts.join("; ")
}

fn decided(by: DecidedBy) -> Option<String> {
    match by {
        DecidedBy::RankTable => Some("decided by the rank table".to_owned()),
        DecidedBy::Front => Some("decided by the front".to_owned()),
        DecidedBy::Family { of, .. } => {
            Some(format!("decided among {} of this page, by Holm's procedure", wording::counted(of, "comparison")))
        }
        DecidedBy::Interval => Some("decided by the interval".to_owned()),
        // Its words are those of the comparison.
        DecidedBy::Comparison { .. } | DecidedBy::Plain => None,
    }
}

/// A number with its unit and its interval: `1.34 s (1.20 s–1.50 s)`, `90.1 % (82–96)`, `over 60 s`.
fn number(shown: &ShownValue) -> String {
    let Some(value) = shown.value else { return "not measured".to_owned() };
    if value.censored {
        let bound = Duration::try_from_secs_f64(value.number).unwrap_or_default();
        return wording::over(bound);
    }
    let number = shown.unit.prose(value.number);
    match (value.interval, shown.unit) {
        (None, _) => number,
        (Some((low, Some(high))), Unit::Percent) => format!("{number} ({})", wording::interval(low, high)),
        (Some((low, Some(high))), unit) => format!("{number} ({} to {})", unit.prose(low), unit.prose(high)),
        (Some((low, None)), unit) => format!("{number} (at least {})", unit.prose(low)),
    }
}

/// The words of a claim's statements as one sentence.
pub(super) fn whole(words: &[String]) -> String {
    let words = words.join(" / ");
    if words.is_empty() { words } else { format!("{words}.") }
}
