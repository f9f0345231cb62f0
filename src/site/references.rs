//! Whether everything that posts refer to is there: runs, figures, tables, other posts. All faults at once.

use std::collections::BTreeMap;
use std::fmt::Display;

use crate::analysis::{FigureName, TableName};
use crate::content::{Directive, DirectiveKind, Post, RunReference};
use crate::diagnostic::Diagnostic;
use crate::figure::{self, FIGURES, Figure};
use crate::name::RunId;
use crate::record::RunState;

use super::tables::{self, TABLES};
use super::{IngestedMaterial, Material, RunMaterial, plan};

/// What a post is about.
#[derive(Debug, Clone, Copy)]
pub(super) enum Bound<'a> {
    /// A run of ours.
    Run(&'a RunMaterial),
    /// Another tool's numbers.
    Ingested(&'a IngestedMaterial),
    /// The newest run, of which there is none yet.
    NoneYet,
    /// No run at all.
    Nothing,
}

/// What a post is about; a reference that leads nowhere is nothing, which [`check`] has told before.
pub(super) fn bound<'a>(material: &'a Material, post: &Post) -> Bound<'a> {
    match &post.front.run {
        None => Bound::Nothing,
        Some((RunReference::Latest, _)) => latest(material).map_or(Bound::NoneYet, Bound::Run),
        Some((RunReference::Id(id), _)) => find(material, id).unwrap_or(Bound::Nothing),
    }
}

/// The newest finished run.
pub(super) fn latest(material: &Material) -> Option<&RunMaterial> {
    let finished = material.runs.iter().filter(|entry| matches!(entry.run.state, RunState::Sealed { .. }));
    finished.max_by_key(|entry| (entry.run.started, &entry.run.id))
}

fn find<'a>(material: &'a Material, id: &RunId) -> Option<Bound<'a>> {
    let run = material.runs.iter().find(|entry| entry.run.id == *id).map(Bound::Run);
    run.or_else(|| material.ingested.iter().find(|entry| entry.run.id == *id).map(Bound::Ingested))
}

/// Every reference of every post that leads nowhere.
pub(super) fn check(material: &Material) -> Vec<Diagnostic> {
    let mut faults = clashes(material);
    for post in &material.posts {
        if let Some((RunReference::Id(id), span)) = &post.front.run
            && find(material, id).is_none()
        {
            faults.push(no_run(material, id).at(&post.source, *span));
            continue;
        }
        faults.extend(post.directives.iter().filter_map(|directive| wrong(material, post, directive)));
    }
    faults
}

/// Posts that would stand at one address, or where a run's pages stand.
fn clashes(material: &Material) -> Vec<Diagnostic> {
    let mut taken: BTreeMap<String, &Post> = BTreeMap::new();
    let mut faults = Vec::new();
    for post in &material.posts {
        let address = plan::post(post);
        if address.path().starts_with("runs/") {
            faults.push(
                Diagnostic::error("a post cannot stand below `runs/`")
                    .at(&post.source, post.source.line_span(1))
                    .help("runs have their pages there; give the language another folder"),
            );
        }
        if let Some(other) = taken.insert(address.path().to_owned(), post) {
            faults.push(Diagnostic::error(format!(
                "`{}` and `{}` have one address",
                other.source.path(),
                post.source.path()
            )));
        }
    }
    faults
}

fn wrong(material: &Material, post: &Post, directive: &Directive) -> Option<Diagnostic> {
    let fault = match &directive.kind {
        DirectiveKind::Figure(name) => missing_figure(material, post, *name),
        DirectiveKind::Table(name) => missing_table(material, post, *name),
        DirectiveKind::Run(Some(id)) => find(material, id).is_none().then(|| no_run(material, id)),
        DirectiveKind::Run(None) => post.front.run.is_none().then(no_front_matter_run),
        DirectiveKind::Post(slug) => {
            let known = || material.posts.iter().map(|post| post.slug.as_str());
            let missing = !known().any(|name| name == slug.as_str());
            missing.then(|| Diagnostic::error(format!("there is no post `{slug}`")).hinted(slug.as_str(), known()))
        }
    };
    fault.map(|fault| fault.at(&post.source, directive.span))
}

fn missing_figure(material: &Material, post: &Post, name: FigureName) -> Option<Diagnostic> {
    let known: Vec<FigureName> = match bound(material, post) {
        Bound::Nothing => return Some(no_front_matter_run()),
        Bound::Run(entry) => figures(|figure| (figure.needs)(&entry.findings)),
        Bound::NoneYet => FigureName::OF_A_RUN.to_vec(),
        Bound::Ingested(entry) => (1..=entry.findings.groups.len()).map(FigureName::Metric).collect(),
    };
    let hint = figure::find(name).map_or("", |figure| figure.hint);
    (!known.contains(&name)).then(|| missing("figure", name, &known, hint))
}

fn figures(has: impl Fn(&Figure) -> bool) -> Vec<FigureName> {
    FIGURES.iter().filter(|figure| has(figure)).map(|figure| figure.name).collect()
}

fn missing_table(material: &Material, post: &Post, name: TableName) -> Option<Diagnostic> {
    let known: Vec<TableName> = match bound(material, post) {
        Bound::Nothing => return Some(no_front_matter_run()),
        Bound::Run(entry) => tables::of(&entry.findings).map(|table| table.name).collect(),
        Bound::NoneYet => TableName::OF_A_RUN.to_vec(),
        Bound::Ingested(entry) => (1..=entry.findings.groups.len()).map(TableName::Metric).collect(),
    };
    let hint = TABLES.iter().find(|table| table.name == name).map_or("", |table| table.hint);
    (!known.contains(&name)).then(|| missing("table", name, &known, hint))
}

/// A figure or table that the post's run does not have; `hint` says what it needs, where every run may lack it.
fn missing(kind: &str, name: impl Display, known: &[impl ToString], hint: &str) -> Diagnostic {
    let known: Vec<String> = known.iter().map(ToString::to_string).collect();
    let fault = Diagnostic::error(format!("the run of this post has no {kind} `{name}`"))
        .help(format!("it has the {kind}s {}", known.join(", ")));
    if hint.is_empty() { fault } else { fault.help(format!("`{name}` needs {hint}")) }
}

fn no_front_matter_run() -> Diagnostic {
    Diagnostic::error("the post names no run to show this from")
        .help("add `run = \"latest\"`, or the id of a run, to its front matter; `offprint runs` lists them")
}

fn no_run(material: &Material, id: &RunId) -> Diagnostic {
    let ids =
        material.runs.iter().map(|entry| &entry.run.id).chain(material.ingested.iter().map(|entry| &entry.run.id));
    let ids: Vec<&str> = ids.map(RunId::as_str).collect();
    let fault = Diagnostic::error(format!("there is no run `{id}` in the archive"));
    let fault = match ids.as_slice() {
        [] => fault.help("the archive is empty: `offprint run` and `offprint ingest` fill it"),
        _ => fault.help("`offprint runs` lists them; `run = \"latest\"` follows the newest"),
    };
    fault.hinted(id.as_str(), ids)
}
