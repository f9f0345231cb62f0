//! Units as written: which measure a symbol is a unit of, and how many of the measure's own unit it is.

use super::Meanings;

/// What a written number measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MeasuredIn {
    /// A number alone: its unit may be in a column's head or in the words around it.
    Bare,
    /// A number of things: `17 models`.
    Counted,
    /// Percent.
    Percent,
    /// Percentage points.
    Points,
    /// Seconds.
    Time,
    /// A rate per minute.
    PerMinute,
    /// Tokens per second.
    TokensPerSecond,
    /// A factor: `1.8x`.
    Factor,
    /// A factor, or how often something was done: `three times`.
    Times,
    /// Bytes.
    Bytes,
    /// Model parameters.
    Parameters,
    /// A part of a whole, in words: `half`, `two thirds`. 0 to 1.
    Portion,
    /// A place in an order: `third`.
    Place,
    /// A unit that no finding has of its own: `J`, `GB/s`.
    Other,
}

/// Units that are written alike in every language, in their case.
pub(in crate::written) const SYMBOLS: Meanings<(MeasuredIn, f64)> = &[
    ((MeasuredIn::Percent, 1.0), &["%"]),
    ((MeasuredIn::Points, 1.0), &["pp", "p.p.", "pt", "pts"]),
    ((MeasuredIn::Time, 1e-9), &["ns"]),
    ((MeasuredIn::Time, 1e-6), &["µs", "μs", "us"]),
    ((MeasuredIn::Time, 1e-3), &["ms", "msec"]),
    ((MeasuredIn::Time, 1.0), &["s", "sec", "secs"]),
    ((MeasuredIn::Time, 60.0), &["min", "mins"]),
    ((MeasuredIn::Time, 3600.0), &["h", "hr", "hrs"]),
    ((MeasuredIn::PerMinute, 1.0), &["/min"]),
    ((MeasuredIn::PerMinute, 60.0), &["/s"]),
    ((MeasuredIn::PerMinute, 1.0 / 60.0), &["/h"]),
    (
        (MeasuredIn::TokensPerSecond, 1.0),
        &[
            "tokens/s",
            "tokens/sec",
            "token/s",
            "tok/s",
            "tok/sec",
            "toks/s",
            "t/s",
            "T/s",
            "Tokens/s",
            "Token/s",
            "tps",
        ],
    ),
    ((MeasuredIn::TokensPerSecond, 1.0 / 60.0), &["tokens/min", "tok/min", "Tokens/min"]),
    ((MeasuredIn::Factor, 1.0), &["x", "X", "×"]),
    ((MeasuredIn::Parameters, 1e9), &["B"]),
    ((MeasuredIn::Parameters, 1e6), &["M"]),
    ((MeasuredIn::Bytes, 1e3), &["KB", "kB"]),
    ((MeasuredIn::Bytes, 1e6), &["MB"]),
    ((MeasuredIn::Bytes, 1e9), &["GB"]),
    ((MeasuredIn::Bytes, 1e12), &["TB"]),
    ((MeasuredIn::Bytes, 1024.0), &["KiB"]),
    ((MeasuredIn::Bytes, 1_048_576.0), &["MiB"]),
    ((MeasuredIn::Bytes, 1_073_741_824.0), &["GiB"]),
    ((MeasuredIn::Bytes, 1_099_511_627_776.0), &["TiB"]),
    (
        (MeasuredIn::Other, 1.0),
        &[
            "B/s", "MB/s", "GB/s", "GiB/s", "TB/s", "MT/s", "J", "kJ", "mJ", "J/token", "J/tok", "Wh", "mWh", "kWh",
            "W", "kW", "mW", "Hz", "kHz", "MHz", "GHz", "TFLOPS", "GFLOPS", "TOPS", "°C", "°F", "°", "€", "$", "£",
            "‰",
        ],
    ),
];
