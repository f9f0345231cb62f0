//! Pretend servers: Ollama's protocol and llama-server's, over real HTTP, answered by invented models.
//!
//! The models answer with the examples that a suite's cases carry, chosen by a seeded skill: the same seed gives the same answers.
//! Their time is compressed, and the server says so, and by how much, wherever a real one says its version.

mod answer;
mod fault;
mod llama_server;
mod models;
mod ollama;
mod stream;

use std::collections::BTreeMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::serve::ListenerExt;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::suite::Suite;

use answer::Question;
use fault::WriteError;
use stream::Frame;

pub use fault::{Fault, FaultKind};
pub use models::{Model, Served, demo_targets, models};

/// How many simulated seconds pass in one real one, in the demo.
///
/// The suite's minute becomes 60 ms, so that a model that needs it for an answer costs seconds and not hours, while most answers still take
/// longer than the half millisecond that one request costs the two sides themselves.
pub const DEMO_COMPRESSION: f64 = 1000.0;

/// The version that the simulated servers give.
const VERSION: &str = "0.0.0-simulated";

/// A running simulated server; it ends when this is dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    _stop: oneshot::Sender<()>,
}

impl Server {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

/// What to simulate.
#[derive(Debug, Clone)]
pub struct Scene {
    /// The suite whose examples are the answers.
    pub suite: Arc<Suite>,
    /// Who answers: [`models()`], or whoever is to be there.
    pub models: Vec<Model>,
    /// How many simulated seconds pass in a real one; 1 or more.
    pub compression: f64,
    /// Chooses among the answers.
    pub seed: u64,
    /// What goes wrong.
    pub faults: Vec<Fault>,
}

/// What the handlers know.
#[derive(Debug)]
struct World {
    suite: Arc<Suite>,
    models: Vec<Model>,
    compression: f64,
    seed: u64,
    faults: Vec<Fault>,
    memory: Mutex<Memory>,
}

/// What the handlers remember from one request to the next.
#[derive(Debug, Default)]
struct Memory {
    /// The models loaded in Ollama's manner, each with its context.
    resident: BTreeMap<String, u64>,
    /// How many questions each model has been asked.
    questions: BTreeMap<String, u64>,
}

impl World {
    fn model(&self, name: &str) -> Option<&Model> {
        let bare = name.strip_suffix(":latest").unwrap_or(name);
        self.models.iter().find(|model| model.name == bare)
    }

    /// Simulated seconds as real time.
    fn real(&self, seconds: f64) -> Duration {
        Duration::try_from_secs_f64(seconds / self.compression).unwrap_or_default()
    }

    /// What tells a client that none of this is real.
    fn confession(&self) -> Value {
        serde_json::json!({ "compression": self.compression, "seed": self.seed })
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The fault that the model's next question meets. One token is no question: it asks whether anybody is there.
    fn fault_of_next(&self, model: &Model, question: &Question<'_>) -> Option<FaultKind> {
        if question.max_tokens == Some(1) {
            return None;
        }
        let mut memory = self.memory();
        let asked = memory.questions.entry(model.name.clone()).or_default();
        let number = *asked;
        *asked += 1;
        self.faults.iter().find(|fault| fault::strikes(fault, &model.name, number)).map(|fault| fault.kind)
    }

    /// Frames as a body, spoiled where a fault is due.
    fn body(&self, frames: Vec<Frame>, fault: Option<FaultKind>, write_error: WriteError) -> Body {
        stream::play(match fault {
            Some(kind) => fault::spoil(kind, frames, self.compression, write_error),
            None => frames,
        })
    }
}

/// The last message of a chat, and how long the answer may be.
fn question_of<'a>(request: &'a Value, max_tokens: &Value) -> Question<'a> {
    let last = request["messages"].as_array().and_then(|all| all.last());
    let prompt = last.and_then(|last| last["content"].as_str()).unwrap_or_default();
    Question { prompt, max_tokens: max_tokens.as_u64() }
}

/// Serves the scene's models on a port of the loopback interface; on a free one for port 0.
///
/// # Errors
/// The port cannot be had.
pub async fn start(scene: Scene, port: u16) -> io::Result<Server> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let address = listener.local_addr()?;
    let world = Arc::new(World {
        suite: scene.suite,
        models: scene.models,
        compression: scene.compression.max(1.0),
        seed: scene.seed,
        faults: scene.faults,
        memory: Mutex::default(),
    });
    let app = Router::new().merge(ollama::routes()).merge(llama_server::routes()).fallback(not_found).with_state(world);
    let (stop, stopped) = oneshot::channel();
    tokio::spawn(async move {
        // Without this the system holds back each small write until the one before it is acknowledged: forty milliseconds, on Linux.
        let prompt = listener.tap_io(|stream| {
            let _slow_at_worst = stream.set_nodelay(true);
        });
        let serving = axum::serve(prompt, app);
        let serving = serving.with_graceful_shutdown(async {
            let _dropped = stopped.await;
        });
        let _ended = serving.await;
    });
    Ok(Server { address, _stop: stop })
}

/// An unknown path, as Ollama says it.
async fn not_found() -> (axum::http::StatusCode, &'static str) {
    (axum::http::StatusCode::NOT_FOUND, "404 page not found")
}
