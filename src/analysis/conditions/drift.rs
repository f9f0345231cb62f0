//! Whether a machine's speed drifted during a target's turn: one request, the canary, sent again and again.

use chrono::{DateTime, Utc};

use crate::record::{Outcome, Phase, Trial};

/// The smallest change that counts as a drift: repeated requests on a quiet machine differ by a few percent.
const SMALLEST_SHARE: f64 = 0.10;
/// The smallest change that counts, in seconds: schedulers and networks take milliseconds.
const SMALLEST_SECONDS: f64 = 0.01;

/// What of the canary is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DriftMeasure {
    /// The time of the whole request: every prompt had to be evaluated, and every answer had the same length.
    Request,
    /// The time per token after the first: the server may have taken prompts from its cache, or the answers differ in length.
    Token,
}

/// The change in the speed of the canary over a turn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Drift {
    /// What is compared.
    pub measure: DriftMeasure,
    /// The number of canaries.
    pub n: usize,
    /// The first canary's time, in seconds.
    pub first: f64,
    /// The last one's time as a share of the first's, less 1: 0.1 is 10 % slower.
    pub last: f64,
    /// The change that is furthest from 0, likewise.
    pub largest: f64,
    /// When that was.
    pub largest_at: DateTime<Utc>,
    /// Whether the largest change is larger than requests on a quiet machine differ.
    pub is_large: bool,
}

/// An answered canary.
#[derive(Debug, Clone, Copy)]
pub(in crate::analysis) struct Canary {
    at: DateTime<Utc>,
    /// Whether its prompt began with words that no other did.
    has_nonce: bool,
    /// Tokens and bytes of the answer.
    length: (Option<u64>, usize),
    /// The time of the whole request, in seconds.
    total: f64,
    /// The time after the first token.
    after_first: Option<f64>,
}

impl Canary {
    /// The canary, if the trial is one with a complete answer whose time is reliable.
    pub(in crate::analysis) fn of(trial: &Trial) -> Option<Self> {
        let counts =
            trial.phase == Phase::Canary && matches!(trial.outcome, Outcome::Answered(_)) && !trial.after_unverified;
        let total = trial.timing.total;
        let after_first = trial.timing.first_token.map(|first| total.saturating_sub(first).as_secs_f64());
        counts.then(|| Self {
            at: trial.sent_at,
            has_nonce: trial.nonce.is_some(),
            length: (trial.tokens.generated, trial.answer.len()),
            total: total.as_secs_f64(),
            after_first: after_first.filter(|seconds| *seconds > 0.0),
        })
    }

    /// The time that is compared, in seconds, and how many of it the request took.
    fn time(&self, measure: DriftMeasure) -> Option<(f64, f64)> {
        match measure {
            DriftMeasure::Request => Some((self.total, 1.0)).filter(|(seconds, _)| *seconds > 0.0),
            DriftMeasure::Token => {
                let tokens = self.length.0?.checked_sub(1).filter(|tokens| *tokens > 0)? as f64;
                Some((self.after_first? / tokens, tokens))
            }
        }
    }
}

/// The drift over a turn's canaries, which are in the order of time.
pub(super) fn of(canaries: &[Canary]) -> Option<Drift> {
    let (first, rest) = canaries.split_first()?;
    let alike = canaries.iter().all(|one| one.has_nonce && one.length == first.length);
    let measure = if alike { DriftMeasure::Request } else { DriftMeasure::Token };
    let (first_time, times) = first.time(measure)?;
    let change = |one: &Canary| Some((one.time(measure)?.0 / first_time - 1.0, one.at));
    let changes: Vec<(f64, DateTime<Utc>)> = rest.iter().map(change).collect::<Option<_>>()?;
    let (last, _) = *changes.last()?;
    let (largest, largest_at) = changes.into_iter().max_by(|a, b| a.0.abs().total_cmp(&b.0.abs()))?;
    let is_large = largest.abs() >= SMALLEST_SHARE && largest.abs() * first_time * times >= SMALLEST_SECONDS;
    Some(Drift { measure, n: canaries.len(), first: first_time, last, largest, largest_at, is_large })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Canaries of an hour apart with these times in milliseconds, to the first token and after it, and tokens.
    fn canaries(nonce: bool, times: &[(u64, u64, u64)]) -> Vec<Canary> {
        let canary = |(hour, (before, after, tokens)): (i64, &(u64, u64, u64))| Canary {
            at: DateTime::from_timestamp(hour * 3600, 0).expect("it is a time"),
            has_nonce: nonce,
            length: (Some(*tokens), 20),
            total: (before + after) as f64 / 1e3,
            after_first: Some(*after as f64 / 1e3),
        };
        (0..).zip(times).map(canary).collect()
    }

    fn percent(share: f64) -> i64 {
        (share * 100.0).round() as i64
    }

    #[test]
    fn a_machine_that_grows_slower_drifts() {
        let drift = of(&canaries(true, &[(100, 100, 17), (130, 150, 17), (120, 130, 17)])).expect("three canaries");
        assert_eq!(
            (drift.measure, drift.n, percent(drift.last), percent(drift.largest)),
            (DriftMeasure::Request, 3, 25, 40)
        );
        assert!(drift.is_large);
        assert_eq!(drift.largest_at.timestamp(), 3600);
    }

    #[test]
    fn a_prompt_from_the_cache_is_not_a_drift() {
        let cached = [(127, 90, 17), (10, 93, 17), (131, 90, 17), (18, 92, 17)];
        let drift = of(&canaries(false, &cached)).expect("four canaries");
        assert_eq!((drift.measure, percent(drift.largest), drift.is_large), (DriftMeasure::Token, 3, false));
    }

    #[test]
    fn a_longer_answer_is_not_a_drift() {
        let drift = of(&canaries(true, &[(100, 160, 17), (100, 300, 31)])).expect("two canaries");
        assert_eq!((drift.measure, percent(drift.largest)), (DriftMeasure::Token, 0));
    }

    #[test]
    fn milliseconds_are_noise() {
        let drift = of(&canaries(true, &[(4, 2, 3), (8, 6, 3)])).expect("two canaries");
        assert_eq!((percent(drift.largest), drift.is_large), (133, false));
    }

    #[test]
    fn what_cannot_be_compared_is_not() {
        assert_eq!(of(&[]), None);
        assert_eq!(of(&canaries(true, &[(100, 100, 17)])), None);
        assert_eq!(of(&canaries(false, &[(100, 100, 1), (10, 100, 1)])), None, "one token has no time after the first");
    }
}
