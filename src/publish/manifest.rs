//! The list of the files that offprint wrote: sorted paths, one a line, in a file beside them.

use std::collections::BTreeSet;

use super::destination::Destination;
use super::disk;
use super::paths::{MANIFEST, folders_above, refused};
use super::published::PublishedFiles;
use crate::diagnostic::Diagnostic;

/// Paths below the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Manifest {
    paths: BTreeSet<String>,
}

impl Manifest {
    /// These files.
    pub(super) fn of<'p>(paths: impl Iterator<Item = &'p str>) -> Self {
        Self { paths: paths.map(str::to_owned).collect() }
    }

    /// Checks that none of these files of it is where another one needs a folder, or the other way round.
    pub(super) fn check<'p>(&self, paths: impl Iterator<Item = &'p str>) -> Result<(), Diagnostic> {
        for path in paths {
            if let Some(file) = folders_above(path).find(|folder| self.holds(folder)) {
                return Err(refused(path, &format!("`{file}` is a file, not a folder")));
            }
            if let Some(below) = self.below(path).next() {
                return Err(refused(below, &format!("`{path}` is a file, not a folder")));
            }
        }
        Ok(())
    }

    /// The number of files.
    pub(super) fn count(&self) -> usize {
        self.paths.len()
    }

    /// The files of the last build; empty where there was none.
    pub(super) fn read(destination: &Destination) -> Result<Self, Diagnostic> {
        Ok(Self::of(PublishedFiles::read(destination.folder())?.paths()))
    }

    /// Whether that file is ours.
    pub(super) fn holds(&self, path: &str) -> bool {
        self.paths.contains(path)
    }

    /// Whether a file below that folder is ours.
    pub(super) fn holds_below(&self, folder: &str) -> bool {
        self.below(folder).next().is_some()
    }

    /// The files below that folder.
    pub(super) fn below(&self, folder: &str) -> impl Iterator<Item = &str> {
        let below = format!("{folder}/");
        let from = self.paths.range(below.clone()..).map(String::as_str);
        from.take_while(move |path| path.starts_with(&below))
    }

    /// The paths of both.
    pub(super) fn joined(&self, other: &Self) -> Self {
        Self { paths: self.paths.union(&other.paths).cloned().collect() }
    }

    /// The paths of this one that the other does not have, in order.
    pub(super) fn without<'m>(&'m self, other: &'m Self) -> impl Iterator<Item = &'m str> {
        self.paths.difference(&other.paths).map(String::as_str)
    }

    /// Writes the manifest, unless it is the same as the one `on_disk`.
    pub(super) fn write_over(&self, on_disk: &Self, destination: &Destination) -> Result<(), Diagnostic> {
        if self == on_disk {
            return Ok(());
        }
        let text: String = self.paths.iter().flat_map(|path| [path, "\n"]).collect();
        disk::replace(&destination.path(MANIFEST), &destination.staging(), text.as_bytes())
    }
}
