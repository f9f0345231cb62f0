//! A run's folder is filled under a temporary name and then renamed, so that a half-written run is never seen.

use std::path::{Path, PathBuf};
use std::process;

use super::disk;
use super::paths::shown;
use crate::diagnostic::{Code, Diagnostic};
use crate::name::RunId;

/// How the name of a folder begins that is not yet a run. Ids cannot begin with a dot.
const PREFIX: &str = ".new-";

/// A folder being filled; removed again unless it is published.
#[derive(Debug)]
pub(super) struct Staging {
    id: RunId,
    path: PathBuf,
    place: PathBuf,
}

impl Staging {
    /// An empty folder beside the runs, for the run `id`, which must not exist yet.
    pub(super) fn new(runs: &Path, id: &RunId) -> Result<Self, Diagnostic> {
        let place = runs.join(id.as_str());
        if disk::exists(&place) {
            return Err(taken(id));
        }
        let path = runs.join(format!("{PREFIX}{id}-{}", process::id()));
        disk::create_folders(runs)?;
        disk::create_folder(&path)?;
        Ok(Self { id: id.clone(), path, place })
    }

    /// Whether the run `id` could be created here, found out by creating and removing a folder with a file in it.
    pub(super) fn rehearse(runs: &Path, id: &RunId) -> Result<(), Diagnostic> {
        if disk::exists(&runs.join(id.as_str())) {
            return Err(taken(id));
        }
        let there = runs.ancestors().find(|folder| disk::exists(folder)).unwrap_or(runs);
        disk::rehearse(there, PREFIX).map_err(|error| disk::fault_at("write below", "data/runs", &error))
    }

    /// Whether a folder of this name was left by a process that was killed before it renamed the folder.
    pub(super) fn is_one(name: &str) -> bool {
        name.starts_with(PREFIX)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Gives the folder its name.
    pub(super) fn publish(self) -> Result<(), Diagnostic> {
        match disk::rename_folder(&self.path, &self.place) {
            Err(_) if disk::exists(&self.place) => Err(taken(&self.id)),
            done => done,
        }
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // After publishing, the folder has its final name, and there is nothing to remove.
        disk::remove_folder(&self.path);
    }
}

fn taken(id: &RunId) -> Diagnostic {
    Diagnostic::error(Code::RUN_EXISTS, format!("a run `{id}` already exists"))
        .help(format!("choose another name; `{}` is never overwritten", shown(id, "")))
}
