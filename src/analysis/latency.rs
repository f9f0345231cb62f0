//! Distributions of times of which some are only known to lie beyond the limit.

use std::time::Duration;

use super::{Latency, Quantile};

/// Fewer times than this have no 10th and 90th percentile; likewise for the 95th.
const FOR_P90: usize = 10;
const FOR_P95: usize = 60;

/// Describes times sorted ascending, the censored ones (none) last.
pub(super) fn of(sorted: &[Option<Duration>], limit: Duration) -> Latency {
    let at_least =
        |n: usize, share: f64| if sorted.len() >= n { quantile(sorted, share, limit) } else { Quantile::Absent };
    Latency {
        n: sorted.len(),
        censored: sorted.iter().filter(|time| time.is_none()).count(),
        median: with_interval(quantile(sorted, 0.5, limit), sorted),
        p10: at_least(FOR_P90, 0.1),
        p90: at_least(FOR_P90, 0.9),
        p95: at_least(FOR_P95, 0.95),
        longest: at_least(1, 1.0),
    }
}

/// The middle of plain times, sorted ascending.
pub(super) fn plain_median(sorted: &[Duration]) -> Option<Duration> {
    let times: Vec<_> = sorted.iter().map(|time| Some(*time)).collect();
    match quantile(&times, 0.5, Duration::MAX) {
        Quantile::At { value, .. } => Some(value),
        _ => None,
    }
}

/// The quantile by linear interpolation between order statistics (Hyndman and Fan's type 7); beyond the limit as soon as it needs a
/// censored one.
fn quantile(sorted: &[Option<Duration>], share: f64, limit: Duration) -> Quantile {
    let Some(last) = sorted.len().checked_sub(1) else { return Quantile::Absent };
    let place = last as f64 * share;
    let (below, above) = (place.floor() as usize, place.ceil() as usize);
    match (sorted[below], sorted[above]) {
        (Some(low), Some(high)) => {
            let value = low.as_secs_f64() + (high.as_secs_f64() - low.as_secs_f64()) * (place - below as f64);
            Quantile::At { value: Duration::from_secs_f64(value), interval: None }
        }
        _ => Quantile::Beyond(limit),
    }
}

/// Adds the distribution-free 95 % interval for a median: the widest pair of order statistics that both tails allow.
fn with_interval(median: Quantile, sorted: &[Option<Duration>]) -> Quantile {
    let Quantile::At { value, .. } = median else { return median };
    let interval = median_ranks(sorted.len()).and_then(|(low, high)| Some((sorted[low]?, sorted[high])));
    Quantile::At { value, interval }
}

/// The order statistics (from 0) between which the median lies with at least 95 %: the binomial tail below each is at most 2.5 %. Too few
/// values have no such pair.
fn median_ranks(n: usize) -> Option<(usize, usize)> {
    // log C(n, k) - n log 2, summed up from k = 0.
    let mut log_term = -(n as f64) * std::f64::consts::LN_2;
    let mut tail = 0.0;
    let mut low = None;
    for k in 0..n / 2 {
        tail += log_term.exp();
        if tail > 0.025 {
            break;
        }
        low = Some(k);
        log_term += ((n - k) as f64).ln() - ((k + 1) as f64).ln();
    }
    low.map(|low| (low, n - 1 - low))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Duration = Duration::from_secs(60);

    fn seconds(values: &[u64]) -> Vec<Option<Duration>> {
        values.iter().map(|value| Some(Duration::from_secs(*value))).collect()
    }

    #[test]
    fn the_interval_of_a_median_is_the_one_of_the_tables() {
        // Conover, Practical Nonparametric Statistics: n = 10 gives the 2nd and 9th value, n = 20 the 6th and 15th.
        assert_eq!(median_ranks(10), Some((1, 8)));
        assert_eq!(median_ranks(20), Some((5, 14)));
        assert_eq!(median_ranks(5), None);
        assert_eq!(median_ranks(6), Some((0, 5)));
    }

    #[test]
    fn a_quantile_among_the_censored_is_beyond_the_limit() {
        let mut times = seconds(&[1, 2, 3, 4, 5]);
        times.extend([None; 5]);
        let latency = of(&times, LIMIT);
        assert_eq!((latency.n, latency.censored), (10, 5));
        assert_eq!(latency.median, Quantile::Beyond(LIMIT));
        times.remove(9);
        assert_eq!(
            of(&times, LIMIT).median,
            Quantile::At { value: Duration::from_secs(5), interval: Some((Duration::from_secs(2), None)) }
        );
    }

    #[test]
    fn too_few_times_have_no_tail() {
        let latency = of(&seconds(&[1, 2, 3]), LIMIT);
        assert_eq!((latency.p90, latency.p95), (Quantile::Absent, Quantile::Absent));
        assert_eq!(latency.longest, Quantile::At { value: Duration::from_secs(3), interval: None });
        assert_eq!(of(&[], LIMIT).median, Quantile::Absent);
    }
}
