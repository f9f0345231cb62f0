//! The same model on two runtimes: a row for each, a mark for each runtime, and what the pairs of cases say of it.

use crate::analysis::runtimes::{finding, told};
use crate::analysis::{Findings, Latency, Quantile, RuntimePair, Subject};
use crate::wording;

use super::dumbbell::{Dumbbells, Mark, Row};
use super::qpr::{self, Legend};
use super::{Axis, AxisUnit, Better, Place, Scale};

/// The figure of a run; none where no model is there on two runtimes. A mark leads to `href` of its pair.
pub fn dumbbells(findings: &Findings, href: &dyn Fn(&RuntimePair) -> String) -> Option<Dumbbells> {
    let description = finding(&findings.runtimes)?;
    let legend = qpr::legend(findings);
    let rows: Vec<Row> = findings.runtimes.iter().map(|pair| row(findings, pair, &legend, href)).collect();
    let beyond = rows.iter().flat_map(|row| &row.marks).any(|mark| mark.x == Place::Beyond);
    let pairs = if rows.len() == 1 { "1 pair".to_owned() } else { format!("{} pairs", rows.len()) };
    Some(Dumbbells {
        id: "runtimes".to_owned(),
        title: format!("The same model on two runtimes, {pairs}")
            + if findings.simulated { ", simulated data" } else { "" },
        description,
        x: Axis {
            name: "Median time to the complete answer, log scale".to_owned(),
            short_name: "Median time per answer, log scale".to_owned(),
            unit: AxisUnit::Seconds,
            better: Better::Less,
            scale: Scale::Logarithmic,
            // Room for what lies beyond the limit only where something does: the rows want the width.
            limit: beyond.then_some(findings.limits.1.as_secs_f64()),
        },
        rows,
        simulated: findings.simulated,
    })
}

/// The families and runtimes that the figure shows, marked as in all figures of the run.
pub fn legend(findings: &Findings) -> Legend {
    let all = qpr::legend(findings);
    let shown = || findings.runtimes.iter().flat_map(|pair| [&pair.first, &pair.other]);
    let families = all.families.into_iter().filter(|(name, _)| shown().any(|subject| subject.family == *name));
    let runtimes =
        all.runtimes.into_iter().filter(|(name, _)| shown().any(|subject| subject.runtime.to_string() == *name));
    Legend { families: families.collect(), runtimes: runtimes.collect() }
}

fn row(findings: &Findings, pair: &RuntimePair, legend: &Legend, href: &dyn Fn(&RuntimePair) -> String) -> Row {
    let words =
        pair.total.map_or_else(|| "not measured on both".to_owned(), |ratio| told(pair, &ratio).in_words("×", " to "));
    let mark = |subject: &Subject| {
        let target = findings.targets.iter().find(|target| target.subject.id == subject.id)?;
        Some(Mark {
            href: href(pair),
            summary: summary(subject, &target.total),
            shape: legend.shape(&subject.runtime.to_string()),
            x: place(&target.total)?,
        })
    };
    Row {
        label: pair.first.model.clone(),
        words,
        found: pair.total.is_some_and(|ratio| told(pair, &ratio).faster.is_some()),
        colour: legend.colour(&pair.first.family),
        marks: [&pair.first, &pair.other].into_iter().filter_map(mark).collect(),
    }
}

fn place(latency: &Latency) -> Option<Place> {
    match latency.median {
        Quantile::At { value, .. } => Some(Place::At(value.as_secs_f64())),
        Quantile::Beyond(_) => Some(Place::Beyond),
        Quantile::Absent => None,
    }
}

fn summary(subject: &Subject, latency: &Latency) -> String {
    let time = match latency.median {
        Quantile::At { value, .. } => wording::time(value),
        Quantile::Beyond(limit) => format!("over {}", wording::limit(limit)),
        Quantile::Absent => "not timed".to_owned(),
    };
    let censored = match latency.censored {
        0 => String::new(),
        some => format!(", {some}/{} timed out", latency.n),
    };
    format!("{} on {}: {time} at the median, n = {}{censored}", subject.model, subject.runtime, latency.n)
}
