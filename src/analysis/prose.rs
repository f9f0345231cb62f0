//! Findings in words, for figures, tables, captions and the terminal.

use crate::record::Origin;
use crate::wording;

use super::estimate::{Latency, Quantile};
use super::findings::Unranked;
use super::power::Detectable;

/// Where a run comes from: `repeats only the failed requests of 2026-05-05-compliance`, `rescored from 2026-05-05-compliance`.
pub fn derivation(origin: &Origin) -> String {
    if origin.rescored.is_some() {
        return format!("rescored from {}", origin.run);
    }
    let what = if origin.only_failed { "only the failed requests of " } else { "" };
    format!("repeats {what}{}", origin.run)
}

impl Latency {
    /// The median in a sentence: `1.34 s`; `more than half timed out` where it cannot be placed; `not timed` if there are no times.
    pub fn median_in_words(&self) -> String {
        match self.median {
            Quantile::At { value, .. } => wording::time(value),
            Quantile::Beyond { .. } if self.censored * 2 == self.n => "half timed out".to_owned(),
            Quantile::Beyond { .. } => "more than half timed out".to_owned(),
            Quantile::Absent => "not timed".to_owned(),
        }
    }
}

impl Unranked {
    /// The reason as the end of a sentence.
    pub fn reason(self) -> &'static str {
        match self {
            Self::NotMeasured => "nothing was measured",
            Self::TooManyFailed => "more than 5 % of the requests failed",
            Self::NotEveryCategory => "a category has no answer",
            Self::NobodyComplied => "no answer of any target passes all checks of its case",
        }
    }
}

impl Detectable {
    /// What the run can show, in one sentence: `Gaps under about 12 points ...`.
    pub fn in_words(&self) -> String {
        let points = |share: f64| format!("{} points", wording::count((share * 100.0).round() as usize));
        let units = wording::counted(self.units, "unit");
        let Some(alone) = self.alone else {
            return format!("{units}, too few for any difference to be found.");
        };
        let among = match self.among_all {
            Some(among) if points(among) != points(alone) => format!("; in the whole table, {}", points(among)),
            Some(_) => String::new(),
            None => "; in the whole table, none".to_owned(),
        };
        let lean = self.lean.map(|lean| {
            format!("; the smallest lean, over {}, {}", wording::counted(self.pairs, "pair"), points(lean))
        });
        let assumed = match (self.assumed, self.lean_assumed && self.lean.is_some()) {
            (true, true) => {
                " Assumed: two targets differ on a quarter of the units, and the pairs’ leans have a standard deviation of 30 points."
            }
            (true, false) => " Assumed: two targets differ on a quarter of the units.",
            (false, true) => " Assumed: the pairs’ leans have a standard deviation of 30 points.",
            (false, false) => "",
        };
        format!(
            "Smallest difference that is found in four of five such runs, over {units}: {} between two targets{among}{}.{assumed}",
            points(alone),
            lean.unwrap_or_default()
        )
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::wording::plain;

    #[test]
    fn a_median_is_a_time_or_says_why_there_is_none() {
        let said = |median: Quantile, n: usize, censored: usize| {
            let absent = Quantile::Absent;
            let latency = Latency { n, censored, median, p10: absent, p90: absent, p95: absent, longest: absent };
            plain(&latency.median_in_words())
        };
        let beyond = Quantile::Beyond { bound: Duration::from_secs(60), low: None };
        assert_eq!(said(Quantile::At { value: Duration::from_millis(1_342), interval: None }, 9, 2), "1.34 s");
        assert_eq!(
            (said(beyond, 9, 5).as_str(), said(beyond, 10, 5).as_str()),
            ("more than half timed out", "half timed out")
        );
        assert_eq!(said(Quantile::Absent, 0, 0), "not timed");
    }

    #[test]
    fn what_can_be_found_is_said_with_its_assumptions() {
        let data = Detectable {
            units: 116,
            alone: Some(0.1201),
            among_all: Some(0.17),
            pairs: 24,
            lean: Some(0.1),
            assumed: false,
            lean_assumed: false,
        };
        assert_eq!(
            data.in_words(),
            "Smallest difference that is found in four of five such runs, over 116 units: 12 points between two targets; in the whole table, \
             17 points; the smallest lean, over 24 pairs, 10 points."
        );
        let few = Detectable {
            units: 4,
            alone: None,
            among_all: None,
            pairs: 0,
            lean: None,
            assumed: true,
            lean_assumed: true,
        };
        assert_eq!(few.in_words(), "4 units, too few for any difference to be found.");
    }
}
