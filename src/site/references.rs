//! Checks what posts refer to (runs, figures, tables, other posts), and reports all faults at once.

use std::collections::BTreeMap;
use std::fmt::Display;

use crate::analysis::{FigureName, TableName};
use crate::binding::{BoundRun, PostRuns, RunData};
use crate::content::{Directive, DirectiveKind, NamedRun, Parameters, Post, RunReference};
use crate::diagnostic::{Code, Diagnostic};
use crate::figure::{self, FIGURES, Figure};
use crate::name::{RunId, Slug};
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

/// The run that lists show beside a post. An unresolved reference counts as none; [`check`] reports it before.
pub(super) fn run_of<'a>(material: &'a Material, post: &Post) -> PostRun<'a> {
    post.front.main_run().map_or(PostRun::Nothing, |named| resolved(material, named))
}

/// The run that a figure or a table of a post shows: the one with this name in the front matter, or the post's own.
pub(super) fn run_called<'a>(material: &'a Material, post: &Post, name: Option<&str>) -> PostRun<'a> {
    let named = match name {
        Some(name) => post.front.run_named(name),
        None => post.front.own_run(),
    };
    named.map_or(PostRun::Nothing, |named| resolved(material, named))
}

fn resolved<'a>(material: &'a Material, named: &NamedRun) -> PostRun<'a> {
    match &named.reference {
        RunReference::Latest => latest(material).map_or(PostRun::NoneYet, PostRun::Run),
        RunReference::Id(id) => find(material, id).unwrap_or(PostRun::Nothing),
    }
}

/// The runs of a post for [`crate::binding`].
pub(super) fn runs_of<'a>(material: &'a Material, post: &'a Post) -> PostRuns<'a> {
    let run = |named: &'a NamedRun| {
        let name = named.name.as_ref();
        match resolved(material, named) {
            PostRun::Run(entry) => BoundRun {
                name,
                data: Some(RunData::Native(&entry.findings)),
                digest: match &entry.run.state {
                    RunState::Sealed { digest, .. } => Some(digest),
                    RunState::Unfinished => None,
                },
                day: Some(entry.run.started.date_naive()),
            },
            PostRun::Ingested(entry) => BoundRun {
                name,
                data: Some(RunData::Ingested(&entry.findings)),
                digest: None,
                day: entry.run.measured.map(|moment| moment.date_naive()),
            },
            PostRun::NoneYet | PostRun::Nothing => BoundRun { name, data: None, digest: None, day: None },
        }
    };
    PostRuns { runs: post.front.runs.iter().map(run).collect() }
}

/// The page of a model: of a target of this id or model in the first run of the post that has one.
pub(super) fn model_page(material: &Material, post: &Post, name: &str) -> Option<plan::Address> {
    post.front.runs.iter().find_map(|named| match resolved(material, named) {
        PostRun::Run(entry) => {
            let targets = entry.findings.targets.iter();
            let mut known = targets.map(|target| &target.subject);
            let subject = known.find(|subject| subject.id.as_str() == name || subject.model == name)?;
            Some(plan::target(&entry.run.id, &subject.id))
        }
        _ => None,
    })
}

/// The page of a case or a pair, in the first run of the post that has it.
pub(super) fn case_page(material: &Material, post: &Post, name: &str) -> Option<plan::Address> {
    post.front.runs.iter().find_map(|named| match resolved(material, named) {
        PostRun::Run(entry) => {
            let topic = entry.run.questions.iter().find_map(|question| match &question.pair {
                Some((pair, _)) if pair.as_str() == name || question.case.as_str() == name => Some(pair.as_str()),
                None if question.case.as_str() == name => Some(question.case.as_str()),
                _ => None,
            })?;
            Some(plan::case(&entry.run.id, topic))
        }
        _ => None,
    })
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
        let missing = post.front.runs.iter().filter_map(|named| match &named.reference {
            RunReference::Id(id) if find(material, id).is_none() => {
                Some(no_run(material, id).at(&post.source, named.span))
            }
            _ => None,
        });
        let missing: Vec<Diagnostic> = missing.collect();
        // Without its run, every figure and table of the post would be reported too.
        if missing.is_empty() {
            faults.extend(post.directives.iter().filter_map(|directive| wrong(material, post, directive)));
        }
        faults.extend(missing);
    }
    faults
}

