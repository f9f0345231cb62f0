//! The list of the files that offprint wrote: sorted paths, one a line, in a file beside them.

use std::collections::{BTreeMap, BTreeSet};

use super::destination::Destination;
use super::disk;
use super::paths::{MANIFEST, folders_above, is_inside, refused};
use crate::diagnostic::Diagnostic;
use crate::name::folded;

/// Paths below the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Manifest {
    paths: BTreeSet<String>,
}

impl Manifest {
    /// These files.
    pub(super) fn of<'p>(paths: impl Iterator<Item = &'p String>) -> Self {
        Self { paths: paths.cloned().collect() }
    }

    /// Checks that no file is where another one needs a folder, and that no two are one on the disks of some systems.
    pub(super) fn check(&self) -> Result<(), Diagnostic> {
        let mut spelled = BTreeMap::new();
        for path in &self.paths {
            if let Some(other) = spelled.insert(folded(path), path) {
                return Err(refused(path, &format!("on some disks it is one file with `{other}`")));
            }
        }
        for path in &self.paths {
            if let Some(file) = folders_above(path).find(|folder| self.holds(folder)) {
                return Err(refused(path, &format!("`{file}` is a file, not a folder")));
            }
        }
        Ok(())
    }

    /// The number of files.
    pub(super) fn count(&self) -> usize {
        self.paths.len()
    }

    /// The files of the last build; empty where there was none. A line that leads out of the folder is not ours and is ignored, so that an
    /// edited manifest cannot delete files elsewhere.
    pub(super) fn read(destination: &Destination) -> Result<Self, Diagnostic> {
        let text = disk::read_text(&destination.path(MANIFEST))?;
        Ok(Self { paths: text.lines().filter(|path| is_inside(path)).map(str::to_owned).collect() })
    }

    /// Whether that file is ours.
    pub(super) fn holds(&self, path: &str) -> bool {
        self.paths.contains(path)
    }

    /// The files by their paths as some disks compare them.
    pub(super) fn by_folded(&self) -> BTreeMap<String, Vec<String>> {
        let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for path in &self.paths {
            files.entry(folded(path)).or_default().push(path.clone());
        }
        files
    }

    /// Whether a file below that folder is ours.
    pub(super) fn holds_below(&self, folder: &str) -> bool {
        let below = format!("{folder}/");
        self.paths.range(below.clone()..).next().is_some_and(|path| path.starts_with(&below))
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
