//! No two things of a site have one address, on any disk, and none has a name that a system refuses.

use std::collections::BTreeSet;

use offprint::diagnostic::{Code, Severity};

use crate::harness::tree::Tree;

/// The errors of a site with these files and a post, and their codes.
fn errors(files: &[&str]) -> (Vec<String>, BTreeSet<&'static str>) {
    let tree = Tree::new();
    tree.post("content/en/blog/a.md", "Words");
    for file in files {
        match file.ends_with(".md") {
            true => tree.post(file, "Words"),
            false => tree.put(file, ""),
        }
    }
    let said = tree.built().said;
    let errors = said.into_iter().filter(|fault| fault.severity == Severity::Error);
    errors.map(|fault| (fault.message, fault.code.id())).unzip()
}

#[test]
#[cfg_attr(any(windows, target_os = "macos"), ignore = "the disk takes the two names for one")]
fn what_some_disks_take_for_one_is_told_with_both_names() {
    for (files, both) in [
        (&["static/caf\u{e9}.txt", "static/cafe\u{301}.txt"][..], ["caf\u{e9}.txt", "cafe\u{301}.txt"]),
        (&["static/Stra\u{df}e.txt", "static/STRASSE.txt"], ["Stra\u{df}e.txt", "STRASSE.txt"]),
        (&["static/A.txt", "static/a.txt"], ["static/A.txt", "static/a.txt"]),
        (&["static/Img/a.txt", "static/img/b.txt", "static/img/c.txt"], ["`/Img/`", "`/img/`"]),
        (&["static/EN/BLOG"], ["`content/en/blog/a.md`", "`static/EN/BLOG`"]),
        (&["static/SITE.CSS"], ["`static/SITE.CSS`", "the built-in `site.css`"]),
    ] {
        let (said, codes) = errors(files);
        assert_eq!(codes, [Code::SAME_ADDRESS.id()].into(), "{said:?}");
        assert!(said.len() == 1 && both.iter().all(|name| said[0].contains(name)), "{both:?}: {said:?}");
    }
}

#[test]
fn the_folder_of_runs_is_not_for_files() {
    for file in ["static/runs/panel/leaderboard.csv", "static/Runs/x.txt"] {
        let (said, codes) = errors(&[file]);
        assert_eq!(codes, [Code::RESERVED_ADDRESS.id()].into(), "{said:?}");
        assert!(said[0].starts_with(&format!("`{file}` cannot have an address below `runs/`")), "{said:?}");
    }
}

#[test]
#[cfg_attr(windows, ignore = "Windows makes no such files")]
fn names_that_windows_refuses_are_told() {
    for (file, code) in [
        ("content/en/blog/con.md", Code::FILE_NAME),
        ("content/en/nul/post.md", Code::FILE_NAME),
        ("content/en/lpt1/index.md", Code::FILE_NAME),
        ("static/aux.txt", Code::UNUSABLE_NAME),
        ("static/a|b.txt", Code::UNUSABLE_NAME),
        ("static/what?.txt", Code::UNUSABLE_NAME),
        ("static/ends./x.txt", Code::UNUSABLE_NAME),
    ] {
        let (said, codes) = errors(&[file]);
        assert_eq!(codes, [code.id()].into(), "{file}: {said:?}");
        assert!(said[0].contains(file), "{said:?}");
    }
}
