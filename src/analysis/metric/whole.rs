//! Numbers of a whole run, of a model on two runtimes, and ranks: what a post can name besides the metrics of a target. Their ids are stable like
//! those of [`super::METRICS`]; the ids of pairs are fields of the table `runtimes`, those of ranks of `leaderboard`.

use std::collections::BTreeSet;

use crate::analysis::compare::RankRange;
use crate::analysis::estimate::{Bounds, Difference};
use crate::analysis::findings::{Findings, TargetFindings};
use crate::analysis::front::Front;
use crate::analysis::names::TableName;
use crate::analysis::ratio::TimeRatio;
use crate::analysis::runtimes::RuntimePair;
use crate::record::Runtime;
use crate::wording::Unit;

use super::value::{IntervalMethod, Value};

/// A number of a whole run.
#[derive(Debug)]
pub struct WholeMetric {
    /// Its stable id: `targets.best`.
    pub id: &'static str,
    /// Its name: `Targets that could be the best`.
    pub label: &'static str,
    /// The table that shows it.
    pub table: TableName,
    /// Its unit.
    pub unit: Unit,
    of: fn(&Findings) -> f64,
}

/// An end of a target's range of ranks.
#[derive(Debug)]
pub struct RankMetric {
    /// Its stable id: `rank.best`.
    pub id: &'static str,
    /// Its name.
    pub label: &'static str,
    of: fn(RankRange) -> usize,
}

/// A number of a model on two runtimes.
#[derive(Debug)]
pub struct PairMetric {
    /// Its stable id: `total.ratio`.
    pub id: &'static str,
    /// Its name.
    pub label: &'static str,
    /// Its unit.
    pub unit: Unit,
    /// How its 95 % interval is computed.
    pub method: IntervalMethod,
    /// Its value; `None` if the pair does not have it.
    pub of: fn(&RuntimePair) -> Option<Value>,
}

impl WholeMetric {
    /// Its value. A count of targets is one among all of them: `seven of seventeen`.
    pub fn value(&self, findings: &Findings) -> Value {
        let n = if self.id.starts_with("targets") { findings.targets.len() } else { 0 };
        Value::plain((self.of)(findings), n)
    }
}

impl RankMetric {
    /// The rank, 1 being the best; `None` of a target that is not ranked.
    pub fn of(&self, target: &TargetFindings) -> Option<Value> {
        target.rank.map(|rank| Value::plain((self.of)(rank) as f64, 0))
    }
}

/// The ends of a target's range of ranks.
pub const RANKS: [RankMetric; 2] = [
    RankMetric { id: "rank.best", label: "Best rank that the data allow", of: |rank| rank.best },
    RankMetric { id: "rank.worst", label: "Worst rank that the data allow", of: |rank| rank.worst },
];

/// All numbers of a whole run.
#[rustfmt::skip]
pub const WHOLE: [WholeMetric; 11] = [
    whole("targets", "Targets", TableName::Leaderboard, |findings| findings.targets.len() as f64),
    whole("targets.ranked", "Targets with a rank", TableName::Leaderboard, |findings| ranks(findings).count() as f64),
    whole("targets.best", "Targets that could be the best", TableName::Leaderboard, |findings| ranks(findings).filter(|best| *best == 1).count() as f64),
    whole("targets.front", "Targets certainly on the Pareto front", TableName::Leaderboard, |findings| on_front(findings, Front::Certain)),
    whole("targets.possible_front", "Targets on the Pareto front of the estimates", TableName::Leaderboard, |findings| on_front(findings, Front::Certain) + on_front(findings, Front::Possible)),
    whole("targets.lean", "Targets with a certain lean", TableName::Symmetry, leans),
    whole("cases", "Cases", TableName::Cases, |findings| findings.coverage.cases as f64),
    whole("categories", "Categories", TableName::Categories, |findings| findings.categories.len() as f64),
    whole("runtimes", "Runtimes", TableName::Targets, runtimes),
    whole("runtimes.pairs", "Models on two runtimes", TableName::Runtimes, |findings| findings.runtimes.len() as f64),
    WholeMetric { id: "limit", label: "Time limit of a request", table: TableName::Leaderboard, unit: Unit::Seconds, of: |findings| findings.limits.1.as_secs_f64() },
];

