//! The sign-flip test: whether a sum of differences is further from 0 than random signs would make it.
//!
//! If two targets answer equally well, each difference could as well have had the other sign. The p-value is the share of all ways to choose
//! the signs whose sum is at least as far from 0: Fisher, R. A. (1935), *The Design of Experiments*, section 21. Nothing is drawn, so the same
//! differences always give the same p-value. If all differences have one size, it is the sign test, and McNemar's exact test.

use super::distributions::normal_tail;

/// The most sums that are enumerated; beyond them the saddlepoint is as good and quicker.
const MOST_SUMS: usize = 1 << 14;
/// The least share of all signs with which a sum reaches the root of its squares.
const SURELY_REACHED: f64 = 0.1;
/// Sizes that differ by less than this part of the largest are equal: 1 - 2/3 and 1/3 are.
const SAME: f64 = 1e-9;

/// The two-sided p-value of a sum of these differences; 1 if all are 0. At most m differences other than 0 give no less than 2^(1 - m).
pub(super) fn sign_flip(differences: impl IntoIterator<Item = f64>) -> f64 {
    let differences: Vec<f64> = differences.into_iter().collect();
    let sum = differences.iter().sum::<f64>().abs();
    let sizes = Sizes::of(&differences);
    let tail = match sizes.0.last() {
        None => return 1.0,
        Some(_) if sizes.sums() <= MOST_SUMS => sizes.exact(sum),
        Some(_) => sizes.saddlepoint(sum),
    };
    (2.0 * tail).min(1.0)
}

/// The two-sided p-value of a sum of these differences among `tests` of them, as near as Holm's correction at `level` needs it: a p-value that
/// certainly exceeds the level is 1, and one that is certainly below its first step is a bound of it. Most pairs of a large table are decided so.
///
/// A sum of no more than the root of its squares is reached by at least a tenth of all signs: Oleszkiewicz, K. (1996), "On the Stein property of
/// Rademacher sequences", Probability and Mathematical Statistics 16, 127-130. From above it is bounded by Hoeffding, W. (1963), JASA 58, 13-30.
pub(super) fn sign_flip_among(differences: &[f64], tests: usize, level: f64) -> f64 {
    let sum: f64 = differences.iter().sum();
    let squares: f64 = differences.iter().map(|difference| difference * difference).sum();
    if sum * sum <= squares && level < SURELY_REACHED {
        return 1.0;
    }
    let most = 2.0 * (-sum * sum / (2.0 * squares)).exp();
    if most <= level / tests as f64 { most } else { sign_flip(differences.iter().copied()) }
}

/// The sizes of differences other than 0, each with how often it occurs; the most frequent last.
struct Sizes(Vec<(f64, usize)>);

impl Sizes {
    fn of(differences: &[f64]) -> Self {
        let mut sizes: Vec<f64> = differences.iter().map(|difference| difference.abs()).collect();
        sizes.sort_by(f64::total_cmp);
        let tolerance = sizes.last().copied().unwrap_or(0.0) * SAME;
        let mut groups: Vec<(f64, usize)> = Vec::new();
        for size in sizes.into_iter().filter(|size| *size > tolerance) {
            match groups.last_mut() {
                Some((known, count)) if size - *known <= tolerance => *count += 1,
                _ => groups.push((size, 1)),
            }
        }
        groups.sort_by_key(|(_, count)| *count);
        Self(groups)
    }

    /// The number of sums to enumerate: those of all sizes but the most frequent.
    fn sums(&self) -> usize {
        let others = self.0.iter().rev().skip(1);
        others.fold(1, |product: usize, (_, count)| product.saturating_mul(count + 1))
    }

