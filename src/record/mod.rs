//! Facts: what was asked, of whom, and what came back. No behaviour, no serde, no input or output.
//!
//! A [`Record`] is either a [`Run`] that we made, with its [`Trial`]s beside it, or an [`IngestedRun`] of another tool's
//! numbers. What was not measured is absent: an `Option` here never means "later".

mod ingested;
mod trial;

pub use ingested::{IngestedRun, Measurement, Metric, Source, Spread, SpreadKind, Unit};
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
#[expect(clippy::large_enum_variant, reason = "one is loaded at a time, and never a list of them")]
pub enum Record {
    /// A suite that offprint ran; its trials stand beside it, one a line.
    Run(Run),
    /// Numbers that another tool measured.
    Ingested(IngestedRun),
}

/// One execution of a suite over targets; never edited once sealed.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Its name and folder.
    pub id: RunId,
    /// What its maker called it.
    pub title: Option<String>,
    /// Which suite, in which state.
    pub suite: SuiteIdentity,
    /// How every question was asked.
    pub settings: Settings,
    /// Present when any answer came from a simulated model.
    pub simulation: Option<Simulation>,
    /// On what, with what.
    pub environment: Environment,
    /// Who was asked, in the order they were asked.
    pub targets: Vec<Target>,
    /// What was asked: a copy, so that a run outlives its suite.
    pub questions: Vec<Question>,
    /// When the first request was about to be sent.
    pub started: DateTime<Utc>,
    /// Finished and sealed, or not.
    pub state: RunState,
}

/// Whether a run came to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunState {
    /// Still going, interrupted or killed: its trials are good as far as they go.
    Unfinished,
    /// Finished; the digest holds it to its trials.
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
    /// Its title for people.
    pub title: String,
    /// Its own version number.
    pub version: u32,
    /// BLAKE3 of its canonical text, in hexadecimal: two suites with one digest ask the same questions.
    pub digest: String,
    /// Its categories in order, with their titles.
    pub categories: Vec<(CategoryId, String)>,
    /// How much a category counts in the score, where it is not 1.
    pub weights: BTreeMap<CategoryId, Weight>,
}

/// How the questions of a run were asked, but for limits that a question has of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// An answer that is not complete by then has timed out.
    pub timeout: Duration,
    /// The context window asked for.
    pub context: Tokens,
    /// The most tokens an answer may have.
    pub max_tokens: Tokens,
    /// The sampler's temperature.
    pub temperature: f64,
    /// What else every sampler was told that takes it.
    pub sampler: Option<Sampler>,
    /// The sampler's seed and the seed of the case order.
    pub seed: u64,
    /// How often each case was asked of each target.
    pub repeats: u32,
}

/// How a token is drawn, beside temperature and seed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sampler {
    /// Only from so many likeliest tokens.
    pub top_k: u32,
    /// Only from the likeliest tokens that together have this probability.
    pub top_p: f64,
    /// Only from tokens with this share of the likeliest one's probability.
    pub min_p: f64,
    /// How much less likely a token gets that was there already; 1 for no less.
    pub repeat_penalty: f64,
}

/// What was simulated, and how fast its clock ran.
#[derive(Debug, Clone, PartialEq)]
pub struct Simulation {
    /// How many simulated seconds pass in one real one; 1 or more. The limit is compressed with it.
    pub compression: f64,
    /// The seed of the simulated models.
    pub seed: u64,
}

/// On what a run was made. Nothing that names a person or a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Environment {
    /// offprint's own version.
    pub offprint: String,
    /// `macOS 26.1`, `Debian GNU/Linux 13`; absent when it could not be read.
    pub os: Option<String>,
    /// The system's kernel, by its number alone: `6.12.57`.
    pub kernel: Option<String>,
    /// `aarch64`, `x86_64`.
    pub architecture: String,
    /// `Apple M4 Pro`.
    pub processor: Option<String>,
    /// Logical processors.
    pub cores: Option<u64>,
    /// Memory installed.
    pub memory: Option<Bytes>,
    /// Graphics processors, as far as they could be found.
    pub graphics: Vec<Graphics>,
    /// What the machine ran on when the run began.
    pub power: Option<Power>,
    /// What could not be found out, by name: `graphics driver`, `power supply`.
    pub unknown: Vec<String>,
}

