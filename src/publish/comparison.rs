//! The files of a site compared with what is published, as they come, in any order and from any thread.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::destination::Destination;
use super::disk::{self, State};
use super::manifest::Manifest;
use super::paths;
use crate::diagnostic::Diagnostic;
use crate::name::folded;
use crate::site::FileContent;

/// A comparison under way. `S` is what is kept of a changed file.
#[derive(Debug)]
pub(super) struct Comparison<S> {
    destination: Destination,
    /// The files of the last build.
    before: Manifest,
    /// The same by their paths as some disks compare them.
    by_folded: BTreeMap<String, Vec<String>>,
    files: Mutex<BTreeMap<String, Seen<S>>>,
}

/// What was found out of a file.
#[derive(Debug)]
enum Seen<S> {
    Same,
    Changed(S),
    /// A file or a folder that no build of ours wrote has its place.
    NotOurs,
}

/// A comparison of all files of a site.
#[derive(Debug)]
pub(super) struct Compared<S> {
    pub(super) destination: Destination,
    /// The files of the last build.
    pub(super) before: Manifest,
    /// All files of this one.
    pub(super) now: Manifest,
    /// The new and changed ones, by path.
    pub(super) changed: Vec<(String, S)>,
}

impl Comparison<()> {
    /// Compares a file.
    pub(super) fn add(&self, path: &str, content: &FileContent) -> Result<(), Diagnostic> {
        self.add_with(path, content, || Ok(()))
    }
}

impl<S> Comparison<S> {
    /// With what is in `folder`, which need not exist.
    pub(super) fn begin(folder: &Path) -> Result<Self, Diagnostic> {
        let destination = Destination::new(folder);
        let before = Manifest::read(&destination)?;
        let by_folded = before.by_folded();
        Ok(Self { destination, before, by_folded, files: Mutex::default() })
    }

    pub(super) fn destination(&self) -> &Destination {
        &self.destination
    }

    /// Compares a file; `change` says what is kept of it if it is new or changed.
    pub(super) fn add_with(
        &self,
        path: &str,
        content: &FileContent,
        change: impl FnOnce() -> Result<S, Diagnostic>,
    ) -> Result<(), Diagnostic> {
        paths::check(path)?;
        let seen = match disk::compare(&self.destination.path(path), content)? {
            // The file of the earlier spelling is removed, and this one is on some disks the same: it is written again.
            State::Same | State::Different if self.was_spelled_otherwise(path) => Seen::Changed(change()?),
            State::Same => Seen::Same,
            State::Absent => Seen::Changed(change()?),
            State::Different if self.before.holds(path) => Seen::Changed(change()?),
            State::Folder if self.before.holds_below(path) => Seen::Changed(change()?),
            State::Different | State::Folder => Seen::NotOurs,
        };
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        match files.insert(path.to_owned(), seen) {
            None => Ok(()),
            Some(_) => Err(paths::refused(path, "it would be written twice")),
        }
    }

    /// Whether what has this path is a file of the last build whose path was spelled in another way, on a disk that takes both for one.
    fn was_spelled_otherwise(&self, path: &str) -> bool {
        let spellings = self.by_folded.get(&folded(path)).into_iter().flatten();
        spellings
            .filter(|other| *other != path)
            .any(|other| disk::is_one_file(&self.destination.path(path), &self.destination.path(other)))
    }

    /// All of them, if they can be written.
    pub(super) fn finish(self) -> Result<Compared<S>, Diagnostic> {
        let Self { destination, before, files, by_folded: _ } = self;
        let files = files.into_inner().unwrap_or_else(PoisonError::into_inner);
        let now = Manifest::of(files.keys());
        now.check()?;
        destination.check_folders(files.keys().map(String::as_str), |path| before.holds(path))?;
        let (mut changed, mut not_ours) = (Vec::new(), Vec::new());
        for (path, seen) in files {
            match seen {
                Seen::Same => {}
                Seen::Changed(kept) => changed.push((path, kept)),
                Seen::NotOurs => not_ours.push(path),
            }
        }
        if not_ours.is_empty() {
            Ok(Compared { destination, before, now, changed })
        } else {
            Err(destination.not_ours(&not_ours))
        }
    }
}

impl<S> Compared<S> {
    /// The files of the last build that this one does not have and that can be removed.
    pub(super) fn removable(&self) -> Vec<String> {
        let is_there =
            |path: &&str| !self.destination.leads_outside(path) && disk::is_removable(&self.destination.path(path));
        self.before.without(&self.now).filter(is_there).map(str::to_owned).collect()
    }
}
