//! Compliance against a time: the scatterplot that several figures share.

use crate::analysis::headline;
use crate::analysis::metric::Better;
use crate::analysis::{Estimate, FigureName, Findings, Latency, TargetFindings, Unranked};
use crate::figure::chart::{Axis, AxisPlace, Chart, Point, PointFront, Scale, Scatter};
use crate::figure::legend::Legend;
use crate::figure::simulated;
use crate::name::TargetId;
use crate::wording::{self, Unit, counted};

/// Which time, and what the figure calls it.
pub(super) struct AgainstTime {
    pub(super) name: FigureName,
    /// The time in the figure's title.
    pub(super) title: &'static str,
    pub(super) axis: &'static str,
    pub(super) short_axis: &'static str,
    pub(super) latency: fn(&TargetFindings) -> &Latency,
    pub(super) front: fn(&TargetFindings) -> PointFront,
}

/// The scatterplot of a run. Targets that are not ranked, or that have no times, are left out: the caption names them.
pub(super) fn chart(findings: &Findings, against: &AgainstTime) -> Chart {
    let legend = Legend::of(findings);
    let with_point = |target| Some((target, point(findings, target, against, &legend)?));
    let mut drawn: Vec<(&TargetFindings, Point)> = findings.targets.iter().filter_map(with_point).collect();
    // The most important last, so that it is on top.
    drawn.sort_by_key(|(target, _)| std::cmp::Reverse(target.front));
    let points: Vec<Point> = drawn.into_iter().map(|(_, point)| point).collect();
    let beyond = points.iter().any(|point| point.x == AxisPlace::Beyond);
    Chart::Scatter(Scatter {
        name: against.name,
        title: titled(findings, &format!("Compliance against {}, {}", against.title, counted(points.len(), "target"))),
        description: headline::sentence(findings),
        x: Axis {
            name: against.axis.to_owned(),
            short_name: against.short_axis.to_owned(),
            unit: Unit::Seconds,
            better: Better::Less,
            scale: Scale::Logarithmic,
            // A strip for what timed out only if something did: the points need the width.
            limit: beyond.then_some(findings.limits.1.as_secs_f64()),
        },
        y: compliance_axis(),
        points,
        bound: None,
        equal_rates: false,
        simulated: simulated::times(findings),
    })
}

/// The families and runtimes that have a point. Families of one model each, which its label names, would be a second list of the labels.
pub(super) fn legend(findings: &Findings) -> Legend {
    let shown: Vec<&TargetFindings> = findings.targets.iter().filter(|target| is_shown(findings, target)).collect();
    Legend::of_points(findings, &shown)
}

/// The vertical axis of compliance.
pub(super) fn compliance_axis() -> Axis {
    Axis {
        name: "Compliance, %".to_owned(),
        short_name: "Compliance, %".to_owned(),
        unit: Unit::Percent,
        better: Better::More,
        scale: Scale::Linear,
        limit: None,
    }
}

/// A figure's title, with what a reader of the figure alone must know.
pub(super) fn titled(findings: &Findings, title: &str) -> String {
    let part = findings.coverage.part().map(|part| format!(", {part}")).unwrap_or_default();
    let withdrawn = if findings.withdrawn.is_some() { ", withdrawn" } else { "" };
    let simulated = if findings.simulated.is_some() { ", simulated data" } else { "" };
    format!("{title}{part}{withdrawn}{simulated}")
}

fn point(findings: &Findings, target: &TargetFindings, against: &AgainstTime, legend: &Legend) -> Option<Point> {
    if !is_shown(findings, target) {
        return None;
    }
    let compliance = target.compliance?;
    let latency = (against.latency)(target);
    let subject = &target.subject;
    Some(Point {
        key: subject.id.to_string(),
        label: subject.model.clone(),
        model: model(findings, &subject.id),
        summary: summary(target, compliance, latency),
        colour: legend.colour(&subject.family),
        shape: legend.shape(subject.runtime),
        x: AxisPlace::of_time(latency.median)?,
        y: compliance.value.percent(),
        whisker: Some((compliance.low.percent(), compliance.high.percent())),
        front: if is_comparable(findings, target) { (against.front)(target) } else { PointFront::Off },
        leads: target.rank.is_none_or(|rank| rank.best == 1),
    })
}

