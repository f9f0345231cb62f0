//! Paths below the folder of a site: which are allowed, and which are ours.

use crate::diagnostic::{Code, Diagnostic};
use crate::name::why_not_portable;

/// The file that lists what we wrote.
pub(super) const MANIFEST: &str = ".offprint-manifest";

/// The folder that files are staged in; it exists only while a site is being written.
pub(super) const STAGING: &str = ".offprint-staging";

/// The name of the lock where it cannot be beside the folder.
pub(super) const LOCK: &str = ".offprint-lock";

/// Checks a path of a site: relative, forward slashes, inside the folder, not a name that we need ourselves, and a file on every system.
pub(super) fn check(path: &str) -> Result<(), Diagnostic> {
    if !is_inside(path) {
        return Err(refused(path, "its path leads out of the folder, or is one that offprint needs"));
    }
    path.split('/').find_map(why_not_portable).map_or(Ok(()), |why| Err(refused(path, &why)))
}

/// The fault of a path that a site cannot have.
pub(super) fn refused(path: &str, why: &str) -> Diagnostic {
    Diagnostic::error(Code::PAGE_PATH, format!("a site cannot have a file `{}`: {why}", path.escape_debug()))
        .help("if it is in your `static/`, rename it; if not, please report it")
}

/// Whether a path stays inside its folder, on any system, and is not one of our own names. On Windows, `\\` separates folders and `C:`
/// names a drive.
pub(super) fn is_inside(path: &str) -> bool {
    let sound_name = |name: &str| !name.is_empty() && name != "." && name != "..";
    let sound_character = |character: char| !character.is_control() && !matches!(character, '\\' | ':');
    let top = path.split('/').next().unwrap_or_default();
    // Most paths have nothing but these.
    let is_plain = path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-_.".contains(&byte));
    path.split('/').all(sound_name)
        && (is_plain || path.chars().all(sound_character))
        && ![MANIFEST, STAGING, LOCK].contains(&top)
}

/// The folders above a path, the nearest first.
pub(super) fn folders_above(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(parent(path), |folder| parent(folder))
}

/// The folder of a path of the site, where it has one.
pub(super) fn parent(path: &str) -> Option<&str> {
    path.rsplit_once('/').map(|(folder, _)| folder)
}
