//! The checks before the first request, besides those of the targets themselves: the disk, and other models in memory.
#![expect(clippy::disallowed_methods, reason = "these tests look at the disk")]

use std::fs;

use offprint::quantity::Tokens;
use offprint::record::Settings;
use offprint::run::client::http::Client;
use offprint::run::client::{ChatRequest, Length, Ollama};
use std::sync::Arc;
use std::time::Duration;

use crate::harness::{Simulated, Site};

#[test]
fn a_disk_without_room_for_a_run_is_reported_before_any_request() {
    let site = Site::new();
    // A file in place of the folder for runs: not even root, under which tests may run, can write below it.
    site.write("data/runs", "");
    let arguments = ["run", "compliance", "--dry-run", "--target", "ollama:birch3:4b@http://127.0.0.1:1"];
    insta::assert_snapshot!("no_room", site.run(&arguments).ends_with(1).told());
}

#[test]
fn a_name_that_is_taken_is_reported_before_any_request() {
    let site = Site::new();
    fs::create_dir_all(site.path("data/runs/first")).expect("folders can be made");
    let arguments = ["run", "compliance", "--id", "first", "--target", "ollama:birch3:4b@http://127.0.0.1:1"];
    insta::assert_snapshot!("name_taken", site.run(&arguments).ends_with(1).told());
}

#[test]
fn checking_the_disk_leaves_no_files() {
    let (site, server) = (Site::new(), Simulated::start(600.0));
    let before: Vec<_> = site.files("").into_iter().map(|(path, _)| path).collect();
    let target = format!("ollama:birch3:4b@{}", server.url());
    site.run(&["run", "compliance", "--dry-run", "--target", &target]).ends_with(0);
    let after: Vec<_> = site.files("").into_iter().map(|(path, _)| path).collect();
    assert_eq!(before, after);
    assert!(!site.path("data/runs").exists());
}

#[test]
fn other_loaded_models_cause_one_warning_with_a_fix() {
    let (site, server) = (Site::new(), Simulated::start(600.0));
    for model in ["hazel3:12b", "birch3:32b", "cedar3.1:8b"] {
        load(&server.url(), model);
    }
    let targets = ["birch3:4b", "hazel3:12b"].map(|model| format!("ollama:{model}@{}", server.url()));
    let words = ["run", "compliance", "--dry-run", "--target", &targets[0], "--target", &targets[1]];
    let told = site.run(&words).ends_with(0);
    insta::assert_snapshot!("other_models", told.err.replace(&server.url(), "http://127.0.0.1:PORT"));
    // The run's own model was unloaded, although something else had loaded it.
    let alone = Simulated::start(600.0);
    load(&alone.url(), "birch3:4b");
    let target = format!("ollama:birch3:4b@{}", alone.url());
    assert_eq!(site.run(&["run", "compliance", "--dry-run", "--target", &target]).ends_with(0).err, "");
}

#[test]
fn what_a_server_says_of_itself_is_text_on_a_terminal() {
    let site = Site::new();
    let target = format!("llamacpp:stub@{}", boastful_server());
    let plan = site.run(&["run", "compliance", "--dry-run", "--target", &target]).ends_with(0).out;
    assert!(plan.contains("b1") && !plan.contains(['\u{1b}', '\u{7}']), "{plan:?}");
    let lines: Vec<&str> = plan.lines().collect();
    assert!(lines.len() == 4 && lines[1].split('\t').count() == 3, "{lines:?}");
}

/// A llama-server that tries to write the title of a terminal, and lines and columns of ours.
fn boastful_server() -> String {
    use std::io::{Read, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let url = format!("http://{}", listener.local_addr().expect("it has an address"));
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut buffer = [0; 16_384];
            let read = stream.read(&mut buffer).unwrap_or(0);
            let body = match String::from_utf8_lossy(&buffer[..read]).split(' ').nth(1).unwrap_or_default() {
                "/v1/models" => "{\"data\":[{\"id\":\"stub\"}]}",
                _ => "{\"build_info\":\"b1\\u001b]0;owned\\u0007\\nours\\tabout nothing\",\"total_slots\":1}",
            };
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
            let _gone = stream.write_all((head + body).as_bytes());
        }
    });
    url
}

#[test]
fn a_port_where_somebody_answers_is_not_served_at() {
    let (site, stranger) = (Site::new(), Simulated::start(600.0));
    let target =
        format!("target = \"llamacpp:birch3:4b@{}\"\nserve = [\"sh\", \"-c\", \"sleep 600\"]\n", stranger.url());
    site.write("offprint.toml", &format!("title = \"Bench\"\n[[target]]\n{target}"));
    let told = site.run(&["run", "compliance"]).ends_with(1).err;
    assert!(told.contains("is already in use"), "{told}");
}

#[test]
fn a_run_on_another_machine_goes_again_where_the_variable_says() {
    let (site, server) = (Site::new(), Simulated::start(600.0));
    let target = format!("ollama:birch3:4b@{}", server.url());
    site.run(&["run", "compliance", "--id", "first", "--cases", "three-bullets", "--target", &target]).ends_with(0);
    // As it is archived of another machine: without its address.
    let archived = site.read("data/runs/first/run.json");
    let kept: Vec<&str> = archived.lines().filter(|line| !line.contains("\"address\"")).collect();
    site.write("data/runs/first/run.json", &(kept.join("\n") + "\n"));
    site.reseal("first");
    let lost = site.run(&["run", "--again", "first"]).ends_with(2);
    assert!(lost.err.contains("no address known for"), "{}", lost.err);
    let found = site.command(&["run", "--again", "first"]).env("OLLAMA_HOST", server.url()).output().expect("it runs");
    assert!(found.status.success(), "{}", String::from_utf8_lossy(&found.stderr));
}

/// Has a model loaded that nobody asks.
fn load(url: &str, model: &str) {
    let settings = Settings {
        timeout: Duration::from_secs(20),
        context: Tokens(4096),
        max_tokens: Tokens(16),
        temperature: 0.0,
        sampler: None,
        nonce_seed: None,
        seed: 7,
        repeats: 1,
    };
    let client = Client::new(url, Arc::new(Ollama)).expect("a client can be made");
    let request = ChatRequest {
        model,
        prompt: "",
        head: None,
        settings: &settings,
        length: Length::OneToken,
        limit: settings.timeout,
    };
    let runtime = offprint::run::runtime().expect("a runtime can be made");
    runtime.block_on(client.load(&request)).expect("it is simulated");
}