/// Whether a target is drawn: if it is ranked, or if none is, because the run was withdrawn or no answer of any complied.
pub(super) fn is_shown(findings: &Findings, target: &TargetFindings) -> bool {
    findings.withdrawn.is_some() || matches!(target.unranked(), None | Some(Unranked::NobodyComplied))
}

/// The model that a target shares with targets on other runtimes: the id of the first of them.
fn model(findings: &Findings, target: &TargetId) -> Option<String> {
    let pair = findings.runtimes.iter().find(|pair| [&pair.first.id, &pair.other.id].contains(&target))?;
    Some(pair.first.id.to_string())
}

/// Whether a target's times can be compared with those of any other: the line of the front joins only such points.
fn is_comparable(findings: &Findings, target: &TargetFindings) -> bool {
    let id = &target.subject.id;
    let others = findings.targets.iter().filter(|other| other.subject.id != *id);
    let mut compared = others.map(|other| findings.compares_times(id, &other.subject.id)).peekable();
    compared.peek().is_none() || compared.any(|compared| compared)
}

/// Everything about a point in one sentence.
fn summary(target: &TargetFindings, compliance: Estimate, latency: &Latency) -> String {
    let (subject, outcomes) = (&target.subject, target.outcomes);
    let mut text = format!(
        "{} on {}: compliance {} (95 % CI {}), {}, over {}",
        subject.model,
        subject.runtime,
        Unit::Percent.prose(compliance.value.percent()),
        wording::interval(compliance.low.percent(), compliance.high.percent()),
        latency.median_in_words(),
        counted(compliance.n, "unit"),
    );
    if outcomes.timed_out > 0 {
        text.push_str(&format!(
            ", {}/{} timed out",
            wording::count(outcomes.timed_out),
            wording::count(outcomes.scored())
        ));
    }
    if outcomes.failed > 0 {
        text.push_str(&format!(", {} failed", wording::count(outcomes.failed)));
    }
    text
}

/// What whiskers and lines mean.
pub(super) fn notes(findings: &Findings) -> Vec<String> {
    let mut notes = vec!["Vertical whiskers: 95 % CI over cases and pairs.".to_owned()];
    let leads = || findings.targets.iter().map(TargetFindings::could_be_best);
    if leads().any(|leads| leads) && !leads().all(|leads| leads) {
        notes.push("Names in black: could be the best.".to_owned());
    }
    if !findings.not_compared.is_empty() {
        notes.push("Some times are not comparable with others: see the top of the run’s page.".to_owned());
    }
    if !findings.runtimes.is_empty() {
        notes.push("A line joins one model on two runtimes.".to_owned());
    }
    notes
}

/// What the curves of equal quality per time mean.
pub(in crate::figure) fn of_equal_rates() -> String {
    "Dotted curves: equal quality per time, in compliant answers per minute, if every answer took the median time."
        .to_owned()
}

/// What the plot has no points for.
pub(super) fn omissions(findings: &Findings, against: &AgainstTime) -> Vec<String> {
    let named = |target: &TargetFindings| target.subject.named();
    let unranked: Vec<String> =
        findings.targets.iter().filter(|target| !is_shown(findings, target)).map(named).collect();
    let has_no_time = |target: &&TargetFindings| {
        is_shown(findings, target) && AxisPlace::of_time((against.latency)(target).median).is_none()
    };
    let without_time: Vec<String> = findings.targets.iter().filter(has_no_time).map(named).collect();
    let failed: usize = findings.targets.iter().map(|target| target.outcomes.failed).sum();
    let mut omissions = Vec::new();
    if !unranked.is_empty() {
        omissions.push(format!("Not shown, because not ranked: {}.", unranked.join(", ")));
    }
    if !without_time.is_empty() {
        omissions.push(format!("Not shown, without a {}: {}.", against.title, without_time.join(", ")));
    }
    if failed > 0 {
        let verb = if failed == 1 { "is" } else { "are" };
        omissions.push(format!("{} failed and {verb} not scored.", counted(failed, "request")));
    }
    omissions
}
