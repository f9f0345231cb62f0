//! Requests about the server itself and its models: the JSON that it replies, or the reason why it does not.
#![expect(clippy::disallowed_methods, reason = "the wait for a server that is loading is bounded")]

use std::time::{Duration, Instant};

use reqwest::header::{LOCATION, SERVER};
use reqwest::{RequestBuilder, Response};
use serde_json::Value;

use crate::limits;
use crate::record::{Failure, FailureKind};

use super::connection::{is_of_tls, transport};
use super::failure::{failure, too_long};
use super::http::{Client, LOAD_TIMEOUT, RETRY_DELAYS};
use super::refusal::{is_loading, wants_key};

/// Timeout for a request about the server itself.
const METADATA_TIMEOUT: Duration = Duration::from_secs(10);

/// Why a request has no JSON as its result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// As a failure of a request.
    pub failure: Failure,
    /// What stood against it.
    pub obstacle: Obstacle,
}

/// Where a request failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// Nothing answered.
    NoConnection,
    /// A connection was made, and nothing was replied in time, or it could not be encrypted.
    NoReply,
    /// A connection was made, and no whole reply came.
    Lost,
    /// The server wants a key, or another one.
    Key {
        /// The server's own words.
        said: String,
        /// What to do.
        advice: String,
    },
    /// The server is elsewhere.
    Redirect {
        /// Where the request was sent to.
        to: String,
        /// The address to type, if the path is the same there.
        address: Option<String>,
    },
    /// Another status that is not a success.
    Status(u16),
    /// A success whose body is a page.
    Page,
    /// A success whose body is neither JSON nor a page.
    NotJson,
}

/// A reply, whatever its status.
#[derive(Debug, Clone, Default)]
pub struct SeenReply {
    /// Its status.
    pub status: u16,
    /// Its `Server` header.
    pub server: String,
    /// Its body as text.
    pub text: String,
}

/// A reply that is not a success.
pub(super) struct RefusedReply {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
    pub(super) trouble: Trouble,
}

impl Client {
    /// `GET path` as JSON. Waits for a server that is loading.
    ///
    /// # Errors
    /// No connection, a status other than 2xx, or a body that is not JSON.
    pub async fn get(&self, path: &str) -> Result<Value, Failure> {
        self.query(path).await.map_err(|trouble| trouble.failure)
    }

    /// `POST path` as JSON. Waits for a server that is loading.
    ///
    /// # Errors
    /// No connection, a status other than 2xx, or a body that is not JSON.
    pub async fn post(&self, path: &str, body: &Value) -> Result<Value, Failure> {
        self.query_with(path, body).await.map_err(|trouble| trouble.failure)
    }

    /// As [`Self::get`], with what stood against it.
    ///
    /// # Errors
    /// As for [`Self::get`].
    pub async fn query(&self, path: &str) -> Result<Value, Trouble> {
        self.ask(path, None, METADATA_TIMEOUT).await
    }

    /// As [`Self::post`], with what stood against it.
    ///
    /// # Errors
    /// As for [`Self::post`].
    pub async fn query_with(&self, path: &str, body: &Value) -> Result<Value, Trouble> {
        self.ask(path, Some(body), METADATA_TIMEOUT).await
    }

    /// The reply to `GET path`, whatever its status, if there is one within `limit`.
    pub async fn look(&self, path: &str, limit: Duration) -> Option<SeenReply> {
        let look = async {
            let reply = self.dispatch(path, None, limit).await.ok()?;
            let status = reply.status().as_u16();
            let server =
                reply.headers().get(SERVER).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
            let body = self.read_body(reply).await.unwrap_or_default();
            Some(SeenReply { status, server, text: String::from_utf8_lossy(&body).into_owned() })
        };
        tokio::time::timeout(limit, look).await.ok().flatten()
    }

    /// As [`Self::query`], within the limit for loading a model: a router of llama-servers starts one to say how it is set.
    ///
    /// # Errors
    /// As for [`Self::get`].
    pub async fn query_loading(&self, path: &str) -> Result<Value, Trouble> {
        self.ask(path, None, LOAD_TIMEOUT).await
    }

    /// Whether the server answers anything within `limit`.
    pub(super) async fn answers(&self, limit: Duration) -> bool {
        matches!(tokio::time::timeout(limit, self.dispatch("/", None, limit)).await, Ok(Ok(_)))
    }

