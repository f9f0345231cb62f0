//! Folders like `/proc` and `/sys`, for tests.
#![expect(clippy::disallowed_methods, reason = "tests write the files that the kernel would report in")]

use std::fs;

/// A root folder with these files.
pub(super) fn system(files: &[(&str, &str)]) -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("there is room");
    for (path, text) in files {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("folders can be made");
        fs::write(path, format!("{text}\n")).expect("files can be written");
    }
    root
}
