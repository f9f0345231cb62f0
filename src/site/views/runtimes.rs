//! The figure of the same model on two runtimes: drawn, and what its caption says.

use crate::analysis::Findings;
use crate::analysis::runtimes::finding;
use crate::figure::dumbbell::{self, Dumbbells};
use crate::figure::qpr::Legend;
use crate::figure::runtimes::{dumbbells, legend};
use crate::figure::svg::Drawn;
use crate::site::tables::runtimes::{anchor, timeouts};
use crate::wording::counted;

/// The figure as drawn, its legend, and the file of its own.
pub(super) fn drawn(findings: &Findings) -> Option<(Drawn, Legend, String)> {
    let chart: Dumbbells = dumbbells(findings, &|pair| format!("#{}", anchor(pair)))?;
    let legend = legend(findings);
    Some((dumbbell::inline(&chart), legend.clone(), dumbbell::standalone(&chart, &legend)))
}

/// What the figure's caption says first.
pub(super) fn headline(findings: &Findings) -> String {
    finding(&findings.runtimes).unwrap_or_default()
}

/// How the figure and its words came about.
pub(super) fn how(findings: &Findings) -> Vec<String> {
    let words = "Marks: the median time on each runtime. Words: the median of the cases’ own ratios, which is not the ratio of the \
                 medians, and its 95 % CI, bootstrap over";
    let mut how = vec![format!("{words} {}.", cases(findings))];
    how.extend(timeouts(findings));
    how
}

/// `140 cases`, or `96 to 140 cases`.
fn cases(findings: &Findings) -> String {
    let of = || findings.runtimes.iter().map(|pair| pair.cases.n);
    match (of().min(), of().max()) {
        (Some(least), Some(most)) if least < most => format!("{least} to {}", counted(most, "case")),
        (_, most) => counted(most.unwrap_or(0), "case"),
    }
}
