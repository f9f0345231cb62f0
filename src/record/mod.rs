//! Facts: the requests of a run, the models and machines, and the answers. No behaviour, no serde, no input or output.
//!
//! A [`Record`] is either a [`Run`] that offprint made, with its [`Trial`]s beside it, or an [`IngestedRun`] of another tool's
//! numbers. What was not measured is absent: an `Option` here never means "later".

mod ingested;
mod machine;
mod simulation;
mod topic;
mod trial;

pub use ingested::{
    ABOUT_THE_VALUE, IngestedMetric, IngestedRun, IngestedUnit, Measurement, Source, Spread, SpreadKind,
};
pub use machine::MachineState;
pub use simulation::{Clock, Simulation};
pub use topic::Topic;
pub use trial::{
    Answered, CheckResult, Failure, FailureKind, Outcome, Phase, Reading, ServerTimes, Timing, TokenCounts, Trial,
    TrialKey,
};

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::name::{CaseId, CategoryId, PairId, RunId, SuiteId, TargetId};
use crate::quantity::{Bytes, Parameters, Tokens, Weight};
use crate::suite::{OwnLimits, Side};

/// One entry of the archive.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "one is loaded at a time, never a list of them")]
pub enum Record {
    /// A run that offprint made; its trials are in a file of their own, one a line.
    Run(Run),
    /// Numbers that another tool measured.
    Ingested(IngestedRun),
}

/// One execution of a suite over targets; never edited once sealed.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Its name and folder.
    pub id: RunId,
    /// Its display title.
    pub title: Option<String>,
    /// The earlier run that this one repeats.
    pub origin: Option<Origin>,
    /// Which suite, in which state.
    pub suite: SuiteIdentity,
    /// The settings of every request.
    pub settings: Settings,
    /// Present when any answer came from a simulated model.
    pub simulation: Option<Simulation>,
    /// The machine and the software.
    pub environment: Environment,
    /// The targets, in the order of their turns.
    pub targets: Vec<Target>,
    /// The cases: copies, so that a run does not depend on its suite.
    pub questions: Vec<Question>,
    /// When the first request was about to be sent, by the wall clock.
    pub started: DateTime<Utc>,
    /// Finished and sealed, or not.
    pub state: RunState,
}

/// What a run repeats, or is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The earlier run.
    pub run: RunId,
    /// Whether only its failed trials are repeated; of a rescored run, whether its source repeats only those of another run.
    pub only_failed: bool,
    /// Whether every prompt has the nonce that it had there. A server that kept its cache in between need not evaluate them again. Of a
    /// rescored run, whether that is so of its source.
    pub same_nonce: bool,
    /// Present when nothing was asked: the earlier run's answers were judged again.
    pub rescored: Option<Rescore>,
}

/// How the answers of an earlier run were judged again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rescore {
    /// When, by the wall clock.
    pub at: DateTime<Utc>,
    /// The version of offprint that judged them; that of the environment asked the questions.
    pub offprint: String,
    /// The run that the earlier one repeats, if it repeats one.
    pub repeats: Option<RunId>,
}

/// Whether a run is finished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunState {
    /// In progress, interrupted or killed: the trials that it has are valid.
    Unfinished,
    /// Finished; the digest shows later changes of its trials.
    Sealed {
        /// When the last trial had ended.
        finished: DateTime<Utc>,
        /// BLAKE3 of `trials.jsonl`, in hexadecimal.
        digest: String,
        /// Lines of `trials.jsonl`.
        trials: u64,
    },
}

/// Which suite was run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuiteIdentity {
    /// Its name.
    pub id: SuiteId,
    /// Its display title.
    pub title: String,
    /// Its own version number.
    pub version: u32,
    /// BLAKE3 of its canonical text, in hexadecimal: two suites with one digest have the same cases and checks.
    pub digest: String,
    /// The number of its cases, of which the run may have only some; unknown in runs of older versions.
    pub cases: Option<u64>,
    /// Its categories in order, with their titles.
    pub categories: Vec<(CategoryId, String)>,
    /// The weights of categories in the score, where they are not 1.
    pub weights: BTreeMap<CategoryId, Weight>,
}

