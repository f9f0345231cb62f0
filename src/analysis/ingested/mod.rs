//! Numbers that another tool measured: grouped by metric, with the interval that follows from their stated spread.
//!
//! Two kinds of spread give a 95 % interval:
//! - a *standard error* `se`, of the normal approximation that the tool itself uses: value -/+ 1.96 `se`;
//! - a *standard deviation* `sd` of `n >= 2` repetitions, of Student's t with `n - 1` degrees of freedom:
//!   value -/+ `t(0.975, n - 1) * sd / sqrt(n)`. Benchmarks repeat three or five times, where 1.96 in place of `t` (4.30, 2.78)
//!   would make the bars far too short.
//!
//! A spread of exactly zero gives no interval: four wrong answers of four are not a certain score of 0.

mod lead;

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::distributions::{Z, students_t};
use crate::analysis::family::family;
use crate::name::{RunId, Slug};
use crate::record::{ABOUT_THE_VALUE, IngestedRun, IngestedUnit, Measurement, Spread, SpreadKind};
use crate::wording;

pub use lead::{IngestedLead, ingested_leads};

/// What rates of generated tokens are of.
const GENERATION: &str = "generation";

/// An ingested run as pages show it.
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
    /// What it is of, where one metric is of different things: a throughput of prompts, of generation, or of both.
    pub of: Option<&'static str>,
    /// The unit as displayed, `tokens/s`; empty for a plain number.
    pub unit: String,
    /// Whether more is better; absent if not known, or if the rows differ.
    pub higher_is_better: Option<bool>,
    /// The rows, in the file's order.
    pub rows: Vec<IngestedRow>,
}

impl MetricGroup {
    /// The metric and what it is of: `throughput of prompts`.
    pub fn named(&self) -> String {
        self.of.map_or_else(|| self.name.clone(), |of| format!("{} of {of}", self.name))
    }

    /// How its values came about, where all are other than the tool measured them: `rounded to 2 decimals by llama-bench`.
    pub fn about_the_values(&self) -> Option<&str> {
        let mut all = self.rows.iter().map(|row| row.conditions.iter().find(|(name, _)| name == ABOUT_THE_VALUE));
        let first = all.next()??;
        all.all(|other| other == Some(first)).then_some(first.1.as_str())
    }
}

/// One measurement as pages show it.
#[derive(Debug, Clone, PartialEq)]
pub struct IngestedRow {
    /// The row's anchor: a slug, unique in the run.
    pub key: String,
    /// The model; untrusted text.
    pub model: String,
    /// The model's family, for colour.
    pub family: String,
    /// The test.
    pub test: String,
    /// The number; absent if the tool gave none.
    pub value: Option<f64>,
    /// The 95 % interval, from a standard error, or from a standard deviation of at least 2 repetitions.
    pub interval: Option<(f64, f64)>,
    /// The spread in words: `standard error 0.012`, `standard deviation 0.43 of 5`.
    pub spread: Option<String>,
    /// Samples or repetitions.
    pub n: Option<u64>,
    /// Bytes of the model file.
    pub model_size: Option<u64>,
    /// Parameters.
    pub parameters: Option<u64>,
    /// Other conditions that distinguish it from other rows: name and value.
    pub conditions: Vec<(String, String)>,
}

/// The measurements of a run, grouped by metric and unit in the file's order.
pub fn summarise(run: &IngestedRun) -> IngestedFindings {
    let mut groups: Vec<MetricGroup> = Vec::new();
    let mut places: BTreeMap<(&str, IngestedUnit, Option<&str>), usize> = BTreeMap::new();
    let mut keys = Keys::default();
    for measurement in &run.measurements {
        let metric = &measurement.metric;
        let of = of_test(metric.unit, &measurement.test);
        let place = *places.entry((&metric.name, metric.unit, of)).or_insert_with(|| {
            groups.push(MetricGroup {
                name: metric.name.clone(),
                of,
                unit: unit_word(metric.unit).to_owned(),
                higher_is_better: metric.higher_is_better,
                rows: Vec::new(),
            });
            groups.len() - 1
        });
        let group = &mut groups[place];
        // Rows of one metric should agree; if a file contradicts itself, neither direction is trusted.
        if group.higher_is_better != metric.higher_is_better {
            group.higher_is_better = None;
        }
        group.rows.push(row(measurement, &mut keys));
    }
    IngestedFindings { run: run.id.clone(), tool: run.source.tool.clone(), groups }
}

