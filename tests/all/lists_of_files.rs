//! The lists of what builds have published: one of the site, and one in the folder of each run.
#![expect(clippy::disallowed_methods, reason = "these tests look at the disk")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use offprint::publish::{PublishedFiles, Report, SiteWriter, write};
use offprint::site::{BuiltSite, FileContent, Sink};
use proptest::collection::{btree_set, vec};
use tempfile::TempDir;
use walkdir::WalkDir;

const LIST: &str = ".offprint-manifest";

/// A folder for a site.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    fn public(&self) -> PathBuf {
        self.0.path().join("public")
    }

    /// Publishes a site of these files, separated by spaces.
    fn publish(&self, files: &str) -> Report {
        publish(&self.public(), files.split_whitespace())
    }

    fn list(&self, folder: &str) -> Option<String> {
        fs::read_to_string(self.public().join(folder).join(LIST)).ok().map(|list| list.replace('\n', ", "))
    }

    /// All files but the lists.
    fn files(&self) -> String {
        files(&self.public()).into_iter().collect::<Vec<_>>().join(" ")
    }

    fn put(&self, path: &str, text: &str) {
        let path = self.public().join(path);
        fs::create_dir_all(path.parent().expect("it has one")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
}

fn publish<'p>(public: &Path, paths: impl Iterator<Item = &'p str>) -> Report {
    let files = paths.map(|path| (path.to_owned(), FileContent::Bytes(path.as_bytes().to_vec())));
    write(&BuiltSite { files: files.collect() }, public).expect("it can be written")
}

fn files(public: &Path) -> BTreeSet<String> {
    let entries = WalkDir::new(public).into_iter().filter_map(Result::ok).filter(|entry| !entry.file_type().is_dir());
    let paths = entries.filter(|entry| entry.file_name() != LIST).map(|entry| {
        let below = entry.path().strip_prefix(public).expect("it is below");
        below.to_string_lossy().replace('\\', "/")
    });
    paths.collect()
}

/// What the lists have.
fn listed(public: &Path) -> BTreeSet<String> {
    let lists = PublishedFiles::read(public).expect("it can be read");
    let mut listed: BTreeSet<String> = lists.others().text().lines().map(str::to_owned).collect();
    for (folder, count) in lists.runs() {
        let paths = lists.of_run(folder).expect("it can be read").text();
        assert_eq!(paths.lines().count(), count, "{folder}");
        listed.extend(paths.lines().map(|path| format!("{folder}/{path}")));
    }
    assert_eq!(listed.len(), lists.count());
    listed
}

fn report(written: usize, unchanged: usize, removed: usize) -> Report {
    Report { written, unchanged, removed }
}

#[test]
fn the_files_of_a_run_are_listed_in_its_folder() {
    let place = Place::new();
    assert_eq!(place.publish("a.html runs/a-b/x runs/a.html runs/a/x runs/a/y/z"), report(5, 0, 0));
    assert_eq!(place.list("").as_deref(), Some("a.html, runs/a.html, 2 runs/a/, 1 runs/a-b/, "));
    assert_eq!(place.list("runs/a").as_deref(), Some("x, y/z, "));
    assert_eq!(place.list("runs/a-b").as_deref(), Some("x, "));
    assert_eq!(place.publish("a.html runs/a-b/x runs/a.html runs/a/x runs/a/w"), report(1, 4, 1));
    assert_eq!(place.list("runs/a").as_deref(), Some("w, x, "));
    assert_eq!(place.publish("a.html"), report(0, 1, 4));
    assert!(!place.public().join("runs").exists(), "no list is left behind");
    assert_eq!(place.list("").as_deref(), Some("a.html, "));
}

