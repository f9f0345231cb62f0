//! `offprint run`: ask, score, archive.

use offprint::archive::Archive;
use offprint::diagnostic::Diagnostic;
use offprint::project::Project;
use offprint::run::target::TargetSpec;

use super::measure::{self, Plan};
use super::{Failure, Place, Terminal, suite};

/// What `offprint run` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The suite: `compliance`
    suite: String,

    /// Whom to ask, once for each: `ollama:MODEL[@URL]`, `llamacpp:MODEL@URL`, `openai:MODEL@URL`; without it, the `targets` of
    /// `offprint.toml`
    #[arg(short, long = "target", value_name = "TARGET")]
    targets: Vec<String>,

    /// The run's name and folder; without it, the date and the suite
    #[arg(long, value_name = "NAME")]
    id: Option<String>,

    /// A title for people
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,

    /// The seed of samplers and of the order of cases
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    seed: u64,
}

/// Asks every case of the suite of every target, and prints the run's id.
pub(super) fn run(arguments: &Arguments, place: &Place, terminal: &Terminal) -> Result<(), Failure> {
    let project = place.project(terminal)?;
    let suite = suite::load(&project, &arguments.suite, terminal)?;
    let targets = targets(&arguments.targets, &project)?;
    let archive = Archive::open(project.root());
    let id = match &arguments.id {
        Some(name) => measure::named(name)?,
        None => measure::dated(&archive, suite.id.as_str()),
    };
    let plan = Plan { suite: &suite, targets: &targets, id, title: arguments.title.clone(), seed: arguments.seed };
    let run = measure::in_a_runtime(measure::measure(&archive, &plan, terminal))?;
    measure::show_findings(&archive, &run, terminal)?;
    terminal.result(run.id.as_str());
    Ok(())
}

/// The targets somebody named, or else those of `offprint.toml`. Every one that is none is told.
fn targets(named: &[String], project: &Project) -> Result<Vec<TargetSpec>, Failure> {
    let texts = if named.is_empty() { &project.config().targets } else { named };
    let (read, faults): (Vec<_>, Vec<_>) = texts.iter().map(|text| TargetSpec::parse(text)).partition(Result::is_ok);
    if !faults.is_empty() {
        return Err(Failure::Usage(faults.into_iter().filter_map(Result::err).collect()));
    }
    if read.is_empty() {
        let fault = Diagnostic::error("no target: nobody to ask")
            .help("name one with `--target ollama:MODEL`, or list them under `targets` in `offprint.toml`");
        return Err(Failure::usage(fault));
    }
    Ok(read.into_iter().flatten().collect())
}