    /// A request with or without a body, as JSON. Waits for a server that is loading.
    pub(super) async fn ask(&self, path: &str, body: Option<&Value>, limit: Duration) -> Result<Value, Trouble> {
        let began = Instant::now();
        let mut delays = RETRY_DELAYS.into_iter();
        loop {
            let reply = self.dispatch(path, body, limit).await?;
            if reply.status().is_success() {
                return json(&self.read_body(reply).await?);
            }
            let refused = self.refused(path, reply).await?;
            if !is_loading(refused.status, &refused.trouble.failure.message) || began.elapsed() > LOAD_TIMEOUT {
                return Err(refused.trouble);
            }
            tokio::time::sleep(delays.next().unwrap_or(RETRY_DELAYS[RETRY_DELAYS.len() - 1])).await;
        }
    }

    /// Sends a request; a second time, on a new connection, if one that was used before dies before the reply begins.
    async fn dispatch(&self, path: &str, body: Option<&Value>, limit: Duration) -> Result<Response, Trouble> {
        let request = || -> RequestBuilder {
            let url = self.address.url(path);
            match body {
                Some(body) => self.http.post(url).json(body),
                None => self.http.get(url),
            }
            .timeout(limit)
        };
        let opened = self.opened.count();
        let sent = match request().send().await {
            Err(error) if !error.is_timeout() && !error.is_connect() && self.opened.count() == opened => {
                request().send().await
            }
            sent => sent,
        };
        sent.map_err(|error| Trouble {
            failure: transport(&error),
            obstacle: match (error.is_connect(), error.is_timeout(), is_of_tls(&error)) {
                (true, _, false) => Obstacle::NoConnection,
                (_, _, true) | (_, true, _) => Obstacle::NoReply,
                (false, false, false) => Obstacle::Lost,
            },
        })
    }

    /// Reads a reply that is not a success. If the server wants a key, its message says what to do.
    pub(super) async fn refused(&self, path: &str, reply: Response) -> Result<RefusedReply, Trouble> {
        let status = reply.status().as_u16();
        let location = reply.headers().get(LOCATION).and_then(|value| value.to_str().ok());
        let redirect = location.filter(|_| reply.status().is_redirection());
        let redirect = redirect.and_then(|location| self.address.redirected(path, location));
        let body = self.read_body(reply).await?;
        let mut failure = self.format.failure(status, &body);
        let obstacle = match redirect {
            Some((to, address)) => {
                failure.message = format!("status {status}: redirects to `{to}`");
                Obstacle::Redirect { to, address }
            }
            None if wants_key(status, &failure.message, &body) => {
                let (said, advice) = (failure.message.clone(), self.key.advice(&self.address));
                failure.message = format!("{said} ({advice})");
                Obstacle::Key { said, advice }
            }
            None => Obstacle::Status(status),
        };
        Ok(RefusedReply { status, body, trouble: Trouble { failure, obstacle } })
    }

    /// A complete body, up to the maximum size, without the key and the password, should the server repeat them.
    async fn read_body(&self, mut reply: Response) -> Result<Vec<u8>, Trouble> {
        let mut body = Vec::new();
        let lost = |failure| Trouble { failure, obstacle: Obstacle::Lost };
        while let Some(bytes) = reply.chunk().await.map_err(|error| lost(transport(&error)))? {
            body.extend_from_slice(&bytes);
            if body.len() > limits::REPLY_LENGTH {
                return Err(lost(too_long("a reply", limits::REPLY_LENGTH)));
            }
        }
        for secret in self.key.sent().into_iter().chain(self.address.secrets()) {
            let text = String::from_utf8_lossy(&body);
            let clean = secret.removed_from(&text);
            if clean != text {
                body = clean.into_bytes();
            }
        }
        Ok(body)
    }
}

fn json(body: &[u8]) -> Result<Value, Trouble> {
    serde_json::from_slice(body).map_err(|error| Trouble {
        failure: failure(FailureKind::Malformed, format!("the reply is not JSON: {error}")),
        obstacle: if body.trim_ascii_start().starts_with(b"<") { Obstacle::Page } else { Obstacle::NotJson },
    })
}
