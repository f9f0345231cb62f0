//! The connection to one server: sends a question, feeds the reply to its decoder, keeps the time and the limit.
#![expect(clippy::disallowed_methods, reason = "latency is measured here, by the monotonic clock")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::record::{Answered, Failure, FailureKind, Outcome, Timing};

use super::{Ask, Decoder, Exchange, Protocol, failure};

/// How long a server may take to accept a connection, or to say what it is.
const PATIENCE: Duration = Duration::from_secs(10);
/// The most bytes read of a reply that is not a stream.
const LONGEST_REPLY: usize = 16 << 20;
/// How long to wait, after the end mark, for the connection to be free for the next request.
const DRAIN: Duration = Duration::from_millis(50);

/// A server and how to speak to it.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    url: String,
    protocol: Arc<dyn Protocol>,
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
    /// closed, so that the server can stop.
    pub async fn ask(&self, ask: &Ask<'_>) -> Exchange {
        let mut decoder = self.protocol.decoder();
        let body = self.protocol.body(ask);
        let sent = Instant::now();
        let ended = tokio::time::timeout(ask.settings.timeout, self.converse(&body, sent, decoder.as_mut())).await;
        let elapsed = sent.elapsed();
        let transcript = decoder.transcript().clone();
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
        let timing = Timing { first_token: transcript.first_token, first_answer: transcript.first_answer, total };
        Exchange { transcript, outcome, timing }
    }

    async fn converse(&self, body: &Value, sent: Instant, decoder: &mut dyn Decoder) -> Result<(), Failure> {
        let address = format!("{}{}", self.url, self.protocol.path());
        let mut reply = self.http.post(address).json(body).send().await.map_err(|error| transport(&error))?;
        let status = reply.status();
        if !status.is_success() {
            let body = whole(reply).await?;
            return Err(self.protocol.failure(status.as_u16(), &body));
        }
        while let Some(bytes) = reply.chunk().await.map_err(|error| transport(&error))? {
            decoder.push(&bytes, sent.elapsed())?;
            if decoder.transcript().ended.is_some() {
                drain(reply).await;
                return Ok(());
            }
        }
        decoder.close(sent.elapsed())
    }

    /// `GET path` as JSON.
    ///
    /// # Errors
    /// No connection, a status other than 2xx, or a body that is no JSON.
    pub async fn get(&self, path: &str) -> Result<Value, Failure> {
        self.json(self.http.get(format!("{}{path}", self.url))).await
    }

    /// `POST path` as JSON.
    ///
    /// # Errors
    /// No connection, a status other than 2xx, or a body that is no JSON.
    pub async fn post(&self, path: &str, body: &Value) -> Result<Value, Failure> {
        self.json(self.http.post(format!("{}{path}", self.url)).json(body)).await
    }

    async fn json(&self, request: reqwest::RequestBuilder) -> Result<Value, Failure> {
        let reply = request.timeout(PATIENCE).send().await.map_err(|error| transport(&error))?;
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
