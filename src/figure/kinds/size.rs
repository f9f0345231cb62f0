//! Compliance against the number of parameters: dense models and mixtures of experts told apart, a mixture at both of its sizes.

use crate::analysis::headline;
use crate::analysis::metric::Better;
use crate::analysis::{FigureName, Findings, ModelKind, TableName, TargetFindings};
use crate::figure::chart::{Axis, AxisPlace, Chart, Point, PointFront, Scale, Scatter};
use crate::figure::definition::{Figure, MarksLead};
use crate::figure::legend::Legend;
use crate::figure::shape::Shape;
use crate::figure::simulated;
use crate::quantity::Parameters;
use crate::wording::{self, Unit, counted};

use super::compliance::{compliance_axis, is_shown, titled};

/// What this figure and that of memory bandwidth need.
pub(super) const HINT: &str =
    "models whose number of parameters is known: from the server, or from a name such as `30b-a3b`";

/// The figure.
pub(in crate::figure) const FIGURE: Figure = Figure {
    name: FigureName::Size,
    title: "Compliance against size",
    needs: |findings| !readings(findings, Over::Compliance).is_empty(),
    hint: HINT,
    companion: TableName::Leaderboard,
    marks: MarksLead::Rows,
    finding: |_| String::new(),
    chart: |findings| Some(chart(findings, Over::Compliance)),
    legend: |findings| {
        let readings = readings(findings, Over::Compliance);
        let shown: Vec<&TargetFindings> = readings.iter().map(|(target, _)| *target).collect();
        let is_drawn = |shape: Shape| readings.iter().any(|(_, reading)| reading.shape == shape);
        let shapes = SHAPES.into_iter().filter(|(shape, _)| is_drawn(*shape));
        let runtimes = shapes.map(|(shape, words)| (words.to_owned(), shape)).collect();
        Legend { runtimes, ..Legend::of_points(findings, &shown) }
    },
    notes,
    omissions,
};

/// The metrics that it can show, the usual one first.
pub(in crate::figure) const METRICS: [&str; 2] = ["compliance", "tokens_per_second.p50"];

/// What is shown over the sizes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Over {
    Compliance,
    Rate,
}

impl Over {
    fn of(metric: &str) -> Self {
        if metric == METRICS[1] { Self::Rate } else { Self::Compliance }
    }

    /// A target's value and the ends of its interval; `None` of a target that is not shown.
    fn value(self, findings: &Findings, target: &TargetFindings) -> Option<(f64, Option<(f64, f64)>)> {
        match self {
            Self::Compliance => {
                let share = target.compliance.filter(|_| is_shown(findings, target))?;
                Some((share.value.percent(), Some((share.low.percent(), share.high.percent()))))
            }
            Self::Rate => {
                let rate = target.tokens_per_second.filter(|rate| rate.value > 0.0)?;
                Some((rate.value, rate.interval.filter(|(low, _)| *low > 0.0)))
            }
        }
    }

    /// A value in words: `compliance 91.2 % (95 % CI 88–94)`.
    fn words(self, (value, interval): (f64, Option<(f64, f64)>)) -> String {
        let (of, number, ends) = match self {
            Self::Compliance => {
                ("compliance", Unit::Percent.prose(value), interval.map(|(low, high)| wording::interval(low, high)))
            }
            Self::Rate => {
                let cell = |end| Unit::TokensPerSecond.cell(end);
                let ends = interval.map(|(low, high)| wording::range(&cell(low), &cell(high)));
                ("generation", Unit::TokensPerSecond.prose(value), ends)
            }
        };
        format!("{of} {number}{}", ends.map(|ends| format!(" (95 % CI {ends})")).unwrap_or_default())
    }

    fn axis(self) -> Axis {
        match self {
            Self::Compliance => compliance_axis(),
            Self::Rate => Axis {
                name: "Tokens per second, log scale".to_owned(),
                short_name: "Tokens per second, log scale".to_owned(),
                unit: Unit::TokensPerSecond,
                better: Better::More,
                scale: Scale::Logarithmic,
                limit: None,
            },
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Compliance => "Compliance against parameters",
            Self::Rate => "Generation rate against parameters",
        }
    }
}

/// The chart of a metric, by its id; `None` if no target has it.
pub(in crate::figure) fn chart_of(findings: &Findings, metric: &str) -> Option<Chart> {
    let over = Over::of(metric);
    (!readings(findings, over).is_empty()).then(|| chart(findings, over))
}

/// The title of the figure of a metric.
pub(in crate::figure) fn title_of(metric: &str) -> &'static str {
    match Over::of(metric) {
        Over::Compliance => FIGURE.title,
        Over::Rate => "Generation rate against size",
    }
}

/// What marks and lines of the chart of a metric mean.
pub(in crate::figure) fn notes_of(findings: &Findings, metric: &str) -> Vec<String> {
    match Over::of(metric) {
        Over::Compliance => notes(findings),
        Over::Rate => {
            let whiskers =
                "Points: the median rate of generation, by the server’s clock; vertical whiskers: its 95 % CI.";
            notes(findings).into_iter().skip(1).fold(vec![whiskers.to_owned()], |mut notes, note| {
                notes.push(note);
                notes
            })
        }
    }
}

/// One size of a target.
#[derive(Clone, Copy)]
pub(super) struct SizeReading {
    count: Parameters,
    pub(super) shape: Shape,
}

