//! Connections to servers: those that die, load, redirect, refuse a setting, or are of another kind than the target says;
//! and which of a server's models is asked.
#![expect(clippy::disallowed_methods, reason = "these tests look at the disk")]

use std::collections::BTreeSet;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use offprint::quantity::Tokens;
use offprint::record::{Outcome, Settings, Trial};
use offprint::run::client::http::Client;
use offprint::run::client::{ChatRequest, Length, OpenAi};
use offprint::run::target::TargetSpec;
use offprint::run::{Ended, plan, preflight};
use serde_json::{Value, json};

use crate::harness::pretend::{Asked, Doing, Pretend, chat, says, says_with};
use crate::harness::run::{run_as_far_as_possible, run_to_end};
use crate::harness::{Ran, Simulated, Site, compliance};

/// The trials of one case of the suite, asked of a target three times.
fn ask(target: &str) -> Vec<Trial> {
    let whole = compliance();
    let first: BTreeSet<_> = whole.cases.iter().take(1).map(|case| case.id.clone()).collect();
    let suite = plan::narrowed(&whole, |case| first.contains(case));
    let settings = Settings { repeats: 3, context: Tokens(1024), ..plan::settings(&suite, 1) };
    run_to_end(&suite, settings, target).1
}

/// The target as the preflight finds it, or its faults and warnings.
fn prepare(target: &str) -> Result<(preflight::Prepared, String), String> {
    let specs = [TargetSpec::parse(target).expect("it is a target")];
    let suite = compliance();
    let settings = Settings { context: Tokens(4096), ..plan::settings(&suite, 1) };
    let runtime = offprint::run::runtime().expect("a runtime can be made");
    let told = |faults: Vec<offprint::diagnostic::Diagnostic>| faults.iter().map(ToString::to_string).collect();
    match runtime.block_on(preflight::prepare_all(&specs, &settings)) {
        Ok(mut checked) => Ok((checked.value.remove(0), told(checked.warnings))),
        Err(faults) => Err(told(faults)),
    }
}

fn refused(target: &str) -> String {
    prepare(target).map(|(prepared, _)| prepared.target).expect_err("it is refused")
}

fn dry_run(targets: &[&str]) -> Ran {
    let mut words = vec!["run", "compliance", "--dry-run", "--context", "1k"];
    words.extend(targets.iter().flat_map(|target| ["--target", target]));
    Site::new().run(&words)
}

fn models(asked: &Asked) -> Doing {
    match asked.path.as_str() {
        "/v1/models" => says(200, &json!({ "data": [{ "id": "m" }] })),
        _ => says(404, &json!({ "detail": "Not Found" })),
    }
}

#[test]
fn one_connection_carries_every_request_of_a_target() {
    let server = Pretend::listing(json!([{ "id": "m" }]));
    let trials = ask(&format!("openai:m@{}", server.url()));
    let asked = server.chats();
    assert_eq!(asked.len(), trials.len());
    let first = asked[0].before;
    assert!(asked.iter().enumerate().all(|(index, chat)| chat.before == first + index), "{asked:#?}");
}

#[test]
fn a_request_that_dies_with_a_used_connection_is_asked_again_on_a_new_one() {
    let server = Pretend::start(|asked| match (asked.is_chat(), asked.before) {
        (false, _) => models(asked),
        // Three requests about the server and two chats are the most that a connection lives for.
        (true, 0..5) => chat("2026-03-04"),
        (true, _) => Doing::Closes,
    });
    let trials = ask(&format!("openai:m@{}", server.url()));
    assert!(trials.iter().all(|trial| matches!(trial.outcome, Outcome::Answered(_))), "{trials:#?}");
    let retries: u32 = trials.iter().map(|trial| trial.retries).sum();
    assert!(retries > 0 && trials.iter().all(|trial| trial.retries < 2), "{trials:#?}");
    assert_eq!(server.chats().len(), trials.len() + retries as usize);
}

#[test]
fn a_request_that_dies_with_a_new_connection_is_not_asked_again() {
    let server = Pretend::start(|asked| match asked.is_chat() {
        false => says_with(200, "application/json", "Connection: close\r\n", "{\"data\":[{\"id\":\"m\"}]}"),
        true => Doing::Closes,
    });
    let trials = ask(&format!("openai:m@{}", server.url()));
    assert!(trials.iter().all(|trial| matches!(trial.outcome, Outcome::Failed(_)) && trial.retries == 0));
    assert_eq!(server.chats().len(), trials.len());
}

