//! Every number of a post's runs, as a loose number may mean it.

use crate::analysis::ingested::IngestedFindings;
use crate::analysis::metric::{self, PAIRS, Value, WHOLE};
use crate::analysis::{Findings, Subject};
use crate::wording::Unit;
use crate::written::Known;

use super::runs::{BoundRun, PostRuns, RunData};

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
    /// The run's name in the post, if it has one.
    pub(super) run: Option<&'a str>,
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
            Some(RunData::Native(findings, _)) => of_native(findings, run, &suffix, &mut candidates),
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
    let mut add = |metric: &str, value: Value, unit: Unit, about: Vec<&'a Subject>, of: &str| {
        let of = if of.is_empty() { String::new() } else { format!(" of {of}") };
        let query = format!("{metric}{of}{suffix}");
        let known = known(&value, unit);
        candidates.push(Candidate { known, value, unit, metric: metric.to_owned(), about, query, run: name });
    };
    for metric in metric::of_run(findings) {
        for target in &findings.targets {
            let Some(value) = metric.of(target) else { continue };
            let subject = &target.subject;
            add(&metric.id(), value, metric.metric.unit, vec![subject], name_of(findings, subject));
        }
    }
    for pair in &PAIRS {
        for joined in &findings.runtimes {
            let Some(value) = (pair.of)(joined) else { continue };
            add(pair.id, value, pair.unit, vec![&joined.first, &joined.other], joined.first.id.as_str());
        }
    }
    for whole in &WHOLE {
        add(whole.id, whole.value(findings), whole.unit, Vec::new(), "");
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
                run: run.name.map(|name| name.as_str()),
            });
        }
    }
}
