//! Where the time of an answer goes: what the server reports of it, and the rest.
//!
//! Means, because they add up to the mean time of an answer, as medians do not.

use std::time::Duration;

use super::reduced::Reduced;

/// The parts of the mean time of the answers for which the server reports how long it evaluated the prompt and generated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anatomy {
    /// The number of those answers.
    pub n: usize,
    /// The client's time that the server does not account for: connection, queue, template, tokenising, transport.
    pub overhead: Duration,
    /// Loading the model, or nothing.
    pub load: Duration,
    /// Evaluating the prompt.
    pub prompt: Duration,
    /// Generating the answer.
    pub generation: Duration,
}

/// The same, summed up.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct AnatomySum {
    n: u32,
    overhead: Duration,
    load: Duration,
    prompt: Duration,
    generation: Duration,
}

impl Anatomy {
    /// The parts in the order in which they are drawn.
    pub fn parts(&self) -> [Duration; 4] {
        [self.overhead, self.load, self.prompt, self.generation]
    }

    /// Their sum.
    pub fn total(&self) -> Duration {
        self.parts().into_iter().sum()
    }
}

impl AnatomySum {
    /// Takes an answer, with its overhead if the server reports its times.
    pub(super) fn take(&mut self, trial: &Reduced, overhead: Option<Duration>) {
        let (Some(overhead), Some(prompt), Some(generation)) = (overhead, trial.server.prompt, trial.server.generation)
        else {
            return;
        };
        self.n += 1;
        self.overhead += overhead;
        self.load += trial.server.load.unwrap_or_default();
        self.prompt += prompt;
        self.generation += generation;
    }

    /// The means; `None` without an answer.
    pub(super) fn mean(self) -> Option<Anatomy> {
        let Self { n, overhead, load, prompt, generation } = self;
        let mean = |sum: Duration| sum.checked_div(n);
        Some(Anatomy {
            n: n as usize,
            overhead: mean(overhead)?,
            load: mean(load)?,
            prompt: mean(prompt)?,
            generation: mean(generation)?,
        })
    }
}
