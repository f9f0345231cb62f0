//! The runs of a post, and the pages of their parts that it links to.

use crate::analysis::RunData;
use crate::binding::{BoundRun, PostRuns};
use crate::content::{NamedRun, Post, RunReference};
use crate::diagnostic::{Code, Diagnostic};
use crate::name::RunId;
use crate::record::RunState;

use super::{IngestedMaterial, Material, RunMaterial, plan, summary};

/// The run that a post is about.
#[derive(Debug, Clone, Copy)]
pub(super) enum PostRun<'a> {
    /// A native run.
    Run(&'a RunMaterial),
    /// Another tool's numbers.
    Ingested(&'a IngestedMaterial),
    /// The newest run of a whole suite, but none is finished yet; or a run that could not be read.
    NoneYet,
    /// The post does not refer to a run.
    Nothing,
}

impl<'a> PostRun<'a> {
    /// The run's id, if there is a run.
    pub(super) fn id(self) -> Option<&'a RunId> {
        match self {
            Self::Run(entry) => Some(&entry.run.id),
            Self::Ingested(entry) => Some(&entry.run.id),
            Self::NoneYet | Self::Nothing => None,
        }
    }

    /// Why the run was withdrawn; `None` if it was not, and without a run.
    pub(super) fn withdrawn(self) -> Option<&'a str> {
        match self {
            Self::Run(entry) => entry.findings.withdrawn.as_deref(),
            Self::Ingested(entry) => entry.withdrawn.as_deref(),
            Self::NoneYet | Self::Nothing => None,
        }
    }
}

/// The run that lists show beside a post. An unresolved reference counts as none; the check of references reports it before.
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

/// The run that a name in the front matter means.
pub(super) fn resolved<'a>(material: &'a Material, named: &NamedRun) -> PostRun<'a> {
    match &named.reference {
        _ if unread(material, named).is_some() => PostRun::NoneYet,
        RunReference::Latest => latest(material).map_or(PostRun::NoneYet, PostRun::Run),
        RunReference::Id(id) => find(material, id).unwrap_or(PostRun::Nothing),
    }
}

/// The run that could not be read, if a name in the front matter means one, or may mean one: what is called the latest run may have begun
/// before it.
fn unread<'a>(material: &'a Material, named: &NamedRun) -> Option<&'a RunId> {
    let unread = &material.unread.runs;
    match &named.reference {
        RunReference::Id(id) => unread.get_key_value(id).map(|(id, _)| id),
        RunReference::Latest => {
            let newest = latest(material).map(|entry| entry.run.started);
            let may_be_newer =
                |began: &Option<_>| began.is_none_or(|began| newest.is_none_or(|newest| began >= newest));
            unread.iter().find(|(_, began)| may_be_newer(began)).map(|(id, _)| id)
        }
    }
}

/// The first of the runs of a post that could not be read.
pub(super) fn left_out<'a>(material: &'a Material, post: &Post) -> Option<&'a RunId> {
    post.front.runs.iter().find_map(|named| unread(material, named))
}

/// The runs of a post for [`crate::binding`].
pub(super) fn runs_of<'a>(material: &'a Material, post: &'a Post) -> PostRuns<'a> {
    let run = |named: &'a NamedRun| {
        let name = named.name.as_ref();
        match resolved(material, named) {
            PostRun::Run(entry) => BoundRun {
                name,
                data: Some(RunData::Native(&entry.findings, &entry.contrasts)),
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
    PostRuns { runs: post.front.runs.iter().map(run).collect(), compare: Some(material) }
}

/// The page of a model: of a target of this id or model in the first run of the post that has one.
pub(super) fn model_page(material: &Material, post: &Post, name: &str) -> Option<plan::Address> {
    post.front.runs.iter().find_map(|named| match resolved(material, named) {
        PostRun::Run(entry) => {
            let targets = entry.findings.targets.iter();
            let mut known = targets.map(|target| &target.subject);
            let subject = known.find(|subject| subject.is_called(name))?;
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

/// The latest run, which is always among those that were read.
pub(super) fn latest(material: &Material) -> Option<&RunMaterial> {
    let latest = &summary::latest(material.summaries())?.id;
    material.runs.iter().find(|entry| entry.run.id == *latest)
}

/// The run with this id.
pub(super) fn find<'a>(material: &'a Material, id: &RunId) -> Option<PostRun<'a>> {
    let run = material.runs.iter().find(|entry| entry.run.id == *id).map(PostRun::Run);
    run.or_else(|| material.ingested.iter().find(|entry| entry.run.id == *id).map(PostRun::Ingested))
}

/// The fault of a directive that needs a run, in a post that names none.
pub(super) fn no_front_matter_run() -> Diagnostic {
    Diagnostic::error(Code::NO_RUN, "this needs a run, but the post does not name one")
        .help("add `run = \"latest\"`, or the id of a run, to its front matter; `offprint runs` lists all runs")
}
