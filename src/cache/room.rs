//! What is done to the disk. Nothing here reports a failure: without a cache, everything is found out again.

use std::fs::{self, File};
use std::io::{BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::file;

/// The most that is kept, in bytes: beyond it the entries that were not used for longest go.
pub(super) const MOST: u64 = 1 << 30;
/// The largest entry, in bytes.
pub(super) const MOST_OF_ONE: u64 = 64 << 20;
/// How long ago a use is noted at least: every note is a write.
const NOTED: Duration = Duration::from_secs(24 * 60 * 60);

/// The bytes that are written at a time.
const BUFFER: usize = 1 << 16;

/// Makes a folder where it is missing; `None` where something else has its name, a symbolic link also.
pub(super) fn make_folder(path: &Path) -> Option<()> {
    match fs::create_dir(path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return None,
        _ => {}
    }
    fs::symlink_metadata(path).ok()?.is_dir().then_some(())
}

/// Writes a file, unless one is there.
pub(super) fn write_once(path: &Path, bytes: &[u8]) -> Option<()> {
    match File::create_new(path) {
        Ok(mut file) => file.write_all(bytes).ok(),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Some(()),
        Err(_) => None,
    }
}

/// The bytes of an ordinary file.
pub(super) fn read(path: &Path) -> Option<Vec<u8>> {
    let found = fs::symlink_metadata(path).ok()?;
    if found.is_file() { fs::read(path).ok() } else { None }
}

/// Notes that a file was used, for [`make`].
pub(super) fn touch(path: &Path) {
    let now = SystemTime::now();
    let used = fs::metadata(path).and_then(|found| found.modified());
    if used.is_ok_and(|used| now.duration_since(used).is_ok_and(|ago| ago > NOTED)) {
        _ = File::options().append(true).open(path).and_then(|file| file.set_modified(now));
    }
}

/// Writes a file of these parts and this end, or replaces it whole; whether that succeeded.
pub(super) fn write(folder: &Path, name: &str, parts: &[&[u8]], end: &[u8]) -> bool {
    let written = || {
        make_folder(folder)?;
        let mut file = BufWriter::with_capacity(BUFFER, file::temporary(folder).ok()?);
        parts.iter().chain([&end]).try_for_each(|part| file.write_all(part)).ok()?;
        file::persist(file.into_inner().ok()?, &folder.join(name)).ok()
    };
    written().is_some()
}

/// Makes room: where more than `most` bytes are kept, the files that were not used for longest go until three quarters of that are left.
pub(super) fn make(folder: &Path, most: u64) {
    let mut files = Vec::new();
    for below in listed(folder).into_iter().filter(|path| fs::symlink_metadata(path).is_ok_and(|found| found.is_dir()))
    {
        files.extend(listed(&below).into_iter().filter_map(|path| {
            let found = fs::symlink_metadata(&path).ok()?;
            Some((found.modified().ok()?, found.len(), path))
        }));
    }
    let mut kept: u64 = files.iter().map(|(_, length, _)| length).sum();
    if kept <= most {
        return;
    }
    files.sort();
    for (_, length, path) in files {
        if kept <= most / 4 * 3 {
            break;
        }
        _ = fs::remove_file(path);
        kept -= length;
    }
}

fn listed(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_used_for_longest_goes() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let below = folder.path().join("pages");
        for (name, days) in [("a", 3), ("b", 1), ("c", 2), ("d", 0)] {
            assert!(write(&below, name, &[&[0; 90]], &[0; 10]));
            let used = SystemTime::now() - Duration::from_secs(days * 24 * 60 * 60);
            let file = File::options().append(true).open(below.join(name)).expect("it is there");
            file.set_modified(used).expect("it can be dated");
        }
        let left = || {
            let mut names: Vec<_> =
                listed(&below).iter().filter_map(|path| Some(path.file_name()?.to_owned())).collect();
            names.sort();
            names
        };
        make(folder.path(), 400);
        assert_eq!(left(), ["a", "b", "c", "d"]);
        touch(&below.join("a"));
        make(folder.path(), 399);
        assert_eq!(left(), ["a", "d"], "299 bytes are three quarters");
    }
}
