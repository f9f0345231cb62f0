//! `offprint runs`: what is in the archive.

use serde_json::json;

use offprint::archive::Archive;
use offprint::diagnostic::Diagnostic;
use offprint::record::{IngestedRun, Record, Run, RunState};
use offprint::text::printable;

use super::{Failure, Place, Terminal};

/// What `offprint runs` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// One JSON object a line
    #[arg(long)]
    json: bool,
}

/// Lists the archive, one run a line.
pub(super) fn runs(arguments: &Arguments, place: &Place, terminal: &Terminal) -> Result<(), Failure> {
    let project = place.project(terminal)?;
    let archive = Archive::open(project.root());
    let ids = archive.ids().map_err(Failure::work)?;
    terminal.diagnostics(&ids.warnings);
    let mut faults: Vec<Diagnostic> = Vec::new();
    for id in &ids.value {
        match archive.load(id) {
            Ok(loaded) => terminal.result(&line(&loaded.value, arguments.json)),
            Err(found) => faults.extend(found),
        }
    }
    if ids.value.is_empty() {
        terminal.note("the archive is empty: `offprint run` and `offprint ingest` fill it");
    }
    if faults.is_empty() { Ok(()) } else { Err(Failure::Content(faults)) }
}

fn line(record: &Record, json: bool) -> String {
    match record {
        Record::Run(run) if json => json_of_run(run).to_string(),
        Record::Ingested(run) if json => json_of_ingested(run).to_string(),
        Record::Run(run) => format!(
            "{}\t{} {}\t{}\t{}\t{}",
            run.id,
            run.suite.id,
            run.suite.version,
            counted(run.targets.len(), "target"),
            state(run),
            if run.simulation.is_some() { "simulated" } else { "measured" },
        ),
        Record::Ingested(run) => {
            let measurements = counted(run.measurements.len(), "measurement");
            format!("{}\t{}\t{measurements}\tingested", run.id, printable(&run.source.tool))
        }
    }
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

fn state(run: &Run) -> &'static str {
    match run.state {
        RunState::Unfinished => "unfinished",
        RunState::Sealed { .. } => "finished",
    }
}

fn json_of_run(run: &Run) -> serde_json::Value {
    json!({
        "id": run.id.as_str(),
        "kind": "run",
        "suite": run.suite.id.as_str(),
        "suite_version": run.suite.version,
        "targets": run.targets.iter().map(|target| target.id.as_str()).collect::<Vec<_>>(),
        "started": run.started,
        "state": state(run),
        "simulated": run.simulation.is_some(),
    })
}

fn json_of_ingested(run: &IngestedRun) -> serde_json::Value {
    json!({
        "id": run.id.as_str(),
        "kind": "ingested",
        "tool": run.source.tool,
        "measured": run.measured,
        "measurements": run.measurements.len(),
    })
}
