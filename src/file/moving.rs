//! The only place that renames. Windows refuses to rename a folder while a file below it is open, by any process
//! (<https://learn.microsoft.com/en-us/windows-hardware/drivers/ddi/ntifs/ns-ntifs-_file_rename_information>), and to replace a file that
//! another program, a virus scanner or an indexer, holds for a moment.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::Path;
use std::thread;
use std::time::Duration;

use tempfile::{Builder, NamedTempFile};

/// The pauses between the attempts at something that is refused because a file is busy, in milliseconds: about a second in all.
const PAUSES: [u64; 7] = [10, 20, 40, 80, 160, 320, 640];

/// `ERROR_SHARING_VIOLATION` and `ERROR_LOCK_VIOLATION`
/// (<https://learn.microsoft.com/en-us/windows/win32/debug/system-error-codes--0-499->).
const BUSY_ON_WINDOWS: [i32; 2] = [32, 33];

/// Renames a file, over any file that has the new name.
///
/// # Errors
/// The system refuses, for longer than a file is usually busy.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    patiently(|| fs::rename(from, to))
}

/// Renames a folder below which this process has nothing open. On Unix, an empty folder of the new name is replaced.
///
/// # Errors
/// The system refuses, for longer than a file is usually busy. On Linux, a build with checks names what is open below the folder, where
/// Windows would refuse.
pub fn rename_folder(from: &Path, to: &Path) -> io::Result<()> {
    nothing_open_below(from)?;
    rename(from, to)
}

/// Closes a temporary file and gives it its name, over any file that has it.
///
/// # Errors
/// Those of [`rename`].
pub fn persist(file: NamedTempFile, to: &Path) -> io::Result<()> {
    // Its own `persist` takes no paths of more than 260 characters on Windows. Where it has its name, nothing is left to be removed.
    let closed = file.into_temp_path();
    rename(&closed, to)
}

/// A new file in a folder, for [`persist`]; removed again where it gets no name. On Unix, only its owner can read it.
///
/// # Errors
/// The system refuses.
pub fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    match cfg!(windows) {
        // Without the attribute of temporary files, which would stay.
        true => temporary_for_all(folder),
        false => NamedTempFile::new_in(folder),
    }
}

/// The same, which others can read as they can any new file: a page may be served by another user.
///
/// # Errors
/// The system refuses.
pub fn temporary_for_all(folder: &Path) -> io::Result<NamedTempFile> {
    Builder::new().make_in(folder, |path| File::options().read(true).write(true).create_new(true).open(path))
}

/// Does something with a file, and tries again for about a second while the system refuses it because the file is busy.
///
/// # Errors
/// The last error.
pub fn patiently<T>(act: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    while_busy(act, is_busy)
}

fn while_busy<T>(mut act: impl FnMut() -> io::Result<T>, is_busy: fn(&io::Error) -> bool) -> io::Result<T> {
    for pause in PAUSES {
        match act() {
            Err(error) if is_busy(&error) => thread::sleep(Duration::from_millis(pause)),
            done => return done,
        }
    }
    act()
}

/// Whether an error may be gone in a moment. Windows says "access denied" of a file that is open without being shared, or that was removed
/// and is still open; on other systems an open file is never a reason to refuse.
fn is_busy(error: &io::Error) -> bool {
    let by_number = error.raw_os_error().is_some_and(|number| BUSY_ON_WINDOWS.contains(&number));
    cfg!(windows) && (by_number || error.kind() == ErrorKind::PermissionDenied)
}

/// An error that names what this process has open below a folder. Linux would rename it, and only Windows shows the fault.
#[cfg(all(target_os = "linux", with_checks))]
fn nothing_open_below(folder: &Path) -> io::Result<()> {
    use crate::text::ShownPath;

    let folder = folder.canonicalize()?;
    let handles = fs::read_dir("/proc/self/fd")?.flatten();
    let open = handles.filter_map(|handle| fs::read_link(handle.path()).ok()).find(|open| open.starts_with(&folder));
    match open {
        Some(open) => Err(io::Error::other(format!(
            "`{}` is open: Windows renames no folder with an open file below it",
            open.shown()
        ))),
        None => Ok(()),
    }
}

#[cfg(not(all(target_os = "linux", with_checks)))]
fn nothing_open_below(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn what_is_busy_for_a_moment_is_tried_again_and_other_errors_are_not() {
        let attempts = |refusals: usize, kind: ErrorKind| {
            let mut count = 0;
            let act = || {
                count += 1;
                if count > refusals { Ok(count) } else { Err(io::Error::from(kind)) }
            };
            while_busy(act, |error| error.kind() == ErrorKind::ResourceBusy).map_err(|error| error.kind())
        };
        assert_eq!(attempts(3, ErrorKind::ResourceBusy), Ok(4));
        assert_eq!(attempts(1, ErrorKind::NotFound), Err(ErrorKind::NotFound));
        assert_eq!(attempts(PAUSES.len() + 1, ErrorKind::ResourceBusy), Err(ErrorKind::ResourceBusy));
    }

    #[test]
    fn a_temporary_file_replaces_another() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("a");
        fs::write(&path, "old").expect("it can be written");
        let mut file = temporary(folder.path()).expect("it can be made");
        file.write_all(b"new").expect("it can be written");
        persist(file, &path).expect("it can be renamed");
        assert_eq!(fs::read_to_string(&path).expect("it is there"), "new");
        assert_eq!(fs::read_dir(folder.path()).expect("it is there").count(), 1);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_folder_with_something_open_below_it_is_not_renamed() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let (from, to) = (root.path().join("from"), root.path().join("to"));
        fs::create_dir_all(from.join("below")).expect("folders can be made");
        let open = File::create(from.join("below/file")).expect("it can be made");
        let refused = rename_folder(&from, &to).expect_err("a file is open");
        assert!(refused.to_string().contains("from/below/file` is open"), "{refused}");
        drop(open);
        rename_folder(&from, &to).expect("everything is closed");
        assert!(to.join("below/file").exists());
    }
}