/// A warning for every reference of a post to a run that was withdrawn.
pub(super) fn warnings(material: &Material) -> Vec<Diagnostic> {
    let mut warnings = Vec::new();
    for post in &material.posts {
        let named = post.front.runs.iter().filter_map(|named| match &named.reference {
            RunReference::Id(id) => Some((id.clone(), named.span)),
            RunReference::Latest => None,
        });
        let linked = post.directives.iter().filter_map(|directive| match &directive.kind {
            DirectiveKind::Run(Some(name)) if post.front.run_named(name.as_str()).is_none() => {
                Some((RunId::parse(name.as_str()).ok()?, directive.span))
            }
            _ => None,
        });
        warnings.extend(named.chain(linked).filter_map(|(id, span)| {
            let reason = find(material, &id)?.withdrawn()?;
            let warning = Diagnostic::warning(Code::WITHDRAWN_RUN, format!("the run `{id}` was withdrawn: {reason}"));
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
                Diagnostic::error(Code::RESERVED_ADDRESS, "a post cannot have an address below `runs/`")
                    .at(&post.source, post.source.line_span(1))
                    .help("`runs/` is reserved for the pages of runs; use another folder below `content/`"),
            );
        }
        if let Some(other) = taken.insert(address.path().to_owned(), post) {
            faults.push(Diagnostic::error(
                Code::SAME_ADDRESS,
                format!("`{}` and `{}` have the same address", other.source.path(), post.source.path()),
            ));
        }
    }
    faults
}

fn wrong(material: &Material, post: &Post, directive: &Directive) -> Option<Diagnostic> {
    let missing = |kind: &str, name: &str, known: Vec<&str>| {
        Diagnostic::error(Code::NO_SUCH_PAGE, format!("there is no {kind} `{name}`")).hinted(name, known)
    };
    let fault =
        match &directive.kind {
            DirectiveKind::Figure(name, parameters) => exhibit(material, post, directive, parameters)
                .or_else(|| missing_figure(material, post, *name, parameters)),
            DirectiveKind::Table(name, parameters) => exhibit(material, post, directive, parameters)
                .or_else(|| missing_table(material, post, *name, parameters)),
            DirectiveKind::Run(None) => post.front.runs.is_empty().then(no_front_matter_run),
            DirectiveKind::Run(Some(name)) if post.front.run_named(name.as_str()).is_some() => None,
            DirectiveKind::Run(Some(name)) => match RunId::parse(name.as_str()) {
                Ok(id) => find(material, &id).is_none().then(|| no_run(material, &id)),
                Err(_) => Some(missing("run", name.as_str(), Vec::new())),
            },
            DirectiveKind::Post(slug) => {
                let known = || material.posts.iter().map(|post| post.slug.as_str());
                let is_there = known().any(|name| name == slug.as_str());
                (!is_there).then(|| missing("post", slug.as_str(), known().collect()))
            }
            DirectiveKind::Model(name) => linked(
                material,
                post,
                || model_page(material, post, name).is_some(),
                || {
                    let names = native(material, post).flat_map(|entry| entry.findings.target_names());
                    missing("model", name, names.collect()).help("its runs have no target with this id or model")
                },
            ),
            DirectiveKind::Case(name) => linked(
                material,
                post,
                || case_page(material, post, name.as_str()).is_some(),
                || {
                    let cases = native(material, post).flat_map(|entry| &entry.run.questions);
                    missing("case", name.as_str(), cases.map(|question| question.case.as_str()).collect())
                },
            ),
            DirectiveKind::Value(_) | DirectiveKind::Claim(_) => post.front.runs.is_empty().then(no_front_matter_run),
            DirectiveKind::Lit(_) => None,
        };
    fault.map(|fault| if fault.place.is_some() { fault } else { fault.at(&post.source, directive.span) })
}

/// The native runs of a post.
fn native<'a>(material: &'a Material, post: &'a Post) -> impl Iterator<Item = &'a RunMaterial> {
    post.front.runs.iter().filter_map(|named| match resolved(material, named) {
        PostRun::Run(entry) => Some(entry),
        _ => None,
    })
}

/// The fault of a link to a part of a run, unless there is no run yet.
fn linked(
    material: &Material,
    post: &Post,
    is_there: impl Fn() -> bool,
    fault: impl Fn() -> Diagnostic,
) -> Option<Diagnostic> {
    if post.front.runs.is_empty() {
        return Some(no_front_matter_run());
    }
    let waits = post.front.runs.iter().any(|named| matches!(resolved(material, named), PostRun::NoneYet));
    (!waits && !is_there()).then(fault)
}

/// What is wrong with the parameters of a figure or a table.
fn exhibit(material: &Material, post: &Post, directive: &Directive, parameters: &Parameters) -> Option<Diagnostic> {
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
        };
        return (narrowed && ingested).then(fault).and_then(place);
    };
    let findings = &entry.findings;
    for name in &parameters.targets {
        let is_it = |subject: &crate::analysis::Subject| subject.id.as_str() == name || subject.model == *name;
        if !findings.targets.iter().any(|target| is_it(&target.subject)) {
            let fault = Diagnostic::error(
                Code::FIGURE_PARAMETER,
                format!("the run `{}` has no target or model `{name}`", entry.run.id),
            );
            return place(fault.hinted(name, findings.target_names()));
        }
    }
    let category = parameters.category.as_ref()?;
    if !matches!(directive.kind, DirectiveKind::Figure(FigureName::Qpr | FigureName::Ttft, _)) {
        let fault =
            Diagnostic::error(Code::FIGURE_PARAMETER, "only the figures `qpr` and `ttft` show a category alone");
        return place(fault.help("leave `category` out; the table `categories` shows all of them"));
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
    (!is_there).then(fault).and_then(place)
}

fn missing_figure(material: &Material, post: &Post, name: FigureName, parameters: &Parameters) -> Option<Diagnostic> {
    let known: Vec<FigureName> = match run_called(material, post, parameters.run.as_deref()) {
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

fn missing_table(material: &Material, post: &Post, name: TableName, parameters: &Parameters) -> Option<Diagnostic> {
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

fn no_front_matter_run() -> Diagnostic {
    Diagnostic::error(Code::NO_RUN, "this needs a run, but the post does not name one")
        .help("add `run = \"latest\"`, or the id of a run, to its front matter; `offprint runs` lists all runs")
}

fn no_run(material: &Material, id: &RunId) -> Diagnostic {
    let ids =
        material.runs.iter().map(|entry| &entry.run.id).chain(material.ingested.iter().map(|entry| &entry.run.id));
    let ids: Vec<&str> = ids.map(RunId::as_str).collect();
    let fault = Diagnostic::error(Code::NO_SUCH_RUN, format!("there is no run `{id}` in the archive"));
    let fault = match ids.as_slice() {
        [] => fault.help("the archive is empty: add runs with `offprint run` or `offprint ingest`"),
        _ => fault.help("`offprint runs` lists all runs; `run = \"latest\"` means the newest of a whole suite"),
    };
    fault.hinted(id.as_str(), ids)
}