/// What a rate is of, by the name of its test, as llama-bench has them: `pp512`, `tg128`, `pp512+tg128`. One is a hundred times another, and
/// no axis has room for both.
fn of_test(unit: IngestedUnit, test: &str) -> Option<&'static str> {
    let begins = |with: &str| {
        test.strip_prefix(with).is_some_and(|rest| rest.starts_with(|letter: char| letter.is_ascii_digit()))
    };
    match unit {
        IngestedUnit::TokensPerSecond if begins("pp") && test.contains("+tg") => Some("prompts and generation"),
        IngestedUnit::TokensPerSecond if begins("pp") => Some("prompts"),
        IngestedUnit::TokensPerSecond if begins("tg") => Some(GENERATION),
        _ => None,
    }
}

/// A unit as displayed; empty for a plain number.
fn unit_word(unit: IngestedUnit) -> &'static str {
    match unit {
        IngestedUnit::TokensPerSecond => "tokens/s",
        IngestedUnit::Milliseconds => "ms",
        IngestedUnit::Plain => "",
    }
}

fn row(measurement: &Measurement, keys: &mut Keys) -> IngestedRow {
    let spread = measurement.spread;
    IngestedRow {
        key: keys.mint(&format!("{} {} {}", measurement.model, measurement.test, measurement.metric.name)),
        model: measurement.model.clone(),
        family: family(&measurement.model),
        test: measurement.test.clone(),
        value: measurement.value,
        interval: measurement.value.zip(spread).and_then(|(value, spread)| interval(value, spread, measurement.n)),
        spread: spread.map(|spread| spread_in_words(spread, measurement.n)),
        n: measurement.n,
        model_size: measurement.model_size.map(|size| size.0),
        parameters: measurement.parameters.map(|count| count.0),
        conditions: measurement.conditions.clone(),
    }
}

/// The 95 % interval around `value`; `None` without a spread that gives one.
fn interval(value: f64, spread: Spread, n: Option<u64>) -> Option<(f64, f64)> {
    let half = match spread.kind {
        SpreadKind::StandardError => Z * spread.value,
        SpreadKind::StandardDeviation => {
            let n = n.filter(|n| *n >= 2)?;
            students_t(n - 1) * spread.value / (n as f64).sqrt()
        }
    };
    let (low, high) = (value - half, value + half);
    (half > 0.0 && low.is_finite() && high.is_finite()).then_some((low, high))
}

fn spread_in_words(spread: Spread, n: Option<u64>) -> String {
    let value = wording::significant(spread.value);
    match (spread.kind, n) {
        (SpreadKind::StandardError, _) => format!("standard error {value}"),
        (SpreadKind::StandardDeviation, Some(n)) => format!("standard deviation {value} of {n}"),
        (SpreadKind::StandardDeviation, None) => format!("standard deviation {value}"),
    }
}

/// The row keys given out so far.
#[derive(Default)]
struct Keys {
    taken: BTreeSet<String>,
    /// The next number to try for each slug, so that a thousand rows of one name take linear time.
    next: BTreeMap<String, usize>,
}

