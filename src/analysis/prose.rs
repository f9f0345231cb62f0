//! Findings in words, for figures, tables, captions and the terminal.

use crate::record::Origin;
use crate::wording;

use super::estimate::Quantile;

/// Where a run comes from: `repeats only the failed requests of 2026-05-05-compliance`, `rescored from 2026-05-05-compliance`.
pub fn derivation(origin: &Origin) -> String {
    if origin.rescored.is_some() {
        return format!("rescored from {}", origin.run);
    }
    let what = if origin.only_failed { "only the failed requests of " } else { "" };
    format!("repeats {what}{}", origin.run)
}

impl Quantile {
    /// The quantile in a sentence: `1.34 s`; `over 60 s` if it is censored; `not timed` if it is absent.
    pub fn prose(&self) -> String {
        match *self {
            Self::At { value, .. } => wording::time(value),
            Self::Beyond(bound) => wording::over(bound),
            Self::Absent => "not timed".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::wording::plain;

    #[test]
    fn a_quantile_is_a_time_a_bound_or_neither() {
        let measured = Quantile::At { value: Duration::from_millis(1_342), interval: None };
        let said =
            [measured, Quantile::Beyond(Duration::from_secs(60)), Quantile::Absent].map(|one| plain(&one.prose()));
        assert_eq!(said, ["1.34 s", "over 60 s", "not timed"]);
    }
}
