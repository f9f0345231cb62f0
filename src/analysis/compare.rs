//! Which targets are separable: paired differences, Holm's correction, ranks as ranges.
//!
//! Holm, S. (1979), "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6, 65-70.

use std::collections::BTreeMap;
use std::fmt;

use rayon::prelude::*;

use crate::wording;

use super::bootstrap::Resamples;

/// The significance level at which two targets are separable, after correction.
const LEVEL: f64 = 0.05;

/// A range of ranks among k targets, 1 being the best: from 1 + the number of targets separably better, to k - the number separably worse.
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

/// How one target compares with another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Separably better.
    Better,
    /// Separably worse.
    Worse,
    /// Not separable.
    Tied,
}

/// How each ranked target (the first index) compares with each other one. Holm's correction is over the comparisons of one target, since
/// its rank depends on these only; so a comparison may be separable for one of its two targets and not for the other.
pub(super) type Standings = BTreeMap<(usize, usize), Standing>;

/// Compares all ranked targets by their units' values; greater is better.
pub(super) fn all(ranked: &[usize], values: &[Vec<Option<f64>>], resamples: &Resamples) -> Standings {
    let pairs: Vec<(usize, usize)> =
        ranked.iter().enumerate().flat_map(|(index, a)| ranked[index + 1..].iter().map(move |b| (*a, *b))).collect();
    let compared: BTreeMap<(usize, usize), (f64, f64)> = pairs
        .par_iter()
        .map(|(a, b)| ((*a, *b), resamples.difference(&values[*a], &values[*b]).unwrap_or((0.0, 1.0))))
        .collect();
    // Each pair is computed once; seen from the second target, the difference has the other sign and the same p-value.
    let seen_from = |one: usize, other: usize| match compared.get(&(one, other)) {
        Some((difference, p)) => (*difference, *p),
        None => compared.get(&(other, one)).map_or((0.0, 1.0), |(difference, p)| (-difference, *p)),
    };
    let mut standings = Standings::new();
    for one in ranked {
        let others: Vec<usize> = ranked.iter().copied().filter(|other| other != one).collect();
        let results: Vec<(f64, f64)> = others.iter().map(|other| seen_from(*one, *other)).collect();
        let separable = holm(&results.iter().map(|(_, p)| *p).collect::<Vec<_>>());
        for ((other, (difference, _)), separable) in others.iter().zip(&results).zip(separable) {
            let standing = match (separable, *difference > 0.0) {
                (false, _) => Standing::Tied,
                (true, true) => Standing::Better,
                (true, false) => Standing::Worse,
            };
            standings.insert((*one, *other), standing);
        }
    }
    standings
}

/// The range of ranks of each ranked target.
pub(super) fn ranks(ranked: &[usize], standings: &Standings) -> BTreeMap<usize, RankRange> {
    let count = |one: usize, wanted: Standing| {
        ranked.iter().filter(|other| standings.get(&(one, **other)) == Some(&wanted)).count()
    };
    let range = |one: usize| RankRange {
        best: 1 + count(one, Standing::Worse),
        worst: ranked.len() - count(one, Standing::Better),
    };
    ranked.iter().map(|one| (*one, range(*one))).collect()
}

/// Which of several differences are significant when tested together. One without a p-value is not, and does not count in the correction.
pub(super) fn significant(p_values: &[Option<f64>]) -> Vec<bool> {
    let tested: Vec<f64> = p_values.iter().copied().flatten().collect();
    let mut rejected = holm(&tested).into_iter();
    p_values.iter().map(|p| p.is_some() && rejected.next().unwrap_or(false)).collect()
}

/// Which hypotheses Holm's procedure rejects, in the order of the p-values given.
pub(super) fn holm(p_values: &[f64]) -> Vec<bool> {
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
}