#[test]
fn the_list_of_a_run_that_is_kept_is_neither_read_nor_written() {
    let place = Place::new();
    place.publish("a.html runs/a-b/x runs/a/x runs/a/y z.html");
    place.put("runs/a/.offprint-manifest", "not looked at");
    let mut writer = SiteWriter::begin(&place.public(), |_| ()).expect("it can be written");
    ["runs/a", "runs/a-b"].iter().for_each(|folder| writer.keep_run(folder));
    let page = FileContent::Bytes(b"page".to_vec());
    ["a.html", "b.html"].iter().for_each(|path| writer.put(path, &page).expect("it is taken"));
    writer.keep("z.html").expect("it was published");
    let refused = writer.keep("y.html").expect_err("it was not published").render(false);
    assert!(refused.contains("`y.html`") && refused.contains("it was not published before"), "{refused}");
    let (report, files) = writer.commit().expect("it is published");
    assert_eq!(report, Report { written: 2, unchanged: 4, removed: 0 });
    assert_eq!(files.count(), 6);
    assert_eq!(place.list("").as_deref(), Some("a.html, b.html, z.html, 2 runs/a/, 1 runs/a-b/, "));
    assert_eq!(place.list("runs/a").as_deref(), Some("not looked at"));
}

#[test]
fn one_list_of_an_earlier_version_is_parted() {
    let place = Place::new();
    let all = "a.html runs/a.html runs/a/x runs/a/y runs/b/x";
    let as_earlier = || {
        place.publish(all);
        let lists = ["runs/a", "runs/b"].map(|run| place.public().join(run).join(LIST));
        lists.iter().for_each(|list| fs::remove_file(list).expect("it is there"));
        place.put(LIST, &format!("{}\n", all.replace(' ', "\n")));
    };
    as_earlier();
    assert_eq!(listed(&place.public()).into_iter().collect::<Vec<_>>().join(" "), all);
    assert_eq!(place.publish(all), report(0, 5, 0));
    assert_eq!(place.list("").as_deref(), Some("a.html, runs/a.html, 2 runs/a/, 1 runs/b/, "));
    assert_eq!((place.list("runs/a").as_deref(), place.list("runs/b").as_deref()), (Some("x, y, "), Some("x, ")));
    as_earlier();
    assert_eq!(place.publish("a.html runs/b/x runs/b/y"), report(1, 2, 3));
    assert_eq!(place.files(), "a.html runs/b/x runs/b/y");
    assert_eq!(place.list("").as_deref(), Some("a.html, 2 runs/b/, "));
    assert_eq!(place.list("runs/a"), None);
}

#[test]
fn a_list_is_read_with_any_line_ends_and_in_any_order() {
    let place = Place::new();
    let all = "a.html b.html runs/a/x runs/b/x";
    for list in ["a.html\r\nb.html\r\n1 runs/a/\r\n1 runs/b/\r\n", "1 runs/a/\na.html\n1 runs/b/\nb.html"] {
        place.publish(all);
        place.put(LIST, list);
        ["runs/a", "runs/b"].iter().for_each(|run| place.put(&format!("{run}/{LIST}"), "x\r\n"));
        ["a.html", "runs/b/x"].iter().for_each(|path| place.put(path, "edited"));
        assert_eq!(place.publish("a.html runs/b/x"), report(2, 0, 2), "{list:?}");
        assert_eq!(place.files(), "a.html runs/b/x");
    }
}

#[test]
fn what_killed_builds_left_of_lists_is_taken_over() {
    let place = Place::new();
    let publish = |what: &str| {
        assert_eq!(place.publish("a.html runs/b/x").unchanged, 2, "{what}");
        assert_eq!(place.files(), "a.html runs/b/x", "{what}");
        assert_eq!(place.list("").as_deref(), Some("a.html, 1 runs/b/, "), "{what}");
        assert_eq!(place.list("runs/b").as_deref(), Some("x, "), "{what}");
    };
    place.publish("a.html runs/b/x");
    place.put(LIST, "a.html\n5 runs/a/\n1 runs/b/\n");
    publish("the folder of a run was listed, and not made");
    place.put(LIST, "a.html\n5 runs/a/\n1 runs/b/\n");
    fs::create_dir(place.public().join("runs/a")).expect("a folder");
    publish("the folder of a run was made, and nothing in it");
    assert!(!place.public().join("runs/a").exists());
    place.put(LIST, "a.html\n5 runs/a/\n7 runs/b/\n");
    place.put("runs/a/.offprint-manifest", "x\ny\n");
    place.put("runs/a/y", "in place already");
    place.put("runs/b/.offprint-manifest", "w\nx\ny\n");
    publish("more was listed than was written");
    fs::remove_file(place.public().join("runs/b").join(LIST)).expect("it is there");
    publish("the list is gone, and its line is not");
    place.put(LIST, "0 runs/b/\na.html\n");
    publish("the number is another one");
    place.publish("a.html runs/b/x runs/c/x");
    fs::remove_file(place.public().join("runs/c").join(LIST)).expect("it is there");
    place.put(LIST, "a.html\nruns/b/x\nruns/c/x\n");
    publish("one list of an earlier version was half parted");
}

