//! Which server is at an address, where it is not the one that the target names.

use std::time::Duration;

use serde_json::Value;

use super::super::client::SeenReply;
use super::super::client::http::Client;
use super::super::target::Protocol;
use super::reply::text;

/// How long a server may take for each reply by which it is recognised.
const LIMIT: Duration = Duration::from_secs(3);
/// What is looked at.
const PATHS: [&str; 7] = ["/", "/v1/models", "/props", "/api/version", KOBOLD, "/api/v0/models", "/running"];
/// KoboldCpp's own version.
const KOBOLD: &str = "/api/extra/version";

/// A kind of server.
#[derive(Debug, Clone, Copy)]
pub(super) struct KnownServer {
    /// Its name, with an article where it needs one.
    pub(super) name: &'static str,
    /// The protocol to ask it by; nothing for what is not a server of models.
    pub(super) protocol: Option<Protocol>,
    is: fn(&Seen) -> bool,
}

/// The kinds, in the order in which they are looked for: some speak the protocols of others, too.
const KNOWN: [KnownServer; 13] = [
    // https://lite.koboldai.net/koboldcpp_api
    KnownServer {
        name: "KoboldCpp",
        protocol: Some(Protocol::OpenAi),
        is: |seen| text(&seen.json(KOBOLD), "result").as_deref() == Some("KoboldCpp") || seen.is_owned_by("koboldcpp"),
    },
    // https://github.com/mostlygeek/llama-swap#api-endpoints
    KnownServer {
        name: "llama-swap",
        protocol: Some(Protocol::OpenAi),
        is: |seen| seen.json("/running").get("running").is_some_and(Value::is_array) || seen.is_owned_by("llama-swap"),
    },
    // https://lmstudio.ai/docs/developer/rest/endpoints
    KnownServer {
        name: "LM Studio",
        protocol: Some(Protocol::OpenAi),
        is: |seen| {
            seen.says("Unexpected endpoint or method")
                || seen.json("/api/v0/models").pointer("/data/0/publisher").is_some()
        },
    },
    // https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md
    KnownServer {
        name: "a llama-server",
        protocol: Some(Protocol::LlamaServer),
        is: |seen| {
            let properties = seen.json("/props");
            is_llama_server(&properties) || seen.server.contains("llama.cpp")
        },
    },
    // https://github.com/ollama/ollama/blob/main/docs/api.md
    KnownServer {
        name: "an Ollama",
        protocol: Some(Protocol::Ollama),
        is: |seen| {
            seen.text("/").trim() == "Ollama is running" || text(&seen.json("/api/version"), "version").is_some()
        },
    },
    KnownServer {
        name: "llama-cpp-python",
        protocol: Some(Protocol::OpenAi),
        is: |seen| seen.is_owned_by("me") && seen.server.contains("uvicorn"),
    },
    KnownServer { name: "vLLM", protocol: Some(Protocol::OpenAi), is: |seen| seen.is_owned_by("vllm") },
    KnownServer { name: "SGLang", protocol: Some(Protocol::OpenAi), is: |seen| seen.is_owned_by("sglang") },
    KnownServer { name: "TabbyAPI", protocol: Some(Protocol::OpenAi), is: |seen| seen.is_owned_by("tabbyAPI") },
    KnownServer {
        name: "LiteLLM",
        protocol: Some(Protocol::OpenAi),
        is: |seen| seen.text("/").contains("LiteLLM") || seen.text("/v1/models").contains("litellm"),
    },
    KnownServer {
        name: "mlx_lm.server",
        protocol: Some(Protocol::OpenAi),
        is: |seen| seen.server.starts_with("BaseHTTP") && seen.text("/v1/models").contains("mlx"),
    },
    KnownServer {
        name: "an OpenAI-compatible server",
        protocol: Some(Protocol::OpenAi),
        is: |seen| seen.json("/v1/models").get("data").is_some_and(Value::is_array),
    },
    KnownServer {
        name: "a web page",
        protocol: None,
        is: |seen| {
            let page = seen.text("/").trim_start().to_lowercase();
            page.starts_with("<!doctype html") || page.starts_with("<html")
        },
    },
];

/// The replies to some paths.
#[derive(Debug, Default)]
struct Seen {
    replies: Vec<(&'static str, SeenReply)>,
    server: String,
}

/// The kind of the server at the client's address, if it is a known one.
pub(super) async fn recognise(client: &Client) -> Option<KnownServer> {
    let mut seen = Seen::default();
    for path in PATHS {
        // A server that does not answer one of them in time may not answer the others either.
        let Some(reply) = client.look(path, LIMIT).await else { break };
        seen.server.clone_from(&reply.server);
        seen.replies.push((path, reply));
    }
    KNOWN.into_iter().find(|kind| (kind.is)(&seen))
}

/// Whether a server that speaks Ollama's protocol is another one: KoboldCpp emulates it.
pub(super) async fn is_emulated(client: &Client) -> bool {
    client.look(KOBOLD, LIMIT).await.is_some_and(|reply| reply.status == 200 && reply.text.contains("KoboldCpp"))
}

/// Whether what `/props` says is a llama-server's. A router says its role, and before build 8771 not its build:
/// <https://github.com/ggml-org/llama.cpp/pull/21835>.
pub(super) fn is_llama_server(properties: &Value) -> bool {
    text(properties, "build_info").is_some() || is_router(properties)
}

/// Whether what `/props` says is that of a llama-server which starts others.
pub(super) fn is_router(properties: &Value) -> bool {
    properties.get("role").and_then(Value::as_str) == Some("router")
}

impl Seen {
    /// The text of a reply that was a success.
    fn text(&self, path: &str) -> &str {
        let reply = self.replies.iter().find(|(known, reply)| *known == path && reply.status == 200);
        reply.map_or("", |(_, reply)| &reply.text)
    }

    fn json(&self, path: &str) -> Value {
        serde_json::from_str(self.text(path)).unwrap_or_default()
    }

    fn says(&self, words: &str) -> bool {
        self.replies.iter().any(|(_, reply)| reply.text.contains(words))
    }

    /// Whether the list of models names this owner.
    fn is_owned_by(&self, owner: &str) -> bool {
        let listed = self.json("/v1/models");
        listed.pointer("/data/0/owned_by").and_then(Value::as_str) == Some(owner)
    }
}
