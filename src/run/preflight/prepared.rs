//! A target that has been checked and can be run, and its server while it is open.

use crate::diagnostic::Diagnostic;
use crate::name::{Slug, TargetId};
use crate::record::{ModelFacts, Runtime, Simulation, Target};

use super::super::client::http::Client;
use super::super::connect::connect;
use super::super::naming::published;
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

/// A target that the server knows by this name, with these facts; its slots and unknown properties are not filled in.
pub(super) fn target(
    spec: &TargetSpec,
    served_as: &str,
    runtime: Runtime,
    runtime_version: Option<String>,
    facts: ModelFacts,
) -> Target {
    let model = published(served_as);
    Target {
        id: TargetId::from(Slug::from_text(&format!("{model} {}", runtime.word()))),
        model,
        runtime,
        runtime_version,
        slots: None,
        // Published runs should not reveal the hosts of somebody's network.
        address: Some(&spec.address).filter(|address| address.is_loopback()).map(ToString::to_string),
        identity: spec.identity.clone().or_else(|| facts.file_digest.clone()),
        serve: Vec::new(),
        facts,
        system: None,
        nonce_place: None,
        started_anew: false,
        unknown: Vec::new(),
    }
}
