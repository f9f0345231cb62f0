//! `environment` in the `run.json` of a run that offprint made.

use serde::{Deserialize, Serialize};

use super::value::{list, optional, optional_count};
use crate::quantity::Bytes;
use crate::record::{CoreKind, Environment, Graphics, Power};

#[derive(Serialize, Deserialize)]
#[serde(remote = "Environment", deny_unknown_fields)]
pub(super) struct EnvironmentTwin {
    offprint: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    os: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kernel: Option<String>,
    architecture: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    processor: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cores: Option<u64>,
    #[serde(default, with = "core_kinds", skip_serializing_if = "Vec::is_empty")]
    core_kinds: Vec<CoreKind>,
    #[serde(rename = "memory_bytes", default, with = "optional_count", skip_serializing_if = "Option::is_none")]
    memory: Option<Bytes>,
    #[serde(default, with = "graphics", skip_serializing_if = "Vec::is_empty")]
    graphics: Vec<Graphics>,
    #[serde(default, with = "power", skip_serializing_if = "Option::is_none")]
    power: Option<Power>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    unknown: Vec<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "CoreKind", deny_unknown_fields)]
struct CoreKindTwin {
    name: String,
    count: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct CoreKindItem(#[serde(with = "CoreKindTwin")] CoreKind);

list!(core_kinds, CoreKind, CoreKindItem);

#[derive(Serialize, Deserialize)]
#[serde(remote = "Graphics", deny_unknown_fields)]
struct GraphicsTwin {
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    driver: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct GraphicsItem(#[serde(with = "GraphicsTwin")] Graphics);

list!(graphics, Graphics, GraphicsItem);

#[derive(Serialize, Deserialize)]
#[serde(remote = "Power", rename_all = "lowercase")]
enum PowerTwin {
    Mains,
    Battery,
}

#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct PowerItem(#[serde(with = "PowerTwin")] Power);

optional!(power, Power, PowerItem);
