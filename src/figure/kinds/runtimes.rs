//! The same model on two runtimes: a row for each model, a mark for each runtime, and the ratio of times that pairs of cases show.

use crate::analysis::metric::Better;
use crate::analysis::runtimes::{finding, ratio_words};
use crate::analysis::{FigureName, Findings, Latency, Quantile, RuntimePair, Subject, TableName};
use crate::figure::chart::{Axis, AxisPlace, Chart, Dumbbell, Dumbbells, End, Scale};
use crate::figure::definition::{Figure, MarksLead};
use crate::figure::legend::Legend;
use crate::figure::simulated;
use crate::wording::{Unit, count, counted};

use super::compliance::titled;

/// What the figure and the table of its name need.
pub const HINT: &str =
    "a model measured on two runtimes: `[[target]]` in `offprint.toml` can declare one, `identity = \"...\"`";

/// The figure.
pub(in crate::figure) const FIGURE: Figure = Figure {
    name: FigureName::Runtimes,
    title: "The same model on two runtimes",
    needs: |findings| !findings.runtimes.is_empty(),
    hint: HINT,
    companion: TableName::Runtimes,
    marks: MarksLead::Rows,
    finding: |findings| findings.coverage.qualified(&finding(&findings.runtimes).unwrap_or_default()),
    chart,
    legend,
    notes,
    omissions: |_| Vec::new(),
};

/// The key of a pair's row in the companion table: its anchor.
pub fn row_key(pair: &RuntimePair) -> String {
    format!("{}--{}", TableName::Runtimes, pair.other.id)
}

fn chart(findings: &Findings) -> Option<Chart> {
    let description = findings.coverage.qualified(&finding(&findings.runtimes)?);
    let legend = Legend::of(findings);
    let rows: Vec<Dumbbell> = findings.runtimes.iter().map(|pair| row(findings, pair, &legend)).collect();
    let beyond = rows.iter().flat_map(|row| &row.ends).any(|end| end.x == AxisPlace::Beyond);
    Some(Chart::Dumbbells(Dumbbells {
        name: FigureName::Runtimes,
        title: titled(findings, &format!("The same model on two runtimes, {}", counted(rows.len(), "pair"))),
        description,
        x: Axis {
            name: "Median time to the complete answer, log scale".to_owned(),
            short_name: "Median time per answer, log scale".to_owned(),
            unit: Unit::Seconds,
            better: Better::Less,
            scale: Scale::Logarithmic,
            // A gutter only if it has a mark: the rows need the width.
            limit: beyond.then_some(findings.limits.1.as_secs_f64()),
        },
        rows,
        simulated: simulated::times(findings),
    }))
}

/// The legend of the run, so that marks look alike in all its figures, without what this one does not show.
fn legend(findings: &Findings) -> Legend {
    let shown = || findings.runtimes.iter().flat_map(|pair| [&pair.first, &pair.other]);
    Legend::of(findings).only(
        |family| shown().any(|subject| subject.family == family),
        |runtime| shown().any(|subject| subject.runtime.to_string() == runtime),
    )
}

fn row(findings: &Findings, pair: &RuntimePair, legend: &Legend) -> Dumbbell {
    let words = pair.total.map(|ratio| ratio_words(pair, &ratio));
    let end = |subject: &Subject| {
        let target = findings.targets.iter().find(|target| target.subject.id == subject.id)?;
        let x = AxisPlace::of_time(target.total.median)?;
        let summary = summary(subject, &target.total);
        Some(End { summary, shape: legend.shape(subject.runtime), x, interval: None, hollow: false })
    };
    Dumbbell {
        key: row_key(pair),
        label: pair.first.model.clone(),
        result: match &words {
            Some(words) => words.in_words("×", " to "),
            None if pair.compared => "not measured on both".to_owned(),
            None => "not compared".to_owned(),
        },
        differs: words.is_some_and(|words| words.faster.is_some()),
        colour: legend.colour(&pair.first.family),
        ends: [&pair.first, &pair.other].into_iter().filter_map(end).collect(),
    }
}

/// Everything about a mark in one sentence.
fn summary(subject: &Subject, latency: &Latency) -> String {
    let (named, time, requests) = (subject.named(), latency.median_in_words(), counted(latency.n, "request"));
    let censored = count(latency.censored);
    match (latency.median, latency.censored) {
        (Quantile::Beyond { .. }, _) => format!("{named}: {time}, {censored} of {requests}"),
        (_, 0) => format!("{named}: {time} at the median of {requests}"),
        _ => format!("{named}: {time} at the median of {requests}, {censored} of them timed out"),
    }
}

/// How the marks and the ratios were computed.
fn notes(findings: &Findings) -> Vec<String> {
    let ratios = "Points: the median time on each runtime. Labels: the median of the cases’ ratios, which is not the ratio of the \
                  medians, and its 95 % CI by order statistics, over";
    let is_compared = |pair: &RuntimePair| pair.compared;
    let mut notes = match findings.runtimes.iter().any(is_compared) {
        true => vec![format!("{ratios} {}.", cases(findings))],
        false => vec!["Points: the median time on each runtime.".to_owned()],
    };
    notes.extend(timeouts(findings));
    notes
}

/// `140 cases`, or `96 to 140 cases`.
fn cases(findings: &Findings) -> String {
    let of = || findings.runtimes.iter().map(|pair| pair.cases.n);
    match (of().min(), of().max()) {
        (Some(least), Some(most)) if least < most => format!("{least} to {}", counted(most, "case")),
        (_, most) => counted(most.unwrap_or(0), "case"),
    }
}

/// What timeouts did to the ratios; absent without timeouts.
pub fn timeouts(findings: &Findings) -> Option<String> {
    let sum = |of: fn(&RuntimePair) -> usize| findings.runtimes.iter().map(of).sum::<usize>();
    let (some, all) = (sum(|pair| pair.cases.timed_out()), sum(|pair| pair.cases.n));
    (some > 0).then(|| {
        format!(
            "{} of {} timed out on at least one runtime; their ratios are bounds.",
            count(some),
            counted(all, "case")
        )
    })
}
