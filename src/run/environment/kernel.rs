//! Reading the small text files below `/proc` and `/sys` in which Linux describes the machine.
#![expect(clippy::disallowed_methods, reason = "the kernel reports in files")]

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

/// The most that is read of a file, in bytes; `/proc/meminfo` has under 2 KB.
const LONGEST: u64 = 64 << 10;

/// The entries of a folder, sorted; empty if there is no such folder.
pub(super) fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).into_iter().flatten().flatten().map(|one| one.path()).collect();
    paths.sort();
    paths
}

/// The text of a file, trimmed; nothing if it is absent or empty.
pub(super) fn text(path: &Path) -> Option<String> {
    let mut text = String::new();
    File::open(path).ok()?.take(LONGEST).read_to_string(&mut text).ok()?;
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// The whole number in a file; nothing if it is absent or has anything else in it.
pub(super) fn number(path: &Path) -> Option<u64> {
    text(path)?.parse().ok()
}

/// The name of a file or folder.
pub(super) fn name(path: &Path) -> &str {
    path.file_name().and_then(|name| name.to_str()).unwrap_or_default()
}
