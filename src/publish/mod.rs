//! Writes a finished site to disk. The writing door for `public/`.
//!
//! 1. Every file that is new or changed is written into a staging folder beside the pages.
//! 2. The manifest lists the files of the old and the new site.
//! 3. Obsolete files are removed, and staged files renamed into place.
//! 4. The manifest lists the new files only.
//!
//! So a full disk or a killed process never leaves half a page. Files in the folder that are not in the manifest were not written by
//! offprint: they are neither deleted nor replaced.

mod compressed;
mod destination;
mod disk;
mod manifest;
mod paths;

use std::collections::BTreeSet;
use std::path::Path;

use rayon::prelude::*;

use crate::diagnostic::Diagnostic;
use crate::site::{BuiltSite, FileContent};
use destination::Destination;
use disk::State;
use manifest::Manifest;
use paths::{folders_above, parent};

/// The numbers of files of one writing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Report {
    /// New or changed.
    pub written: usize,
    /// The same as before.
    pub unchanged: usize,
    /// Written by an earlier build, and no longer part of the site.
    pub removed: usize,
}

/// What [`write()`] would do, as sorted paths below the folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preview {
    /// New or changed files.
    pub written: Vec<String>,
    /// Files of an earlier build that are no longer part of the site.
    pub removed: Vec<String>,
}

/// Finds out what [`write()`] would do to `folder`, which need not exist. Changes nothing on disk.
///
/// # Errors
/// Those of [`write()`] that are known before it writes: a path that leads out of the folder, a file that offprint did not create, an
/// unreadable file.
pub fn preview(site: &BuiltSite, folder: &Path) -> Result<Preview, Diagnostic> {
    paths::check(site)?;
    let destination = Destination::new(folder);
    let before = Manifest::read(&destination)?;
    let written = changed_files(site, &destination, &before)?.into_iter().map(|(path, _)| path.to_owned()).collect();
    let is_there = |path: &&str| !destination.leads_outside(path) && disk::is_removable(&destination.path(path));
    let removed = before.without(&Manifest::of(site)).filter(is_there).map(str::to_owned).collect();
    Ok(Preview { written, removed })
}

/// Makes `folder` hold the site: writes what changed, removes what an earlier build wrote and this one does not have, and touches
/// nothing else. A file of ours that was edited by hand is replaced.
///
/// # Errors
/// One diagnostic that names the path: a path that leads out of the folder, a file there that is not ours, or an error of the disk.
/// Before the renaming begins, an error leaves the published files as they were.
pub fn write(site: &BuiltSite, folder: &Path) -> Result<Report, Diagnostic> {
    paths::check(site)?;
    disk::create_folder(folder)?;
    let destination = Destination::new(folder);
    destination.discard_staging()?;
    let before = Manifest::read(&destination)?;
    let now = Manifest::of(site);
    let changed = changed_files(site, &destination, &before)?;
    let report = publish(&changed, &destination, &before, &now);
    // The staging folder is removed after a failure too. If even that fails, the failure itself is reported, and the next build removes
    // the folder.
    let cleaned = destination.discard_staging();
    let removed = report?;
    cleaned?;
    Ok(Report { written: changed.len(), unchanged: site.files.len() - changed.len(), removed })
}

/// A file to write, by its path.
type Change<'s> = (&'s str, &'s FileContent);

/// The files that differ from the disk, by path.
fn changed_files<'s>(
    site: &'s BuiltSite,
    destination: &Destination<'_>,
    before: &Manifest,
) -> Result<Vec<Change<'s>>, Diagnostic> {
    destination.check_folders(site.files.keys().map(String::as_str), |path| before.holds(path))?;
    let files: Vec<Change<'s>> = site.files.iter().map(|(path, content)| (path.as_str(), content)).collect();
    let states: Vec<Result<State, Diagnostic>> =
        files.par_iter().map(|(path, content)| disk::compare(&destination.path(path), content)).collect();
    let mut changed = Vec::new();
    let mut not_ours = Vec::new();
    for (file, state) in files.into_iter().zip(states) {
        match state? {
            State::Same => {}
            State::Absent => changed.push(file),
            State::Different if before.holds(file.0) => changed.push(file),
            State::Folder if before.holds_below(file.0) => changed.push(file),
            State::Different | State::Folder => not_ours.push(file.0),
        }
    }
    if not_ours.is_empty() { Ok(changed) } else { Err(destination.not_ours(&not_ours)) }
}

/// Stages, removes, renames; gives the number of files removed.
fn publish(
    changed: &[Change<'_>],
    destination: &Destination<'_>,
    before: &Manifest,
    now: &Manifest,
) -> Result<usize, Diagnostic> {
    if !changed.is_empty() {
        disk::create_folder(&destination.staging())?;
    }
    let staged: Vec<Result<(), Diagnostic>> = changed
        .par_iter()
        .enumerate()
        .map(|(number, (_, content))| disk::write_new(&destination.staged(number), content))
        .collect();
    staged.into_iter().collect::<Result<(), _>>()?;
    // From here to the end the manifest lists the old and the new files, so that after a killed build the next one knows all of them.
    before.joined(now).write_over(before, destination)?;
    let removed = remove(before.without(now), destination)?;
    let folders: BTreeSet<&str> = changed.iter().filter_map(|(path, _)| parent(path)).collect();
    folders.iter().try_for_each(|folder| disk::create_folder(&destination.path(folder)))?;
    let renamed: Vec<Result<(), Diagnostic>> = changed
        .par_iter()
        .enumerate()
        .map(|(number, (path, _))| disk::rename(&destination.staged(number), &destination.path(path)))
        .collect();
    renamed.into_iter().collect::<Result<(), _>>()?;
    now.write_over(&before.joined(now), destination)?;
    Ok(removed)
}

/// Removes files of ours, and the folders that this empties.
fn remove<'m>(paths: impl Iterator<Item = &'m str>, destination: &Destination<'_>) -> Result<usize, Diagnostic> {
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
