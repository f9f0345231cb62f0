//! Names of files that are another one, or none, on some systems.
#![expect(clippy::disallowed_methods, reason = "these tests look at the disk, and put things there")]

use std::fs;
use std::path::Path;

use offprint::diagnostic::Diagnostic;
use offprint::publish::{Report, write};
use offprint::site::{BuiltSite, FileContent};

fn publish(folder: &Path, files: &[(&str, &str)]) -> Result<Report, Diagnostic> {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), FileContent::Bytes(text.as_bytes().to_vec())));
    write(&BuiltSite { files: files.collect() }, folder)
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("it is there").flatten();
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_file_renamed_only_in_its_capitals_is_there_after_the_build() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let folder = folder.path();
    let one_each = Report { written: 1, unchanged: 1, removed: 1 };
    // As on the disks of macOS and Windows, both names are of one file; there, they are already.
    let also_called = |new: &str, old: &str| _ = fs::hard_link(folder.join(old), folder.join(new));
    publish(folder, &[("Logo.png", "old"), ("a", "")]).expect("it is written");
    also_called("logo.png", "Logo.png");
    assert_eq!(publish(folder, &[("logo.png", "old"), ("a", "")]), Ok(one_each), "it is written, not only found");
    assert_eq!(names(folder), [".offprint-manifest", "a", "logo.png"]);
    also_called("LOGO.png", "logo.png");
    assert_eq!(publish(folder, &[("LOGO.png", "new"), ("a", "")]), Ok(one_each), "it is ours, under its old name");
    assert_eq!(names(folder), [".offprint-manifest", "LOGO.png", "a"]);
    assert_eq!(fs::read_to_string(folder.join("LOGO.png")).expect("it is there"), "new");
    fs::write(folder.join("A"), "of somebody else").expect("it can be written");
    if names(folder).contains(&"a".to_owned()) && names(folder).contains(&"A".to_owned()) {
        let refused = publish(folder, &[("LOGO.png", "new"), ("A", "")]).expect_err("another file has that name");
        assert!(refused.message.contains("already exists"), "{refused}");
    }
}

#[test]
fn paths_that_are_one_file_or_none_on_some_systems_are_not_published() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let refused = |files: &[(&str, &str)]| publish(folder.path(), files).expect_err("it is refused").message;
    for (path, why) in [
        ("img/Con.png", "`Con.png` is a device on Windows"),
        ("a?/b", "Windows does not allow `?` in names"),
        ("a./b", "`a.` ends with a dot or a space, which Windows drops"),
    ] {
        let refused = refused(&[(path, "")]);
        assert!(refused.contains(why), "{refused}");
    }
    let refused = refused(&[("caf\u{e9}.png", ""), ("CAFE\u{301}.png", "")]);
    assert!(refused.contains("on some disks it is one file with"), "{refused}");
}
