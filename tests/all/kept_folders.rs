//! Folders and files that a build leaves as an earlier one has published them.
#![expect(clippy::disallowed_methods, reason = "these tests look at the disk")]

use std::fs;

use offprint::publish::{Report, SiteWriter};
use offprint::site::{FileContent, Sink};

#[test]
fn the_list_stays_sorted_where_one_folder_begins_like_another() {
    let place = tempfile::tempdir().expect("a temporary folder");
    let public = place.path().join("public");
    let page = || FileContent::Bytes(b"page".to_vec());
    let begin = || SiteWriter::begin(&public, |_| ()).expect("it can be written");
    let paths = ["a.html", "runs/a-b/x.html", "runs/a.html", "runs/a/x.html", "runs/a/y.html", "z.html"];
    let first = begin();
    paths.iter().for_each(|path| first.put(path, &page()).expect("it is taken"));
    first.commit().expect("it is published");
    let mut second = begin();
    ["runs/a", "runs/a-b"].iter().for_each(|folder| second.keep_folder(folder));
    ["a.html", "b.html", "runs/a.html"].iter().for_each(|path| second.put(path, &page()).expect("it is taken"));
    second.keep("z.html").expect("it was published");
    let refused = second.keep("y.html").expect_err("it was not published").render(false);
    assert!(refused.contains("`y.html`") && refused.contains("it was not published before"), "{refused}");
    let (report, files) = second.commit().expect("it is published");
    assert_eq!(report, Report { written: 1, unchanged: 6, removed: 0 });
    let list = fs::read_to_string(public.join(".offprint-manifest")).expect("it is there");
    let mut sorted: Vec<&str> = paths.into_iter().chain(["b.html"]).collect();
    sorted.sort_unstable();
    assert_eq!(list.lines().collect::<Vec<_>>(), sorted);
    assert_eq!(files.text(), list);
}
