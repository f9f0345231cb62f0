//! Generation rate against the bytes of weights that a token reads, under what the memory of the machine allows.

use crate::analysis::metric::Better;
use crate::analysis::{FigureName, Findings, MemoryBandwidth, ModelKind, TableName, TargetFindings};
use crate::figure::chart::{Axis, AxisPlace, Chart, Point, PointFront, ProductLimit, Scale, Scatter};
use crate::figure::definition::{Figure, MarksLead};
use crate::figure::legend::Legend;
use crate::figure::shape::Shape;
use crate::figure::simulated;
use crate::quantity::Bytes;
use crate::wording::{self, NO_BREAK, Unit, counted};

use super::compliance::titled;
use super::size::label;

/// The figure.
pub(in crate::figure) const FIGURE: Figure = Figure {
    name: FigureName::Bandwidth,
    title: "Generation rate against bytes read per token",
    needs: |findings| shown(findings).next().is_some(),
    hint: "models of which the size of the file is known, whether they are dense, and generation rates that the server reports",
    companion: TableName::Leaderboard,
    marks: MarksLead::Rows,
    finding: |findings| findings.coverage.qualified(&finding(findings)),
    chart: |findings| Some(chart(findings)),
    legend,
    notes,
    omissions,
};

/// The targets of which both numbers are known: bytes per token, tokens per second.
fn shown(findings: &Findings) -> impl Iterator<Item = (&TargetFindings, Bytes, f64)> {
    findings.targets.iter().filter_map(|target| {
        let (bytes, rate) = (target.size.read_per_token?, target.tokens_per_second?.value);
        (bytes.0 > 0 && rate > 0.0).then_some((target, bytes, rate))
    })
}

fn shape(target: &TargetFindings) -> Shape {
    match target.size.kind {
        Some((ModelKind::Mixture, _)) => Shape::Triangle,
        _ => Shape::Circle,
    }
}

fn legend(findings: &Findings) -> Legend {
    let is_drawn = |wanted: Shape| shown(findings).any(|(target, _, _)| shape(target) == wanted);
    let shapes = [(Shape::Circle, "dense"), (Shape::Triangle, "mixture of experts")];
    let shapes = shapes.into_iter().filter(|(shape, _)| is_drawn(*shape));
    let runtimes = shapes.map(|(shape, words)| (words.to_owned(), shape)).collect();
    let shown: Vec<&TargetFindings> = shown(findings).map(|(target, _, _)| target).collect();
    Legend { runtimes, ..Legend::of_points(findings, &shown) }
}

fn chart(findings: &Findings) -> Chart {
    let colours = Legend::of(findings);
    let point = |(target, bytes, rate): (&TargetFindings, Bytes, f64)| Point {
        key: target.subject.id.to_string(),
        label: label(findings, target),
        model: None,
        summary: format!(
            "{}: {} at the median, {bytes} of weights per token{}",
            target.subject.named(),
            Unit::TokensPerSecond.prose(rate),
            used(findings, bytes, rate).map(|used| format!(", {used} of the memory’s bandwidth")).unwrap_or_default()
        ),
        colour: colours.colour(&target.subject.family),
        shape: shape(target),
        x: AxisPlace::At(bytes.0 as f64),
        y: rate,
        whisker: target.tokens_per_second.and_then(|median| median.interval).filter(|(low, _)| *low > 0.0),
        front: PointFront::Off,
        leads: true,
    };
    let points: Vec<Point> = shown(findings).map(point).collect();
    let axis = |name: &str, unit, better| Axis {
        name: name.to_owned(),
        short_name: name.to_owned(),
        unit,
        better,
        scale: Scale::Logarithmic,
        limit: None,
    };
    Chart::Scatter(Scatter {
        name: FigureName::Bandwidth,
        title: titled(
            findings,
            &format!("Generation rate against bytes read per token, {}", counted(points.len(), "target")),
        ),
        description: findings.coverage.qualified(&finding(findings)),
        x: axis("Bytes read per token, log scale", Unit::Bytes, Better::Neither),
        y: axis("Tokens per second, log scale", Unit::TokensPerSecond, Better::More),
        points,
        bound: findings.memory.known().map(|known| ProductLimit {
            product: known.bytes_per_second,
            words: format!("{}{NO_BREAK}GB/s", wording::grouped((known.bytes_per_second / 1e9).round() as u64)),
        }),
        equal_rates: false,
        simulated: simulated::times(findings),
    })
}

/// The share of the memory's bandwidth that a rate uses: `62 %`; `None` where the bandwidth is not known.
fn used(findings: &Findings, bytes: Bytes, rate: f64) -> Option<String> {
    let known = findings.memory.known()?;
    Some(format!("{}{NO_BREAK}%", wording::fixed(bytes.0 as f64 * rate / known.bytes_per_second * 100.0, 0)))
}

/// Between which shares of the bandwidth the models use; without a known bandwidth, between which rates they read.
fn finding(findings: &Findings) -> String {
    if findings.simulated.is_some() {
        return "Simulated models read no weights: their rates say nothing about a memory.".to_owned();
    }
    let mut reads: Vec<f64> = shown(findings).map(|(_, bytes, rate)| bytes.0 as f64 * rate).collect();
    reads.sort_by(f64::total_cmp);
    let (Some(low), Some(high)) = (reads.first(), reads.last()) else { return String::new() };
    let between = |of: &dyn Fn(f64) -> String| match (of(*low), of(*high)) {
        (low, high) if low == high => high,
        (low, high) => format!("{low} to {high}"),
    };
    match findings.memory.known() {
        Some(known) => {
            let share = |read: f64| wording::fixed(read / known.bytes_per_second * 100.0, 0);
            format!(
                "While they generate, models read weights at {}{NO_BREAK}% of the memory’s bandwidth.",
                between(&share)
            )
        }
        None => {
            let rate = |read: f64| wording::significant(read / 1e9);
            format!("While they generate, models read {}{NO_BREAK}GB of weights per second.", between(&rate))
        }
    }
}

fn notes(findings: &Findings) -> Vec<String> {
    let mut notes = vec![
        "Bytes per token: the size of the file; of a mixture of experts, the share of it that the active parameters have. The \
         context is read too, and is not in it."
            .to_owned(),
        "Whiskers: 95 % CI of the median rate.".to_owned(),
    ];
    notes.push(match &findings.memory {
        MemoryBandwidth::Known(known) => format!(
            "Line: what {} allows if every token reads its weights once, {}{NO_BREAK}GB/s ({}).",
            known.of,
            wording::grouped((known.bytes_per_second / 1e9).round() as u64),
            known.source
        ),
        MemoryBandwidth::NotKnown(why) => format!("No line of what the memory allows: {why}."),
    });
    notes
}

fn omissions(findings: &Findings) -> Vec<String> {
    let drawn: Vec<&TargetFindings> = shown(findings).map(|(target, _, _)| target).collect();
    let without = findings.targets.iter().filter(|target| !drawn.iter().any(|one| one.subject.id == target.subject.id));
    let without: Vec<String> = without.map(|target| target.subject.named()).collect();
    match without.is_empty() {
        true => Vec::new(),
        false => vec![format!(
            "Not shown, because the size of the file, the number of active parameters or the generation rate is not known: {}.",
            without.join(", ")
        )],
    }
}