/// The settings of the requests of a run. Limits of a question's own take precedence.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// The time limit of an answer.
    pub timeout: Duration,
    /// The requested context window.
    pub context: Tokens,
    /// The most tokens that an answer may have.
    pub max_tokens: Tokens,
    /// The sampler's temperature.
    pub temperature: f64,
    /// The other sampler settings, which are sent where the runtime has them.
    pub sampler: Option<Sampler>,
    /// The seed of the nonces before the prompts; nothing where prompts were sent as they are.
    pub nonce_seed: Option<u64>,
    /// The sampler's seed and the seed of the case order.
    pub seed: u64,
    /// The number of measured requests per case and target.
    pub repeats: u32,
}

impl Settings {
    /// The time limit of a case with these limits: its own, or the run's.
    pub fn time_limit(&self, own: &OwnLimits) -> Duration {
        own.timeout.unwrap_or(self.timeout)
    }
}

/// Sampler settings beside temperature and seed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sampler {
    /// Only the N likeliest tokens are candidates.
    pub top_k: u32,
    /// Only the likeliest tokens that together have this probability are candidates.
    pub top_p: f64,
    /// Only tokens with at least this share of the likeliest one's probability are candidates.
    pub min_p: f64,
    /// The factor by which tokens that occurred already are made less likely; 1 for no penalty.
    pub repeat_penalty: f64,
}

/// The machine and the software of a run. Nothing that names a person or a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Environment {
    /// offprint's own version.
    pub offprint: String,
    /// `macOS 26.1`, `Linux (Debian GNU/Linux 13)`; absent when it could not be read.
    pub os: Option<String>,
    /// The version number of the kernel, without the suffixes that name a build host: `6.12.57`.
    pub kernel: Option<String>,
    /// `aarch64`, `x86_64`.
    pub architecture: String,
    /// `Apple M4 Pro`.
    pub processor: Option<String>,
    /// Logical processors.
    pub cores: Option<u64>,
    /// The same by kind, the fastest first, where the system tells kinds apart.
    pub core_kinds: Vec<CoreKind>,
    /// Memory installed.
    pub memory: Option<Bytes>,
    /// The graphics processors that were found.
    pub graphics: Vec<Graphics>,
    /// The power source when the run began.
    pub power: Option<Power>,
    /// What could not be determined, by name: `graphics driver`, `power supply`.
    pub unknown: Vec<String>,
}

/// The cores of one kind of a processor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoreKind {
    /// `performance`, `efficiency`.
    pub name: String,
    /// How many logical processors are of it.
    pub count: u64,
}

/// A graphics processor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graphics {
    /// `NVIDIA GeForce RTX 4090`, `Apple M4 Pro`; where no name can be read, vendor and device id: `AMD 0x744c`.
    pub name: String,
    /// Its driver, with a version where the driver has its own: `nvidia 560.35.03`.
    pub driver: Option<String>,
}

/// Where a machine's power comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Power {
    /// Mains.
    Mains,
    /// A battery: many machines limit their speed on it.
    Battery,
}

/// The software that serves a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Runtime {
    /// Ollama, by its own protocol.
    Ollama,
    /// llama.cpp's llama-server.
    LlamaCpp,
    /// Any other server of the OpenAI protocol.
    OpenAi,
}

impl Runtime {
    /// Every runtime.
    pub const ALL: [Self; 3] = [Self::Ollama, Self::LlamaCpp, Self::OpenAi];

    /// Its name in ids, in the archive and for `--target`: `ollama`, `llamacpp`, `openai`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ollama => "ollama",
            Self::LlamaCpp => "llamacpp",
            Self::OpenAi => "openai",
        }
    }

    /// The name where room is short: `OpenAI`.
    pub fn short(self) -> &'static str {
        match self {
            Self::Ollama => "Ollama",
            Self::LlamaCpp => "llama.cpp",
            Self::OpenAi => "OpenAI",
        }
    }
}

