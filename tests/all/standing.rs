//! Runs whose pages stand are not read again, and nobody can tell: after every change, a site is what it would be if it were built anew.
#![expect(clippy::disallowed_methods, reason = "these tests look at the disk, and change what is published")]

use std::fs;
use std::thread::sleep;
use std::time::Duration;

use offprint::archive::Archive;
use offprint::record::{Origin, Rescore, Run};

use crate::harness::Site;
use crate::harness::made::{Did, Layout, trials};
use crate::harness::records::{id, moment};

/// Adds a sealed run that began at this second.
pub(super) fn add(site: &Site, name: &str, second: i64, origin: Option<Origin>) {
    let layout = Layout { repeats: 2, ..Layout::sized(&[3, 3]) };
    let run = Run { id: id(name), started: moment(second), origin, ..layout.run(["larch:8b", "heron:30b"]) };
    let trials = trials(&run, |target, unit, repeat| Did {
        passes: !(target + unit + repeat as usize + second as usize).is_multiple_of(3),
        seconds: 1.0 + target as f64,
        first: 0.1,
    });
    let trials = trials.into_iter().map(Ok);
    Archive::open(site.root()).add_rescored(&run, moment(second + 60), trials).expect("it is new");
}

fn rescored_from(name: &str) -> Origin {
    let rescored = Rescore { at: moment(900), offprint: "0.1.0".to_owned(), repeats: None };
    Origin { run: id(name), only_failed: false, same_nonce: true, rescored: Some(rescored) }
}

/// What a build is told to have done: `3 written`, and how many runs it has left as they are.
fn built(site: &Site, code: i32) -> (String, Option<String>) {
    let ran = site.run(&["build"]).ends_with(code);
    assert_eq!(site.files("public"), anew(site, code), "{}", ran.err);
    let line = ran.err.lines().find(|line| line.contains(" written, ")).expect("it says what it did").to_owned();
    let left = line.split_once("; ").map(|(_, left)| left.to_owned());
    (line.split_once(": ").and_then(|(_, rest)| rest.split_once(',')).expect("it has parts").0.to_owned(), left)
}

/// Waits until what was changed is relied on: a moment ago is too soon.
fn settle() {
    sleep(Duration::from_millis(2_100));
}

/// The published files of a copy of a site in which nothing was built before.
pub(super) fn anew(site: &Site, code: i32) -> Vec<(String, Vec<u8>)> {
    let copy = Site::empty();
    for part in ["offprint.toml", "content", "data", "templates"] {
        if site.path(part).is_file() {
            copy.write(part, &site.read(part));
        }
        site.files(part).iter().for_each(|(path, bytes)| copy.put(path, bytes));
    }
    copy.run(&["build"]).ends_with(code);
    copy.files("public")
}

#[test]
fn a_build_after_a_change_reads_what_it_concerns_and_makes_what_a_first_build_would() {
    let site = Site::empty();
    site.write("offprint.toml", "title = \"Bench notes\"\nbase_url = \"https://example.org\"\n");
    ["one", "two", "three"].iter().zip(1..).for_each(|(name, second)| add(&site, name, second, None));
    let stand = |count: usize| Some(format!("{count} runs as they were"));
    settle();
    assert_eq!(built(&site, 0).1, None);
    add(&site, "four", 4, None);
    settle();
    assert_eq!(built(&site, 0).1, stand(3));
    let post = |run: &str| format!("+++\ntitle = \"A\"\ndate = 2026-05-05\nrun = \"{run}\"\n+++\n[all](run:two)\n");
    site.write("content/en/blog/a.md", &post("one"));
    assert_eq!(built(&site, 0).1, stand(4), "a post that names a run");
    site.write("content/en/blog/b.md", &post("latest").replace("run:two", "/runs/three/cases/case-1/"));
    assert_eq!(built(&site, 0).1, stand(4), "a post about the latest, with a link to a case of another");
    site.write("content/en/blog/b.md", &post("latest").replace("run:two", "/runs/th%72ee/cases/case-1/"));
    assert_eq!(built(&site, 0).1, stand(4), "the same link with a letter that is percent-encoded");
    add(&site, "five", 4, Some(rescored_from("four")));
    settle();
    assert_eq!(built(&site, 0).1, stand(3), "a run that another one is judged again as");
    site.write("content/runs/one.toml", "withdrawn = \"the machine was throttled\"\n");
    assert_eq!(built(&site, 0).1, stand(3), "a run that is withdrawn, and the next one, which told what changed since");
    site.write("public/runs/two/index.html", "edited by hand");
    fs::remove_file(site.path("public/runs/three/leaderboard.csv")).expect("it is there");
    assert_eq!(built(&site, 0), ("2 written".to_owned(), stand(3)), "published files that were touched");
    site.write("offprint.toml", "title = \"Other notes\"\nbase_url = \"https://example.org\"\n");
    settle();
    assert_eq!(built(&site, 0).1, None, "what every page says");
    let changed = site.read("data/runs/two/trials.jsonl").replacen("case-1", "case-2", 1);
    site.write("data/runs/two/trials.jsonl", &changed);
    assert_eq!(built(&site, 3).1, stand(3), "a run that does not hold any more, and the next one");
    fs::remove_dir_all(site.path("data/runs/three")).expect("it is there");
    site.write("content/en/blog/b.md", &post("latest").replace("run:two", "run:four"));
    site.write("content/en/blog/a.md", &post("one").replace("run:two", "run:four"));
    assert_eq!(built(&site, 3).1, stand(2), "a run that was removed, and the next one");
}

#[test]
fn what_changed_since_a_run_that_was_sealed_anew_is_told_anew() {
    let site = Site::empty();
    site.write("offprint.toml", "title = \"Bench notes\"\nbase_url = \"https://example.org\"\n");
    ["one", "two", "three"].iter().zip(1..).for_each(|(name, second)| add(&site, name, second, None));
    settle();
    assert_eq!(built(&site, 0).1, None);
    let page = "public/runs/three/changes/index.html";
    let before = site.read(page);
    let path = "data/runs/two/run.json";
    site.write(path, &site.read(path).replacen("\"Q4_K_M\"", "\"Q8_0\"", 1));
    site.reseal("two");
    settle();
    assert_eq!(built(&site, 0).1, Some("1 run as they were".to_owned()), "all but the first");
    let after = site.read(page);
    assert!(!before.contains("Q8_0") && after.contains("Q8_0"), "{after}");
}
