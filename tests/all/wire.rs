//! The clients against recorded servers: the answer, the token counts, the server's own times, and the failures.
#![expect(clippy::print_stderr, reason = "a test reports when it is skipped")]

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use offprint::quantity::Tokens;
use offprint::record::{Answered, Failure, FailureKind, Outcome, Settings, TokenCounts};
use offprint::run::client::http::Client;
use offprint::run::client::{ChatRequest, Exchange, Length, LlamaServer, Ollama, OpenAi, Transcript, WireFormat};
use offprint::run::preflight;
use offprint::run::target::TargetSpec;
use proptest::prelude::*;

use crate::harness::replay::{Recording, own, serve, shared};

/// A recorded exchange and the expected result.
struct Row {
    name: &'static str,
    by: By,
    answer: &'static str,
    /// Of the prompt, of that from the cache, generated.
    tokens: [Option<u64>; 3],
    /// Milliseconds by the server's clock: total, load, prompt, generation.
    times: [Option<f64>; 4],
    ended: Ended,
}

#[derive(Clone, Copy, PartialEq)]
enum By {
    Ollama,
    LlamaServer,
    OpenAi,
}

#[derive(Clone, Copy, PartialEq)]
enum Ended {
    Whole,
    Cut,
    Failed(FailureKind, &'static str),
}

const CUT: Ended = Ended::Cut;
const NO_TOKENS: [Option<u64>; 3] = [None; 3];
const NO_TIMES: [Option<f64>; 4] = [None; 4];
const LLAMA: &str = " much think time her an over man they people after world be by could cache play";
const CHAT: &str = " read play very hot had self we differ may how mean of add get any just";
const GENERATED: &str = " word that which follow want call think good she at then right want air which before";
const V1: &str = " read play same for they people how on more how help had more how same for";

const fn llama(
    name: &'static str,
    answer: &'static str,
    cached: u64,
    generated: u64,
    prompt: f64,
    generation: f64,
) -> Row {
    let tokens = [Some(50), Some(cached), Some(generated)];
    Row { name, by: By::LlamaServer, answer, tokens, times: [None, None, Some(prompt), Some(generation)], ended: CUT }
}

const fn ollama(name: &'static str, answer: &'static str, prompt: u64, generated: u64, times: [f64; 4]) -> Row {
    let [total, load, evaluation, generation] = times;
    let times = [Some(total), Some(load), Some(evaluation), Some(generation)];
    Row { name, by: By::Ollama, answer, tokens: [Some(prompt), None, Some(generated)], times, ended: CUT }
}

const fn v1(name: &'static str, tokens: [Option<u64>; 3]) -> Row {
    Row { name, by: By::OpenAi, answer: V1, tokens, times: NO_TIMES, ended: CUT }
}

const fn failed(by: By, name: &'static str, kind: FailureKind, words: &'static str) -> Row {
    Row { name, by, answer: "", tokens: NO_TOKENS, times: NO_TIMES, ended: Ended::Failed(kind, words) }
}

/// The recordings in `wire/llama-server`. A repeated prompt comes from the cache: 49 of its 50 tokens.
const LLAMA_SERVER: &[Row] = &[
    llama("chat", LLAMA, 0, 16, 2.726, 4.379),
    llama("chat-cached", LLAMA, 49, 16, 0.4, 5.596),
    llama("chat-nocache", LLAMA, 0, 16, 2.382, 4.0),
    llama("chat-logprobs", " much think", 49, 2, 0.389, 0.284),
    llama("chat-stream", LLAMA, 49, 16, 0.269, 4.433),
    llama("chat-stream-timings", LLAMA, 49, 16, 0.367, 4.338),
    llama("chat-stream-usage", LLAMA, 49, 16, 0.299, 3.664),
    Row { ended: Ended::Whole, ..llama("chat-stop-word", " much think tim", 49, 3, 0.304, 0.441) },
    Row {
        ended: Ended::Whole,
        ..llama(
            "chat-stream-eos",
            " much think would show made change play layer add his do very",
            49,
            13,
            0.365,
            3.309,
        )
    },
    llama(
        "moe-chat-stream",
        " an read play she prompt in men expert tell earth over had use has people after",
        0,
        16,
        7.493,
        8.605,
    ),
    Row {
        tokens: [Some(8), Some(7), Some(4)],
        ..llama("v1-completions-stream", " is call can model", 7, 4, 0.321, 1.055)
    },
    // Not a chat: its frames are another protocol's.
    failed(By::LlamaServer, "completion-stream", FailureKind::Malformed, "neither an answer nor usage"),
    failed(By::LlamaServer, "err-bad-json", FailureKind::Refused, "parse error at line 1, column 15"),
    failed(By::LlamaServer, "err-no-messages", FailureKind::Refused, "'messages' is required"),
    failed(By::LlamaServer, "err-no-key", FailureKind::Refused, "status 401: Invalid API Key"),
    failed(By::LlamaServer, "err-not-found", FailureKind::Refused, "status 404: File Not Found"),
    failed(By::LlamaServer, "err-embeddings-off", FailureKind::Server, "status 501"),
    failed(By::LlamaServer, "err-metrics-off", FailureKind::Server, "status 501"),
    failed(By::LlamaServer, "err-context", FailureKind::ContextOverflow, "3002 tokens"),
    failed(By::LlamaServer, "err-context-stream", FailureKind::ContextOverflow, "3022 tokens"),
];

/// What `wire/ollama` holds. Its counts include the cached part of the prompt, its times do not.
const OLLAMA: &[Row] = &[
    ollama("chat", CHAT, 29, 16, [23.838829, 0.46697, 13.166, 5.614]),
    ollama("chat-stream", CHAT, 29, 16, [8.176857, 0.576193, 1.272, 4.836]),
    ollama("generate", GENERATED, 27, 16, [25.713683, 0.532319, 1.626, 21.976]),
    ollama("generate-stream", GENERATED, 27, 16, [13.939737, 0.607971, 2.119, 5.705]),
    ollama("generate-reload", GENERATED, 27, 16, [280.019999, 257.749305, 13.79, 6.713]),
    ollama(
        "generate-raw",
        " is call port can model her can three she my port thing want know kind she",
        8,
        16,
        [9.416087, 1.624137, 0.806, 5.628],
    ),
    Row {
        ended: Ended::Whole,
        ..ollama(
            "generate-stop-word",
            " word that which follow want call think good sh",
            27,
            9,
            [5.786783, 0.774357, 0.496, 2.316],
        )
    },
    v1("v1-chat", [Some(29), None, Some(16)]),
    v1("v1-chat-stream", NO_TOKENS),
    v1("v1-chat-stream-usage", [Some(29), None, Some(16)]),
    failed(By::Ollama, "err-bad-json", FailureKind::Refused, "status 400: unexpected EOF"),
    failed(By::Ollama, "err-no-model", FailureKind::ModelNotFound, "model 'absent' not found"),
    failed(By::Ollama, "err-not-found", FailureKind::Refused, "404 page not found"),
    failed(By::OpenAi, "err-v1-no-model", FailureKind::ModelNotFound, "model 'absent' not found"),
];

/// What `tests/fixtures/wire` holds: exchanges of our own making, with what the recorded ones do not have.
const OWN: &[Row] = &[
    Row { ended: Ended::Whole, ..ollama("ollama-chat", "Ja, größer. ✓", 31, 5, [120.0, 0.5, 40.0, 60.0]) },
    failed(By::Ollama, "ollama-error-line", FailureKind::Server, "llama runner process has terminated"),
    failed(By::Ollama, "ollama-no-end", FailureKind::NoEndMark, "without `done`"),
    Row {
        answer: "Paris.",
        tokens: [Some(20), Some(0), Some(9)],
        ended: Ended::Whole,
        ..llama("llama-reasoning", "", 0, 9, 12.5, 4.0)
    },
    failed(By::LlamaServer, "llama-no-done", FailureKind::NoEndMark, "without `[DONE]` or a finish reason"),
    Row { answer: "Yes.", tokens: [Some(11), None, Some(2)], ended: Ended::Whole, ..v1("openai-lenient", NO_TOKENS) },
    failed(By::OpenAi, "openai-error-frame", FailureKind::Server, "upstream gave up"),
];

#[test]
fn recorded_llama_servers_are_decoded_correctly() {
    match shared() {
        Some(folder) => hold(LLAMA_SERVER, &folder.join("llama-server")),
        None => {
            eprintln!("skipped: recorded_llama_servers_are_decoded_correctly (no recordings beside the repository)")
        }
    }
}

#[test]
fn recorded_ollamas_are_decoded_correctly() {
    match shared() {
        Some(folder) => hold(OLLAMA, &folder.join("ollama")),
        None => eprintln!("skipped: recorded_ollamas_are_decoded_correctly (no recordings beside the repository)"),
    }
}

#[test]
fn our_own_exchanges_are_decoded_correctly() {
    hold(OWN, &own());
}

#[test]
fn a_decode_rate_is_by_the_tokens_after_the_first() {
    let Some(folder) = shared() else { return eprintln!("skipped: a_decode_rate_is_by_the_tokens_after_the_first") };
    // The server's own inverse rate of this exchange: 0.27575 ms a token.
    let transcript =
        transcript_of(&LlamaServer, &Recording::read(&folder.join("llama-server"), "chat-stream-eos").body());
    let generation = transcript.server.generation.expect("it reports its times");
    let generated = transcript.tokens.generated.expect("it counts its tokens");
    let per_token = generation.as_secs_f64() * 1e3 / (generated - 1) as f64;
    assert!((per_token - 0.27575).abs() < 1e-9, "{per_token}");
}

#[test]
fn reasoning_is_kept_apart_from_the_answer() {
    let exchange = ask(By::LlamaServer, vec![("/v1/chat/completions", Recording::read(&own(), "llama-reasoning"))]);
    assert_eq!(exchange.transcript.reasoning, "France, so: Paris?");
    let timing = exchange.timing;
    let (token, answer) = (timing.first_token.expect("it thought"), timing.first_answer.expect("it answered"));
    assert!(timing.headers <= timing.first_byte && timing.first_byte <= timing.first_token, "{timing:?}");
    assert!(token < answer && answer <= timing.total, "{timing:?}");
}

#[test]
fn a_request_to_a_loading_server_is_retried() {
    let recording = |name| ("/v1/chat/completions", Recording::read(&own(), name));
    let exchange = ask(By::LlamaServer, vec![recording("llama-loading"), recording("llama-reasoning")]);
    assert_eq!((exchange.transcript.answer.as_str(), exchange.retries), ("Paris.", 1));
}

#[test]
fn recorded_servers_are_identified() {
    let Some(folder) = shared() else { return eprintln!("skipped: recorded_servers_are_identified") };
    let of = |server: &str, name: &str| Recording::read(&folder.join(server), name);
    let llama = serve(vec![("/v1/models", of("llama-server", "models")), ("/props", of("llama-server", "props"))]);
    let prepared = prepare(&format!("llamacpp:tiny-dense@{llama}"), 512).expect("it is ready");
    let (target, facts) = (&prepared.target, &prepared.target.facts);
    assert_eq!(target.runtime_version.as_deref(), Some("b11669-Debian"));
    assert_eq!(
        (target.slots, facts.context_allocated, facts.context_trained),
        (Some(2), Some(Tokens(512)), Some(Tokens(4096)))
    );
    assert_eq!((facts.quantisation.as_deref(), facts.size.map(|size| size.0)), (Some("F16"), Some(5_610_496)));

    let too_small = prepare(&format!("llamacpp:tiny-dense@{llama}"), 1024).expect_err("two slots share the context");
    assert!(too_small.contains("512 tokens") && too_small.contains("-c 2048"), "{too_small}");

    let ollama = serve(vec![
        ("/api/version", of("ollama", "version")),
        ("/api/tags", of("ollama", "tags")),
        ("/api/show", of("ollama", "show")),
        ("/api/chat", of("ollama", "generate-load")),
        ("/api/ps", of("ollama", "ps")),
    ]);
    let prepared = prepare(&format!("ollama:tiny-dense@{ollama}"), 1024).expect("it is ready");
    let facts = &prepared.target.facts;
    assert_eq!(facts.digest.as_deref(), Some("29ec22041c73dc62703ac8e2108b2225a5ddd2a29b25fea4a110af6218f3d943"));
    assert_eq!((facts.architecture.as_deref(), facts.thinks), (Some("llama"), Some(false)));
    assert_eq!((facts.context_allocated, facts.context_trained), (Some(Tokens(1024)), Some(Tokens(4096))));
    assert_eq!(facts.resident_on_gpu.map(|size| size.0), Some(4_718_592));
    let too_small = prepare(&format!("ollama:tiny-dense@{ollama}"), 8192).expect_err("it holds 1024");
    assert!(too_small.contains("trained for 4K"), "{too_small}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn decoding_does_not_depend_on_how_a_reply_is_split(
        which in 0..OWN.len(),
        cuts in prop::collection::vec(0usize..4000, 0..40),
    ) {
        let row = &OWN[which];
        let body = Recording::read(&own(), row.name).body();
        let whole = decode(protocol(row.by).as_ref(), &[&body]);
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut % (body.len() + 1)).collect();
        cuts.sort_unstable();
        let mut pieces = Vec::new();
        let mut start = 0;
        for cut in cuts.into_iter().chain([body.len()]) {
            pieces.push(&body[start..cut]);
            start = cut;
        }
        prop_assert_eq!(decode(protocol(row.by).as_ref(), &pieces), whole);
    }
}