impl fmt::Display for Runtime {
    /// The display name.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Ollama => "Ollama",
            Self::LlamaCpp => "llama.cpp",
            Self::OpenAi => "OpenAI-compatible",
        })
    }
}

/// A model on a runtime: what is measured. All text in it that came from a server is untrusted.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// Unique in the run; made of model and runtime.
    pub id: TargetId,
    /// The model's name as the server knows it.
    pub model: String,
    /// The software that serves it.
    pub runtime: Runtime,
    /// The runtime's version, as the runtime reports it.
    pub runtime_version: Option<String>,
    /// What the server reports about the model.
    pub facts: ModelFacts,
    /// The number of requests that it serves in parallel, where it reports it.
    pub slots: Option<u64>,
    /// Its address, if that is on the same machine. Other addresses are not recorded, for privacy.
    pub address: Option<String>,
    /// The command by which offprint started its server, with paths shortened to their last part; empty where the server was running.
    pub serve: Vec<String>,
    /// What identifies the same model on another runtime: a declared name, or the digest of the model's file.
    pub identity: Option<String>,
    /// The default system prompt of its chat template, which is sent explicitly, because a system message of our own replaces it.
    pub system: Option<String>,
    /// Where the nonce stands; nothing where prompts were sent as they are.
    pub nonce_place: Option<NoncePlace>,
    /// Whether its server was started, or the model loaded, for this run: its cache held nothing of an earlier one.
    pub started_anew: bool,
    /// What could not be determined, by name: `digest`, `context allocated`.
    pub unknown: Vec<String>,
}

/// Where a nonce stands in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoncePlace {
    /// At the beginning of the system message.
    System,
    /// At the beginning of the prompt: the chat template has no system message.
    Prompt,
}

/// What is known of a model file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ModelFacts {
    /// The runtime's digest of the model.
    pub digest: Option<String>,
    /// The architecture's family: `qwen3moe`, `llama`.
    pub architecture: Option<String>,
    /// `Q4_K_M`.
    pub quantisation: Option<String>,
    /// All parameters.
    pub parameters: Option<Parameters>,
    /// Parameters used per token, where the server or the metadata that it shows says so: all of them in a dense model.
    pub active_parameters: Option<Parameters>,
    /// Size of the model file.
    pub size: Option<Bytes>,
    /// The context the model was trained for.
    pub context_trained: Option<Tokens>,
    /// The context that the runtime allocated for one request, which may be less than requested.
    pub context_allocated: Option<Tokens>,
    /// SHA-256 of the model's file, in hexadecimal.
    pub file_digest: Option<String>,
    /// BLAKE3 of the chat template, in hexadecimal.
    pub template_digest: Option<String>,
    /// Whether it can reason before it answers; requests turn that off.
    pub thinks: Option<bool>,
    /// Memory it takes when loaded.
    pub resident: Option<Bytes>,
    /// The part of it that is in a graphics processor's memory.
    pub resident_on_gpu: Option<Bytes>,
}

/// A case, as it was when the run was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The case.
    pub case: CaseId,
    /// Its display title.
    pub title: String,
    /// Its category.
    pub category: CategoryId,
    /// The pair and the side, for a symmetry case.
    pub pair: Option<(PairId, Side)>,
    /// Its own limits; where it has none, the run's settings hold.
    pub limits: OwnLimits,
    /// Its weight in its category; the two sides of a pair count once, with the same weight.
    pub weight: Weight,
    /// The prompt, as sent.
    pub prompt: String,
    /// Whether its pair is a control: both sides state the same position in different words. A control takes no part in the
    /// score, and not in lean or consistency.
    pub control: bool,
    /// The position of its side in all pairs of the category, where the suite names it: `asks for a rule`.
    pub stands_for: Option<String>,
    /// The checks in words: `exactly 3 bullets`.
    pub checks: Vec<String>,
    /// What would pass each check, in full, line by line; empty where it is not known, as in runs of older versions.
    pub explanations: Vec<Vec<String>>,
    /// The indices, from 0, of the checks of the answer's voice and position.
    pub voice: Vec<usize>,
}
