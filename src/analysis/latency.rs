//! Distributions of right-censored times.

use std::time::Duration;

use super::estimate::{Latency, Median, Quantile};
use super::order;

/// The fewest times with a 10th and a 90th percentile.
const FOR_P90: usize = 10;
/// The fewest times with a 95th percentile.
const FOR_P95: usize = 60;

/// A time, or the limit that it is known to exceed, in nanoseconds; there are several for each trial. Censored times have the highest bit, and
/// sort after all others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Time(u64);

const CENSORED: u64 = 1 << 63;

impl Time {
    /// A measured time, of up to 292 years.
    pub(super) fn at(time: Duration) -> Self {
        Self(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX).min(CENSORED - 1))
    }

    /// A censored time: longer than this.
    pub(super) fn over(limit: Duration) -> Self {
        Self(Self::at(limit).0 | CENSORED)
    }

    /// The time, or the limit that it exceeds.
    fn at_least(self) -> Duration {
        Duration::from_nanos(self.0 & !CENSORED)
    }

    /// The time; `None` of a censored one.
    pub(super) fn measured(self) -> Option<Duration> {
        (self.0 & CENSORED == 0).then(|| self.at_least())
    }
}

/// The distribution of times sorted ascending, from this number of units; `longest` is the longest limit of the run.
pub(super) fn of(sorted: &[Time], units: usize, longest: Duration) -> Latency {
    let times = Times::new(sorted, units, longest);
    let at_least = |n: usize, share: f64| if sorted.len() >= n { times.quantile(share) } else { Quantile::Absent };
    Latency {
        n: sorted.len(),
        censored: sorted.iter().filter(|time| time.measured().is_none()).count(),
        median: times.quantile(0.5),
        p10: at_least(FOR_P90, 0.1),
        p90: at_least(FOR_P90, 0.9),
        p95: at_least(FOR_P95, 0.95),
        longest: times.estimate(1.0),
    }
}

/// The median of numbers sorted ascending, from this number of units; `None` without numbers.
pub(super) fn median(sorted: &[f64], units: usize) -> Option<Median> {
    let last = sorted.len().checked_sub(1)?;
    let value = (sorted[last / 2] + sorted[last.div_ceil(2)]) / 2.0;
    let interval = match order::around(sorted.len(), units, 0.5) {
        (Some(low), Some(high)) => Some((sorted[low], sorted[high])),
        _ => None,
    };
    Some(Median { value, interval, n: sorted.len() })
}

/// Times in both extreme orders that censoring allows. With one limit the two are the same. With several, a request that timed out at a
/// short limit may have needed less time than an answer that a longer limit allowed, so its true place in the order is unknown.
struct Times<'t> {
    /// Censored times last: quantiles of this order are upper bounds.
    latest: &'t [Time],
    /// Each censored time at its limit: quantiles of this order are lower bounds.
    earliest: Vec<Duration>,
    /// The units that they come from.
    units: usize,
    longest_limit: Duration,
}

impl<'t> Times<'t> {
    fn new(sorted: &'t [Time], units: usize, longest_limit: Duration) -> Self {
        let mut earliest: Vec<Duration> = sorted.iter().map(|time| time.at_least()).collect();
        earliest.sort();
        Self { latest: sorted, earliest, units, longest_limit }
    }

    /// The quantile with its distribution-free 95 % interval: the lower end is an order statistic of the earliest order, the upper end one of
    /// the latest, so that the interval covers the quantile under either. An upper end that falls on a timeout, or that so few units do not
    /// have, is open; without a lower end there is no interval.
    fn quantile(&self, share: f64) -> Quantile {
        let (low, high) = order::around(self.latest.len(), self.units, share);
        let low = low.map(|low| self.earliest[low].min(self.longest_limit));
        match self.estimate(share) {
            Quantile::At { value, .. } => {
                let high = high.and_then(|high| self.latest[high].measured());
                Quantile::At { value, interval: low.map(|low| (low.min(value), high)) }
            }
            Quantile::Beyond { bound, .. } => Quantile::Beyond { bound, low },
            Quantile::Absent => Quantile::Absent,
        }
    }

