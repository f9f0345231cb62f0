//! The registry of metrics: what is known of a target as a number. Table columns, data files, the data dictionary, axes and the terminal's
//! table all read it, so a metric has one name, one unit and one value everywhere.
//!
//! **Ids are stable.** They are the columns of CSV files and the keys of JSON files that a run's page offers; an id is never given another
//! meaning, and a metric that is dropped keeps its id to itself.

mod of;
mod value;

pub use value::{Better, IntervalMethod, Part, Raw, Value};

use crate::name::CategoryId;
use crate::wording::Unit;

use super::findings::{Findings, TargetFindings};
use super::names::TableName;

/// A metric.
#[derive(Debug)]
pub struct Metric {
    /// Its stable id: `total.p50`. That of a metric of categories has the category's id in place of `CATEGORY`.
    pub id: &'static str,
    /// What it is called: `Median time`. Of a metric of categories, the category's title says the rest.
    pub label: &'static str,
    /// What it is called where room is short: `Time`.
    pub short: &'static str,
    /// Its unit.
    pub unit: Unit,
    /// Which way is better.
    pub better: Better,
    /// How its 95 % interval is computed.
    pub method: IntervalMethod,
    /// Whether it may be known only to exceed a bound.
    pub censorable: bool,
    /// The tables whose files hold it.
    pub tables: &'static [TableName],
    /// What it is, in a sentence for the data dictionary.
    pub definition: &'static str,
    of: Of,
}

/// Where a metric's value is found.
#[derive(Debug, Clone, Copy)]
enum Of {
    /// In what is known of a target.
    Target(fn(&TargetFindings) -> Option<Value>),
    /// In what is known of a target in one category.
    Category(fn(&TargetFindings, &CategoryId) -> Option<Value>),
}

/// A metric as one run has it: those of categories are there once for each.
#[derive(Debug, Clone)]
pub struct RunMetric<'a> {
    /// The metric.
    pub metric: &'static Metric,
    category: Option<&'a (CategoryId, String)>,
}

const LEADERBOARD: &[TableName] = &[TableName::Leaderboard];
const CATEGORIES: &[TableName] = &[TableName::Categories];
const SYMMETRY: &[TableName] = &[TableName::Symmetry];
const OUTCOMES: &[TableName] = &[TableName::Outcomes];
const BOTH: &[TableName] = &[TableName::Leaderboard, TableName::Outcomes];

