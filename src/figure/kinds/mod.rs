//! The figures, one file for each: findings to a chart, and the caption's sentences about it.

pub mod history;
pub mod metric;
pub mod runtimes;

pub(super) mod anatomy;
pub(super) mod answers;
pub(super) mod bandwidth;
pub(super) mod compliance;
pub(super) mod latency;
pub(super) mod outcomes;
pub(super) mod qpr;
pub(super) mod size;
pub(super) mod strip;
pub(super) mod symmetry;
pub(super) mod ttft;
