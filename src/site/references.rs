//! Checks what posts refer to (runs, figures, tables, other posts), and reports all faults at once.

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

/// The run that a post is about.
#[derive(Debug, Clone, Copy)]
pub(super) enum PostRun<'a> {
    /// A native run.
    Run(&'a RunMaterial),
    /// Another tool's numbers.
    Ingested(&'a IngestedMaterial),
    /// The newest run of a whole suite, but none is finished yet.
    NoneYet,
    /// The post does not refer to a run.
    Nothing,
}

impl<'a> PostRun<'a> {
    /// Why the run was withdrawn; `None` if it was not, and without a run.
    pub(super) fn withdrawn(self) -> Option<&'a str> {
        match self {
            Self::Run(entry) => entry.findings.withdrawn.as_deref(),
            Self::Ingested(entry) => entry.withdrawn.as_deref(),
            Self::NoneYet | Self::Nothing => None,
        }
    }
}

/// The run that a post is about. An unresolved reference counts as none; [`check`] reports it before.
pub(super) fn run_of<'a>(material: &'a Material, post: &Post) -> PostRun<'a> {
    match &post.front.run {
        None => PostRun::Nothing,
        Some((RunReference::Latest, _)) => latest(material).map_or(PostRun::NoneYet, PostRun::Run),
        Some((RunReference::Id(id), _)) => find(material, id).unwrap_or(PostRun::Nothing),
    }
}

/// The newest finished run of a whole suite: a part never represents the suite, and a withdrawn run nothing. Of two that were measured at
/// one time, one is the other judged again, which then counts.
pub(super) fn latest(material: &Material) -> Option<&RunMaterial> {
    // Results of an unfinished run still change.
    let finished = material.runs.iter().filter(|entry| matches!(entry.run.state, RunState::Sealed { .. }));
    let whole = finished.filter(|entry| !entry.findings.coverage.is_partial());
    let counts = whole.filter(|entry| entry.findings.withdrawn.is_none());
    let judged = |entry: &RunMaterial| entry.run.origin.as_ref()?.rescored.as_ref().map(|rescored| rescored.at);
    counts.max_by_key(|entry| (entry.run.started, judged(entry), &entry.run.id))
}

fn find<'a>(material: &'a Material, id: &RunId) -> Option<PostRun<'a>> {
    let run = material.runs.iter().find(|entry| entry.run.id == *id).map(PostRun::Run);
    run.or_else(|| material.ingested.iter().find(|entry| entry.run.id == *id).map(PostRun::Ingested))
}

/// Every unresolved reference of every post.
pub(super) fn check(material: &Material) -> Vec<Diagnostic> {
    let mut faults = clashes(material);
    for post in &material.posts {
        if let Some((RunReference::Id(id), span)) = &post.front.run
            && find(material, id).is_none()
        {
            // Without its run, every figure and table of the post would be reported too.
            faults.push(no_run(material, id).at(&post.source, *span));
            continue;
        }
        faults.extend(post.directives.iter().filter_map(|directive| wrong(material, post, directive)));
    }
    faults
}

/// A warning for every reference of a post to a run that was withdrawn.
pub(super) fn warnings(material: &Material) -> Vec<Diagnostic> {
    let mut warnings = Vec::new();
    for post in &material.posts {
        let named = post.front.run.iter().filter_map(|(reference, span)| match reference {
            RunReference::Id(id) => Some((id, *span)),
            RunReference::Latest => None,
        });
        let linked = post.directives.iter().filter_map(|directive| match &directive.kind {
            DirectiveKind::Run(Some(id)) => Some((id, directive.span)),
            _ => None,
        });
        warnings.extend(named.chain(linked).filter_map(|(id, span)| {
            let reason = find(material, id)?.withdrawn()?;
            let warning = Diagnostic::warning(format!("the run `{id}` was withdrawn: {reason}"));
            Some(warning.at(&post.source, span).help("say so in the post, or refer to another run"))
        }));
    }
    crate::diagnostic::sort(&mut warnings);
    warnings
}

/// Posts with the same address, or with an address below that of the runs.
fn clashes(material: &Material) -> Vec<Diagnostic> {
    let mut taken: BTreeMap<String, &Post> = BTreeMap::new();
    let mut faults = Vec::new();
    for post in &material.posts {
        let address = plan::post(post);
        if address.path().starts_with("runs/") {
            faults.push(
                Diagnostic::error("a post cannot have an address below `runs/`")
                    .at(&post.source, post.source.line_span(1))
                    .help("`runs/` is reserved for the pages of runs; use another folder below `content/`"),
            );
        }
        if let Some(other) = taken.insert(address.path().to_owned(), post) {
            faults.push(Diagnostic::error(format!(
                "`{}` and `{}` have the same address",
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
    let known: Vec<FigureName> = match run_of(material, post) {
        PostRun::Nothing => return Some(no_front_matter_run()),
        PostRun::Run(entry) => figures(|figure| (figure.needs)(&entry.findings)),
        // Which figures the first run will have is not known yet, so all are accepted.
        PostRun::NoneYet => FigureName::OF_A_RUN.to_vec(),
        PostRun::Ingested(entry) => (1..=entry.findings.groups.len())
            .filter(|number| figure::kinds::metric::chart(&entry.findings, *number).is_some())
            .map(FigureName::Metric)
            .collect(),
    };
    let hint = figure::find(name).map_or("", |figure| figure.hint);
    (!known.contains(&name)).then(|| missing("figure", name, &known, hint))
}

fn figures(has: impl Fn(&Figure) -> bool) -> Vec<FigureName> {
    FIGURES.iter().filter(|figure| has(figure)).map(|figure| figure.name).collect()
}

fn missing_table(material: &Material, post: &Post, name: TableName) -> Option<Diagnostic> {
    let known: Vec<TableName> = match run_of(material, post) {
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
    let fault = Diagnostic::error(format!("the run of this post has no {kind} `{name}`"))
        .help(format!("it has the {kind}s {}", known.join(", ")));
    if hint.is_empty() { fault } else { fault.help(format!("`{name}` needs {hint}")) }
}

fn no_front_matter_run() -> Diagnostic {
    Diagnostic::error("this needs a run, but the post does not name one")
        .help("add `run = \"latest\"`, or the id of a run, to its front matter; `offprint runs` lists all runs")
}

fn no_run(material: &Material, id: &RunId) -> Diagnostic {
    let ids =
        material.runs.iter().map(|entry| &entry.run.id).chain(material.ingested.iter().map(|entry| &entry.run.id));
    let ids: Vec<&str> = ids.map(RunId::as_str).collect();
    let fault = Diagnostic::error(format!("there is no run `{id}` in the archive"));
    let fault = match ids.as_slice() {
        [] => fault.help("the archive is empty: add runs with `offprint run` or `offprint ingest`"),
        _ => fault.help("`offprint runs` lists all runs; `run = \"latest\"` means the newest of a whole suite"),
    };
    fault.hinted(id.as_str(), ids)
}