    /// The probability that random signs make at least `sum`, by enumeration.
    fn exact(&self, sum: f64) -> f64 {
        let Some(((size, count), others)) = self.0.split_last() else { return 1.0 };
        let total: f64 = self.0.iter().map(|(size, count)| size * *count as f64).sum();
        let binomials: Vec<Vec<f64>> = others.iter().map(|(_, count)| binomial(*count)).collect();
        let mut at_most = binomial(*count);
        for index in 1..at_most.len() {
            at_most[index] += at_most[index - 1];
        }
        // With k minus signs the most frequent size adds size * (count - 2 k), which is to reach what the others leave.
        let reaches = |left: f64| {
            let most = ((*count as f64 - left / size) / 2.0 + SAME * total / size).floor();
            if most < 0.0 { 0.0 } else { at_most[(most as usize).min(*count)] }
        };
        let mut open = vec![(0, sum, 1.0)];
        let mut tail = 0.0;
        while let Some((depth, left, probability)) = open.pop() {
            let (Some((size, count)), Some(weights)) = (others.get(depth), binomials.get(depth)) else {
                tail += probability * reaches(left);
                continue;
            };
            let with = |minus: usize| left - size * (*count as f64 - 2.0 * minus as f64);
            open.extend(
                weights.iter().enumerate().map(|(minus, weight)| (depth + 1, with(minus), probability * weight)),
            );
        }
        tail
    }

