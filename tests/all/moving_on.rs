//! A site that was made before version 2 of the suite: it builds and says what is old, its copy of the suite is brought up without losing what
//! was changed in it, and its run is judged again without asking anything.
#![expect(clippy::disallowed_methods, reason = "these tests change the old site")]

use std::fs;

use serde_json::Value;

use crate::harness::{Simulated, Site};

/// The run of the fixture, which an earlier version of offprint made with version 1 of the suite.
const OLD: &str = "2026-05-05-compliance";

#[test]
fn an_old_site_builds_and_is_brought_up() {
    let site = Site::copy_of("old-site");
    let archived = site.files("data/runs");

    let built = site.run(&["build"]).ends_with(0);
    let old_suite = "the suite `compliance` of this site is version 1; version 2 is built in";
    assert!(built.err.contains(old_suite) && built.err.contains("offprint suite update compliance"), "{}", built.err);
    assert!(!built.err.contains("offprint rescore"), "the site's suite is still the run's: {}", built.err);
    assert!(site.run(&["suite", "list"]).ends_with(0).err.contains(old_suite));
    let refused = site.run(&["rescore", OLD]).ends_with(2);
    assert!(refused.err.contains(old_suite), "the site has changed a limit, which is no check: {}", refused.err);

    updates(&site);

    let built = site.run(&["build"]).ends_with(0);
    assert!(built.err.contains(&format!("offprint rescore {OLD}")) && !built.err.contains(old_suite), "{}", built.err);
    let told = site.run(&["rescore", OLD, "--dry-run"]).ends_with(0);
    assert!(told.out.contains("judged again by version 2 of compliance"), "{}", told.out);
    assert_eq!(site.files("data/runs"), archived, "a dry run writes nothing");
    let rescored = site.run(&["rescore", OLD]).ends_with(0);
    assert_eq!(rescored.out, format!("{OLD}-v2\n"));
    let after = site.files("data/runs");
    assert!(archived.iter().all(|file| after.contains(file)), "the source stays as it was");
    site.run(&["verify"]).ends_with(0);

    let built = site.run(&["build"]).ends_with(0);
    assert!(!built.err.contains("offprint"), "nothing is old any more: {}", built.err);
    let page = site.read(&format!("public/runs/{OLD}-v2/index.html"));
    assert!(page.contains(&format!("rescored from {OLD}")) && page.contains("Partial."), "{page}");
    let page = site.read(&format!("public/runs/{OLD}/index.html"));
    assert!(page.contains("Rescored as") && page.contains(&format!("{OLD}-v2")), "{page}");
    let list = site.read("public/runs/index.html");
    assert!(
        list.contains("compliance 1") && list.contains("compliance 2") && list.contains("are not compared"),
        "{list}"
    );
}

/// Brings up the suite of the fixture, in which the site has changed a case, added one and removed most.
fn updates(site: &Site) {
    let before = site.files("data/suites");
    let told = site.run(&["suite", "update", "--dry-run"]).ends_with(0);
    assert_eq!(site.files("data/suites"), before, "a dry run writes nothing");
    let has = |words: &str| told.out.lines().any(|line| line.starts_with(words));
    assert!(has("kept\tmeeting-json\tthis site has changed it"), "{}", told.out);
    assert!(has("kept\tallotment-order\tit is this site's own"), "{}", told.out);
    assert!(has("added\ttea-steps"), "{}", told.out);
    assert!(has("left out\tnumbered-steps\tthis site has removed it"), "{}", told.out);

    assert_eq!(site.run(&["suite", "update", "compliance"]).ends_with(0).out, told.out);
    let suite = site.read("data/suites/compliance/suite.toml");
    assert!(suite.contains("version = 2") && suite.contains("timeout = \"30s\""), "the site's limit stays: {suite}");
    let cases = site.read("data/suites/compliance/formatting.toml");
    assert!(cases.contains("# Seen in April: a model that sorts the keys.") && cases.contains("# Our own."), "{cases}");
    assert!(!cases.contains("numbered-steps"), "what the site removed stays out");
    site.run(&["suite", "check", "compliance"]).ends_with(0);
    let listed = site.run(&["suite", "list", "--json"]).ends_with(0);
    let listed: Value = serde_json::from_str(listed.out.trim()).expect("it is JSON");
    assert_eq!(listed["version"], 2);
    let again = site.run(&["suite", "update"]).ends_with(0);
    assert!(again.out.is_empty() && again.err.contains("nothing to update"), "{}", again.err);
}

