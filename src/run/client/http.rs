//! The connection to one server: sends a request, feeds the reply to its decoder, takes the times and enforces the
//! limit.
#![expect(clippy::disallowed_methods, reason = "latency is measured here, with the monotonic clock")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use reqwest::StatusCode;
use serde_json::Value;

use crate::limits;
use crate::record::{Failure, FailureKind, Outcome, Timing};

use super::failure::{failure, too_long};
use super::outcome::{first_token_was_seen, outcome};
use super::request::{ChatRequest, Length};
use super::transcript::Exchange;
use super::wire_format::{ControlRequest, Decoder, WireFormat};

/// Timeout for connecting, and for requests about the server itself.
const METADATA_TIMEOUT: Duration = Duration::from_secs(10);
/// How long to wait, after the end mark, for the connection to become reusable.
const DRAIN_TIMEOUT: Duration = Duration::from_millis(50);

/// How long to wait, after an answer's finish reason, for what may follow: usage and the end of the stream.
const AFTER_FINISH_TIMEOUT: Duration = Duration::from_secs(2);

/// Timeout for loading or unloading a model.
const LOAD_TIMEOUT: Duration = Duration::from_secs(600);
/// Delays before each further attempt to reach a server that is not available.
const RETRY_DELAYS: [Duration; 3] = [Duration::from_millis(200), Duration::from_secs(1), Duration::from_secs(4)];
/// How often a busy server is polled.
const POLL_INTERVAL: Duration = Duration::from_millis(20);
/// llama-server's error message, with status 503 on every path, while it loads its model
/// (<https://github.com/ggml-org/llama.cpp/pull/9056>).
const LOADING_MESSAGE: &str = "Loading model";

/// A server's address and wire format, with a connection pool.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    url: String,
    format: Arc<dyn WireFormat>,
}

/// A reply while it arrives.
struct PendingReply {
    decoder: Box<dyn Decoder>,
    headers: Option<Duration>,
    first_byte: Option<Duration>,
    availability: Availability,
    /// Whether the connection is closed before the server has said that it is done.
    abandoned: bool,
}

/// Whether the server accepted the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Availability {
    /// It was ready for it.
    Ready,
    /// No connection, or the server is still loading.
    Unavailable,
}

