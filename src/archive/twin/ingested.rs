//! `run.json` of a run that another tool measured.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::head::{FORMAT, Kind};
use super::value::{id, optional_count, pairs};
use crate::name::RunId;
use crate::quantity::{Bytes, Parameters};
use crate::record::{IngestedMetric, IngestedRun, IngestedUnit, Measurement, Source, Spread, SpreadKind};

/// The whole file, in the order of its keys.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::archive) struct IngestedFile {
    format: u32,
    kind: Kind,
    #[serde(with = "id")]
    id: RunId,
    #[serde(with = "SourceTwin")]
    source: Source,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    measured: Option<DateTime<Utc>>,
    #[serde(with = "pairs")]
    environment: Vec<(String, String)>,
    measurements: Vec<MeasurementTwin>,
    sealed: Seal,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Seal {
    run_digest: String,
}

impl IngestedFile {
    /// The file of an ingested run, with this digest in its seal.
    pub(in crate::archive) fn of(run: &IngestedRun, run_digest: &str) -> Self {
        let run = run.clone();
        Self {
            format: FORMAT,
            kind: Kind::Ingested,
            id: run.id,
            source: run.source,
            measured: run.measured,
            environment: run.environment,
            measurements: run.measurements.into_iter().map(MeasurementTwin::of).collect(),
            sealed: Seal { run_digest: run_digest.to_owned() },
        }
    }

    /// The run, and the digest of `run.json` in its seal.
    pub(in crate::archive) fn into_record(self) -> (IngestedRun, String) {
        let run = IngestedRun {
            id: self.id,
            source: self.source,
            measured: self.measured,
            environment: self.environment,
            measurements: self.measurements.into_iter().map(MeasurementTwin::into_record).collect(),
        };
        (run, self.sealed.run_digest)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Source", deny_unknown_fields)]
struct SourceTwin {
    tool: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tool_version: Option<String>,
    format: String,
    file: String,
    digest: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct MeasurementTwin {
    model: String,
    test: String,
    metric: String,
    #[serde(with = "UnitTwin")]
    unit: IngestedUnit,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    higher_is_better: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    value: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    spread: Option<SpreadItem>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    n: Option<u64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    samples: Vec<f64>,
    #[serde(default, with = "optional_count", skip_serializing_if = "Option::is_none")]
    model_size_bytes: Option<Bytes>,
    #[serde(default, with = "optional_count", skip_serializing_if = "Option::is_none")]
    parameters: Option<Parameters>,
    #[serde(default, with = "pairs", skip_serializing_if = "Vec::is_empty")]
    conditions: Vec<(String, String)>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "IngestedUnit", rename_all = "snake_case")]
enum UnitTwin {
    TokensPerSecond,
    Milliseconds,
    Plain,
}

#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct SpreadItem(#[serde(with = "SpreadTwin")] Spread);

#[derive(Serialize, Deserialize)]
#[serde(remote = "Spread", deny_unknown_fields)]
struct SpreadTwin {
    #[serde(with = "SpreadKindTwin")]
    kind: SpreadKind,
    value: f64,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "SpreadKind", rename_all = "snake_case")]
enum SpreadKindTwin {
    StandardDeviation,
    StandardError,
}

impl MeasurementTwin {
    fn of(measurement: Measurement) -> Self {
        Self {
            model: measurement.model,
            test: measurement.test,
            metric: measurement.metric.name,
            unit: measurement.metric.unit,
            higher_is_better: measurement.metric.higher_is_better,
            value: measurement.value,
            spread: measurement.spread.map(SpreadItem),
            n: measurement.n,
            samples: measurement.samples,
            model_size_bytes: measurement.model_size,
            parameters: measurement.parameters,
            conditions: measurement.conditions,
        }
    }

    fn into_record(self) -> Measurement {
        Measurement {
            model: self.model,
            test: self.test,
            metric: IngestedMetric { name: self.metric, unit: self.unit, higher_is_better: self.higher_is_better },
            value: self.value,
            spread: self.spread.map(|item| item.0),
            n: self.n,
            samples: self.samples,
            model_size: self.model_size_bytes,
            parameters: self.parameters,
            conditions: self.conditions,
        }
    }
}
