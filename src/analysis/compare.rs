//! Which targets are better: one decision per pair, and the ranks that follow from all of them.
//!
//! Holm, S. (1979), "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6, 65-70, over the exact
//! tests of all pairs: the probability of any wrong decision is at most 5 %, however many pairs there are and whatever they have in common.

use std::collections::BTreeMap;
use std::fmt;

use rayon::prelude::*;

use crate::wording;

use super::share::Stratum;
use super::signs::{sign_flip, sign_flip_among};
use super::units::Units;

/// The probability of any wrong decision in a family of tests.
pub(super) const LEVEL: f64 = 0.05;

/// The fewest units per category with which two targets are compared: fewer do not represent a category.
pub(super) const FEWEST_UNITS: usize = 5;

/// A range of ranks among k targets, 1 being the best: from 1 + the number of better targets, to k - the number of worse ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RankRange {
    /// The best possible rank.
    pub best: usize,
    /// The worst possible rank.
    pub worst: usize,
}

impl fmt::Display for RankRange {
    /// `1–8`, `3`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&wording::range(&self.best.to_string(), &self.worst.to_string()))
    }
}

impl RankRange {
    /// In a sentence: `between 1st and 7th`, `3rd`.
    pub fn prose(self) -> String {
        match (wording::ordinal(self.best), wording::ordinal(self.worst)) {
            (best, worst) if best == worst => best,
            (best, worst) => format!("between {best} and {worst}"),
        }
    }
}

/// How one target compares with another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Better.
    Better,
    /// Worse.
    Worse,
    /// Not decided.
    Tied,
}

/// The decisions on all pairs of ranked targets.
pub(super) struct Standings {
    /// Each ranked target's place in the matrix, by its index in the run.
    places: BTreeMap<usize, usize>,
    /// Whether the target of the row is better than that of the column.
    better: Vec<Vec<bool>>,
}

impl Standings {
    /// Compares all ranked targets by their units' values; greater is better.
    pub(super) fn of(ranked: &[usize], values: &[Vec<Option<f64>>], units: &Units) -> Self {
        let count = ranked.len();
        let pairs: Vec<(usize, usize)> =
            (0..count).flat_map(|one| (one + 1..count).map(move |other| (one, other))).collect();
        let compared: Vec<Option<Compared>> = pairs
            .par_iter()
            .map(|(a, b)| {
                let terms = terms(&differences(&values[ranked[*a]], &values[ranked[*b]], units)?)?;
                let p = sign_flip_among(&terms, pairs.len(), LEVEL);
                Some(Compared { difference: terms.iter().sum(), p })
            })
            .collect();
        let decided = significant(&compared.iter().map(|one| Some(one.as_ref()?.p)).collect::<Vec<_>>());
        let mut better = vec![vec![false; count]; count];
        for (((a, b), compared), decided) in pairs.into_iter().zip(compared).zip(decided) {
            let Some(Compared { difference, .. }) = compared.filter(|_| decided) else { continue };
            let (winner, loser) = if difference > 0.0 { (a, b) } else { (b, a) };
            better[winner][loser] = true;
        }
        follow(&mut better);
        Self { places: ranked.iter().enumerate().map(|(place, target)| (*target, place)).collect(), better }
    }

    /// How one ranked target compares with another.
    pub(super) fn get(&self, one: usize, other: usize) -> Standing {
        let (Some(one), Some(other)) = (self.places.get(&one), self.places.get(&other)) else { return Standing::Tied };
        match (self.better[*one][*other], self.better[*other][*one]) {
            (true, false) => Standing::Better,
            (false, true) => Standing::Worse,
            _ => Standing::Tied,
        }
    }

    /// The range of ranks of each ranked target.
    pub(super) fn ranks(&self) -> BTreeMap<usize, RankRange> {
        let others = || self.places.keys().copied();
        let count = |one: usize, wanted: Standing| others().filter(|other| self.get(one, *other) == wanted).count();
        let range = |one: usize| RankRange {
            best: 1 + count(one, Standing::Worse),
            worst: self.places.len() - count(one, Standing::Better),
        };
        others().map(|one| (one, range(one))).collect()
    }
}

/// Adds what follows: if A is better than B and B better than C, then A is better than C. That can add no first error: a false
/// consequence has a false premise.
pub(super) fn follow(better: &mut [Vec<bool>]) {
    for middle in 0..better.len() {
        let beaten = better[middle].clone();
        for row in better.iter_mut().filter(|row| row[middle]) {
            row.iter_mut().zip(&beaten).for_each(|(known, follows)| *known |= follows);
        }
    }
}

