//! Where the time of an answer goes: overhead, load, prompt and generation, as a bar for each target.

use crate::analysis::metric::Better;
use crate::analysis::{Anatomy, FigureName, Findings, TableName, TargetFindings};
use crate::figure::chart::{Axis, Bar, Bars, Chart, Scale};
use crate::figure::definition::{Figure, MarksLead};
use crate::figure::legend::Legend;
use crate::figure::part::BarPart;
use crate::figure::simulated;
use crate::wording::{self, Unit, count, counted};

use super::compliance::titled;

/// The most rows that can be told apart.
const MOST_TARGETS: usize = 40;

/// The figure.
pub(in crate::figure) const FIGURE: Figure = Figure {
    name: FigureName::Anatomy,
    title: "Where the time of an answer goes",
    needs: |findings| findings.targets.iter().any(|target| target.anatomy.is_some()),
    hint: "a server that reports the times of prompt and generation, as Ollama and llama-server do",
    companion: TableName::Leaderboard,
    marks: MarksLead::Rows,
    finding: |findings| findings.coverage.qualified(&finding(findings)),
    chart: |findings| Some(chart(findings)),
    legend: |_| Legend::of_parts(BarPart::OF_TIME),
    notes: |findings| {
        let bars = "Bars: the parts of the mean time of an answer, which add up as medians do not; timeouts are not among them. Overhead: the client’s time \
             that the server does not account for.";
        let is_faster = findings.simulated.is_some_and(|factor| factor > 1.0);
        let real = "The requests are real and their overhead is not sped up: beside simulated times it is too large.";
        std::iter::once(bars).chain(is_faster.then_some(real)).map(str::to_owned).collect()
    },
    omissions,
};

/// The targets that have bars, the quickest first.
fn shown(findings: &Findings) -> Vec<(&TargetFindings, Anatomy)> {
    let targets = findings.targets.iter();
    let mut shown: Vec<(&TargetFindings, Anatomy)> =
        targets.filter_map(|target| Some((target, target.anatomy?))).collect();
    shown.sort_by_key(|(_, anatomy)| anatomy.total());
    shown.truncate(MOST_TARGETS);
    shown
}

fn chart(findings: &Findings) -> Chart {
    let legend = Legend::of(findings);
    let shown = shown(findings);
    Chart::Bars(Bars {
        name: FigureName::Anatomy,
        title: titled(findings, &format!("Where the mean time of an answer goes, {}", counted(shown.len(), "target"))),
        description: findings.coverage.qualified(&finding(findings)),
        x: Axis {
            name: "Mean time of an answer".to_owned(),
            short_name: "Mean time of an answer".to_owned(),
            unit: Unit::Seconds,
            better: Better::Less,
            scale: Scale::Linear,
            limit: None,
        },
        rows: shown.into_iter().map(|(target, anatomy)| bar(target, &anatomy, &legend)).collect(),
        simulated: simulated::times(findings),
    })
}

fn bar(target: &TargetFindings, anatomy: &Anatomy, legend: &Legend) -> Bar {
    let subject = &target.subject;
    let parts = BarPart::OF_TIME.into_iter().zip(anatomy.parts());
    let words: Vec<String> = parts.map(|(part, time)| format!("{} {}", part.words(), wording::time(time))).collect();
    Bar {
        key: subject.id.to_string(),
        label: subject.model.clone(),
        aside: subject.runtime.to_string(),
        result: wording::time(anatomy.total()),
        summary: format!(
            "{}: {} on average over {}: {}",
            subject.named(),
            wording::time(anatomy.total()),
            counted(anatomy.n, "answer"),
            words.join(", ")
        ),
        colour: legend.colour(&subject.family),
        shape: legend.shape(subject.runtime),
        parts: BarPart::OF_TIME.into_iter().zip(anatomy.parts().map(|time| time.as_secs_f64())).collect(),
    }
}

/// Between which shares of the time the server generates, and the overhead lies.
fn finding(findings: &Findings) -> String {
    let shares = |of: fn(&Anatomy) -> f64| {
        let share = |(_, anatomy): &(&TargetFindings, Anatomy)| of(anatomy) / anatomy.total().as_secs_f64().max(1e-9);
        let all: Vec<f64> = shown(findings).iter().map(|one| share(one) * 100.0).collect();
        let (low, high) = (all.iter().copied().fold(f64::INFINITY, f64::min), all.iter().copied().fold(0.0, f64::max));
        let (low, high) = (wording::fixed(low, 0), wording::fixed(high, 0));
        if low == high { format!("{high} %") } else { format!("{low} to {high} %") }
    };
    format!(
        "Overhead is {} of an answer’s time, the prompt {}, generating {}.",
        shares(|anatomy| anatomy.overhead.as_secs_f64()),
        shares(|anatomy| anatomy.prompt.as_secs_f64()),
        shares(|anatomy| anatomy.generation.as_secs_f64())
    )
}

fn omissions(findings: &Findings) -> Vec<String> {
    let without = findings.targets.iter().filter(|target| target.anatomy.is_none());
    let without: Vec<String> = without.map(|target| target.subject.named()).collect();
    let measured = findings.targets.len() - without.len();
    let mut omissions = Vec::new();
    if !without.is_empty() {
        omissions.push(format!("Not shown, because the server does not report its times: {}.", without.join(", ")));
    }
    if measured > MOST_TARGETS {
        omissions.push(format!(
            "Only the quickest {} of {} are shown.",
            count(MOST_TARGETS),
            counted(measured, "target")
        ));
    }
    omissions
}
