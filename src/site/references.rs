//! Checks what posts refer to (runs, figures, tables, other posts), and reports all faults at once.

use crate::content::{Directive, DirectiveKind, Post, RunReference};
use crate::diagnostic::{Code, Diagnostic};
use crate::name::RunId;

use super::called::{Called, several};
use super::exhibits::{exhibit, missing_figure, missing_table};
use super::links::Atlas;
use super::post_runs::{PostRun, case_page, model_page, no_front_matter_run, resolved};
use super::{Material, RunMaterial, plan};

/// Every unresolved reference of every post.
pub(super) fn check(atlas: &Atlas<'_>) -> Vec<Diagnostic> {
    let material = atlas.material;
    let mut faults = misplaced(material);
    for post in &material.posts {
        let missing = post.front.runs.iter().filter_map(|named| match &named.reference {
            RunReference::Id(id) if is_missing(material, id) => Some(no_run(material, id).at(&post.source, named.span)),
            _ => None,
        });
        let missing: Vec<Diagnostic> = missing.collect();
        // Without its run, every figure and table of the post would be reported too.
        if missing.is_empty() {
            faults.extend(post.directives.iter().filter_map(|directive| wrong(atlas, post, directive)));
        }
        faults.extend(missing);
    }
    faults
}

fn is_missing(material: &Material, id: &RunId) -> bool {
    !material.run_ids().any(|known| known == id) && !material.unread.runs.contains_key(id)
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
            let reason = material.withdrawn(&id)?;
            let warning = Diagnostic::warning(Code::WITHDRAWN_RUN, format!("the run `{id}` was withdrawn: {reason}"));
            Some(warning.at(&post.source, span).help("say so in the post, or refer to another run"))
        }));
    }
    crate::diagnostic::sort(&mut warnings);
    warnings
}

/// Posts with an address below that of the runs. No two posts have one address: it is the path of their file.
fn misplaced(material: &Material) -> Vec<Diagnostic> {
    let below_runs = material.posts.iter().filter(|post| plan::post(post).path().starts_with(plan::RUNS));
    let fault = |post: &Post| {
        Diagnostic::error(Code::RESERVED_ADDRESS, "a post cannot have an address below `runs/`")
            .at(&post.source, post.source.line_span(1))
            .help("`runs/` is reserved for the pages of runs; move the post into the folder of a language: `content/en/blog/`")
    };
    below_runs.map(fault).collect()
}

fn wrong(atlas: &Atlas<'_>, post: &Post, directive: &Directive) -> Option<Diagnostic> {
    let material = atlas.material;
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
                Ok(id) => is_missing(material, &id).then(|| no_run(material, &id)),
                Err(_) => Some(missing("run", name.as_str(), Vec::new())),
            },
            DirectiveKind::Post(slug) => match atlas.names.called(post, slug) {
                Called::Post(_) => None,
                Called::Several(posts) => Some(several(slug, post, &posts)),
                Called::Nothing if material.unread.posts.contains(slug) => None,
                Called::Nothing => {
                    let help = "write `post:` and the file's name without `.md`";
                    let known = || atlas.suggested(|| material.posts.iter().map(|post| post.slug.as_str()).collect());
                    let absent = || missing("post", slug.as_str(), known()).help(help);
                    Some(atlas.held.link_to(post, slug).unwrap_or_else(absent))
                }
            },
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
                        .help("its runs asked no case and no pair of this id")
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

fn no_run(material: &Material, id: &RunId) -> Diagnostic {
    let ids: Vec<&str> = material.run_ids().map(RunId::as_str).collect();
    let fault = Diagnostic::error(Code::NO_SUCH_RUN, format!("there is no run `{id}` in the archive"));
    let fault = match ids.as_slice() {
        [] => fault.help("the archive is empty: add runs with `offprint run` or `offprint ingest`"),
        _ => fault.help("`offprint runs` lists all runs; `run = \"latest\"` means the newest of a whole suite"),
    };
    fault.hinted(id.as_str(), ids)
}
