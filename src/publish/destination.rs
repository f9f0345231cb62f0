//! The folder that a site is written into: where files go in it, and what may be there already.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::disk::{self, Kind};
use super::paths::{STAGING, folders_above};
use crate::diagnostic::{Code, Diagnostic};
use crate::text::ShownPath;

/// The folder a site is written into.
#[derive(Debug, Clone)]
pub(super) struct Destination {
    folder: PathBuf,
}

impl Destination {
    /// Into `folder`, which need not exist.
    pub(super) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// The folder itself.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The place of a path of the site on disk.
    pub(super) fn path(&self, path: &str) -> PathBuf {
        self.folder.join(path)
    }

    /// The staging folder.
    pub(super) fn staging(&self) -> PathBuf {
        self.folder.join(STAGING)
    }

    /// Where the changed file of that number is staged.
    pub(super) fn staged(&self, number: usize) -> PathBuf {
        self.staging().join(number.to_string())
    }

    /// Where the list of that name is staged.
    pub(super) fn staged_list(&self, name: &str) -> PathBuf {
        self.staging().join(format!("list-{name}"))
    }

    /// Removes what is staged.
    pub(super) fn discard_staging(&self) -> Result<(), Diagnostic> {
        disk::remove_folder(&self.staging())
    }

    /// Whether a symbolic link, or anything else that is not a folder, is on the way to that path: what is behind a link was not written
    /// by us, although a list has the path.
    pub(super) fn leads_outside(&self, path: &str) -> bool {
        folders_above(path).any(|folder| !matches!(disk::kind(&self.path(folder)), Some(Kind::Folder)))
    }

    /// Whether something that is not a folder, a link among it, is where a path needs one.
    pub(super) fn is_obstructed(&self, path: &str) -> bool {
        folders_above(path).any(|folder| matches!(disk::kind(&self.path(folder)), Some(Kind::File | Kind::Link)))
    }

    /// Checks that every folder the site needs is a folder, is missing, or is a file of ours, which will be replaced.
    pub(super) fn check_folders<'p>(
        &self,
        paths: impl Iterator<Item = &'p str>,
        is_ours: impl Fn(&str) -> Result<bool, Diagnostic>,
    ) -> Result<(), Diagnostic> {
        let folders: BTreeSet<&str> = paths.flat_map(folders_above).collect();
        for folder in folders {
            match disk::kind(&self.path(folder)) {
                None | Some(Kind::Folder) => {}
                Some(Kind::File) if is_ours(folder)? => {}
                Some(Kind::File) => return Err(self.not_ours(&[folder.to_owned()])),
                Some(Kind::Link) => {
                    let name = self.path(folder);
                    return Err(Diagnostic::error(Code::LINK, format!("`{}` is a symbolic link", name.shown()))
                        .help("pages are written inside the folder only: remove the link and build again"));
                }
            }
        }
        Ok(())
    }

    /// The fault of files where pages belong that no build of ours wrote.
    pub(super) fn not_ours(&self, paths: &[String]) -> Diagnostic {
        let first = paths.first().map_or_else(|| self.folder.clone(), |path| self.path(path));
        let message = match paths.len() {
            0 | 1 => format!("`{}` already exists and was not created by offprint", first.shown()),
            2 => format!("`{}` and 1 more already exist and were not created by offprint", first.shown()),
            count => {
                format!("`{}` and {} more already exist and were not created by offprint", first.shown(), count - 1)
            }
        };
        Diagnostic::error(Code::FOREIGN_FILE, message).help("move or remove them, and build again")
    }
}
