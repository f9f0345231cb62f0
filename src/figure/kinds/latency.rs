//! The share of requests that each target answers within a time: a line for each target, in one panel or in one for each family.

use crate::analysis::metric::Better;
use crate::analysis::{FigureName, Findings, Quantile, TableName, TargetFindings};
use crate::figure::chart::{Axis, AxisPlace, Chart, Curve, CurveLimits, CurvePanel, Curves, Scale};
use crate::figure::definition::{Figure, MarksLead};
use crate::figure::legend::Legend;
use crate::figure::simulated;
use crate::wording::{self, NO_BREAK, Unit, count, counted};

use super::compliance::titled;

/// The most lines of a panel that can be told apart.
const MOST_OF_A_PANEL: usize = 6;
/// The most lines of all panels: nine panels at the most, which a phone shows one below the other.
const MOST_TARGETS: usize = 18;

/// The figure.
pub(in crate::figure) const FIGURE: Figure = Figure {
    name: FigureName::Latency,
    title: "Requests answered within a time",
    needs: |findings| answering(findings).next().is_some(),
    hint: "a target that answered a request",
    companion: TableName::Leaderboard,
    marks: MarksLead::Rows,
    finding: |findings| findings.coverage.qualified(&finding(findings)),
    chart: |findings| (FIGURE.needs)(findings).then(|| chart(findings)),
    legend,
    notes: |_| {
        vec![
            "Lines: the share of a target’s requests, of which each counts the same, that was answered completely within the time. Marks, and \
             numbers beside names: the median time of the requests that did not fail; hollow, at the end of a line, if it is over the limit. \
             Lines of one colour differ by their dashes."
                .to_owned(),
        ]
    },
    omissions,
};

/// How many of a target's requests were answered.
fn answers(target: &TargetFindings) -> usize {
    target.answered.last().map_or(0, |last| last.requests)
}

fn answering(findings: &Findings) -> impl Iterator<Item = &TargetFindings> {
    findings.targets.iter().filter(|target| answers(target) > 0)
}

/// Those that are shown: the first of the leaderboard.
fn shown(findings: &Findings) -> impl Iterator<Item = &TargetFindings> {
    answering(findings).take(MOST_TARGETS)
}

/// The legend of the run, without what this figure does not show.
fn legend(findings: &Findings) -> Legend {
    let subjects = || shown(findings).map(|target| &target.subject);
    Legend::of(findings).only(
        |family| subjects().any(|subject| subject.family == family),
        |runtime| subjects().any(|subject| subject.runtime.to_string() == runtime),
    )
}

fn chart(findings: &Findings) -> Chart {
    let axis = |name: &str, short_name: &str, unit, better, scale| Axis {
        name: name.to_owned(),
        short_name: short_name.to_owned(),
        unit,
        better,
        scale,
        limit: None,
    };
    Chart::Curves(Curves {
        name: FigureName::Latency,
        title: titled(
            findings,
            &format!("Requests answered within a time, {}", counted(shown(findings).count(), "target")),
        ),
        description: findings.coverage.qualified(&finding(findings)),
        x: axis("Total time, log scale", "Total time, log scale", Unit::Seconds, Better::Less, Scale::Logarithmic),
        y: axis("Requests answered, %", "Answered, %", Unit::Percent, Better::More, Scale::Linear),
        panels: panels(findings),
        limits: limits(findings),
        simulated: simulated::times(findings),
    })
}

/// One panel, or one for each family in the order of the leaderboard; those with a single target share panels.
fn panels(findings: &Findings) -> Vec<CurvePanel> {
    let legend = Legend::of(findings);
    let shown: Vec<&TargetFindings> = shown(findings).collect();
    let panel = |title: &str, targets: &[&TargetFindings]| CurvePanel {
        title: title.to_owned(),
        curves: targets.iter().map(|target| curve(target, findings, &legend)).collect(),
    };
    if shown.len() <= MOST_OF_A_PANEL {
        return vec![panel("", &shown)];
    }
    let mut families: Vec<(&str, Vec<&TargetFindings>)> = Vec::new();
    for target in shown {
        let family = target.subject.family.as_str();
        match families.iter_mut().find(|(name, _)| *name == family) {
            Some((_, targets)) => targets.push(target),
            None => families.push((family, vec![target])),
        }
    }
    let (alone, mut together): (Vec<_>, Vec<_>) = families.into_iter().partition(|(_, targets)| targets.len() == 1);
    let alone: Vec<&TargetFindings> = alone.into_iter().flat_map(|(_, targets)| targets).collect();
    together.push(("Families with one target", alone));
    let parts = |(title, targets): &(&str, Vec<&TargetFindings>)| {
        // Panels of about as many lines each.
        let panels = targets.len().div_ceil(MOST_OF_A_PANEL).max(1);
        targets.chunks(targets.len().div_ceil(panels).max(1)).map(|part| panel(title, part)).collect::<Vec<_>>()
    };
    together.iter().flat_map(parts).collect()
}

