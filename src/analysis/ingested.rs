//! What can be said about numbers another tool measured: grouped by metric, with the interval that their stated spread allows.

use crate::name::RunId;

/// An ingested run, ready to be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct IngestedFindings {
    /// The run.
    pub run: RunId,
    /// The tool that measured.
    pub tool: String,
    /// One group per metric and unit, in the file's order.
    pub groups: Vec<MetricGroup>,
}

/// All measurements of one metric.
#[derive(Debug, Clone, PartialEq)]
pub struct MetricGroup {
    /// The metric's name.
    pub name: String,
    /// Its unit for people, empty for a plain number: `tokens/s`.
    pub unit: String,
    /// Whether more is better, where known.
    pub higher_is_better: Option<bool>,
    /// The rows, in the file's order.
    pub rows: Vec<IngestedRow>,
}

/// One measurement, ready to be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct IngestedRow {
    /// A slug, unique in the run.
    pub key: String,
    /// The model; hostile text.
    pub model: String,
    /// The model's family, for colour.
    pub family: String,
    /// What was done.
    pub test: String,
    /// The number; absent where the tool gave none.
    pub value: Option<f64>,
    /// Value -/+ 1.96 standard errors, where the tool gives a standard error or a standard deviation of n >= 2 repetitions.
    pub interval: Option<(f64, f64)>,
    /// The spread in words: `standard error 0.012`, `standard deviation 0.43 of 5`.
    pub spread: Option<String>,
    /// Samples or repetitions.
    pub n: Option<u64>,
    /// Bytes of the model file.
    pub model_size: Option<u64>,
    /// Parameters.
    pub parameters: Option<u64>,
    /// What else tells it from its neighbours.
    pub conditions: Vec<(String, String)>,
}
