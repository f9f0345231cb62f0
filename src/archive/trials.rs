//! The trials of a run, read block by block.

use std::fmt;
use std::fs::File;
use std::path::{Path, PathBuf};

use super::attempts::LastAttempts;
use super::kept::{Kept, KeptLine};
use super::lines::{Block, Blocks, FilePart, Line};
use super::parsing::{self, LastLine, ParsedBlock, Parser};
use super::paths::{TRIALS_FILE, shown};
use super::roster::{self, KnownNames, Roster};
use super::workers::Workers;
use super::{disk, seal};
use crate::diagnostic::{Code, Diagnostic};
use crate::file::Original;
use crate::name::RunId;
use crate::record::{Run, RunState, Trial};

/// What was made of the trials of a run, in their order: of a trial that was repeated, of the last attempt. They are those of the moment at
/// which the file was opened. After a line that is not a trial of the run, no other trial follows; the last error of a sealed run says that
/// its seal does not hold.
///
/// Some blocks of lines are in memory at a time, and parsed on several threads while those before are given.
pub struct Trials<T: Send + 'static = Trial> {
    blocks: Blocks,
    /// What ended the reading of blocks.
    end: Option<Result<(), Diagnostic>>,
    /// The block whose trials come next.
    current: Option<ParsedBlock<T>>,
    workers: Workers<T>,
    path: PathBuf,
    state: RunState,
    roster: Roster,
    kept: Vec<KeptLine>,
    stage: Stage,
    warning: Option<Diagnostic>,
    has_repeated: bool,
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

/// How many blocks for each thread are read ahead, so that none has to wait long for another.
const BLOCKS: usize = 8;

impl<T: Send + 'static> fmt::Debug for Trials<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Trials of {}", self.workers.parser().id)
    }
}

impl Trials {
    /// Every line in a run's folder, earlier attempts of repeated trials among them.
    pub(super) fn every_attempt(folder: &Path, run: &Run) -> Result<Self, Diagnostic> {
        let (path, part) = part_of(folder, run)?;
        Ok(Self::of(part, path, run))
    }

    /// Every line in a file.
    pub(super) fn of(part: FilePart, path: PathBuf, run: &Run) -> Self {
        Self::making(Box::new(|trial| trial), Some(LastAttempts::default()), part, path, run)
    }
}

