//! The stratified cluster bootstrap: units (cases or pairs) are resampled with replacement within their category, with the same draws for
//! every target, so that differences between targets are paired.
//!
//! Efron, B., Tibshirani, R. (1993), *An Introduction to the Bootstrap*, chapters 13 and 15.

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use rayon::prelude::*;

use crate::name::RunId;
use crate::quantity::Fraction;

use super::estimate::{Difference, Estimate};
use super::observe::Units;
use super::proportion::{effective, wilson};

/// The number of bootstrap draws.
const DRAWS: u32 = 10_000;

/// The bootstrap's parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bootstrap {
    /// The seed, derived from the run's id.
    pub seed: u64,
    /// The number of draws.
    pub draws: u32,
}

/// A macro-averaged difference with its interval, before the test whether it is separable from 0.
#[derive(Debug, Clone, Copy)]
pub(super) struct PairedMean {
    value: f64,
    low: f64,
    high: f64,
    n: usize,
}

impl PairedMean {
    /// The difference with the result of its test, which is corrected for all differences tested together.
    pub(super) fn decided(self, separable: bool) -> Difference {
        let Self { value, low, high, n } = self;
        Difference { value, low, high, n, separable }
    }
}

/// The draws of a run.
pub(super) struct Resamples {
    seed: u64,
    /// Each unit's category.
    categories: Vec<usize>,
    /// Each unit's weight in its category.
    unit_weights: Vec<f64>,
    /// Each category's weight.
    shares: Vec<f64>,
    /// How often each draw contains each unit: draw by draw, `categories.len()` counts per draw.
    weights: Vec<u16>,
}

