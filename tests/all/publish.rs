//! Writing a site: only what changed, nothing that is not ours, nothing outside the folder, nothing by halves.
#![expect(clippy::disallowed_methods, reason = "these tests look at the disk, and put things in the way")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;
use std::{env, fs, thread};

use offprint::diagnostic::Diagnostic;
use offprint::publish::{Report, write};
use offprint::site::{BuiltSite, FileContent};
use tempfile::TempDir;

use crate::harness::paths::renamed;

fn site(files: &[(&str, &str)]) -> BuiltSite {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), FileContent::Bytes(text.as_bytes().to_vec())));
    BuiltSite { files: files.collect() }
}

fn report(written: usize, unchanged: usize, removed: usize) -> Result<Report, Diagnostic> {
    Ok(Report { written, unchanged, removed })
}

/// A folder for a site, in a folder for whatever else there is.
struct Place {
    outside: TempDir,
}

impl Place {
    fn new() -> Self {
        Self { outside: tempfile::tempdir().expect("a temporary folder") }
    }

    fn outside(&self, path: &str) -> PathBuf {
        self.outside.path().join(path)
    }

    fn folder(&self) -> PathBuf {
        self.outside("public")
    }

    fn publish(&self, files: &[(&str, &str)]) -> Result<Report, Diagnostic> {
        write(&site(files), &self.folder())
    }

    /// What the fault says, with the temporary folder's name left out.
    fn refusal(&self, result: Result<Report, Diagnostic>) -> String {
        let text = result.expect_err("it is refused").render(false);
        renamed(&text, self.outside.path(), "")
    }

