//! Checks the figures and tables of posts: their parameters, and whether the run has them.

use std::collections::BTreeSet;
use std::fmt::Display;

use crate::analysis::{FigureName, TableName};
use crate::content::{Directive, DirectiveKind, ExhibitParameters, Post};
use crate::diagnostic::{Code, Diagnostic};
use crate::figure::kinds::history::HistoryMetric;
use crate::figure::{self, FIGURES, Figure};
use crate::name::Slug;

use super::post_runs::{PostRun, no_front_matter_run, run_called};
use super::tables::{self, TABLES};
use super::views::history::suite_history;
use super::{Material, RunMaterial};

/// What is wrong with the parameters of a figure or a table.
pub(super) fn exhibit(
    material: &Material,
    post: &Post,
    directive: &Directive,
    parameters: &ExhibitParameters,
) -> Option<Diagnostic> {
    let place = |fault: Diagnostic| Some(fault.at(&post.source, directive.title));
    let names = || post.front.runs.iter().filter_map(|named| named.name.as_ref()).map(Slug::as_str);
    if let Some(name) = &parameters.run
        && post.front.run_named(name).is_none()
    {
        let fault = Diagnostic::error(Code::NO_SUCH_RUN_NAME, format!("this post calls no run `{name}`"))
            .help("runs get their names in the front matter: `runs = { pilot = \"...\" }`");
        return place(fault.hinted(name, names()));
    }
    if parameters.run.is_none() && post.front.own_run().is_none() && !post.front.runs.is_empty() {
        let message = format!("this post names {} runs: which one?", post.front.runs.len());
        let known: Vec<String> = names().map(|name| format!("`run={name}`")).collect();
        let fault = Diagnostic::error(Code::FIGURE_PARAMETER, message)
            .help(format!("add, in quotes after the name, {}", known.join(" or ")));
        return Some(fault);
    }
    let PostRun::Run(entry) = run_called(material, post, parameters.run.as_deref()) else {
        let narrowed = !parameters.targets.is_empty() || parameters.category.is_some();
        let ingested = matches!(run_called(material, post, parameters.run.as_deref()), PostRun::Ingested(_));
        let fault = || {
            Diagnostic::error(
                Code::FIGURE_PARAMETER,
                "a figure or table of an imported run takes no targets and no category",
            )
            .help("leave them out: it shows everything that was imported")
        };
        return (narrowed && ingested).then(fault).and_then(place);
    };
    if let DirectiveKind::Figure(FigureName::History, _) = directive.kind
        && let Some(fault) = wrong_history(material, entry, parameters)
    {
        return place(fault);
    }
    if let Some(fault) = wrong_metric(directive, parameters) {
        return place(fault);
    }
    let findings = &entry.findings;
    let of_history = matches!(directive.kind, DirectiveKind::Figure(FigureName::History, _));
    for name in parameters.targets.iter().filter(|_| !of_history) {
        if !findings.targets.iter().any(|target| target.subject.is_called(name)) {
            let fault = Diagnostic::error(
                Code::FIGURE_PARAMETER,
                format!("the run `{}` has no target or model `{name}`", entry.run.id),
            );
            return place(fault.hinted(name, findings.target_names()));
        }
    }
    wrong_category(entry, directive, parameters.category.as_ref()?).map(|fault| fault.at(&post.source, directive.title))
}

/// What is wrong with the targets of the figure of a suite's history, which are those of all its runs.
fn wrong_history(material: &Material, entry: &RunMaterial, parameters: &ExhibitParameters) -> Option<Diagnostic> {
    let suite = &entry.run.suite.id;
    let of_suite = || material.summaries().filter(|run| run.suite.0 == *suite);
    let known: BTreeSet<&str> = of_suite().flat_map(|run| &run.targets).map(|target| target.model.as_str()).collect();
    let is_id = |name: &str| of_suite().flat_map(|run| &run.targets).any(|target| target.id.as_str() == name);
    let unknown = parameters.targets.iter().find(|name| !known.contains(name.as_str()) && !is_id(name))?;
    let message = format!("no run of the suite `{suite}` has a target or model `{unknown}`");
    Some(Diagnostic::error(Code::FIGURE_PARAMETER, message).hinted(unknown, known))
}

