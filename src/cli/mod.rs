//! The command line as typed. Each command's file reads as its pipeline; nothing here does any work.

mod accept;
mod acquainted;
mod archived;
mod bind;
mod build;
mod bundle;
mod changed;
mod check;
mod columns;
mod compare;
mod completions;
mod demo;
mod disturbance;
mod earlier;
mod edits;
mod estimate;
mod explain;
mod export;
mod failure;
mod failures;
mod figure;
mod finished;
mod ingest;
mod init;
mod interruption;
mod keep;
mod kept;
mod material;
mod measure;
mod new;
mod new_folder;
mod only_failed;
mod panel;
mod place;
mod progress;
mod published;
mod read_run;
mod repeated;
mod reporter;
mod rescore;
mod run;
mod runs;
mod same_prompts;
mod serve;
mod side_by_side;
mod simulate;
mod small_pages;
mod sources;
mod standing;
mod stopped;
mod stored;
mod stored_news;
mod suite;
mod suite_age;
mod suite_sizes;
mod table;
mod targets;
mod terminal;
#[cfg(test)]
mod tests;
mod value;
mod verify;
mod withdrawn;

use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, Subcommand};

use offprint::site::export::FLAVOURS;

pub(crate) use failure::CommandFailure;
pub(crate) use place::Place;
pub(crate) use terminal::Terminal;

/// Benchmark local LLMs, or import other tools' results, and publish them as a static site whose figures, tables and numbers link to
/// the archived runs
#[derive(Debug, Parser)]
#[command(name = "offprint", version, max_term_width = 100, after_help = AFTER_HELP, arg_required_else_help = true)]
pub(crate) struct Cli {
    /// Run as if started in DIR
    // Every argument of a command that is named like this one would replace it, so that `-C` is lost without an error.
    #[arg(short = 'C', id = "start-in", value_name = "DIR", global = true, help_heading = GLOBAL)]
    start_in: Option<PathBuf>,

    /// Print only results and errors
    #[arg(short, long, global = true, help_heading = GLOBAL)]
    quiet: bool,

    /// Explain the code of an error or warning, and do nothing else
    #[arg(long, value_name = "CODE", global = true, help_heading = GLOBAL)]
    explain: Option<String>,

    #[command(subcommand)]
    command: Option<Command>,
}

/// The heading of the arguments that every command has.
const GLOBAL: &str = "Global options";

const AFTER_HELP: &str = "\
Examples:
  offprint demo
  offprint init bench
  offprint -C bench run compliance --target ollama:qwen3:8b
  offprint -C bench build

The site is the nearest folder, from the current one upwards, with an offprint.toml.
Results go to standard output, everything else to standard error.
Exit codes: 0 success; 1 failure; 2 usage error; 3 invalid content; 130 interrupted";

#[derive(Debug, Subcommand)]
enum Command {
    /// Try offprint: create a site, benchmark simulated models and build the pages
    Demo(demo::Arguments),
    /// Create a site: configuration, a suite and a first post
    Init(init::Arguments),
    /// Write a post to begin with
    #[command(subcommand)]
    New(new::NewAction),
    /// Run every case of a suite against every target
    Run(run::Arguments),
    #[command(about = format!("Import other tools' results as runs ({})", offprint::ingest::tools().join(", ")))]
    Ingest(ingest::Arguments),
    /// List the runs in the archive
    Runs(runs::Arguments),
    /// Compare two runs of a suite: what changed, and whether it is more than chance
    Compare(compare::Arguments),
    /// Draw a figure of a run as a file of its own
    Figure(figure::Arguments),
    /// Compute a number of a run anew from its answers
    Value(value::Arguments),
    /// Choose a panel of judges from the targets of a run, with the reasons
    Panel(panel::Arguments),
    /// Judge the archived answers of earlier runs again, with the present checks of their suite
    Rescore(rescore::Arguments),
    /// Check that finished runs are unchanged
    Verify(verify::Arguments),
    /// Build the site into `public/`
    Build(build::Arguments),
    /// Serve the site while you write: pages follow every change, and show what is wrong
    Serve(serve::Arguments),
    /// Check posts, archive and suites: everything that can be wrong, at once
    Check(check::Arguments),
    /// Bring the numbers in posts up to date with their runs
    Accept(accept::Arguments),
    /// Bind loose numbers of a post to its runs
    Bind(bind::Arguments),
    #[command(about = format!("Export a post or a run to another blog ({})", FLAVOURS.map(|flavour| flavour.name).join(", ")))]
    Export(export::Arguments),
    /// Write the page of a post or a run as one file that opens anywhere
    Bundle(bundle::Arguments),
    /// Explain the code of an error or warning
    Explain(explain::Arguments),
    /// List, check, show, update, import and score suites
    #[command(subcommand)]
    Suite(suite::Action),
    /// Simulate Ollama and llama-server, for demos and tests
    Simulate(simulate::Arguments),
    /// Print a completion script for a shell
    Completions(completions::Arguments),
    /// Print the manual page, or write one page per command
    Man(completions::ManArguments),
    /// Supervise a server that a run has started, and stop it with the run
    #[command(hide = true)]
    Keep(keep::Arguments),
}

