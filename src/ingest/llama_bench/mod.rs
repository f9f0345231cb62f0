//! llama-bench: rows of JSON, JSONL, CSV, SQL or a Markdown table, all with the same columns, into measurements.
//!
//! Columns come and go between builds, so only a few are read by name; all others are conditions. Those that are the same in every
//! row become the run's environment. `avg_ts` is tokens by time (n/t), its spread a standard deviation between repetitions. Forks add
//! `avg_<what>_ms`; a latency of exactly zero was not measured.
//!
//! Source: `tools/llama-bench/llama-bench.cpp` of llama.cpp, builds up to 11669
//! (<https://github.com/ggml-org/llama.cpp/blob/master/tools/llama-bench/llama-bench.cpp>).

mod csv;
mod json;
mod markdown;
mod row;
mod run;
mod sql;
mod test;

pub(super) use csv::CSV;
pub(super) use json::{JSON, JSON_LINES};
pub(super) use markdown::MARKDOWN;
pub(super) use sql::SQL;
