//! `run.json` of a run that offprint made.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::environment::EnvironmentTwin;
use super::head::{FORMAT, Kind};
use super::value::{count, id, is_one, milliseconds, one, optional_count, optional_milliseconds, weight};
use crate::name::{CaseId, CategoryId, PairId, RunId, SuiteId, TargetId};
use crate::quantity::{Bytes, Parameters, Tokens, Weight};
use crate::record::{
    Environment, ModelFacts, Question, Run, RunState, Runtime, Sampler, Settings, Simulation, SuiteIdentity, Target,
};
use crate::suite::{OwnLimits, Side};

/// The whole file, in the order of its keys.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::archive) struct RunFile {
    format: u32,
    kind: Kind,
    #[serde(with = "id")]
    id: RunId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    started: DateTime<Utc>,
    suite: SuiteTwin,
    #[serde(with = "SettingsTwin")]
    settings: Settings,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    simulation: Option<SimulationItem>,
    #[serde(with = "EnvironmentTwin")]
    environment: Environment,
    targets: Vec<TargetItem>,
    questions: Vec<QuestionTwin>,
    /// The last key; missing until the run is finished.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sealed: Option<Seal>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Seal {
    finished: DateTime<Utc>,
    trials: u64,
    trials_digest: String,
    run_digest: String,
}

impl RunFile {
    /// The file of a run; `run_digest` goes into its seal, where it has one.
    pub(in crate::archive) fn of(run: &Run, run_digest: &str) -> Self {
        let run = run.clone();
        let sealed = match run.state {
            RunState::Unfinished => None,
            RunState::Sealed { finished, digest, trials } => {
                Some(Seal { finished, trials, trials_digest: digest, run_digest: run_digest.to_owned() })
            }
        };
        Self {
            format: FORMAT,
            kind: Kind::Run,
            id: run.id,
            title: run.title,
            started: run.started,
            suite: SuiteTwin::of(run.suite),
            settings: run.settings,
            simulation: run.simulation.map(SimulationItem),
            environment: run.environment,
            targets: run.targets.into_iter().map(TargetItem).collect(),
            questions: run.questions.into_iter().map(QuestionTwin::of).collect(),
            sealed,
        }
    }

    /// Whether this is a run that offprint made, of a format that this version knows.
    pub(in crate::archive) fn is_readable(&self) -> bool {
        self.format <= FORMAT && self.kind == Kind::Run
    }

