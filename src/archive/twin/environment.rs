//! `environment` in the `run.json` of a run that offprint made.

use serde::{Deserialize, Serialize};

use super::value::{optional, optional_count};
use crate::quantity::Bytes;
use crate::record::{Environment, Graphics, Power};

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
#[serde(remote = "Graphics", deny_unknown_fields)]
struct GraphicsTwin {
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    driver: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct GraphicsItem(#[serde(with = "GraphicsTwin")] Graphics);

/// Graphics processors in their order.
mod graphics {
    use serde::{Deserialize, Deserializer, Serializer};

    use super::{Graphics, GraphicsItem};

    pub(super) fn serialize<S: Serializer>(graphics: &[Graphics], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(graphics.iter().cloned().map(GraphicsItem))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Graphics>, D::Error> {
        Ok(Vec::<GraphicsItem>::deserialize(deserializer)?.into_iter().map(|item| item.0).collect())
    }
}

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
