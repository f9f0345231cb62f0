//! The registry of measures: the metrics of which two targets can be compared unit by unit, and the number of each unit.

use crate::analysis::metric::RunMetric;
use crate::analysis::symmetry::ScoredPair;
use crate::analysis::tally::CaseTally;
use crate::analysis::times::TimeKind;
use crate::record::Reading;

/// A metric of which two targets can be compared over the units that both have.
#[derive(Debug)]
pub struct Measure {
    /// The id of the metric: `total.p50`; that of categories is `compliance.CATEGORY`.
    pub metric: &'static str,
    /// What is compared: a ratio or a difference.
    pub by: ComparedBy,
    /// Whether it depends on the time of requests, so that targets which evaluated their prompts differently cannot be compared.
    pub of_times: bool,
    /// Which units it is compared over.
    pub over: Over,
    /// What it is called in a sentence, of two targets: `median time`.
    pub label: &'static str,
    pub(super) series: Series,
}

/// What two numbers of a measure are compared by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ComparedBy {
    /// Their ratio.
    Ratio,
    /// Their difference, of shares from -1 to 1.
    Difference,
}

/// The units of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// The sampling units of every category, with the weights of the score.
    Categories,
    /// The sampling units of one category.
    Category,
    /// All sampling units alike, each as much as its requests.
    Requests,
    /// The opposed pairs.
    Pairs,
}

/// Where a unit's number is found.
#[derive(Debug, Clone, Copy)]
pub(super) enum Series {
    /// In the scores of each sampling unit.
    Scores(Reading),
    /// In a target's trials of each case. Of a ratio, the logarithm; of a time, with the time that was waited for what did not come, and the
    /// clock's resolution for what is below it.
    Cases(fn(&CaseTally) -> Option<f64>),
    /// In those of each opposed pair.
    Pairs(fn(&ScoredPair<'_>) -> Option<f64>),
    /// In what the requests of each unit cost and gave.
    Spent,
}

/// All measures. To add one, add an entry.
#[rustfmt::skip]
pub const MEASURES: &[Measure] = &[
    measure("compliance", "compliance", ComparedBy::Difference, Over::Categories, false, Series::Scores(Reading::Strict)),
    measure("compliance.lenient", "lenient compliance", ComparedBy::Difference, Over::Categories, false, Series::Scores(Reading::Lenient)),
    measure("compliance.CATEGORY", "compliance", ComparedBy::Difference, Over::Category, false, Series::Scores(Reading::Strict)),
    measure("total.p50", "time", ComparedBy::Ratio, Over::Categories, true, Series::Cases(CaseTally::log_time)),
    measure("ttft.p50", "time to first token", ComparedBy::Ratio, Over::Categories, true, Series::Cases(|tally| Some(tally.paired.of(TimeKind::FirstToken)?.low))),
    measure("overhead.p50", "overhead", ComparedBy::Ratio, Over::Categories, true, Series::Cases(|tally| Some(tally.paired.of(TimeKind::Overhead)?.high))),
    measure("tokens_per_second.p50", "generation rate", ComparedBy::Ratio, Over::Categories, false, Series::Cases(CaseTally::log_rate)),
    measure("qpr", "QPR", ComparedBy::Ratio, Over::Requests, true, Series::Spent),
    measure("timeouts", "share of timeouts", ComparedBy::Difference, Over::Categories, true, Series::Cases(|tally| Some(f64::from(u8::from(tally.paired.timed_out()))))),
    measure("symmetry.consistency", "consistency", ComparedBy::Difference, Over::Pairs, false, Series::Pairs(|pair| Some(1.0 - pair.difference()?))),
    measure("lean", "lean", ComparedBy::Difference, Over::Pairs, false, Series::Pairs(|pair| pair.signed_difference())),
];

const fn measure(
    metric: &'static str,
    label: &'static str,
    by: ComparedBy,
    over: Over,
    of_times: bool,
    series: Series,
) -> Measure {
    Measure { metric, by, of_times, over, label, series }
}

impl Measure {
    /// The measure of a metric; `None` if two targets' values of it cannot be tested against each other.
    pub fn of(metric: &RunMetric<'_>) -> Option<&'static Self> {
        MEASURES.iter().find(|measure| measure.metric == metric.metric.id)
    }
}
