//! `offprint simulate`: simulated servers, for demos and for tests of clients.

use std::sync::Arc;

use offprint::diagnostic::{Checked, Code, Diagnostic, did_you_mean, io_reason};
use offprint::project::built_in_suite;
use offprint::simulate::{self, DEMO_COMPRESSION, Fault, FaultKind, Model, Scene};
use offprint::suite::{Suite, parse};

use super::{CommandFailure, Place, Terminal, measure, suite};

const EXAMPLES: &str = "\
Examples:
  offprint simulate
  offprint simulate --port 11434 --alias qwen3:8b=birch3:8b
  offprint simulate --fault stall:birch3:4b --fault cut";

/// The arguments of `offprint simulate`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Port on this machine [default: a free one]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    port: u16,

    #[arg(long = "fault", value_name = "KIND[:MODEL]", help = fault_help())]
    faults: Vec<Fault>,

    /// Additional name for a simulated model (repeatable)
    #[arg(long = "alias", value_name = "NAME=MODEL", value_parser = alias)]
    aliases: Vec<(String, Model)>,

    /// Simulated seconds per real second
    #[arg(long, value_name = "X", default_value_t = DEMO_COMPRESSION)]
    compression: f64,

    /// Seed for the choice of answers
    #[arg(long, value_name = "N", default_value_t = 7)]
    seed: u64,
}

/// The help of `--fault`, with every kind.
fn fault_help() -> String {
    let kinds = FaultKind::ALL.map(FaultKind::word).join(", ");
    format!("Inject a fault into every third request (repeatable); KIND is one of: {kinds}")
}

/// The suite whose examples are the answers.
const SUITE: &str = "compliance";

/// Serves until Ctrl-C.
pub(super) fn simulate(arguments: &Arguments, place: &Place, terminal: &Terminal) -> Result<(), CommandFailure> {
    if !(1.0..=1e6).contains(&arguments.compression) {
        let fault = Diagnostic::error(Code::OUT_OF_RANGE, format!("`--compression` is {}", arguments.compression))
            .help("it must be at least 1, which is real time, and at most 1000000");
        return Err(CommandFailure::usage(fault));
    }
    let named = arguments.aliases.iter().map(|(name, model)| Model { name: name.clone(), ..model.clone() });
    let scene = Scene {
        suite: Arc::new(scene_suite(place, terminal)?),
        models: simulate::models().into_iter().chain(named).collect(),
        compression: arguments.compression,
        seed: arguments.seed,
        faults: arguments.faults.clone(),
    };
    measure::block_on(serve(scene, arguments.port, terminal))
}

/// Reads `NAME=MODEL`.
fn alias(text: &str) -> Result<(String, Model), String> {
    let (name, model) = text.split_once('=').filter(|(name, _)| !name.is_empty()).ok_or("expected `NAME=MODEL`")?;
    let known = simulate::models();
    let found = known.iter().find(|one| one.name == model).cloned();
    found.map(|found| (name.to_owned(), found)).ok_or_else(|| {
        let hint = did_you_mean(model, known.iter().map(|one| one.name.as_str()));
        format!("no simulated model `{model}`; {}", hint.unwrap_or_else(|| "`birch3:8b` is one".to_owned()))
    })
}

/// The suite of the current site, if there is one, else the built-in suite.
fn scene_suite(place: &Place, terminal: &Terminal) -> Result<Suite, CommandFailure> {
    if place.has_site()? {
        return suite::load(&place.project(terminal)?, SUITE, terminal);
    }
    let (id, files) = built_in_suite(SUITE).ok_or_else(|| {
        CommandFailure::work(Diagnostic::error(Code::NOT_BUILT_IN, format!("the suite `{SUITE}` is not built in")))
    })?;
    let Checked { value, .. } = parse::parse(id, files.manifest, files.categories).map_err(CommandFailure::Content)?;
    Ok(value)
}

async fn serve(scene: Scene, port: u16, terminal: &Terminal) -> Result<(), CommandFailure> {
    let models = scene.models.iter().map(|model| model.name.as_str()).collect::<Vec<_>>().join(", ");
    let server = simulate::start(scene, port).await.map_err(|error| {
        CommandFailure::work(
            Diagnostic::error(Code::NO_PORT, format!("cannot listen on port {port}: {}", io_reason(&error)))
                .help("without `--port`, a free port is used"),
        )
    })?;
    terminal.note(&format!("serving as Ollama and llama-server: {models}"));
    terminal.result(&format!("listening on http://{}", server.address()));
    match tokio::signal::ctrl_c().await {
        Ok(()) => Ok(()),
        Err(error) => Err(CommandFailure::work(Diagnostic::error(
            Code::REFUSED,
            format!("cannot wait for Ctrl-C: {}", io_reason(&error)),
        ))),
    }
}
