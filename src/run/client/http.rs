//! The connection to one server: sends a question, feeds the reply to its decoder, keeps the time and the limit.
#![expect(clippy::disallowed_methods, reason = "latency is measured here, by the monotonic clock")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::StatusCode;
use serde_json::Value;

use crate::record::{Answered, Failure, FailureKind, Outcome, Timing};

use super::{Ask, Decoder, Errand, Exchange, Length, Protocol, failure};

/// How long a server may take to accept a connection, or to say what it is.
const PATIENCE: Duration = Duration::from_secs(10);
/// The most bytes read of a reply that is not a stream.
const LONGEST_REPLY: usize = 16 << 20;
/// How long to wait, after the end mark, for the connection to be free for the next request.
const DRAIN: Duration = Duration::from_millis(50);

/// How long a model may take to load.
const LOADING_PATIENCE: Duration = Duration::from_secs(600);
/// How long to wait before each further attempt to reach a server that is not there.
const PAUSES: [Duration; 3] = [Duration::from_millis(200), Duration::from_secs(1), Duration::from_secs(4)];
/// How often a busy server is looked at.
const BETWEEN_LOOKS: Duration = Duration::from_millis(20);
/// llama-server's words while it is not ready yet.
const LOADING: &str = "Loading model";

/// A server and how to speak to it.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    url: String,
    protocol: Arc<dyn Protocol>,
}

/// One request on its way.
struct Talk {
    decoder: Box<dyn Decoder>,
    headers: Option<Duration>,
    first_byte: Option<Duration>,
    reached: Reached,
}

/// Whether anybody took the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reached {
    /// A server that was ready for it.
    Server,
    /// No connection, or a server that is not ready yet.
    Nobody,
}

impl Client {
    /// A client for the server at `url`. It follows no redirects and uses no proxy: it measures that server and no other.
    ///
    /// # Errors
    /// The TLS library cannot be set up.
    pub fn new(url: &str, protocol: Arc<dyn Protocol>) -> Result<Self, reqwest::Error> {
        // Setting the provider twice is refused and harmless: the first one stands.
        let _already_set = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .connect_timeout(PATIENCE)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .tcp_nodelay(true)
            .pool_max_idle_per_host(1)
            .build()?;
        Ok(Self { http, url: url.to_owned(), protocol })
    }

    /// The server's address.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Asks, and reads the answer to its end, to the limit, or to the first fault. The connection of a request that timed out is
    /// closed, so that the server can stop. Where no connection can be had at all, it is tried again a few times, later and later.
    pub async fn ask(&self, ask: &Ask<'_>) -> Exchange {
        for (retry, pause) in PAUSES.into_iter().enumerate() {
            let (exchange, reached) = self.ask_once(ask).await;
            if reached == Reached::Server {
                return Exchange { retries: u32::try_from(retry).unwrap_or(u32::MAX), ..exchange };
            }
            tokio::time::sleep(pause).await;
        }
        let retries = u32::try_from(PAUSES.len()).unwrap_or(u32::MAX);
        Exchange { retries, ..self.ask_once(ask).await.0 }
    }

    async fn ask_once(&self, ask: &Ask<'_>) -> (Exchange, Reached) {
        let mut talk =
            Talk { decoder: self.protocol.decoder(), headers: None, first_byte: None, reached: Reached::Server };
        let body = self.protocol.body(ask);
        let sent = Instant::now();
        let ended = tokio::time::timeout(ask.limit, self.converse(&body, sent, &mut talk)).await;
        let elapsed = sent.elapsed();
        let transcript = talk.decoder.transcript().clone().with_thinking_apart();
        let outcome = match ended {
            Err(_) => Outcome::TimedOut,
            Ok(Err(failure)) => Outcome::Failed(failure),
            Ok(Ok(())) if transcript.cut => Outcome::Answered(Answered::CutAtTokenLimit),
            Ok(Ok(())) => Outcome::Answered(Answered::Whole),
        };
        let total = match outcome {
            Outcome::Answered(_) => transcript.ended.unwrap_or(elapsed),
            _ => elapsed,
        };
        let timing = Timing {
            headers: talk.headers,
            first_byte: talk.first_byte,
            first_token: transcript.first_token,
            first_answer: transcript.first_answer,
            total,
        };
        (Exchange { transcript, outcome, timing, retries: 0 }, talk.reached)
    }