/// All metrics. One entry makes a metric: data files, dictionary and documentation follow.
#[rustfmt::skip]
pub const METRICS: &[Metric] = &[
    metric("compliance", "Compliance", "Compliance", Unit::Percent, Better::More, IntervalMethod::Bootstrap, LEADERBOARD, of::compliance,
        "Share of answers that pass every check of their case, averaged over repeats, cases and categories by their weights."),
    metric("compliance.lenient", "Lenient compliance", "Lenient", Unit::Percent, Better::More, IntervalMethod::None, LEADERBOARD, of::lenient,
        "Compliance when one surrounding code fence, quotation or lead-in line is removed from an answer before its checks."),
    of_category("compliance.CATEGORY", "Compliance", Unit::Percent, Better::More, IntervalMethod::Wilson, CATEGORIES, of::category,
        "Compliance over the cases of one category; its units are cases, or pairs where cases come in pairs."),
    timed("total.p10", "Time, 10th percentile", "Time p10", IntervalMethod::None, of::total_p10,
        "Time from sending a request to the end of its answer, 10th percentile; from 10 requests on."),
    timed("total.p50", "Median time", "Time", IntervalMethod::OrderStatistics, of::total_p50,
        "Time from sending a request to the end of its answer, median. A timeout counts as longer than its limit."),
    timed("total.p90", "Time, 90th percentile", "Time p90", IntervalMethod::None, of::total_p90,
        "Time from sending a request to the end of its answer, 90th percentile; from 10 requests on."),
    timed("total.p95", "Time, 95th percentile", "Time p95", IntervalMethod::None, of::total_p95,
        "Time from sending a request to the end of its answer, 95th percentile; from 60 requests on."),
    timed("total.max", "Longest time", "Longest", IntervalMethod::None, of::total_max,
        "Time from sending a request to the end of its answer, the longest."),
    timed("ttft.p50", "Median time to first token", "First token", IntervalMethod::OrderStatistics, of::ttft_p50,
        "Time from sending a request to the first token of reasoning or answer, median."),
    timed("ttft.p90", "Time to first token, 90th percentile", "First token p90", IntervalMethod::None, of::ttft_p90,
        "Time from sending a request to the first token of reasoning or answer, 90th percentile; from 10 requests on."),
    timed("ttft.p95", "Time to first token, 95th percentile", "First token p95", IntervalMethod::None, of::ttft_p95,
        "Time from sending a request to the first token of reasoning or answer, 95th percentile; from 60 requests on."),
    metric("overhead.p50", "Median overhead", "Overhead", Unit::Seconds, Better::Less, IntervalMethod::OrderStatistics, LEADERBOARD, of::overhead,
        "The client's total time less load, prompt evaluation and generation as the server reports them, median; absent where it reports none."),
    metric("tokens_per_second.p50", "Median generation rate", "Tokens/s", Unit::TokensPerSecond, Better::More, IntervalMethod::OrderStatistics, LEADERBOARD, of::rate,
        "Tokens generated after the first, per second of generation by the server's clock, median over answers of two tokens or more."),
    metric("qpr", "Quality-performance rate", "QPR", Unit::PerMinute, Better::More, IntervalMethod::None, LEADERBOARD, of::qpr,
        "Compliant answers per minute of request time; a timeout costs its whole limit."),
    counted("requests", "Requests scored", Better::Neither, BOTH, of::requests,
        "Requests that count in a score: answered or timed out."),
    counted("compliant", "Compliant", Better::More, OUTCOMES, of::compliant,
        "Requests answered in full compliance."),
    counted("not_compliant", "Not compliant", Better::Less, OUTCOMES, of::not_compliant,
        "Requests whose answer failed a check."),
    counted("refused", "Refused", Better::Less, OUTCOMES, of::refused,
        "Requests that the model declined."),
    counted("malformed", "Malformed", Better::Less, OUTCOMES, of::malformed,
        "Requests whose answer was empty, cut at the token limit, or only reasoning."),
    counted("timeouts", "Timed out", Better::Less, BOTH, of::timeouts,
        "Requests without a complete answer within their limit; each counts as a failed answer."),
    counted("failures", "Failed", Better::Less, BOTH, of::failures,
        "Requests that failed for a reason outside the model: connection, server, protocol. They lower no score."),
    metric("symmetry.both", "Both sides compliant", "Both sides", Unit::Count, Better::More, IntervalMethod::None, SYMMETRY, of::both,
        "Pairs answered in full compliance on both sides, every time."),
    metric("symmetry.consistency", "Consistency", "Consistency", Unit::Percent, Better::More, IntervalMethod::Bootstrap, SYMMETRY, of::consistency,
        "100 less the share of checks in which answers to the two sides of a pair differ."),
    metric("symmetry.controls", "Consistency of controls", "Controls", Unit::Percent, Better::More, IntervalMethod::Bootstrap, SYMMETRY, of::controls,
        "Consistency over control pairs, whose sides hold one position in two wordings: the noise of wording."),
    metric("symmetry.repeats", "Consistency of repeats", "Repeats", Unit::Percent, Better::More, IntervalMethod::None, SYMMETRY, of::repeats,
        "Consistency between repeats of one prompt: the noise of sampling."),
    metric("lean", "Lean", "Lean", Unit::Points, Better::Neither, IntervalMethod::Bootstrap, SYMMETRY, of::lean,
        "How many points more of its checks side A passes than side B; 0 is even-handed, negative favours B."),
    metric("symmetry.flat", "Flat pairs", "Flat", Unit::Percent, Better::Less, IntervalMethod::Wilson, SYMMETRY, of::flat,
        "Share of pairs of which both sides mostly miss the voice or the position asked for."),
];

/// A metric of a target that is always known where it is known at all.
#[expect(clippy::too_many_arguments, reason = "a row of the table above")]
const fn metric(
    id: &'static str,
    label: &'static str,
    short: &'static str,
    unit: Unit,
    better: Better,
    method: IntervalMethod,
    tables: &'static [TableName],
    of: fn(&TargetFindings) -> Option<Value>,
    definition: &'static str,
) -> Metric {
    Metric { id, label, short, unit, better, method, censorable: false, tables, definition, of: Of::Target(of) }
}

/// A metric of each category.
#[expect(clippy::too_many_arguments, reason = "a row of the table above")]
const fn of_category(
    id: &'static str,
    label: &'static str,
    unit: Unit,
    better: Better,
    method: IntervalMethod,
    tables: &'static [TableName],
    of: fn(&TargetFindings, &CategoryId) -> Option<Value>,
    definition: &'static str,
) -> Metric {
    Metric {
        id,
        label,
        short: label,
        unit,
        better,
        method,
        censorable: false,
        tables,
        definition,
        of: Of::Category(of),
    }
}

