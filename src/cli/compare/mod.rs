//! `offprint compare`: what changed between two runs of one suite, and whether it is more than chance.

mod as_json;
mod shown;

use offprint::archive::Archive;
use offprint::diagnostic::{Code, Diagnostic};
use offprint::record::Run;

use super::suite_sizes::SuiteSizes;
use super::{CommandFailure, Place, Terminal, changed, earlier, withdrawn};

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
    let compared = changed::compared([&runs[0], &runs[1]], &archive).map_err(CommandFailure::work)?;
    let compared = compared.ok_or_else(|| of_other_suites(&runs))?;
    let compared = compared.without_withdrawn(reasons.map(|reason| reason.is_some()));
    if arguments.json {
        terminal.json(&as_json::of(&runs, &compared, reasons));
        return Ok(());
    }
    warn(&runs, reasons, terminal);
    shown::of(&runs, &compared).iter().for_each(|line| terminal.result_in_words(line));
    Ok(())
}

fn of_other_suites([before, after]: &[Run; 2]) -> CommandFailure {
    let fault = Diagnostic::error(
        Code::OTHER_SUITES,
        format!(
            "`{}` is a run of the suite `{}`, `{}` one of `{}`",
            before.id, before.suite.id, after.id, after.suite.id
        ),
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
