//! `offprint ingest`: other tools' result files become runs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use offprint::archive::Archive;
use offprint::diagnostic::{Checked, Diagnostic};
use offprint::ingest;
use offprint::name::RunId;
use offprint::project::read_named;
use offprint::record::IngestedRun;
use offprint::wording::counted;

use super::{CommandFailure, Place, Terminal};

const EXAMPLES: &str = "\
Examples:
  offprint ingest bench.jsonl
  offprint ingest --dry-run results_2026-05-05T10-00-00.json samples_gsm8k.jsonl";

/// The arguments of `offprint ingest`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    // The formats come from their registry, so that a new one is in the help without another edit.
    #[arg(
        required = true,
        value_name = "FILE",
        help = format!("Result files; the format is detected from the content: {}", ingest::formats_in_words())
    )]
    files: Vec<PathBuf>,

    /// Print the runs that would be added, and change nothing
    #[arg(long)]
    dry_run: bool,
}

/// A run that was read from a file, and what will become of it.
enum Planned {
    /// It is added under its id.
    New(IngestedRun),
    /// The same file is in the archive already, or given twice.
    Known { id: RunId, file: String },
}

/// Reads every file before it adds any run: one invalid file, and the archive stays as it was.
pub(super) fn ingest(arguments: &Arguments, place: &Place, terminal: &Terminal) -> Result<(), CommandFailure> {
    let project = place.project(terminal)?;
    let archive = Archive::open(project.root());
    let runs = read_all(&arguments.files, terminal)?;
    let planned = plan(&archive, runs)?;
    if !arguments.dry_run {
        let new = planned.iter().filter_map(|planned| match planned {
            Planned::New(run) => Some(run),
            Planned::Known { .. } => None,
        });
        archive.add_all_ingested(&new.collect::<Vec<_>>()).map_err(CommandFailure::work)?;
    }
    for planned in planned {
        match planned {
            Planned::New(run) if arguments.dry_run => describe(&run, terminal),
            Planned::New(run) => terminal.result(run.id.as_str()),
            Planned::Known { id, file } => {
                terminal.note(&format!("`{file}` is already in the archive, as {id}"));
                if !arguments.dry_run {
                    terminal.result(id.as_str());
                }
            }
        }
    }
    if arguments.dry_run {
        terminal.note("dry run: nothing was added");
    }
    Ok(())
}

/// Reads all files; the errors of all of them are reported together.
fn read_all(files: &[PathBuf], terminal: &Terminal) -> Result<Vec<IngestedRun>, CommandFailure> {
    let mut runs = Vec::new();
    let mut faults: Vec<Diagnostic> = Vec::new();
    for path in files {
        match read(path) {
            Ok(Checked { value, warnings }) => {
                terminal.diagnostics(&warnings);
                runs.push(value);
            }
            Err(found) => faults.extend(found),
        }
    }
    if faults.is_empty() { Ok(runs) } else { Err(CommandFailure::Content(faults)) }
}

fn read(path: &Path) -> Result<Checked<IngestedRun>, Vec<Diagnostic>> {
    let source = read_named(path).map_err(|fault| vec![fault])?;
    let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    ingest::ingest(&source, &file)
}

/// Gives every run its id in the archive, without writing.
fn plan(archive: &Archive, runs: Vec<IngestedRun>) -> Result<Vec<Planned>, CommandFailure> {
    // By the digests of their files, those of this command among them.
    let mut known = archive.ingested().map_err(CommandFailure::work)?;
    let mut next: BTreeMap<String, usize> = BTreeMap::new();
    let mut taken = BTreeSet::new();
    let mut planned: Vec<Planned> = Vec::new();
    for mut run in runs {
        if let Some(id) = known.get(&run.source.digest) {
            planned.push(Planned::Known { id: id.clone(), file: run.source.file });
            continue;
        }
        let wanted = run.id.to_string();
        let from = next.entry(wanted.clone()).or_insert(1);
        loop {
            (run.id, *from) = archive.free_id_from(&wanted, *from);
            // Another name may have come to the same id.
            if taken.insert(run.id.clone()) {
                break;
            }
        }
        known.insert(run.source.digest.clone(), run.id.clone());
        planned.push(Planned::New(run));
    }
    Ok(planned)
}

/// What a dry run prints of a run.
fn describe(run: &IngestedRun, terminal: &Terminal) {
    let measurements = counted(run.measurements.len(), "measurement");
    terminal.row_in_words(&[run.id.as_str(), &run.source.tool, &measurements, &run.source.file]);
}