impl Client {
    /// A client for the server at `url`. It follows no redirects and uses no proxy, so that it measures that server and
    /// no other.
    ///
    /// # Errors
    /// The TLS library cannot be set up.
    pub fn new(url: &str, format: Arc<dyn WireFormat>) -> Result<Self, reqwest::Error> {
        // Fails when a provider is installed already, which is then the same one:
        // https://docs.rs/rustls/latest/rustls/crypto/struct.CryptoProvider.html#method.install_default
        let _already_installed = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .connect_timeout(METADATA_TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            // Nagle's algorithm (RFC 896) would hold back a second small write until the first is acknowledged, up to
            // 40 ms on Linux.
            .tcp_nodelay(true)
            .pool_max_idle_per_host(1)
            .build()?;
        Ok(Self { http, url: url.to_owned(), format })
    }

    /// The server's address.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Sends a chat request and reads the answer to its end, to the limit, or to the first error. The connection of a
    /// request that timed out is closed, so that the server can stop generating. If the server is not available, the
    /// request is retried with growing delays.
    pub async fn send(&self, request: &ChatRequest<'_>) -> Exchange {
        for (retry, delay) in RETRY_DELAYS.into_iter().enumerate() {
            let (exchange, availability) = self.send_once(request).await;
            if availability == Availability::Ready {
                return Exchange { retries: u32::try_from(retry).unwrap_or(u32::MAX), ..exchange };
            }
            tokio::time::sleep(delay).await;
        }
        let retries = u32::try_from(RETRY_DELAYS.len()).unwrap_or(u32::MAX);
        let (exchange, availability) = self.send_once(request).await;
        // A server that is still loading is there, and its reply says so.
        let unreachable = availability == Availability::Unavailable && exchange.timing.headers.is_none();
        Exchange { retries, unreachable, ..exchange }
    }

    async fn send_once(&self, request: &ChatRequest<'_>) -> (Exchange, Availability) {
        let mut pending = PendingReply {
            decoder: self.format.decoder(),
            headers: None,
            first_byte: None,
            availability: Availability::Ready,
            abandoned: false,
        };
        let body = self.format.body(request);
        let sent = Instant::now();
        let limit = request.limit;
        let ended = tokio::time::timeout(limit, self.receive(&body, sent, limit, &mut pending)).await;
        let elapsed = sent.elapsed();
        let ended = match ended.unwrap_or(Err(None)) {
            // The answer was complete in time, and the rest of the stream was not.
            Err(None) if pending.decoder.transcript().finish.is_some_and(|(_, at)| at <= limit) => {
                pending.decoder.close(elapsed).map_err(Some)
            }
            ended => ended,
        };
        let mut transcript = pending.decoder.transcript().clone().finished();
        let abandoned = pending.abandoned || ended == Err(None);
        let outcome = outcome(ended, &transcript, request);
        let answered = matches!(outcome, Outcome::Answered(_));
        if matches!(&outcome, Outcome::Failed(failure) if failure.kind == FailureKind::TooLong) {
            transcript = transcript.shortened();
        }
        // Draining the connection after the end mark is not part of the answer's time.
        let total = transcript.ended.filter(|_| answered).unwrap_or(elapsed);
        let seen = !answered || first_token_was_seen(&transcript);
        let timing = Timing {
            headers: pending.headers,
            first_byte: pending.first_byte,
            first_token: transcript.first_token.filter(|_| seen),
            first_answer: transcript.first_answer.filter(|_| seen),
            total,
        };
        (Exchange { transcript, outcome, timing, retries: 0, abandoned, unreachable: false }, pending.availability)
    }

    /// Sends the request and reads the reply. `Err(None)`: it ran out of time.
    async fn receive(
        &self,
        body: &Value,
        sent: Instant,
        limit: Duration,
        pending: &mut PendingReply,
    ) -> Result<(), Option<Failure>> {
        let address = format!("{}{}", self.url, self.format.path());
        let mut reply = self.http.post(address).json(body).send().await.map_err(|error| {
            if error.is_connect() {
                pending.availability = Availability::Unavailable;
            }
            transport(&error)
        })?;
        pending.headers = Some(sent.elapsed());
        let status = reply.status();
        if !status.is_success() {
            let body = read_body(reply).await?;
            let failure = self.format.failure(status.as_u16(), &body);
            // Ollama uses 503 for a full queue, too, and that is a result, not a reason to retry.
            if status == StatusCode::SERVICE_UNAVAILABLE && failure.message.contains(LOADING_MESSAGE) {
                pending.availability = Availability::Unavailable;
            }
            return Err(Some(failure));
        }
        while let Some(bytes) = next_bytes(&mut reply, pending).await? {
            let at = sent.elapsed();
            pending.first_byte.get_or_insert(at);
            let pushed = pending.decoder.push(&bytes, at);
            // The limit covers this program's own work too: a reply that always has more to read would never let the
            // timer fire.
            if sent.elapsed() > limit {
                return Err(None);
            }
            pending.abandoned = pushed.as_ref().is_err_and(|failure| is_refusal_of_ours(failure.kind));
            pushed?;
            if pending.decoder.transcript().ended.is_some() {
                drain(reply).await;
                return Ok(());
            }
        }
        Ok(pending.decoder.close(sent.elapsed())?)
    }

    /// Whether the server becomes free again after an abandoned request, as far as it can be observed: by its slots, or
    /// by whether it generates one token. Waits as long as the request's limit.
    pub async fn becomes_idle(&self, request: &ChatRequest<'_>) -> bool {
        let by_slots = async {
            let path = self.format.slots()?;
            loop {
                let slots = self.get(path).await.ok()?;
                if !slots.as_array()?.iter().any(|slot| slot.get("is_processing") == Some(&Value::Bool(true))) {
                    return Some(());
                }
                tokio::time::sleep(POLL_INTERVAL).await;
            }
        };
        match tokio::time::timeout(request.limit, by_slots).await {
            Ok(Some(())) => true,
            Err(_) => false,
            // No slots to look at: the server has no such path, or it is switched off (llama-server's `--no-slots`,
            // status 501).
            Ok(None) => {
                let probe = ChatRequest { length: Length::OneToken, ..*request };
                matches!(self.send_once(&probe).await.0.outcome, Outcome::Answered(_))
            }
        }
    }

    /// Loads the model with the request's settings, if the server loads on demand; otherwise does nothing.
    ///
    /// # Errors
    /// The server cannot load it.
    pub async fn load(&self, request: &ChatRequest<'_>) -> Result<(), Failure> {
        match self.format.load(request) {
            Some(control) => self.control(&control).await,
            None => Ok(()),
        }
    }

    /// Unloads the model, if the server loads on demand; otherwise does nothing.
    ///
    /// # Errors
    /// The server reports an error.
    pub async fn unload(&self, model: &str) -> Result<(), Failure> {
        match self.format.unload(model) {
            Some(control) => self.control(&control).await,
            None => Ok(()),
        }
    }

    async fn control(&self, control: &ControlRequest) -> Result<(), Failure> {
        let request = self.http.post(format!("{}{}", self.url, control.path)).json(&control.body);
        self.json(request.timeout(LOAD_TIMEOUT)).await.map(drop)
    }

    /// `GET path` as JSON.
    ///
    /// # Errors
    /// No connection, a status other than 2xx, or a body that is not JSON.
    pub async fn get(&self, path: &str) -> Result<Value, Failure> {
        self.json(self.http.get(format!("{}{path}", self.url)).timeout(METADATA_TIMEOUT)).await
    }

    /// `POST path` as JSON.
    ///
    /// # Errors
    /// No connection, a status other than 2xx, or a body that is not JSON.
    pub async fn post(&self, path: &str, body: &Value) -> Result<Value, Failure> {
        self.json(self.http.post(format!("{}{path}", self.url)).json(body).timeout(METADATA_TIMEOUT)).await
    }

    async fn json(&self, request: reqwest::RequestBuilder) -> Result<Value, Failure> {
        let reply = request.send().await.map_err(|error| transport(&error))?;
        let status = reply.status();
        let body = read_body(reply).await?;
        if !status.is_success() {
            return Err(self.format.failure(status.as_u16(), &body));
        }
        serde_json::from_slice(&body)
            .map_err(|error| failure(FailureKind::Malformed, format!("the reply is not JSON: {error}")))
    }
}

/// The next bytes of a reply, or nothing at its end. After the finish reason, an answer is complete even if the connection
/// breaks, or if nothing else comes.
async fn next_bytes(reply: &mut reqwest::Response, pending: &PendingReply) -> Result<Option<Bytes>, Failure> {
    if pending.decoder.transcript().finish.is_none() {
        return reply.chunk().await.map_err(|error| transport(&error));
    }
    let rest = tokio::time::timeout(AFTER_FINISH_TIMEOUT, reply.chunk()).await;
    Ok(rest.ok().and_then(Result::ok).flatten())
}

/// Whether a reply was refused by this program while the server was still sending it.
fn is_refusal_of_ours(kind: FailureKind) -> bool {
    matches!(kind, FailureKind::Malformed | FailureKind::TooLong)
}

/// Waits briefly for the end of a body whose end mark has arrived: hyper returns a connection to its pool only after
/// the whole body was read.
async fn drain(mut reply: reqwest::Response) {
    let _timed_out =
        tokio::time::timeout(DRAIN_TIMEOUT, async { while let Ok(Some(_)) = reply.chunk().await {} }).await;
}

/// A complete body, up to the maximum size.
async fn read_body(mut reply: reqwest::Response) -> Result<Vec<u8>, Failure> {
    let mut body = Vec::new();
    while let Some(bytes) = reply.chunk().await.map_err(|error| transport(&error))? {
        body.extend_from_slice(&bytes);
        if body.len() > limits::REPLY_LENGTH {
            return Err(too_long("a reply", limits::REPLY_LENGTH));
        }
    }
    Ok(body)
}

/// A failure of the connection, with the innermost cause: reqwest's outer messages only repeat the address.
fn transport(error: &reqwest::Error) -> Failure {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    failure(FailureKind::Transport, cause.to_string())
}