    /// The quantile by linear interpolation between order statistics, type 7 of Hyndman, R. J., Fan, Y. (1996), "Sample quantiles in
    /// statistical packages", The American Statistician 50, 361-365. It is censored if it depends on a censored time.
    fn estimate(&self, share: f64) -> Quantile {
        let Some(last) = self.latest.len().checked_sub(1) else { return Quantile::Absent };
        let place = last as f64 * share;
        let (below, above) = (place.floor() as usize, place.ceil() as usize);
        match (self.latest[below].measured(), self.latest[above].measured()) {
            (Some(low), Some(high)) => {
                let value = low.as_secs_f64() + (high.as_secs_f64() - low.as_secs_f64()) * (place - below as f64);
                Quantile::At { value: Duration::from_secs_f64(value), interval: None }
            }
            // The last piece of an answer may be processed just after the limit, so a measured time can exceed the longest limit.
            _ => Quantile::Beyond { bound: self.earliest[above].min(self.longest_limit), low: None },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Duration = Duration::from_secs(60);

    fn seconds(values: &[u64]) -> Vec<Time> {
        values.iter().map(|value| Time::at(Duration::from_secs(*value))).collect()
    }

    /// Each time is of a unit of its own.
    fn of_each(times: &[Time]) -> Latency {
        of(times, times.len(), LIMIT)
    }

    fn surely_over(seconds: u64) -> Quantile {
        Quantile::Beyond { bound: Duration::from_secs(seconds), low: None }
    }

    fn beyond(seconds: u64, low: u64) -> Quantile {
        Quantile::Beyond { bound: Duration::from_secs(seconds), low: Some(Duration::from_secs(low)) }
    }

    #[test]
    fn the_median_of_plain_numbers_is_the_middle_one_or_the_mean_of_two() {
        assert_eq!(median(&[], 0), None);
        assert_eq!(median(&[3.0], 1), Some(Median { value: 3.0, interval: None, n: 1 }));
        let six = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
        assert_eq!(median(&six, 6), Some(Median { value: 3.5, interval: Some((1.0, 6.0)), n: 6 }));
    }

    #[test]
    fn a_quantile_among_the_censored_is_beyond_the_limit() {
        let mut times = seconds(&[1, 2, 3, 4, 5]);
        times.extend([Time::over(LIMIT); 5]);
        let latency = of_each(&times);
        assert_eq!((latency.n, latency.censored), (10, 5));
        assert_eq!(latency.median, beyond(60, 2));
        times.remove(9);
        assert_eq!(
            of_each(&times).median,
            Quantile::At { value: Duration::from_secs(5), interval: Some((Duration::from_secs(2), None)) }
        );
    }

    #[test]
    fn too_few_times_have_no_tail() {
        let latency = of_each(&seconds(&[1, 2, 3]));
        assert_eq!((latency.p90, latency.p95), (Quantile::Absent, Quantile::Absent));
        assert_eq!(latency.longest, Quantile::At { value: Duration::from_secs(3), interval: None });
        assert_eq!(of_each(&[]).median, Quantile::Absent);
    }

    #[test]
    fn a_timeout_at_a_short_limit_may_be_quicker_than_an_answer_under_a_long_one() {
        let over = |seconds: u64| Time::over(Duration::from_secs(seconds));
        // Seven answers after 20 to 26 s under a limit of 60 s, and two timeouts at 5 s.
        let mut times = seconds(&[20, 21, 22, 23, 24, 25, 26]);
        times.extend([over(5), over(5)]);
        let at = |value: u64, low: u64| Quantile::At {
            value: Duration::from_secs(value),
            interval: Some((Duration::from_secs(low), None)),
        };
        // If the timeouts were the slowest of all, the median is 24 s; if they ended just beyond 5 s, it is 22 s, and the second of nine is 5 s.
        assert_eq!(of_each(&times).median, at(24, 5));
        // The longest took 26 s at the least.
        assert_eq!(of_each(&times).longest, surely_over(26));

        // Four answers after 1 to 4 s, timeouts at 5, 5 and 60 s: the median is measured. With two more at 60 s it is surely over 5 s.
        let mut times = seconds(&[1, 2, 3, 4]);
        times.extend([over(5), over(5), over(60)]);
        assert_eq!(of_each(&times).median, at(4, 1));
        times.extend([over(60), over(60)]);
        assert_eq!(of_each(&times).median, beyond(5, 2));
        assert_eq!(of_each(&times).p90, Quantile::Absent);
        assert_eq!(of_each(&times).longest, surely_over(60));
    }
}
