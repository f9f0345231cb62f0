//! The clients against more servers: recordings by third parties, and thinking under each of the names that servers use for it.
#![expect(clippy::panic, clippy::print_stderr, reason = "a test may fail, and reports when it is skipped")]
#![expect(clippy::disallowed_methods, reason = "these tests read recordings")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use offprint::quantity::Tokens;
use offprint::record::{Answered, Outcome, Settings};
use offprint::run::client::http::Client;
use offprint::run::client::{ChatRequest, Exchange, Length, LlamaServer, Ollama, OpenAi, WireFormat};
use saphyr::{LoadableYamlNode, Yaml};

use crate::harness::replay::{Recording, own, serve};

/// The wire format that decodes a reply.
type By = fn() -> Arc<dyn WireFormat>;

/// Replies with the thinking `THOUGHT` and the answer `ANSWER`, each in its own format, and the wire format that decodes it.
const THINKING: [(&str, By); 9] = [
    // Ollama's native API.
    ("thinking", || Arc::new(Ollama)),
    // Ollama's `/v1`, newer vLLM.
    ("reasoning", || Arc::new(OpenAi)),
    // llama.cpp, DeepSeek, older vLLM.
    ("reasoning-content", || Arc::new(LlamaServer)),
    ("reasoning-content", || Arc::new(OpenAi)),
    // OpenRouter, which repeats some of it.
    ("reasoning-details", || Arc::new(OpenAi)),
    // Servers without support for thinking.
    ("think-inline", || Arc::new(LlamaServer)),
    ("think-inline", || Arc::new(OpenAi)),
    // The same, with a template that ends with the opening tag.
    ("think-unopened", || Arc::new(LlamaServer)),
    ("think-unopened", || Arc::new(OpenAi)),
];
const THOUGHT: &str = "France, so: Paris?";
const ANSWER: &str = "Paris.";

#[test]
fn thinking_is_separated_from_the_answer_under_any_name() {
    for (name, protocol) in THINKING {
        let exchange = ask(protocol(), Recording::read(&own(), name));
        let transcript = &exchange.transcript;
        assert_eq!(exchange.outcome, Outcome::Answered(Answered::Whole), "{name}");
        assert_eq!((transcript.reasoning.as_str(), transcript.answer.as_str()), (THOUGHT, ANSWER), "{name}");
        assert_eq!((transcript.tokens.prompt, transcript.tokens.generated), (Some(20), Some(9)), "{name}");
        // Each piece arrived in a read of its own, so the answer began after the first token, and not with white space before it.
        let timing = exchange.timing;
        let (token, answer) = (timing.first_token.expect("it thought"), timing.first_answer.expect("it answered"));
        assert!(token < answer && answer <= timing.total, "{name}: {timing:?}");
    }
}

#[test]
fn the_answer_begins_with_its_first_piece() {
    for (name, protocol) in THINKING {
        let reply = Recording::read(&own(), name).body();
        let mut decoder = protocol().decoder();
        let begins = find(&reply, b":\"Par\"");
        // Every byte comes a millisecond after the one before it: the answer cannot begin before its first word, nor after its line.
        for (index, byte) in reply.iter().enumerate() {
            decoder
                .push(&[*byte], Duration::from_millis(index as u64))
                .unwrap_or_else(|fault| panic!("{name}: {fault:?}"));
        }
        let began = decoder.transcript().first_answer.expect("it answered").as_millis() as usize;
        let line = find(&reply[begins..], b"\n");
        assert!((begins..=begins + line + 1).contains(&began), "{name}: {began} is not in the line at {begins}");
    }
}

#[test]
fn unfinished_thinking_is_not_an_answer() {
    let exchange = ask(Arc::new(OpenAi), Recording::read(&own(), "think-unended"));
    assert_eq!((exchange.transcript.answer.as_str(), exchange.transcript.reasoning.as_str()), ("", THOUGHT));
    assert!(exchange.timing.first_token.is_some() && exchange.timing.first_answer.is_none(), "{:?}", exchange.timing);
}

#[test]
fn a_tag_in_the_middle_of_an_answer_is_part_of_it() {
    let pieces = ["A list ", "a > b", " and <think> and </think> are marks."];
    let body: String = pieces.map(|piece| format!("{{\"message\":{{\"content\":\"{piece}\"}}}}\n")).concat()
        + "{\"done\":true,\"done_reason\":\"stop\"}\n";
    let exchange = ask(Arc::new(Ollama), Recording::of_body("application/x-ndjson", &body));
    assert_eq!((exchange.transcript.answer, exchange.transcript.reasoning), (pieces.concat(), String::new()));
    assert_eq!(exchange.timing.first_answer, exchange.timing.first_token);
}

