//! One of `targets` in the `run.json` of a run that offprint made.

use serde::{Deserialize, Serialize};

use super::value::{id, optional, optional_count};
use crate::name::TargetId;
use crate::quantity::{Bytes, Parameters, Tokens};
use crate::record::{ModelFacts, NoncePlace, Runtime, Target};

#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct TargetItem(#[serde(with = "TargetTwin")] pub(super) Target);

#[derive(Serialize, Deserialize)]
#[serde(remote = "Target", deny_unknown_fields)]
struct TargetTwin {
    #[serde(with = "id")]
    id: TargetId,
    model: String,
    #[serde(with = "RuntimeTwin")]
    runtime: Runtime,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    runtime_version: Option<String>,
    #[serde(with = "ModelFactsTwin")]
    facts: ModelFacts,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    slots: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    serve: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    identity: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    system: Option<String>,
    #[serde(default, with = "nonce_place", skip_serializing_if = "Option::is_none")]
    nonce_place: Option<NoncePlace>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    started_anew: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    unknown: Vec<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Runtime", rename_all = "lowercase")]
enum RuntimeTwin {
    Ollama,
    LlamaCpp,
    OpenAi,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "ModelFacts", deny_unknown_fields)]
struct ModelFactsTwin {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    digest: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    architecture: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    quantisation: Option<String>,
    #[serde(default, with = "optional_count", skip_serializing_if = "Option::is_none")]
    parameters: Option<Parameters>,
    #[serde(default, with = "optional_count", skip_serializing_if = "Option::is_none")]
    active_parameters: Option<Parameters>,
    #[serde(rename = "size_bytes", default, with = "optional_count", skip_serializing_if = "Option::is_none")]
    size: Option<Bytes>,
    #[serde(
        rename = "context_trained_tokens",
        default,
        with = "optional_count",
        skip_serializing_if = "Option::is_none"
    )]
    context_trained: Option<Tokens>,
    #[serde(
        rename = "context_allocated_tokens",
        default,
        with = "optional_count",
        skip_serializing_if = "Option::is_none"
    )]
    context_allocated: Option<Tokens>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    file_digest: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    template_digest: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    thinks: Option<bool>,
    #[serde(rename = "resident_bytes", default, with = "optional_count", skip_serializing_if = "Option::is_none")]
    resident: Option<Bytes>,
    #[serde(
        rename = "resident_on_gpu_bytes",
        default,
        with = "optional_count",
        skip_serializing_if = "Option::is_none"
    )]
    resident_on_gpu: Option<Bytes>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "NoncePlace", rename_all = "lowercase")]
enum NoncePlaceTwin {
    System,
    Prompt,
}

#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct NoncePlaceItem(#[serde(with = "NoncePlaceTwin")] NoncePlace);

optional!(nonce_place, NoncePlace, NoncePlaceItem);
