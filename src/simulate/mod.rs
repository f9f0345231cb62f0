//! Pretend servers: Ollama's protocol and llama-server's, over real HTTP, answered by invented models.
//!
//! The models answer with the examples that a suite's cases carry, chosen by a seeded skill: the same seed gives the same answers.
//! Their time is compressed, and the server says so, and by how much, wherever a real one says its version.

mod answer;
mod llama_server;
mod models;
mod ollama;
mod stream;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::suite::Suite;

pub use models::{Model, Served, demo_targets, models};

/// How many simulated seconds pass in one real one, in the demo.
///
/// The suite's minute becomes 300 ms, so that the target that runs into it on half of forty cases costs six seconds and not twenty
/// minutes, while the quickest answers still take more than a millisecond, which is what loopback and timers can tell apart.
pub const DEMO_COMPRESSION: f64 = 200.0;

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

/// What the handlers know.
#[derive(Debug)]
struct World {
    suite: Arc<Suite>,
    models: Vec<Model>,
    compression: f64,
    seed: u64,
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
    fn confession(&self) -> serde_json::Value {
        serde_json::json!({ "compression": self.compression, "seed": self.seed })
    }
}

/// Serves the built-in models on a free port of the loopback interface. `compression` is how many simulated seconds pass in a
/// real one.
///
/// # Errors
/// No port could be had.
pub async fn start_on_free_port(suite: Arc<Suite>, compression: f64, seed: u64) -> io::Result<Server> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    let world = Arc::new(World { suite, models: models(), compression: compression.max(1.0), seed });
    let app = Router::new().merge(ollama::routes()).merge(llama_server::routes()).fallback(not_found).with_state(world);
    let (stop, stopped) = oneshot::channel();
    tokio::spawn(async move {
        // Without this, Nagle's algorithm and delayed acknowledgements add 40 ms to every answer.
        let serving = axum::serve(listener.tap_io(|stream| drop(stream.set_nodelay(true))), app);
        let _ended = serving.with_graceful_shutdown(async {
            let _dropped = stopped.await;
        });
        let _ended = _ended.await;
    });
    Ok(Server { address, _stop: stop })
}

/// An unknown path, as Ollama says it.
async fn not_found() -> (axum::http::StatusCode, &'static str) {
    (axum::http::StatusCode::NOT_FOUND, "404 page not found")
}