#[test]
fn a_setting_that_a_server_refuses_is_left_out_and_recorded() {
    let server = Pretend::start(|asked| match (asked.is_chat(), asked.body.contains("stream_options")) {
        (false, _) => models(asked),
        (true, true) => says(422, &json!({ "detail": [{ "loc": ["body", "stream_options"], "msg": "extra" }] })),
        (true, false) if asked.body.contains("\"seed\"") => {
            says(400, &json!({ "error": { "message": "UnsupportedParamsError: ['seed']" } }))
        }
        (true, false) => chat("2026-03-04"),
    });
    let trials = ask(&format!("openai:m@{}", server.url()));
    for trial in &trials {
        assert!(matches!(trial.outcome, Outcome::Answered(_)), "{trial:?}");
        assert_eq!((trial.left_out.join(" ").as_str(), trial.retries), ("stream_options seed", 0));
    }
    // Only the first request is asked three times.
    assert_eq!(server.chats().len(), trials.len() + 2);
}

#[test]
fn a_refusal_that_names_no_setting_stays_one() {
    let server = Pretend::start(|asked| match asked.is_chat() {
        false => models(asked),
        true => says(400, &json!({ "error": { "message": "the temperature has to be greater than 0" } })),
    });
    let suite = compliance();
    let settings = Settings { context: Tokens(1024), ..plan::settings(&suite, 1) };
    let (_, trials, ended) = run_as_far_as_possible(&suite, settings, &format!("openai:m@{}", server.url()));
    assert!(matches!(ended, Ended::Stopped(_)), "{ended:?}");
    assert!(trials.iter().all(|trial| trial.left_out.is_empty() && matches!(trial.outcome, Outcome::Failed(_))));
    assert_eq!(server.chats().len(), 1);
}

#[test]
fn nothing_neutral_is_sent_to_a_server_of_another_kind() {
    let server = Pretend::listing(json!([{ "id": "m" }]));
    ask(&format!("openai:m@{}", server.url()));
    let body = &server.chats()[0].body;
    assert!(!body.contains("penalty"), "{body}");
}

#[test]
fn a_server_that_is_loading_is_waited_for() {
    for words in ["Loading model", "Model m is currently loading", "the server is still warming up"] {
        let asked = AtomicUsize::new(0);
        let server = Pretend::start(move |one| match asked.fetch_add(1, Ordering::Relaxed) {
            0 => says(503, &json!({ "error": { "message": words, "code": 503 } })),
            _ => models(one),
        });
        let found = prepare(&format!("openai:m@{}", server.url())).map(|(prepared, _)| prepared.served_as);
        assert_eq!(found.as_deref(), Ok("m"), "{words}");
    }
}

#[test]
fn only_where_nothing_answers_a_server_cannot_be_reached() {
    let closed = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port is free");
    for kind in ["ollama", "llamacpp", "openai"] {
        let told = refused(&format!("{kind}:m@http://{closed}"));
        assert!(told.contains("cannot reach") && told.contains("connection refused"), "{told}");
        let told = refused(&format!("{kind}:m@http://no-such-host.invalid"));
        assert!(told.contains("cannot reach") && told.contains("the name of the host is not known"), "{told}");
        let told = refused(&format!("{kind}:m@https://{}", unencrypted()));
        assert!(told.contains("gives no reply") && told.contains("does not encrypt"), "{told}");
        for other in [|_: &Asked| Doing::Closes, |_: &Asked| Doing::Says("SSH-2.0-OpenSSH_9.9\r\n\r\n".to_owned())] {
            let told = refused(&format!("{kind}:m@{}", Pretend::start(other).url()));
            assert!(told.contains("answers, but not like") && !told.contains("os error"), "{told}");
        }
    }
}

/// The host and port of a server that replies without encryption, whatever it is sent.
fn unencrypted() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let host = listener.local_addr().expect("it has an address").to_string();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            // A connection that is closed with something unread is reset, and a reset may overtake the reply.
            let _read = stream.read(&mut [0; 4096]);
            let _gone = stream.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
        }
    });
    host
}

