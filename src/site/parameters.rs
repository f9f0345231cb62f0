//! What is wrong with the parameters of a figure or a table, in a post or on the command line.

use std::collections::BTreeSet;

use crate::analysis::{FigureName, Findings};
use crate::content::{ExhibitParameters, ExhibitWidth};
use crate::diagnostic::{Code, Diagnostic};
use crate::figure;
use crate::figure::kinds::history::HistoryMetric;
use crate::name::{RunId, Slug, SuiteId};

use super::RunSummary;

/// What is wrong with the parameters of a figure of a run, or of a table, which has no `figure`; `None` if nothing is.
pub fn of_run(
    run: &RunId,
    findings: &Findings,
    figure: Option<FigureName>,
    parameters: &ExhibitParameters,
) -> Option<Diagnostic> {
    let is_known = |name: &String| findings.targets.iter().any(|target| target.subject.is_called(name));
    if let Some(name) = parameters.targets.iter().find(|name| !is_known(name)) {
        let fault = fault(format!("the run `{run}` has no target or model `{name}`"));
        return Some(fault.hinted(name, findings.target_names()));
    }
    not_shown(figure, parameters).or_else(|| {
        let category = parameters.category.as_ref()?;
        let known = findings.categories.iter().map(|(id, _)| id.as_str());
        wrong_category(category, known.collect(), &format!("the run `{run}` has no"))
    })
}

/// What is wrong with a category that is not among those that are known; `lacks` is who has none of its name.
fn wrong_category(category: &Slug, known: Vec<&str>, lacks: &str) -> Option<Diagnostic> {
    if known.contains(&category.as_str()) {
        return None;
    }
    let fault = fault(format!("{lacks} category `{category}`"));
    Some(fault.help(format!("the categories are {}", known.join(", "))).hinted(category.as_str(), known))
}

/// The same of the figure of a suite's history, whose targets are those of all runs of the suite.
pub fn of_history<'s>(
    runs: impl Iterator<Item = &'s RunSummary>,
    suite: &SuiteId,
    parameters: &ExhibitParameters,
) -> Option<Diagnostic> {
    let targets: Vec<_> = runs.filter(|run| run.suite.0 == *suite).flat_map(|run| &run.targets).collect();
    let known: BTreeSet<&str> = targets.iter().map(|target| target.model.as_str()).collect();
    let is_id = |name: &str| targets.iter().any(|target| target.id.as_str() == name);
    if let Some(name) = parameters.targets.iter().find(|name| !known.contains(name.as_str()) && !is_id(name)) {
        let fault = fault(format!("no run of the suite `{suite}` has a target or model `{name}`"));
        let some: Vec<&str> = known.iter().take(6).copied().collect();
        let more = if some.len() < known.len() { " and others" } else { "" };
        let fault = fault.help(format!("its runs have {}{more}", some.join(", ")));
        return Some(fault.hinted(name, known));
    }
    not_shown(Some(FigureName::History), parameters).or_else(|| {
        let category = parameters.category.as_ref()?;
        let known: BTreeSet<&str> =
            targets.iter().flat_map(|target| &target.categories).map(|(id, _)| id.as_str()).collect();
        wrong_category(category, known.into_iter().collect(), &format!("no run of the suite `{suite}` has a"))
    })
}

/// What this figure, or a table, cannot show, whatever the run has.
pub(super) fn not_shown(figure: Option<FigureName>, parameters: &ExhibitParameters) -> Option<Diagnostic> {
    if parameters.category.is_some() && !has_categories(figure) {
        let fault = fault("only the figures `qpr`, `ttft` and `history` show a category alone");
        return Some(fault.help("leave `category` out; the table `categories` shows all of them"));
    }
    if parameters.category.is_some()
        && parameters.metric.as_deref().is_some_and(|metric| metric != HistoryMetric::Compliance.id())
    {
        return Some(fault("of a category alone, compliance is shown only").help("leave `category` or `metric` out"));
    }
    if parameters.curves && figure != Some(FigureName::Qpr) {
        let fault = fault("only the figure `qpr` has curves of equal quality per time");
        return Some(fault.help("leave `curves` out"));
    }
    if parameters.width != ExhibitWidth::Usual && figure.is_none() {
        return Some(fault("a table has no width of its own").help("leave `width` out: it is as wide as its columns"));
    }
    wrong_metric(figure, parameters.metric.as_ref()?)
}

fn has_categories(figure: Option<FigureName>) -> bool {
    matches!(figure, Some(FigureName::Qpr | FigureName::Ttft | FigureName::History))
}

/// What is wrong with the metric of a figure, or of a table.
fn wrong_metric(figure: Option<FigureName>, metric: &str) -> Option<Diagnostic> {
    let known = figure.map(figure::metrics).unwrap_or_default();
    match figure.filter(|_| !known.is_empty()) {
        Some(_) if known.contains(&metric) => None,
        Some(figure) => {
            let fault = fault(format!("the figure `{figure}` has no metric `{metric}`"));
            Some(fault.help(format!("its metrics are {}", known.join(", "))).hinted(metric, known))
        }
        None => {
            let fault = fault("only the figures `history` and `size` show one metric or another");
            Some(fault.help("leave `metric` out"))
        }
    }
}

fn fault(message: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Code::FIGURE_PARAMETER, message)
}
