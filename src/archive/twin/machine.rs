//! `machine` in a line of `trials.jsonl`.

use serde::{Deserialize, Serialize};

use super::environment::power;
use super::value::optional_count;
use crate::quantity::Bytes;
use crate::record::{MachineState, Power};

#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct MachineItem(#[serde(with = "MachineTwin")] pub(super) MachineState);

#[derive(Serialize, Deserialize)]
#[serde(remote = "MachineState", deny_unknown_fields)]
struct MachineTwin {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    load: Option<f64>,
    #[serde(
        rename = "memory_available_bytes",
        default,
        with = "optional_count",
        skip_serializing_if = "Option::is_none"
    )]
    memory_available: Option<Bytes>,
    #[serde(default, with = "power", skip_serializing_if = "Option::is_none")]
    power: Option<Power>,
    #[serde(rename = "temperature_celsius", default, skip_serializing_if = "Option::is_none")]
    temperature: Option<f64>,
    #[serde(rename = "speed_limit_percent", default, skip_serializing_if = "Option::is_none")]
    speed_limit: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    throttle_events: Option<u64>,
}