#[test]
fn another_kind_of_server_is_named_with_the_target_to_type() {
    let list = |owner: &str| json!({ "object": "list", "data": [{ "id": "m", "owned_by": owner }] });
    let page = "<!doctype html><title>Chats</title>";
    type Replies = Vec<(&'static str, Value)>;
    let servers: [(&str, &str, Replies); 9] = [
        ("LM Studio", "openai", vec![("*", json!({ "error": "Unexpected endpoint or method. (GET /props)" }))]),
        (
            "KoboldCpp",
            "openai",
            vec![
                ("/api/extra/version", json!({ "result": "KoboldCpp", "version": "1.99" })),
                ("/v1/models", list("koboldcpp")),
            ],
        ),
        ("llama-swap", "openai", vec![("/running", json!({ "running": [] })), ("/v1/models", list("llama-swap"))]),
        ("vLLM", "openai", vec![("/v1/models", list("vllm"))]),
        (
            "LiteLLM",
            "openai",
            vec![("/", json!("<title>LiteLLM API - Swagger UI</title>")), ("/v1/models", list("openai"))],
        ),
        ("an OpenAI-compatible server", "openai", vec![("/v1/models", list("somebody"))]),
        (
            "a llama-server",
            "llamacpp",
            vec![("/props", json!({ "build_info": "b1" })), ("/v1/models", list("llamacpp"))],
        ),
        (
            "an Ollama",
            "ollama",
            vec![("/api/version", json!({ "version": "0.33.0" })), ("/v1/models", list("library"))],
        ),
        ("a web page", "", vec![("/", json!(page))]),
    ];
    for (name, right, replies) in servers {
        let server = Pretend::start(move |asked| {
            let found = replies.iter().find(|(path, _)| *path == "*" || *path == asked.path);
            match found {
                Some((_, Value::String(text))) => says_with(200, "text/html", "", text),
                Some((_, value)) => says(200, value),
                None => says(404, &json!({ "error": "Not Found" })),
            }
        });
        for kind in ["ollama", "llamacpp"].into_iter().filter(|kind| *kind != right) {
            let told = refused(&format!("{kind}:m@{}", server.url()));
            assert!(told.contains(&format!("is {name}, not ")), "{kind} at {name}: {told}");
            let typed = format!("`{right}:m@{}`", server.url());
            assert!(right.is_empty() || told.contains(&typed), "{kind} at {name}: {told}");
        }
    }
}

#[test]
fn a_redirect_is_named_and_not_followed() {
    let server = Pretend::start(|asked| {
        says_with(307, "text/plain", &format!("Location: https://llm.example.org/up{}\r\n", asked.path), "")
    });
    for (kind, path) in [("ollama", "/api/version"), ("llamacpp", "/props"), ("openai", "/v1/models")] {
        let told = refused(&format!("{kind}:m@{}", server.url()));
        assert!(told.contains(&format!("redirects to `https://llm.example.org/up{path}`")), "{told}");
        assert!(told.contains(&format!("`{kind}:m@https://llm.example.org/up`")), "{told}");
    }
}

#[test]
fn a_server_without_a_list_of_models_is_asked_with_a_warning() {
    let server = Pretend::start(|asked| match asked.is_chat() {
        false => says(404, &json!({ "detail": "Not Found" })),
        true => chat("2026-03-04"),
    });
    let (prepared, warnings) = prepare(&format!("openai:m@{}", server.url())).expect("it is ready");
    assert_eq!(prepared.served_as, "m");
    assert!(warnings.contains("has no list of models"), "{warnings}");
    let partial = Pretend::listing(json!([{ "id": "openai/*" }]));
    let (_, warnings) = prepare(&format!("openai:openai/m@{}", partial.url())).expect("it is ready");
    assert!(warnings.contains("does not list all of its models"), "{warnings}");
}

#[test]
fn a_router_of_llama_servers_is_one_whose_build_may_be_unknown() {
    let server = Pretend::start(|asked| match asked.path.as_str() {
        "/v1/models" => says(200, &json!({ "data": [{ "id": "org/m:Q4_K_M", "aliases": ["m"] }] })),
        "/props" => says(200, &json!({ "role": "router", "default_generation_settings": { "n_ctx": 0 } })),
        "/props?model=org%2Fm%3AQ4_K_M" => says(
            200,
            &json!({ "build_info": "b9000", "total_slots": 1, "default_generation_settings": { "n_ctx": 8192 } }),
        ),
        _ => says(404, &json!({})),
    });
    let (prepared, warnings) = prepare(&format!("llamacpp:org/m:q4_k_m@{}", server.url())).expect("it is ready");
    assert_eq!(prepared.target.runtime_version.as_deref(), Some("b9000"));
    assert_eq!((prepared.target.facts.context_allocated, warnings.as_str()), (Some(Tokens(8192)), ""));
    let (prepared, warnings) = prepare(&format!("llamacpp:m@{}", server.url())).expect("it is ready");
    assert_eq!((prepared.target.runtime_version, prepared.served_as.as_str()), (None, "m"));
    assert!(warnings.contains("does not report its build"), "{warnings}");
}

#[test]
fn the_model_that_is_asked_is_the_one_that_is_published() {
    let server =
        Pretend::listing(json!([{ "id": "qwen/larch-7b" }, { "id": "elm:7b-Q4_K_M" }, { "id": "ash:latest" }]));
    for (typed, known) in [("larch-7b", "qwen/larch-7b"), ("elm:7b-q4_k_m", "elm:7b-Q4_K_M"), ("ash", "ash:latest")] {
        let (prepared, _) = prepare(&format!("openai:{typed}@{}", server.url())).expect("it is ready");
        assert_eq!((prepared.served_as.as_str(), prepared.target.model.as_str()), (known, known));
    }
    let file = Pretend::listing(json!([{ "id": "/home/anna/Larch-7B-Q4_K_M.gguf" }]));
    let (prepared, _) = prepare(&format!("openai:larch-7b@{}", file.url())).expect("it is ready");
    assert_eq!(prepared.served_as, "/home/anna/Larch-7B-Q4_K_M.gguf");
    assert_eq!(prepared.target.model, "Larch-7B-Q4_K_M");
}

#[test]
fn the_only_model_of_a_server_is_not_taken_for_another() {
    let server = Pretend::listing(json!([{ "id": "larch-7b-coder" }]));
    let told = refused(&format!("openai:larch-7b@{}", server.url()));
    assert!(told.contains("has no model `larch-7b`") && told.contains("did you mean `larch-7b-coder`?"), "{told}");
    let two = Pretend::listing(json!([{ "id": "a/larch" }, { "id": "b/larch" }]));
    let told = refused(&format!("openai:larch@{}", two.url()));
    assert!(told.contains("a/larch, b/larch"), "{told}");
}

#[test]
fn a_listed_context_is_compared_with_the_one_that_is_asked_for() {
    for entry in [
        json!({ "id": "m", "meta": { "n_ctx": 2048 } }),
        json!({ "id": "m", "max_model_len": 2048 }),
        json!({ "id": "m", "loaded_context_length": 2048 }),
        json!({ "id": "m", "context_length": "2048" }),
    ] {
        let server = Pretend::listing(json!([entry]));
        let told = refused(&format!("openai:m@{}", server.url()));
        assert!(told.contains("has a context of 2K tokens per request, but the run needs 4K"), "{entry}: {told}");
    }
    let enough = Pretend::listing(json!([{ "id": "m", "max_model_len": 4096, "max_context_length": 8192 }]));
    let (prepared, _) = prepare(&format!("openai:m@{}", enough.url())).expect("it is ready");
    let facts = prepared.target.facts;
    assert_eq!((facts.context_allocated, facts.context_trained), (Some(Tokens(4096)), Some(Tokens(8192))));
}

#[test]
fn the_same_target_twice_is_an_error_that_names_it() {
    let server = Simulated::start(600.0);
    let [one, other] = ["/v1", ""].map(|path| format!("openai:birch3:4b@{}{path}", server.url()));
    let told = dry_run(&[&one, &other]).ends_with(2).err;
    assert!(told.contains(&format!("`{other}` is given twice")), "{told}");
    let [one, other] = ["birch3:4b", "Birch3:4B"].map(|name| format!("llamacpp:{name}@{}", server.url()));
    let told = dry_run(&[&one, &other]).ends_with(1).err;
    assert!(told.contains("are the same model"), "{told}");
}

#[test]
fn a_file_that_a_running_server_names_is_not_opened() {
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    let file = folder.path().join("m.gguf");
    fs::write(&file, "weights").expect("files can be written");
    let path = file.display().to_string();
    let server = Pretend::start(move |asked| match asked.path.as_str() {
        "/props" => says(200, &json!({ "build_info": "b1", "model_path": path })),
        _ => models(asked),
    });
    let (prepared, _) = prepare(&format!("llamacpp:m@{}", server.url())).expect("it is ready");
    assert_eq!(prepared.target.facts.file_digest, None);
}

#[test]
fn a_name_of_any_length_has_an_id() {
    let name = format!("hf.co/{}/{}:Q4_K_M", "publisher".repeat(8), "larch-7b".repeat(12));
    let server = Pretend::listing(json!([{ "id": name }]));
    let trials = ask(&format!("openai:{name}@{}", server.url()));
    let id = trials[0].target.as_str();
    assert!(id.len() <= 80 && id.ends_with("--openai"), "{id}");
}

#[test]
fn a_dead_server_is_not_asked_whether_it_is_idle() {
    let server = Pretend::start(|_| Doing::Hangs);
    let client = Client::new(server.url(), Arc::new(OpenAi)).expect("a client can be made");
    let suite = compliance();
    let settings = plan::settings(&suite, 1);
    let limit = Duration::from_millis(300);
    let request =
        ChatRequest { model: "m", prompt: "Hello?", head: None, settings: &settings, length: Length::AsSet, limit };
    let runtime = offprint::run::runtime().expect("a runtime can be made");
    let (exchange, idle) =
        runtime.block_on(async { (client.send(&request).await, client.becomes_idle(&request).await) });
    assert_eq!((exchange.outcome, idle), (Outcome::TimedOut, false));
    assert_eq!(server.chats().len(), 1, "it was not asked for a token");
}
