//! Connects to a target's server by its protocol.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic};

use super::client::http::Client;
use super::client::{LlamaServer, Ollama, OpenAi, WireFormat};
use super::target::{Protocol, TargetSpec};

/// A client for the target's server.
pub(super) fn connect(spec: &TargetSpec) -> Result<Client, Diagnostic> {
    let format: Arc<dyn WireFormat> = match spec.protocol {
        Protocol::Ollama => Arc::new(Ollama),
        Protocol::LlamaServer => Arc::new(LlamaServer),
        Protocol::OpenAi => Arc::new(OpenAi),
    };
    Client::with_key(&spec.address, &spec.key, format).map_err(|reason| {
        Diagnostic::error(Code::NO_CONNECTION, format!("cannot set up a connection to `{}`: {reason}", spec.address))
            .help("a key is one line of letters, digits and signs; the system needs certificates for `https://`")
    })
}
