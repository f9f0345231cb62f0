//! File operations, each with a message that names the path and says what to do.
#![expect(clippy::disallowed_methods, reason = "this is the door to data/runs")]

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Write};
use std::path::Path;

use crate::diagnostic::{self, Diagnostic};
use crate::file::{self, Unopened};
use crate::text::ShownPath;

/// Whether the path exists, even as a broken symbolic link.
pub(super) fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// The names in a folder, sorted.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Folders.
    pub(super) folders: Vec<String>,
    /// Symbolic links, which are not followed.
    pub(super) links: Vec<String>,
}

/// The names in a folder; none where the folder does not exist.
pub(super) fn names(folder: &Path) -> Result<Names, Diagnostic> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Names::default()),
        entries => entries.map_err(|error| fault("read", folder, &error))?,
    };
    let mut names = Names::default();
    for entry in entries {
        let entry = entry.map_err(|error| fault("read", folder, &error))?;
        let kind = entry.file_type().map_err(|error| fault("read", folder, &error))?;
        let name = || entry.file_name().to_string_lossy().into_owned();
        match (kind.is_dir(), kind.is_symlink()) {
            (true, _) => names.folders.push(name()),
            (_, true) => names.links.push(name()),
            _ => {}
        }
    }
    names.folders.sort();
    names.links.sort();
    Ok(names)
}

/// The whole text of a file; `shown` is its path as messages have it.
pub(super) fn read_text(path: &Path, shown: &str) -> Result<String, Diagnostic> {
    let mut text = String::new();
    open(path, shown)?.read_to_string(&mut text).map_err(|error| fault("read", path, &error))?;
    Ok(text)
}

/// Opens a file to read it.
pub(super) fn open(path: &Path, shown: &str) -> Result<File, Diagnostic> {
    file::open(path).map_err(|unopened| unopened_fault("read", path, shown, &unopened))
}

/// Opens an existing file, to read it and to write at its end.
pub(super) fn open_to_extend(path: &Path, shown: &str) -> Result<File, Diagnostic> {
    file::open_to_extend(path).map_err(|unopened| unopened_fault("write", path, shown, &unopened))
}

fn unopened_fault(action: &str, path: &Path, shown: &str, unopened: &Unopened) -> Diagnostic {
    match unopened {
        Unopened::Refused(error) => fault(action, path, error),
        Unopened::Link | Unopened::NotAFile => unopened.fault(shown),
    }
}

/// Creates an empty file, which must not exist yet.
pub(super) fn create(path: &Path) -> Result<File, Diagnostic> {
    File::create_new(path).map_err(|error| fault("write", path, &error))
}

/// Writes a file that does not exist yet, and waits until the disk has it.
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
    let mut file = create(path)?;
    file.write_all(bytes).and_then(|()| file::sync(&file)).map_err(|error| fault("write", path, &error))
}

/// Replaces a file so that at any moment either the old or the new one is there, complete: a rename is atomic
/// (<https://pubs.opengroup.org/onlinepubs/9699919799/functions/rename.html>).
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
    let beside = path.with_extension("json.new");
    match fs::remove_file(&beside) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(fault("write", &beside, &error)),
        _ => {}
    }
    write_new(&beside, bytes)?;
    file::rename(&beside, path).map_err(|error| fault("write", path, &error))?;
    path.parent().map_or(Ok(()), sync_folder)
}

/// Creates a folder with a file in it, and removes both; the folder's name begins with `prefix`.
pub(super) fn rehearse(there: &Path, prefix: &str) -> io::Result<()> {
    // Below a file in the place of a folder, Windows finds nothing.
    if !there.is_dir() {
        return Err(ErrorKind::NotADirectory.into());
    }
    let folder = tempfile::Builder::new().prefix(prefix).tempdir_in(there)?;
    let mut file = File::create_new(folder.path().join("rehearsal"))?;
    file.write_all(b"\n").and_then(|()| file::sync(&file))?;
    drop(file);
    folder.close()
}

/// Creates a folder and those above it, where they are missing.
pub(super) fn create_folders(path: &Path) -> Result<(), Diagnostic> {
    fs::create_dir_all(path).map_err(|error| fault("create the folder", path, &error))
}

/// Creates a folder, which must not exist yet.
pub(super) fn create_folder(path: &Path) -> Result<(), Diagnostic> {
    fs::create_dir(path).map_err(|error| fault("create the folder", path, &error))
}

/// Renames a folder; on Unix, an empty folder of the new name is replaced.
pub(super) fn rename_folder(from: &Path, to: &Path) -> Result<(), Diagnostic> {
    file::rename_folder(from, to).map_err(|error| fault("create the folder", to, &error))?;
    to.parent().map_or(Ok(()), sync_folder)
}

/// Removes a folder with everything in it, as far as that is possible.
pub(super) fn remove_folder(path: &Path) {
    _ = fs::remove_dir_all(path);
}

/// Waits until the disk has the names of a folder's files.
fn sync_folder(path: &Path) -> Result<(), Diagnostic> {
    file::sync_folder(path).map_err(|error| fault("write", path, &error))
}

/// The fault of a file operation, with what can be done about it.
pub(super) fn fault(action: &str, path: &Path, error: &io::Error) -> Diagnostic {
    fault_at(action, &path.shown(), error)
}

/// The same for a place that is not a path.
pub(super) fn fault_at(action: &str, place: &str, error: &io::Error) -> Diagnostic {
    let help = match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => "check the permissions of that path",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            "free some disk space; every finished trial is in the archive"
        }
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists | ErrorKind::DirectoryNotEmpty => {
            "something else has that name: move it away"
        }
        ErrorKind::InvalidData => "it is not UTF-8 text: restore it from version control",
        _ => "every finished trial is in the archive",
    };
    diagnostic::io(action, place, error).help(help)
}
