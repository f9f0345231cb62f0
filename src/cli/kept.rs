//! What a command that builds one site again and again keeps between its builds: the posts and suites that it has parsed, and the runs that it has
//! analysed.
//!
//! What is kept is what reading anew would give: a post of the same text, a run whose files and suites the system says were not touched.

use std::collections::{BTreeMap, BTreeSet};
use std::mem;
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use offprint::cache::Snapshot;
use offprint::content;
use offprint::content::parse::ReadPost;
use offprint::diagnostic::SourceFile;
use offprint::name::{RunId, Slug, SuiteId};
use offprint::project::{ContentFolder, KeptTexts, PostFile, Project};
use offprint::suite::Suite;

use super::changed::Comparisons;
use super::read_run::ReadRun;

/// What was read of a site before.
#[derive(Default)]
pub(super) struct KeptSite {
    texts: KeptTexts,
    /// By path.
    posts: Mutex<BTreeMap<String, Arc<KeptPost>>>,
    /// With the state of their files, and their ids.
    suites: Mutex<Option<(String, Vec<Suite>)>>,
    /// Each with the state of what it was made from.
    runs: Mutex<BTreeMap<RunId, (String, ReadRun)>>,
    comparisons: Comparisons,
}

struct KeptPost {
    source: SourceFile,
    read: ReadPost,
}

impl KeptSite {
    /// The runs that posts have compared.
    pub(super) fn comparisons(&self) -> Comparisons {
        self.comparisons.clone()
    }

    /// What is below `content/`.
    pub(super) fn content(&self, project: &Project) -> ContentFolder {
        project.content_again(&self.texts)
    }

    /// The posts that these files hold, each with its name.
    pub(super) fn posts(&self, files: Vec<PostFile>) -> Vec<(ReadPost, Slug)> {
        let mut kept = self.posts.lock().unwrap_or_else(PoisonError::into_inner);
        let before = mem::take(&mut *kept);
        let read = |file: PostFile| {
            let PostFile { source, slug, .. } = &file;
            let path = source.path().to_owned();
            let slug = slug.clone();
            let post = match before.get(&path).filter(|kept| kept.source == *source) {
                Some(post) => Arc::clone(post),
                None => Arc::new(KeptPost { source: source.clone(), read: parse(file) }),
            };
            let copy = (post.read.clone(), slug);
            ((path, post), copy)
        };
        let (now, posts): (Vec<_>, Vec<_>) = files.into_par_iter().map(read).unzip();
        *kept = now.into_iter().collect();
        posts
    }

    /// The suites of these ids, by `read` where their files have been touched.
    pub(super) fn suites(
        &self,
        project: &Project,
        ids: BTreeSet<SuiteId>,
        read: impl FnOnce(BTreeSet<SuiteId>) -> Vec<Suite>,
    ) -> Vec<Suite> {
        let state = Snapshot::of(project.root(), &["data/suites"]).filter(Snapshot::is_settled);
        let state = state.map(|state| format!("{} {ids:?}", state.digest()));
        let mut kept = self.suites.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, suites)) = kept.as_ref().filter(|(before, _)| Some(before) == state.as_ref()) {
            return suites.clone();
        }
        let suites = read(ids);
        *kept = state.map(|state| (state, suites.clone()));
        suites
    }

    /// A run: as it was read before, where neither its files nor the suites have been touched, nor what is said of it.
    pub(super) fn run(
        &self,
        project: &Project,
        (id, withdrawn): (&RunId, Option<&str>),
        read: impl FnOnce() -> ReadRun,
    ) -> ReadRun {
        let names = ["data/suites", &format!("data/runs/{id}")];
        let state = Snapshot::of(project.root(), &names).filter(Snapshot::is_settled);
        let state =
            state.map(|state| format!("{} {withdrawn:?} {:?}", state.digest(), project.config().memory_bandwidth));
        let kept = || self.runs.lock().unwrap_or_else(PoisonError::into_inner);
        let before = kept().get(id).filter(|(before, _)| Some(before) == state.as_ref()).map(|(_, run)| run.clone());
        before.unwrap_or_else(|| {
            let run = read();
            match state {
                Some(state) => _ = kept().insert(id.clone(), (state, run.clone())),
                None => _ = kept().remove(id),
            }
            run
        })
    }
}

/// The post of a file.
pub(super) fn parse(PostFile { source, language, section, slug }: PostFile) -> ReadPost {
    content::parse::read(source, language, section, slug)
}
