//! The state of the machine while a run is made.

use crate::quantity::Bytes;

use super::Power;

/// What the system says about the machine at one moment. What it does not say is absent.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct MachineState {
    /// The processes that run or wait to run, averaged over the last minute: above the number of cores, some waited.
    pub load: Option<f64>,
    /// Memory that programs can still get.
    pub memory_available: Option<Bytes>,
    /// Where power comes from.
    pub power: Option<Power>,
    /// The temperature of the hottest sensor of the processor, in degrees Celsius.
    pub temperature: Option<f64>,
    /// The speed that the system allows the processor for thermal reasons, in percent.
    pub speed_limit: Option<u64>,
    /// How often the processor was slowed down for its heat since the system was started.
    pub throttle_events: Option<u64>,
}
