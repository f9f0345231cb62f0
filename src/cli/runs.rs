//! `offprint runs`: the runs in the archive.

use serde_json::{Value, json};

use offprint::analysis::{self, Coverage};
use offprint::archive::Archive;
use offprint::diagnostic::Diagnostic;
use offprint::record::{IngestedRun, Record, Run, RunState};
use offprint::wording::counted;

use super::suite_sizes::SuiteSizes;
use super::{CommandFailure, Place, Terminal, withdrawn};

const EXAMPLES: &str = "\
Examples:
  offprint runs
  offprint runs --json";

/// The arguments of `offprint runs`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Print one JSON object per run
    #[arg(long)]
    json: bool,
}

/// Lists the archive, one run a line.
pub(super) fn runs(arguments: &Arguments, place: &Place, terminal: &Terminal) -> Result<(), CommandFailure> {
    let project = place.project(terminal)?;
    let archive = Archive::open(project.root());
    let ids = archive.ids().map_err(CommandFailure::work)?;
    terminal.diagnostics(&ids.warnings);
    let withdrawn = withdrawn::of(&project, &ids.value).map_err(CommandFailure::Content)?;
    let sizes = SuiteSizes::of(&project);
    let mut faults: Vec<Diagnostic> = Vec::new();
    for id in &ids.value {
        match archive.load(id) {
            Ok(loaded) => {
                let record = match loaded.value {
                    Record::Run(run) => Record::Run(sizes.completed(run)),
                    Record::Ingested(run) => Record::Ingested(run),
                };
                let reason = withdrawn.reason(id);
                if arguments.json {
                    let mut object = as_json(&record);
                    object["withdrawn"] = json!(reason);
                    terminal.json(&object);
                } else {
                    let mut cells = cells(&record);
                    cells.extend(reason.map(|reason| format!("withdrawn: {reason}")));
                    terminal.row_in_words(&cells.iter().map(String::as_str).collect::<Vec<_>>());
                }
            }
            Err(found) => faults.extend(found),
        }
    }
    if ids.value.is_empty() {
        terminal.note("the archive is empty: add runs with `offprint run` or `offprint ingest`");
    }
    if faults.is_empty() { Ok(()) } else { Err(CommandFailure::Content(faults)) }
}

fn cells(record: &Record) -> Vec<String> {
    match record {
        Record::Run(run) => {
            let targets = counted(run.targets.len(), "target");
            let measured = if run.simulation.is_some() { "simulated" } else { "measured" };
            let mut cells = vec![run.id.to_string(), suite(run), targets, state(run).to_owned(), measured.to_owned()];
            cells.extend(run.origin.as_ref().map(analysis::derivation));
            cells
        }
        Record::Ingested(run) => {
            let measurements = counted(run.measurements.len(), "measurement");
            vec![run.id.to_string(), run.source.tool.clone(), measurements, "ingested".to_owned()]
        }
    }
}

/// `compliance 1`, and the cases of a partial run.
fn suite(run: &Run) -> String {
    let suite = format!("{} {}", run.suite.id, run.suite.version);
    match Coverage::of(run).part() {
        Some(part) => format!("{suite}, {part}"),
        None => suite,
    }
}

fn state(run: &Run) -> &'static str {
    match run.state {
        RunState::Unfinished => "unfinished",
        RunState::Sealed { .. } => "finished",
    }
}

/// The object for a run; `docs/command-line.md` lists the keys.
fn as_json(record: &Record) -> Value {
    match record {
        Record::Run(run) => json_of_run(run),
        Record::Ingested(run) => json_of_ingested(run),
    }
}

fn json_of_run(run: &Run) -> Value {
    let (finished, trials) = match &run.state {
        RunState::Unfinished => (None, None),
        RunState::Sealed { finished, trials, .. } => (Some(finished), Some(trials)),
    };
    json!({
        "id": run.id.as_str(),
        "kind": "run",
        "title": run.title,
        "suite": run.suite.id.as_str(),
        "suite_version": run.suite.version,
        "suite_digest": run.suite.digest,
        "targets": run.targets.iter().map(|target| target.id.as_str()).collect::<Vec<_>>(),
        "cases": run.questions.len(),
        "suite_cases": run.suite.cases,
        "partial": Coverage::of(run).is_partial(),
        "repeats": run.settings.repeats,
        "seed": run.settings.seed,
        "started": run.started,
        "finished": finished,
        "trials": trials,
        "state": state(run),
        "simulated": run.simulation.is_some(),
        "origin": run.origin.as_ref().map(|origin| json!({
            "run": origin.run.as_str(),
            "only_failed": origin.only_failed,
            "same_nonce": origin.same_nonce,
            "rescored": origin.rescored.is_some(),
        })),
    })
}

fn json_of_ingested(run: &IngestedRun) -> Value {
    json!({
        "id": run.id.as_str(),
        "kind": "ingested",
        "tool": run.source.tool,
        "tool_version": run.source.tool_version,
        "format": run.source.format,
        "file": run.source.file,
        "digest": run.source.digest,
        "measured": run.measured,
        "measurements": run.measurements.len(),
    })
}
