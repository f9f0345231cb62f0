//! What is published, as the system tells without reading it: the pages of each run, and the rest.

use std::collections::{BTreeMap, BTreeSet};
use std::thread;

use rayon::prelude::*;

use offprint::cache::Snapshot;
use offprint::name::RunId;
use offprint::project::Project;
use offprint::publish::PublishedFiles;
use offprint::site::plan;

/// The states of the published files of a site, by folder: `runs/RUN` for those of a run, the empty name for all others.
#[derive(Debug)]
pub(super) struct Published(BTreeMap<String, Snapshot>);

impl Published {
    /// Looks at every file that a build has published; `None` where that cannot be done.
    pub(super) fn look(project: &Project) -> Option<Self> {
        Self(BTreeMap::new()).look_again(project, &BTreeSet::new())
    }

    /// Looks again, but at the folders of these runs, of which the state is known.
    pub(super) fn look_again(&self, project: &Project, untouched: &BTreeSet<RunId>) -> Option<Self> {
        let public = project.public();
        let published = PublishedFiles::read(&public).ok()?;
        let paths: Vec<&str> = published.paths().collect();
        // Those of a run follow each other: the list is sorted.
        let by_folder = paths.chunk_by(|one, other| folder(one) == folder(other));
        let by_folder = by_folder.map(|files| (files.first().map_or("", |first| folder(first)), files));
        let (others, of_runs): (Vec<_>, Vec<_>) = by_folder.partition(|(folder, _)| folder.is_empty());
        let known: BTreeMap<String, &Snapshot> =
            untouched.iter().filter_map(|id| Some((of_run(id), self.of_run(id)?))).collect();
        let state = |(folder, files): (&str, &[&str])| {
            let names = files.iter().map(|path| &path[folder.len() + 1..]);
            let look = || Snapshot::of_files(&public.join(folder), names);
            (folder.to_owned(), known.get(folder).map_or_else(look, |known| (*known).clone()))
        };
        let mut states: BTreeMap<String, Snapshot> = of_runs.into_par_iter().map(state).collect();
        let others = others.into_iter().flat_map(|(_, files)| files).copied();
        states.insert(String::new(), Snapshot::of_files(&public, others));
        Some(Self(states))
    }

    /// The state of the pages of a run.
    pub(super) fn of_run(&self, id: &RunId) -> Option<&Snapshot> {
        self.0.get(&of_run(id))
    }

    /// All of it as a text that is the same while nothing is touched.
    pub(super) fn digest(&self) -> String {
        let digests: Vec<&str> = self.0.values().map(Snapshot::digest).collect();
        blake3::hash(digests.join(" ").as_bytes()).to_hex().to_string()
    }

    /// Waits for the moment after which no later change could go unnoticed; false where that is not soon.
    pub(super) fn settle(&self) -> bool {
        let waits: Option<Vec<_>> = self.0.values().map(Snapshot::settles_in).collect();
        let Some(waits) = waits else { return false };
        thread::sleep(waits.into_iter().max().unwrap_or_default());
        true
    }
}

/// The folder of the pages of a run.
pub(super) fn of_run(id: &RunId) -> String {
    format!("{}{id}", plan::RUNS)
}

/// The folder of a run that a file is below.
fn folder(path: &str) -> &str {
    let run = path.strip_prefix(plan::RUNS).and_then(|below| below.split_once('/'));
    run.map_or("", |(id, _)| &path[..plan::RUNS.len() + id.len()])
}
