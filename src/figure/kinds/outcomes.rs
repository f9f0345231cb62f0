//! How all requests of each target ended, as a bar to 100 %.

use crate::analysis::metric::Better;
use crate::analysis::{FigureName, Findings, Outcomes, TableName, TargetFindings};
use crate::figure::chart::{Axis, Bar, Bars, Chart, Scale};
use crate::figure::definition::{Figure, MarksLead};
use crate::figure::legend::Legend;
use crate::figure::part::BarPart;
use crate::figure::simulated;
use crate::wording::{Unit, count, counted};

use super::compliance::titled;

/// The most rows that can be told apart.
const MOST_TARGETS: usize = 40;

/// The figure.
pub(in crate::figure) const FIGURE: Figure = Figure {
    name: FigureName::Outcomes,
    title: "How all requests ended",
    needs: |findings| asked(findings).next().is_some(),
    hint: "a target that was asked something",
    companion: TableName::Outcomes,
    marks: MarksLead::Rows,
    finding: |findings| findings.coverage.qualified(&finding(findings)),
    chart: |findings| (FIGURE.needs)(findings).then(|| chart(findings)),
    legend: |findings| Legend::of_parts(BarPart::OF_REQUESTS.into_iter().filter(|part| occurs(findings, *part))),
    notes: |_| {
        vec![
            "Bars: shares of a target’s requests, each of which counts the same; compliance weighs categories and cases. Failed: for a reason \
             outside the model."
                .to_owned(),
        ]
    },
    omissions,
};

/// The key of a target's row in the companion table: its anchor.
fn row_key(target: &TargetFindings) -> String {
    format!("{}--{}", TableName::Outcomes, target.subject.id)
}

fn asked(findings: &Findings) -> impl Iterator<Item = &TargetFindings> {
    findings.targets.iter().filter(|target| target.outcomes.requests() > 0)
}

/// How many requests there are of each part, in the order of [`BarPart::OF_REQUESTS`].
fn counts(outcomes: Outcomes) -> [usize; 6] {
    let Outcomes { compliant, not_compliant, refused, malformed, timed_out, failed } = outcomes;
    [compliant, not_compliant, refused, malformed, timed_out, failed]
}

fn parts(outcomes: Outcomes) -> impl Iterator<Item = (BarPart, usize)> {
    BarPart::OF_REQUESTS.into_iter().zip(counts(outcomes)).filter(|(_, count)| *count > 0)
}

fn occurs(findings: &Findings, part: BarPart) -> bool {
    asked(findings).any(|target| parts(target.outcomes).any(|(one, _)| one == part))
}

fn chart(findings: &Findings) -> Chart {
    let legend = Legend::of(findings);
    let rows: Vec<Bar> = asked(findings).take(MOST_TARGETS).map(|target| bar(target, &legend)).collect();
    let name = "Share of all requests, %".to_owned();
    Chart::Bars(Bars {
        name: FigureName::Outcomes,
        title: titled(findings, &format!("How all requests ended, {}", counted(rows.len(), "target"))),
        description: findings.coverage.qualified(&finding(findings)),
        x: Axis {
            short_name: name.clone(),
            name,
            unit: Unit::Percent,
            better: Better::Neither,
            scale: Scale::Linear,
            limit: None,
        },
        rows,
        simulated: simulated::data(findings),
    })
}

fn bar(target: &TargetFindings, legend: &Legend) -> Bar {
    let subject = &target.subject;
    let requests = target.outcomes.requests();
    let words: Vec<String> =
        parts(target.outcomes).map(|(part, number)| format!("{} {}", count(number), part.words())).collect();
    let share = |number: usize| number as f64 / requests as f64 * 100.0;
    Bar {
        key: row_key(target),
        label: subject.model.clone(),
        aside: subject.runtime.to_string(),
        result: format!("n = {}", count(requests)),
        summary: format!("{}: of {}, {}", subject.named(), counted(requests, "request"), words.join(", ")),
        colour: legend.colour(&subject.family),
        shape: legend.shape(subject.runtime),
        parts: parts(target.outcomes).map(|(part, number)| (part, share(number))).collect(),
    }
}

/// How many requests of all targets ended in each way.
fn finding(findings: &Findings) -> String {
    let mut sums = [0; 6];
    for target in asked(findings) {
        sums.iter_mut().zip(counts(target.outcomes)).for_each(|(sum, count)| *sum += count);
    }
    let words: Vec<String> = BarPart::OF_REQUESTS
        .into_iter()
        .zip(sums)
        .filter(|(_, sum)| *sum > 0)
        .map(|(part, sum)| format!("{} {}", count(sum), part.words()))
        .collect();
    format!("Of {} to all targets: {}.", counted(sums.iter().sum(), "request"), words.join(", "))
}

fn omissions(findings: &Findings) -> Vec<String> {
    let all = asked(findings).count();
    let mut omissions = Vec::new();
    if all > MOST_TARGETS {
        omissions.push(format!("Only the first {} of {} are shown.", count(MOST_TARGETS), counted(all, "target")));
    }
    let unasked = findings.targets.iter().filter(|target| target.outcomes.requests() == 0);
    let unasked: Vec<String> = unasked.map(|target| target.subject.named()).collect();
    if !unasked.is_empty() {
        omissions.push(format!("Not shown, because they were asked nothing: {}.", unasked.join(", ")));
    }
    omissions
}
