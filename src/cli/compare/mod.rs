//! `offprint compare`: what changed between two runs of one suite, and whether it is more than chance.

mod as_json;
mod shown;

use offprint::analysis::changes::{Changes, OtherSuites, changes};
use offprint::archive::Archive;
use offprint::diagnostic::{Code, Diagnostic};
use offprint::record::{Run, Trial};

use super::suite_sizes::SuiteSizes;
use super::{CommandFailure, Place, Terminal, earlier, withdrawn};

const EXAMPLES: &str = "\
Examples:
  offprint compare 2026-05-05-compliance 2026-06-01-compliance
  offprint compare 2026-05-05-compliance 2026-06-01-compliance --json";

/// The arguments of `offprint compare`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Run to compare with, usually the earlier one
    #[arg(value_name = "RUN")]
    before: String,

    /// Run to compare, of the same suite
    #[arg(value_name = "RUN")]
    after: String,

    /// Print the comparison as a JSON object
    #[arg(long)]
    json: bool,
}

/// Compares two runs and prints what changed.
pub(super) fn compare(arguments: &Arguments, place: &Place, terminal: &Terminal) -> Result<(), CommandFailure> {
    let project = place.project(terminal)?;
    let archive = Archive::open(project.root());
    let sizes = SuiteSizes::of(&project);
    let load = |name: &str| earlier::load(name, &archive).map(|run| sizes.completed(run));
    let runs = [load(&arguments.before)?, load(&arguments.after)?];
    let known = archive.ids().map_err(CommandFailure::work)?.value;
    let withdrawn = withdrawn::of(&project, &known).map_err(CommandFailure::Content)?;
    let reasons = [0, 1].map(|at| withdrawn.reason(&runs[at].id));
    let compared = read(&runs, &archive)?.without_withdrawn(reasons.map(|reason| reason.is_some()));
    if arguments.json {
        terminal.json(&as_json::of(&runs, &compared, reasons));
        return Ok(());
    }
    warn(&runs, reasons, terminal);
    shown::of(&runs, &compared).iter().for_each(|line| terminal.result_in_words(line));
    Ok(())
}

/// Reads the trials of both runs and compares them.
fn read(runs: &[Run; 2], archive: &Archive) -> Result<Changes, CommandFailure> {
    let [mut one, mut other] = [None, None];
    let trials = |run: &Run| archive.trials(run).map_err(CommandFailure::work);
    let until = |fault: &mut Option<Diagnostic>, trial: Result<Trial, Diagnostic>| {
        trial.map_err(|found| *fault = Some(found)).ok()
    };
    let before = trials(&runs[0])?.map_while(|trial| until(&mut one, trial));
    let after = trials(&runs[1])?.map_while(|trial| until(&mut other, trial));
    let compared = changes((&runs[0], before), (&runs[1], after)).map_err(|suites| of_other_suites(runs, &suites))?;
    match one.or(other) {
        Some(fault) => Err(CommandFailure::work(fault)),
        None => Ok(compared),
    }
}

fn of_other_suites([before, after]: &[Run; 2], suites: &OtherSuites) -> CommandFailure {
    let fault = Diagnostic::error(
        Code::OTHER_SUITES,
        format!("`{}` is a run of the suite `{}`, `{}` one of `{}`", before.id, suites.before, after.id, suites.after),
    );
    CommandFailure::usage(
        fault
            .help("other questions have other scores and times: only runs of one suite are compared")
            .help("`offprint runs` lists the runs with their suites"),
    )
}

/// Warns of what the reader should know of each run before its numbers.
fn warn(runs: &[Run; 2], reasons: [Option<&str>; 2], terminal: &Terminal) {
    for (run, reason) in runs.iter().zip(reasons) {
        if let Some(reason) = reason {
            let fault =
                Diagnostic::warning(Code::WITHDRAWN_RUN, format!("the run `{}` was withdrawn: {reason}", run.id));
            terminal.diagnostics(&[fault.help("its targets have no ranks")]);
        }
    }
}