impl Keys {
    /// A slug of `text` that no row has yet, with `-2`, `-3` if needed.
    fn mint(&mut self, text: &str) -> String {
        let wanted = Slug::from_text(text).to_string();
        let next = self.next.entry(wanted.clone()).or_insert(1);
        loop {
            let key =
                if *next == 1 { wanted.clone() } else { Slug::from_text(&format!("{wanted}-{next}")).to_string() };
            *next += 1;
            if self.taken.insert(key.clone()) {
                return key;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{IngestedMetric, Source};

    fn measurement(test: &str, metric: &str) -> Measurement {
        Measurement {
            model: "Qwen2.5-7B".to_owned(),
            test: test.to_owned(),
            metric: IngestedMetric { name: metric.to_owned(), unit: IngestedUnit::Plain, higher_is_better: Some(true) },
            value: Some(0.5),
            spread: None,
            n: None,
            samples: Vec::new(),
            model_size: None,
            parameters: None,
            conditions: Vec::new(),
        }
    }

    fn summary_of(measurements: Vec<Measurement>) -> IngestedFindings {
        let source = Source {
            tool: "tool".to_owned(),
            tool_version: None,
            format: "json".to_owned(),
            file: "a.json".to_owned(),
            digest: "0".to_owned(),
        };
        let id = RunId::from(Slug::from_text("a"));
        summarise(&IngestedRun { id, source, measured: None, environment: Vec::new(), measurements })
    }

    fn interval_of(kind: SpreadKind, value: f64, n: Option<u64>) -> Option<(f64, f64)> {
        let mut one = measurement("asdiv", "acc");
        (one.spread, one.n) = (Some(Spread { kind, value }), n);
        summary_of(vec![one]).groups[0].rows[0].interval
    }

    #[test]
    fn rows_are_grouped_by_metric_and_unit_in_the_files_order() {
        let mut slow = measurement("a", "throughput");
        slow.metric.unit = IngestedUnit::TokensPerSecond;
        let findings = summary_of(vec![measurement("a", "zeta"), slow, measurement("b", "zeta")]);
        let shape: Vec<_> = findings.groups.iter().map(|g| (g.name.as_str(), g.unit.as_str(), g.rows.len())).collect();
        assert_eq!(shape, [("zeta", "", 2), ("throughput", "tokens/s", 1)]);
        assert_eq!(findings.groups[0].rows[0].family, "qwen");
    }

    #[test]
    fn a_direction_that_rows_disagree_on_is_not_known() {
        let mut other = measurement("b", "acc");
        other.metric.higher_is_better = Some(false);
        assert_eq!(summary_of(vec![measurement("a", "acc"), other]).groups[0].higher_is_better, None);
    }

    #[test]
    fn a_standard_error_spans_1_96_of_itself_to_either_side() {
        let (low, high) = interval_of(SpreadKind::StandardError, 0.1, None).expect("there is one");
        assert!((low - 0.304).abs() < 1e-5 && (high - 0.696).abs() < 1e-5, "{low} {high}");
    }

    #[test]
    fn a_standard_deviation_of_five_spans_students_t() {
        let (low, high) = interval_of(SpreadKind::StandardDeviation, 0.1, Some(5)).expect("there is one");
        let half = 2.776 * 0.1 / 5_f64.sqrt();
        assert!((low - (0.5 - half)).abs() < 1e-12 && (high - (0.5 + half)).abs() < 1e-12, "{low} {high}");
    }

    #[test]
    fn one_repetition_an_unknown_number_and_a_zero_spread_give_no_interval() {
        assert_eq!(interval_of(SpreadKind::StandardDeviation, 0.1, Some(1)), None);
        assert_eq!(interval_of(SpreadKind::StandardDeviation, 0.1, None), None);
        assert_eq!(interval_of(SpreadKind::StandardError, 0.0, Some(4)), None);
    }

    #[test]
    fn how_values_came_about_is_said_where_all_came_about_so() {
        let about = |text: Option<&str>| {
            let mut one = measurement("a", "acc");
            one.conditions = text.map(|text| (ABOUT_THE_VALUE.to_owned(), text.to_owned())).into_iter().collect();
            one
        };
        let said = |all: Vec<Measurement>| summary_of(all).groups[0].about_the_values().map(str::to_owned);
        assert_eq!(said(vec![about(Some("rounded")), about(Some("rounded"))]).as_deref(), Some("rounded"));
        assert_eq!(said(vec![about(Some("rounded")), about(None)]), None);
        assert_eq!(said(vec![about(None)]), None);
    }

    #[test]
    fn spreads_are_worded() {
        let said = |kind, n| spread_in_words(Spread { kind, value: 0.4306 }, n);
        assert_eq!(said(SpreadKind::StandardDeviation, Some(5)), "standard deviation 0.431 of 5");
        assert_eq!(said(SpreadKind::StandardDeviation, None), "standard deviation 0.431");
        assert_eq!(said(SpreadKind::StandardError, Some(5)), "standard error 0.431");
    }

    #[test]
    fn rows_of_one_name_get_different_keys() {
        let mut trap = measurement("a", "acc");
        trap.model = "Qwen2.5-7B a acc".to_owned();
        (trap.test, trap.metric.name) = ("2".to_owned(), String::new());
        let rows = |test| measurement(test, "acc");
        let findings = summary_of(vec![trap, rows("a"), rows("a"), rows("a")]);
        let keys: BTreeSet<&str> =
            findings.groups.iter().flat_map(|g| g.rows.iter().map(|row| row.key.as_str())).collect();
        assert_eq!(keys.len(), 4, "{keys:?}");
        assert!(keys.iter().all(|key| Slug::parse(key).is_ok()), "{keys:?}");
    }
}
