//! What the simulated servers share between requests: the scene, and what it remembers of earlier requests.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedSender;

use crate::suite::Suite;

use super::fault::{self, Fault, FaultKind, WriteError};
use super::models::Model;
use super::stream::{self, TimedChunk};

/// The version that the simulated servers report.
pub(super) const VERSION: &str = "0.0.0-simulated";

/// How a handler receives the state.
pub(super) type Shared = State<Arc<ServerState>>;

/// The state of the simulated servers.
#[derive(Debug)]
pub(super) struct ServerState {
    /// The suite whose examples are the answers.
    pub(super) suite: Arc<Suite>,
    /// The models.
    pub(super) models: Vec<Model>,
    /// How many simulated seconds pass per real second.
    pub(super) compression: f64,
    /// Seeds the choice of answers and the variation of times.
    pub(super) seed: u64,
    /// The faults to inject.
    pub(super) faults: Vec<Fault>,
    /// Takes the server down.
    pub(super) outages: UnboundedSender<Outage>,
    /// What changes from one request to the next.
    pub(super) history: Mutex<History>,
}

/// What follows when a fault takes the server down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outage {
    /// It stays down.
    ForGood,
    /// It is started again.
    Restart,
}

/// What changes from one request to the next.
#[derive(Debug, Default)]
pub(super) struct History {
    /// The models loaded through Ollama's API, each with its context in tokens.
    pub(super) loaded: BTreeMap<String, u64>,
    /// The number of chat requests to each model.
    requests: BTreeMap<String, u64>,
}

/// A chat request as both protocols express it.
#[derive(Debug, Clone, Copy)]
pub(super) struct IncomingRequest<'a> {
    /// The last message.
    pub(super) prompt: &'a str,
    /// The maximum number of tokens in the answer, if the client sets one.
    pub(super) max_tokens: Option<u64>,
}

impl<'a> IncomingRequest<'a> {
    /// The request in a body with `messages`; `max_tokens` is the value of its token limit.
    pub(super) fn read(body: &'a Value, max_tokens: &Value) -> Self {
        let last = body["messages"].as_array().and_then(|all| all.last());
        let prompt = last.and_then(|last| last["content"].as_str()).unwrap_or_default();
        Self { prompt, max_tokens: max_tokens.as_u64() }
    }
}

impl ServerState {
    /// The model with a name; `:latest` may be appended, as Ollama does.
    pub(super) fn model(&self, name: &str) -> Option<&Model> {
        let bare = name.strip_suffix(":latest").unwrap_or(name);
        self.models.iter().find(|model| model.name == bare)
    }

    /// Simulated seconds as real time.
    pub(super) fn real(&self, seconds: f64) -> Duration {
        Duration::try_from_secs_f64(seconds / self.compression).unwrap_or_default()
    }

    /// The declaration that the server is simulated, and how.
    pub(super) fn declaration(&self) -> Value {
        json!({ "compression": self.compression, "seed": self.seed })
    }

    /// The history; a panic in another handler does not make it unusable.
    pub(super) fn history(&self) -> MutexGuard<'_, History> {
        self.history.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a chat request to the model and returns the fault to inject, if any. Requests for one token are exempt:
    /// clients use them to probe whether the server is free.
    pub(super) fn next_fault(&self, model: &Model, request: &IncomingRequest<'_>) -> Option<FaultKind> {
        if request.max_tokens == Some(1) {
            return None;
        }
        let mut history = self.history();
        let count = history.requests.entry(model.name.clone()).or_default();
        let number = *count;
        *count += 1;
        let kind = self.faults.iter().find(|fault| fault::applies(fault, &model.name, number)).map(|fault| fault.kind);
        let outage = match kind {
            Some(FaultKind::Death) => Some(Outage::ForGood),
            Some(FaultKind::Restart) => Some(Outage::Restart),
            _ => None,
        };
        outage.map(|outage| self.outages.send(outage));
        kind
    }

    /// The chunks as a response body, with the fault injected.
    pub(super) fn body(&self, chunks: Vec<TimedChunk>, fault: Option<FaultKind>, write_error: WriteError) -> Body {
        stream::play(match fault {
            Some(kind) => fault::inject(kind, chunks, self.compression, write_error),
            None => chunks,
        })
    }
}
