//! A target that has been checked and can be run, and its server while it is open.

use std::net::IpAddr;

use crate::diagnostic::Diagnostic;
use crate::name::{Slug, TargetId};
use crate::record::{ModelFacts, Runtime, Simulation, Target};

use super::super::client::http::Client;
use super::super::connect::connect;
use super::super::serve::ManagedServer;
use super::super::target::TargetSpec;

/// A target that is ready to run.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// What is known about it. Its id becomes unique within the run in [`crate::run::plan::header`].
    pub target: Target,
    /// A client for its server. If the server is started for each turn, this client has no valid port.
    pub client: Client,
    /// The target as specified, and how it is served.
    pub spec: TargetSpec,
    /// The model's name in requests, if the server uses another one than the user.
    pub served_as: String,
    /// Present if the server declares itself to be simulated.
    pub simulation: Option<Simulation>,
}

/// A target whose server is running.
#[derive(Debug)]
pub(crate) struct Open {
    /// The client for its server.
    pub(crate) client: Client,
    server: Option<ManagedServer>,
}

impl Prepared {
    /// Opens the target: starts its server, if the target specifies how.
    pub(crate) async fn open(&self) -> Result<Open, Diagnostic> {
        let Some(serve) = &self.spec.serve else {
            return Ok(Open { client: self.client.clone(), server: None });
        };
        let server = ManagedServer::start(&self.spec, serve).await?;
        Ok(Open { client: connect(&server.spec)?, server: Some(server) })
    }

    /// Closes the target: unloads the model from a server that loads on demand, and stops a server that was started for
    /// it. A failure to unload is ignored, because it only leaves less memory for the next target.
    pub(crate) async fn close(&self, open: Open) {
        let _still_loaded = open.client.unload(&self.served_as).await;
        if let Some(server) = open.server {
            server.stop().await;
        }
    }
}

/// A target with these facts, whose slots and unknown properties are not filled in.
pub(super) fn target(
    spec: &TargetSpec,
    runtime: Runtime,
    runtime_version: Option<String>,
    facts: ModelFacts,
) -> Target {
    Target {
        id: TargetId::from(Slug::from_text(&format!("{} {}", spec.model, runtime.word()))),
        model: spec.model.clone(),
        runtime,
        runtime_version,
        slots: None,
        // Published runs should not reveal the hosts of somebody's network.
        address: Some(spec.url.clone()).filter(|url| is_loopback(url)),
        identity: spec.identity.clone().or_else(|| facts.file_digest.clone()),
        serve: Vec::new(),
        facts,
        system: None,
        nonce_place: None,
        started_anew: false,
        unknown: Vec::new(),
    }
}

/// Whether a URL points to this machine.
pub(super) fn is_loopback(url: &str) -> bool {
    let Ok(url) = reqwest::Url::parse(url) else { return false };
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_this_machine_are_recorded() {
        for local in ["http://127.0.0.1:11434", "http://localhost:8080", "http://[::1]:8080"] {
            assert!(is_loopback(local), "{local}");
        }
        for remote in ["http://192.168.1.7:11434", "http://mac-of-anna.local:8080", "nothing"] {
            assert!(!is_loopback(remote), "{remote}");
        }
    }
}
