//! Numbers that another tool measured, as that tool gave them.

use chrono::{DateTime, Utc};

use crate::name::RunId;
use crate::quantity::{Bytes, Parameters};

/// The condition that says how a value came about where it is not as the tool measured it: `rounded to 2 decimals`, `mean of the samples`.
pub const ABOUT_THE_VALUE: &str = "value";

/// Another tool's result file as an entry of the archive.
#[derive(Debug, Clone, PartialEq)]
pub struct IngestedRun {
    /// Its name and folder.
    pub id: RunId,
    /// The file it came from.
    pub source: Source,
    /// When it was measured, according to the file.
    pub measured: Option<DateTime<Utc>>,
    /// Machine and software, according to the file: (`processor`, `Apple M4 Pro`), in display order.
    pub environment: Vec<(String, String)>,
    /// The numbers, in the file's order.
    pub measurements: Vec<Measurement>,
}

/// Where ingested numbers came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// `llama-bench`, `lm-evaluation-harness`.
    pub tool: String,
    /// The tool's version or commit, according to the file.
    pub tool_version: Option<String>,
    /// Which of the tool's formats: `jsonl`, `results`.
    pub format: String,
    /// The file's base name, for display only.
    pub file: String,
    /// BLAKE3 of the file, in hexadecimal: the same file is not ingested twice.
    pub digest: String,
}

/// One number with what it means.
#[derive(Debug, Clone, PartialEq)]
pub struct Measurement {
    /// The model, as the file names it; untrusted text.
    pub model: String,
    /// The test: `pp512`, `tg128 @ d1024`, `asdiv`.
    pub test: String,
    /// The metric.
    pub metric: IngestedMetric,
    /// The number; absent where the tool wrote none, NaN or infinity.
    pub value: Option<f64>,
    /// Its uncertainty, as the tool states it.
    pub spread: Option<Spread>,
    /// The number of samples or repetitions.
    pub n: Option<u64>,
    /// Single values, where the tool gave them.
    pub samples: Vec<f64>,
    /// Size of the model file.
    pub model_size: Option<Bytes>,
    /// The model's parameters.
    pub parameters: Option<Parameters>,
    /// Everything else that distinguishes this measurement from others: (`batch`, `2048`).
    pub conditions: Vec<(String, String)>,
}

/// A metric and its unit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct IngestedMetric {
    /// `throughput`, `acc (flexible-extract)`, `time to first token`.
    pub name: String,
    /// Its unit.
    pub unit: IngestedUnit,
    /// Whether more is better, where that is known.
    pub higher_is_better: Option<bool>,
}

/// Units of ingested numbers; never guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum IngestedUnit {
    /// Tokens per second.
    TokensPerSecond,
    /// Milliseconds.
    Milliseconds,
    /// A number without unit: a score, a share, a count.
    Plain,
}

/// The uncertainty a tool states.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// Which measure of uncertainty it is.
    pub kind: SpreadKind,
    /// In the metric's unit, 0 or more.
    pub value: f64,
}

/// Kinds of stated uncertainty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpreadKind {
    /// Standard deviation between repetitions.
    StandardDeviation,
    /// Standard error of the estimate.
    StandardError,
}
