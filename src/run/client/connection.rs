//! Connections: how many were opened, and why one could not be made or was lost, in plain words.

use std::error::Error;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};

use tower::{Layer, Service};

use crate::diagnostic::io_reason;
use crate::record::{Failure, FailureKind};

use super::failure::failure;

/// Counts the connections that a client opens. A request for which none was opened was sent on one that had been used
/// before; reqwest does not say so itself.
#[derive(Debug, Clone, Default)]
pub(super) struct OpenedConnections(Arc<AtomicU64>);

impl OpenedConnections {
    /// How many were opened so far, or were tried.
    pub(super) fn count(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl<S> Layer<S> for OpenedConnections {
    type Service = CountingConnector<S>;

    fn layer(&self, inner: S) -> Self::Service {
        CountingConnector { inner, opened: self.clone() }
    }
}

/// A connector that counts.
#[derive(Debug, Clone)]
pub(super) struct CountingConnector<S> {
    inner: S,
    opened: OpenedConnections,
}

impl<S: Service<R>, R> Service<R> for CountingConnector<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, target: R) -> Self::Future {
        self.opened.0.fetch_add(1, Ordering::Relaxed);
        self.inner.call(target)
    }
}

/// rustls's words for a server that closes the connection in place of encrypting it.
const NO_HANDSHAKE: &str = "unexpected EOF during handshake";

/// Words of the libraries for what went wrong, and ours. They have no types for these cases that could be named here.
const KNOWN_WORDS: [(&str, &str); 10] = [
    ("corrupt message", "the server does not encrypt: its address may begin with `http://`"),
    ("dns error", "the name of the host is not known"),
    ("failed to lookup address", "the name of the host is not known"),
    ("connection closed before message completed", "the server closed the connection before its reply was complete"),
    ("end of file before message length reached", "the server closed the connection before its reply was complete"),
    ("error reading a body from connection", "the connection was lost before the reply was complete"),
    (NO_HANDSHAKE, "the server does not encrypt: its address may begin with `http://`"),
    ("invalid HTTP version", "what answers is not a web server, or expects `https://`"),
    ("invalid HTTP", "what answers is not a web server, or expects `https://`"),
    ("operation timed out", "no reply in time"),
];

/// A failure of the connection.
pub(super) fn transport(error: &reqwest::Error) -> Failure {
    failure(FailureKind::Transport, reason(error))
}

/// Why a connection could not be made or was lost. reqwest's outer messages only repeat the address, so the cause is in
/// the chain of errors below it.
pub(super) fn reason(error: &reqwest::Error) -> String {
    let causes = causes(error);
    let of_tls = causes.iter().find_map(|cause| tls(*cause));
    let known = || {
        let texts: Vec<String> = causes.iter().map(ToString::to_string).collect();
        let found = KNOWN_WORDS.iter().find(|(word, _)| texts.iter().any(|text| text.contains(word)));
        found.map(|(_, ours)| (*ours).to_owned())
    };
    let of_system = || causes.iter().rev().find_map(|cause| cause.downcast_ref::<io::Error>()).map(io_reason);
    let timed_out = || match (error.is_timeout(), error.is_connect()) {
        (true, true) => Some("no connection in time".to_owned()),
        (true, false) => Some("no reply in time".to_owned()),
        (false, _) => None,
    };
    let innermost = || causes.last().map(ToString::to_string).unwrap_or_default();
    of_tls.or_else(timed_out).or_else(known).or_else(of_system).unwrap_or_else(innermost)
}

/// Whether a connection was made, and could not be encrypted.
pub(super) fn is_of_tls(error: &reqwest::Error) -> bool {
    let causes = causes(error);
    causes.iter().any(|cause| tls(*cause).is_some() || cause.to_string().contains(NO_HANDSHAKE))
}

/// An error and what lies below it, the innermost last.
fn causes(error: &reqwest::Error) -> Vec<&(dyn Error + 'static)> {
    let mut causes: Vec<&(dyn Error + 'static)> = vec![error];
    while let Some(inner) = causes.last().copied().and_then(Error::source) {
        causes.push(inner);
    }
    causes
}

/// What is wrong with an encrypted connection, if that is the cause.
fn tls(cause: &(dyn Error + 'static)) -> Option<String> {
    // An error of the system wraps it, sometimes twice, and does not name what it wraps as its source.
    if let Some(inner) = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        return tls(inner);
    }
    Some(match cause.downcast_ref::<rustls::Error>()? {
        rustls::Error::InvalidCertificate(rustls::CertificateError::UnknownIssuer) => {
            "the server's certificate is from an issuer that this machine does not trust".to_owned()
        }
        rustls::Error::InvalidCertificate(reason) => format!("the server's certificate is not valid: {reason:?}"),
        rustls::Error::InvalidMessage(_) => {
            "the server does not encrypt: its address may begin with `http://`".to_owned()
        }
        other => format!("no encrypted connection: {other}"),
    })
}