    /// The run, and the digest of `run.json` in its seal, where it has one.
    pub(in crate::archive) fn into_record(self) -> (Run, Option<String>) {
        let (state, run_digest) = match self.sealed {
            None => (RunState::Unfinished, None),
            Some(Seal { finished, trials, trials_digest: digest, run_digest }) => {
                (RunState::Sealed { finished, digest, trials }, Some(run_digest))
            }
        };
        let run = Run {
            id: self.id,
            title: self.title,
            suite: self.suite.into_record(),
            settings: self.settings,
            simulation: self.simulation.map(|item| item.0),
            environment: self.environment,
            targets: self.targets.into_iter().map(|item| item.0).collect(),
            questions: self.questions.into_iter().map(QuestionTwin::into_record).collect(),
            started: self.started,
            state,
        };
        (run, run_digest)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SuiteTwin {
    #[serde(with = "id")]
    id: SuiteId,
    title: String,
    version: u32,
    digest: String,
    categories: Vec<CategoryTwin>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CategoryTwin {
    #[serde(with = "id")]
    id: CategoryId,
    title: String,
    #[serde(default = "one", with = "weight", skip_serializing_if = "is_one")]
    weight: Weight,
}

impl SuiteTwin {
    fn of(suite: SuiteIdentity) -> Self {
        let weight = |id: &CategoryId| suite.weights.get(id).copied().unwrap_or(Weight::ONE);
        let twin = |(id, title): (CategoryId, String)| CategoryTwin { weight: weight(&id), id, title };
        let categories = suite.categories.into_iter().map(twin).collect();
        Self { id: suite.id, title: suite.title, version: suite.version, digest: suite.digest, categories }
    }

    fn into_record(self) -> SuiteIdentity {
        let weighted = self.categories.iter().filter(|category| !is_one(&category.weight));
        let weights: BTreeMap<_, _> = weighted.map(|category| (category.id.clone(), category.weight)).collect();
        let categories = self.categories.into_iter().map(|category| (category.id, category.title)).collect();
        SuiteIdentity {
            id: self.id,
            title: self.title,
            version: self.version,
            digest: self.digest,
            categories,
            weights,
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Settings", deny_unknown_fields)]
struct SettingsTwin {
    #[serde(rename = "timeout_ms", with = "milliseconds")]
    timeout: Duration,
    #[serde(rename = "context_tokens", with = "count")]
    context: Tokens,
    #[serde(with = "count")]
    max_tokens: Tokens,
    temperature: f64,
    #[serde(default, with = "sampler", skip_serializing_if = "Option::is_none")]
    sampler: Option<Sampler>,
    seed: u64,
    repeats: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Sampler", deny_unknown_fields)]
struct SamplerTwin {
    top_k: u32,
    top_p: f64,
    min_p: f64,
    repeat_penalty: f64,
}

#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct SamplerItem(#[serde(with = "SamplerTwin")] Sampler);

/// A sampler that may be absent: runs of older versions have none.
mod sampler {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Sampler, SamplerItem};

    #[expect(clippy::ref_option, reason = "the signature that serde calls")]
    pub(super) fn serialize<S: Serializer>(sampler: &Option<Sampler>, serializer: S) -> Result<S::Ok, S::Error> {
        sampler.map(SamplerItem).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Sampler>, D::Error> {
        Ok(Option::<SamplerItem>::deserialize(deserializer)?.map(|item| item.0))
    }
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Simulation", deny_unknown_fields)]
struct SimulationTwin {
    compression: f64,
    seed: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct SimulationItem(#[serde(with = "SimulationTwin")] Simulation);

#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct TargetItem(#[serde(with = "TargetTwin")] Target);

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
#[serde(deny_unknown_fields)]
struct QuestionTwin {
    #[serde(with = "id")]
    case: CaseId,
    title: String,
    #[serde(with = "id")]
    category: CategoryId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pair: Option<PairTwin>,
    #[serde(rename = "timeout_ms", default, with = "optional_milliseconds", skip_serializing_if = "Option::is_none")]
    timeout: Option<Duration>,
    #[serde(default, with = "optional_count", skip_serializing_if = "Option::is_none")]
    max_tokens: Option<Tokens>,
    #[serde(default = "one", with = "weight", skip_serializing_if = "is_one")]
    weight: Weight,
    prompt: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    control: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stands_for: Option<String>,
    checks: Vec<String>,
    #[serde(rename = "voice_checks", default, skip_serializing_if = "Vec::is_empty")]
    voice: Vec<usize>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PairTwin {
    #[serde(with = "id")]
    id: PairId,
    #[serde(with = "SideTwin")]
    side: Side,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Side", rename_all = "lowercase")]
enum SideTwin {
    A,
    B,
}

impl QuestionTwin {
    fn of(question: Question) -> Self {
        Self {
            case: question.case,
            title: question.title,
            category: question.category,
            pair: question.pair.map(|(id, side)| PairTwin { id, side }),
            timeout: question.limits.timeout,
            max_tokens: question.limits.max_tokens,
            weight: question.weight,
            prompt: question.prompt,
            control: question.control,
            stands_for: question.stands_for,
            checks: question.checks,
            voice: question.voice,
        }
    }

    fn into_record(self) -> Question {
        Question {
            case: self.case,
            title: self.title,
            category: self.category,
            pair: self.pair.map(|pair| (pair.id, pair.side)),
            limits: OwnLimits { timeout: self.timeout, max_tokens: self.max_tokens },
            weight: self.weight,
            prompt: self.prompt,
            control: self.control,
            stands_for: self.stands_for,
            checks: self.checks,
            voice: self.voice,
        }
    }
}
