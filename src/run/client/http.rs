//! The connection to one server: sends a request, feeds the reply to its decoder, takes the times and enforces the
//! limit.
#![expect(clippy::disallowed_methods, reason = "latency is measured here, with the monotonic clock")]

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use serde_json::Value;

use crate::record::{Failure, FailureKind, Outcome, Timing};

use super::super::address::ServerAddress;
use super::super::key::{DEFAULT_VARIABLE, ServerKey};
use super::connection::{OpenedConnections, reason, transport};
use super::left_out::{named_in, without};
use super::outcome::{first_token_was_seen, outcome};
use super::refusal::is_loading;
use super::request::{ChatRequest, Length};
use super::transcript::Exchange;
use super::wire_format::{ControlRequest, Decoder, WireFormat};

/// Timeout for connecting; shorter than that of any request, so that it is known which one has passed.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(8);
/// How long to wait, after the end mark, for the connection to become reusable.
const DRAIN_TIMEOUT: Duration = Duration::from_millis(50);

/// How long to wait, after an answer's finish reason, for what may follow: usage and the end of the stream.
const AFTER_FINISH_TIMEOUT: Duration = Duration::from_secs(2);

/// Timeout for loading or unloading a model, and the longest wait for a server that is loading.
pub(super) const LOAD_TIMEOUT: Duration = Duration::from_secs(600);
/// Delays before each further attempt to reach a server that is not available.
pub(super) const RETRY_DELAYS: [Duration; 3] =
    [Duration::from_millis(200), Duration::from_secs(1), Duration::from_secs(4)];
/// How often a busy server is polled.
const POLL_INTERVAL: Duration = Duration::from_millis(20);
/// How long a server may take to show that it still answers, after a request that timed out.
const LIVENESS_TIMEOUT: Duration = Duration::from_secs(2);

/// A server's address, wire format and key, with a connection pool.
#[derive(Debug, Clone)]
pub struct Client {
    pub(super) http: reqwest::Client,
    pub(super) address: ServerAddress,
    pub(super) key: ServerKey,
    pub(super) format: Arc<dyn WireFormat>,
    pub(super) opened: OpenedConnections,
    /// The settings that the server refuses.
    left_out: Arc<Mutex<Vec<&'static str>>>,
    /// Whether a request has waited as long as it may for a server that is loading, and none was answered since. The
    /// others do not wait again.
    loads_for_ever: Arc<AtomicBool>,
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

/// Whether the server took the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Availability {
    /// It did, and what it replied is the result.
    Ready,
    /// No connection.
    Unreachable,
    /// The connection had been used before and was closed before the reply began: the server did not see the request,
    /// or could not answer it there.
    Stale,
    /// The server is still loading.
    Loading,
    /// It refuses this setting.
    Refuses(&'static str),
}

impl Client {
    /// A client for the server at `url`, without a key.
    ///
    /// # Errors
    /// `url` is not an address, or the TLS library cannot be set up.
    pub fn new(url: &str, format: Arc<dyn WireFormat>) -> Result<Self, String> {
        Self::with_key(&ServerAddress::parse(url)?, &ServerKey::unset(DEFAULT_VARIABLE), format)
    }

