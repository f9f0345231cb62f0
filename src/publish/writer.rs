//! A site being written: files are staged as they come, and published all at once.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::comparison::{Compared, Comparison};
use super::destination::Destination;
use super::paths::{folders_above, parent};
use super::published::PublishedFiles;
use super::{Report, disk, each};
use crate::diagnostic::Diagnostic;
use crate::lock::{Holder, Lock};
use crate::site::{BuiltSite, FileContent, Sink};

/// The only way to change a published folder. While it lives, no other process can write that folder.
///
/// Its errors are one diagnostic that names the path: a path that leads out of the folder, a file there that is not ours, another process
/// that holds the folder, or an error of the disk. Before [`SiteWriter::commit`] nothing that is published has changed; what was staged is
/// removed when the writer is dropped.
#[derive(Debug)]
pub struct SiteWriter {
    comparison: Comparison<Staged>,
    staged: AtomicUsize,
    /// What came of making the staging folder, for the first file that is staged.
    has_folder: OnceLock<Result<(), Diagnostic>>,
    staging: Staging,
    has_waited: bool,
}

/// The number of a staged file.
#[derive(Debug, Clone, Copy)]
struct Staged(usize);

impl SiteWriter {
    /// Locks `folder`, which need not exist. Where another process holds it, tells `waiting` of it and waits.
    ///
    /// # Errors
    /// The other process did not end in time, or an error of the disk.
    pub fn begin(folder: &Path, mut waiting: impl FnMut(&Holder)) -> Result<Self, Diagnostic> {
        let mut has_waited = false;
        let lock = disk::lock(folder, |holder| {
            has_waited = true;
            waiting(holder);
        })?;
        let destination = Destination::new(folder);
        let is_new = !disk::is_folder(folder);
        if is_new && disk::kind(folder).is_some() {
            // Says what is there.
            disk::create_folder(folder)?;
        }
        let staging = Staging { is_new, destination, _lock: lock };
        // What a killed build left.
        staging.destination.discard_staging()?;
        Ok(Self {
            comparison: Comparison::begin(folder)?,
            staged: AtomicUsize::default(),
            has_folder: OnceLock::new(),
            staging,
            has_waited,
        })
    }

    /// Whether another process held the folder when this one wanted it.
    pub fn has_waited(&self) -> bool {
        self.has_waited
    }

    /// The files of the last build.
    pub fn before(&self) -> &PublishedFiles {
        self.comparison.before()
    }

    /// Takes the files that the last build published below the folder of a run for files of this one, as they are: they are neither read nor
    /// written.
    pub fn keep_run(&mut self, folder: &str) {
        self.comparison.keep_run(folder);
    }

    /// Takes a file of the site: it is staged if it is new or changed. Files may come in any order, and from any thread.
    ///
    /// # Errors
    /// See [`SiteWriter`].
    pub fn put(&self, path: &str, content: &FileContent) -> Result<(), Diagnostic> {
        self.comparison.add_with(path, content, || {
            let number = self.staged.fetch_add(1, Ordering::Relaxed);
            let destination = self.comparison.destination();
            let place = destination.staged(number);
            self.has_folder.get_or_init(|| disk::create_folder(&destination.staging())).clone()?;
            disk::write_new(&place, content)?;
            Ok(Staged(number))
        })
    }

    /// Takes and publishes a whole site.
    ///
    /// # Errors
    /// See [`SiteWriter`].
    pub fn write(self, site: &BuiltSite) -> Result<Report, Diagnostic> {
        each(site, |path, content| self.put(path, content))?;
        self.commit().map(|(report, _)| report)
    }

    /// Publishes what was taken: afterwards the folder holds these files, which are given, nothing else of ours, and everything that is not
    /// ours.
    ///
    /// # Errors
    /// See [`SiteWriter`]. Before the first file is removed or renamed, an error leaves the published files as they were.
    pub fn commit(self) -> Result<(Report, PublishedFiles), Diagnostic> {
        let Self { comparison, staging, .. } = self;
        let compared = comparison.finish()?;
        disk::create_folder(compared.destination.folder())?;
        let removed = publish(&compared)?;
        staging.destination.discard_staging()?;
        let Compared { both, now, changed, .. } = compared;
        let now = now.unwrap_or(both);
        Ok((Report { written: changed.len(), unchanged: now.count() - changed.len(), removed }, now))
    }
}

impl Sink for SiteWriter {
    fn take(&self, path: String, content: FileContent) -> Result<(), Diagnostic> {
        self.put(&path, &content)
    }

    fn keep(&self, path: &str) -> Result<(), Diagnostic> {
        self.comparison.keep(path)
    }
}

/// The staging folder, which is removed after a failure, too. If even that fails, the failure itself is reported, and the next build removes
/// the folder.
#[derive(Debug)]
struct Staging {
    destination: Destination,
    /// Whether the folder of the site did not exist before.
    is_new: bool,
    // Given back when what was staged is gone: the next holder stages in the same place.
    _lock: Lock,
}

impl Drop for Staging {
    fn drop(&mut self) {
        _ = self.destination.discard_staging();
        if self.is_new {
            disk::remove_folder_if_empty(self.destination.folder());
        }
    }
}

/// Removes and renames; gives the number of files removed.
fn publish(compared: &Compared<Staged>) -> Result<usize, Diagnostic> {
    let Compared { destination, before, both, now, gone, changed } = compared;
    if changed.len() <= MOST_SYNCED {
        in_parallel(changed, |_, staged| disk::sync(&destination.staged(staged.0)))?;
    }
    // From here to the end the lists have the old and the new files, so that after a killed build the next one knows all of them.
    both.write_site_list(before)?;
    both.write_changed(before)?;
    let removed = remove(gone, destination)?;
    before.remove_lists(now.as_ref().unwrap_or(both))?;
    // Before there are folders for them: folders are removed with what is listed in them.
    both.write_new(before)?;
    let folders: BTreeSet<&str> = changed.iter().filter_map(|(path, _)| parent(path)).collect();
    folders.par_iter().try_for_each(|folder| disk::create_folder(&destination.path(folder)))?;
    in_parallel(changed, |path, staged| disk::rename(&destination.staged(staged.0), &destination.path(path)))?;
    if let Some(now) = now {
        now.write_changed(both)?;
        now.write_site_list(both)?;
    }
    Ok(removed)
}

/// The most files that are waited for until the disk has them, before they replace others. Of more it takes longer than writing them, and a
/// page that a power failure emptied is written again by the next build, which compares every page with what it should be.
const MOST_SYNCED: usize = 64;

fn in_parallel(
    changed: &[(String, Staged)],
    act: impl Fn(&str, Staged) -> Result<(), Diagnostic> + Sync,
) -> Result<(), Diagnostic> {
    let done: Vec<Result<(), Diagnostic>> = changed.par_iter().map(|(path, staged)| act(path, *staged)).collect();
    done.into_iter().collect()
}

/// Removes files of ours, and the folders that this empties.
fn remove(paths: &[String], destination: &Destination) -> Result<usize, Diagnostic> {
    let mut removed = 0;
    let mut folders = BTreeSet::new();
    for path in paths {
        if destination.leads_outside(path) {
            continue;
        }
        removed += disk::remove_file(&destination.path(path))?;
        folders.extend(folders_above(path));
    }
    // The longest first: a folder is empty only after those inside it are gone.
    for folder in folders.iter().rev() {
        disk::remove_folder_if_empty(&destination.path(folder));
    }
    Ok(removed)
}
