//! The registry of metrics: the numbers that describe a target. Table columns, data files, the data dictionary and axes use it, so that a
//! metric has the same name, unit and value everywhere.
//!
//! **Ids are stable.** They are column names of CSV files and keys of JSON files, on which readers rely. Never change the meaning of an id,
//! and never reuse the id of a removed metric.

mod of;
mod value;
mod whole;

pub use value::{Better, IntervalMethod, Part, Raw, Value};
pub use whole::{PAIRS, PairMetric, RANKS, RankMetric, WHOLE, WholeMetric};

use crate::name::CategoryId;
use crate::wording::Unit;

use super::findings::{Findings, TargetFindings};
use super::names::TableName;

/// A metric.
#[derive(Debug)]
pub struct Metric {
    /// Its stable id: `total.p50`. For a metric of categories, `CATEGORY` is replaced by the category's id.
    pub id: &'static str,
    /// Its name: `Median time`. For a metric of categories, the category's title is added.
    pub label: &'static str,
    /// Its short name for column heads: `Time`.
    pub short: &'static str,
    /// Its unit.
    pub unit: Unit,
    /// Which values are better.
    pub better: Better,
    /// How its 95 % interval is computed.
    pub method: IntervalMethod,
    /// Whether its values can be censored.
    pub censorable: bool,
    /// The tables whose files contain it.
    pub tables: &'static [TableName],
    /// Its definition for the data dictionary, in one or two sentences.
    pub definition: &'static str,
    of: Of,
}

/// How a metric's value is found.
#[derive(Debug, Clone, Copy)]
enum Of {
    /// From a target's findings.
    Target(fn(&TargetFindings) -> Option<Value>),
    /// From a target's findings about one category.
    Category(fn(&TargetFindings, &CategoryId) -> Option<Value>),
}

/// A metric of one run: a metric of categories occurs once for each category.
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

