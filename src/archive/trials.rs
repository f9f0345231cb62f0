//! The trials of a run, read one line at a time.

use std::fs::File;
use std::path::{Path, PathBuf};

use super::lines::{Line, Lines};
use super::twin::trial;
use super::{TRIALS_FILE, disk, format, shown};
use crate::diagnostic::Diagnostic;
use crate::name::RunId;
use crate::record::{Run, RunState, Trial};

/// The trials of a run, read one line at a time. After an error there is no more.
#[derive(Debug)]
pub struct Trials {
    lines: Lines,
    id: RunId,
    sealed: bool,
    ended: bool,
    warning: Option<Diagnostic>,
}

impl Trials {
    /// The trials in a run's folder, from the first.
    pub(super) fn open(folder: &Path, run: &Run) -> Result<Self, Diagnostic> {
        let path = folder.join(TRIALS_FILE);
        let file = disk::open(&path).map_err(|fault| missing_or(fault, &path, &run.id))?;
        Ok(Self::of(file, path, run))
    }

    /// The trials in a file that is open at its beginning.
    pub(super) fn of(file: File, path: PathBuf, run: &Run) -> Self {
        let sealed = matches!(run.state, RunState::Sealed { .. });
        Self { lines: Lines::new(file, path, &run.id), id: run.id.clone(), sealed, ended: false, warning: None }
    }

    /// What was odd at the end: a last line that was cut off.
    pub fn warning(&self) -> Option<Diagnostic> {
        self.warning.clone()
    }

    /// Gives the file back.
    pub(super) fn into_file(self) -> File {
        self.lines.into_file()
    }

    fn read(&mut self) -> Result<Option<Trial>, Diagnostic> {
        let Some(line) = self.lines.next()? else {
            return Ok(None);
        };
        if line.whole {
            return parse(&line, &self.id).map(Some);
        }
        let source = line.source(&self.id);
        let end = source.text().len();
        let torn = |kind: Diagnostic| kind.at(&source, end..end).label("the line breaks off here");
        if self.sealed {
            return Err(torn(Diagnostic::error("the last trial of a sealed run was cut off"))
                .help("restore the file from version control"));
        }
        self.warning = Some(
            torn(Diagnostic::warning("the last trial was cut off as it was written, and does not count"))
                .help(format!("`offprint run --resume {}` asks it again", self.id)),
        );
        Ok(None)
    }
}

impl Iterator for Trials {
    type Item = Result<Trial, Diagnostic>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let next = self.read().transpose();
        self.ended = !matches!(next, Some(Ok(_)));
        next
    }
}

fn parse(line: &Line<'_>, id: &RunId) -> Result<Trial, Diagnostic> {
    trial::read(line.bytes).map_err(|error| {
        format::json_fault(&line.source(id), &error, "this line is no trial")
            .help("offprint appends whole lines and never changes one: restore the file from version control")
    })
}

/// The fault of opening the file, said in the archive's own words where the file is simply gone.
pub(super) fn missing_or(fault: Diagnostic, path: &Path, id: &RunId) -> Diagnostic {
    if disk::exists(path) {
        return fault;
    }
    Diagnostic::error(format!("run `{id}` has lost its trials: `{}` is not there", shown(id, TRIALS_FILE)))
        .help("restore the file from version control")
}