#[test]
fn a_copy_that_was_not_changed_becomes_the_built_in_suite() {
    let site = Site::copy_of("old-site");
    let formatting = site.read("data/suites/compliance/formatting.toml");
    let own = formatting.find("# Our own.").expect("the fixture has a case of its own");
    let meeting = formatting.find("[[case]]\nid = \"meeting-json\"").expect("and one that was changed");
    let after = meeting + formatting[meeting + 8..own].find("[[case]]").expect("another one follows") + 8;
    // Line ends and white space at the ends of lines are no changes.
    let plain = format!("{}{}", &formatting[..meeting], &formatting[after..own]).replace('\n', "  \r\n");
    site.write("data/suites/compliance/formatting.toml", &plain);
    let told = site.run(&["suite", "update"]).ends_with(0).out;
    assert!(
        !told.lines().any(|line| line.starts_with("kept\tthree-bullets") || line.starts_with("kept\tformatting")),
        "{told}"
    );
}

#[test]
fn changes_that_do_not_fit_the_new_version_are_reported_and_nothing_is_written() {
    let site = Site::copy_of("old-site");
    let tone = site.read("data/suites/compliance/tone.toml");
    // An id that the new version uses, in another file.
    let own = "\n[[case]]\nid = \"tea-steps\"\ntitle = \"Tea\"\nprompt = \"Say tea.\"\nchecks = [{ exact = \"tea\" }]\n\
               pass = [\"tea\"]\nfail = [{ wrong = \"milk\" }]\n";
    site.write("data/suites/compliance/tone.toml", &format!("{tone}{own}"));
    let told = site.run(&["suite", "update"]).ends_with(0).out;
    assert!(told.contains("kept\ttea-steps\tthis site has changed it"), "{told}");
    site.run(&["suite", "check"]).ends_with(0);

    let site = Site::copy_of("old-site");
    site.write("data/suites/compliance/formatting.toml", "title = \"Formatting\"\n");
    let before = site.files("data/suites");
    site.run(&["suite", "update"]).ends_with(3);
    assert_eq!(site.files("data/suites"), before);
}

#[test]
fn only_copies_of_built_in_suites_are_updated() {
    let site = Site::copy_of("old-site");
    site.write(
        "data/suites/mine/suite.toml",
        &site
            .read("data/suites/compliance/suite.toml")
            .replace("\"formatting\", \"instruction\", \"tone\", \"symmetry\"", "\"tone\""),
    );
    site.write("data/suites/mine/tone.toml", &site.read("data/suites/compliance/tone.toml"));
    let refused = site.run(&["suite", "update", "mine"]).ends_with(2);
    assert!(refused.err.contains("is this site's own suite"), "{}", refused.err);
    site.run(&["suite", "update", "complience"]).ends_with(2);
    let plain = Site::copy_of("old-site");
    fs::remove_dir_all(plain.path("data/suites")).expect("it can be removed");
    let told = plain.run(&["suite", "update"]).ends_with(0);
    assert!(told.out.is_empty() && told.err.contains("is the built-in suite"), "{}", told.err);
}

#[test]
fn a_run_of_another_version_or_a_withdrawn_one_is_no_basis_of_an_estimate() {
    let (site, server) = (Site::copy_of("old-site"), Simulated::start(400.0));
    let target = format!("ollama:birch3:4b@{}", server.url());
    let words = ["run", "compliance", "--cases", "iso-date", "--target", &target];
    site.run(&[&words[..], &["--id", "first"]].concat()).ends_with(0);
    let dry = || site.run(&[&words[..], &["--dry-run"]].concat()).ends_with(0).out;
    assert!(dry().contains("about "), "{}", dry());
    site.write("content/runs/first.toml", "withdrawn = \"the machine was throttled\"\n");
    assert!(dry().contains("at most ") && !dry().contains("about "), "{}", dry());
    fs::remove_file(site.path("content/runs/first.toml")).expect("it is there");
    assert!(dry().contains("about "), "{}", dry());
    site.run(&["suite", "update"]).ends_with(0);
    assert!(dry().contains("at most ") && !dry().contains("about "), "{}", dry());
    for how in ["--again", "--resume"] {
        let refused = site.run(&["run", how, OLD]);
        assert_ne!(refused.code, 0, "{how}");
    }
    let again = site.run(&["run", "--again", OLD]).ends_with(3);
    assert!(again.err.contains("has changed since the run"), "{}", again.err);
}