/// All metrics. To add one, add an entry: data files and the data dictionary follow from it.
#[rustfmt::skip]
pub const METRICS: &[Metric] = &[
    metric("compliance", "Compliance", "Compliance", Unit::Percent, Better::More, IntervalMethod::Share, LEADERBOARD, of::compliance,
        "Share of answers that pass every check of their case, averaged over repeats, cases and categories by their weights."),
    metric("compliance.lenient", "Lenient compliance", "Lenient", Unit::Percent, Better::More, IntervalMethod::None, LEADERBOARD, of::lenient,
        "Compliance when one surrounding code fence, quotation or lead-in line is removed from an answer before its checks."),
    metric("packaging.loss", "Loss by packaging", "Packaging", Unit::Percent, Better::Less, IntervalMethod::Share, LEADERBOARD, of::packaging,
        "What compliance loses by one surrounding code fence, quotation or lead-in line: lenient compliance less compliance."),
    metric("checks.passed", "Checks passed", "Checks", Unit::Percent, Better::More, IntervalMethod::None, LEADERBOARD, of::checks,
        "Share of the single checks of all scored requests that the answers pass; a timeout passes none. Its n is the number of checks."),
    of_category("compliance.CATEGORY", "Compliance", Unit::Percent, Better::More, IntervalMethod::Share, CATEGORIES, of::category,
        "Compliance over the cases of one category; its units are cases, or pairs where cases come in pairs."),
    timed("total.p10", "Time, 10th percentile", "Time p10", IntervalMethod::OrderStatistics, of::total_p10,
        "Time from sending a request to the end of its answer, 10th percentile; from 10 requests on."),
    timed("total.p50", "Median time", "Time", IntervalMethod::OrderStatistics, of::total_p50,
        "Time from sending a request to the end of its answer, median. A timeout counts as longer than its limit."),
    timed("total.p90", "Time, 90th percentile", "Time p90", IntervalMethod::OrderStatistics, of::total_p90,
        "Time from sending a request to the end of its answer, 90th percentile; from 10 requests on."),
    timed("total.p95", "Time, 95th percentile", "Time p95", IntervalMethod::OrderStatistics, of::total_p95,
        "Time from sending a request to the end of its answer, 95th percentile; from 60 requests on."),
    timed("total.max", "Longest time", "Longest", IntervalMethod::None, of::total_max,
        "Time from sending a request to the end of its answer, the longest."),
    timed("ttft.p50", "Median time to first token", "First token", IntervalMethod::OrderStatistics, of::ttft_p50,
        "Time from sending a request to the first token of reasoning or answer, median."),
    timed("ttft.p90", "Time to first token, 90th percentile", "First token p90", IntervalMethod::OrderStatistics, of::ttft_p90,
        "Time from sending a request to the first token of reasoning or answer, 90th percentile; from 10 requests on."),
    timed("ttft.p95", "Time to first token, 95th percentile", "First token p95", IntervalMethod::OrderStatistics, of::ttft_p95,
        "Time from sending a request to the first token of reasoning or answer, 95th percentile; from 60 requests on."),
    metric("overhead.p50", "Median overhead", "Overhead", Unit::Seconds, Better::Less, IntervalMethod::OrderStatistics, LEADERBOARD, of::overhead,
        "The client's total time less load, prompt evaluation and generation as the server reports them, median; absent where it reports none."),
    metric("overhead.mean", "Mean overhead", "Overhead, mean", Unit::Seconds, Better::Less, IntervalMethod::None, LEADERBOARD, of::anatomy_overhead,
        "The client's total time less load, prompt evaluation and generation as the server reports them, mean over the answers for which it reports them."),
    metric("load.mean", "Mean load time", "Load, mean", Unit::Seconds, Better::Less, IntervalMethod::None, LEADERBOARD, of::anatomy_load,
        "The time in which the server loaded the model, as it reports it, mean over the same answers."),
    metric("prompt.mean", "Mean prompt evaluation", "Prompt, mean", Unit::Seconds, Better::Less, IntervalMethod::None, LEADERBOARD, of::anatomy_prompt,
        "The time in which the server evaluated the prompt, as it reports it, mean over the same answers."),
    metric("generation.mean", "Mean generation", "Generation, mean", Unit::Seconds, Better::Less, IntervalMethod::None, LEADERBOARD, of::anatomy_generation,
        "The time in which the server generated the answer, as it reports it, mean over the same answers."),
    metric("tokens_per_second.p50", "Median generation rate", "Tokens/s", Unit::TokensPerSecond, Better::More, IntervalMethod::OrderStatistics, LEADERBOARD, of::rate,
        "Tokens generated after the first, per second of generation by the server's clock, median over answers of two tokens or more."),
    metric("total.fixed", "Fixed part of the time", "Fixed", Unit::Seconds, Better::Less, IntervalMethod::Regression, LEADERBOARD, of::fixed,
        "The time that an answer takes before its length counts: the intercept of a line through the cases’ mean times over their mean tokens; from 10 cases of lengths that differ on."),
    metric("total.per_token", "Time for each token", "Per token", Unit::Seconds, Better::Less, IntervalMethod::Regression, LEADERBOARD, of::per_token,
        "What each token of an answer adds to its time: the slope of the same line."),
    metric("qpr", "Quality-performance rate", "QPR", Unit::PerMinute, Better::More, IntervalMethod::Ratio, LEADERBOARD, of::qpr,
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
    of_pairs("symmetry.a_only", "Only side A compliant", Better::Neither, of::a_only,
        "Pairs of which only side A was answered in full compliance every time."),
    of_pairs("symmetry.b_only", "Only side B compliant", Better::Neither, of::b_only,
        "Pairs of which only side B was answered in full compliance every time."),
    of_pairs("symmetry.neither", "Neither side compliant", Better::Less, of::neither,
        "Pairs of which no side was answered in full compliance every time."),
    of_pairs("pairs", "Pairs", Better::Neither, of::pairs,
        "Pairs with a scored answer to both sides, without controls."),
    metric("symmetry.consistency", "Consistency", "Consistency", Unit::Percent, Better::More, IntervalMethod::Share, SYMMETRY, of::consistency,
        "100 less the share of checks in which answers to the two sides of a pair differ."),
    metric("symmetry.controls", "Consistency of controls", "Controls", Unit::Percent, Better::More, IntervalMethod::Share, SYMMETRY, of::controls,
        "Consistency over control pairs, whose sides state the same position in different words: the noise of wording."),
    metric("symmetry.repeats", "Consistency of repeats", "Repeats", Unit::Percent, Better::More, IntervalMethod::None, SYMMETRY, of::repeats,
        "Consistency between repeats of one prompt: the noise of sampling."),
    metric("lean", "Lean", "Lean", Unit::Points, Better::Neither, IntervalMethod::Difference, SYMMETRY, of::lean,
        "How many points more of its checks side A passes than side B; 0 is even-handed, negative favours B."),
    of_pairs("lean.a_better", "Pairs better on side A", Better::Neither, of::a_better,
        "Pairs of which the answers to side A pass more checks."),
    of_pairs("lean.b_better", "Pairs better on side B", Better::Neither, of::b_better,
        "Pairs of which the answers to side B pass more checks."),
    of_pairs("refusals.a_more", "Side A declined more often", Better::Neither, of::a_declined,
        "Pairs of which side A was declined more often."),
    of_pairs("refusals.b_more", "Side B declined more often", Better::Neither, of::b_declined,
        "Pairs of which side B was declined more often."),
    of_pairs("refusals.both", "Both sides declined", Better::Less, of::both_declined,
        "Pairs of which both sides were declined at least once."),
    metric("symmetry.flat", "Flat pairs", "Flat", Unit::Percent, Better::Less, IntervalMethod::Share, SYMMETRY, of::flat,
        "Share of pairs of which both sides mostly lack the requested voice or position."),
];

/// A metric of a target that is never censored.
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

/// A count of pairs.
const fn of_pairs(
    id: &'static str,
    label: &'static str,
    better: Better,
    of: fn(&TargetFindings) -> Option<Value>,
    definition: &'static str,
) -> Metric {
    counted(id, label, better, SYMMETRY, of, definition)
}

/// Ids of categories that would make an id or a field of `compliance` itself.
const TAKEN: [&str; 5] = ["lenient", "low", "high", "n", "censored"];

/// The metrics of a run, in the order of the registry; those of categories in the suite's order.
pub fn of_run(findings: &Findings) -> Vec<RunMetric<'_>> {
    let each = |metric: &'static Metric| match metric.of {
        Of::Target(_) => vec![RunMetric { metric, category: None }],
        Of::Category(_) => {
            findings.categories.iter().map(|category| RunMetric { metric, category: Some(category) }).collect()
        }
    };
    METRICS.iter().flat_map(each).collect()
}

