//! `offprint verify`: whether finished runs are still what they were.

use offprint::archive::Archive;
use offprint::diagnostic::{Diagnostic, all_or_faults};
use offprint::name::RunId;
use offprint::record::{Record, Run, RunState};

use super::{Failure, Place, Terminal};

/// What `offprint verify` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The runs to verify; all of them when none is named
    runs: Vec<String>,
}

/// Recomputes digests and reads every trial; says every run that is not what it was.
pub(super) fn verify(arguments: &Arguments, place: &Place, terminal: &Terminal) -> Result<(), Failure> {
    let project = place.project(terminal)?;
    let archive = Archive::open(project.root());
    let known = archive.ids().map_err(Failure::work)?;
    terminal.diagnostics(&known.warnings);
    if known.value.is_empty() && arguments.runs.is_empty() {
        terminal.note("the archive is empty: there is nothing to verify");
    }
    let ids = if arguments.runs.is_empty() { known.value } else { named(&arguments.runs, &known.value)? };
    let mut faults = Vec::new();
    for id in &ids {
        match archive.verify(id) {
            Ok(()) => terminal.result(&format!("{id}\t{}", verdict(&archive, id))),
            Err(found) => faults.extend(found),
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Failure::Content(faults)) }
}

/// What can be said of a run in which nothing is wrong.
fn verdict(archive: &Archive, id: &RunId) -> &'static str {
    match archive.load(id).map(|loaded| loaded.value) {
        Ok(Record::Run(Run { state: RunState::Unfinished, .. })) => {
            "unfinished: every trial is readable, none is sealed"
        }
        _ => "as it was",
    }
}

fn named(names: &[String], known: &[RunId]) -> Result<Vec<RunId>, Failure> {
    let find = |name: &String| {
        known.iter().find(|id| id.as_str() == name).cloned().ok_or_else(|| {
            Diagnostic::error(format!("no run `{name}` in the archive"))
                .help("`offprint runs` lists them")
                .hinted(name, known.iter().map(RunId::as_str))
        })
    };
    all_or_faults(names.iter().map(find)).map_err(Failure::Usage)
}
