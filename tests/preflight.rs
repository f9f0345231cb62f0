//! What is found out before the first question, besides the targets themselves: the disk, and who else is in memory.
#![expect(clippy::disallowed_methods, reason = "these tests look at the disk")]

mod harness;

use std::fs;

use offprint::quantity::Tokens;
use offprint::record::Settings;
use offprint::run::client::http::Client;
use offprint::run::client::{Ask, Length, Ollama};
use std::sync::Arc;
use std::time::Duration;

use harness::{Simulated, Site};

#[test]
fn a_disk_that_takes_no_run_is_found_before_any_server_is_asked() {
    let site = Site::new();
    // A file where the folder of runs belongs: what a root user, as whom tests may run, cannot write either.
    site.write("data/runs", "");
    let nobody = ["run", "compliance", "--dry-run", "--target", "ollama:birch3:4b@http://127.0.0.1:1"];
    insta::assert_snapshot!("no_room", site.run(&nobody).ends_with(1).told());
}

#[test]
fn a_name_that_is_taken_is_found_before_any_server_is_asked() {
    let site = Site::new();
    fs::create_dir_all(site.path("data/runs/first")).expect("folders can be made");
    let nobody = ["run", "compliance", "--id", "first", "--target", "ollama:birch3:4b@http://127.0.0.1:1"];
    insta::assert_snapshot!("name_taken", site.run(&nobody).ends_with(1).told());
}

#[test]
fn looking_at_the_disk_leaves_nothing_there() {
    let (site, server) = (Site::new(), Simulated::start(600.0));
    let before: Vec<_> = site.files("").into_iter().map(|(path, _)| path).collect();
    let target = format!("ollama:birch3:4b@{}", server.url());
    site.run(&["run", "compliance", "--dry-run", "--target", &target]).ends_with(0);
    let after: Vec<_> = site.files("").into_iter().map(|(path, _)| path).collect();
    assert_eq!(before, after);
    assert!(!site.path("data/runs").exists());
}

#[test]
fn other_models_in_memory_are_a_warning_once_with_the_way_out() {
    let (site, server) = (Site::new(), Simulated::start(600.0));
    for model in ["hazel3:12b", "birch3:32b", "cedar3.1:8b"] {
        load(&server.url(), model);
    }
    let targets = ["birch3:4b", "hazel3:12b"].map(|model| format!("ollama:{model}@{}", server.url()));
    let words = ["run", "compliance", "--dry-run", "--target", &targets[0], "--target", &targets[1]];
    let told = site.run(&words).ends_with(0);
    insta::assert_snapshot!("other_models", told.err.replace(&server.url(), "http://127.0.0.1:PORT"));
    // The run's own model was let go of, whoever had loaded it.
    let alone = Simulated::start(600.0);
    load(&alone.url(), "birch3:4b");
    let target = format!("ollama:birch3:4b@{}", alone.url());
    assert_eq!(site.run(&["run", "compliance", "--dry-run", "--target", &target]).ends_with(0).err, "");
}

/// Has a model loaded that nobody asks.
fn load(url: &str, model: &str) {
    let settings = Settings {
        timeout: Duration::from_secs(20),
        context: Tokens(4096),
        max_tokens: Tokens(16),
        temperature: 0.0,
        sampler: None,
        seed: 7,
        repeats: 1,
    };
    let client = Client::new(url, Arc::new(Ollama)).expect("a client can be made");
    let ask = Ask { model, prompt: "", settings: &settings, length: Length::OneToken, limit: settings.timeout };
    let runtime = tokio::runtime::Runtime::new().expect("threads can be started");
    runtime.block_on(client.load(&ask)).expect("it is simulated");
}