/// What is wrong with the metric of a figure or a table.
fn wrong_metric(directive: &Directive, parameters: &ExhibitParameters) -> Option<Diagnostic> {
    let metric = parameters.metric.as_ref()?;
    let known = HistoryMetric::ALL.map(HistoryMetric::id);
    let DirectiveKind::Figure(FigureName::History, _) = directive.kind else {
        let message = "only the figure `history` shows one metric or another";
        return Some(Diagnostic::error(Code::FIGURE_PARAMETER, message).help("leave `metric` out"));
    };
    let fault = || {
        let message = format!("the figure `history` has no metric `{metric}`");
        let fault = Diagnostic::error(Code::FIGURE_PARAMETER, message);
        fault.help(format!("its metrics are {}", known.join(", "))).hinted(metric, known)
    };
    HistoryMetric::parse(metric).is_none().then(fault)
}

/// What is wrong with the category of a figure or a table.
fn wrong_category(entry: &RunMaterial, directive: &Directive, category: &Slug) -> Option<Diagnostic> {
    let findings = &entry.findings;
    if !matches!(directive.kind, DirectiveKind::Figure(FigureName::Qpr | FigureName::Ttft, _)) {
        let fault =
            Diagnostic::error(Code::FIGURE_PARAMETER, "only the figures `qpr` and `ttft` show a category alone");
        return Some(fault.help("leave `category` out; the table `categories` shows all of them"));
    }
    let known = || findings.categories.iter().map(|(id, _)| id.as_str());
    let is_there = known().any(|id| id == category.as_str());
    let fault = || {
        let fault = Diagnostic::error(
            Code::FIGURE_PARAMETER,
            format!("the run `{}` has no category `{category}`", entry.run.id),
        );
        fault.help(format!("it has {}", known().collect::<Vec<_>>().join(", "))).hinted(category.as_str(), known())
    };
    (!is_there).then(fault)
}

/// The fault of a figure that the post's run does not have.
pub(super) fn missing_figure(
    material: &Material,
    post: &Post,
    name: FigureName,
    parameters: &ExhibitParameters,
) -> Option<Diagnostic> {
    let known: Vec<FigureName> = match run_called(material, post, parameters.run.as_deref()) {
        PostRun::Nothing => return Some(no_front_matter_run()),
        PostRun::Run(entry) => {
            let mut known = figures(|figure| (figure.needs)(&entry.findings));
            let past = suite_history(material.summaries(), &entry.run.suite.id, HistoryMetric::Compliance, &[]);
            known.extend(past.map(|_| FigureName::History));
            known
        }
        // Which figures the first run will have is not known yet, so all are accepted.
        PostRun::NoneYet => FigureName::of_posts().collect(),
        PostRun::Ingested(entry) => (1..=entry.findings.groups.len())
            .filter(|number| figure::kinds::metric::chart(&entry.findings, *number).is_some())
            .map(FigureName::Metric)
            .collect(),
    };
    let hint = match name {
        FigureName::History => "a run of its suite that is finished and whole and was not withdrawn",
        name => figure::find(name).map_or("", |figure| figure.hint),
    };
    (!known.contains(&name)).then(|| missing("figure", name, &known, hint))
}

fn figures(has: impl Fn(&Figure) -> bool) -> Vec<FigureName> {
    FIGURES.iter().filter(|figure| has(figure)).map(|figure| figure.name).collect()
}

/// The fault of a table that the post's run does not have.
pub(super) fn missing_table(
    material: &Material,
    post: &Post,
    name: TableName,
    parameters: &ExhibitParameters,
) -> Option<Diagnostic> {
    let known: Vec<TableName> = match run_called(material, post, parameters.run.as_deref()) {
        PostRun::Nothing => return Some(no_front_matter_run()),
        PostRun::Run(entry) => tables::of(&entry.findings).map(|table| table.name).collect(),
        // As for figures.
        PostRun::NoneYet => TableName::OF_A_RUN.to_vec(),
        PostRun::Ingested(entry) => (1..=entry.findings.groups.len()).map(TableName::Metric).collect(),
    };
    let hint = TABLES.iter().find(|table| table.name == name).map_or("", |table| table.hint);
    (!known.contains(&name)).then(|| missing("table", name, &known, hint))
}

/// The fault of a figure or table that the post's run does not have; `hint` is what it needs, or empty.
fn missing(kind: &str, name: impl Display, known: &[impl ToString], hint: &str) -> Diagnostic {
    let known: Vec<String> = known.iter().map(ToString::to_string).collect();
    let fault = Diagnostic::error(Code::NO_SUCH_EXHIBIT, format!("the run of this post has no {kind} `{name}`"))
        .help(format!("it has the {kind}s {}", known.join(", ")));
    if hint.is_empty() { fault } else { fault.help(format!("`{name}` needs {hint}")) }
}
