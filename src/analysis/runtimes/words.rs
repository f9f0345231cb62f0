//! The comparison of two runtimes in words, the same in figures, tables and the terminal.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::estimate::Bounds;
use crate::analysis::ratio::{Faster, TimeRatio};
use crate::record::Runtime;
use crate::wording::{self, Unit};

use super::inputs::Inputs;
use super::pair::{LookAlike, NotJoined, RuntimePair};

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
    let faster = match ratio.faster {
        Faster::First => Some(&pair.first),
        Faster::Other => Some(&pair.other),
        Faster::Neither | Faster::TooFew => None,
    };
    RatioWords { faster: faster.map(|subject| subject.runtime), ..said(ratio, turned) }
}

/// The words for a ratio of times as it is, how many times as long the other takes as the first, whichever is faster.
pub fn as_long(ratio: &TimeRatio) -> RatioWords {
    said(ratio, |ratio_of| ratio_of)
}

/// The words for a ratio that is turned round, or not.
fn said(ratio: &TimeRatio, turned: impl Fn(Bounds) -> Bounds) -> RatioWords {
    let (factor, interval) = (turned(ratio.median), ratio.interval.map(turned));
    let ends = interval.unwrap_or(factor);
    let say = |value: f64| wording::factor(value, (ends.low, ends.high));
    let bounds = |of: Bounds| (some_bound(of.low).map(say), some_bound(of.high).map(say));
    RatioWords {
        faster: None,
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

/// The main finding about all pairs of a run: times, identical answers, compliance. `None` without pairs.
pub fn finding(pairs: &[RuntimePair]) -> Option<String> {
    if pairs.is_empty() {
        return None;
    }
    let (compared, not): (Vec<&RuntimePair>, Vec<&RuntimePair>) = pairs.iter().partition(|pair| pair.compared);
    let sentences = [
        (!compared.is_empty()).then(|| times(&compared)),
        not_compared(&not),
        identical_answers(&pairs.iter().collect::<Vec<_>>()),
        Some(compliance(pairs)),
    ];
    Some(sentences.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

/// Why the times of pairs are not compared; `None` without such pairs.
pub fn not_compared(pairs: &[&RuntimePair]) -> Option<String> {
    let pairs: Vec<&RuntimePair> = pairs.iter().filter(|pair| !pair.compared).copied().collect();
    let reasons: BTreeSet<String> = pairs
        .iter()
        .flat_map(|pair| [&pair.first, &pair.other].into_iter().zip(pair.evaluations))
        .filter_map(|(subject, evaluation)| evaluation.reason(&subject.runtime.to_string(), false))
        .collect();
    let what = match pairs.as_slice() {
        [] => return None,
        [only] => {
            format!(
                "{}: the times on {} and on {} are not compared",
                only.first.model, only.first.runtime, only.other.runtime
            )
        }
        several => format!("The times of {} {} are not compared", several.len(), noun(several)),
    };
    Some(format!("{what}, because {}.", reasons.into_iter().collect::<Vec<_>>().join("; ")))
}

/// `63 of 146 identical answers.`; `None` if no request was answered on both.
pub fn identical_answers(pairs: &[&RuntimePair]) -> Option<String> {
    let sum = |of: fn(&RuntimePair) -> usize| pairs.iter().map(|pair| of(pair)).sum::<usize>();
    let (identical, all) = (sum(|pair| pair.inputs.identical), sum(|pair| pair.inputs.answers));
    let answers = if all == 1 { "answer" } else { "answers" };
    (all > 0).then(|| format!("{} of {} identical {answers}.", wording::count(identical), wording::count(all)))
}

/// What pairs were asked on both runtimes, as reasons for different answers: a sentence for all pairs that were asked alike.
pub fn inputs_in_words(pairs: &[&RuntimePair]) -> Vec<String> {
    let mut alike: Vec<(String, Vec<&str>)> = Vec::new();
    for pair in pairs {
        let words = asked(pair);
        match alike.iter_mut().find(|(known, _)| *known == words) {
            Some((_, models)) => models.push(&pair.first.model),
            None => alike.push((words, vec![&pair.first.model])),
        }
    }
    let only = alike.len() == 1;
    let sentence = |(words, models): (String, Vec<&str>)| match only {
        true => format!("Asked on both: {words}."),
        false => format!("{} was asked on both: {words}.", models.join(", ")),
    };
    alike.into_iter().map(sentence).collect()
}

/// `equal token counts in 146 prompts; other texts of the chat template`.
fn asked(pair: &RuntimePair) -> String {
    let Inputs { prompts, longer_on_first, longer_on_other, difference, .. } = pair.inputs;
    let mut said = Vec::new();
    if prompts == 0 {
        said.push("prompts whose tokens a server does not report".to_owned());
    } else if longer_on_first + longer_on_other == 0 {
        said.push(format!("equal token counts in {}", wording::counted(prompts, "prompt")));
    }
    let longer = [(longer_on_first, &pair.first), (longer_on_other, &pair.other)];
    for (count, subject) in longer.into_iter().filter(|(count, _)| *count > 0) {
        // A median of differences of both signs says nothing.
        let one_sided = longer_on_first == 0 || longer_on_other == 0;
        let more = match usize::try_from(difference.unsigned_abs()) {
            Ok(size) if one_sided => wording::counted(size, "more token"),
            _ => "more tokens".to_owned(),
        };
        said.push(format!(
            "{more} on {} in {} of {} prompts",
            subject.runtime,
            wording::count(count),
            wording::count(prompts)
        ));
    }
    let others = [
        (pair.inputs.same_system == Some(false), "different default system prompts"),
        (pair.inputs.same_template == Some(false), "different texts of the chat template"),
        (!pair.inputs.same_sampler, "on one of them only temperature, top-p and seed of the sampler"),
    ];
    said.extend(others.into_iter().filter(|(differs, _)| *differs).map(|(_, words)| words.to_owned()));
    said.join("; ")
}

fn times(pairs: &[&RuntimePair]) -> String {
    let mut wins: BTreeMap<Runtime, Vec<(&RuntimePair, Bounds)>> = BTreeMap::new();
    for pair in pairs.iter().copied() {
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
fn noun(pairs: &[&RuntimePair]) -> &'static str {
    let models: BTreeSet<_> = pairs.iter().map(|pair| &pair.first.id).collect();
    if models.len() == pairs.len() { "models" } else { "pairs" }
}
