//! When a machine was at work for the run.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

/// After how long a load average no longer remembers what ran: five times the minute over which Linux and macOS average, which leaves less
/// than 1 %.
const FORGOTTEN: TimeDelta = TimeDelta::seconds(300);

/// The times at which a request was under way or not forgotten yet, its beginning and the end of that not included: where each period begins
/// and ends. They do not overlap, so that a run of any length has few.
#[derive(Debug, Default)]
pub(super) struct Busy(BTreeMap<DateTime<Utc>, DateTime<Utc>>);

impl Busy {
    /// Adds a request.
    pub(super) fn add(&mut self, mut began: DateTime<Utc>, ended: DateTime<Utc>) {
        let mut end = ended.checked_add_signed(FORGOTTEN).unwrap_or(DateTime::<Utc>::MAX_UTC);
        // Of those that begin before the end of this one, the latest end last, too.
        while let Some((first, last)) = self.0.range(..end).next_back().map(|(first, last)| (*first, *last)) {
            if last <= began {
                break;
            }
            if first <= began && end <= last {
                return;
            }
            self.0.remove(&first);
            (began, end) = (began.min(first), end.max(last));
        }
        self.0.insert(began, end);
    }

    /// Whether no request was under way at this moment or in the minutes before.
    pub(super) fn is_over(&self, at: DateTime<Utc>) -> bool {
        self.0.range(..at).next_back().is_none_or(|(_, last)| *last <= at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_000_000 + seconds, 0).expect("it is a time")
    }

    proptest! {
        #[test]
        fn a_moment_is_idle_unless_a_request_began_before_it_and_is_not_forgotten(
            requests in prop::collection::vec((0_i64..3000, 0_i64..200), 0..12),
            moment in 0_i64..4000,
        ) {
            let mut busy = Busy::default();
            requests.iter().for_each(|(began, lasted)| busy.add(at(*began), at(began + lasted)));
            let remembered = |(began, lasted): &(i64, i64)| *began < moment && moment - (began + lasted) < 300;
            prop_assert_eq!(busy.is_over(at(moment)), !requests.iter().any(remembered));
        }
    }
}