impl Cli {
    /// Parses the command line, runs the command and returns the exit code of the process.
    pub(crate) fn main() -> u8 {
        match Self::try_parse() {
            Ok(typed) => typed.execute(),
            Err(error) => Terminal::new(false).usage(&error),
        }
    }

    fn execute(self) -> u8 {
        let terminal = Terminal::new(self.quiet);
        let done = match (self.explain, self.command) {
            (Some(code), _) => explain::code(&code, &terminal),
            (None, Some(command)) => Place::enter(self.start_in).and_then(|place| command.execute(&place, &terminal)),
            // The parser lets no command pass only because `--explain` needs none.
            (None, None) => {
                return terminal.usage(&Self::command().error(ErrorKind::MissingSubcommand, "a command is missing"));
            }
        };
        terminal.end(match done {
            Ok(()) => 0,
            Err(failure) => terminal.fail(&failure),
        })
    }
}

impl Command {
    fn execute(self, place: &Place, terminal: &Terminal) -> Result<(), CommandFailure> {
        match self {
            Self::Demo(arguments) => demo::demo(&arguments, place, terminal),
            Self::Init(arguments) => init::init(&arguments, place, terminal),
            Self::New(action) => new::new(&action, place, terminal),
            Self::Run(arguments) => run::run(&arguments, place, terminal),
            Self::Ingest(arguments) => ingest::ingest(&arguments, place, terminal),
            Self::Runs(arguments) => runs::runs(&arguments, place, terminal),
            Self::Compare(arguments) => compare::compare(&arguments, place, terminal),
            Self::Figure(arguments) => figure::figure(&arguments, place, terminal),
            Self::Value(arguments) => value::value(&arguments, place, terminal),
            Self::Panel(arguments) => panel::panel(&arguments, place, terminal),
            Self::Rescore(arguments) => rescore::rescore(&arguments, place, terminal),
            Self::Verify(arguments) => verify::verify(&arguments, place, terminal),
            Self::Build(arguments) => build::build(&arguments, place, terminal),
            Self::Serve(arguments) => serve::serve(&arguments, place, terminal),
            Self::Check(arguments) => check::check(&arguments, place, terminal),
            Self::Accept(arguments) => accept::accept(&arguments, place, terminal),
            Self::Bind(arguments) => bind::bind(&arguments, place, terminal),
            Self::Export(arguments) => export::export(&arguments, place, terminal),
            Self::Bundle(arguments) => bundle::bundle(&arguments, place, terminal),
            Self::Explain(arguments) => explain::explain(&arguments, terminal),
            Self::Suite(action) => suite::suite(&action, place, terminal),
            Self::Simulate(arguments) => simulate::simulate(&arguments, place, terminal),
            Self::Completions(arguments) => completions::completions(&arguments, terminal),
            Self::Man(arguments) => completions::man(&arguments, terminal),
            Self::Keep(arguments) => keep::keep(&arguments, terminal),
        }
    }
}
