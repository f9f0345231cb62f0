//! How many requests were answered within which time: the empirical distribution of the total times, in a bounded number of steps.

use std::time::Duration;

use super::latency::Time;

/// The most steps of a distribution: with more times, each step is at most a quarter of a percent of them, less than a drawing can show.
const MOST_STEPS: usize = 400;

/// A step of an empirical distribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnsweredWithin {
    /// A total time that was measured.
    pub time: Duration,
    /// How many requests were answered within it.
    pub requests: usize,
}

/// The distribution of times sorted ascending, censored ones last; those are in no step.
pub(super) fn steps(sorted: &[Time]) -> Vec<AnsweredWithin> {
    let measured = &sorted[..sorted.partition_point(|time| time.measured().is_some())];
    let count = measured.len().min(MOST_STEPS);
    let ranks = (1..=count).map(|step| (step * measured.len()).div_ceil(count));
    let mut steps: Vec<AnsweredWithin> = Vec::with_capacity(count);
    for rank in ranks {
        let Some(time) = measured[rank - 1].measured() else { continue };
        if steps.last().is_some_and(|last| last.time == time) {
            continue;
        }
        // Equal times are one step.
        let requests = measured.partition_point(|other| other.measured().is_some_and(|other| other <= time));
        steps.push(AnsweredWithin { time, requests });
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: &[u64]) -> Vec<Time> {
        seconds.iter().map(|seconds| Time::at(Duration::from_secs(*seconds))).collect()
    }

    #[test]
    fn every_time_is_a_step_equal_ones_are_one_and_censored_ones_none() {
        let mut times = at(&[1, 2, 2, 5]);
        times.push(Time::over(Duration::from_secs(60)));
        let found: Vec<_> = steps(&times).into_iter().map(|step| (step.time.as_secs(), step.requests)).collect();
        assert_eq!(found, [(1, 1), (2, 3), (5, 4)]);
        assert_eq!(steps(&[]), []);
        assert_eq!(steps(&times[4..]), []);
    }

    #[test]
    fn many_times_are_few_steps_of_which_each_is_exact() {
        let many: Vec<u64> = (0..100_003).map(|time| time / 3).collect();
        let steps = steps(&at(&many));
        assert!(steps.len() <= MOST_STEPS && steps.len() > MOST_STEPS / 2, "{}", steps.len());
        for step in &steps {
            let within = many.iter().filter(|time| **time <= step.time.as_secs()).count();
            assert_eq!(step.requests, within);
        }
        assert_eq!(steps.last().map(|step| step.requests), Some(many.len()));
        let gaps = steps.windows(2).map(|pair| pair[1].requests - pair[0].requests);
        assert!(gaps.max() <= Some(many.len() / MOST_STEPS + 4));
    }
}