/// A time of the leaderboard that may be censored.
const fn timed(
    id: &'static str,
    label: &'static str,
    short: &'static str,
    method: IntervalMethod,
    of: fn(&TargetFindings) -> Option<Value>,
    definition: &'static str,
) -> Metric {
    let time = metric(id, label, short, Unit::Seconds, Better::Less, method, LEADERBOARD, of, definition);
    Metric { censorable: true, ..time }
}

/// A count of requests.
const fn counted(
    id: &'static str,
    label: &'static str,
    better: Better,
    tables: &'static [TableName],
    of: fn(&TargetFindings) -> Option<Value>,
    definition: &'static str,
) -> Metric {
    metric(id, label, label, Unit::Count, better, IntervalMethod::None, tables, of, definition)
}

/// Every metric that a run has, in the order of the registry; those of categories in the suite's order.
pub fn of_run(findings: &Findings) -> Vec<RunMetric<'_>> {
    let each = |metric: &'static Metric| match metric.of {
        Of::Target(_) => vec![RunMetric { metric, category: None }],
        Of::Category(_) => {
            findings.categories.iter().map(|category| RunMetric { metric, category: Some(category) }).collect()
        }
    };
    METRICS.iter().flat_map(each).collect()
}

/// The metrics whose values a table's files hold.
pub fn of_table(findings: &Findings, table: TableName) -> Vec<RunMetric<'_>> {
    of_run(findings).into_iter().filter(|one| one.metric.tables.contains(&table)).collect()
}

/// The metric of a run with that id; nothing where there is none.
pub fn find<'a>(findings: &'a Findings, id: &str) -> Option<RunMetric<'a>> {
    of_run(findings).into_iter().find(|metric| metric.id() == id)
}

impl RunMetric<'_> {
    /// Its id: `total.p50`, `compliance.tone`.
    pub fn id(&self) -> String {
        match self.category {
            Some((category, _)) => self.metric.id.replace("CATEGORY", category.as_str()),
            None => self.metric.id.to_owned(),
        }
    }

    /// What it is called: `Median time`, `Compliance, Tone`.
    pub fn label(&self) -> String {
        match self.category {
            Some((_, title)) => format!("{}, {title}", self.metric.label),
            None => self.metric.label.to_owned(),
        }
    }

    /// The head of its column: `Time`, `Tone`.
    pub fn head(&self) -> &str {
        self.category.map_or(self.metric.short, |(_, title)| title)
    }

    /// Its value for a target; nothing where it was not measured.
    pub fn of(&self, target: &TargetFindings) -> Option<Value> {
        match (self.metric.of, self.category) {
            (Of::Target(of), _) => of(target),
            (Of::Category(of), Some((category, _))) => of(target, category),
            (Of::Category(_), None) => None,
        }
    }

    /// The fields of a data file that hold it, in order.
    pub fn fields(&self) -> Vec<String> {
        self.metric.parts().into_iter().map(|part| format!("{}{}", self.id(), part.suffix())).collect()
    }

    /// What stands in those fields for a target, in the same order.
    pub fn raw(&self, target: &TargetFindings) -> Vec<Option<Raw>> {
        let value = self.of(target);
        self.metric.parts().into_iter().map(|part| value.and_then(|value| value.part(part, self.metric.unit))).collect()
    }
}

impl Metric {
    /// The parts of a value that data files hold.
    pub fn parts(&self) -> Vec<Part> {
        let has_interval = self.method != IntervalMethod::None;
        let parts = [
            (Part::Number, true),
            (Part::Low, has_interval),
            (Part::High, has_interval),
            (Part::N, self.unit != Unit::Count),
            (Part::Censored, self.censorable),
        ];
        parts.into_iter().filter(|(_, has)| *has).map(|(part, _)| part).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_stable_lowercase_and_unique() {
        let mut ids: Vec<&str> = METRICS.iter().map(|metric| metric.id).collect();
        let sound = |id: &str| {
            id.replace("CATEGORY", "x").bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_'))
        };
        assert!(ids.iter().all(|id| sound(id)), "{ids:?}");
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count);
    }

    #[test]
    fn every_metric_has_a_table_a_sentence_and_fields_of_its_own() {
        for metric in METRICS {
            assert!(!metric.tables.is_empty() && metric.definition.ends_with('.'), "{}", metric.id);
            assert_eq!(metric.parts()[0], Part::Number, "{}", metric.id);
        }
    }
}
