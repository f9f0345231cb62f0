//! `offprint simulate`: pretend servers, for demos and for tests of what talks to them.

use std::sync::Arc;

use offprint::diagnostic::{Checked, Diagnostic, did_you_mean, io_reason};
use offprint::project::{Project, built_in_suite};
use offprint::simulate::{self, DEMO_COMPRESSION, Fault, Model, Scene};
use offprint::suite::{Suite, parse};

use super::{Failure, Place, Terminal, measure, suite};

/// What `offprint simulate` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The port on this machine; a free one where nobody says
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    port: u16,

    /// What is to go wrong with every third question, as KIND or KIND:MODEL; may be said more than once. Kinds: slow-first-byte, stall,
    /// cut, error-in-stream, no-end-mark, loading, garbage, giant-line
    #[arg(long = "fault", value_name = "KIND[:MODEL]")]
    faults: Vec<Fault>,

    /// A further name for one of the models, so that what is written for a real one can be tried; may be said more than once
    #[arg(long = "alias", value_name = "NAME=MODEL", value_parser = alias)]
    aliases: Vec<(String, Model)>,

    /// How many simulated seconds pass in a real one
    #[arg(long, value_name = "TIMES", default_value_t = DEMO_COMPRESSION)]
    compression: f64,

    /// Chooses among the answers
    #[arg(long, value_name = "NUMBER", default_value_t = 7)]
    seed: u64,
}

/// The suite whose examples are the answers.
const SUITE: &str = "compliance";

/// Serves until somebody presses Ctrl-C.
pub(super) fn simulate(arguments: &Arguments, place: &Place, terminal: &Terminal) -> Result<(), Failure> {
    if !(1.0..=1e6).contains(&arguments.compression) {
        let fault = Diagnostic::error(format!("a clock {} times as fast makes no sense", arguments.compression))
            .help("`--compression` is a number from 1, the real clock, to a million");
        return Err(Failure::usage(fault));
    }
    let named = arguments.aliases.iter().map(|(name, model)| Model { name: name.clone(), ..model.clone() });
    let scene = Scene {
        suite: Arc::new(scene_suite(place, terminal)?),
        models: simulate::models().into_iter().chain(named).collect(),
        compression: arguments.compression,
        seed: arguments.seed,
        faults: arguments.faults.clone(),
    };
    measure::in_a_runtime(serve(scene, arguments.port, terminal))
}

/// Reads `NAME=MODEL`.
fn alias(text: &str) -> Result<(String, Model), String> {
    let (name, model) = text.split_once('=').filter(|(name, _)| !name.is_empty()).ok_or("it is no `NAME=MODEL`")?;
    let known = simulate::models();
    let found = known.iter().find(|one| one.name == model).cloned();
    found.map(|found| (name.to_owned(), found)).ok_or_else(|| {
        let hint = did_you_mean(model, known.iter().map(|one| one.name.as_str()));
        format!("no simulated model is called `{model}`; {}", hint.unwrap_or_else(|| "`birch3:8b` is one".to_owned()))
    })
}

/// The suite of the site we stand in, else the built-in one.
fn scene_suite(place: &Place, terminal: &Terminal) -> Result<Suite, Failure> {
    if place.is_named() {
        return suite::load(&place.project(terminal)?, SUITE, terminal);
    }
    let here = std::env::current_dir().map_err(Failure::no_current_folder)?;
    if let Ok(Checked { value: project, .. }) = Project::find(&here) {
        return suite::load(&project, SUITE, terminal);
    }
    let (id, files) = built_in_suite(SUITE)
        .ok_or_else(|| Failure::work(Diagnostic::error(format!("no suite `{SUITE}` is compiled in"))))?;
    let Checked { value, .. } = parse::parse(id, files.manifest, files.categories).map_err(Failure::Content)?;
    Ok(value)
}

async fn serve(scene: Scene, port: u16, terminal: &Terminal) -> Result<(), Failure> {
    let models = scene.models.iter().map(|model| model.name.as_str()).collect::<Vec<_>>().join(", ");
    let server = simulate::start(scene, port).await.map_err(|error| {
        Failure::work(
            Diagnostic::error(format!("cannot listen on port {port}: {}", io_reason(&error)))
                .help("without `--port` a free one is taken"),
        )
    })?;
    terminal.note(&format!("simulated models, by Ollama's protocol and llama-server's: {models}"));
    terminal.result(&format!("listening on http://{}", server.address()));
    match tokio::signal::ctrl_c().await {
        Ok(()) => Ok(()),
        Err(error) => Err(Failure::work(Diagnostic::error(format!("cannot wait for Ctrl-C: {}", io_reason(&error))))),
    }
}
