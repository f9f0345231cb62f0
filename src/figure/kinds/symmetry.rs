//! Which side of pairs each target does better: a row for each target, its lean with its interval, the loudest first.

use crate::analysis::metric::Better;
use crate::analysis::{FigureName, Findings, Lean, TableName, TargetFindings};
use crate::figure::chart::{Axis, AxisPlace, Chart, Dumbbell, Dumbbells, End, Scale};
use crate::figure::definition::{Figure, MarksLead};
use crate::figure::legend::Legend;
use crate::figure::simulated;
use crate::wording::{self, NO_BREAK, Unit, count, counted};

use super::compliance::titled;

/// The most rows that can be told apart.
const MOST_TARGETS: usize = 40;

/// The figure.
pub(in crate::figure) const FIGURE: Figure = Figure {
    name: FigureName::Symmetry,
    title: "Which side of pairs does better",
    needs: |findings| leaning(findings).next().is_some(),
    hint: "a suite with symmetry pairs: two cases with the same transformation",
    companion: TableName::Symmetry,
    marks: MarksLead::Rows,
    finding: |findings| findings.coverage.qualified(&finding(findings)),
    chart: |findings| (FIGURE.needs)(findings).then(|| chart(findings)),
    legend,
    notes: |_| {
        vec![
            "Points: the mean difference of the shares of checks that the two sides of a pair pass, side A less side B; lines: 95 % CI over \
             pairs. Filled: the interval excludes 0. Numbers in black: certain, corrected for the number of targets."
                .to_owned(),
        ]
    },
    omissions,
};

fn leaning(findings: &Findings) -> impl Iterator<Item = (&TargetFindings, Lean)> {
    findings.targets.iter().filter_map(|target| Some((target, target.symmetry.as_ref()?.lean?)))
}

/// Those that are shown: the greatest lean first.
fn shown(findings: &Findings) -> Vec<(&TargetFindings, Lean)> {
    let mut shown: Vec<_> = leaning(findings).collect();
    shown.sort_by(|(_, a), (_, b)| b.mean.abs().total_cmp(&a.mean.abs()));
    shown.truncate(MOST_TARGETS);
    shown
}

fn chart(findings: &Findings) -> Chart {
    let legend = Legend::of(findings);
    let shown = shown(findings);
    Chart::Dumbbells(Dumbbells {
        name: FigureName::Symmetry,
        title: titled(findings, &format!("Which side of pairs does better, {}", counted(shown.len(), "target"))),
        description: findings.coverage.qualified(&finding(findings)),
        x: Axis {
            name: "← side B does better · lean, percentage points · side A does better →".to_owned(),
            short_name: "← B better · lean, points · A better →".to_owned(),
            unit: Unit::Points,
            better: Better::Neither,
            scale: Scale::Linear,
            limit: None,
        },
        rows: shown
            .iter()
            .map(|(target, lean)| Dumbbell { label: label(target, &shown), ..row(target, *lean, &legend) })
            .collect(),
        simulated: simulated::data(findings),
    })
}

/// The legend of the run, without what this figure does not show.
fn legend(findings: &Findings) -> Legend {
    let subjects = || leaning(findings).map(|(target, _)| &target.subject);
    Legend::of(findings).only(
        |family| subjects().any(|subject| subject.family == family),
        |runtime| subjects().any(|subject| subject.runtime.to_string() == runtime),
    )
}

/// A target's model, with its runtime where the figure has the model on another one, too.
fn label(target: &TargetFindings, shown: &[(&TargetFindings, Lean)]) -> String {
    let subject = &target.subject;
    let is_again = |other: &TargetFindings| other.subject.model == subject.model && other.subject.id != subject.id;
    if shown.iter().any(|(other, _)| is_again(other)) { subject.named() } else { subject.model.clone() }
}

fn row(target: &TargetFindings, lean: Lean, legend: &Legend) -> Dumbbell {
    let subject = &target.subject;
    let [mean, low, high] = [lean.mean, lean.low, lean.high].map(|share| share * 100.0);
    let interval = wording::interval(low, high);
    Dumbbell {
        key: format!("{}--{}", TableName::Symmetry, subject.id),
        label: subject.model.clone(),
        result: Unit::Points.cell(mean),
        differs: lean.certain,
        colour: legend.colour(&subject.family),
        ends: vec![End {
            summary: format!(
                "{}: lean {} (95 % CI {interval}) over {}; A does better in {}, B in {}",
                subject.named(),
                Unit::Points.prose(mean),
                counted(lean.n, "pair"),
                count(lean.a_better),
                count(lean.b_better)
            ),
            shape: legend.shape(subject.runtime),
            x: AxisPlace::At(mean),
            interval: Some((low, high)),
            hollow: low <= 0.0 && high >= 0.0,
        }],
    }
}

/// How many lean for certain, and which the most.
fn finding(findings: &Findings) -> String {
    let all = leaning(findings).count();
    let certain: Vec<_> = shown(findings).into_iter().filter(|(_, lean)| lean.certain).collect();
    let Some((target, lean)) = certain.first() else {
        return match all {
            1 => "The target has no certain lean.".to_owned(),
            _ => format!("None of {} has a certain lean.", counted(all, "target")),
        };
    };
    let side = if lean.mean > 0.0 { "A" } else { "B" };
    let verb = if certain.len() == 1 { "has" } else { "have" };
    let of = if all == 1 {
        "The target has a certain lean".to_owned()
    } else {
        format!("{} of {} {verb} a certain lean", count(certain.len()), counted(all, "target"))
    };
    let points = format!("{}{NO_BREAK}points", wording::fixed((lean.mean * 100.0).abs(), 1));
    format!("{of}; the greatest, {points} to side {side}, is that of {}.", target.subject.named())
}

fn omissions(findings: &Findings) -> Vec<String> {
    let (all, without) = (leaning(findings).count(), findings.targets.len() - leaning(findings).count());
    let mut omissions = Vec::new();
    if all > MOST_TARGETS {
        let most = count(MOST_TARGETS);
        omissions.push(format!("Only the {most} greatest leans of {} are shown.", counted(all, "target")));
    }
    if without > 0 {
        omissions
            .push(format!("{} not shown: without a pair that was scored on both sides.", counted(without, "target")));
    }
    omissions
}