    fn put(&self, path: &str, text: &str) {
        let path = self.folder().join(path);
        fs::create_dir_all(path.parent().expect("it has one")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    fn text(&self, path: &str) -> Option<String> {
        fs::read_to_string(self.folder().join(path)).ok()
    }

    /// Every file below the folder, without following links, and every empty folder.
    fn tree(&self) -> Vec<String> {
        let mut found = Vec::new();
        walk(&self.folder(), "", &mut found);
        found.sort();
        found
    }
}

fn walk(folder: &Path, name: &str, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("it can be read") {
        let entry = entry.expect("it can be read");
        let path = format!("{name}{}", entry.file_name().to_string_lossy());
        if entry.file_type().expect("it has one").is_dir() {
            let before = found.len();
            walk(&entry.path(), &format!("{path}/"), found);
            if found.len() == before {
                found.push(format!("{path}/"));
            }
        } else {
            found.push(path);
        }
    }
}

#[test]
fn a_site_is_written_into_nested_folders_and_listed() {
    let place = Place::new();
    assert_eq!(
        place.publish(&[("index.html", "home"), ("en/blog/a/index.html", "a"), ("en/index.html", "")]),
        report(3, 0, 0)
    );
    assert_eq!(place.text("en/blog/a/index.html").as_deref(), Some("a"));
    assert_eq!(place.text(".offprint-manifest").as_deref(), Some("en/blog/a/index.html\nen/index.html\nindex.html\n"));
    assert_eq!(place.tree(), [".offprint-manifest", "en/blog/a/index.html", "en/index.html", "index.html"]);
}

#[test]
fn the_second_writing_of_a_site_writes_nothing() {
    let place = Place::new();
    let original = place.outside("trials.jsonl");
    fs::write(&original, "{}\n".repeat(100_000)).expect("a file");
    let mut site = site(&[("index.html", "home"), ("en/a/index.html", "a")]);
    site.files.insert("data/trials.jsonl".to_owned(), FileContent::CopyOf(original));
    assert_eq!(write(&site, &place.folder()), report(3, 0, 0));
    let modified =
        |path: &str| fs::metadata(place.folder().join(path)).expect("it is there").modified().expect("a time");
    let times = || ["", "en/a", "index.html", "data/trials.jsonl", ".offprint-manifest"].map(modified);
    let before = times();
    assert_eq!(write(&site, &place.folder()), report(0, 3, 0));
    assert_eq!(times(), before);
}

#[test]
fn only_what_changed_is_written() {
    let place = Place::new();
    place.publish(&[("a", "same"), ("b", "four"), ("c", "longer")]).expect("it is written");
    assert_eq!(place.publish(&[("a", "same"), ("b", "five"), ("c", "long"), ("d", "new")]), report(3, 1, 0));
    assert_eq!(place.text("b").as_deref(), Some("five"));
    assert_eq!(place.text("c").as_deref(), Some("long"));
}

#[test]
fn what_is_no_longer_part_of_the_site_is_removed_with_its_empty_folders() {
    let place = Place::new();
    place.put(".gitignore", "*\n");
    place.publish(&[("index.html", ""), ("en/a/b/index.html", ""), ("en/c/index.html", "")]).expect("it is written");
    place.put("en/c/mine.txt", "mine");
    fs::create_dir(place.folder().join("empty")).expect("a folder");
    assert_eq!(place.publish(&[("index.html", "")]), report(0, 1, 2));
    assert_eq!(place.tree(), [".gitignore", ".offprint-manifest", "empty/", "en/c/mine.txt", "index.html"]);
    assert_eq!(place.publish(&[]), report(0, 0, 1));
    // The folder itself stays.
    assert_eq!(place.tree(), [".gitignore", ".offprint-manifest", "empty/", "en/c/mine.txt"]);
}

#[test]
fn a_page_of_ours_that_was_edited_or_deleted_is_written_again() {
    let place = Place::new();
    place.publish(&[("a", "1"), ("b", "2")]).expect("it is written");
    place.put("a", "!");
    fs::remove_file(place.folder().join("b")).expect("it is there");
    assert_eq!(place.publish(&[("a", "1"), ("b", "2")]), report(2, 0, 0));
}

#[test]
fn a_file_of_somebody_else_is_not_replaced() {
    let place = Place::new();
    place.put("index.html", "mine");
    place.put("b/c", "mine too");
    let said = place.refusal(place.publish(&[("a", "1"), ("b", "2"), ("index.html", "3")]));
    assert_eq!(place.text("index.html").as_deref(), Some("mine"));
    assert_eq!(place.tree(), ["b/c", "index.html"], "nothing was written");
    insta::assert_snapshot!(said);
    place.put("index.html", "3");
    fs::remove_dir_all(place.folder().join("b")).expect("it is there");
    assert_eq!(
        place.publish(&[("a", "1"), ("b", "2"), ("index.html", "3")]),
        report(2, 1, 0),
        "the same bytes do no harm"
    );
}

#[test]
fn a_file_and_a_folder_can_change_places() {
    let place = Place::new();
    place.publish(&[("a", "file"), ("b/c/d", "deep")]).expect("it is written");
    assert_eq!(place.publish(&[("a/x/y", "deep"), ("b", "file")]), report(2, 0, 2));
    assert_eq!(place.tree(), [".offprint-manifest", "a/x/y", "b"]);
}

#[test]
fn paths_that_lead_out_of_the_folder_are_refused() {
    for path in [
        "",
        "/etc/x",
        "../x",
        "a/../../x",
        "a//b",
        "./a",
        "a/.",
        "a/",
        "a\\b",
        "C:x",
        "a\nb",
        ".offprint-manifest",
        ".offprint-staging/0",
    ] {
        let place = Place::new();
        assert!(place.publish(&[("index.html", ""), (path, "x")]).is_err(), "{path:?}");
        assert!(!place.folder().exists(), "{path:?}: nothing was written");
    }
    let place = Place::new();
    let said =
        place.refusal(place.publish(&[("a/../../x", "")])) + &place.refusal(place.publish(&[("a", ""), ("a/b", "")]));
    insta::assert_snapshot!(said);
}

#[test]
fn a_forged_manifest_deletes_nothing_outside() {
    let place = Place::new();
    fs::write(place.outside("precious"), "precious").expect("a file");
    place.put(
        ".offprint-manifest",
        &format!("../precious\n{}\na/../../precious\n\n.\n", place.outside("precious").display()),
    );
    assert_eq!(place.publish(&[("a", "")]), report(1, 0, 0));
    assert!(place.outside("precious").exists());
}

#[test]
fn what_a_killed_build_left_is_cleared_and_owned() {
    let place = Place::new();
    place.publish(&[("a", "1"), ("old", "2")]).expect("it is written");
    // Killed between staging and the end: pages half staged, some in place, the manifest listing old and new.
    place.put(".offprint-staging/0", "<!doctype h");
    place.put(".offprint-manifest", "a\nb\nc\nold\n");
    place.put("b", "in place already");
    assert_eq!(place.publish(&[("a", "1"), ("b", "new"), ("c", "3")]), report(2, 1, 1));
    assert_eq!(place.tree(), [".offprint-manifest", "a", "b", "c"]);
    assert_eq!(place.text(".offprint-manifest").as_deref(), Some("a\nb\nc\n"));
}

#[test]
fn a_source_that_vanished_leaves_the_published_site_as_it_was() {
    let place = Place::new();
    place.publish(&[("index.html", "old"), ("gone.html", "old")]).expect("it is written");
    let mut next = site(&[("index.html", "new")]);
    next.files.insert("data.jsonl".to_owned(), FileContent::CopyOf(place.outside("no-such-run.jsonl")));
    let said = place.refusal(write(&next, &place.folder()));
    insta::assert_snapshot!(said);
    assert_eq!(place.text("index.html").as_deref(), Some("old"));
    assert_eq!(place.tree(), [".offprint-manifest", "gone.html", "index.html"]);
}

#[test]
fn a_copy_follows_its_source() {
    let place = Place::new();
    let original = place.outside("run.json");
    let copy = BuiltSite { files: BTreeMap::from([("run.json".to_owned(), FileContent::CopyOf(original.clone()))]) };
    let long = "x".repeat(200_000);
    for text in ["one".to_owned(), "two".to_owned(), long.clone() + "a", long + "b", String::new()] {
        fs::write(&original, &text).expect("a file");
        assert_eq!(write(&copy, &place.folder()), report(1, 0, 0));
        assert_eq!(place.text("run.json"), Some(text));
        assert_eq!(write(&copy, &place.folder()), report(0, 1, 0));
    }
}

#[test]
fn a_file_where_the_folder_should_be_is_said() {
    let place = Place::new();
    fs::write(place.folder(), "a file").expect("a file");
    let said = place.refusal(place.publish(&[("a", "")]));
    insta::assert_snapshot!(said);
}

#[test]
fn a_file_of_somebody_else_where_a_folder_should_be_is_said() {
    let place = Place::new();
    place.put("en", "mine");
    let said = place.refusal(place.publish(&[("en/a", "")]));
    assert!(said.contains("`/public/en` already exists and was not created by offprint"), "{said}");
    assert_eq!(place.tree(), ["en"]);
}

/// A site of many pages, each all of one digit, by which half a page or a mixed one can be told; another digit has other runs.
fn many(digit: &str) -> BuiltSite {
    let shift: usize = digit.parse().unwrap_or_default();
    let page = |number: usize| {
        let path = format!("{}{}/{number}/index.html", ["runs/", ""][number % 2], number % 7 + shift);
        (path, FileContent::Bytes(digit.repeat(9_000).into_bytes()))
    };
    BuiltSite { files: (0..600).map(page).collect() }
}

/// Only where this file stands may the victim write.
const VICTIMS_PLACE: &str = "the-victim-may-write-here";

#[test]
#[ignore = "not a test: the process that the next one kills; it writes into its working directory"]
fn victim() {
    if !Path::new(VICTIMS_PLACE).exists() {
        return;
    }
    for digit in ["1", "2"].iter().cycle() {
        write(&many(digit), Path::new("public")).expect("it is written");
    }
}

#[test]
fn a_build_killed_at_any_moment_leaves_whole_pages_and_the_next_one_mends_the_rest() {
    let place = Place::new();
    fs::write(place.outside(VICTIMS_PLACE), "").expect("a file");
    let has_worked = || place.text(".offprint-manifest").is_some();
    // The last one is killed in its second build at the earliest, however late a busy machine starts it.
    for milliseconds in [1, 20, 60, 150, 320, 700] {
        let mut victim = Command::new(env::current_exe().expect("the tests are a program"))
            .args(["--exact", "publish::victim", "--ignored"])
            .current_dir(place.outside.path())
            .stdout(Stdio::null())
            .spawn()
            .expect("it can run");
        thread::sleep(Duration::from_millis(milliseconds));
        while milliseconds == 700 && !has_worked() && victim.try_wait().expect("it is known").is_none() {
            thread::sleep(Duration::from_millis(20));
        }
        victim.kill().expect("it never ends by itself");
        victim.wait().expect("it was killed");
        let paths = ["1", "2"].into_iter().flat_map(|digit| many(digit).files.into_keys());
        for page in paths.filter_map(|path| place.text(&path)) {
            assert!(page == "1".repeat(9_000) || page == "2".repeat(9_000), "half a page");
        }
    }
    assert!(has_worked(), "the last victim ended before its work");
    write(&many("3"), &place.folder()).expect("whatever was left is no obstacle");
    assert_eq!(write(&site(&[]), &place.folder()), report(0, 0, 600));
    assert_eq!(place.tree(), [".offprint-manifest"]);
}

#[cfg(unix)]
mod links {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn a_linked_folder_is_neither_written_nor_pruned_through() {
        let place = Place::new();
        place.publish(&[("en/a", "1"), ("fr/a", "1")]).expect("it is written");
        let elsewhere = place.outside("elsewhere");
        fs::rename(place.folder().join("en"), &elsewhere).expect("it is there");
        symlink(&elsewhere, place.folder().join("en")).expect("a link");
        let said = place.refusal(place.publish(&[("en/a", "2"), ("fr/a", "1")]));
        assert!(said.contains("`/public/en` is a symbolic link"), "{said}");
        assert_eq!(place.publish(&[("fr/a", "1")]), report(0, 1, 0));
        assert_eq!(fs::read_to_string(elsewhere.join("a")).expect("it is there"), "1");
    }

    #[test]
    fn a_link_in_the_place_of_a_page_is_replaced_not_followed() {
        let place = Place::new();
        place.publish(&[("a", "1"), ("b", "1")]).expect("it is written");
        let precious = place.outside("precious");
        fs::write(&precious, "1").expect("a file");
        for name in ["a", "b"] {
            fs::remove_file(place.folder().join(name)).expect("it is there");
            symlink(&precious, place.folder().join(name)).expect("a link");
        }
        assert_eq!(place.publish(&[("a", "2")]), report(1, 0, 1));
        assert_eq!(fs::read_to_string(&precious).expect("it is there"), "1");
        assert!(fs::symlink_metadata(place.folder().join("a")).expect("it is there").is_file());
    }

    #[test]
    fn a_linked_manifest_or_staging_folder_is_not_followed() {
        let place = Place::new();
        place.publish(&[("a", "1")]).expect("it is written");
        fs::create_dir(place.outside("elsewhere")).expect("a folder");
        fs::write(place.outside("elsewhere/precious"), "a\n").expect("a file");
        symlink(place.outside("elsewhere"), place.folder().join(".offprint-staging")).expect("a link");
        assert_eq!(place.publish(&[("a", "2")]), report(1, 0, 0));
        assert!(place.outside("elsewhere/precious").exists());
        fs::remove_file(place.folder().join(".offprint-manifest")).expect("it is there");
        symlink(place.outside("elsewhere/precious"), place.folder().join(".offprint-manifest")).expect("a link");
        assert!(place.refusal(place.publish(&[("a", "3")])).contains("is not a file"));
    }
}

#[test]
fn a_large_copy_is_compared_by_its_time() {
    let place = Place::new();
    let original = place.outside("photo.png");
    let publish = || {
        let copy = FileContent::CopyOf(original.clone());
        write(&BuiltSite { files: [("photo.png".to_owned(), copy)].into() }, &place.folder())
    };
    fs::write(&original, "a".repeat(100_000)).expect("a file");
    assert_eq!(publish(), report(1, 0, 0));
    assert_eq!(publish(), report(0, 1, 0));
    // Of one length: only the time tells that it changed.
    let day = Duration::from_secs(86_400);
    let stamp = |path: &Path, later: u32| {
        let file = fs::File::options().write(true).open(path).expect("it is there");
        let time = file.metadata().and_then(|metadata| metadata.modified()).expect("a time");
        file.set_modified(time + day * later).expect("it can be set");
    };
    fs::write(&original, "b".repeat(100_000)).expect("a file");
    stamp(&original, 1);
    assert_eq!(publish(), report(1, 0, 0));
    assert_eq!(place.text("photo.png"), Some("b".repeat(100_000)));
    fs::write(place.folder().join("photo.png"), "c".repeat(100_000)).expect("a file");
    stamp(&place.folder().join("photo.png"), 3);
    assert_eq!(publish(), report(1, 0, 0), "a copy that was edited is written again");
    stamp(&original, 1);
    assert_eq!(publish(), report(0, 1, 0), "another time alone changes nothing");
}
