//! Paths below the folder of a site: which are allowed, and which are ours.

use crate::diagnostic::{Code, Diagnostic};
use crate::site::BuiltSite;

/// The file that lists what we wrote.
pub(super) const MANIFEST: &str = ".offprint-manifest";

/// The folder that files are staged in; it exists only while a site is being written.
pub(super) const STAGING: &str = ".offprint-staging";

/// Checks every path of a site: relative, forward slashes, inside the folder, not a name that we need ourselves, and no file where
/// another path needs a folder.
pub(super) fn check(site: &BuiltSite) -> Result<(), Diagnostic> {
    for path in site.files.keys() {
        let refused = |why: &str| {
            Err(Diagnostic::error(
                Code::PAGE_PATH,
                format!("a site cannot have a file `{}`: {why}", path.escape_debug()),
            )
            .help("if it is in your `static/`, rename it; if not, please report it"))
        };
        if !is_sound(path) {
            return refused("its path leads out of the folder, or is not allowed on some systems");
        }
        if let Some(file) = folders_above(path).find(|folder| site.files.contains_key(*folder)) {
            return refused(&format!("`{file}` is a file, not a folder"));
        }
    }
    Ok(())
}

/// Whether a path stays inside its folder, on any system, and is not one of our own names. On Windows, `\\` separates folders and `C:`
/// names a drive.
pub(super) fn is_sound(path: &str) -> bool {
    let sound_name = |name: &str| !name.is_empty() && name != "." && name != "..";
    let sound_character = |character: char| !character.is_control() && !matches!(character, '\\' | ':');
    let top = path.split('/').next().unwrap_or_default();
    path.split('/').all(sound_name) && path.chars().all(sound_character) && top != MANIFEST && top != STAGING
}

/// The folders above a path, the nearest first.
pub(super) fn folders_above(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(parent(path), |folder| parent(folder))
}

/// The folder of a path of the site, where it has one.
pub(super) fn parent(path: &str) -> Option<&str> {
    path.rsplit_once('/').map(|(folder, _)| folder)
}
