//! Keys and passwords: where they come from, where they go, and where they never are.

use std::process::Output;

use serde_json::json;

use crate::harness::pretend::{Asked, Doing, Pretend, chat, says};
use crate::harness::{Simulated, Site};

const KEY: &str = "sk-test-1234-5678";

/// A server that wants a key, and repeats the wrong one.
fn keyed() -> Pretend {
    Pretend::start(|asked| match asked.header("authorization") {
        Some(given) if given == format!("Bearer {KEY}") => open(asked),
        given => says(401, &json!({ "error": { "message": format!("Incorrect API key provided: {given:?}") } })),
    })
}

/// A server that wants none.
fn open(asked: &Asked) -> Doing {
    match asked.path.as_str() {
        "/v1/models" => says(200, &json!({ "data": [{ "id": "m" }] })),
        _ if asked.is_chat() => chat("2026-03-04"),
        _ => says(404, &json!({ "detail": "Not Found" })),
    }
}

fn run(site: &Site, words: &[&str], variables: &[(&str, &str)]) -> (Option<i32>, String) {
    let mut all = vec!["run"];
    if !words.iter().any(|word| matches!(*word, "--again" | "--resume")) {
        all.extend(["compliance", "--cases", "iso-date", "--context", "1k"]);
    }
    all.extend(words);
    let Output { status, stdout, stderr } =
        site.command(&all).envs(variables.iter().copied()).output().expect("offprint runs");
    (status.code(), [stdout, stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat())
}

/// The files of the site that hold a text.
fn files_with(site: &Site, text: &str) -> Vec<String> {
    let holds = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains(text);
    site.files("").into_iter().filter(|(_, bytes)| holds(bytes)).map(|(path, _)| path).collect()
}

#[test]
fn a_key_comes_from_its_variable_and_from_no_other() {
    let (site, server) = (Site::new(), keyed());
    let target = format!("openai:m@{}", server.url());
    let (code, told) = run(&site, &["--target", &target], &[("OPENAI_API_KEY", KEY)]);
    assert!(code == Some(1) && told.contains("`OFFPRINT_API_KEY`") && told.contains("--key-env"), "{told}");
    let (code, told) = run(&site, &["--target", &target], &[("OFFPRINT_API_KEY", KEY)]);
    assert!(code == Some(0) && !told.contains(KEY), "{told}");
    let (code, told) = run(&site, &["--target", &target, "--key-env", "OTHER"], &[("OTHER", KEY)]);
    assert!(code == Some(0) && !told.contains(KEY), "{told}");
    site.run(&["build"]).ends_with(0);
    assert!(files_with(&site, KEY).is_empty(), "{:?}", files_with(&site, KEY));
}

#[test]
fn a_key_that_a_server_repeats_is_not_shown() {
    let (site, server) = (Site::new(), keyed());
    let target = format!("openai:m@{}", server.url());
    let (code, told) = run(&site, &["--target", &target], &[("OFFPRINT_API_KEY", "sk-wrong-8765-4321")]);
    assert!(code == Some(1) && told.contains("was sent: is it right?") && !told.contains("sk-wrong"), "{told}");
    // It is refused only when it is asked.
    let late = Pretend::start(|asked| match (asked.is_chat(), asked.header("authorization")) {
        (true, Some(given)) => says(403, &json!({ "error": format!("no {given}") })),
        _ => open(asked),
    });
    let target = format!("openai:m@{}", late.url());
    let (_, told) = run(&site, &["--id", "late", "--target", &target], &[("OFFPRINT_API_KEY", KEY)]);
    assert!(!told.contains(KEY) && files_with(&site, KEY).is_empty(), "{told} {:?}", files_with(&site, KEY));
    assert!(!late.chats().is_empty());
}

#[test]
fn a_refusal_for_want_of_a_key_has_many_forms() {
    for (status, words) in [
        (401, "Unauthorized"),
        (403, "Not authenticated"),
        (400, "No connected db."),
        (422, "Field required: authorization"),
    ] {
        let server = Pretend::start(move |_| says(status, &json!({ "error": { "message": words } })));
        for kind in ["ollama", "llamacpp", "openai"] {
            let (code, told) = run(&Site::new(), &["--target", &format!("{kind}:m@{}", server.url())], &[]);
            assert!(code == Some(1) && told.contains("OFFPRINT_API_KEY"), "{status} {words}: {told}");
        }
    }
}

#[test]
fn every_server_gets_its_own_key() {
    let (site, one, other, third) = (Site::new(), Pretend::start(open), Pretend::start(open), Pretend::start(open));
    let tables = format!(
        "[[target]]\ntarget = \"openai:m@{}\"\nkey_env = \"ONE\"\n[[target]]\ntarget = \"openai:m@{}\"\nkey_env = \"OTHER\"\n\
         [[target]]\ntarget = \"openai:m@{}\"\n",
        one.url(),
        other.url(),
        third.url()
    );
    site.write("offprint.toml", &format!("title = \"Bench\"\n{tables}"));
    let variables = [("ONE", "sk-one-1234"), ("OTHER", "sk-other-1234"), ("OPENAI_API_KEY", KEY)];
    let (code, told) = run(&site, &[], &variables);
    assert_eq!(code, Some(0), "{told}");
    for (server, key) in [(&one, Some("Bearer sk-one-1234")), (&other, Some("Bearer sk-other-1234")), (&third, None)] {
        assert!(server.asked().iter().all(|asked| asked.header("authorization").as_deref() == key));
    }
    let (code, told) = run(&site, &[], &[("ONE", "sk-one-1234")]);
    assert!(code == Some(2) && told.contains("the environment variable `OTHER` is not set"), "{told}");
}

#[test]
fn a_key_in_place_of_its_name_is_not_repeated() {
    let site = Site::new();
    site.write(
        "offprint.toml",
        &format!("title = \"Bench\"\n[[target]]\ntarget = \"openai:m@http://127.0.0.1:9\"\nkey_env = \"{KEY}\"\n"),
    );
    let (code, told) = run(&site, &[], &[]);
    assert!(code == Some(2) && told.contains("is not the name of an environment variable"), "{told}");
    assert!(!told.contains(KEY), "{told}");
}

#[test]
fn a_key_is_not_sent_to_an_address_that_only_an_archived_run_names() {
    let (site, server) = (Site::new(), Pretend::start(open));
    let target = format!("openai:m@{}", server.url());
    let variables = [("OFFPRINT_API_KEY", KEY)];
    assert_eq!(run(&site, &["--id", "first", "--target", &target], &variables).0, Some(0));
    let before = server.asked().len();
    assert!(server.asked().iter().all(|asked| asked.header("authorization").is_some()));
    run(&site, &["--again", "first"], &variables);
    assert!(server.asked()[before..].iter().all(|asked| asked.header("authorization").is_none()));
    assert_eq!(run(&site, &["--again", "first", "--target", &target], &variables).0, Some(0));
    assert!(server.asked().last().is_some_and(|asked| asked.header("authorization").is_some()));
}

#[test]
fn a_key_does_not_leave_the_machine_unencrypted() {
    let site = Site::new();
    let target = ["--key-env", "OTHER", "--target", "openai:m@http://192.0.2.7:9"];
    let (code, told) = run(&site, &target, &[("OTHER", KEY)]);
    assert!(code == Some(2) && told.contains("--key-over-http") && !told.contains(KEY), "{told}");
}

#[test]
fn a_password_is_used_and_is_nowhere_to_be_found() {
    // `sam:hunter2-secret` in Base64.
    let server = Pretend::start(|asked| match asked.header("authorization").as_deref() {
        Some("Basic c2FtOmh1bnRlcjItc2VjcmV0") => open(asked),
        _ => says(401, &json!("401 Authorization Required")),
    });
    let site = Site::new();
    let target = format!("openai:m@{}", server.url().replace("://", "://sam:hunter2-secret@"));
    let (code, told) = run(&site, &["--id", "r", "--target", &target, "--json"], &[]);
    assert_eq!(code, Some(0), "{told}");
    let built = site.run(&["build"]).ends_with(0);
    assert!(![told, built.err].iter().any(|text| text.contains("hunter2")));
    assert!(files_with(&site, "hunter2").is_empty(), "{:?}", files_with(&site, "hunter2"));
    assert!(site.read("data/runs/r/run.json").contains(server.url()));
    let wrong = target.replace("hunter2", "hunter3");
    let (code, told) = run(&site, &["--target", &wrong], &[]);
    assert!(code == Some(1) && told.contains("password in the address") && !told.contains("hunter3"), "{told}");
    for mistyped in ["openai:m@http://sam:hunter2@[::", "openal:m@http://sam:hunter2@h", "openai:@http://sam:hunter2@h"]
    {
        let (code, told) = run(&site, &["--target", mistyped], &[]);
        assert!(code == Some(2) && !told.contains("hunter2"), "{told}");
    }
}

#[test]
fn a_size_of_the_context_is_typed_as_it_is_spoken() {
    let (site, server) = (Site::new(), Simulated::start(600.0));
    let target = format!("ollama:birch3:4b@{}", server.url());
    for typed in ["8k", "8K", "8192"] {
        let told = site.run(&["run", "compliance", "--dry-run", "--context", typed, "--target", &target]).ends_with(0);
        assert!(told.out.contains("context 8K"), "{}", told.out);
    }
    let told = site.run(&["run", "compliance", "--context", "eight", "--target", &target]).ends_with(2);
    assert!(told.err.contains("`4k`"), "{}", told.err);
}