/// What a shape says, in figures of sizes.
pub(super) const SHAPES: [(Shape, &str); 3] = [
    (Shape::Circle, "dense"),
    (Shape::Triangle, "mixture of experts: active parameters"),
    (Shape::Square, "all parameters"),
];

/// The sizes at which a target is drawn: a dense model at its own, a mixture at that of its active parameters and at that of all.
fn of(target: &TargetFindings) -> Vec<SizeReading> {
    let size = &target.size;
    let reading = |known: Option<crate::analysis::KnownCount>, shape| Some(SizeReading { count: known?.count, shape });
    let all = |shape| reading(size.parameters, shape);
    let readings = match size.kind {
        Some((ModelKind::Dense, _)) => [all(Shape::Circle), None],
        Some((ModelKind::Mixture, _)) => [reading(size.active, Shape::Triangle), all(Shape::Square)],
        None => [all(Shape::Square), None],
    };
    readings.into_iter().flatten().collect()
}

fn readings(findings: &Findings, over: Over) -> Vec<(&TargetFindings, SizeReading)> {
    let shown = findings.targets.iter().filter(|target| over.value(findings, target).is_some());
    shown.flat_map(|target| of(target).into_iter().map(move |reading| (target, reading))).collect()
}

/// A target's label where shapes do not tell runtimes apart.
pub(super) fn label(findings: &Findings, target: &TargetFindings) -> String {
    let of_model = findings.targets.iter().filter(|other| other.subject.model == target.subject.model).count();
    if of_model == 1 { target.subject.model.clone() } else { target.subject.named() }
}

fn chart(findings: &Findings, over: Over) -> Chart {
    let colours = Legend::of(findings);
    let readings = readings(findings, over);
    let targets = readings.iter().map(|(target, _)| &target.subject.id).collect::<std::collections::BTreeSet<_>>();
    let point = |(target, reading): &(&TargetFindings, SizeReading)| {
        let (value, interval) = over.value(findings, target)?;
        Some(Point {
            key: target.subject.id.to_string(),
            label: label(findings, target),
            model: Some(target.subject.id.to_string()),
            summary: format!("{}: {}; {}", target.subject.named(), words(target), over.words((value, interval))),
            colour: colours.colour(&target.subject.family),
            shape: reading.shape,
            x: AxisPlace::At(reading.count.0 as f64),
            y: value,
            whisker: interval,
            front: PointFront::Off,
            leads: target.rank.is_none_or(|rank| rank.best == 1),
        })
    };
    Chart::Scatter(Scatter {
        name: FigureName::Size,
        title: titled(findings, &format!("{}, {}", over.title(), counted(targets.len(), "target"))),
        description: headline::sentence(findings),
        x: Axis {
            name: "Parameters, log scale".to_owned(),
            short_name: "Parameters, log scale".to_owned(),
            unit: Unit::Parameters,
            better: Better::Neither,
            scale: Scale::Logarithmic,
            limit: None,
        },
        y: over.axis(),
        points: readings.iter().filter_map(point).collect(),
        bound: None,
        equal_rates: false,
        simulated: simulated::data(findings),
    })
}

/// `3.3B of 30.5B parameters active (server)`.
pub(super) fn words(target: &TargetFindings) -> String {
    let size = &target.size;
    let from = size.known_from().map(|from| format!(" (known from: {from})")).unwrap_or_default();
    match (size.kind, size.active, size.parameters) {
        (Some((ModelKind::Dense, _)), _, Some(all)) => format!("dense, {} parameters{from}", all.count),
        (_, Some(active), Some(all)) => format!("{} of {} parameters active{from}", active.count, all.count),
        (_, Some(active), None) => format!("{} parameters active{from}", active.count),
        (_, None, Some(all)) => format!("{} parameters, how many are active is not known{from}", all.count),
        (_, None, None) => "number of parameters not known".to_owned(),
    }
}

fn notes(findings: &Findings) -> Vec<String> {
    let mut notes = vec!["Vertical whiskers: 95 % CI over cases and pairs.".to_owned()];
    let both = readings(findings, Over::Compliance).iter().any(|(target, _)| of(target).len() > 1);
    if both {
        notes.push(
            "A line joins the two sizes of a mixture of experts: the parameters used per token, and all.".to_owned(),
        );
    }
    if findings.targets.iter().any(|target| target.size.kind.is_none() && target.size.parameters.is_some()) {
        notes.push("A square without a line: how many of its parameters are active is not known.".to_owned());
    }
    notes
}

/// What the plot has no points for.
fn omissions(findings: &Findings) -> Vec<String> {
    let without = findings.targets.iter().filter(|target| is_shown(findings, target) && of(target).is_empty());
    let without: Vec<String> = without.map(|target| target.subject.named()).collect();
    let unranked = findings.targets.iter().filter(|target| !is_shown(findings, target));
    let unranked: Vec<String> = unranked.map(|target| target.subject.named()).collect();
    let mut omissions = Vec::new();
    if !unranked.is_empty() {
        omissions.push(format!("Not shown, because not ranked: {}.", unranked.join(", ")));
    }
    if !without.is_empty() {
        omissions.push(format!("Not shown, because the number of parameters is not known: {}.", without.join(", ")));
    }
    omissions
}