/// A graphics processor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graphics {
    /// `NVIDIA GeForce RTX 4090`, `Apple M4 Pro`; of one that has no name to read, its maker and number: `AMD 0x744c`.
    pub name: String,
    /// What drives it, with a version where it has one of its own: `nvidia 560.35.03`.
    pub driver: Option<String>,
}

/// Where a machine's power comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Power {
    /// The mains.
    Mains,
    /// A battery: many machines are slower then.
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
    /// The word that ids, the archive and `--target` use: `ollama`, `llamacpp`, `openai`.
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
    /// The name for people.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Ollama => "Ollama",
            Self::LlamaCpp => "llama.cpp",
            Self::OpenAi => "OpenAI-compatible",
        })
    }
}

/// A model on a runtime: what is measured. Everything in it that came from a server is hostile text.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// Unique in the run; model and runtime made safe.
    pub id: TargetId,
    /// The model's name as the server knows it.
    pub model: String,
    /// What serves it.
    pub runtime: Runtime,
    /// The runtime's version as it says it.
    pub runtime_version: Option<String>,
    /// What the server said of the model.
    pub facts: ModelFacts,
    /// How many requests it serves at once, where it says.
    pub slots: Option<u64>,
    /// Where it answered, if that was this machine; addresses of others are nobody's business.
    pub address: Option<String>,
    /// The command that offprint served it by, paths shortened to their last part; none where it ran already.
    pub serve: Vec<String>,
    /// What tells that a model on another runtime is the same one: declared, or the digest of the model's file.
    pub identity: Option<String>,
    /// What could not be found out, by name: `digest`, `context allocated`.
    pub unknown: Vec<String>,
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
    /// Parameters used per token, where the model is a mixture of experts and says so.
    pub active_parameters: Option<Parameters>,
    /// Size of the model file.
    pub size: Option<Bytes>,
    /// The context the model was trained for.
    pub context_trained: Option<Tokens>,
    /// The context that the runtime really allocated for one request.
    pub context_allocated: Option<Tokens>,
    /// SHA-256 of the model's file, in hexadecimal.
    pub file_digest: Option<String>,
    /// BLAKE3 of the chat template, in hexadecimal.
    pub template_digest: Option<String>,
    /// Whether it can think before it answers; it is asked not to.
    pub thinks: Option<bool>,
    /// Memory it takes when loaded.
    pub resident: Option<Bytes>,
    /// How much of that is a graphics processor's.
    pub resident_on_gpu: Option<Bytes>,
}

/// What was asked: a case as it stood when the run was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The case.
    pub case: CaseId,
    /// A title for people.
    pub title: String,
    /// Its category.
    pub category: CategoryId,
    /// The pair and the side, for a symmetry case.
    pub pair: Option<(PairId, Side)>,
    /// Its own limits, in the time that they were kept in; where it has none, the run's settings hold.
    pub limits: OwnLimits,
    /// How much it counts in its category; the sides of a pair share it, and count as one.
    pub weight: Weight,
    /// The prompt, as sent.
    pub prompt: String,
    /// Whether its pair is a control: both sides hold one position in two wordings.
    pub control: bool,
    /// What its side stands for in all pairs of the category, where the suite says it: `asks for a rule`.
    pub stands_for: Option<String>,
    /// The checks in words: `exactly 3 bullets`.
    pub checks: Vec<String>,
    /// Which of the checks, by their places from 0, are about the voice and the position of the answer.
    pub voice: Vec<usize>,
}