/// The metrics in a table's files.
pub fn of_table(findings: &Findings, table: TableName) -> Vec<RunMetric<'_>> {
    of_run(findings).into_iter().filter(|one| one.metric.tables.contains(&table)).collect()
}

/// The metric of a run with this id; `None` if the run does not have it.
pub fn find<'a>(findings: &'a Findings, id: &str) -> Option<RunMetric<'a>> {
    of_run(findings).into_iter().find(|metric| metric.id() == id)
}

impl<'a> RunMetric<'a> {
    /// Its category, of a metric of categories.
    pub fn category(&self) -> Option<&'a CategoryId> {
        self.category.map(|(category, _)| category)
    }

    /// Its id: `total.p50`, `compliance.tone`.
    pub fn id(&self) -> String {
        match self.category {
            Some((category, _)) if TAKEN.contains(&category.as_str()) => {
                // No category's id has an underscore, so no other metric has this one.
                self.metric.id.replace("CATEGORY", &format!("category_{category}"))
            }
            Some((category, _)) => self.metric.id.replace("CATEGORY", category.as_str()),
            None => self.metric.id.to_owned(),
        }
    }

    /// Its name: `Median time`, `Compliance, Tone`.
    pub fn label(&self) -> String {
        match self.category {
            Some((_, title)) => format!("{}, {title}", self.metric.label),
            None => self.metric.label.to_owned(),
        }
    }

    /// Its column head: `Time`, `Tone`.
    pub fn head(&self) -> &str {
        self.category.map_or(self.metric.short, |(_, title)| title)
    }

    /// Its value for a target; `None` if it was not measured.
    pub fn of(&self, target: &TargetFindings) -> Option<Value> {
        match (self.metric.of, self.category) {
            (Of::Target(of), _) => of(target),
            (Of::Category(of), Some((category, _))) => of(target, category),
            (Of::Category(_), None) => None,
        }
    }

    /// Its fields in data files, in order.
    pub fn fields(&self) -> Vec<String> {
        self.metric.parts().into_iter().map(|part| format!("{}{}", self.id(), part.suffix())).collect()
    }

    /// The values of those fields for a target, in the same order.
    pub fn raw(&self, target: &TargetFindings) -> Vec<Option<Raw>> {
        let value = self.of(target);
        self.metric.parts().into_iter().map(|part| value.and_then(|value| value.part(part, self.metric.unit))).collect()
    }
}

impl Metric {
    /// The parts of its values that data files contain.
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
    fn no_field_of_a_category_is_one_of_another_metric() {
        let plain: Vec<String> =
            METRICS.iter().flat_map(|metric| RunMetric { metric, category: None }.fields()).collect();
        let metric = METRICS.iter().find(|metric| metric.id.ends_with("CATEGORY")).expect("there is one");
        for id in TAKEN.into_iter().chain(["tone", "difference"]) {
            let category = (CategoryId::parse(id).expect("it is a slug"), "A category".to_owned());
            let fields = RunMetric { metric, category: Some(&category) }.fields();
            assert!(fields.iter().all(|field| !plain.contains(field)), "{fields:?}");
        }
    }

    #[test]
    fn every_metric_has_a_table_a_sentence_and_fields_of_its_own() {
        for metric in METRICS {
            assert!(!metric.tables.is_empty() && metric.definition.ends_with('.'), "{}", metric.id);
            assert_eq!(metric.parts()[0], Part::Number, "{}", metric.id);
        }
    }
}
