//! Whether a target became slower or faster during its turn: the trend of the times of its requests, whose order is shuffled.
//!
//! In each repeat every case is asked once, in random order, so that without a trend every order of the times is as likely as any other. The
//! statistic is the sum, over repeats, of Spearman's: the places of requests times the ranks of their times, each less its mean. Its variance under all
//! permutations is the product of both sums of squares / (n - 1) (Hájek, J., Šidák, Z. (1967), *Theory of Rank Tests*, section II.3.1), also with ties.

use std::cmp::Ordering;

use super::distributions::normal_tail;

/// The fewest requests of which a trend is tested: the normal approximation is good from about 20 on.
const FEWEST: usize = 20;

/// A trend of times during a turn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trend {
    /// How many times as long the later half of each repeat's requests took as the earlier half, as a ratio of geometric means.
    pub factor: f64,
    /// The two-sided p-value of no trend.
    pub p: f64,
    /// The number of requests.
    pub n: usize,
}

/// A request of a turn.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub(super) struct Placed {
    pub(super) repeat: u32,
    /// When it was sent, in microseconds.
    pub(super) sent: i64,
    /// The logarithm of its seconds.
    pub(super) log_time: f64,
}

impl Placed {
    /// By repeat, then by when it was sent.
    pub(super) fn in_order(&self, other: &Self) -> Ordering {
        (self.repeat, self.sent).cmp(&(other.repeat, other.sent)).then(self.log_time.total_cmp(&other.log_time))
    }
}

/// The trend of the requests of a turn, which are put into their order; `None` with too few, or if all took the same time.
pub(super) fn of(turn: &mut [Placed]) -> Option<Trend> {
    turn.sort_unstable_by(Placed::in_order);
    let (mut sum, mut variance, mut halves, mut n) = (0.0, 0.0, Vec::new(), 0);
    for of_repeat in turn.chunk_by(|one, other| one.repeat == other.repeat) {
        let times: Vec<f64> = of_repeat.iter().map(|request| request.log_time).collect();
        let sent: Vec<f64> = of_repeat.iter().map(|request| request.sent as f64).collect();
        let Some((statistic, of_it)) = spearman(&sent, &times) else { continue };
        sum += statistic;
        variance += of_it;
        n += times.len();
        let (early, late) = (&times[..times.len() / 2], &times[times.len().div_ceil(2)..]);
        halves.push((late.iter().sum::<f64>() - early.iter().sum::<f64>(), early.len()));
    }
    if n < FEWEST || variance <= 0.0 {
        return None;
    }
    let of_halves: usize = halves.iter().map(|(_, count)| count).sum();
    let apart: f64 = halves.iter().map(|(apart, _)| apart).sum::<f64>() / of_halves.max(1) as f64;
    Some(Trend { factor: apart.exp(), p: (2.0 * normal_tail(sum.abs() / variance.sqrt())).min(1.0), n })
}

/// The statistic and its variance; `None` below three times.
fn spearman(sent: &[f64], times: &[f64]) -> Option<(f64, f64)> {
    let n = times.len();
    if n < 3 {
        return None;
    }
    let middle = (n - 1) as f64 / 2.0;
    let centred = |values: &[f64]| ranks(values).into_iter().map(|rank| rank - middle).collect::<Vec<f64>>();
    let (places, ranks) = (centred(sent), centred(times));
    let squares = |values: &[f64]| values.iter().map(|value| value * value).sum::<f64>();
    let statistic: f64 = places.iter().zip(&ranks).map(|(place, rank)| place * rank).sum();
    Some((statistic, squares(&places) * squares(&ranks) / (n - 1) as f64))
}

/// Ranks from 0, ties at their mean.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    let mut start = 0;
    for tied in order.chunk_by(|a, b| values[*a] == values[*b]) {
        let mean = start as f64 + (tied.len() - 1) as f64 / 2.0;
        tied.iter().for_each(|index| ranks[*index] = mean);
        start += tied.len();
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(times: &[f64]) -> Vec<Placed> {
        let one = |(sent, time): (i64, &f64)| Placed { repeat: 0, sent, log_time: *time };
        (0..).zip(times).map(one).collect()
    }

    /// `rho = scipy.stats.spearmanr(range(20), times).statistic` and `2 * norm.sf(rho * sqrt(19))`, SciPy 1.17.1.
    #[test]
    fn the_statistic_is_spearmans() {
        let times = [
            3.0, 1.0, 2.0, 5.0, 4.0, 9.0, 6.0, 8.0, 7.0, 10.0, 13.0, 11.0, 2.5, 12.0, 15.0, 14.0, 1.5, 16.0, 20.0, 9.5,
        ];
        let places: Vec<f64> = (0..20).map(f64::from).collect();
        let (statistic, variance) = spearman(&places, &times).expect("there are enough");
        let rho = statistic / (variance * 19.0).sqrt();
        assert!((rho - 0.640_601_503_759_398_4).abs() < 1e-9, "{rho}");
        let trend = of(&mut placed(&times)).expect("there are enough");
        assert!((trend.p - 0.005_233_202_4).abs() < 1e-7, "{}", trend.p);
        assert_eq!(trend.n, 20);
    }

    #[test]
    fn without_a_trend_or_with_few_requests_there_is_none() {
        assert_eq!(of(&mut placed(&[1.0; 30])), None);
        assert_eq!(of(&mut placed(&[1.0, 2.0, 3.0])), None);
        let at_once = |time: i32| Placed { repeat: 0, sent: 7, log_time: f64::from(time) };
        assert_eq!(of(&mut (0..30).map(at_once).collect::<Vec<_>>()), None, "their order is not known");
        let up: Vec<f64> = (0..40).map(f64::from).map(|place| place / 40.0 * 2_f64.ln() * 2.0).collect();
        let trend = of(&mut placed(&up)).expect("there are enough");
        assert!(trend.p < 1e-8 && (trend.factor - 2.0).abs() < 1e-9, "{trend:?}");
    }
}