#[test]
fn a_reply_can_be_decoded_byte_by_byte() {
    let (folder, rows): (_, Vec<&Row>) = match shared() {
        Some(folder) => (folder, LLAMA_SERVER.iter().chain(OLLAMA).collect()),
        None => return eprintln!("skipped: a_reply_can_be_decoded_byte_by_byte"),
    };
    for row in rows {
        let below = if row.by == By::LlamaServer { "llama-server" } else { "ollama" };
        let body = Recording::read(&folder.join(below), row.name).body();
        let bytes: Vec<&[u8]> = body.chunks(1).collect();
        let protocol = protocol(row.by);
        assert_eq!(decode(protocol.as_ref(), &bytes), decode(protocol.as_ref(), &[&body]), "{}", row.name);
    }
}

/// Compares every row with what a client decodes from its recording, played over a socket in the recorded portions.
fn hold(rows: &[Row], folder: &Path) {
    let faults: Vec<String> = rows.iter().filter_map(|row| fault_of(row, folder)).collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

fn fault_of(row: &Row, folder: &Path) -> Option<String> {
    let recording = Recording::read(folder, row.name);
    let path = protocol(row.by).path();
    // The recordings were cut at limits of their own.
    let most = Tokens(row.tokens[2].unwrap_or(16));
    let exchange = ask_for(row.by, most, vec![(path, recording)]);
    let Transcript { answer, tokens, server, .. } = &exchange.transcript;
    let milliseconds = |time: Option<Duration>| time.map(|time| (time.as_secs_f64() * 1e9).round() / 1e6);
    let [prompt, cached, generated] = row.tokens;
    let times = [server.total, server.load, server.prompt, server.generation].map(milliseconds);
    let ended = match (&exchange.outcome, row.ended) {
        (Outcome::Answered(Answered::Whole), Ended::Whole)
        | (Outcome::Answered(Answered::CutAtTokenLimit), Ended::Cut) => true,
        (Outcome::Failed(Failure { kind, message }), Ended::Failed(expected, words)) => {
            *kind == expected && message.contains(words)
        }
        _ => false,
    };
    // Part of an answer may precede a failure.
    let said = matches!(row.ended, Ended::Failed(..)) || answer == row.answer;
    let counted = *tokens == TokenCounts { prompt, cached, generated, ..*tokens };
    let timed = matches!(row.ended, Ended::Failed(..)) || times == row.times;
    (!(ended && said && counted && timed))
        .then(|| format!("{}: {:?}\n  {:?}", row.name, exchange.outcome, exchange.transcript))
}

fn protocol(by: By) -> Arc<dyn WireFormat> {
    match by {
        By::Ollama => Arc::new(Ollama),
        By::LlamaServer => Arc::new(LlamaServer),
        By::OpenAi => Arc::new(OpenAi),
    }
}

fn settings(context: u64) -> Settings {
    Settings {
        timeout: Duration::from_secs(20),
        context: Tokens(context),
        max_tokens: Tokens(16),
        temperature: 0.0,
        sampler: None,
        nonce_seed: None,
        seed: 7,
        repeats: 1,
    }
}

/// Sends a request to a server that replies with recordings.
fn ask(by: By, recordings: Vec<(&'static str, Recording)>) -> Exchange {
    ask_for(by, Tokens(16), recordings)
}

fn ask_for(by: By, most: Tokens, recordings: Vec<(&'static str, Recording)>) -> Exchange {
    let client = Client::new(&serve(recordings), protocol(by)).expect("a client can be made");
    let settings = settings(1024);
    let request = ChatRequest {
        model: "tiny-dense",
        prompt: "Hello?",
        head: None,
        settings: &settings,
        length: Length::AtMost(most),
        limit: settings.timeout,
    };
    waiting().block_on(client.send(&request))
}

fn prepare(target: &str, context: u64) -> Result<preflight::Prepared, String> {
    let specs = [TargetSpec::parse(target).expect("it is a target")];
    let settings = settings(context);
    match waiting().block_on(preflight::prepare_all(&specs, &settings)) {
        Ok(mut checked) => Ok(checked.value.remove(0)),
        Err(faults) => Err(faults.iter().map(ToString::to_string).collect()),
    }
}

fn waiting() -> tokio::runtime::Runtime {
    offprint::run::runtime().expect("a runtime can be made")
}

fn transcript_of(protocol: &dyn WireFormat, body: &[u8]) -> Transcript {
    decode(protocol, &[body]).0
}

/// The transcript and result after decoding pieces one after the other, without their times of arrival.
fn decode(protocol: &dyn WireFormat, pieces: &[&[u8]]) -> (Transcript, Result<(), Failure>) {
    let mut decoder = protocol.decoder();
    let fed = pieces.iter().try_for_each(|piece| decoder.push(piece, Duration::ZERO));
    let ended =
        fed.and_then(|()| if decoder.transcript().ended.is_some() { Ok(()) } else { decoder.close(Duration::ZERO) });
    (decoder.transcript().clone(), ended)
}