impl<T: Send + 'static> Trials<T> {
    /// What is made of the trials in a run's folder, from the first. Which attempt of a trial is the last is known only at the end of the file,
    /// so that it is searched for such trials before.
    pub(super) fn open(
        folder: &Path,
        run: &Run,
        make: impl Fn(Trial) -> T + Send + Sync + 'static,
    ) -> Result<Self, Diagnostic> {
        let (path, part) = part_of(folder, run)?;
        let last = LastAttempts::of(&part, &path, &run.id)?;
        let part = part.again().map_err(|error| disk::fault("read", &path, &error))?;
        Ok(Self::making(Box::new(make), Some(last), part, path, run))
    }

    /// The same of a run of which no trial was repeated, as of most: where one was, nothing more is given, and [`Self::has_repeated`].
    pub(super) fn of_once(
        folder: &Path,
        run: &Run,
        make: impl Fn(Trial) -> T + Send + Sync + 'static,
    ) -> Result<Self, Diagnostic> {
        let (path, part) = part_of(folder, run)?;
        Ok(Self::making(Box::new(make), None, part, path, run))
    }

    fn making(
        make: Box<dyn Fn(Trial) -> T + Send + Sync>,
        last: Option<LastAttempts>,
        part: FilePart,
        path: PathBuf,
        run: &Run,
    ) -> Self {
        let names = KnownNames::of(run);
        Self {
            blocks: Blocks::new(part, path.clone(), &run.id),
            end: None,
            current: None,
            workers: Workers::new(Parser { id: run.id.clone(), names, last, kept: 0, make }),
            path,
            state: run.state.clone(),
            roster: Roster::default(),
            kept: Vec::new(),
            stage: Stage::Reading,
            warning: None,
            has_repeated: false,
        }
    }

    /// Whether it ended at a trial that was repeated.
    pub(super) fn has_repeated(&self) -> bool {
        self.has_repeated
    }

    /// Keeps the places of measured trials with a repeat below this number, from 0. Said before the first trial is given.
    pub fn keep(&mut self, repeats: u32) {
        if let Some(parser) = self.workers.parser_mut() {
            parser.kept = repeats;
        }
    }

    /// The places that were kept so far.
    pub fn kept(&mut self, run: &Run) -> Kept {
        Kept::of(run, self.path.clone(), std::mem::take(&mut self.kept))
    }

    /// What was read of the file, once the iterator has reached its end: the whole lines. Of a sealed run, these are the bytes that were
    /// sealed; of an unfinished one, they stay the beginning of the file, whatever is appended.
    pub fn original(&self) -> Original {
        let (length, digest) = self.blocks.read();
        Original { path: self.path.clone(), length, digest }
    }

    /// The warning about an incomplete last line, once the iterator has reached it.
    pub fn warning(&self) -> Option<Diagnostic> {
        self.warning.clone()
    }

    /// The open file.
    pub(super) fn into_file(self) -> File {
        self.blocks.into_file()
    }

    /// Reads what is left, and compares everything with the seal, where there is one.
    fn broken_seal(&mut self) -> Option<Diagnostic> {
        let RunState::Sealed { digest, trials, .. } = &self.state else { return None };
        if let Some(Err(fault)) = self.end.take() {
            return Some(fault);
        }
        loop {
            match self.blocks.next() {
                Ok(Some(_)) => {}
                Ok(None) => break,
                Err(fault) => return Some(fault),
            }
        }
        seal::changed_trials(&self.workers.parser().id, &self.blocks, (*trials, digest))
    }

    /// What was made of the next trial that counts.
    fn read(&mut self) -> Result<Option<T>, Diagnostic> {
        loop {
            let Some(current) = self.current.as_mut() else {
                if self.parse_more()? { continue } else { return Ok(None) }
            };
            if let Some(trial) = current.trials.next() {
                if !self.roster.admit(trial.place) {
                    return Err(repeated(&current.block, trial.before, &self.workers.parser().id));
                }
                self.kept.extend(trial.kept);
                if trial.made.is_some() {
                    return Ok(trial.made);
                }
                continue;
            }
            match current.end.take() {
                None => self.current = None,
                Some(LastLine::Fault(fault)) => return Err(fault),
                Some(LastLine::Repeated) => {
                    (self.has_repeated, self.stage) = (true, Stage::Ended);
                    return Ok(None);
                }
                Some(LastLine::Torn) => {
                    let Some(line) = current.block.lines().last() else { return Ok(None) };
                    let fault = torn(&line, &self.workers.parser().id, &self.state);
                    if self.state != RunState::Unfinished {
                        return Err(fault);
                    }
                    self.warning = Some(fault);
                    return Ok(None);
                }
            }
        }
    }

    /// Reads ahead, and takes up the next block that was parsed; `false` at the end.
    fn parse_more(&mut self) -> Result<bool, Diagnostic> {
        while self.end.is_none() && self.workers.under_way() < BLOCKS * rayon::current_num_threads() {
            match self.blocks.next() {
                Ok(Some(block)) => self.workers.give(block),
                Ok(None) => self.end = Some(Ok(())),
                Err(fault) => self.end = Some(Err(fault)),
            }
        }
        self.current = self.workers.take();
        if self.current.is_some() {
            return Ok(true);
        }
        self.end.replace(Ok(())).unwrap_or(Ok(())).map(|()| false)
    }
}

/// The fault of a trial that is there already.
fn repeated(block: &Block, before: usize, id: &RunId) -> Diagnostic {
    let Some(line) = block.lines().nth(before) else { return missing(id) };
    match parsing::read(&line, id) {
        Ok(trial) => roster::repeated(&trial).fault(&line, id),
        Err(fault) => fault,
    }
}

/// The fault of a last line without a line break: of an unfinished run, a warning.
fn torn(line: &Line<'_>, id: &RunId, state: &RunState) -> Diagnostic {
    let source = line.source(id);
    let end = source.text().len();
    let torn = |kind: Diagnostic| kind.at(&source, end..end).label("the line ends here");
    if *state != RunState::Unfinished {
        let what = "the last trial of a sealed run is incomplete";
        return torn(Diagnostic::error(Code::INCOMPLETE_TRIAL, what)).help("restore the file from version control");
    }
    let what = "the last trial was not completely written, and does not count";
    torn(Diagnostic::warning(Code::INCOMPLETE_TRIAL, what)).help(format!("`offprint run --resume {id}` repeats it"))
}

impl<T: Send + 'static> Iterator for Trials<T> {
    type Item = Result<T, Diagnostic>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.stage == Stage::Reading {
            match self.read() {
                Ok(Some(made)) => return Some(Ok(made)),
                Ok(None) => {}
                Err(fault) => {
                    self.stage = Stage::Broken;
                    return Some(Err(fault));
                }
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
