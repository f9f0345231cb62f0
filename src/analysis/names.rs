//! The names of figures and tables, as used in posts and in file names.
//!
//! They are built elsewhere ([`crate::figure`], `site::tables`).

use std::fmt;

/// A figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FigureName {
    /// Compliance against total time: quality against performance.
    Qpr,
    /// Every answer: targets by cases.
    Answers,
    /// Compliance against the time to the first token.
    Ttft,
    /// Where the time of an answer goes.
    Anatomy,
    /// The same model on two runtimes.
    Runtimes,
    /// Compliance against the number of parameters.
    Size,
    /// Generation rate against the bytes that a token reads.
    Bandwidth,
    /// How all requests of each target ended.
    Outcomes,
    /// Which side of pairs each target does better.
    Symmetry,
    /// The share of requests that each target answers within a time.
    Latency,
    /// Every answer at its time.
    Strip,
    /// A metric of the targets of the run's suite over time.
    History,
    /// A metric of an imported run, by its number from 1: `metric-1`.
    Metric(usize),
}

/// A table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TableName {
    /// All targets by compliance.
    Leaderboard,
    /// Compliance by category.
    Categories,
    /// How targets treat the two sides of a pair.
    Symmetry,
    /// The same model on two runtimes.
    Runtimes,
    /// What quantisations cost.
    Quantisations,
    /// How every request ended.
    Outcomes,
    /// Every case.
    Cases,
    /// Every target's model and runtime.
    Targets,
    /// The state of the machine in each turn, and the drift of the canary.
    Machine,
    /// A metric of an imported run, by its number from 1: `metric-1`.
    Metric(usize),
}

impl FigureName {
    /// The figures of a native run: those of its page in the page's order, then those for posts and files.
    pub const OF_A_RUN: [Self; 11] = [
        Self::Qpr,
        Self::Answers,
        Self::Ttft,
        Self::Anatomy,
        Self::Runtimes,
        Self::Size,
        Self::Bandwidth,
        Self::Outcomes,
        Self::Symmetry,
        Self::Latency,
        Self::Strip,
    ];

    /// All that a post about a native run can name: also what is of all runs of its suite.
    pub fn of_posts() -> impl Iterator<Item = Self> {
        Self::OF_A_RUN.into_iter().chain([Self::History])
    }

    /// The figure with this name; `None` if there is no such figure.
    pub fn parse(text: &str) -> Option<Self> {
        Self::of_posts().find(|name| name.to_string() == text).or_else(|| metric(text).map(Self::Metric))
    }
}

impl TableName {
    /// The tables of a native run, in the order of its page.
    pub const OF_A_RUN: [Self; 9] = [
        Self::Leaderboard,
        Self::Categories,
        Self::Outcomes,
        Self::Symmetry,
        Self::Runtimes,
        Self::Quantisations,
        Self::Cases,
        Self::Targets,
        Self::Machine,
    ];

    /// The table with this name; `None` if there is no such table.
    pub fn parse(text: &str) -> Option<Self> {
        Self::OF_A_RUN.into_iter().find(|name| name.to_string() == text).or_else(|| metric(text).map(Self::Metric))
    }
}

impl fmt::Display for FigureName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Qpr => formatter.write_str("qpr"),
            Self::Answers => formatter.write_str("answers"),
            Self::Ttft => formatter.write_str("ttft"),
            Self::Anatomy => formatter.write_str("anatomy"),
            Self::Runtimes => formatter.write_str("runtimes"),
            Self::Size => formatter.write_str("size"),
            Self::Bandwidth => formatter.write_str("bandwidth"),
            Self::Outcomes => formatter.write_str("outcomes"),
            Self::Symmetry => formatter.write_str("symmetry"),
            Self::Latency => formatter.write_str("latency"),
            Self::Strip => formatter.write_str("strip"),
            Self::History => formatter.write_str("history"),
            Self::Metric(number) => write!(formatter, "metric-{number}"),
        }
    }
}

impl fmt::Display for TableName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Leaderboard => formatter.write_str("leaderboard"),
            Self::Categories => formatter.write_str("categories"),
            Self::Symmetry => formatter.write_str("symmetry"),
            Self::Runtimes => formatter.write_str("runtimes"),
            Self::Quantisations => formatter.write_str("quantisations"),
            Self::Outcomes => formatter.write_str("outcomes"),
            Self::Cases => formatter.write_str("cases"),
            Self::Targets => formatter.write_str("targets"),
            Self::Machine => formatter.write_str("machine"),
            Self::Metric(number) => write!(formatter, "metric-{number}"),
        }
    }
}

/// The number in `metric-1`: from 1, without leading zeros, so that a metric has one name.
fn metric(text: &str) -> Option<usize> {
    let digits = text.strip_prefix("metric-")?;
    digits.parse().ok().filter(|number: &usize| *number > 0 && number.to_string() == digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_read_back() {
        for name in FigureName::of_posts().chain([FigureName::Metric(12)]) {
            assert_eq!(FigureName::parse(&name.to_string()), Some(name));
        }
        for name in TableName::OF_A_RUN.into_iter().chain([TableName::Metric(1)]) {
            assert_eq!(TableName::parse(&name.to_string()), Some(name));
        }
        for unknown in ["", "Qpr", "metric-", "metric-0", "metric-01", "metric--1"] {
            assert_eq!(FigureName::parse(unknown), None, "{unknown}");
        }
    }
}
