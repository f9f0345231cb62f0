//! The state of everything in a site's folder that a build reads, before it is read.
//!
//! The files are not read for it: what the system says about each of them is compared, as Git does (<https://git-scm.com/docs/racy-git>). Files
//! that were changed a moment ago are not relied on.

use std::collections::BTreeMap;

use offprint::cache::Snapshot;
use offprint::name::RunId;
use offprint::project::Project;

/// Everything in a site's folder that a build reads.
pub(super) const READ: [&str; 5] = ["offprint.toml", "content", "data", "static", "templates"];

/// The state of a site's own files.
#[derive(Debug)]
pub(super) struct Sources {
    digest: Option<String>,
    runs: BTreeMap<String, String>,
}

impl Sources {
    /// Looks at the files of a site.
    pub(super) fn of(project: &Project) -> Self {
        let Some((rest, runs)) = Snapshot::with_apart(project.root(), &READ, "data/runs") else {
            return Self { digest: None, runs: BTreeMap::new() };
        };
        let are_settled = std::iter::once(&rest).chain(runs.values()).all(Snapshot::is_settled);
        let digest = || {
            let states = std::iter::once(&rest).chain(runs.values());
            let mut hasher = blake3::Hasher::new();
            states.for_each(|state| _ = hasher.update(state.digest().as_bytes()));
            hasher.finalize().to_hex().to_string()
        };
        let digest = are_settled.then(digest);
        let runs = runs.into_iter().filter(|(_, state)| state.is_settled());
        Self { digest, runs: runs.map(|(name, state)| (name, state.digest().to_owned())).collect() }
    }

    /// The digest of the state of all of them; `None` where they cannot be relied on.
    pub(super) fn digest(&self) -> Option<&str> {
        self.digest.as_deref()
    }

    /// The digest of the state of the folder of a run; `None` where it cannot be relied on.
    pub(super) fn of_run(&self, id: &RunId) -> Option<&str> {
        self.runs.get(id.as_str()).map(String::as_str)
    }
}
