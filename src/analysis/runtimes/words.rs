//! The comparison of two runtimes in words, the same in figures, tables and the terminal.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::estimate::Bounds;
use crate::record::Runtime;
use crate::wording::{self, Unit};

use super::pair::{Faster, LookAlike, NotJoined, RuntimePair, TimeRatio};

/// The words for a ratio: `llama.cpp`, `1.4` times as fast, from `1.3` to `1.6`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RatioWords {
    /// The faster runtime; `None` without a significant difference.
    pub faster: Option<Runtime>,
    /// Whether there were enough units for a test.
    pub enough: bool,
    /// How many times as fast it is: `1.4`, `at least 3.1`; without a faster one, how many times as fast the other is as the first.
    pub factor: String,
    /// The ends of its 95 % interval, `None` if open; no interval with too few units.
    pub interval: Option<(Option<String>, Option<String>)>,
}

/// The words for a pair's ratio.
pub fn ratio_words(pair: &RuntimePair, ratio: &TimeRatio) -> RatioWords {
    // Ratios are other to first in time; in words the faster runtime is the subject, so its factor is at least 1.
    let turned = |ratio_of: Bounds| if ratio.faster == Faster::First { ratio_of } else { ratio_of.inverse() };
    let (factor, interval) = (turned(ratio.median), ratio.interval.map(turned));
    let ends = interval.unwrap_or(factor);
    let say = |value: f64| wording::factor(value, (ends.low, ends.high));
    let faster = match ratio.faster {
        Faster::First => Some(&pair.first),
        Faster::Other => Some(&pair.other),
        Faster::Neither | Faster::TooFew => None,
    };
    let bounds = |of: Bounds| (some_bound(of.low).map(say), some_bound(of.high).map(say));
    RatioWords {
        faster: faster.map(|subject| subject.runtime),
        enough: ratio.faster != Faster::TooFew,
        factor: match bounds(factor) {
            (Some(low), Some(high)) if low == high => low,
            (Some(low), Some(high)) => format!("{low} to {high}"),
            (Some(low), None) => format!("at least {low}"),
            (None, Some(high)) => format!("at most {high}"),
            (None, None) => "unknown".to_owned(),
        },
        interval: interval.map(bounds),
    }
}

impl RatioWords {
    /// The interval, its ends joined by a word or a dash: `1.3 to 1.6`, `2.8 or more`.
    pub fn interval_with(&self, between: &str) -> Option<String> {
        Some(match self.interval.as_ref()? {
            (Some(low), Some(high)) => format!("{low}{between}{high}"),
            (Some(low), None) => format!("{low} or more"),
            (None, Some(high)) => format!("{high} or less"),
            (None, None) => "unbounded".to_owned(),
        })
    }

    /// The whole: `llama.cpp 1.4× faster (1.3 to 1.6)`, with a sign for *times*, and what joins the ends.
    pub fn in_words(&self, times: &str, between: &str) -> String {
        match (&self.faster, self.enough) {
            (Some(runtime), _) => {
                let interval = self.interval_with(between).map(|ends| format!(" ({ends})")).unwrap_or_default();
                format!("{runtime} {}{times} faster{interval}", self.factor)
            }
            (None, true) => "no significant difference".to_owned(),
            (None, false) => "too few cases".to_owned(),
        }
    }
}

/// A bound of a ratio, unless it is 0 or infinite, which bounds nothing.
fn some_bound(value: f64) -> Option<f64> {
    (value > 0.0 && value.is_finite()).then_some(value)
}

/// The main finding about all pairs of a run in two sentences: times, then compliance. `None` without pairs.
pub fn finding(pairs: &[RuntimePair]) -> Option<String> {
    if pairs.is_empty() {
        return None;
    }
    Some(format!("{} {}", times(pairs), compliance(pairs)))
}