/// A third party's recording of a server, and the expected result.
struct Cassette {
    file: &'static str,
    protocol: By,
    /// The beginning and end of the answer.
    answer: [&'static str; 2],
    /// The beginning of the reasoning, and its length in characters.
    reasoning: (&'static str, usize),
    /// Of the prompt, and generated.
    tokens: [u64; 2],
    /// Nanoseconds by the server's clock: total, load, prompt, generation.
    times: [Option<u64>; 4],
}

/// What `samples/wire` holds.
const CASSETTES: [Cassette; 3] = [
    Cassette {
        file: "ollama_native_chat_stream_ndjson.yaml",
        protocol: || Arc::new(Ollama),
        answer: ["Why did the OpenTelemetry agent go to therapy?\n\n", "a smile to your face!)"],
        reasoning: ("", 0),
        tokens: [17, 50],
        times: [Some(1_897_385_625), Some(1_631_208), Some(313_560_000), Some(1_577_990_000)],
    },
    Cassette {
        file: "ollama_native_generate_stream_ndjson.yaml",
        protocol: || Arc::new(Ollama),
        answer: ["A joke about OpenTelemetry! Here's one:\n\n", "early stages of development!)"],
        reasoning: ("", 0),
        tokens: [17, 71],
        times: [Some(4_218_611_084), Some(1_797_788_834), Some(167_135_000), Some(2_252_182_000)],
    },
    Cassette {
        file: "ollama_v1_sse_reasoning_include_usage.yml",
        protocol: || Arc::new(OpenAi),
        answer: ["1  \n2", "  \n3"],
        reasoning: ("Okay, the user wants me to count from 1 to 3.", 1177),
        tokens: [17, 289],
        times: [None; 4],
    },
];

#[test]
fn third_party_recordings_are_decoded_correctly() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples/wire");
    if !folder.is_dir() {
        return eprintln!(
            "skipped: third_party_recordings_are_decoded_correctly (no recordings beside the repository)"
        );
    }
    for cassette in CASSETTES {
        let file = cassette.file;
        let exchange = ask((cassette.protocol)(), recording(&folder.join(file)));
        let transcript = exchange.transcript;
        assert_eq!(exchange.outcome, Outcome::Answered(Answered::Whole), "{file}");
        let ([begins, ends], (thinks, long)) = (cassette.answer, cassette.reasoning);
        assert!(transcript.answer.starts_with(begins) && transcript.answer.ends_with(ends), "{:?}", transcript.answer);
        assert!(transcript.reasoning.starts_with(thinks), "{:?}", transcript.reasoning);
        assert_eq!(transcript.reasoning.chars().count(), long, "{file}");
        assert_eq!([transcript.tokens.prompt, transcript.tokens.generated], cassette.tokens.map(Some), "{file}");
        let server = transcript.server;
        let times = [server.total, server.load, server.prompt, server.generation];
        assert_eq!(times, cassette.times.map(|time| time.map(Duration::from_nanos)), "{file}");
    }
}

/// The first reply of a cassette, as VCR for Python (`interactions`) and for Ruby (`http_interactions`) write them.
fn recording(path: &PathBuf) -> Recording {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let documents = Yaml::load_from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let cassette = documents.first().expect("there is one");
    let exchanges = ["interactions", "http_interactions"].iter().find_map(|key| cassette.as_mapping_get(key));
    let reply = &exchanges.expect("it holds exchanges")[0]["response"];
    let kind = reply["headers"]["Content-Type"][0].as_str().expect("it says its type");
    Recording::of_body(kind, reply["body"]["string"].as_str().expect("it has a body"))
}

/// Asks a server that gives this reply.
fn ask(protocol: Arc<dyn WireFormat>, reply: Recording) -> Exchange {
    let url = serve(vec![(protocol.path(), reply)]);
    let client = Client::new(&url, protocol).expect("a client can be made");
    let settings = Settings {
        timeout: Duration::from_secs(20),
        context: Tokens(1024),
        max_tokens: Tokens(16),
        temperature: 0.0,
        sampler: None,
        nonce_seed: None,
        seed: 7,
        repeats: 1,
    };
    let request = ChatRequest {
        model: "m",
        prompt: "Hello?",
        head: None,
        settings: &settings,
        length: Length::AsSet,
        limit: settings.timeout,
    };
    offprint::run::runtime().expect("a runtime can be made").block_on(client.send(&request))
}

/// Where the bytes stand.
fn find(bytes: &[u8], wanted: &[u8]) -> usize {
    bytes.windows(wanted.len()).position(|window| window == wanted).expect("they are there")
}
