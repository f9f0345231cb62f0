//! All runs, on disk, in plain files that git can hold. The `data/runs` door; `docs/archive.md` describes the files.
//!
//! 1. [`Archive::begin`] makes a run's folder, whole, and gives the [`Writer`] that holds the run's lock.
//! 2. [`Writer::append`] adds one finished trial and does not return before the disk has it.
//! 3. [`Writer::seal`] ends the run with the digests of its files. After that nothing is written there again.
//!
//! Between 1 and 3 a run may be killed at any moment: [`Archive::resume`] finds every trial that was appended.

mod disk;
mod format;
mod lines;
mod lock;
mod staging;
mod trials;
mod twin;
mod verify;
mod writer;

use std::path::{Path, PathBuf};

use crate::diagnostic::{Checked, CheckedResult, Diagnostic, SourceFile};
use crate::name::{RunId, Slug};
use crate::record::{IngestedRun, Record, Run};

pub use trials::Trials;
pub use writer::{Resumed, TrialKey, Writer};

use staging::Staging;

const RUN_FILE: &str = "run.json";
const TRIALS_FILE: &str = "trials.jsonl";

/// The archive of a site.
#[derive(Debug, Clone)]
pub struct Archive {
    folder: PathBuf,
}

impl Archive {
    /// The archive of the site at `root`.
    pub fn open(root: &Path) -> Self {
        Self { folder: root.join("data/runs") }
    }

    /// The ids of all runs, sorted; a folder that is no run is a warning.
    ///
    /// # Errors
    /// The folder of runs cannot be read.
    pub fn ids(&self) -> Result<Checked<Vec<RunId>>, Diagnostic> {
        let mut ids = Checked { value: Vec::new(), warnings: Vec::new() };
        for name in disk::folders(&self.folder)? {
            match RunId::parse(&name) {
                Ok(id) if disk::is_file(&self.folder(&id).join(RUN_FILE)) => ids.value.push(id),
                Ok(_) => ids.warnings.push(
                    Diagnostic::warning(format!("`data/runs/{name}` is no run: it has no `{RUN_FILE}`"))
                        .help("restore its files, or remove the folder"),
                ),
                Err(_) if Staging::is_one(&name) => ids.warnings.push(
                    Diagnostic::warning(format!(
                        "`data/runs/{name}` was left by a command that was killed as it began"
                    ))
                    .help("no trial was in it yet: remove the folder"),
                ),
                Err(_) => ids.warnings.push(
                    Diagnostic::warning(format!(
                        "`data/runs/{name}` is no run: its name is not lowercase letters, digits and hyphens"
                    ))
                    .help("a run's folder keeps the name it was made with"),
                ),
            }
        }
        Ok(ids)
    }

    /// The folder of a run.
    pub fn folder(&self, id: &RunId) -> PathBuf {
        self.folder.join(id.as_str())
    }

    /// Reads `run.json`.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn load(&self, id: &RunId) -> CheckedResult<Record> {
        let source = self.run_file(id).map_err(|fault| vec![fault])?;
        let value = format::read(&source, id).map_err(|fault| vec![fault])?;
        Ok(Checked { value, warnings: Vec::new() })
    }

    /// Reads `trials.jsonl`, one trial at a time.
    ///
    /// # Errors
    /// It cannot be opened.
    pub fn trials(&self, id: &RunId) -> Result<Trials, Diagnostic> {
        let run = format::read_run(&self.run_file(id)?, id)?;
        Trials::open(&self.folder(id), &run)
    }

    /// Recomputes the digests of a sealed run; of an unfinished one, reads every line.
    ///
    /// # Errors
    /// Everything that is not as it was.
    pub fn verify(&self, id: &RunId) -> Result<(), Vec<Diagnostic>> {
        let source = self.run_file(id).map_err(|fault| vec![fault])?;
        verify::verify(&source, id, &self.folder(id))
    }

    /// The run that the file of this digest was ingested as. Runs that cannot be read are passed over.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn find_ingested(&self, digest: &str) -> Result<Option<RunId>, Diagnostic> {
        let came_from = |id: &RunId| {
            let record = self.run_file(id).and_then(|source| format::read(&source, id));
            matches!(record, Ok(Record::Ingested(run)) if run.source.digest == digest)
        };
        Ok(self.ids()?.value.into_iter().find(came_from))
    }

    /// An id that no run has: the one wanted, or with a number behind it.
    pub fn free_id(&self, wanted: &str) -> RunId {
        let mut id = RunId::from(Slug::from_text(wanted));
        let mut number = 2;
        while disk::exists(&self.folder(&id)) {
            id = RunId::from(Slug::from_text(&format!("{wanted}-{number}")));
            number += 1;
        }
        id
    }

    /// Adds an ingested run, whole or not at all.
    ///
    /// # Errors
    /// There is such a run, or it cannot be written.
    pub fn add_ingested(&self, run: &IngestedRun) -> Result<(), Diagnostic> {
        let staging = Staging::new(&self.folder, &run.id)?;
        disk::write_new(&staging.path().join(RUN_FILE), format::ingested_text(run)?.as_bytes())?;
        staging.publish()
    }

    /// Whether a run of this name could be begun here: the name is free, and a folder can be made and written where runs are. Leaves nothing
    /// behind.
    ///
    /// # Errors
    /// There is such a run, or nothing can be written there.
    pub fn has_room_for(&self, id: &RunId) -> Result<(), Diagnostic> {
        Staging::rehearse(&self.folder, id)
    }

    /// Begins a run: writes its `run.json`, unfinished.
    ///
    /// # Errors
    /// There is such a run, or it cannot be written.
    pub fn begin(&self, run: &Run) -> Result<Writer, Diagnostic> {
        Writer::begin(&self.folder, run)
    }

    /// Goes on with a run that did not come to its end. A last line that was cut off as it was written is removed: that is the
    /// only rewriting of `trials.jsonl` there ever is.
    ///
    /// # Errors
    /// The run is sealed, ingested, or being written by another process; a trial of it cannot be read.
    pub fn resume(&self, id: &RunId) -> Result<Resumed, Diagnostic> {
        if !disk::is_file(&self.folder(id).join(RUN_FILE)) {
            return Err(no_run(id));
        }
        Writer::resume(&self.folder, id)
    }

    fn run_file(&self, id: &RunId) -> Result<SourceFile, Diagnostic> {
        let path = self.folder(id).join(RUN_FILE);
        if !disk::exists(&path) {
            return Err(no_run(id));
        }
        Ok(SourceFile::new(shown(id, RUN_FILE), disk::read_text(&path)?))
    }
}

fn no_run(id: &RunId) -> Diagnostic {
    Diagnostic::error(format!("no run `{id}` in the archive")).help("`offprint runs` lists them")
}

/// The path of a run's file for people, below the site's root.
fn shown(id: &RunId, file: &str) -> String {
    format!("data/runs/{id}/{file}")
}
