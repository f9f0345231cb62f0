//! Rates beyond belief: a prompt that a server says it evaluated many times as fast as its longer ones came from a cache, or its clock is
//! wrong.

use crate::record::Run;

use super::reduced::Reduced;
use super::room::append;

/// Tokens per second that no machine of today evaluates or generates for one request.
const MOST: f64 = 1e6;
/// How many times the usual rate is beyond belief.
const TIMES: f64 = 10.0;
/// The fewest other rates that show what is usual.
const FEWEST: usize = 5;
/// How many of the next longer prompts a prompt is compared with. Longer prompts have higher rates.
const LONGER: usize = 21;
/// The fewest generated tokens with a rate: the time of a few is mostly the clock's resolution.
const LEAST_GENERATED: u64 = 8;

/// The requests of a target, in any phase, whose rates cannot be what the server says.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct BeyondBelief {
    /// Those with such a rate of prompt evaluation.
    pub prompts: usize,
    /// The highest such rate, in tokens per second.
    pub highest_prompt: f64,
    /// Those with such a rate of generation.
    pub generations: usize,
    /// The highest such rate, in tokens per second.
    pub highest_generation: f64,
}

/// The rates of one target.
#[derive(Debug, Default)]
pub(super) struct Rates {
    /// Tokens and tokens per second of every prompt that the server evaluated.
    prompts: Vec<(u64, f64)>,
    generations: Vec<f64>,
}

impl Rates {
    /// Takes a request of any phase.
    pub(super) fn take(&mut self, trial: &Reduced) {
        if !trial.is_answered() {
            return;
        }
        let tokens = trial.tokens;
        // A part that the server reports as cached is not part of the rate.
        if let (Some(tokens), Some(time)) = (tokens.evaluated().filter(|tokens| *tokens > 0), trial.server.prompt) {
            append(&mut self.prompts, (tokens, tokens as f64 / time.as_secs_f64()));
        }
        let generated = tokens.generated.filter(|tokens| *tokens >= LEAST_GENERATED);
        if let (Some(tokens), Some(time)) = (generated, trial.server.generation) {
            append(&mut self.generations, (tokens - 1) as f64 / time.as_secs_f64());
        }
    }

    /// Of equally long prompts the slowest first, so that a fast one is compared with them.
    fn sort(&mut self) {
        self.prompts.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.total_cmp(&b.1)));
        self.generations.sort_by(f64::total_cmp);
    }

    /// Those that are beyond belief; simulated models may run faster than the clock of their times.
    pub(super) fn beyond_belief(mut self, run: &Run) -> BeyondBelief {
        self.sort();
        let most = MOST * run.simulation.as_ref().map_or(1.0, |simulation| simulation.acceleration().max(1.0));
        let mut longer = Vec::with_capacity(LONGER + 1);
        let mut is_unbelievable = |index: usize, rate: f64| {
            let is = rate > most || usual(&longer).is_some_and(|usual| rate > TIMES * usual);
            if let Some((_, oldest)) = index.checked_sub(LONGER).map(|oldest| self.prompts[oldest]) {
                longer.remove(place_of(&longer, oldest));
            }
            longer.insert(place_of(&longer, rate), rate);
            is
        };
        let prompts = self.prompts.iter().map(|(_, rate)| *rate).enumerate();
        let unbelievable: Vec<f64> =
            prompts.filter(|(index, rate)| is_unbelievable(*index, *rate)).map(|(_, rate)| rate).collect();
        let usual = usual(&self.generations);
        let is_unbelievable = |rate: &&f64| **rate > most || usual.is_some_and(|usual| **rate > TIMES * usual);
        let generations: Vec<f64> = self.generations.iter().filter(is_unbelievable).copied().collect();
        BeyondBelief {
            prompts: unbelievable.len(),
            highest_prompt: unbelievable.into_iter().fold(0.0, f64::max),
            generations: generations.len(),
            highest_generation: generations.into_iter().fold(0.0, f64::max),
        }
    }
}

/// Where a rate is, or belongs, in a sorted list.
fn place_of(sorted: &[f64], rate: f64) -> usize {
    sorted.partition_point(|one| one.total_cmp(&rate).is_lt())
}

/// The median of enough rates, which are sorted.
fn usual(sorted: &[f64]) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    (sorted.len() >= FEWEST).then(|| (sorted[last / 2] + sorted[last.div_ceil(2)]) / 2.0)
}