#[test]
fn what_is_in_the_place_of_a_list_is_said_before_anything_is_changed() {
    let place = Place::new();
    place.publish("a.html runs/a/x");
    place.put("runs/b/.offprint-manifest/mine", "mine");
    let files = [("runs/b/x".to_owned(), FileContent::Bytes(Vec::new()))].into();
    let refused = write(&BuiltSite { files }, &place.public()).expect_err("it is refused").render(false);
    assert!(refused.contains("is not a file"), "{refused}");
    assert_eq!(place.files(), "a.html runs/a/x runs/b/.offprint-manifest/mine");
}

#[test]
fn a_run_and_a_file_can_change_places() {
    let place = Place::new();
    place.publish("runs/a runs/b/x");
    assert_eq!(place.publish("runs/a/x runs/b"), report(2, 0, 2));
    assert_eq!(place.files(), "runs/a/x runs/b");
    assert_eq!(place.publish("runs"), report(1, 0, 2));
    assert_eq!(place.publish("runs/c/x"), report(1, 0, 1));
    assert_eq!((place.files().as_str(), place.list("runs/c").as_deref()), ("runs/c/x", Some("x, ")));
}

#[test]
fn what_is_not_ours_in_the_folder_of_a_run_stays() {
    let place = Place::new();
    place.publish("a.html runs/a/x");
    place.put("runs/a/mine", "mine");
    assert_eq!(place.publish("a.html"), report(0, 1, 1));
    assert_eq!(place.files(), "a.html runs/a/mine");
    let refused = write(
        &BuiltSite { files: [("runs/a/mine".to_owned(), FileContent::Bytes(b"ours".to_vec()))].into() },
        &place.public(),
    );
    assert!(refused.expect_err("it is not ours").render(false).contains("was not created by offprint"));
    assert_eq!(place.list("runs/a"), None, "nothing was begun");
}

#[test]
fn forged_lists_remove_nothing_outside() {
    let place = Place::new();
    place.publish("a.html runs/a/x");
    place.put("../precious/x", "precious");
    place.put("../precious/.offprint-manifest", "x\n");
    place.put("b.html", "not listed");
    place.put("runs/a/.offprint-manifest", "x\n../../b.html\n/b.html\n\n..\n../../../precious/x\n");
    let forged = "1 ../precious/\n1 runs/../../precious/\n1 runs/a/../\n1 runs//\n9 runs/\nx runs/b/\n-1 runs/c/\n/\n";
    place.put(LIST, &format!("a.html\n1 runs/a/\n{forged}"));
    assert_eq!(place.publish("c.html"), report(1, 0, 2));
    assert_eq!(place.files(), "b.html c.html");
    assert!(place.public().join("../precious/x").exists() && place.public().join("../precious").join(LIST).exists());
    assert_eq!(place.list("").as_deref(), Some("c.html, "));
}

#[test]
fn a_forged_number_of_files_is_not_believed_where_they_are_read() {
    let place = Place::new();
    place.publish("runs/a/x runs/a/y");
    place.put(LIST, "0 runs/a/\n18446744073709551615 runs/b/\n4294967295 runs/c/\n");
    place.put("runs/a/x", "edited");
    assert_eq!(place.publish("runs/a/x runs/a/y"), report(1, 1, 0));
    assert_eq!(place.list("").as_deref(), Some("2 runs/a/, "));
}

#[test]
fn a_site_cannot_have_the_list_of_a_run() {
    let place = Place::new();
    let site = [("runs/a/.offprint-manifest".to_owned(), FileContent::Bytes(Vec::new()))];
    let refused = write(&BuiltSite { files: site.into() }, &place.public()).expect_err("it is refused");
    assert!(refused.render(false).contains("one that offprint needs"));
}

