//! The command line as typed. Each command's file reads as its pipeline; nothing here does any work.

mod build;
mod demo;
mod earlier;
mod estimate;
mod failure;
mod ingest;
mod init;
mod keep;
mod material;
mod measure;
mod run;
mod runs;
mod side_by_side;
mod simulate;
mod suite;
mod table;
mod targets;
mod terminal;
mod verify;
mod watch;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use offprint::diagnostic::{Checked, CheckedResult};
use offprint::project::Project;

pub(crate) use failure::Failure;
pub(crate) use terminal::Terminal;

/// Runs or ingests local-LLM benchmarks and publishes them as a static site whose figures, tables and numbers are bound to the run
/// behind them.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, after_help = EXIT_CODES)]
pub(crate) struct Cli {
    /// The site's root; without it, the nearest folder upwards from here with an `offprint.toml`
    #[arg(short = 'C', value_name = "DIR", global = true)]
    directory: Option<PathBuf>,

    /// Say nothing but results and errors
    #[arg(short, long, global = true)]
    quiet: bool,

    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "\
Results go to standard output, everything else to standard error.
Exit codes: 0 fine; 1 the work failed; 2 usage; 3 the content is wrong; 130 interrupted.";

#[derive(Debug, Subcommand)]
enum Command {
    /// The two-minute tour: simulated models over real HTTP, a run, and its site
    Demo(demo::Arguments),
    /// Make a new site: configuration, a suite, a first post
    Init(init::Arguments),
    /// List suites, or prove that their checks judge their own examples right
    #[command(subcommand)]
    Suite(suite::Action),
    /// Ask every case of a suite of every target, and archive every answer
    Run(run::Arguments),
    #[command(about = format!("Import other tools' results as runs ({})", offprint::ingest::tools().join(", ")))]
    Ingest(ingest::Arguments),
    /// List what is in the archive
    Runs(runs::Arguments),
    /// Recompute the digests of finished runs
    Verify(verify::Arguments),
    /// Build the site into `public/`
    Build,
    /// Pretend to be an Ollama and a llama-server, for demos and tests
    Simulate(simulate::Arguments),
    /// Keep a server that a run has started, and end it with the run
    #[command(hide = true)]
    Keep(keep::Arguments),
}

impl Cli {
    /// Does what was asked, and gives the process's exit code.
    pub(crate) fn execute(self) -> u8 {
        let terminal = Terminal::new(self.quiet);
        let place = Place { directory: self.directory };
        let done = match self.command {
            Command::Demo(arguments) => demo::demo(&arguments, &terminal),
            Command::Init(arguments) => init::init(&arguments, &terminal),
            Command::Suite(action) => suite::suite(&action, &place, &terminal),
            Command::Run(arguments) => run::run(&arguments, &place, &terminal),
            Command::Ingest(arguments) => ingest::ingest(&arguments, &place, &terminal),
            Command::Runs(arguments) => runs::runs(&arguments, &place, &terminal),
            Command::Verify(arguments) => verify::verify(&arguments, &place, &terminal),
            Command::Build => build::build(&place, &terminal),
            Command::Simulate(arguments) => simulate::simulate(&arguments, &place, &terminal),
            Command::Keep(arguments) => keep::keep(&arguments, &terminal),
        };
        match done {
            Ok(()) => 0,
            Err(failure) => terminal.fail(&failure),
        }
    }
}

/// Where a command was told to work.
#[derive(Debug)]
pub(crate) struct Place {
    directory: Option<PathBuf>,
}

impl Place {
    /// Whether somebody named a folder.
    fn is_named(&self) -> bool {
        self.directory.is_some()
    }

    /// The site there.
    fn project(&self, terminal: &Terminal) -> Result<Project, Failure> {
        let opened: CheckedResult<Project> = match &self.directory {
            Some(root) => Project::open(root),
            None => Project::find(&std::env::current_dir().map_err(Failure::no_current_folder)?),
        };
        let Checked { value, warnings } = opened.map_err(Failure::Content)?;
        terminal.diagnostics(&warnings);
        Ok(value)
    }
}