    /// The same by the saddlepoint approximation, a little nearer to 0, since sums have gaps: at most the smallest size to either side, and the
    /// less the more sizes there are.
    ///
    /// Robinson, J. (1982), "Saddlepoint approximations for permutation tests and confidence intervals", JRSS B 44, 91-101; the tail by Lugannani,
    /// R., Rice, S. (1980), Advances in Applied Probability 12, 475-490.
    fn saddlepoint(&self, sum: f64) -> f64 {
        let smallest = self.0.iter().map(|(size, _)| *size).fold(f64::INFINITY, f64::min);
        let at = sum - smallest / self.0.len() as f64;
        let over = |of: &dyn Fn(f64) -> f64| self.0.iter().map(|(size, count)| *count as f64 * of(*size)).sum::<f64>();
        let variance = over(&|size| size * size);
        if at <= 0.0 {
            return 0.5;
        }
        let mut point = at / variance;
        for _ in 0..200 {
            let slope = over(&|size| size * (point * size).tanh());
            let curvature = over(&|size| (size / (point * size).cosh()).powi(2));
            let change = (at - slope) / curvature;
            if !change.is_finite() || change.abs() <= 1e-10 * point {
                break;
            }
            point += change;
        }
        let cumulant = over(&|size| ln_cosh(point * size));
        let curvature = over(&|size| (size / (point * size).cosh()).powi(2));
        let root = (2.0 * (point * at - cumulant)).max(0.0).sqrt();
        let other = point * curvature.sqrt();
        if root < 1e-3 {
            return normal_tail(at / variance.sqrt());
        }
        let density = (-root * root / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
        (normal_tail(root) + density * (1.0 / other - 1.0 / root)).clamp(0.0, 0.5)
    }
}

/// The probabilities of 0 to `count` heads of as many fair coins.
fn binomial(count: usize) -> Vec<f64> {
    // ln C(n, k) - n ln 2, from one k to the next: C(n, k) and 2^n overflow a float for large n.
    let mut log = -(count as f64) * std::f64::consts::LN_2;
    let mut probabilities = Vec::with_capacity(count + 1);
    for heads in 0..=count {
        probabilities.push(log.exp());
        log += ((count - heads) as f64).ln() - ((heads + 1) as f64).ln();
    }
    probabilities
}

/// The logarithm of the hyperbolic cosine, which itself overflows for large arguments.
fn ln_cosh(x: f64) -> f64 {
    x.abs() + (-2.0 * x.abs()).exp().ln_1p() - std::f64::consts::LN_2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ones(plus: usize, minus: usize) -> Vec<f64> {
        [vec![1.0; plus], vec![-1.0; minus]].concat()
    }

    #[test]
    fn equal_sizes_give_the_sign_test() {
        assert_eq!(sign_flip([]), 1.0);
        assert_eq!(sign_flip([0.0, 0.0]), 1.0);
        assert_eq!(sign_flip(ones(3, 3)), 1.0);
        assert!((sign_flip(ones(0, 6)) - 2.0 / 64.0).abs() < 1e-12);
        assert!((sign_flip(ones(5, 0)) - 2.0 / 32.0).abs() < 1e-12, "five differences are never significant at 5 %");
        assert!((sign_flip(ones(8, 1)) - 2.0 * 10.0 / 512.0).abs() < 1e-12);
        let many = sign_flip(ones(2_000, 2_300));
        assert!(many > 1e-7 && many < 1e-4, "{many}");
    }

    /// All 2^n signs, one by one.
    fn by_brute_force(differences: &[f64]) -> f64 {
        let sum = differences.iter().sum::<f64>().abs();
        let all = 1_u32 << differences.len();
        let of = |signs: u32| -> f64 {
            let signed = differences.iter().enumerate();
            signed.map(|(index, size)| if signs >> index & 1 == 1 { size.abs() } else { -size.abs() }).sum()
        };
        let far = (0..all).filter(|signs| of(*signs).abs() >= sum - 1e-9).count();
        far as f64 / f64::from(all)
    }

    #[test]
    fn every_way_to_choose_the_signs_is_counted() {
        let mixed = [
            vec![0.5, 0.5, 1.0, -1.0, 1.0, 0.25, 0.25, 0.25, -0.5],
            vec![1.0 / 3.0, 1.0 - 2.0 / 3.0, 0.2, 0.2, 0.7, 0.1, -0.3],
            vec![0.1, 0.2, 0.3, 0.5, 0.7, 1.1, 1.3, 1.7, 1.9, -2.3, 2.9],
        ];
        for differences in mixed {
            let (found, right) = (sign_flip(differences.clone()), by_brute_force(&differences));
            assert!((found - right).abs() < 1e-12, "{differences:?}: {found} {right}");
        }
    }

    #[test]
    fn what_a_bound_decides_is_what_the_p_value_decides() {
        let (mut undecided, mut decided) = (0, 0);
        for seed in 1..400_u64 {
            // A multiplicative hash: differences of both signs and many sizes, mostly of one sign where the seed is large.
            let random = |index: u64| ((seed * 7_919 + index * 104_729) * 2_654_435_761 % 1_000) as f64 / 1_000.0;
            let differences: Vec<f64> = (0..60).map(|index| random(index) - 0.5 + seed as f64 / 800.0).collect();
            let (exact, near) = (sign_flip(differences.clone()), sign_flip_among(&differences, 190, 0.05));
            if near == 1.0 && exact < 1.0 {
                undecided += 1;
                assert!(exact >= 0.1, "{seed}: {exact}");
            } else if near != exact {
                decided += 1;
                assert!(exact <= near && near <= 0.05 / 190.0, "{seed}: {exact} {near}");
            }
        }
        assert!(undecided > 10 && decided > 10, "{undecided} {decided}");
        assert_eq!(sign_flip_among(&[0.0; 9], 1, 0.05), 1.0);
        assert!((sign_flip_among(&ones(6, 0), 1, 0.05) - 2.0 / 64.0).abs() < 1e-12);
    }

    #[test]
    fn the_saddlepoint_agrees_with_enumeration() {
        // Five sizes with eight differences each: 9^4 sums. The largest few are all positive.
        let sizes = [1.0 / 30.0, 1.0 / 31.0, 1.0 / 25.0, 1.0 / 60.0, 1.0 / 50.0];
        for plus in 20..=36 {
            let differences: Vec<f64> =
                (0..40).map(|index| if index < plus { sizes[index % 5] } else { -sizes[index % 5] }).collect();
            let sum = differences.iter().sum::<f64>().abs();
            let sizes = Sizes::of(&differences);
            let (exact, near) = (sizes.exact(sum), sizes.saddlepoint(sum));
            assert!(near > exact * 0.95 && near < exact * 1.15 + 1e-9, "{plus}: {exact} {near}");
        }
    }
}
