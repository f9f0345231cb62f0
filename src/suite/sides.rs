//! Proves that the two sides of a pair are even: the same checks, positions of like length and width, and no answer that
//! states one position where the other one is asked for.

use super::check::Check;
use super::model::{Case, Example, Manner, Side};
use super::stance::Stance;
use crate::diagnostic::{Code, Diagnostic};

/// How many times as many phrases, or words and alternatives in them, one side may have as the other.
const MOST_PHRASES: f64 = 1.5;
const MOST_WAYS: f64 = 2.0;
/// How much longer the phrases of one side may be than those of the other, in words on average.
const LONGEST_LEAD: f64 = 1.0;

/// The errors of two neighbouring cases, if they are the sides of a pair.
pub(super) fn prove(neighbours: &[Case]) -> Vec<Diagnostic> {
    let [a, b] = neighbours else { return Vec::new() };
    let (Some((pair, Side::A)), Some((_, Side::B))) = (&a.pair, &b.pair) else { return Vec::new() };
    if let Some(fault) = different(pair.as_str(), a, b) {
        return vec![fault];
    }
    let mut faults: Vec<Diagnostic> = [a, b].into_iter().flat_map(unguarded).collect();
    if !a.null {
        faults.extend(uneven(pair.as_str(), a, b));
        faults.extend(crossed(a, b).chain(crossed(b, a)));
    }
    faults
}

/// The error for sides that do not have the same checks in the same order.
fn different(pair: &str, a: &Case, b: &Case) -> Option<Diagnostic> {
    let names = |case: &Case| case.checks.iter().map(Check::name).collect::<Vec<_>>();
    let (of_a, of_b) = (names(a), names(b));
    (of_a != of_b).then(|| {
        let first = of_a.iter().zip(&of_b).take_while(|(one, other)| one == other).count();
        let there = |names: &[&str]| names.get(first).map_or("nothing more".to_owned(), |name| format!("`{name}`"));
        Diagnostic::error(Code::UNEVEN_SIDES, format!("the sides of pair `{pair}` have different checks"))
            .at(&a.source, a.span)
            .label(format!("side A has {} where side B has {}", there(&of_a), there(&of_b)))
            .help("give both sides the same checks in the same order; only the values may differ")
    })
}

/// An error for positions of which one is longer, wider or more specific than the other: a wider list is easier to pass.
fn uneven(pair: &str, a: &Case, b: &Case) -> Vec<Diagnostic> {
    let positions = a.checks.iter().zip(&b.checks).filter_map(|(a, b)| Some((a.position()?, b.position()?)));
    let fault = |label: String| {
        Diagnostic::error(Code::UNEVEN_SIDES, format!("the positions of pair `{pair}` are not even"))
            .at(&a.source, a.span)
            .label(label)
            .help("give both sides about as many phrases, of like length, with as many alternatives")
    };
    positions.filter_map(|(a, b)| unlike(a, b)).map(fault).collect()
}

/// In what respect two positions are not even.
fn unlike(a: &Stance, b: &Stance) -> Option<String> {
    let exceeds = |a: f64, b: f64, most: f64| a.max(b) > most * a.min(b);
    let (phrases_a, phrases_b) = (a.size(), b.size());
    if exceeds(phrases_a as f64, phrases_b as f64, MOST_PHRASES) {
        return Some(format!("side A has {phrases_a} phrases and side B {phrases_b}"));
    }
    let (ways_a, ways_b) = (a.ways(), b.ways());
    if exceeds(ways_a as f64, ways_b as f64, MOST_WAYS) {
        return Some(format!("side A names {ways_a} words and alternatives, side B {ways_b}"));
    }
    let (length_a, length_b) = (a.mean_length(), b.mean_length());
    let longer = if length_a > length_b { "A" } else { "B" };
    ((length_a - length_b).abs() > LONGEST_LEAD)
        .then(|| format!("the phrases of side {longer} are more than a word longer on average"))
}

/// An error for every good answer of one side that keeps the position of the other side, too; without checks of position,
/// one that passes all its checks.
fn crossed<'a>(own: &'a Case, other: &'a Case) -> impl Iterator<Item = Diagnostic> + 'a {
    let positions: Vec<&Check> = other.checks.iter().filter(|check| check.position().is_some()).collect();
    let all: Vec<&Check> = other.checks.iter().collect();
    let checks = if positions.is_empty() { all } else { positions };
    let passes = move |answer: &str| checks.iter().all(|check| check.objection(answer).is_none());
    good(own).filter(move |example| passes(&example.answer)).map(move |example| {
        Diagnostic::error(
            Code::UNEVEN_SIDES,
            format!("a good answer of case `{}` also keeps the position of case `{}`", own.id, other.id),
        )
        .at(&own.source, example.span)
        .label("it should be an answer to one side only")
        .help("make the phrases of `position` more specific, so that only one side would use them")
    })
}

/// An error for every good answer that still keeps the position after everything it states was turned into its opposite.
fn unguarded(case: &Case) -> impl Iterator<Item = Diagnostic> {
    let kept = |example: &Example| {
        let still =
            |check: &&Check| check.reversed(&example.answer).filter(|reversed| check.objection(reversed).is_none());
        case.checks.iter().find_map(|check| still(&check))
    };
    good(case).filter_map(move |example| Some((example, kept(example)?))).map(|(example, reversed)| {
        Diagnostic::error(
            Code::DENIED_POSITION,
            format!("an answer of case `{}` keeps its position when that is denied", case.id),
        )
        .at(&case.source, example.span)
        .label(format!("{reversed:?} still keeps it"))
        .help("make the phrases of `position` more specific: some of them state no position")
    })
}

fn good(case: &Case) -> impl Iterator<Item = &Example> {
    case.examples.iter().filter(|example| example.manner == Manner::Compliant)
}
