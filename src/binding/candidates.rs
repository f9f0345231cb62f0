//! Every number of a post's runs, as a loose number may mean it.

use crate::analysis::ingested::IngestedFindings;
use crate::analysis::metric::{self, PAIRS, Part, RANKS, Value, WHOLE};
use crate::analysis::{Findings, RunData, Subject};
use crate::wording::Unit;
use crate::written::Known;

use super::runs::{BoundRun, PostRuns};

/// A number of a run and the query for it.
#[derive(Debug, Clone)]
pub(super) struct Candidate<'a> {
    /// The number.
    pub(super) known: Known,
    /// Its value and unit, for messages.
    pub(super) value: Value,
    pub(super) unit: Unit,
    /// The metric's id.
    pub(super) metric: String,
    /// The target or targets that it is about; none for a whole run.
    pub(super) about: Vec<&'a Subject>,
    /// The directive's query: `ttft.p50 of qwen3:8b`.
    pub(super) query: String,
    /// What of a metric it is.
    pub(super) of: OfMetric,
    /// The run's name in the post, if it has one.
    pub(super) run: Option<&'a str>,
}

/// What of a metric a candidate is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OfMetric {
    /// The number itself.
    Number,
    /// A count as a share of those that it is among.
    Share,
    /// An end of its interval.
    End,
    /// The number of a whole run, about no target.
    Whole,
}

impl Candidate<'_> {
    /// Whether it is about one category.
    pub(super) fn is_of_category(&self) -> bool {
        self.metric.starts_with("compliance.") && self.metric != "compliance.lenient"
    }

    /// Whether it is a place in an order.
    pub(super) fn is_rank(&self) -> bool {
        RANKS.iter().any(|rank| rank.id == self.metric)
    }
}

/// Counts, and what each is a share of.
const SHARES: [(&str, &str); 9] = [
    ("compliant", "requests"),
    ("not_compliant", "requests"),
    ("refused", "requests"),
    ("malformed", "requests"),
    ("timeouts", "requests"),
    ("symmetry.both", "pairs"),
    ("symmetry.a_only", "pairs"),
    ("symmetry.b_only", "pairs"),
    ("symmetry.neither", "pairs"),
];

/// Counts of a target as shares: `compliant of qwen3:8b / requests of qwen3:8b`.
fn shares<'a>(findings: &'a Findings, run: &BoundRun<'a>, suffix: &str) -> Vec<Candidate<'a>> {
    let mut made = Vec::new();
    for (part, whole) in SHARES {
        let (Some(part), Some(whole)) = (metric::find(findings, part), metric::find(findings, whole)) else { continue };
        for target in &findings.targets {
            let (Some(count), Some(of)) = (part.of(target), whole.of(target)) else { continue };
            if of.number == 0.0 {
                continue;
            }
            let name = name_of(findings, &target.subject);
            let value = Value { number: count.number * 100.0 / of.number, interval: None, ..count };
            let parts = Some((count.number, of.number));
            made.push(Candidate {
                known: Known { n: None, parts, ..known(&value, Unit::Percent) },
                value,
                unit: Unit::Percent,
                metric: part.id(),
                about: vec![&target.subject],
                query: format!("{} of {name}{suffix} / {} of {name}{suffix}", part.id(), whole.id()),
                of: OfMetric::Share,
                run: run.name.map(|name| name.as_str()),
            });
        }
    }
    made
}

/// Every number of every run of a post.
pub(super) fn of_runs<'a>(runs: &PostRuns<'a>) -> Vec<Candidate<'a>> {
    let own = runs.own().map(|run| run.name);
    let mut candidates = Vec::new();
    for run in &runs.runs {
        let suffix = match run.name {
            Some(name) if own != Some(run.name) => format!(" in {name}"),
            _ => String::new(),
        };
        match run.data {
            Some(RunData::Native(findings, _)) => {
                of_native(findings, run, &suffix, &mut candidates);
                candidates.extend(shares(findings, run, &suffix));
            }
            Some(RunData::Ingested(findings)) => of_ingested(findings, run, &suffix, &mut candidates),
            None => {}
        }
    }
    candidates
}

