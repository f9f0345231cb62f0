//! Checks the figures and tables of posts: their parameters, and whether the run has them.

use std::fmt::Display;

use crate::analysis::{FigureName, TableName};
use crate::content::{Directive, DirectiveKind, ExhibitParameters, Post};
use crate::diagnostic::{Code, Diagnostic};
use crate::figure::kinds::history::{HistoryChoice, HistoryMetric};
use crate::figure::{self, FIGURES, Figure};
use crate::name::Slug;

use super::post_runs::{PostRun, no_front_matter_run, run_called};
use super::tables::{self, TABLES};
use super::views::history::suite_history;
use super::{Material, parameters};

/// What is wrong with the parameters of a figure or a table.
pub(super) fn exhibit(
    material: &Material,
    post: &Post,
    directive: &Directive,
    shown: &ExhibitParameters,
) -> Option<Diagnostic> {
    let place = |fault: Diagnostic| Some(fault.at(&post.source, directive.title));
    let figure = match directive.kind {
        DirectiveKind::Figure(name, _) => Some(name),
        _ => None,
    };
    let names = || post.front.runs.iter().filter_map(|named| named.name.as_ref()).map(Slug::as_str);
    if let Some(name) = &shown.run
        && post.front.run_named(name).is_none()
    {
        let fault = Diagnostic::error(Code::NO_SUCH_RUN_NAME, format!("this post calls no run `{name}`"))
            .help("runs get their names in the front matter: `runs = { pilot = \"...\" }`");
        return place(fault.hinted(name, names()));
    }
    if shown.run.is_none() && post.front.own_run().is_none() && !post.front.runs.is_empty() {
        let message = format!("this post names {} runs: which one?", post.front.runs.len());
        let known: Vec<String> = names().map(|name| format!("`run={name}`")).collect();
        let fault = Diagnostic::error(Code::FIGURE_PARAMETER, message)
            .help(format!("add, in quotes after the name, {}", known.join(" or ")));
        return Some(fault);
    }
    let PostRun::Run(entry) = run_called(material, post, shown.run.as_deref()) else {
        let narrowed = !shown.targets.is_empty() || shown.category.is_some();
        let ingested = matches!(run_called(material, post, shown.run.as_deref()), PostRun::Ingested(_));
        let fault = || {
            Diagnostic::error(
                Code::FIGURE_PARAMETER,
                "a figure or table of an imported run takes no targets and no category",
            )
            .help("leave them out: it shows everything that was imported")
        };
        let fault = if narrowed && ingested { Some(fault()) } else { parameters::not_shown(figure, shown) };
        return fault.and_then(place);
    };
    let fault = match figure {
        Some(FigureName::History) => parameters::of_history(material.summaries(), &entry.run.suite.id, shown),
        figure => parameters::of_run(&entry.run.id, &entry.findings, figure, shown),
    };
    fault.and_then(place)
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
            let past =
                suite_history(material.summaries(), &entry.run.suite.id, HistoryChoice::all(HistoryMetric::Compliance));
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
