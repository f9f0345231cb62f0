//! The sealed runs whose pages stand: an earlier build has published them, and nothing that they are made from has changed since. They need
//! not be read again.
//!
//! Nothing is trusted for being in the cache: the files of the run, what its pages are made from besides, and the published pages (in a very
//! large site some of them, in turn) must be the same files as then, by what the system tells of them. What a page says of other runs is
//! compared, too.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use offprint::cache::{Cache, Snapshot};
use offprint::name::RunId;
use offprint::project::Project;
use offprint::publish::PublishedFiles;
use offprint::site::{ListDigests, ListPages};

use super::published::Published;
use super::stored::{Stands, Stored};

/// What the pages of runs are made from besides the runs themselves, and what the program is made of, which every entry of the cache has.
const SURROUNDINGS: [&str; 4] = ["offprint.toml", "templates", "data/strings", "data/suites"];

/// The runs of which a build knows that their pages stand.
pub(super) struct StandingRuns {
    /// The key of the cache; `None` where nothing can be relied on.
    key: Option<String>,
    /// The states of the folders of all runs, before any of them is read; those that were changed a moment ago are left out.
    sources: BTreeMap<RunId, String>,
    published: Option<Published>,
    runs: BTreeMap<RunId, Stands>,
    /// What the further pages of lists are made from that are as an earlier build left them.
    lists: ListDigests,
}

/// What is kept of a build.
#[derive(Serialize, Deserialize)]
struct Kept {
    runs: Vec<Stored>,
    lists: ListDigests,
    /// The state of everything that it has published but the pages of runs.
    others: String,
}

impl StandingRuns {
    /// No run: everything is read.
    pub(super) fn nothing() -> Self {
        Self { key: None, sources: BTreeMap::new(), published: None, runs: BTreeMap::new(), lists: ListDigests::new() }
    }

    /// The runs among these whose files and pages are as an earlier build left them.
    pub(super) fn of(cache: &Cache, published: &PublishedFiles, project: &Project, ids: &[RunId]) -> Self {
        let root = project.root();
        let surroundings = Snapshot::of(root, &SURROUNDINGS).filter(Snapshot::is_settled);
        let key = surroundings.map(|state| format!("standing runs {}", state.digest()));
        let source = |id: &RunId| {
            let state = Snapshot::of(root, &[&format!("data/runs/{id}")])?;
            state.is_settled().then(|| (id.clone(), state.digest().to_owned()))
        };
        let sources: BTreeMap<RunId, String> = ids.par_iter().filter_map(source).collect();
        let kept = key.as_ref().and_then(|key| serde_json::from_slice::<Kept>(&cache.get(key)?).ok());
        let Some(kept) = kept else { return Self { key, sources, ..Self::nothing() } };
        let published = Published::look(project, published, cache);
        let stands = |stored: Stored| {
            let (id, source, pages) = (RunId::parse(&stored.id).ok()?, &stored.source, &stored.pages);
            let is_same = sources.get(&id)? == source && published.of_run(&id)? == pages;
            if is_same { Some((id, stored.stands()?)) } else { None }
        };
        let runs = kept.runs.into_iter().filter_map(stands).collect();
        let lists = if kept.others == published.others() { kept.lists } else { ListDigests::new() };
        Self { key, sources, published: Some(published), runs, lists }
    }

    /// The further pages of lists, some of which may stand.
    pub(super) fn lists(&self) -> ListPages {
        ListPages::published(self.lists.clone())
    }

    /// What is known of a run whose pages stand.
    pub(super) fn get(&self, id: &RunId) -> Option<&Stands> {
        self.runs.get(id)
    }

    /// Looks at what is `published` now, and remembers these runs and lists of it; the pages of `untouched` ones are as they were. Gives what is
    /// published, where that can be relied on.
    pub(super) fn remember(
        &self,
        cache: &Cache,
        project: &Project,
        published: &PublishedFiles,
        (runs, lists): (Vec<Stands>, ListDigests),
        untouched: &BTreeSet<RunId>,
    ) -> Option<Published> {
        let now = match &self.published {
            Some(before) => before.look_again(project, published, untouched),
            None => Published::look(project, published, cache),
        };
        let now = Some(now).filter(|now| now.settle(cache))?;
        let stored = |run: Stands| {
            let (source, pages) = (self.sources.get(&run.summary.id)?, now.of_run(&run.summary.id)?);
            Some(Stored::of(run, source.clone(), pages.to_owned()))
        };
        let runs: Vec<Stored> = runs.into_iter().filter_map(stored).collect();
        let kept = Kept { runs, lists, others: now.others().to_owned() };
        if let (Some(key), Ok(bytes)) = (&self.key, serde_json::to_vec(&kept)) {
            cache.put(key, &bytes);
        }
        Some(now)
    }
}
