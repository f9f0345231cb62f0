//! The value of each metric, from a target's findings.

use std::time::Duration;

use crate::analysis::anatomy::Anatomy;
use crate::analysis::estimate::{Estimate, Latency, Quantile};
use crate::analysis::findings::TargetFindings;
use crate::analysis::symmetry::Symmetry;
use crate::name::CategoryId;
use crate::quantity::Fraction;

use super::value::Value;

pub(super) fn compliance(target: &TargetFindings) -> Option<Value> {
    target.compliance.map(percent)
}

pub(super) fn lenient(target: &TargetFindings) -> Option<Value> {
    Some(Value::plain(target.lenient?.percent(), target.compliance?.n))
}

pub(super) fn packaging(target: &TargetFindings) -> Option<Value> {
    target.packaging.map(percent)
}

pub(super) fn fixed(target: &TargetFindings) -> Option<Value> {
    let fit = target.fit?;
    Some(fitted(fit.fixed, fit.n))
}

pub(super) fn per_token(target: &TargetFindings) -> Option<Value> {
    let fit = target.fit?;
    Some(fitted(fit.per_token, fit.n))
}

fn fitted((number, (low, high)): (f64, (f64, f64)), n: usize) -> Value {
    Value { number, interval: Some((low, Some(high))), n, censored: false }
}

pub(super) fn checks(target: &TargetFindings) -> Option<Value> {
    Some(Value::plain(target.checks.share()?.percent(), target.checks.of))
}

pub(super) fn category(target: &TargetFindings, category: &CategoryId) -> Option<Value> {
    target.categories.get(category).copied().map(percent)
}

pub(super) fn total_p10(target: &TargetFindings) -> Option<Value> {
    time(&target.total, |latency| latency.p10)
}

pub(super) fn total_p50(target: &TargetFindings) -> Option<Value> {
    time(&target.total, |latency| latency.median)
}

pub(super) fn total_p90(target: &TargetFindings) -> Option<Value> {
    time(&target.total, |latency| latency.p90)
}

pub(super) fn total_p95(target: &TargetFindings) -> Option<Value> {
    time(&target.total, |latency| latency.p95)
}

pub(super) fn total_max(target: &TargetFindings) -> Option<Value> {
    time(&target.total, |latency| latency.longest)
}

pub(super) fn ttft_p50(target: &TargetFindings) -> Option<Value> {
    time(&target.first_token, |latency| latency.median)
}

pub(super) fn ttft_p90(target: &TargetFindings) -> Option<Value> {
    time(&target.first_token, |latency| latency.p90)
}

pub(super) fn ttft_p95(target: &TargetFindings) -> Option<Value> {
    time(&target.first_token, |latency| latency.p95)
}

pub(super) fn overhead(target: &TargetFindings) -> Option<Value> {
    time(&target.overhead, |latency| latency.median)
}

pub(super) fn anatomy_overhead(target: &TargetFindings) -> Option<Value> {
    part(target, |anatomy| anatomy.overhead)
}

pub(super) fn anatomy_load(target: &TargetFindings) -> Option<Value> {
    part(target, |anatomy| anatomy.load)
}

pub(super) fn anatomy_prompt(target: &TargetFindings) -> Option<Value> {
    part(target, |anatomy| anatomy.prompt)
}

pub(super) fn anatomy_generation(target: &TargetFindings) -> Option<Value> {
    part(target, |anatomy| anatomy.generation)
}

fn part(target: &TargetFindings, of: fn(&Anatomy) -> Duration) -> Option<Value> {
    let anatomy = target.anatomy.as_ref()?;
    Some(Value { number: of(anatomy).as_secs_f64(), interval: None, n: anatomy.n, censored: false })
}

pub(super) fn rate(target: &TargetFindings) -> Option<Value> {
    let median = target.tokens_per_second?;
    let interval = median.interval.map(|(low, high)| (low, Some(high)));
    Some(Value { number: median.value, interval, n: median.n, censored: false })
}

pub(super) fn qpr(target: &TargetFindings) -> Option<Value> {
    let rate = target.qpr?;
    let interval = rate.interval.map(|(low, high)| (low, Some(high)));
    Some(Value { number: rate.value, interval, n: rate.n, censored: false })
}

pub(super) fn requests(target: &TargetFindings) -> Option<Value> {
    count(target, target.outcomes.scored())
}

pub(super) fn compliant(target: &TargetFindings) -> Option<Value> {
    count(target, target.outcomes.compliant)
}

