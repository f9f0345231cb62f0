//! Where files go: which paths a site may have, and where they lie in the folder.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::disk::{self, Kind};
use super::manifest::Manifest;
use super::parent;
use crate::diagnostic::Diagnostic;
use crate::site::BuiltSite;

/// The file that lists what we wrote.
pub(super) const MANIFEST: &str = ".offprint-manifest";

/// The folder that files are staged in; it exists only while a site is being written.
const STAGING: &str = ".offprint-staging";

/// The folder a site is written into.
pub(super) struct Destination<'a> {
    folder: &'a Path,
}

impl<'a> Destination<'a> {
    /// Into `folder`, which exists.
    pub(super) fn new(folder: &'a Path) -> Self {
        Self { folder }
    }

    /// Where a path of the site lies.
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

    /// Removes what a killed build left staged.
    pub(super) fn discard_staging(&self) -> Result<(), Diagnostic> {
        disk::remove_folder(&self.staging())
    }

    /// Whether a symbolic link, or anything else that is no folder, stands between the folder and that path: what lies behind it is
    /// not ours.
    pub(super) fn leads_outside(&self, path: &str) -> bool {
        folders_above(path).any(|folder| !matches!(disk::kind(&self.path(folder)), Some(Kind::Folder)))
    }

    /// Checks that every folder the site needs is a folder, is absent, or is a file of ours that will make room.
    pub(super) fn check_folders<'p>(
        &self,
        paths: impl Iterator<Item = &'p str>,
        before: &Manifest,
    ) -> Result<(), Diagnostic> {
        let folders: BTreeSet<&str> = paths.flat_map(folders_above).collect();
        for folder in folders {
            match disk::kind(&self.path(folder)) {
                None | Some(Kind::Folder) => {}
                Some(Kind::File) if before.holds(folder) => {}
                Some(Kind::File) => return Err(self.not_ours(&[folder])),
                Some(Kind::Link) => {
                    let name = self.path(folder);
                    return Err(Diagnostic::error(format!("`{}` is a symbolic link", name.display()))
                        .help("pages are written inside the folder only: remove the link and build again"));
                }
            }
        }
        Ok(())
    }

    /// Something stands where a page belongs, and no build of ours wrote it.
    pub(super) fn not_ours(&self, paths: &[&str]) -> Diagnostic {
        let first = paths.first().map_or_else(|| self.folder.to_owned(), |path| self.path(path));
        let message = match paths.len() {
            0 | 1 => format!("`{}` is in the way: no build wrote it", first.display()),
            2 => format!("`{}` and another are in the way: no build wrote them", first.display()),
            count => format!("`{}` and {} others are in the way: no build wrote them", first.display(), count - 1),
        };
        Diagnostic::error(message).help("move what you need to another place, remove the rest, and build again")
    }
}

/// Checks every path of a site: relative, forward slashes, inside the folder, not a name that we need ourselves, and no file where
/// another path needs a folder.
pub(super) fn check(site: &BuiltSite) -> Result<(), Diagnostic> {
    for path in site.files.keys() {
        let refused = |why: &str| {
            Err(Diagnostic::error(format!("a site cannot have a file `{}`: {why}", path.escape_debug()))
                .help("rename it if it is yours, below `static/`; if not, please report it"))
        };
        if !is_sound(path) {
            return refused("its path leads out of the folder or cannot be written everywhere");
        }
        if let Some(file) = folders_above(path).find(|folder| site.files.contains_key(*folder)) {
            return refused(&format!("`{file}` is a file, not a folder"));
        }
    }
    Ok(())
}

/// Whether a path stays inside its folder, on any system, and is none of our own names.
pub(super) fn is_sound(path: &str) -> bool {
    let sound_name = |name: &str| !name.is_empty() && name != "." && name != "..";
    let sound_character = |character: char| !character.is_control() && !matches!(character, '\\' | ':');
    let top = path.split('/').next().unwrap_or_default();
    path.split('/').all(sound_name) && path.chars().all(sound_character) && top != MANIFEST && top != STAGING
}

/// The folders above a path, the nearest first.
fn folders_above(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(parent(path), |folder| parent(folder))
}
