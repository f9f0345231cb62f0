//! The interface of a server's wire format: what to send, and a decoder for what comes back.

use std::time::Duration;

use serde_json::Value;

use crate::record::Failure;

use super::failure::failure_of_reply;
use super::request::ChatRequest;
use super::transcript::Transcript;

/// How to talk to one kind of server.
pub trait WireFormat: Send + Sync + std::fmt::Debug {
    /// The path of a chat request, relative to the server's address.
    fn path(&self) -> &'static str;

    /// The body of a chat request, with every setting explicit, because defaults differ.
    fn body(&self, request: &ChatRequest<'_>) -> Value;

    /// A decoder for one streamed reply.
    fn decoder(&self) -> Box<dyn Decoder>;

    /// The failure that a reply with a status other than 2xx reports.
    fn failure(&self, status: u16, body: &[u8]) -> Failure {
        failure_of_reply(status, body)
    }

    /// The path that reports which of the server's slots are busy, if it has one.
    fn slots(&self) -> Option<&'static str> {
        None
    }

    /// The request that loads a model with the settings of `request`, for a server that loads on demand.
    fn load(&self, _request: &ChatRequest<'_>) -> Option<ControlRequest> {
        None
    }

    /// The request that unloads a model, for a server that loads on demand.
    fn unload(&self, _model: &str) -> Option<ControlRequest> {
        None
    }
}

/// A `POST` request that generates nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct ControlRequest {
    /// The path, relative to the server's address.
    pub path: &'static str,
    /// The body.
    pub body: Value,
}

/// A decoder for one streamed reply.
pub trait Decoder: Send {
    /// Takes the next bytes, which arrived `at` after the request was sent.
    ///
    /// # Errors
    /// The server reported an error in the stream, or the bytes do not follow the format.
    fn push(&mut self, bytes: &[u8], at: Duration) -> Result<(), Failure>;

    /// Takes the end of the connection.
    ///
    /// # Errors
    /// No end mark has arrived.
    fn close(&mut self, at: Duration) -> Result<(), Failure>;

    /// What has been received so far.
    fn transcript(&self) -> &Transcript;
}
