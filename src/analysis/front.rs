//! The Pareto front of compliance (more is better) and median time (less is better), and how certain it is.

use std::collections::BTreeMap;

use super::compare::{Standing, Standings};

/// A target's place on the Pareto front.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Front {
    /// On the front of the estimates, and better or faster than every other target by the tests.
    Certain,
    /// On the front of the estimates.
    Possible,
    /// Off the front of the estimates, but tied with every target that dominates it.
    Tied,
    /// Dominated, without a median, or without a compliant answer.
    Off,
}

/// A target's compliance (0 to 1) and its median seconds.
pub(super) type FrontPoint = (f64, f64);

/// Each target's place: *certain* if it is better in compliance or faster than every other target by the tests, *tied* if each
/// target that dominates its estimates ties with it in both. Times that cannot be compared are neither better nor worse.
pub(super) fn places(
    points: &BTreeMap<usize, FrontPoint>,
    quality: &Standings,
    speed: &Standings,
    is_compared: &dyn Fn(usize, usize) -> bool,
) -> BTreeMap<usize, Front> {
    let place = |one: usize, point: FrontPoint| {
        let others = || points.iter().filter(move |(other, _)| **other != one);
        let dominators: Vec<usize> = others()
            .filter(|(other, at)| dominates(**at, point) && is_compared(one, **other))
            .map(|(other, _)| *other)
            .collect();
        let wins = |other: usize, standings: &Standings| standings.get(one, other) == Standing::Better;
        let ties = |other: usize, standings: &Standings| standings.get(one, other) == Standing::Tied;
        if dominators.is_empty() {
            let unbeatable =
                others().all(|(other, _)| wins(*other, quality) || (wins(*other, speed) && is_compared(one, *other)));
            return if unbeatable { Front::Certain } else { Front::Possible };
        }
        let only_by_chance = dominators.iter().all(|other| ties(*other, quality) && ties(*other, speed));
        if only_by_chance { Front::Tied } else { Front::Off }
    };
    points.iter().map(|(target, point)| (*target, place(*target, *point))).collect()
}

/// Whether a point is at least as good as another in both dimensions, and better in one.
fn dominates((score, time): FrontPoint, (other_score, other_time): FrontPoint) -> bool {
    score >= other_score && time <= other_time && (score > other_score || time < other_time)
}