impl Resamples {
    /// Draws with a seed from the first eight bytes of the BLAKE3 digest of the run's id.
    pub(super) fn draw(run: &RunId, units: &Units) -> Self {
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&blake3::hash(run.as_str().as_bytes()).as_bytes()[..8]);
        let seed = u64::from_le_bytes(bytes);
        let categories = units.categories();
        // Draws keep the number of units per category (a stratified sample): a suite fixes it, so it is not random.
        let strata: Vec<Vec<usize>> = (0..units.shares().len())
            .map(|wanted| (0..categories.len()).filter(|unit| categories[*unit] == wanted).collect())
            .collect();
        let size = categories.len();
        let mut weights = vec![0_u16; size * DRAWS as usize];
        let mut generator = Pcg64::seed_from_u64(seed);
        for draw in weights.chunks_mut(size.max(1)) {
            for stratum in strata.iter().filter(|stratum| !stratum.is_empty()) {
                for _ in stratum {
                    // A 32-bit index consumes the same random bits on machines of any word size.
                    let chosen = generator.random_range(0..stratum.len() as u32) as usize;
                    draw[stratum[chosen]] = draw[stratum[chosen]].saturating_add(1);
                }
            }
        }
        Self { seed, categories, unit_weights: units.weights().to_vec(), shares: units.shares().to_vec(), weights }
    }

    /// The parameters of the draws.
    pub(super) fn method(&self) -> Bootstrap {
        Bootstrap { seed: self.seed, draws: DRAWS }
    }

    /// The macro-average of a target's scores, 0 to 1, with its 95 % percentile interval. If all units of each category have one score, the
    /// draws are all equal; the interval is then Wilson's for the effective number of units.
    pub(super) fn macro_average(&self, scores: &[Option<f64>]) -> Option<Estimate> {
        let value = self.weighted(scores, &self.once())?;
        let n = scores.iter().flatten().count();
        if self.are_equal(scores) {
            return wilson(value, self.effective_units(scores), n);
        }
        let mut drawn = self.means(scores);
        drawn.sort_by(f64::total_cmp);
        let (low, high) = (percentile(&drawn, 0.025), percentile(&drawn, 0.975));
        // A percentile interval need not contain the estimate; a reader expects one that does.
        let bound = |bound: f64| Fraction::new(bound.clamp(0.0, 1.0));
        Some(Estimate { value: bound(value)?, low: bound(low.min(value))?, high: bound(high.max(value))?, n })
    }

    /// The unweighted mean over the units that have a value, regardless of category, with its 95 % percentile interval. Draws without such a
    /// unit are left out. There is no interval if all values are equal, because then the draws are too.
    pub(super) fn mean(&self, values: &[Option<f64>]) -> Option<(f64, Option<(f64, f64)>)> {
        let mean = |weights: &[u16]| {
            let known =
                values.iter().zip(weights).filter_map(|(value, weight)| Some((value.as_ref()?, f64::from(*weight))));
            let (sum, n) = known.fold((0.0, 0.0), |(sum, n), (value, weight)| (sum + value * weight, n + weight));
            (n > 0.0).then(|| sum / n)
        };
        let value = mean(&self.once())?;
        if all_equal(values.iter().flatten()) {
            return Some((value, None));
        }
        let mut drawn = self.each(mean);
        drawn.sort_by(f64::total_cmp);
        Some((value, Some((percentile(&drawn, 0.025).min(value), percentile(&drawn, 0.975).max(value)))))
    }

    /// The macro-averaged difference, and the two-sided p-value of the hypothesis that it is 0, from the share of draws on the other side
    /// of 0. `None` if a category has no unit that both targets have.
    pub(super) fn difference(&self, a: &[Option<f64>], b: &[Option<f64>]) -> Option<(f64, f64)> {
        let differences: Vec<Option<f64>> = a.iter().zip(b).map(|(a, b)| Some(a.as_ref()? - b.as_ref()?)).collect();
        let value = self.weighted(&differences, &self.once())?;
        if value == 0.0 {
            return Some((0.0, 1.0));
        }
        let drawn = self.means(&differences);
        let against = drawn.iter().filter(|mean| **mean == 0.0 || (**mean > 0.0) != (value > 0.0)).count();
        // One is added to both counts because a Monte Carlo p-value must not be 0: Davison and Hinkley (1997), section 4.2.
        let tail = (against + 1) as f64 / (drawn.len() + 1) as f64;
        Some((value, (2.0 * tail).min(1.0)))
    }

    /// The macro-averaged difference, `a` less `b`, with its 95 % percentile interval, over the units that both have. If all units of each
    /// category differ equally, the draws are all equal; each side of the interval is then as wide as Wilson's interval for 0 of the
    /// effective number of units.
    pub(super) fn paired(&self, a: &[Option<f64>], b: &[Option<f64>]) -> Option<PairedMean> {
        let differences: Vec<Option<f64>> = a.iter().zip(b).map(|(a, b)| Some(a.as_ref()? - b.as_ref()?)).collect();
        let value = self.weighted(&differences, &self.once())?;
        let n = differences.iter().flatten().count();
        let mut drawn = self.means(&differences);
        drawn.sort_by(f64::total_cmp);
        let (low, high) = (percentile(&drawn, 0.025), percentile(&drawn, 0.975));
        let slack = if self.are_equal(&differences) {
            wilson(0.0, self.effective_units(&differences), n)?.high.get()
        } else {
            0.0
        };
        let (low, high) = ((low.min(value) - slack).max(-1.0), (high.max(value) + slack).min(1.0));
        Some(PairedMean { value, low, high, n })
    }

    /// The weights of the sample itself: each unit once.
    pub(super) fn once(&self) -> Vec<u16> {
        vec![1; self.categories.len()]
    }

    /// A statistic of every draw's weights, in the order of the draws; draws without it are left out.
    pub(super) fn each(&self, statistic: impl Fn(&[u16]) -> Option<f64> + Send + Sync) -> Vec<f64> {
        let size = self.categories.len().max(1);
        self.weights.par_chunks(size).filter_map(statistic).collect()
    }

    /// The macro-average of every draw that has a scored unit in every category.
    fn means(&self, scores: &[Option<f64>]) -> Vec<f64> {
        self.each(|draw| self.weighted(scores, draw))
    }

    /// The macro-average of one draw: the weighted mean of the categories' weighted means, where a unit counts as often as it was drawn.
    fn weighted(&self, scores: &[Option<f64>], drawn: &[u16]) -> Option<f64> {
        let count = self.shares.len();
        // This runs 10,000 times for each pair of targets: sums on the stack avoid an allocation each time.
        let mut sums = [(0.0, 0.0); 16];
        let mut many;
        let sums = if count <= sums.len() {
            &mut sums[..count]
        } else {
            many = vec![(0.0, 0.0); count];
            &mut many[..]
        };
        for (((score, category), weight), times) in
            scores.iter().zip(&self.categories).zip(&self.unit_weights).zip(drawn)
        {
            if let Some(score) = score {
                let weight = f64::from(*times) * weight;
                sums[*category].0 += score * weight;
                sums[*category].1 += weight;
            }
        }
        let (mut total, mut all) = (0.0, 0.0);
        for ((sum, weight), share) in sums.iter().zip(&self.shares) {
            if *weight == 0.0 {
                return None;
            }
            total += sum / weight * share;
            all += share;
        }
        (count > 0).then(|| total / all)
    }

    /// Whether all draws are equal: within each category, all known scores are.
    fn are_equal(&self, scores: &[Option<f64>]) -> bool {
        (0..self.shares.len()).all(|wanted| {
            let of_category = scores.iter().zip(&self.categories).filter(move |(_, category)| **category == wanted);
            all_equal(of_category.filter_map(|(score, _)| score.as_ref()))
        })
    }

    /// The effective number of scored units. A unit's weight is relative to its category's mean, and multiplied by the category's.
    fn effective_units(&self, scores: &[Option<f64>]) -> f64 {
        let scored = || {
            let units = scores.iter().zip(&self.categories).zip(&self.unit_weights);
            units.filter(|((score, _), _)| score.is_some()).map(|((_, category), weight)| (*category, *weight))
        };
        let mut means = vec![(0.0, 0.0); self.shares.len()];
        for (category, weight) in scored() {
            means[category].0 += weight;
            means[category].1 += 1.0;
        }
        effective(scored().map(|(category, weight)| {
            let (sum, n) = means[category];
            weight * n / sum * self.shares[category]
        }))
    }
}

/// Whether all values are equal, apart from rounding errors.
fn all_equal<'a>(values: impl Iterator<Item = &'a f64>) -> bool {
    let (low, high) =
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(*value), high.max(*value)));
    high - low < 1e-12
}

/// The percentile of values sorted ascending, by the nearest rank; NaN without values.
pub(super) fn percentile(sorted: &[f64], share: f64) -> f64 {
    let last = sorted.len().saturating_sub(1);
    sorted.get(((last as f64) * share).round() as usize).copied().unwrap_or(f64::NAN)
}
