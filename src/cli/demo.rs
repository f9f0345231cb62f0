//! `offprint demo`: everything once, with simulated models.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use offprint::archive::Archive;
use offprint::binding::Stale;
use offprint::diagnostic::{Checked, Code, Diagnostic, io_reason};
use offprint::project::{CONFIG_FILE, Project};
use offprint::record::{Record, Run, Settings};
use offprint::run::address::ServerAddress;
use offprint::run::plan;
use offprint::run::target::{Protocol, TargetSpec};
use offprint::simulate::{self, DEMO_COMPRESSION, Scene, Served, Server};
use offprint::suite::Suite;
use offprint::text::ShownPath;
use offprint::wording;

use super::measure::{self, Bench, Executed, Plan};
use super::new_folder::NewFolder;
use super::reporter::EventFormat;
use super::{CommandFailure, Place, Terminal, build, init, suite};

const EXAMPLES: &str = "\
Examples:
  offprint demo
  offprint demo tour";

/// The arguments of `offprint demo`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Folder of the site: a new one, or that of an earlier demo
    #[arg(value_name = "DIR", default_value = "offprint-demo")]
    folder: PathBuf,
}

/// The suite that the demo runs.
const SUITE: &str = "compliance";
/// The seed of the simulated models and of the order of cases.
const SEED: u64 = 7;

/// Creates a site as `init` does, benchmarks simulated models over real HTTP as `run` does, and builds it as `build` does.
pub(super) fn demo(arguments: &Arguments, place: &Place, terminal: &Terminal) -> Result<(), CommandFailure> {
    let (project, new) = site(&arguments.folder, terminal)?;
    let archive = Archive::open(project.root());
    let suite = suite::load(&project, SUITE, terminal)?;
    let speed = wording::significant(DEMO_COMPRESSION);
    terminal.note(&format!("simulated models, {speed} times as fast as real ones"));
    let beside = measure::beside()?;
    let server = beside.block_on(serve(&suite))?;
    let executed = match measure::block_on(run(&archive, suite, &server, terminal)) {
        // Its run can be resumed.
        Err(interrupted @ CommandFailure::Interrupted(_)) => {
            new.map_or(Ok(()), NewFolder::publish)?;
            return Err(interrupted);
        }
        executed => executed?,
    };
    measure::show_findings(&archive, &executed.run, terminal)?;
    if !executed.faults.is_empty() {
        return Err(CommandFailure::Work(executed.faults));
    }
    build::build_site(&project, Stale::Fail, terminal)?;
    new.map_or(Ok(()), NewFolder::publish)?;
    let index = arguments.folder.join("public/index.html");
    terminal.note("open this file in a browser:");
    terminal.result(&place.seen_from_start(&index).shown());
    Ok(())
}

/// The site in the folder: that of an earlier demo, or a new one, which appears when it is published.
fn site(folder: &Path, terminal: &Terminal) -> Result<(Project, Option<NewFolder>), CommandFailure> {
    let exists = folder.join(CONFIG_FILE).is_file();
    let new = if exists { None } else { Some(init::create_site(folder)?) };
    let root = new.as_ref().map_or(folder, NewFolder::path);
    let Checked { value: project, warnings } = Project::open(root).map_err(CommandFailure::Content)?;
    terminal.diagnostics(&warnings);
    if exists {
        check_only_simulated(&project)?;
        terminal.note(&format!("adding a run to the demo in `{}`", folder.shown()));
    }
    Ok((project, new))
}

/// Refuses a site with measured or ingested runs: simulated numbers must not be published beside real ones.
fn check_only_simulated(project: &Project) -> Result<(), CommandFailure> {
    let archive = Archive::open(project.root());
    for id in archive.ids().map_err(CommandFailure::work)?.value {
        let Checked { value: record, .. } = archive.load(&id).map_err(CommandFailure::Content)?;
        if !matches!(record, Record::Run(Run { simulation: Some(_), .. })) {
            let fault = Diagnostic::error(
                Code::REAL_RESULTS,
                format!("`{}` is a site with real results", project.root().shown()),
            )
            .help("the demo adds simulated results: give it a folder of its own, `offprint demo DIR`");
            return Err(CommandFailure::usage(fault));
        }
    }
    Ok(())
}

/// Starts the simulated server.
async fn serve(suite: &Suite) -> Result<Server, CommandFailure> {
    let scene = Scene {
        suite: Arc::new(suite.clone()),
        models: simulate::models(),
        compression: DEMO_COMPRESSION,
        seed: SEED,
        faults: Vec::new(),
    };
    simulate::start(scene, 0).await.map_err(|error| {
        CommandFailure::work(Diagnostic::error(
            Code::NO_PORT,
            format!("cannot open a port on this machine: {}", io_reason(&error)),
        ))
    })
}

/// Benchmarks the simulated models with the ordinary client.
async fn run(
    archive: &Archive,
    suite: Suite,
    server: &Server,
    terminal: &Terminal,
) -> Result<Executed, CommandFailure> {
    let url = format!("http://{}", server.address());
    let address = ServerAddress::parse(&url).map_err(|reason| {
        CommandFailure::work(Diagnostic::error(Code::NOT_AN_ADDRESS, format!("`{url}` is not an address: {reason}")))
    })?;
    let targets: Vec<TargetSpec> =
        simulate::demo_targets().into_iter().map(|(served, model)| target(served, model, &address)).collect();
    let plan = Plan {
        settings: Settings { nonce_seed: Some(SEED), ..plan::settings(&suite, SEED) },
        suite,
        targets,
        id: measure::dated_id(archive, "demo"),
        title: Some("Simulated models".to_owned()),
        origin: None,
        only_failed: None,
        same_prompts: None,
    };
    Bench { archive, terminal, format: EventFormat::Text }.measure(&plan).await
}

fn target(served: Served, model: &str, address: &ServerAddress) -> TargetSpec {
    let protocol = match served {
        Served::ByOllama => Protocol::Ollama,
        Served::ByLlamaServer => Protocol::LlamaServer,
    };
    // One server answers for both protocols with the same simulated models, so a name identifies a model.
    let identity = Some(model.to_owned());
    TargetSpec { identity, ..TargetSpec::new(protocol, model, address.clone(), true) }
}