/// All numbers of a model on two runtimes.
#[rustfmt::skip]
pub const PAIRS: [PairMetric; 9] = [
    pair("total.ratio", "Ratio of times to the complete answer, other to first", Unit::Plain, |pair| ratio(pair.total)),
    pair("total.factor", "Times as fast to the complete answer, the faster runtime", Unit::Plain, |pair| factor(pair.total)),
    pair("ttft.ratio", "Ratio of times to the first token, other to first", Unit::Plain, |pair| ratio(pair.first_token)),
    pair("ttft.factor", "Times as fast to the first token, the faster runtime", Unit::Plain, |pair| factor(pair.first_token)),
    pair("overhead.ratio", "Ratio of overheads, other to first", Unit::Plain, |pair| ratio(pair.overhead)),
    pair("compliance.difference", "Difference in compliance, other less first", Unit::Points, |pair| pair.compliance.map(difference)),
    pair("answers", "Answers to the same prompt on both runtimes", Unit::Count, |pair| Some(count(pair.inputs.answers, pair.cases.n))),
    pair("answers.identical", "Answers identical on both runtimes", Unit::Count, |pair| Some(count(pair.inputs.identical, pair.inputs.answers))),
    pair("paired.cases", "Cases measured on both runtimes", Unit::Count, |pair| Some(count(pair.cases.n, pair.cases.n))),
];

const fn whole(id: &'static str, label: &'static str, table: TableName, of: fn(&Findings) -> f64) -> WholeMetric {
    WholeMetric { id, label, table, unit: Unit::Count, of }
}

const fn pair(id: &'static str, label: &'static str, unit: Unit, of: fn(&RuntimePair) -> Option<Value>) -> PairMetric {
    let method = match unit {
        Unit::Plain => IntervalMethod::OrderStatistics,
        Unit::Points => IntervalMethod::Difference,
        _ => IntervalMethod::None,
    };
    PairMetric { id, label, unit, method, of }
}

/// The best possible rank of every ranked target.
fn ranks(findings: &Findings) -> impl Iterator<Item = usize> {
    findings.targets.iter().filter_map(|target| target.rank.map(|rank| rank.best))
}

fn on_front(findings: &Findings, place: Front) -> f64 {
    findings.targets.iter().filter(|target| target.front == place).count() as f64
}

fn runtimes(findings: &Findings) -> f64 {
    let all: BTreeSet<Runtime> = findings.targets.iter().map(|target| target.subject.runtime).collect();
    all.len() as f64
}

fn leans(findings: &Findings) -> f64 {
    let lean = findings.targets.iter().filter_map(|target| target.symmetry.as_ref()?.lean);
    lean.filter(|lean| lean.certain).count() as f64
}

fn count(count: usize, n: usize) -> Value {
    Value::plain(count as f64, n)
}

/// A ratio that is known; one that timeouts only bound has no number.
fn ratio(ratio: Option<TimeRatio>) -> Option<Value> {
    let ratio = ratio?;
    known(ratio.median, ratio.interval, ratio.n)
}

/// The ratio the way that makes it at least 1.
fn factor(ratio: Option<TimeRatio>) -> Option<Value> {
    let ratio = ratio?;
    match ratio.median.low < 1.0 {
        true => known(ratio.median.inverse(), ratio.interval.map(Bounds::inverse), ratio.n),
        false => known(ratio.median, ratio.interval, ratio.n),
    }
}

fn known(median: Bounds, interval: Option<Bounds>, n: usize) -> Option<Value> {
    let interval = interval.map(|ends| (ends.low, Some(ends.high).filter(|high| high.is_finite())));
    (median.low == median.high).then_some(Value { number: median.low, interval, n, censored: false })
}

fn difference(difference: Difference) -> Value {
    let Difference { value, low, high, n, .. } = difference;
    Value { number: value * 100.0, interval: Some((low * 100.0, Some(high * 100.0))), n, censored: false }
}