/// A difference and the test whether it is 0.
#[derive(Debug, Clone, Copy)]
pub(super) struct Compared {
    /// The weighted mean of the categories' weighted means of the units' differences.
    pub(super) difference: f64,
    /// The two-sided p-value.
    pub(super) p: f64,
}

/// Compares two targets over the units that both have; `None` if a category has fewer than [`FEWEST_UNITS`] of them.
pub(super) fn compare(a: &[Option<f64>], b: &[Option<f64>], units: &Units) -> Option<Compared> {
    let terms = terms(&differences(a, b, units)?)?;
    Some(Compared { difference: terms.iter().sum(), p: sign_flip(terms) })
}

/// The differences of the units that both targets have, by category; `None` if a category has none.
pub(super) fn differences(a: &[Option<f64>], b: &[Option<f64>], units: &Units) -> Option<Vec<Stratum>> {
    let differences: Vec<Option<f64>> = a.iter().zip(b).map(|(a, b)| Some(a.as_ref()? - b.as_ref()?)).collect();
    units.strata(&differences)
}

/// What each unit adds to the difference; `None` if a category has fewer than [`FEWEST_UNITS`].
pub(super) fn terms(strata: &[Stratum]) -> Option<Vec<f64>> {
    let shares: f64 = strata.iter().map(|stratum| stratum.share).sum();
    let enough = strata.iter().all(|stratum| stratum.values.len() >= FEWEST_UNITS);
    let of_stratum = |Stratum { share, values }: &Stratum| {
        let factor = share / shares / values.iter().map(|(_, weight)| weight).sum::<f64>();
        values.iter().map(|(value, weight)| value * weight * factor).collect::<Vec<_>>()
    };
    (enough && !strata.is_empty()).then(|| strata.iter().flat_map(of_stratum).collect())
}

/// Which of several differences are significant when tested together. One without a p-value is not, and does not count in the correction.
pub(super) fn significant(p_values: &[Option<f64>]) -> Vec<bool> {
    significant_among(p_values, 1)
}

/// The same for one of several families of tests, of which each has an equal share of 5 %.
pub(super) fn significant_among(p_values: &[Option<f64>], families: usize) -> Vec<bool> {
    let tested: Vec<f64> = p_values.iter().copied().flatten().map(|p| p * families as f64).collect();
    let mut rejected = holm(&tested).into_iter();
    p_values.iter().map(|p| p.is_some() && rejected.next().unwrap_or(false)).collect()
}

/// Which hypotheses Holm's procedure rejects, in the order of the p-values given.
fn holm(p_values: &[f64]) -> Vec<bool> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|a, b| p_values[*a].total_cmp(&p_values[*b]).then(a.cmp(b)));
    let mut rejected = vec![false; p_values.len()];
    for (step, index) in order.into_iter().enumerate() {
        if p_values[index] > LEVEL / (p_values.len() - step) as f64 {
            break;
        }
        rejected[index] = true;
    }
    rejected
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holm_stops_at_the_first_that_is_not_rejected() {
        assert_eq!(holm(&[0.01, 0.04, 0.03, 0.005]), [true, false, false, true]);
        assert_eq!(holm(&[0.02, 0.02]), [true, true]);
        assert!(holm(&[]).is_empty());
        assert_eq!(significant(&[None, Some(0.03), Some(0.02), None]), [false, true, true, false]);
    }

    #[test]
    fn what_follows_from_two_decisions_is_decided() {
        let mut better = vec![vec![false; 4]; 4];
        (better[0][1], better[1][2]) = (true, true);
        follow(&mut better);
        let standings = Standings { places: (0..4).map(|target| (target, target)).collect(), better };
        assert_eq!(standings.get(0, 2), Standing::Better);
        assert_eq!(standings.get(2, 0), Standing::Worse);
        assert_eq!(standings.get(3, 0), Standing::Tied);
        let ranks: Vec<(usize, usize)> =
            standings.ranks().into_values().map(|range| (range.best, range.worst)).collect();
        assert_eq!(ranks, [(1, 2), (2, 3), (3, 4), (1, 4)]);
    }

    #[test]
    fn a_rank_is_said_in_words() {
        assert_eq!(RankRange { best: 1, worst: 7 }.prose(), "between 1st and 7th");
        assert_eq!(RankRange { best: 3, worst: 3 }.prose(), "3rd");
        assert_eq!(RankRange { best: 1, worst: 7 }.to_string(), "1\u{2013}7");
    }
}
