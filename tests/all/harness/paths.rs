//! Paths of every system: in expected texts with slashes, whatever a system separates with, and without the names of temporary folders; and
//! links.

use std::io;
use std::path::{MAIN_SEPARATOR, Path};

/// Makes a symbolic link. On Windows only administrators may, so that tests that need one are left out there.
pub(crate) fn symlink(target: impl AsRef<Path>, link: impl AsRef<Path>) -> io::Result<()> {
    #[cfg(unix)]
    return std::os::unix::fs::symlink(target, link);
    #[cfg(not(unix))]
    Err(io::Error::other(format!("no link from {} to {}", link.as_ref().display(), target.as_ref().display())))
}

/// A path as expected texts have it.
pub(crate) fn slashed(path: &Path) -> String {
    with_slashes(&path.display().to_string())
}

/// A text with a name in the place of a folder. The paths below it have slashes.
pub(crate) fn renamed(text: &str, folder: &Path, name: &str) -> String {
    // A command that has entered the folder with `-C` calls it by its real path, which on macOS differs from that of `tempfile`.
    let real = folder.canonicalize().map(|real| real.display().to_string()).unwrap_or_default();
    let forms = [real.clone(), real.trim_start_matches(r"\\?\").to_owned(), folder.display().to_string()];
    forms.iter().filter(|form| !form.is_empty()).fold(text.to_owned(), |text, form| replaced(&text, form, name))
}

fn replaced(text: &str, folder: &str, name: &str) -> String {
    let mut parts = text.split(folder);
    let mut replaced = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|one: char| one.is_whitespace() || matches!(one, '`' | '"')).unwrap_or(part.len());
        replaced += name;
        replaced += &with_slashes(&part[..end]);
        replaced += &part[end..];
    }
    replaced
}

fn with_slashes(path: &str) -> String {
    path.replace(MAIN_SEPARATOR, "/")
}
