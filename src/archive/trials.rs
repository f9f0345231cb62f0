//! The trials of a run, read one line at a time.

use std::fs::File;
use std::path::{Path, PathBuf};

use super::attempts::LastAttempts;
use super::lines::{Line, Lines};
use super::paths::{TRIALS_FILE, shown};
use super::twin::trial;
use super::{disk, run_json};
use crate::diagnostic::{Code, Diagnostic};
use crate::name::RunId;
use crate::record::{Run, RunState, Trial};

/// The trials of a run, read one line at a time: of a trial that was repeated, the last attempt. The iterator ends after the first error.
#[derive(Debug)]
pub struct Trials {
    lines: Lines,
    id: RunId,
    sealed: bool,
    last: LastAttempts,
    /// Trials with a later repeat are passed over.
    repeats: u32,
    ended: bool,
    warning: Option<Diagnostic>,
}

impl Trials {
    /// The trials in a run's folder, from the first. The file is read twice: which attempt of a trial is the last is known only at its end.
    pub(super) fn open(folder: &Path, run: &Run) -> Result<Self, Diagnostic> {
        let all = Self::every_attempt(folder, run)?;
        let path = folder.join(TRIALS_FILE);
        let file = disk::open(&path).map_err(|fault| missing_or(fault, &path, &run.id))?;
        Ok(Self { last: LastAttempts::of(Lines::new(file, path, &run.id))?, ..all })
    }

    /// Every line in a run's folder, earlier attempts of repeated trials among them.
    pub(super) fn every_attempt(folder: &Path, run: &Run) -> Result<Self, Diagnostic> {
        let path = folder.join(TRIALS_FILE);
        let file = disk::open(&path).map_err(|fault| missing_or(fault, &path, &run.id))?;
        Ok(Self::of(file, path, run))
    }

    /// Every line in a file that is open at its beginning.
    pub(super) fn of(file: File, path: PathBuf, run: &Run) -> Self {
        let sealed = matches!(run.state, RunState::Sealed { .. });
        let (lines, last) = (Lines::new(file, path, &run.id), LastAttempts::default());
        Self { lines, id: run.id.clone(), sealed, last, repeats: u32::MAX, ended: false, warning: None }
    }

    /// Only the trials with a repeat below this number, from 0: the others are not even parsed.
    #[must_use]
    pub fn with_repeats_below(self, repeats: u32) -> Self {
        Self { repeats, ..self }
    }

    /// The warning about an incomplete last line, once the iterator has reached it.
    pub fn warning(&self) -> Option<Diagnostic> {
        self.warning.clone()
    }

    /// The open file.
    pub(super) fn into_file(self) -> File {
        self.lines.into_file()
    }

    fn read(&mut self) -> Result<Option<Trial>, Diagnostic> {
        let line = loop {
            match self.lines.next()? {
                None => return Ok(None),
                Some(line) if line.whole && is_beyond(line.bytes, self.repeats) => {}
                Some(line) => break line,
            }
        };
        if line.whole {
            return parse(&line, &self.id).map(Some);
        }
        let source = line.source(&self.id);
        let end = source.text().len();
        let torn = |kind: Diagnostic| kind.at(&source, end..end).label("the line ends here");
        if self.sealed {
            return Err(torn(Diagnostic::error(
                Code::INCOMPLETE_TRIAL,
                "the last trial of a sealed run is incomplete",
            ))
            .help("restore the file from version control"));
        }
        self.warning = Some(
            torn(Diagnostic::warning(
                Code::INCOMPLETE_TRIAL,
                "the last trial was not completely written, and does not count",
            ))
            .help(format!("`offprint run --resume {}` repeats it", self.id)),
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
        let next = loop {
            match self.read().transpose() {
                Some(Ok(trial)) if self.last.supersede(&trial) => {}
                next => break next,
            }
        };
        self.ended = !matches!(next, Some(Ok(_)));
        next
    }
}

/// Whether a line has a repeat of this number or a later one. Inside a JSON string the quotation marks would be escaped, so no answer looks
/// like the key; a line that is written otherwise is left to its reader.
fn is_beyond(line: &[u8], repeats: u32) -> bool {
    const KEY: &[u8] = b"\"repeat\":";
    if repeats == u32::MAX {
        return false;
    }
    let Some(found) = line.windows(KEY.len()).position(|window| window == KEY) else { return false };
    let digits: Vec<u8> = line[found + KEY.len()..].iter().copied().take_while(u8::is_ascii_digit).collect();
    std::str::from_utf8(&digits).is_ok_and(|digits| digits.parse::<u32>().is_ok_and(|repeat| repeat >= repeats))
}

fn parse(line: &Line<'_>, id: &RunId) -> Result<Trial, Diagnostic> {
    trial::read(line.bytes).map_err(|error| {
        run_json::json_fault(&line.source(id), &error, "this line is not a trial")
            .help("offprint appends whole lines and never changes one: restore the file from version control")
    })
}

/// The fault of opening the file: of a file that is missing, a message that names the run.
pub(super) fn missing_or(fault: Diagnostic, path: &Path, id: &RunId) -> Diagnostic {
    if disk::exists(path) { fault } else { missing(id) }
}

/// The fault of a run without its trials.
pub(super) fn missing(id: &RunId) -> Diagnostic {
    Diagnostic::error(
        Code::TRIALS_MISSING,
        format!("the trials of run `{id}` are missing: `{}` does not exist", shown(id, TRIALS_FILE)),
    )
    .help("restore the file from version control")
}