    async fn converse(&self, body: &Value, sent: Instant, talk: &mut Talk) -> Result<(), Failure> {
        let address = format!("{}{}", self.url, self.protocol.path());
        let mut reply = self.http.post(address).json(body).send().await.map_err(|error| {
            if error.is_connect() {
                talk.reached = Reached::Nobody;
            }
            transport(&error)
        })?;
        talk.headers = Some(sent.elapsed());
        let status = reply.status();
        if !status.is_success() {
            let body = whole(reply).await?;
            let failure = self.protocol.failure(status.as_u16(), &body);
            if status == StatusCode::SERVICE_UNAVAILABLE && failure.message.contains(LOADING) {
                talk.reached = Reached::Nobody;
            }
            return Err(failure);
        }
        while let Some(bytes) = reply.chunk().await.map_err(|error| transport(&error))? {
            let at = sent.elapsed();
            talk.first_byte.get_or_insert(at);
            talk.decoder.push(&bytes, at)?;
            if talk.decoder.transcript().ended.is_some() {
                drain(reply).await;
                return Ok(());
            }
        }
        talk.decoder.close(sent.elapsed())
    }

    /// Whether the server is free again after a request that was given up, as far as it lets that be known: by its slots, or by
    /// whether it answers one token. Waits for that as long as the question's limit.
    pub async fn becomes_idle(&self, ask: &Ask<'_>) -> bool {
        let by_slots = async {
            let path = self.protocol.slots()?;
            loop {
                let slots = self.get(path).await.ok()?;
                if !slots.as_array()?.iter().any(|slot| slot.get("is_processing") == Some(&Value::Bool(true))) {
                    return Some(());
                }
                tokio::time::sleep(BETWEEN_LOOKS).await;
            }
        };
        match tokio::time::timeout(ask.limit, by_slots).await {
            Ok(Some(())) => true,
            Err(_) => false,
            Ok(None) => {
                let canary = Ask { length: Length::OneToken, ..*ask };
                matches!(self.ask_once(&canary).await.0.outcome, Outcome::Answered(_))
            }
        }
    }

    /// Loads the model as the question will need it, where the server loads on demand; otherwise does nothing.
    ///
    /// # Errors
    /// The server cannot load it.
    pub async fn load(&self, ask: &Ask<'_>) -> Result<(), Failure> {
        match self.protocol.load(ask) {
            Some(errand) => self.run(&errand).await,
            None => Ok(()),
        }
    }

    /// Makes the server let go of the model, where it loads on demand; otherwise does nothing.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn unload(&self, model: &str) -> Result<(), Failure> {
        match self.protocol.unload(model) {
            Some(errand) => self.run(&errand).await,
            None => Ok(()),
        }
    }

    async fn run(&self, errand: &Errand) -> Result<(), Failure> {
        let request = self.http.post(format!("{}{}", self.url, errand.path)).json(&errand.body);
        self.json(request.timeout(LOADING_PATIENCE)).await.map(drop)
    }

    /// `GET path` as JSON.
    ///
    /// # Errors
    /// No connection, a status other than 2xx, or a body that is no JSON.
    pub async fn get(&self, path: &str) -> Result<Value, Failure> {
        self.json(self.http.get(format!("{}{path}", self.url)).timeout(PATIENCE)).await
    }

    /// `POST path` as JSON.
    ///
    /// # Errors
    /// No connection, a status other than 2xx, or a body that is no JSON.
    pub async fn post(&self, path: &str, body: &Value) -> Result<Value, Failure> {
        self.json(self.http.post(format!("{}{path}", self.url)).json(body).timeout(PATIENCE)).await
    }

    async fn json(&self, request: reqwest::RequestBuilder) -> Result<Value, Failure> {
        let reply = request.send().await.map_err(|error| transport(&error))?;
        let status = reply.status();
        let body = whole(reply).await?;
        if !status.is_success() {
            return Err(self.protocol.failure(status.as_u16(), &body));
        }
        serde_json::from_slice(&body)
            .map_err(|error| failure(FailureKind::Malformed, format!("the reply is no JSON: {error}")))
    }
}

/// Waits shortly for the end of a body whose end mark has come, so that the connection can be used again.
async fn drain(mut reply: reqwest::Response) {
    let _cut_short = tokio::time::timeout(DRAIN, async { while let Ok(Some(_)) = reply.chunk().await {} }).await;
}

/// A whole body, bounded.
async fn whole(mut reply: reqwest::Response) -> Result<Vec<u8>, Failure> {
    let mut body = Vec::new();
    while let Some(bytes) = reply.chunk().await.map_err(|error| transport(&error))? {
        body.extend_from_slice(&bytes);
        if body.len() > LONGEST_REPLY {
            return Err(failure(FailureKind::Malformed, "a reply longer than 16 MiB"));
        }
    }
    Ok(body)
}

/// A failure of the connection, with the innermost cause: the outer words only repeat the address.
fn transport(error: &reqwest::Error) -> Failure {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    failure(FailureKind::Transport, cause.to_string())
}
