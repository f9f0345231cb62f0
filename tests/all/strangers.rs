//! Which servers an earlier run may ask again: those that somebody has named, and no others.
#![expect(clippy::disallowed_methods, reason = "tests read and write files")]

use std::fs;

use crate::harness::{Ran, Simulated, Site};

#[test]
fn an_address_that_only_a_file_names_is_not_asked() {
    let (site, server) = (Site::new(), Simulated::start(600.0));
    let url = server.url();
    let state = site.path("state");
    let run = |words: &[&str], state: &str| {
        let mut command = site.command(words);
        Ran::of(command.env("OFFPRINT_STATE", site.path(state)).output().expect("offprint runs"), site.root())
    };
    let target = format!("openai:birch3:4b@{url}/v1");
    let first = ["run", "compliance", "--id", "first", "--cases", "three-bullets", "--target", &target];
    run(&[&first[..], &["--dry-run"]].concat(), "state").ends_with(0);
    assert!(!state.exists(), "a dry run remembers nothing");
    run(&first, "state").ends_with(0);
    assert_eq!(fs::read_to_string(state.join("addresses")).expect("it is there"), format!("{url}\n"));

    let again = ["run", "--again", "first", "--dry-run"];
    run(&again, "state").ends_with(0);
    // Of somebody else, or on another machine.
    let refused = run(&again, "none").ends_with(2);
    assert!(refused.err.contains(&format!("`{url}` was not asked: only the run `first` names this address")));
    assert!(refused.err.contains(&format!("--target openai:birch3:4b@{url}")), "{}", refused.err);
    // One target is enough to name a server, and any model will do.
    run(&[&again[..], &["--target", &format!("openai:another@{url}")]].concat(), "none").ends_with(0);
    let config = site.read("offprint.toml");
    site.write("offprint.toml", &format!("{config}\n[[target]]\ntarget = \"ollama:another@{url}\"\n"));
    run(&again, "none").ends_with(0);
    site.write("offprint.toml", &config);
    run(&again, "none").ends_with(2);

    // A list that cannot be kept is a warning.
    site.write("file", "");
    let kept = run(&["run", "--again", "first", "--id", "second", "--target", &target], "file").ends_with(0);
    assert!(kept.err.contains("cannot remember the servers in `SITE/file/addresses`"), "{}", kept.err);
    // Where the system keeps such things.
    let mut command = site.command(&["run", "--again", "first", "--id", "third", "--target", &target]);
    command.env_remove("OFFPRINT_STATE").env("HOME", site.path("home")).env("XDG_STATE_HOME", site.path("xdg"));
    Ran::of(command.output().expect("offprint runs"), site.root()).ends_with(0);
    if cfg!(target_os = "linux") {
        assert!(site.path("xdg/offprint/addresses").is_file());
    }
}
