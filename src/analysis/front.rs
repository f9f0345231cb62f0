//! The Pareto front of compliance (more is better) and median time (less is better), with what the data can tell.

use super::compare::{Standing, Standings};
use super::{Front, Quantile, TargetFindings};

/// Each ranked target's place.
///
/// *Certain*: on the front of the estimates, and against every other target separably better in compliance or separably faster: none
/// can dominate it. *Possible*: on the front of the estimates but not certain, or off it only by differences that the data cannot tell from none: each
/// target that beats it on both estimates ties with it on both. *Off*: all others, and those without a median.
pub(super) fn places(
    ranked: &[usize],
    targets: &[TargetFindings],
    quality: &Standings,
    speed: &Standings,
) -> Vec<(usize, Front)> {
    let points: Vec<(usize, f64, f64)> = ranked
        .iter()
        .filter_map(|index| Some((*index, point(&targets[*index])?)))
        .map(|(index, (score, time))| (index, score, time))
        .collect();
    let place = |(one, score, time): (usize, f64, f64)| {
        let others = || points.iter().filter(move |(other, ..)| *other != one);
        let dominators: Vec<usize> = others()
            .filter(|(_, other_score, other_time)| dominates((*other_score, *other_time), (score, time)))
            .map(|(other, ..)| *other)
            .collect();
        let wins = |other: usize, standings: &Standings| standings.get(&(one, other)) == Some(&Standing::Better);
        let ties = |other: usize, standings: &Standings| standings.get(&(one, other)) == Some(&Standing::Tied);
        if dominators.is_empty() {
            let unbeatable = others().all(|(other, ..)| wins(*other, quality) || wins(*other, speed));
            return if unbeatable { Front::Certain } else { Front::Possible };
        }
        let only_by_chance = dominators.iter().all(|other| ties(*other, quality) && ties(*other, speed));
        if only_by_chance { Front::Possible } else { Front::Off }
    };
    points.iter().map(|point| (point.0, place(*point))).collect()
}

/// Whether another ranked target beats this one on both estimates, or this one has no place among them: it is off the line that joins the
/// front of the estimates.
pub fn is_dominated(target: &TargetFindings, all: &[TargetFindings]) -> bool {
    let Some(own) = target.rank.and_then(|_| point(target)) else { return true };
    all.iter().filter(|other| other.rank.is_some()).filter_map(point).any(|other| dominates(other, own))
}

/// Whether the first of two points (compliance, seconds) is at least as good as the second in both, and better in one.
fn dominates((score, time): (f64, f64), (other_score, other_time): (f64, f64)) -> bool {
    score >= other_score && time <= other_time && (score > other_score || time < other_time)
}

/// Compliance and median seconds, where there are both.
fn point(target: &TargetFindings) -> Option<(f64, f64)> {
    match (target.compliance, target.total.median) {
        (Some(compliance), Quantile::At { value, .. }) => Some((compliance.value.get(), value.as_secs_f64())),
        _ => None,
    }
}