/// A value for comparison with what is written.
pub(super) fn known(value: &Value, unit: Unit) -> Known {
    let (low, high) = value.interval.map_or((None, None), |(low, high)| (Some(low), high));
    Known { low, high, over: value.censored, n: (value.n > 0).then_some(value.n), ..Known::new(value.number, unit) }
}

/// The name that a query has for a target: its model, where no other target has it, else its id.
pub(super) fn name_of<'a>(findings: &Findings, subject: &'a Subject) -> &'a str {
    let same = findings.targets.iter().filter(|target| target.subject.model == subject.model);
    // A name with white space at its ends, or two spaces, would be read differently.
    let is_plain = subject.model.split(' ').all(|word| !word.is_empty() && !matches!(word, "in" | "of" | "/" | "-"));
    if same.count() == 1 && is_plain { &subject.model } else { subject.id.as_str() }
}

fn of_native<'a>(findings: &'a Findings, run: &BoundRun<'a>, suffix: &str, candidates: &mut Vec<Candidate<'a>>) {
    let name = run.name.map(|name| name.as_str());
    let mut add = |(metric, of): (&str, OfMetric), value: Value, unit: Unit, about: Vec<&'a Subject>, target: &str| {
        let target = if target.is_empty() { String::new() } else { format!(" of {target}") };
        let query = format!("{metric}{target}{suffix}");
        let known = known(&value, unit);
        candidates.push(Candidate { known, value, unit, metric: metric.to_owned(), about, query, of, run: name });
    };
    for metric in metric::of_run(findings) {
        for target in &findings.targets {
            let Some(value) = metric.of(target) else { continue };
            let (subject, id, unit) = (&target.subject, metric.id(), metric.metric.unit);
            let name = name_of(findings, subject);
            add((&id, OfMetric::Number), value, unit, vec![subject], name);
            let ends = value.interval.map(|(low, high)| [(Part::Low, Some(low)), (Part::High, high)]);
            for (part, number) in ends.into_iter().flatten() {
                if let Some(number) = number {
                    let value = Value { number, interval: None, n: 0, censored: false };
                    add((&format!("{id}{}", part.suffix()), OfMetric::End), value, unit, vec![subject], name);
                }
            }
        }
    }
    for (number, rank) in RANKS.iter().enumerate() {
        for target in &findings.targets {
            // Where both ends are one rank, the first says it.
            let is_said = number > 0 && target.rank.is_some_and(|rank| rank.best == rank.worst);
            if let Some(value) = rank.of(target).filter(|_| !is_said) {
                add(
                    (rank.id, OfMetric::Number),
                    value,
                    Unit::Count,
                    vec![&target.subject],
                    name_of(findings, &target.subject),
                );
            }
        }
    }
    for pair in &PAIRS {
        for joined in &findings.runtimes {
            let Some(value) = (pair.of)(joined) else { continue };
            add(
                (pair.id, OfMetric::Number),
                value,
                pair.unit,
                vec![&joined.first, &joined.other],
                joined.first.id.as_str(),
            );
        }
    }
    for whole in &WHOLE {
        add((whole.id, OfMetric::Whole), whole.value(findings), whole.unit, Vec::new(), "");
    }
}

fn of_ingested<'a>(
    findings: &'a IngestedFindings,
    run: &BoundRun<'a>,
    suffix: &str,
    candidates: &mut Vec<Candidate<'a>>,
) {
    for (index, group) in findings.groups.iter().enumerate() {
        for row in &group.rows {
            let metric = format!("metric-{}", index + 1);
            let Some((value, unit)) = super::resolve::of_row(group, row) else { continue };
            candidates.push(Candidate {
                known: known(&value, unit),
                value,
                unit,
                query: format!("{metric} of {}{suffix}", row.key),
                metric,
                about: Vec::new(),
                of: OfMetric::Number,
                run: run.name.map(|name| name.as_str()),
            });
        }
    }
}
