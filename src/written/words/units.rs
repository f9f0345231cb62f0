//! Units as written: which measure a symbol is a unit of, and how many of the measure's own unit it is.

use super::Meanings;

/// What a written number measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
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
pub(in crate::written) const SYMBOLS: Meanings<(Measure, f64)> = &[
    ((Measure::Percent, 1.0), &["%"]),
    ((Measure::Points, 1.0), &["pp", "p.p.", "pt", "pts"]),
    ((Measure::Time, 1e-9), &["ns"]),
    ((Measure::Time, 1e-6), &["µs", "μs", "us"]),
    ((Measure::Time, 1e-3), &["ms", "msec"]),
    ((Measure::Time, 1.0), &["s", "sec", "secs"]),
    ((Measure::Time, 60.0), &["min", "mins"]),
    ((Measure::Time, 3600.0), &["h", "hr", "hrs"]),
    ((Measure::PerMinute, 1.0), &["/min"]),
    ((Measure::PerMinute, 60.0), &["/s"]),
    ((Measure::PerMinute, 1.0 / 60.0), &["/h"]),
    (
        (Measure::TokensPerSecond, 1.0),
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
    ((Measure::TokensPerSecond, 1.0 / 60.0), &["tokens/min", "tok/min", "Tokens/min"]),
    ((Measure::Factor, 1.0), &["x", "X", "×"]),
    ((Measure::Parameters, 1e9), &["B"]),
    ((Measure::Parameters, 1e6), &["M"]),
    ((Measure::Bytes, 1e3), &["KB", "kB"]),
    ((Measure::Bytes, 1e6), &["MB"]),
    ((Measure::Bytes, 1e9), &["GB"]),
    ((Measure::Bytes, 1e12), &["TB"]),
    ((Measure::Bytes, 1024.0), &["KiB"]),
    ((Measure::Bytes, 1_048_576.0), &["MiB"]),
    ((Measure::Bytes, 1_073_741_824.0), &["GiB"]),
    ((Measure::Bytes, 1_099_511_627_776.0), &["TiB"]),
    (
        (Measure::Other, 1.0),
        &[
            "B/s", "MB/s", "GB/s", "GiB/s", "TB/s", "MT/s", "J", "kJ", "mJ", "J/token", "J/tok", "Wh", "mWh", "kWh",
            "W", "kW", "mW", "Hz", "kHz", "MHz", "GHz", "TFLOPS", "GFLOPS", "TOPS", "°C", "°F", "°", "€", "$", "£",
            "‰",
        ],
    ),
];
