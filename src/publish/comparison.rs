//! The files of a site compared with what is published, as they come, in any order and from any thread.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::destination::Destination;
use super::disk::{self, State};
use super::paths;
use super::published::PublishedFiles;
use crate::diagnostic::Diagnostic;
use crate::site::FileContent;

/// A comparison under way. `S` is what is kept of a changed file.
#[derive(Debug)]
pub(super) struct Comparison<S> {
    destination: Destination,
    /// The files of the last build.
    before: PublishedFiles,
    files: Mutex<BTreeMap<String, Seen<S>>>,
    /// Folders of runs of the last build, with all files below them.
    kept: BTreeSet<String>,
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
    pub(super) before: PublishedFiles,
    /// Those and the files of this one.
    pub(super) both: PublishedFiles,
    /// All files of this one, where they are not the same.
    pub(super) now: Option<PublishedFiles>,
    /// The files of the last build that this one does not have, sorted.
    pub(super) gone: Vec<String>,
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
        let before = PublishedFiles::read(folder)?;
        Ok(Self { destination, before, files: Mutex::default(), kept: BTreeSet::new() })
    }

    pub(super) fn destination(&self) -> &Destination {
        &self.destination
    }

    /// The files of the last build.
    pub(super) fn before(&self) -> &PublishedFiles {
        &self.before
    }

    /// Takes the files that the last build published below the folder of a run for files of this one, as they are.
    pub(super) fn keep_run(&mut self, folder: &str) {
        self.kept.insert(folder.to_owned());
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
            State::Same | State::Different if self.had_another_spelling(path)? => Seen::Changed(change()?),
            State::Same => Seen::Same,
            State::Absent => Seen::Changed(change()?),
            State::Different if self.before.holds(path)? => Seen::Changed(change()?),
            State::Folder if self.before.first_below(path)?.is_some() => Seen::Changed(change()?),
            State::Different | State::Folder => Seen::NotOurs,
        };
        self.note(path, seen)
    }

    /// Takes a file of the last build for one of this one, as it is.
    pub(super) fn keep(&self, path: &str) -> Result<(), Diagnostic> {
        if self.before.holds(path)? {
            return self.note(path, Seen::Same);
        }
        Err(paths::refused(path, "it was not published before"))
    }

    fn note(&self, path: &str, seen: Seen<S>) -> Result<(), Diagnostic> {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        match files.insert(path.to_owned(), seen) {
            None => Ok(()),
            Some(_) => Err(paths::refused(path, "it would be written twice")),
        }
    }

    /// Whether what has this path is a file of the last build whose path was spelled in another way, on a disk that takes both for one.
    fn had_another_spelling(&self, path: &str) -> Result<bool, Diagnostic> {
        let others = self.before.spelled_otherwise(path)?;
        let place = self.destination.path(path);
        Ok(others.iter().any(|other| disk::is_one_file(&place, &self.destination.path(other))))
    }

    /// All of them, if they can be written.
    pub(super) fn finish(self) -> Result<Compared<S>, Diagnostic> {
        let Self { destination, before, files, kept } = self;
        let files = files.into_inner().unwrap_or_else(PoisonError::into_inner);
        let made = || files.keys().map(String::as_str);
        let gone = before.all_but(&kept, &files)?;
        destination.check_folders(made(), |path| before.holds(path))?;
        let both = before.with(made())?;
        let now = if gone.is_empty() { None } else { Some(both.without(gone.iter().map(String::as_str))?) };
        now.as_ref().unwrap_or(&both).check(made())?;
        let (mut changed, mut not_ours) = (Vec::new(), Vec::new());
        for (path, seen) in files {
            match seen {
                Seen::Same => {}
                Seen::Changed(kept) => changed.push((path, kept)),
                Seen::NotOurs => not_ours.push(path),
            }
        }
        if not_ours.is_empty() {
            Ok(Compared { destination, before, both, now, gone, changed })
        } else {
            Err(destination.not_ours(&not_ours))
        }
    }
}

impl<S> Compared<S> {
    /// The files of the last build that this one does not have and that can be removed.
    pub(super) fn removable(self) -> Vec<String> {
        let Self { destination, gone, .. } = self;
        let is_there = |path: &String| !destination.leads_outside(path) && disk::is_removable(&destination.path(path));
        gone.into_iter().filter(is_there).collect()
    }
}
