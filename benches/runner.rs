//! What asking costs us: our own processor time per request, how far our time to the first token is from the server's own stamp, and whether
//! memory stays flat over a hundred thousand trials. `scripts/deep bench runner` prints them.
#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "a benchmark looks at the clock and prints")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use axum::routing::post;
use axum::serve::ListenerExt;
use chrono::Utc;
use offprint::diagnostic::SourceFile;
use offprint::name::{RunId, SuiteId};
use offprint::project::built_in_suite;
use offprint::quantity::Tokens;
use offprint::record::{Outcome, Settings};
use offprint::run::client::http::Client;
use offprint::run::client::{ChatRequest, Length, LlamaServer};
use offprint::run::target::TargetSpec;
use offprint::run::{self, Event, Job, Stop, environment, execute, plan, preflight};
use offprint::simulate::{self, Scene};
use offprint::suite::{Suite, parse};
use sysinfo::{ProcessRefreshKind, ProcessesToUpdate, System};
use tokio::net::TcpListener;
use tokio::sync::watch;

/// Requests of the first part.
const REQUESTS: usize = 2_000;
/// Trials of the second part, and the one after which memory is first looked at.
const TRIALS: u64 = 100_000;
const EARLY: u64 = 10_000;

fn main() {
    overhead();
    memory();
}

/// Asks a server that answers at once, which notes when it hands out its first token; on what `offprint run` runs on.
fn overhead() {
    let (stamps, url) = instant_server();
    let runtime = run::runtime().expect("a runtime can be made");
    let client = Client::new(&url, Arc::new(LlamaServer)).expect("a client can be made");
    let settings = Settings {
        timeout: Duration::from_secs(10),
        context: Tokens(4096),
        max_tokens: Tokens(16),
        temperature: 0.0,
        sampler: None,
        nonce_seed: None,
        seed: 1,
        repeats: 1,
    };
    let limit = settings.timeout;
    let request = ChatRequest {
        model: "instant",
        prompt: "Say hello.",
        head: None,
        settings: &settings,
        length: Length::AsSet,
        limit,
    };
    let mut errors = Vec::with_capacity(REQUESTS);
    let mut totals = Vec::with_capacity(REQUESTS);
    let before = processor_time();
    for _ in 0..REQUESTS {
        let sent = Instant::now();
        let exchange = runtime.block_on(client.send(&request));
        assert!(matches!(exchange.outcome, Outcome::Answered(_)), "{:?}", exchange.outcome);
        let stamp = stamps.recv().expect("the server noted it");
        let seen = sent + exchange.timing.first_token.expect("there was a token");
        errors.push(seen.saturating_duration_since(stamp));
        totals.push(exchange.timing.total);
    }
    if let (Some(before), Some(after)) = (before, processor_time()) {
        println!("processor time of the client per request: {:?}", (after - before) / REQUESTS as u32);
    }
    println!("first token, client's less server's stamp: {}", described(&mut errors));
    println!("whole request: {}", described(&mut totals));
    let median = errors[errors.len() / 2];
    assert!(median < Duration::from_millis(1), "the error of the first token's time is {median:?}");
}

/// A server on a thread of its own, so that its work is not counted as the client's.
fn instant_server() -> (Receiver<Instant>, String) {
    let (stamp, stamps) = mpsc::channel();
    let (address, addresses) = mpsc::channel();
    thread::spawn(move || {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime can be made");
        runtime.block_on(async move {
            let stamp = Arc::new(Mutex::new(stamp));
            let chat = move || {
                let stamp = Arc::clone(&stamp);
                async move {
                    let reply = concat!(
                        "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello\"},\"finish_reason\":\"stop\"}],",
                        // Of several tokens that come with the end, the first was held back.
                        "\"usage\":{\"prompt_tokens\":4,\"completion_tokens\":1}}\n\n",
                        "data: [DONE]\n\n"
                    );
                    let _nobody_listens = stamp.lock().expect("nobody panicked").send(Instant::now());
                    Response::new(Body::from(reply))
                }
            };
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
            address.send(listener.local_addr().expect("it has an address")).expect("somebody waits for it");
            let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
            let app = Router::new().route("/v1/chat/completions", post(chat));
            axum::serve(listener, app).await.expect("it serves");
        });
    });
    (stamps, format!("http://{}", addresses.recv().expect("it listens")))
}

