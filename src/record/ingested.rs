//! Numbers that another tool measured, as that tool gave them.

use chrono::{DateTime, Utc};

use crate::name::RunId;
use crate::quantity::{Bytes, Parameters};

/// Another tool's result file as an entry of the archive.
#[derive(Debug, Clone, PartialEq)]
pub struct IngestedRun {
    /// Its name and folder.
    pub id: RunId,
    /// The file it came from.
    pub source: Source,
    /// When it was measured, as the file says.
    pub measured: Option<DateTime<Utc>>,
    /// On what and with what, as the file says: (`processor`, `Apple M4 Pro`), in the order to show them.
    pub environment: Vec<(String, String)>,
    /// The numbers, in the file's order.
    pub measurements: Vec<Measurement>,
}

/// Where ingested numbers came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// `llama-bench`, `lm-evaluation-harness`.
    pub tool: String,
    /// The tool's version or commit, as the file says.
    pub tool_version: Option<String>,
    /// Which of the tool's formats: `jsonl`, `results`.
    pub format: String,
    /// The file's base name, for people only.
    pub file: String,
    /// BLAKE3 of the file, in hexadecimal: the same file is not ingested twice.
    pub digest: String,
}

/// One number with what it means.
#[derive(Debug, Clone, PartialEq)]
pub struct Measurement {
    /// The model, as the file names it; hostile text.
    pub model: String,
    /// What was done: `pp512`, `tg128 @ d1024`, `asdiv`.
    pub test: String,
    /// What the number is.
    pub metric: Metric,
    /// The number; absent where the tool wrote none, NaN or infinity.
    pub value: Option<f64>,
    /// How uncertain it is, as the tool says.
    pub spread: Option<Spread>,
    /// Of how many samples or repetitions.
    pub n: Option<u64>,
    /// Single values, where the tool gave them.
    pub samples: Vec<f64>,
    /// Size of the model file.
    pub model_size: Option<Bytes>,
    /// The model's parameters.
    pub parameters: Option<Parameters>,
    /// Everything else that tells this measurement from its neighbours: (`batch`, `2048`).
    pub conditions: Vec<(String, String)>,
}

/// What a number is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Metric {
    /// `throughput`, `acc (flexible-extract)`, `time to first token`.
    pub name: String,
    /// Its unit.
    pub unit: Unit,
    /// Whether more is better, where that is known.
    pub higher_is_better: Option<bool>,
}

/// Units of ingested numbers; never guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    /// Tokens per second.
    TokensPerSecond,
    /// Milliseconds.
    Milliseconds,
    /// A plain number: a score, a share, a count.
    Plain,
}

/// The uncertainty a tool states.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// What the number is.
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
