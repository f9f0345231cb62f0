//! What a comparison of two runtimes says, in words: the same in figures, tables, files' captions and the terminal.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::estimate::Span;
use crate::record::Runtime;
use crate::wording::{self, Unit};

use super::pair::{Apart, Faster, LookAlike, RuntimePair, TimeRatio};

/// A ratio as people say it: `llama.cpp`, `1.4` times as fast, from `1.3` to `1.6`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The faster runtime's name; none where the data cannot tell.
    pub faster: Option<Runtime>,
    /// Whether there were cases enough to ask them.
    pub enough: bool,
    /// How many times as fast it is: `1.4`, `at least 3.1`. Where none is faster, how many times as fast the other is as the first.
    pub factor: String,
    /// The ends of its 95 % interval; none where it is open, or where there are too few cases.
    pub interval: Option<(Option<String>, Option<String>)>,
}

/// What a pair's ratio says.
pub fn told(pair: &RuntimePair, ratio: &TimeRatio) -> Told {
    let turned = |span: Span| if ratio.faster == Faster::First { span } else { span.inverse() };
    let (factor, interval) = (turned(ratio.median), ratio.interval.map(turned));
    let ends = interval.unwrap_or(factor);
    let say = |value: f64| wording::factor(value, (ends.low, ends.high));
    let faster = match ratio.faster {
        Faster::First => Some(&pair.first),
        Faster::Other => Some(&pair.other),
        Faster::Neither | Faster::TooFew => None,
    };
    let bounds = |span: Span| (some_bound(span.low).map(say), some_bound(span.high).map(say));
    Told {
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

impl Told {
    /// The interval, its ends put together by a word or a dash: `1.3 to 1.6`, `2.8 or more`.
    pub fn interval_with(&self, between: &str) -> Option<String> {
        Some(match self.interval.as_ref()? {
            (Some(low), Some(high)) => format!("{low}{between}{high}"),
            (Some(low), None) => format!("{low} or more"),
            (None, Some(high)) => format!("{high} or less"),
            (None, None) => "unbounded".to_owned(),
        })
    }

    /// All of it: `llama.cpp 1.4× faster (1.3 to 1.6)`, with a sign for *times* and what stands between the ends.
    pub fn in_words(&self, times: &str, between: &str) -> String {
        match (&self.faster, self.enough) {
            (Some(runtime), _) => {
                let interval = self.interval_with(between).map(|ends| format!(" ({ends})")).unwrap_or_default();
                format!("{runtime} {}{times} faster{interval}", self.factor)
            }
            (None, true) => "no difference the data can show".to_owned(),
            (None, false) => "too few cases to tell".to_owned(),
        }
    }
}

/// A bound of a ratio that says something.
fn some_bound(value: f64) -> Option<f64> {
    (value > 0.0 && value.is_finite()).then_some(value)
}

/// What all pairs of a run amount to, in two sentences: times, then compliance. Nothing where there are none.
pub fn finding(pairs: &[RuntimePair]) -> Option<String> {
    if pairs.is_empty() {
        return None;
    }
    Some(format!("{} {}", times(pairs), compliance(pairs)))
}

fn times(pairs: &[RuntimePair]) -> String {
    let mut wins: BTreeMap<Runtime, Vec<(&RuntimePair, Span)>> = BTreeMap::new();
    for pair in pairs {
        let Some(ratio) = pair.total else { continue };
        if let Some(runtime) = told(pair, &ratio).faster {
            let factor = if ratio.faster == Faster::First { ratio.median } else { ratio.median.inverse() };
            wins.entry(runtime).or_default().push((pair, factor));
        }
    }
    let mut wins: Vec<_> = wins.into_iter().collect();
    wins.sort_by(|(a, x), (b, y)| y.len().cmp(&x.len()).then(a.cmp(b)));
    let all = pairs.len();
    let won: usize = wins.iter().map(|(_, won)| won.len()).sum();
    let things = things(pairs);
    match (wins.as_slice(), pairs) {
        ([], [only]) => format!(
            "{}: no difference in time between {} and {} that the data can show.",
            only.first.model, only.first.runtime, only.other.runtime
        ),
        ([], _) => format!("For none of the {all} {things} can the data show a difference in time."),
        ([(runtime, won)], [only]) => format!("{} is faster on {runtime}, {}.", only.first.model, by(won)),
        ([(runtime, won)], _) if won.len() == all => {
            format!("All {all} {things} are faster on {runtime}, {}.", by(won))
        }
        ([(runtime, first), rest @ ..], _) => {
            let verb = if first.len() == 1 { "is" } else { "are" };
            let mut text = format!("{} of {all} {things} {verb} faster on {runtime}, {}", first.len(), by(first));
            for (runtime, won) in rest {
                text.push_str(&format!("; {} on {runtime}, {}", won.len(), by(won)));
            }
            if won < all {
                text.push_str(&format!("; for {} the data can show no difference", all - won));
            }
            text + "."
        }
    }
}

/// By how much: `by a factor of 1.2 to 1.7`.
fn by(won: &[(&RuntimePair, Span)]) -> String {
    let low = won.iter().map(|(_, factor)| factor.low).fold(f64::INFINITY, f64::min);
    let high = won.iter().map(|(_, factor)| factor.high).fold(0.0, f64::max);
    // One factor alone need not be told from another.
    let all = (low, if low == high { f64::INFINITY } else { high });
    let (low, high) = (wording::factor(low, all), some_bound(high).map(|high| wording::factor(high, all)));
    match high {
        Some(high) if high == low => format!("by a factor of {low}"),
        Some(high) => format!("by factors of {low} to {high}"),
        None => format!("by a factor of {low} or more"),
    }
}

fn compliance(pairs: &[RuntimePair]) -> String {
    let stands = |pair: &RuntimePair| pair.compliance.filter(|difference| difference.separable);
    let differing: Vec<String> = pairs
        .iter()
        .filter_map(|pair| {
            let points = stands(pair)?.value * 100.0;
            let better = if points > 0.0 { &pair.other } else { &pair.first };
            let points = Unit::Points.prose(points.abs());
            Some(format!("{} ({points} on {})", pair.first.model, better.runtime))
        })
        .collect();
    match differing.as_slice() {
        [] => "No difference in compliance can be shown.".to_owned(),
        some => format!("Compliance differs for {}.", some.join(", ")),
    }
}

impl LookAlike {
    /// Both by name: `birch3:8b on Ollama and on llama.cpp`, with the reason where there is one.
    pub fn named(&self) -> String {
        let ((model, runtime), (other, other_runtime)) = (&self.first, &self.other);
        let other = if other == model { String::new() } else { format!("{other} ") };
        let both = format!("{model} on {runtime} and {other}on {other_runtime}");
        match &self.why {
            Apart::Quantisation(a, b) => format!("{both} ({a} and {b})"),
            Apart::Files => format!("{both} (different files)"),
            Apart::NobodyKnows => both,
        }
    }
}

/// What is counted: models, unless one of them is there more than once.
fn things(pairs: &[RuntimePair]) -> &'static str {
    let models: BTreeSet<_> = pairs.iter().map(|pair| &pair.first.id).collect();
    if models.len() == pairs.len() { "models" } else { "pairs" }
}