/// Runs the suite over one simulated model until there were [`TRIALS`], and keeps none of them.
fn memory() {
    let suite = suite();
    let mut settings = plan::settings(&suite, 1);
    settings.repeats = u32::try_from(TRIALS / suite.cases.len() as u64 + 1).expect("it is small");
    let runtime = run::runtime().expect("a runtime can be made");
    runtime.block_on(async {
        let models = simulate::models();
        let scene = Scene { suite: Arc::new(suite.clone()), models, compression: 1e6, seed: 7, faults: Vec::new() };
        let server = simulate::start(scene, 0).await.expect("a port is free");
        let target = format!("ollama:birch3:4b@http://{}", server.address());
        let specs = [TargetSpec::parse(&target).expect("it is a target")];
        let prepared = preflight::prepare_all(&specs, &settings).await.expect("it is ready").value;
        let id = RunId::parse("memory").expect("it is a slug");
        let mut run = plan::header(id, None, &suite, settings, environment::here(), &prepared, Utc::now());
        // The compressed limit is shorter than a request can be.
        run.settings.timeout = Duration::from_secs(10);
        let (mut trials, mut early) = (0, None);
        let mut count = |event: Event<'_>| {
            if let Event::TrialFinished(_) = event {
                trials += 1;
                if trials == EARLY {
                    early = Some((resident(), Instant::now()));
                }
            }
            Ok(())
        };
        let (_go_on, stop) = watch::channel(Stop::No);
        let (done, attempts, nonces) = (BTreeSet::new(), BTreeMap::new(), BTreeMap::new());
        let (done, attempts, nonces) = (&done, &attempts, &nonces);
        let job = Job { run: &run, suite: &suite, prepared: &prepared, done, attempts, nonces };
        execute(job, stop, &mut count).await.expect("nothing stops it");
        let (early, since) = early.expect("there were that many");
        let late = resident();
        println!("memory after {EARLY} trials {} MiB, after {trials} {} MiB", early >> 20, late >> 20);
        println!("trials per second, server included: {:.0}", (trials - EARLY) as f64 / since.elapsed().as_secs_f64());
        assert!(late < early + (32 << 20), "memory grew from {early} to {late} bytes");
    });
}

fn suite() -> Suite {
    let (id, files) = built_in_suite("compliance").expect("it is compiled in");
    let categories: Vec<SourceFile> = files.categories;
    let id: SuiteId = id;
    parse::parse(id, files.manifest, categories).expect("it is right").value
}

/// Memory in use by this process, in bytes.
fn resident() -> u64 {
    let own = sysinfo::get_current_pid().expect("this is a process");
    let mut system = System::new().expect("the system can be asked");
    system.refresh_processes_specifics(
        ProcessesToUpdate::Some(&[own]),
        false,
        ProcessRefreshKind::nothing().with_memory(),
    );
    system.process(own).map_or(0, sysinfo::Process::memory)
}

/// Processor time of this thread.
#[cfg(unix)]
fn processor_time() -> Option<Duration> {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Some(Duration::new(u64::try_from(time.tv_sec).ok()?, u32::try_from(time.tv_nsec).ok()?))
}

#[cfg(not(unix))]
fn processor_time() -> Option<Duration> {
    None
}

fn described(times: &mut [Duration]) -> String {
    times.sort();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    format!("median {:?}, 99 % below {:?}, longest {:?}", at(0.5), at(0.99), at(1.0))
}
