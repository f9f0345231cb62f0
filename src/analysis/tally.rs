//! What is kept of the scored trials of each case.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::name::CaseId;
use crate::record::Run;

use super::asked::Asked;
use super::exact::ExactMean;
use super::times::CaseTimes;
use super::topics::CaseEnd;

/// The scored trials of one target by case.
#[derive(Debug)]
pub(super) struct Cases {
    /// The place of each case among the run's questions.
    places: Arc<BTreeMap<CaseId, usize>>,
    /// By place; nothing of a case without a scored trial.
    tallies: Vec<Option<Box<CaseTally>>>,
    /// How many trials a case has.
    repeats: usize,
}

/// The most trials of a case for which there is room before they come.
const ROOM: usize = 1_000;

impl Cases {
    /// Of every target of a run, none of which has a scored trial.
    pub(super) fn of(run: &Run) -> Vec<Self> {
        let places = run.questions.iter().enumerate().map(|(place, question)| (question.case.clone(), place));
        let places: Arc<BTreeMap<CaseId, usize>> = Arc::new(places.collect());
        let repeats = usize::try_from(run.settings.repeats).unwrap_or(ROOM).min(ROOM);
        let empty = |_| Self { places: places.clone(), tallies: Vec::new(), repeats };
        run.targets.iter().map(empty).collect()
    }

    /// The tally of a case by its place, for a trial of it.
    pub(super) fn at_mut(&mut self, place: usize) -> &mut CaseTally {
        if self.tallies.len() <= place {
            self.tallies.resize_with(place + 1, || None);
        }
        self.tallies[place].get_or_insert_with(|| Box::new(CaseTally::with_room(self.repeats)))
    }

    /// The tally of a case by its place; `None` without a scored trial.
    pub(super) fn at(&self, place: usize) -> Option<&CaseTally> {
        self.tallies.get(place)?.as_deref()
    }

    /// The tally of a case.
    pub(super) fn get(&self, case: &CaseId) -> Option<&CaseTally> {
        self.at(*self.places.get(case)?)
    }

    /// All of them.
    pub(super) fn values(&self) -> impl Iterator<Item = &CaseTally> {
        self.tallies.iter().filter_map(Option::as_deref)
    }

    /// All of them.
    pub(super) fn values_mut(&mut self) -> impl Iterator<Item = &mut CaseTally> {
        self.tallies.iter_mut().filter_map(Option::as_deref_mut)
    }

    /// Those that there are, by case.
    pub(super) fn by_case(&self) -> impl Iterator<Item = (&CaseId, &CaseTally)> {
        self.places.iter().filter_map(|(case, place)| Some((case, self.at(*place)?)))
    }
}

/// The scored trials of one case.
#[derive(Debug)]
pub(super) struct CaseTally {
    pub(super) trials: u32,
    pub(super) strict: u32,
    pub(super) lenient: u32,
    /// How many have an answer that is not a refusal.
    pub(super) attempts: u32,
    /// How many were declined.
    pub(super) refused: u32,
    /// How many are empty, cut at the token limit, or only reasoning, and do not comply.
    pub(super) malformed: u32,
    /// How many timed out.
    pub(super) timed_out: u32,
    /// How many attempts passed each check.
    pub(super) passed: Vec<u32>,
    /// Its times, for the ratio to another target's.
    pub(super) paired: CaseTimes,
    /// The time of all its requests, with the case's limit for a timeout.
    pub(super) spent: Duration,
    /// The logarithm of each trial's seconds, with the case's limit for a timeout; of those whose time counts.
    pub(super) times: ExactMean,
    /// The logarithm of each answer's rate of generation.
    pub(super) rates: ExactMean,
    /// Of its answers of which the server counts the tokens: how many, their tokens and their time.
    pub(super) lengths: (u32, u64, Duration),
    /// What was asked and answered, by repeat, in their order.
    pub(super) asked: Vec<Asked>,
}

impl CaseTally {
    fn with_room(trials: usize) -> Self {
        Self {
            trials: 0,
            strict: 0,
            lenient: 0,
            attempts: 0,
            refused: 0,
            malformed: 0,
            timed_out: 0,
            passed: Vec::new(),
            paired: CaseTimes::default(),
            spent: Duration::ZERO,
            times: ExactMean::default(),
            rates: ExactMean::default(),
            lengths: (0, 0, Duration::ZERO),
            asked: Vec::with_capacity(trials),
        }
    }

    /// How its trials ended: the way of most of those that do not comply.
    pub(super) fn ended(&self) -> CaseEnd {
        let known = self.refused + self.malformed + self.timed_out;
        let not_compliant = self.trials.saturating_sub(self.strict + known);
        let ways = [
            (CaseEnd::TimedOut, self.timed_out),
            (CaseEnd::Malformed, self.malformed),
            (CaseEnd::Refused, self.refused),
            (CaseEnd::NotCompliant, not_compliant),
        ];
        // Of equals, the last.
        let most = ways.into_iter().filter(|(_, count)| *count > 0).max_by_key(|(_, count)| *count);
        most.map_or(CaseEnd::Compliant, |(way, _)| way)
    }

    /// The mean number of tokens of its answers, and their mean time in seconds.
    pub(super) fn length_and_time(&self) -> Option<(f64, f64)> {
        let (count, tokens, time) = self.lengths;
        let count = f64::from(count);
        (count > 0.0).then(|| (tokens as f64 / count, time.as_secs_f64() / count))
    }

    /// The mean logarithm of seconds, with the limit for a timeout.
    pub(super) fn log_time(&self) -> Option<f64> {
        self.times.get()
    }

    /// The mean logarithm of tokens per second.
    pub(super) fn log_rate(&self) -> Option<f64> {
        self.rates.get()
    }
}
