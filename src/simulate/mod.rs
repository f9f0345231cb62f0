//! Simulated servers: the protocols of Ollama and llama-server over real HTTP, with invented models.
//!
//! The models answer with the examples of a suite's cases, chosen by a seeded skill, so the same seed gives the same
//! answers. Their time is compressed, and the server declares that, and by how much, wherever a real server reports its
//! version.

mod answer;
mod cache;
mod disguise;
mod fault;
mod llama_server;
mod models;
mod ollama;
mod request;
mod state;
mod stream;

use std::future::IntoFuture;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};

use crate::suite::Suite;

use state::{Outage, ServerState};

pub use fault::{Fault, FaultKind};
pub use models::{Model, Served, demo_targets, models};

/// How many simulated seconds pass per real second in the demo.
///
/// Hours of answers pass in a minute, while the third of a millisecond that a request itself costs client and server counts as less than a
/// tenth of a second: a fifth of what the models are given to need under Ollama before an answer, and as much as under llama.cpp.
pub const DEMO_COMPRESSION: f64 = 250.0;

/// How long a server that is started again is down: longer than a client's first retry waits.
const RESTART_TIME: Duration = Duration::from_millis(500);

/// A running simulated server; it ends when this is dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    _stop: oneshot::Sender<()>,
}

impl Server {
    /// The address on which it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

/// What to simulate.
#[derive(Debug, Clone)]
pub struct Scene {
    /// The suite whose examples are the answers.
    pub suite: Arc<Suite>,
    /// The models: [`models()`], or others.
    pub models: Vec<Model>,
    /// How many simulated seconds pass per real second; at least 1.
    pub compression: f64,
    /// Seeds the choice of answers and the variation of times.
    pub seed: u64,
    /// The faults to inject.
    pub faults: Vec<Fault>,
}

/// Serves the scene's models on a port of the loopback interface; port 0 means a free one.
///
/// # Errors
/// The port is not available.
pub async fn start(scene: Scene, port: u16) -> io::Result<Server> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let address = listener.local_addr()?;
    let (outages, outages_heard) = mpsc::unbounded_channel();
    let state = Arc::new(ServerState {
        suite: scene.suite,
        models: scene.models,
        compression: scene.compression.max(1.0),
        seed: scene.seed,
        faults: scene.faults,
        outages,
        history: Mutex::default(),
    });
    let app = Router::new().merge(ollama::routes()).merge(llama_server::routes()).fallback(not_found).with_state(state);
    let (stop, stopped) = oneshot::channel();
    tokio::spawn(serve(listener, address, app, outages_heard, stopped));
    Ok(Server { address, _stop: stop })
}

/// Serves until the server is dropped, or a fault takes it down for good.
async fn serve(
    mut listener: TcpListener,
    address: SocketAddr,
    app: Router,
    mut outages: mpsc::UnboundedReceiver<Outage>,
    mut stopped: oneshot::Receiver<()>,
) {
    loop {
        let (close, closed) = oneshot::channel::<()>();
        // By default, Nagle's algorithm holds back each small write until the one before it is acknowledged, and Linux
        // delays an acknowledgement by up to 40 ms: far longer than a compressed token. See RFC 896, and TCP_NODELAY
        // and TCP_QUICKACK in https://man7.org/linux/man-pages/man7/tcp.7.html.
        let without_delay = listener.tap_io(|stream| {
            let _slower_at_worst = stream.set_nodelay(true);
        });
        let serving = axum::serve(without_delay, app.clone()).with_graceful_shutdown(async {
            let _dropped = closed.await;
        });
        let serving = tokio::spawn(serving.into_future());
        let outage = tokio::select! {
            _dropped = &mut stopped => None,
            outage = outages.recv() => outage,
        };
        drop(close);
        let _ended = serving.await;
        if outage != Some(Outage::Restart) {
            return;
        }
        tokio::time::sleep(RESTART_TIME).await;
        let Ok(again) = TcpListener::bind(address).await else { return };
        listener = again;
    }
}

/// The reply for an unknown path, as Ollama sends it: plain text, unlike all of its other errors.
async fn not_found() -> (axum::http::StatusCode, &'static str) {
    (axum::http::StatusCode::NOT_FOUND, "404 page not found")
}
