//! Compliance against time: the figure that the benchmark of record is about.

use std::collections::BTreeSet;

use crate::analysis::headline::headline;
use crate::analysis::{Estimate, Findings, Front, Latency, Quantile, TargetFindings};
use crate::name::TargetId;
use crate::wording;

use super::{Axis, AxisUnit, Better, Place, Point, PointFront, Scale, Scatter, palette};

/// Which time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// To the complete answer.
    Total,
    /// To the first token.
    FirstToken,
}

/// What the marks mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Legend {
    /// Families with their colour, 0 for the rest (named once, as `other`, and last).
    pub families: Vec<(String, usize)>,
    /// Runtimes with their shape.
    pub runtimes: Vec<(String, usize)>,
}

/// The scatterplot of a run. Targets that are not ranked, or of which nothing was timed, are left out: the caption names them.
pub fn scatter(findings: &Findings, measure: Measure, href: &dyn Fn(&TargetId) -> String) -> Scatter {
    let legend = legend(findings);
    let mut drawn: Vec<(&TargetFindings, Point)> = findings
        .targets
        .iter()
        .filter_map(|target| Some((target, point(findings, target, measure, &legend, href)?)))
        .collect();
    // The most important last, so that it lies on top.
    drawn.sort_by_key(|(target, _)| std::cmp::Reverse(target.front));
    let points: Vec<Point> = drawn.into_iter().map(|(_, point)| point).collect();
    let (id, name, short_name) = match measure {
        Measure::Total => ("qpr", "Median time to the complete answer, log scale", "Median time per answer, log scale"),
        Measure::FirstToken => {
            ("ttft", "Median time to the first token, log scale", "Median time to first token, log scale")
        }
    };
    Scatter {
        id: id.to_owned(),
        title: format!(
            "Compliance against {}, {} targets",
            name.trim_end_matches(", log scale").to_lowercase(),
            points.len()
        ) + if findings.simulated { ", simulated data" } else { "" },
        description: headline(findings).to_string(),
        x: Axis {
            name: name.to_owned(),
            short_name: short_name.to_owned(),
            unit: AxisUnit::Seconds,
            better: Better::Less,
            scale: Scale::Logarithmic,
            limit: Some(findings.limits.1.as_secs_f64()),
        },
        y: Axis {
            name: "Compliance, %".to_owned(),
            short_name: "Compliance, %".to_owned(),
            unit: AxisUnit::Percent,
            better: Better::More,
            scale: Scale::Linear,
            limit: None,
        },
        points,
        simulated: findings.simulated,
    }
}

/// Which family has which colour, and which runtime which shape.
pub fn legend(findings: &Findings) -> Legend {
    let colours = palette::assign(findings.targets.iter().map(|target| target.subject.family.as_str()));
    let mut families: Vec<(String, usize)> = colours.into_iter().collect();
    families.sort_by_key(|(name, colour)| (*colour == 0, name.clone()));
    let runtimes: BTreeSet<String> = findings.targets.iter().map(|target| target.subject.runtime.to_string()).collect();
    // Ollama is a circle wherever it occurs; the others follow by name.
    let mut runtimes: Vec<String> = runtimes.into_iter().collect();
    runtimes.sort_by_key(|name| (name != "Ollama", name.clone()));
    Legend { families, runtimes: runtimes.into_iter().enumerate().map(|(shape, name)| (name, shape)).collect() }
}

impl Legend {
    /// A family's colour.
    pub fn colour(&self, family: &str) -> usize {
        self.families.iter().find(|(name, _)| name == family).map_or(0, |(_, colour)| *colour)
    }

    /// A runtime's shape.
    pub fn shape(&self, runtime: &str) -> usize {
        self.runtimes.iter().find(|(name, _)| name == runtime).map_or(0, |(_, shape)| *shape)
    }
}

fn point(
    findings: &Findings,
    target: &TargetFindings,
    measure: Measure,
    legend: &Legend,
    href: &dyn Fn(&TargetId) -> String,
) -> Option<Point> {
    target.rank?;
    let compliance = target.compliance?;
    let latency = match measure {
        Measure::Total => &target.total,
        Measure::FirstToken => &target.first_token,
    };
    let x = match latency.median {
        Quantile::At { value, .. } => Place::At(value.as_secs_f64()),
        Quantile::Beyond(_) => Place::Beyond,
        Quantile::Absent => return None,
    };
    let front = match (measure, target.front) {
        (Measure::FirstToken, _) | (_, Front::Off) => PointFront::Off,
        (_, Front::Certain) => PointFront::Certain,
        (_, Front::Possible) => {
            if dominated(findings, target) {
                PointFront::Off
            } else {
                PointFront::On
            }
        }
    };
    let subject = &target.subject;
    Some(Point {
        key: subject.id.to_string(),
        href: href(&subject.id),
        label: subject.model.clone(),
        model: joined(findings, &subject.id),
        summary: summary(target, compliance, latency),
        colour: legend.colour(&subject.family),
        shape: legend.shape(&subject.runtime.to_string()),
        x,
        y: compliance.value.percent(),
        whisker: Some((compliance.low.percent(), compliance.high.percent())),
        front,
    })
}

/// The model that a target has in common with others: named by the first of them.
fn joined(findings: &Findings, target: &TargetId) -> Option<String> {
    let pair = findings.runtimes.iter().find(|pair| [&pair.first.id, &pair.other.id].contains(&target))?;
    Some(pair.first.id.to_string())
}

/// Whether another target beats this one on both estimates: a possible member that lies off the drawn line.
fn dominated(findings: &Findings, target: &TargetFindings) -> bool {
    let place = |target: &TargetFindings| match (target.rank, target.compliance, target.total.median) {
        (Some(_), Some(compliance), Quantile::At { value, .. }) => Some((compliance.value.get(), value)),
        _ => None,
    };
    let Some((score, time)) = place(target) else { return true };
    findings.targets.iter().filter_map(place).any(|(s, t)| s >= score && t <= time && (s > score || t < time))
}

/// Everything about a point in one sentence.
fn summary(target: &TargetFindings, compliance: Estimate, latency: &Latency) -> String {
    let subject = &target.subject;
    let time = match latency.median {
        Quantile::At { value, .. } => wording::time(value),
        Quantile::Beyond(limit) => format!("over {}", wording::limit(limit)),
        Quantile::Absent => "not timed".to_owned(),
    };
    let outcomes = target.outcomes;
    let mut text = format!(
        "{} on {}: compliance {:.0} % (95 % CI {:.0}–{:.0}), {time}, n = {}",
        subject.model,
        subject.runtime,
        compliance.value.percent(),
        compliance.low.percent(),
        compliance.high.percent(),
        outcomes.scored(),
    );
    if outcomes.timed_out > 0 {
        text.push_str(&format!(", {}/{} timed out", outcomes.timed_out, outcomes.scored()));
    }
    if outcomes.failed > 0 {
        text.push_str(&format!(", {} failed", outcomes.failed));
    }
    text
}