fn curve(target: &TargetFindings, findings: &Findings, legend: &Legend) -> Curve {
    let subject = &target.subject;
    let requests = target.outcomes.requests() as f64;
    let steps = target.answered.iter().map(|step| (step.time.as_secs_f64(), step.requests as f64 / requests * 100.0));
    Curve {
        key: subject.id.to_string(),
        label: subject.model.clone(),
        aside: subject.runtime.to_string(),
        result: match target.total.median {
            Quantile::At { value, .. } => wording::time(value),
            Quantile::Beyond { bound, .. } => format!(">{NO_BREAK}{}", wording::limit(bound)),
            Quantile::Absent => String::new(),
        },
        summary: summary(target),
        colour: legend.colour(&subject.family),
        shape: legend.shape(subject.runtime),
        steps: steps.collect(),
        tail: (target.outcomes.timed_out > 0).then_some(findings.limits.1.as_secs_f64()),
        mark: AxisPlace::of_time(target.total.median).unwrap_or(AxisPlace::Beyond),
    }
}

fn summary(target: &TargetFindings) -> String {
    let quantile = |name: &str, quantile: Quantile| match quantile {
        Quantile::At { value, .. } => format!("; {name} {}", wording::time(value)),
        Quantile::Beyond { bound, .. } => format!("; {name} {}", wording::over(bound)),
        Quantile::Absent => String::new(),
    };
    format!(
        "{}: {} of {} answered{}{}{}",
        target.subject.named(),
        count(answers(target)),
        counted(target.outcomes.requests(), "request"),
        unanswered(target).map(|words| format!(", {words}")).unwrap_or_default(),
        quantile("median", target.total.median),
        quantile("90th percentile", target.total.p90)
    )
}

/// How many requests have no answer: `5 timed out, 2 failed`; `None` if all have.
fn unanswered(target: &TargetFindings) -> Option<String> {
    let words = ways([(target.outcomes.timed_out, "timed out"), (target.outcomes.failed, "failed")]);
    (!words.is_empty()).then_some(words)
}

/// The counts that are not 0, each with its word.
fn ways<const N: usize>(counts: [(usize, &str); N]) -> String {
    let some = counts.into_iter().filter(|(number, _)| *number > 0);
    some.map(|(number, way)| format!("{} {way}", count(number))).collect::<Vec<String>>().join(", ")
}

/// The limits, if a request of a target that is shown timed out.
fn limits(findings: &Findings) -> Option<CurveLimits> {
    shown(findings).any(|target| target.outcomes.timed_out > 0).then(|| {
        let (shortest, longest) = findings.limits;
        let mut at = vec![shortest.as_secs_f64(), longest.as_secs_f64()];
        at.dedup();
        let word = if at.len() == 1 { "limit" } else { "limits" };
        CurveLimits { at, words: format!("{word} {}", wording::limits(findings.limits)) }
    })
}

/// How many requests of all targets were answered, and why others were not.
fn finding(findings: &Findings) -> String {
    let sum = |of: fn(&TargetFindings) -> usize| findings.targets.iter().map(of).sum::<usize>();
    let ways = ways([
        (sum(answers), "answered"),
        (sum(|target| target.outcomes.timed_out), "timed out"),
        (sum(|target| target.outcomes.failed), "failed"),
    ]);
    format!("Of {} to all targets: {ways}.", counted(sum(|target| target.outcomes.requests()), "request"))
}

fn omissions(findings: &Findings) -> Vec<String> {
    let mut omissions = Vec::new();
    let below: Vec<String> = shown(findings)
        .filter_map(|target| Some(format!("{} ({})", target.subject.named(), unanswered(target)?)))
        .collect();
    if !below.is_empty() {
        omissions.push(format!("Lines end below 100{NO_BREAK}% where requests have no answer: {}.", below.join(", ")));
    }
    let left_out: Vec<String> = answering(findings).skip(MOST_TARGETS).map(|target| target.subject.named()).collect();
    if !left_out.is_empty() {
        let first = count(MOST_TARGETS);
        omissions.push(format!("Only the first {first} are shown, without {}.", left_out.join(", ")));
    }
    let silent = findings.targets.iter().filter(|target| answers(target) == 0);
    let silent: Vec<String> = silent.map(|target| target.subject.named()).collect();
    if !silent.is_empty() {
        omissions.push(format!("Not shown, because they answered nothing: {}.", silent.join(", ")));
    }
    omissions
}
