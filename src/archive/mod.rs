//! All runs, on disk, in plain files that git can hold. The `data/runs` door.
#![expect(clippy::unused_self, reason = "the room follows")]

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use crate::diagnostic::{Checked, Diagnostic, Outcome};
use crate::name::{RunId, Slug};
use crate::record::{IngestedRun, Record, Run, Trial};

/// The archive of a site.
#[derive(Debug, Clone)]
pub struct Archive {
    folder: PathBuf,
}

/// The trials of a run, read one line at a time.
#[derive(Debug)]
pub struct Trials;

/// A run being written: the only way to add to one.
#[derive(Debug)]
pub struct Writer;

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
        Ok(Checked { value: Vec::new(), warnings: Vec::new() })
    }

    /// The folder of a run.
    pub fn folder(&self, id: &RunId) -> PathBuf {
        self.folder.join(id.as_str())
    }

    /// Reads `run.json`.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn load(&self, id: &RunId) -> Outcome<Record> {
        Err(vec![Diagnostic::error(format!("no run `{id}`"))])
    }

    /// Reads `trials.jsonl`, one trial at a time.
    ///
    /// # Errors
    /// It cannot be opened.
    pub fn trials(&self, id: &RunId) -> Result<Trials, Diagnostic> {
        Err(Diagnostic::error(format!("no run `{id}`")))
    }

    /// Recomputes the digest of a sealed run.
    ///
    /// # Errors
    /// Everything that is not as it was.
    pub fn verify(&self, id: &RunId) -> Result<(), Vec<Diagnostic>> {
        Err(vec![Diagnostic::error(format!("no run `{id}`"))])
    }

    /// The run that the file of this digest was ingested as.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn find_ingested(&self, _digest: &str) -> Result<Option<RunId>, Diagnostic> {
        Ok(None)
    }

    /// An id that no run has: the one wanted, or with a number behind it.
    pub fn free_id(&self, wanted: &str) -> RunId {
        RunId::from(Slug::from_text(wanted))
    }

    /// Adds an ingested run, whole or not at all.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn add_ingested(&self, _run: &IngestedRun) -> Result<(), Diagnostic> {
        Err(Diagnostic::error("the archive follows"))
    }

    /// Begins a run: writes its `run.json`, unfinished.
    ///
    /// # Errors
    /// There is such a run, or it cannot be written.
    pub fn begin(&self, _run: &Run) -> Result<Writer, Diagnostic> {
        Err(Diagnostic::error("the archive follows"))
    }
}

impl Trials {
    /// What was odd at the end: a last line that was cut off.
    pub fn warning(&self) -> Option<Diagnostic> {
        None
    }
}

impl Iterator for Trials {
    type Item = Result<Trial, Diagnostic>;

    fn next(&mut self) -> Option<Self::Item> {
        None
    }
}

impl Writer {
    /// Appends one trial and flushes it to disk.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn append(&mut self, _trial: &Trial) -> Result<(), Diagnostic> {
        Err(Diagnostic::error("the archive follows"))
    }

    /// Seals the run: no trial will be added.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn seal(self, _finished: DateTime<Utc>) -> Result<(), Diagnostic> {
        Err(Diagnostic::error("the archive follows"))
    }
}
