//! `offprint ingest`: other tools' result files become runs.

use std::path::{Path, PathBuf};

use offprint::archive::Archive;
use offprint::diagnostic::{Checked, Diagnostic};
use offprint::ingest;
use offprint::project::read_named;
use offprint::record::IngestedRun;

use super::{Failure, Place, Terminal};

/// What `offprint ingest` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    // The formats come from their table, so that a new one is in the help without another edit.
    #[arg(required = true, help = format!("Result files, recognised by their content: {}", ingest::formats_in_words()))]
    files: Vec<PathBuf>,
}

/// Reads every file before it archives any: one bad file, and the archive stays as it was.
pub(super) fn ingest(arguments: &Arguments, place: &Place, terminal: &Terminal) -> Result<(), Failure> {
    let project = place.project(terminal)?;
    let archive = Archive::open(project.root());
    let mut runs = Vec::new();
    let mut faults: Vec<Diagnostic> = Vec::new();
    for path in &arguments.files {
        match read(path) {
            Ok(Checked { value, warnings }) => {
                terminal.diagnostics(&warnings);
                runs.push(value);
            }
            Err(found) => faults.extend(found),
        }
    }
    if !faults.is_empty() {
        return Err(Failure::Content(faults));
    }
    for run in runs {
        terminal.result(&keep(&archive, run, terminal)?);
    }
    Ok(())
}

fn read(path: &Path) -> Result<Checked<IngestedRun>, Vec<Diagnostic>> {
    let source = read_named(path).map_err(|fault| vec![fault])?;
    let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    ingest::ingest(&source, &file)
}

/// Archives a run under a free name, unless the same file is there already; gives its id.
fn keep(archive: &Archive, mut run: IngestedRun, terminal: &Terminal) -> Result<String, Failure> {
    if let Some(id) = archive.find_ingested(&run.source.digest).map_err(Failure::work)? {
        terminal.note(&format!("`{}` is in the archive already, as {id}", run.source.file));
        return Ok(id.to_string());
    }
    run.id = archive.free_id(run.id.as_str());
    archive.add_ingested(&run).map_err(Failure::work)?;
    Ok(run.id.to_string())
}