#[test]
fn files_that_are_one_on_some_disks_are_refused_in_runs_too() {
    for site in [
        "runs/a/X runs/a/x",
        "runs/A/x runs/a/x",
        "runs/A/x runs/a/X",
        "runs/A/x runs/a/y",
        "Runs/a/x runs/a/x",
        "runs/a/x runs/a",
    ] {
        let files = site.split(' ').map(|path| (path.to_owned(), FileContent::Bytes(Vec::new()))).collect();
        write(&BuiltSite { files }, &Place::new().public()).expect_err(site);
    }
}

#[cfg(unix)]
#[test]
fn lists_are_not_written_or_read_through_links() {
    use std::os::unix::fs::symlink;
    let place = Place::new();
    place.publish("a.html runs/a/x runs/b/x");
    let elsewhere = place.0.path().join("elsewhere");
    fs::rename(place.public().join("runs/a"), &elsewhere).expect("it is there");
    symlink(&elsewhere, place.public().join("runs/a")).expect("a link");
    // As an earlier version listed them.
    place.put(LIST, "a.html\nruns/a/x\nruns/b/x\n");
    assert_eq!(place.publish("a.html runs/b/x"), report(0, 2, 0));
    assert!(elsewhere.join("x").exists() && elsewhere.join(LIST).exists());
    // And what is behind a link is not read, nor is anything made there.
    fs::remove_file(elsewhere.join(LIST)).expect("it is there");
    fs::create_dir(elsewhere.join(LIST)).expect("a folder");
    place.put(LIST, "a.html\n1 runs/a/\n1 runs/b/\n");
    assert_eq!(place.publish("a.html runs/b/x"), report(0, 2, 0));
    fs::remove_dir(elsewhere.join(LIST)).expect("it is there");
    fs::write(elsewhere.join(LIST), "x\n").expect("a file");
    fs::rename(place.public().join("runs"), place.0.path().join("runs")).expect("it is there");
    symlink(place.0.path().join("runs"), place.public().join("runs")).expect("a link");
    place.put(LIST, "a.html\nruns/d/x\n");
    assert_eq!(place.publish("a.html"), report(0, 1, 0));
    assert!(!place.0.path().join("runs/d").exists());
    fs::remove_file(place.public().join("runs")).expect("it is there");
    fs::rename(place.0.path().join("runs"), place.public().join("runs")).expect("it is there");
    fs::remove_file(place.public().join("runs/b").join(LIST)).expect("it is there");
    symlink(elsewhere.join(LIST), place.public().join("runs/b").join(LIST)).expect("a link");
    let site = [("runs/b/y".to_owned(), FileContent::Bytes(Vec::new()))];
    let refused = write(&BuiltSite { files: site.into() }, &place.public()).expect_err("it is refused");
    assert!(refused.render(false).contains("is not a file"));
}

proptest::proptest! {
    #[test]
    fn the_folder_has_what_the_last_site_has_and_the_lists_all_of_it(
        sites in vec(btree_set("(runs/)?(ab?/){0,2}[a-c]{1,2}\\.h", 0..12), 1..4),
    ) {
        let place = tempfile::tempdir().expect("a temporary folder");
        let mut before = BTreeSet::new();
        for site in sites {
            let told = publish(place.path(), site.iter().map(String::as_str));
            proptest::prop_assert_eq!(&files(place.path()), &site);
            proptest::prop_assert_eq!(&listed(place.path()), &site);
            proptest::prop_assert_eq!(told.removed, before.difference(&site).count());
            proptest::prop_assert_eq!(told.unchanged, before.intersection(&site).count());
            let lists = WalkDir::new(place.path()).into_iter().filter_map(Result::ok);
            let lists = lists.filter(|entry| entry.depth() > 1 && entry.file_name() == LIST).count();
            let runs: BTreeSet<_> = site.iter().filter_map(|path| offprint::site::plan::in_run(path)).map(|(run, _)| run).collect();
            proptest::prop_assert_eq!(lists, runs.len());
            before = site;
        }
    }
}