fn times(pairs: &[RuntimePair]) -> String {
    let mut wins: BTreeMap<Runtime, Vec<(&RuntimePair, Bounds)>> = BTreeMap::new();
    for pair in pairs {
        let Some(ratio) = pair.total else { continue };
        if let Some(runtime) = ratio_words(pair, &ratio).faster {
            let factor = if ratio.faster == Faster::First { ratio.median } else { ratio.median.inverse() };
            wins.entry(runtime).or_default().push((pair, factor));
        }
    }
    let mut wins: Vec<_> = wins.into_iter().collect();
    wins.sort_by(|(a, x), (b, y)| y.len().cmp(&x.len()).then(a.cmp(b)));
    let all = pairs.len();
    let won: usize = wins.iter().map(|(_, won)| won.len()).sum();
    let noun = noun(pairs);
    match (wins.as_slice(), pairs) {
        ([], [only]) => format!(
            "{}: no difference in time between {} and {} that the data can show.",
            only.first.model, only.first.runtime, only.other.runtime
        ),
        ([], _) => format!("For none of the {all} {noun} can the data show a difference in time."),
        ([(runtime, won)], [only]) => format!("{} is faster on {runtime}, {}.", only.first.model, by_factor(won)),
        ([(runtime, won)], _) if won.len() == all => {
            format!("All {all} {noun} are faster on {runtime}, {}.", by_factor(won))
        }
        ([(runtime, first), rest @ ..], _) => {
            let verb = if first.len() == 1 { "is" } else { "are" };
            let mut text = format!("{} of {all} {noun} {verb} faster on {runtime}, {}", first.len(), by_factor(first));
            for (runtime, won) in rest {
                text.push_str(&format!("; {} on {runtime}, {}", won.len(), by_factor(won)));
            }
            if won < all {
                text.push_str(&format!("; for {} there is no significant difference", all - won));
            }
            text + "."
        }
    }
}

/// By how much: `by a factor of 1.2 to 1.7`.
fn by_factor(won: &[(&RuntimePair, Bounds)]) -> String {
    let low = won.iter().map(|(_, factor)| factor.low).fold(f64::INFINITY, f64::min);
    let high = won.iter().map(|(_, factor)| factor.high).fold(0.0, f64::max);
    // A single factor needs no decimals to distinguish it from another.
    let all = (low, if low == high { f64::INFINITY } else { high });
    let (low, high) = (wording::factor(low, all), some_bound(high).map(|high| wording::factor(high, all)));
    match high {
        Some(high) if high == low => format!("by a factor of {low}"),
        Some(high) => format!("by factors of {low} to {high}"),
        None => format!("by a factor of {low} or more"),
    }
}

fn compliance(pairs: &[RuntimePair]) -> String {
    let separable = |pair: &RuntimePair| pair.compliance.filter(|difference| difference.separable);
    let differing: Vec<String> = pairs
        .iter()
        .filter_map(|pair| {
            let points = separable(pair)?.value * 100.0;
            let better = if points > 0.0 { &pair.other } else { &pair.first };
            let points = Unit::Points.prose(points.abs());
            Some(format!("{} ({points} on {})", pair.first.model, better.runtime))
        })
        .collect();
    match differing.as_slice() {
        [] => "No significant difference in compliance.".to_owned(),
        some => format!("Compliance differs for {}.", some.join(", ")),
    }
}

impl LookAlike {
    /// Both by name: `birch3:8b on Ollama and on llama.cpp`, with the reason if it is known.
    pub fn named(&self) -> String {
        let ((model, runtime), (other, other_runtime)) = (&self.first, &self.other);
        let other = if other == model { String::new() } else { format!("{other} ") };
        let both = format!("{model} on {runtime} and {other}on {other_runtime}");
        match &self.why {
            NotJoined::Quantisation(a, b) => format!("{both} ({a} and {b})"),
            NotJoined::Files => format!("{both} (different files)"),
            NotJoined::Unknown => both,
        }
    }
}

/// The noun to count pairs with: models, unless a model has several pairs.
fn noun(pairs: &[RuntimePair]) -> &'static str {
    let models: BTreeSet<_> = pairs.iter().map(|pair| &pair.first.id).collect();
    if models.len() == pairs.len() { "models" } else { "pairs" }
}