pub(super) fn not_compliant(target: &TargetFindings) -> Option<Value> {
    count(target, target.outcomes.not_compliant)
}

pub(super) fn refused(target: &TargetFindings) -> Option<Value> {
    count(target, target.outcomes.refused)
}

pub(super) fn malformed(target: &TargetFindings) -> Option<Value> {
    count(target, target.outcomes.malformed)
}

pub(super) fn timeouts(target: &TargetFindings) -> Option<Value> {
    count(target, target.outcomes.timed_out)
}

pub(super) fn failures(target: &TargetFindings) -> Option<Value> {
    count(target, target.outcomes.failed)
}

pub(super) fn both(target: &TargetFindings) -> Option<Value> {
    of_pairs(target, |symmetry| symmetry.compliant.both)
}

pub(super) fn a_only(target: &TargetFindings) -> Option<Value> {
    of_pairs(target, |symmetry| symmetry.compliant.a)
}

pub(super) fn b_only(target: &TargetFindings) -> Option<Value> {
    of_pairs(target, |symmetry| symmetry.compliant.b)
}

pub(super) fn neither(target: &TargetFindings) -> Option<Value> {
    of_pairs(target, |symmetry| symmetry.compliant.neither)
}

pub(super) fn pairs(target: &TargetFindings) -> Option<Value> {
    of_pairs(target, |symmetry| symmetry.pairs)
}

pub(super) fn a_better(target: &TargetFindings) -> Option<Value> {
    let lean = symmetry(target)?.lean?;
    Some(Value::plain(lean.a_better as f64, lean.n))
}

pub(super) fn b_better(target: &TargetFindings) -> Option<Value> {
    let lean = symmetry(target)?.lean?;
    Some(Value::plain(lean.b_better as f64, lean.n))
}

pub(super) fn a_declined(target: &TargetFindings) -> Option<Value> {
    of_pairs(target, |symmetry| symmetry.refusals.a_more)
}

pub(super) fn b_declined(target: &TargetFindings) -> Option<Value> {
    of_pairs(target, |symmetry| symmetry.refusals.b_more)
}

pub(super) fn both_declined(target: &TargetFindings) -> Option<Value> {
    of_pairs(target, |symmetry| symmetry.refusals.both)
}

pub(super) fn consistency(target: &TargetFindings) -> Option<Value> {
    symmetry(target)?.consistency.map(percent)
}

pub(super) fn controls(target: &TargetFindings) -> Option<Value> {
    symmetry(target)?.controls.map(percent)
}

pub(super) fn repeats(target: &TargetFindings) -> Option<Value> {
    let symmetry = symmetry(target)?;
    Some(Value::plain(symmetry.repeats?.percent(), symmetry.repeated_sides))
}

pub(super) fn lean(target: &TargetFindings) -> Option<Value> {
    let lean = symmetry(target)?.lean?;
    let interval = Some((lean.low * 100.0, Some(lean.high * 100.0)));
    Some(Value { number: lean.mean * 100.0, interval, n: lean.n, censored: false })
}

pub(super) fn flat(target: &TargetFindings) -> Option<Value> {
    symmetry(target)?.flat.map(percent)
}

fn symmetry(target: &TargetFindings) -> Option<&Symmetry> {
    target.symmetry.as_ref()
}

fn of_pairs(target: &TargetFindings, count: fn(&Symmetry) -> usize) -> Option<Value> {
    let symmetry = symmetry(target)?;
    Some(Value::plain(count(symmetry) as f64, symmetry.pairs))
}

fn percent(estimate: Estimate) -> Value {
    let [value, low, high] = [estimate.value, estimate.low, estimate.high].map(Fraction::percent);
    Value { number: value, interval: Some((low, Some(high))), n: estimate.n, censored: false }
}

fn time(latency: &Latency, quantile: fn(&Latency) -> Quantile) -> Option<Value> {
    match quantile(latency) {
        Quantile::At { value, interval } => {
            let interval = interval.map(|(low, high)| (low.as_secs_f64(), high.map(|high| high.as_secs_f64())));
            Some(Value { number: value.as_secs_f64(), interval, n: latency.n, censored: false })
        }
        Quantile::Beyond { bound, low } => {
            let interval = low.map(|low| (low.as_secs_f64(), None));
            Some(Value { number: bound.as_secs_f64(), interval, n: latency.n, censored: true })
        }
        Quantile::Absent => None,
    }
}

fn count(target: &TargetFindings, count: usize) -> Option<Value> {
    Some(Value::plain(count as f64, target.outcomes.requests()))
}
