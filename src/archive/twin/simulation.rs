//! How a run was simulated, in its file.

use serde::{Deserialize, Serialize};

use crate::record::{Clock, Simulation};

#[derive(Serialize, Deserialize)]
#[serde(remote = "Simulation", deny_unknown_fields)]
struct SimulationTwin {
    compression: f64,
    seed: u64,
    // Runs of older formats have no clock.
    #[serde(with = "ClockTwin", default = "real_clock")]
    clock: Clock,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Clock", rename_all = "lowercase")]
enum ClockTwin {
    Real,
    Simulated,
}

fn real_clock() -> Clock {
    Clock::Real
}

#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct SimulationItem(#[serde(with = "SimulationTwin")] pub(super) Simulation);
