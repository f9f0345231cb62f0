//! Clients: a [`WireFormat`] defines what to send and how to read what comes back; [`http::Client`] sends it and takes
//! the times.
//!
//! A [`Decoder`] takes bytes as they arrive, split anywhere, each with the time since the request was sent. It needs no
//! network, so recorded exchanges run through the same code that measures.

mod connection;
mod content;
mod events;
mod failure;
mod finish;
pub mod http;
mod indented;
mod json;
mod left_out;
mod lines;
mod llama_server;
mod metadata;
mod numbers;
mod ollama;
mod openai;
mod outcome;
mod refusal;
mod request;
mod transcript;
mod wire_format;

pub use llama_server::LlamaServer;
pub use metadata::{Obstacle, SeenReply, Trouble};
pub use numbers::OutOfRange;
pub use ollama::Ollama;
pub use openai::OpenAi;
pub use request::{ChatRequest, Length, SAMPLER};
pub use transcript::{Exchange, Transcript};
pub use wire_format::{ControlRequest, Decoder, WireFormat};
