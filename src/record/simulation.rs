//! How a run was simulated, and which clock its times are of.

/// How a run was simulated.
#[derive(Debug, Clone, PartialEq)]
pub struct Simulation {
    /// Simulated seconds per real second; 1 or more.
    pub compression: f64,
    /// The seed of the simulated models.
    pub seed: u64,
    /// The clock of the run's times and time limits.
    pub clock: Clock,
}

/// The clock of a simulated run's times and time limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// The machine's, so that limits are divided by the compression; in runs of older formats.
    Real,
    /// The simulation's, so that times are multiplied by the compression.
    Simulated,
}

impl Simulation {
    /// Simulated seconds per second of the run's times: 1 where these are in simulated seconds.
    pub fn acceleration(&self) -> f64 {
        match self.clock {
            Clock::Real => self.compression,
            Clock::Simulated => 1.0,
        }
    }

    /// Whether the models are the same and as fast, whichever clock their times are of.
    pub fn is_alike(&self, other: &Self) -> bool {
        (self.compression, self.seed) == (other.compression, other.seed)
    }
}
