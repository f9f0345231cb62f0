//! Distributions of right-censored times.

use std::time::Duration;

use super::estimate::{Latency, Median, Quantile};

/// The fewest times with a 10th and a 90th percentile.
const FOR_P90: usize = 10;
/// The fewest times with a 95th percentile.
const FOR_P95: usize = 60;

/// A time, or the limit that it is known to exceed. Censored times sort after all others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Time {
    /// A measured time.
    At(Duration),
    /// A censored time: longer than this.
    Over(Duration),
}

impl Time {
    /// The time, or the limit that it exceeds.
    pub(super) fn at_least(self) -> Duration {
        match self {
            Self::At(time) | Self::Over(time) => time,
        }
    }

    fn measured(self) -> Option<Duration> {
        match self {
            Self::At(time) => Some(time),
            Self::Over(_) => None,
        }
    }
}

/// The distribution of times sorted ascending; `longest` is the longest limit of the run.
pub(super) fn of(sorted: &[Time], longest: Duration) -> Latency {
    let times = Times::new(sorted, longest);
    let at_least = |n: usize, share: f64| if sorted.len() >= n { times.quantile(share) } else { Quantile::Absent };
    Latency {
        n: sorted.len(),
        censored: sorted.iter().filter(|time| time.measured().is_none()).count(),
        median: times.median(),
        p10: at_least(FOR_P90, 0.1),
        p90: at_least(FOR_P90, 0.9),
        p95: at_least(FOR_P95, 0.95),
        longest: at_least(1, 1.0),
    }
}

/// The median of numbers sorted ascending; `None` without numbers.
pub(super) fn median(sorted: &[f64]) -> Option<Median> {
    let last = sorted.len().checked_sub(1)?;
    let value = (sorted[last / 2] + sorted[last.div_ceil(2)]) / 2.0;
    let interval = median_ranks(sorted.len()).map(|(low, high)| (sorted[low], sorted[high]));
    Some(Median { value, interval, n: sorted.len() })
}

/// Times in both extreme orders that censoring allows. With one limit the two are the same. With several, a request that timed out at a
/// short limit may have needed less time than an answer that a longer limit allowed, so its true place in the order is unknown.
struct Times<'t> {
    /// Censored times last: quantiles of this order are upper bounds.
    latest: &'t [Time],
    /// Each censored time at its limit: quantiles of this order are lower bounds.
    earliest: Vec<Duration>,
    longest_limit: Duration,
}

impl<'t> Times<'t> {
    fn new(sorted: &'t [Time], longest_limit: Duration) -> Self {
        let mut earliest: Vec<Duration> = sorted.iter().map(|time| time.at_least()).collect();
        earliest.sort();
        Self { latest: sorted, earliest, longest_limit }
    }

    /// The quantile by linear interpolation between order statistics, type 7 of Hyndman, R. J., Fan, Y. (1996), "Sample quantiles in
    /// statistical packages", The American Statistician 50, 361-365. It is censored if it depends on a censored time.
    fn quantile(&self, share: f64) -> Quantile {
        let Some(last) = self.latest.len().checked_sub(1) else { return Quantile::Absent };
        let place = last as f64 * share;
        let (below, above) = (place.floor() as usize, place.ceil() as usize);
        match (self.latest[below], self.latest[above]) {
            (Time::At(low), Time::At(high)) => {
                let value = low.as_secs_f64() + (high.as_secs_f64() - low.as_secs_f64()) * (place - below as f64);
                Quantile::At { value: Duration::from_secs_f64(value), interval: None }
            }
            // The last piece of an answer may be processed just after the limit, so a measured time can exceed the longest limit.
            _ => Quantile::Beyond(self.earliest[above].min(self.longest_limit)),
        }
    }

    /// The median with its distribution-free 95 % interval: the lower end is an order statistic of the earliest order, the upper end one of
    /// the latest, so that the interval covers the median under either.
    fn median(&self) -> Quantile {
        let Quantile::At { value, .. } = self.quantile(0.5) else { return self.quantile(0.5) };
        let ranks = median_ranks(self.latest.len());
        let interval = ranks.map(|(low, high)| (self.earliest[low], self.latest[high].measured()));
        Quantile::At { value, interval }
    }
}

/// The indices of the narrowest symmetric pair of order statistics that contains the median with at least 95 %: the binomial tail outside
/// each is at most 2.5 %. `None` below 6 values.
///
/// Conover, W. J. (1999), *Practical Nonparametric Statistics*, 3rd edition, section 3.2.
fn median_ranks(n: usize) -> Option<(usize, usize)> {
    // ln C(n, k) - n ln 2, from one k to the next: C(n, k) and 2^n overflow a float for large n.
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

    fn seconds(values: &[u64]) -> Vec<Time> {
        values.iter().map(|value| Time::At(Duration::from_secs(*value))).collect()
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
    fn the_median_of_plain_numbers_is_the_middle_one_or_the_mean_of_two() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[3.0]), Some(Median { value: 3.0, interval: None, n: 1 }));
        let six = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
        assert_eq!(median(&six), Some(Median { value: 3.5, interval: Some((1.0, 6.0)), n: 6 }));
    }

    #[test]
    fn a_quantile_among_the_censored_is_beyond_the_limit() {
        let mut times = seconds(&[1, 2, 3, 4, 5]);
        times.extend([Time::Over(LIMIT); 5]);
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

    #[test]
    fn a_timeout_at_a_short_limit_may_be_quicker_than_an_answer_under_a_long_one() {
        let over = |seconds: u64| Time::Over(Duration::from_secs(seconds));
        // Seven answers after 20 to 26 s under a limit of 60 s, and two timeouts at 5 s.
        let mut times = seconds(&[20, 21, 22, 23, 24, 25, 26]);
        times.extend([over(5), over(5)]);
        let at = |value: u64, low: u64| Quantile::At {
            value: Duration::from_secs(value),
            interval: Some((Duration::from_secs(low), None)),
        };
        // If the timeouts were the slowest of all, the median is 24 s; if they ended just beyond 5 s, it is 22 s, and the second of nine is 5 s.
        assert_eq!(of(&times, LIMIT).median, at(24, 5));
        // The longest took 26 s at the least.
        assert_eq!(of(&times, LIMIT).longest, Quantile::Beyond(Duration::from_secs(26)));

        // Four answers after 1 to 4 s, timeouts at 5, 5 and 60 s: the median is measured. With two more at 60 s it is surely over 5 s.
        let mut times = seconds(&[1, 2, 3, 4]);
        times.extend([over(5), over(5), over(60)]);
        assert_eq!(of(&times, LIMIT).median, at(4, 1));
        times.extend([over(60), over(60)]);
        assert_eq!(of(&times, LIMIT).median, Quantile::Beyond(Duration::from_secs(5)));
        assert_eq!(of(&times, LIMIT).p90, Quantile::Absent);
        assert_eq!(of(&times, LIMIT).longest, Quantile::Beyond(Duration::from_secs(60)));
    }
}
