//! Writes a finished site to disk, file after file as they are made, or serves it ([`serve`]). The writing door for `public/`.
//!
//! 1. The folder is locked: a second build waits for the first.
//! 2. Every file that is new or changed is written into a staging folder beside the pages, as it comes.
//! 3. The lists of files, one of the site and one in the folder of each run, have the files of the old and the new site.
//! 4. Obsolete files are removed, and staged files renamed into place.
//! 5. The lists have the new files only.
//!
//! So a full disk or a killed process never leaves half a page, and before step 4 nothing of the old site has changed. Files in the folder
//! that are in no list were not written by offprint: they are neither deleted nor replaced.

mod comparison;
mod compressed;
mod destination;
mod disk;
mod path_list;
mod paths;
mod published;
pub mod serve;
mod writer;

use std::path::Path;

use rayon::prelude::*;

use crate::diagnostic::Diagnostic;
use crate::site::{BuiltSite, FileContent};
use comparison::Comparison;
pub use path_list::PathList;
pub use published::PublishedFiles;
pub use writer::SiteWriter;

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
    let comparison = Comparison::<()>::begin(folder)?;
    each(site, |path, content| comparison.add(path, content))?;
    let compared = comparison.finish()?;
    let written = compared.changed.iter().map(|(path, ())| path.clone()).collect();
    Ok(Preview { written, removed: compared.removable() })
}

/// Makes `folder` hold the site: writes what changed, removes what an earlier build wrote and this one does not have, and touches
/// nothing else. A file of ours that was edited by hand is replaced.
///
/// # Errors
/// Those of [`SiteWriter`].
pub fn write(site: &BuiltSite, folder: &Path) -> Result<Report, Diagnostic> {
    SiteWriter::begin(folder, |_| {})?.write(site)
}

/// All bytes of a file of a site, as it is published.
///
/// # Errors
/// It cannot be read, or has changed since it was.
pub fn bytes(content: FileContent) -> Result<Vec<u8>, Diagnostic> {
    disk::bytes(content)
}

/// Does the same with every file of a site, in parallel; gives the first failure by path.
fn each(site: &BuiltSite, act: impl Fn(&str, &FileContent) -> Result<(), Diagnostic> + Sync) -> Result<(), Diagnostic> {
    let done: Vec<Result<(), Diagnostic>> = site.files.par_iter().map(|(path, content)| act(path, content)).collect();
    done.into_iter().collect()
}