    /// A client that sends the key, if it may be sent to that address, and the user name and password of the address. It
    /// follows no redirects and uses no proxy, so that it measures that server and sends the key to no other.
    ///
    /// # Errors
    /// The key is not one, or the TLS library cannot be set up.
    pub fn with_key(address: &ServerAddress, key: &ServerKey, format: Arc<dyn WireFormat>) -> Result<Self, String> {
        // Fails when a provider is installed already, which is then the same one:
        // https://docs.rs/rustls/latest/rustls/crypto/struct.CryptoProvider.html#method.install_default
        let _already_installed = rustls::crypto::ring::default_provider().install_default();
        let mut headers = HeaderMap::new();
        if let Some(secret) = key.sent() {
            let mut value = HeaderValue::from_str(&format!("Bearer {}", secret.reveal()))
                .map_err(|_| format!("the key in `{}` has characters that no request can carry", key.variable()))?;
            value.set_sensitive(true);
            headers.insert(AUTHORIZATION, value);
        }
        let opened = OpenedConnections::default();
        let http = reqwest::Client::builder()
            .default_headers(headers)
            .connect_timeout(CONNECT_TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            // Nagle's algorithm (RFC 896) would hold back a second small write until the first is acknowledged, up to
            // 40 ms on Linux.
            .tcp_nodelay(true)
            .pool_max_idle_per_host(1)
            .connector_layer(opened.clone())
            .build()
            .map_err(|error| reason(&error))?;
        let (left_out, loads_for_ever) = (Arc::default(), Arc::default());
        Ok(Self { http, address: address.clone(), key: key.clone(), format, opened, left_out, loads_for_ever })
    }

    /// Sends a chat request and reads the answer to its end, to the limit, or to the first error. The connection of a
    /// request that timed out is closed, so that the server can stop generating.
    ///
    /// The request is sent again, and the times are those of the last attempt: if nothing answers, with growing delays;
    /// as long as the server is loading, within the limit for that, which one request may use up for all; on a new connection, if one that was used before
    /// dies before the reply begins; and without a setting that the server refuses.
    pub async fn send(&self, request: &ChatRequest<'_>) -> Exchange {
        let began = Instant::now();
        let mut delays = RETRY_DELAYS.into_iter();
        let mut left_out = self.left_out();
        let mut retries = 0;
        let mut is_renewed = false;
        loop {
            let (mut exchange, availability) = self.send_once(request, &left_out).await;
            let delay = match availability {
                Availability::Refuses(setting) => {
                    left_out.push(setting);
                    continue;
                }
                Availability::Unreachable => delays.next(),
                Availability::Stale if !is_renewed => {
                    is_renewed = true;
                    Some(Duration::ZERO)
                }
                Availability::Loading if self.may_wait_for_loading(began) => {
                    delays.next().or(RETRY_DELAYS.last().copied())
                }
                Availability::Ready | Availability::Stale | Availability::Loading => None,
            };
            let Some(delay) = delay else {
                exchange.retries = retries;
                exchange.unreachable = availability == Availability::Unreachable;
                self.remember(&exchange, left_out);
                return exchange;
            };
            retries += 1;
            tokio::time::sleep(delay).await;
        }
    }

    /// Whether a request that began then may still wait for a server that is loading.
    fn may_wait_for_loading(&self, began: Instant) -> bool {
        if began.elapsed() >= LOAD_TIMEOUT {
            self.loads_for_ever.store(true, Ordering::Relaxed);
        }
        !self.loads_for_ever.load(Ordering::Relaxed)
    }

    /// The settings that the server was found to refuse.
    pub fn left_out(&self) -> Vec<&'static str> {
        self.left_out.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Remembers what was left out of a request that was then answered: the following ones are sent without it. An answer
    /// also shows that the server has loaded.
    fn remember(&self, exchange: &Exchange, left_out: Vec<&'static str>) {
        if matches!(exchange.outcome, Outcome::Answered(_)) {
            self.loads_for_ever.store(false, Ordering::Relaxed);
        }
        if matches!(exchange.outcome, Outcome::Answered(_) | Outcome::TimedOut) {
            *self.left_out.lock().unwrap_or_else(PoisonError::into_inner) = left_out;
        }
    }

    async fn send_once(&self, request: &ChatRequest<'_>, left_out: &[&'static str]) -> (Exchange, Availability) {
        let mut pending = PendingReply {
            decoder: self.format.decoder(),
            headers: None,
            first_byte: None,
            availability: Availability::Ready,
            abandoned: false,
        };
        let body = without(self.format.body(request), left_out);
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
        let left_out = left_out.to_vec();
        let exchange = Exchange { transcript, outcome, timing, retries: 0, abandoned, unreachable: false, left_out };
        (self.without_secrets(exchange), pending.availability)
    }

    /// Sends the request and reads the reply. `Err(None)`: it ran out of time.
    async fn receive(
        &self,
        body: &Value,
        sent: Instant,
        limit: Duration,
        pending: &mut PendingReply,
    ) -> Result<(), Option<Failure>> {
        let path = self.format.path();
        let opened = self.opened.count();
        let mut reply = self.http.post(self.address.url(path)).json(body).send().await.map_err(|error| {
            pending.availability = match (error.is_connect(), self.opened.count() > opened) {
                (true, _) => Availability::Unreachable,
                (false, false) => Availability::Stale,
                (false, true) => Availability::Ready,
            };
            transport(&error)
        })?;
        pending.headers = Some(sent.elapsed());
        if !reply.status().is_success() {
            let refused = self.refused(path, reply).await.map_err(|trouble| trouble.failure)?;
            let failure = refused.trouble.failure;
            if is_loading(refused.status, &failure.message) {
                pending.availability = Availability::Loading;
            } else if let Some(setting) = named_in(&failure, &refused.body, body) {
                pending.availability = Availability::Refuses(setting);
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
    /// by whether it generates one token. Waits as long as the request's limit, and only for a server that answers at
    /// all: a dead one costs one limit and not two.
    pub async fn becomes_idle(&self, request: &ChatRequest<'_>) -> bool {
        if !self.answers(LIVENESS_TIMEOUT.min(request.limit)).await {
            return false;
        }
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
                matches!(self.send_once(&probe, &self.left_out()).await.0.outcome, Outcome::Answered(_))
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
        self.ask(control.path, Some(&control.body), LOAD_TIMEOUT).await.map(drop).map_err(|trouble| trouble.failure)
    }

    /// A finished request without the key and the password of the address, should the server repeat them.
    fn without_secrets(&self, mut exchange: Exchange) -> Exchange {
        for secret in self.key.sent().into_iter().chain(self.address.secrets()) {
            secret.removed_from_answer(&mut exchange.transcript.answer);
            secret.removed_from_answer(&mut exchange.transcript.reasoning);
            if let Outcome::Failed(failure) = &mut exchange.outcome {
                failure.message = secret.removed_from_cut(&failure.message);
            }
        }
        exchange
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

#[cfg(test)]
mod tests {
    use super::super::OpenAi;
    use super::*;

    #[test]
    fn a_server_that_loads_for_ever_is_waited_for_once() {
        let client = Client::new("http://127.0.0.1:1", Arc::new(OpenAi)).expect("it is an address");
        let now = Instant::now();
        assert!(client.may_wait_for_loading(now));
        let Some(long_ago) = now.checked_sub(LOAD_TIMEOUT) else { return };
        assert!(!client.may_wait_for_loading(long_ago));
        assert!(!client.clone().may_wait_for_loading(now), "the time of all requests is used up");
    }
}
