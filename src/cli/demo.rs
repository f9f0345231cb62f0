//! `offprint demo`: the two-minute tour.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use offprint::archive::Archive;
use offprint::diagnostic::{Checked, Diagnostic, io_reason};
use offprint::project::{CONFIG_FILE, Project};
use offprint::record::{Record, Run};
use offprint::run::plan;
use offprint::run::target::{Protocol, TargetSpec};
use offprint::simulate::{self, DEMO_COMPRESSION, Scene, Served};
use offprint::suite::Suite;

use super::measure::{self, Plan};
use super::watch::Manner;
use super::{Failure, Terminal, build, init, suite};

/// What `offprint demo` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The site's folder: a new one, or one that an earlier demo made
    #[arg(default_value = "offprint-demo")]
    directory: PathBuf,
}

/// The suite it runs.
const SUITE: &str = "compliance";
/// The seed of the simulated models and of the order of cases.
const SEED: u64 = 7;

/// Makes a site as `init` does, measures simulated models over real HTTP as `run` does, and builds it as `build` does.
pub(super) fn demo(arguments: &Arguments, terminal: &Terminal) -> Result<(), Failure> {
    let project = site(&arguments.directory, terminal)?;
    let archive = Archive::open(project.root());
    let suite = suite::load(&project, SUITE, terminal)?;
    terminal.note(&format!("simulated models, their clock {DEMO_COMPRESSION:.0} times as fast as a real one"));
    let run = measure::in_a_runtime(run(&archive, suite, terminal))?;
    measure::show_findings(&archive, &run, terminal)?;
    let index = build::build_site(&project, terminal)?;
    terminal.note("open this in a browser:");
    terminal.result(&index.display().to_string());
    Ok(())
}

/// The site in the folder: a new one, or the one that an earlier demo left. A site with measured runs is nobody's demo.
fn site(folder: &Path, terminal: &Terminal) -> Result<Project, Failure> {
    let is_there = folder.join(CONFIG_FILE).is_file();
    if !is_there {
        init::make_site(folder)?;
    }
    let Checked { value: project, warnings } = Project::open(folder).map_err(Failure::Content)?;
    terminal.diagnostics(&warnings);
    if is_there {
        only_simulated(&project)?;
        terminal.note(&format!("`{}` is there from an earlier demo: it gets one more run", folder.display()));
    }
    Ok(project)
}

/// Refuses a site in which anything was measured or ingested: simulated numbers must not stand among real ones.
fn only_simulated(project: &Project) -> Result<(), Failure> {
    let archive = Archive::open(project.root());
    for id in archive.ids().map_err(Failure::work)?.value {
        let Checked { value: record, .. } = archive.load(&id).map_err(Failure::Content)?;
        if !matches!(record, Record::Run(Run { simulation: Some(_), .. })) {
            let fault = Diagnostic::error(format!("`{}` is a site with real results", project.root().display()))
                .help("the demo's are simulated and do not belong there: name a new folder, `offprint demo DIR`");
            return Err(Failure::usage(fault));
        }
    }
    Ok(())
}

/// Starts the simulated server and measures its models by the ordinary client.
async fn run(archive: &Archive, suite: Suite, terminal: &Terminal) -> Result<Run, Failure> {
    let scene = Scene {
        suite: Arc::new(suite.clone()),
        models: simulate::models(),
        compression: DEMO_COMPRESSION,
        seed: SEED,
        faults: Vec::new(),
    };
    let server = simulate::start(scene, 0).await.map_err(|error| {
        Failure::work(Diagnostic::error(format!("cannot open a port on this machine: {}", io_reason(&error))))
    })?;
    let url = format!("http://{}", server.address());
    let targets: Vec<TargetSpec> =
        simulate::demo_targets().into_iter().map(|(served, model)| target(served, model, &url)).collect();
    let plan = Plan {
        settings: plan::settings(&suite, SEED),
        suite,
        targets,
        id: measure::dated(archive, "demo"),
        title: Some("Simulated models".to_owned()),
    };
    measure::measure(archive, &plan, Manner::ForPeople, terminal).await
}

fn target(served: Served, model: &str, url: &str) -> TargetSpec {
    let protocol = match served {
        Served::ByOllama => Protocol::Ollama,
        Served::ByLlamaServer => Protocol::LlamaServer,
    };
    // One server of invented models under two protocols: what has one name here is one model.
    let identity = Some(model.to_owned());
    TargetSpec { protocol, model: model.to_owned(), url: url.to_owned(), serve: None, identity }
}
