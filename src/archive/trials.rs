//! The trials of a run, read one line at a time.

use std::fs::File;
use std::path::{Path, PathBuf};

use super::attempts::LastAttempts;
use super::lines::{FilePart, Line, Lines};
use super::paths::{TRIALS_FILE, shown};
use super::roster::Roster;
use super::twin::trial;
use super::{disk, run_json, seal};
use crate::diagnostic::{Code, Diagnostic};
use crate::file::Original;
use crate::name::RunId;
use crate::record::{Run, RunState, Trial};

/// The trials of a run, read one line at a time: of a trial that was repeated, the last attempt. They are those of the moment at which the
/// file was opened. After a line that is not a trial of the run, no other trial follows; the last error of a sealed run says that its seal
/// does not hold.
#[derive(Debug)]
pub struct Trials {
    lines: Lines,
    id: RunId,
    path: PathBuf,
    state: RunState,
    roster: Roster,
    last: LastAttempts,
    /// Trials with a later repeat are passed over.
    repeats: u32,
    stage: Stage,
    warning: Option<Diagnostic>,
}

/// How far the reader has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// There may be more trials.
    Reading,
    /// A line was not a trial. What follows is read for the digest only.
    Broken,
    /// Nothing is left, or it cannot be read.
    Ended,
}

impl Trials {
    /// The trials in a run's folder, from the first. The file is read twice: which attempt of a trial is the last is known only at its end.
    pub(super) fn open(folder: &Path, run: &Run) -> Result<Self, Diagnostic> {
        let (path, part) = part_of(folder, run)?;
        let from_the_start = || part.again().map_err(|error| disk::fault("read", &path, &error));
        let last = LastAttempts::of(Lines::new(from_the_start()?, path.clone(), &run.id))?;
        Ok(Self { last, ..Self::of(from_the_start()?, path.clone(), run) })
    }

    /// Every line in a run's folder, earlier attempts of repeated trials among them.
    pub(super) fn every_attempt(folder: &Path, run: &Run) -> Result<Self, Diagnostic> {
        let (path, part) = part_of(folder, run)?;
        Ok(Self::of(part, path, run))
    }

    /// Every line in a file.
    pub(super) fn of(part: FilePart, path: PathBuf, run: &Run) -> Self {
        Self {
            lines: Lines::new(part, path.clone(), &run.id),
            id: run.id.clone(),
            path,
            state: run.state.clone(),
            roster: Roster::of(run),
            last: LastAttempts::default(),
            repeats: u32::MAX,
            stage: Stage::Reading,
            warning: None,
        }
    }

    /// What was read of the file, once the iterator has reached its end: the whole lines. Of a sealed run, these are the bytes that were
    /// sealed; of an unfinished one, they stay the beginning of the file, whatever is appended.
    pub fn original(&self) -> Original {
        let (length, digest) = self.lines.read();
        Original { path: self.path.clone(), length, digest }
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

    /// Reads what is left, and compares everything with the seal, where there is one.
    fn broken_seal(&mut self) -> Option<Diagnostic> {
        let RunState::Sealed { digest, trials, .. } = &self.state else { return None };
        loop {
            match self.lines.next() {
                Ok(Some(_)) => {}
                Ok(None) => break,
                Err(fault) => return Some(fault),
            }
        }
        seal::changed_trials(&self.id, &self.lines, (*trials, digest))
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
            let trial = parse(&line, &self.id)?;
            self.roster.admit(&trial).map_err(|stranger| stranger.fault(&line, &self.id))?;
            return Ok(Some(trial));
        }
        let source = line.source(&self.id);
        let end = source.text().len();
        let torn = |kind: Diagnostic| kind.at(&source, end..end).label("the line ends here");
        if self.state != RunState::Unfinished {
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
        while self.stage == Stage::Reading {
            match self.read().transpose() {
                Some(Ok(trial)) if self.last.supersede(&trial) => {}
                Some(Ok(trial)) => return Some(Ok(trial)),
                Some(Err(fault)) => {
                    self.stage = Stage::Broken;
                    return Some(Err(fault));
                }
                None => break,
            }
        }
        if self.stage == Stage::Ended {
            return None;
        }
        self.stage = Stage::Ended;
        self.broken_seal().map(Err)
    }
}

/// The open file of a run in this folder.
fn part_of(folder: &Path, run: &Run) -> Result<(PathBuf, FilePart), Diagnostic> {
    let path = folder.join(TRIALS_FILE);
    let file = disk::open(&path, &shown(&run.id, TRIALS_FILE)).map_err(|fault| missing_or(fault, &path, &run.id))?;
    let part = FilePart::of(file).map_err(|error| disk::fault("read", &path, &error))?;
    Ok((path, part))
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
