//! Two that write one site: one after the other, and each of them all at once.
#![expect(clippy::disallowed_methods, reason = "these tests look at the disk, and put things in the way")]

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::{fs, thread};

use offprint::diagnostic::Diagnostic;
use offprint::publish::{Report, SiteWriter, write};
use offprint::site::{BuiltSite, FileContent};
use tempfile::TempDir;

use crate::harness::Site;
use crate::harness::paths::renamed;
use crate::standing::{add, anew};

/// A folder for a site, in a folder of its own.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    fn folder(&self) -> PathBuf {
        self.0.path().join("public")
    }

    fn publish(&self, files: &[(&str, &str)]) -> Result<Report, Diagnostic> {
        let bytes = |(path, text): &(&str, &str)| ((*path).to_owned(), FileContent::Bytes(text.as_bytes().to_vec()));
        write(&BuiltSite { files: files.iter().map(bytes).collect() }, &self.folder())
    }

    fn text(&self, path: &str) -> Option<String> {
        fs::read_to_string(self.folder().join(path)).ok()
    }

    /// What is beside the folder, and in it.
    fn names(&self) -> [Vec<String>; 2] {
        [self.0.path().to_owned(), self.folder()].map(|folder| {
            let entries = fs::read_dir(folder).expect("it is there").flatten();
            let mut names: Vec<String> = entries.map(|entry| entry.file_name().display().to_string()).collect();
            names.sort();
            names
        })
    }
}

#[test]
fn files_come_one_after_another_and_appear_together() {
    let place = Folder::new();
    let put = |writer: &SiteWriter, path: &str, text: &str| writer.put(path, &FileContent::Bytes(text.into()));
    let writer = SiteWriter::begin(&place.folder(), |_| {}).expect("it is free");
    put(&writer, "z/deep/page", "1").expect("it can be staged");
    drop(writer);
    assert!(!place.folder().exists(), "a build that fails leaves nothing");
    place.publish(&[("a", "1"), ("b", "1"), ("old", "1")]).expect("it is written");
    let writer = SiteWriter::begin(&place.folder(), |_| {}).expect("it is free");
    put(&writer, "z/deep/page", "2").expect("it can be staged");
    put(&writer, "a", "2").expect("it can be staged");
    put(&writer, "b", "1").expect("it is the same");
    assert_eq!((place.text("a"), place.text("old")), (Some("1".to_owned()), Some("1".to_owned())));
    let twice = put(&writer, "a", "3").expect_err("two files of one path").render(false);
    assert!(twice.contains("cannot have a file `a`: it would be written twice"), "{twice}");
    assert_eq!(writer.commit().map(|(report, _)| report), Ok(Report { written: 2, unchanged: 1, removed: 1 }));
    assert_eq!(place.text("z/deep/page").as_deref(), Some("2"));
    assert_eq!(place.names(), [vec!["public"], vec![".offprint-manifest", "a", "b", "z"]]);
}

#[test]
fn two_that_write_at_once_write_one_after_the_other() {
    let place = Folder::new();
    let publish = |text: &'static str| {
        let files: Vec<(String, FileContent)> =
            (0..40).map(|number| (format!("{number}/page"), FileContent::Bytes(text.into()))).collect();
        let folder = place.folder();
        move || write(&BuiltSite { files: files.into_iter().collect() }, &folder).expect("it waits")
    };
    thread::scope(|scope| {
        for text in ["1", "2", "3", "4"] {
            scope.spawn(publish(text));
        }
    });
    let last = place.text("0/page").expect("it was written");
    assert!(
        (0..40).all(|number| place.text(&format!("{number}/page")).as_ref() == Some(&last)),
        "two builds are mixed"
    );
    let [beside, inside] = place.names();
    assert_eq!((beside, inside.len()), (vec!["public".to_owned()], 40 + 1), "the lock or a staged file is left behind");
}

#[test]
fn four_builds_at_once_end_in_the_bytes_of_one() {
    let site = Site::empty();
    site.write("offprint.toml", "title = \"Bench notes\"\nbase_url = \"https://example.org\"\n");
    ["one", "two"].iter().zip(1..).for_each(|(name, second)| add(&site, name, second, None));
    for (round, text) in ["Text.", "Another text.", "A third one."].into_iter().enumerate() {
        let post = format!("+++\ntitle = \"A\"\ndate = 2026-05-05\nrun = \"latest\"\n+++\n{text}\n");
        site.write("content/en/blog/a.md", &post);
        if round == 2 {
            add(&site, "three", 3, None);
        }
        let quiet = |mut command: Command| {
            command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it can be started")
        };
        let builds: Vec<Child> = (0..4).map(|_| quiet(site.command(&["build"]))).collect();
        let ended: Vec<Option<i32>> =
            builds.into_iter().map(|mut build| build.wait().expect("it ends").code()).collect();
        assert_eq!(ended, [Some(0); 4]);
        assert!(site.files("public") == anew(&site, 0), "the pages of round {round} are not those of one build");
        let left = fs::read_dir(site.root()).expect("it is there").flatten();
        let left: Vec<String> = left.map(|entry| entry.file_name().display().to_string()).collect();
        assert!(!left.iter().any(|name| name.contains("public") && name != "public"), "{left:?}");
    }
    // Nothing is new to a fifth.
    let ran = site.run(&["build"]).ends_with(0);
    assert!(ran.err.contains(": 0 written, "), "{}", ran.err);
}

#[test]
fn what_has_the_name_of_the_lock_is_kept() {
    let place = Folder::new();
    fs::create_dir(place.0.path().join(".public.lock")).expect("a folder");
    let refused = place.publish(&[("a", "1")]).expect_err("it cannot be locked").message;
    let refused = renamed(&refused, place.0.path(), "SITE");
    assert!(refused.starts_with("cannot lock `SITE/.public.lock`"), "{refused}");
}
