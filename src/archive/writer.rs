//! A run being written: created or resumed, one line per trial, sealed.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::lines::{Blocks, FilePart, LONGEST};
use super::paths::{RUN_FILE, TRIALS_FILE, shown};
use super::staging::Staging;
use super::trials::{Trials, missing};
use super::twin::trial;
use super::{disk, lock, run_json};
use crate::diagnostic::{Code, Diagnostic, SourceFile};
use crate::file;
use crate::lock::Lock;
use crate::name::RunId;
use crate::record::{Failure, FailureKind, Outcome, Run, RunState, ServerTimes, TokenCounts, Trial, TrialKey};

/// A run being written: the only way to add to one. While it lives, no other process can write that run.
#[derive(Debug)]
pub struct Writer {
    run: Run,
    folder: PathBuf,
    file: File,
    /// What is on disk, in whole lines.
    written: Written,
    _lock: Lock,
}

/// A run that continues where it was interrupted.
#[derive(Debug)]
pub struct Resumed {
    /// The run as it was when it began.
    pub run: Run,
    /// The trials that are finished already.
    pub done: BTreeSet<TrialKey>,
    /// Those of them whose last attempt failed, with the number of that attempt.
    pub failed: BTreeMap<TrialKey, u32>,
    /// Appends after them.
    pub writer: Writer,
    /// The warning about an incomplete last line, which was removed.
    pub warning: Option<Diagnostic>,
}

/// The whole lines of `trials.jsonl`.
#[derive(Debug, Default)]
struct Written {
    bytes: u64,
    trials: u64,
    hasher: blake3::Hasher,
}

impl Written {
    fn add(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len() as u64;
        self.trials += 1;
        self.hasher.update(bytes);
    }
}

impl Writer {
    /// Creates the run's folder below `runs`; the lock is held before the folder has its name.
    pub(super) fn begin(runs: &Path, run: &Run) -> Result<Self, Diagnostic> {
        let run = Run { state: RunState::Unfinished, ..run.clone() };
        let staging = Staging::new(runs, &run.id)?;
        disk::write_new(&staging.path().join(TRIALS_FILE), b"")?;
        let lock = lock::take(runs, &run.id)?;
        disk::write_new(&staging.path().join(RUN_FILE), run_json::run_text(&run)?.as_bytes())?;
        staging.publish()?;
        let folder = runs.join(run.id.as_str());
        // Opened where it stays: no folder is renamed with an open file below it.
        let file = disk::open_to_extend(&folder.join(TRIALS_FILE), &shown(&run.id, TRIALS_FILE))?;
        Ok(Self { run, folder, file, written: Written::default(), _lock: lock })
    }

    /// Takes the lock of a run, reads what is there, and cuts off a torn last line.
    pub(super) fn resume(runs: &Path, id: &RunId) -> Result<Resumed, Diagnostic> {
        let folder = runs.join(id.as_str());
        let path = folder.join(TRIALS_FILE);
        // First the lock, then the state: another process may seal the run while this one waits for the lock.
        let shown_path = shown(id, TRIALS_FILE);
        let held = disk::exists(&path)
            .then(|| Ok((lock::take(runs, id)?, disk::open_to_extend(&path, &shown_path)?)))
            .transpose()?;
        let run_file = shown(id, RUN_FILE);
        let source = SourceFile::new(&run_file, disk::read_text(&folder.join(RUN_FILE), &run_file)?);
        let run = run_json::read_run(&source, id)?;
        if run.state != RunState::Unfinished {
            return Err(Diagnostic::error(
                Code::FINISHED,
                format!("run `{id}` is finished: no trials can be added to it"),
            )
            .help(format!("`offprint run --again {id}` repeats it as a new run")));
        }
        let (lock, file) = held.ok_or_else(|| missing(id))?;
        let part = FilePart::of(file).map_err(|error| disk::fault("read", &path, &error))?;
        let mut trials = Trials::of(part, path.clone(), &run);
        let (mut done, mut failed) = (BTreeSet::new(), BTreeMap::new());
        for trial in trials.by_ref() {
            let trial = trial?;
            match trial.outcome {
                Outcome::Failed(_) => drop(failed.insert(trial.key(), trial.attempt)),
                Outcome::Answered(_) | Outcome::TimedOut => drop(failed.remove(&trial.key())),
            }
            done.insert(trial.key());
        }
        let (warning, file) = (trials.warning(), trials.into_file());
        let (file, written) = cut_to_whole_lines(file, &path, id)?;
        let writer = Self { run: run.clone(), folder, file, written, _lock: lock };
        Ok(Resumed { run, done, failed, writer, warning })
    }

    /// Appends one trial, flushes it to disk, and returns it as it was written. A trial that could not be read again, as of an answer
    /// longer than a line may be, is written as a failed one without its answer. When this fails, the file is as it was before.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn append<'t>(&mut self, trial: &'t Trial) -> Result<Cow<'t, Trial>, Diagnostic> {
        let (trial, line) = match line_of(trial) {
            Ok(line) => (Cow::Borrowed(trial), line),
            Err(failure) => {
                let without = without_answer(trial, failure);
                let line = line_of(&without).map_err(|failure| self.unwritable(trial, &failure.message))?;
                (Cow::Owned(without), line)
            }
        };
        if let Err(error) = self.file.write_all(&line).and_then(|()| file::sync_data(&self.file)) {
            // The next line would be appended to half a line. If the half cannot be removed either, it stays the last line, and readers
            // ignore a last line without line break.
            _ = self.back_to_whole_lines();
            return Err(disk::fault("write", &self.folder.join(TRIALS_FILE), &error));
        }
        self.written.add(&line);
        Ok(trial)
    }

    /// Seals the run: no trial will be added.
    ///
    /// # Errors
    /// It cannot be written; the run then stays unfinished, with all its trials.
    pub fn seal(self, finished: DateTime<Utc>) -> Result<(), Diagnostic> {
        let digest = self.written.hasher.finalize().to_hex().to_string();
        let state = RunState::Sealed { finished, digest, trials: self.written.trials };
        let text = run_json::run_text(&Run { state, ..self.run })?;
        disk::replace(&self.folder.join(RUN_FILE), text.as_bytes())
    }

    fn back_to_whole_lines(&mut self) -> io::Result<()> {
        self.file.set_len(self.written.bytes)?;
        self.file.seek(SeekFrom::Start(self.written.bytes)).map(|_| ())
    }

    fn unwritable(&self, trial: &Trial, why: &str) -> Diagnostic {
        Diagnostic::error(
            Code::CANNOT_BE_ARCHIVED,
            format!(
                "the answer of `{}` to `{}` cannot be stored in run `{}`: {why}",
                trial.target, trial.case, self.run.id
            ),
        )
    }
}

/// The line of a trial, if it can be read again: otherwise it would make the whole run unreadable.
pub(super) fn line_of(trial: &Trial) -> Result<Vec<u8>, Failure> {
    let unreadable = |reason: &str| Failure {
        kind: FailureKind::Malformed,
        message: format!("the reply cannot be archived: {reason}"),
    };
    let line = trial::line(trial).map_err(|error| unreadable(&error.to_string()))?;
    if line.len() as u64 > LONGEST {
        let message = format!("the reply cannot be archived: it is longer than {} MiB", LONGEST >> 20);
        return Err(Failure { kind: FailureKind::TooLong, message });
    }
    match trial::read(&line) {
        Ok(read) if read == *trial => Ok(line),
        _ => Err(unreadable("a number in it is out of the archive's range")),
    }
}

/// The trial as a failed one, without anything that came from the server.
fn without_answer(trial: &Trial, failure: Failure) -> Trial {
    Trial {
        target: trial.target.clone(),
        case: trial.case.clone(),
        outcome: Outcome::Failed(failure),
        server: ServerTimes::default(),
        tokens: TokenCounts::default(),
        answer: String::new(),
        reasoning: None,
        left_out: Vec::new(),
        machine: None,
        checks: Vec::new(),
        nonce: trial.nonce.clone(),
        ..*trial
    }
}

/// Counts and hashes the whole lines, cuts off what follows them, and leaves the file at its new end.
fn cut_to_whole_lines(file: File, path: &Path, id: &RunId) -> Result<(File, Written), Diagnostic> {
    let refused = |error: io::Error| disk::fault("write", path, &error);
    let mut blocks = Blocks::new(FilePart::of(file).map_err(refused)?, path.to_owned(), id);
    let mut written = Written::default();
    while let Some(block) = blocks.next()? {
        for line in block.lines().filter(|line| line.whole) {
            written.bytes = line.start + line.bytes.len() as u64 + 1;
            written.trials += 1;
            written.hasher.update(line.bytes).update(b"\n");
        }
    }
    let mut file = blocks.into_file();
    file.set_len(written.bytes).and_then(|()| file::sync(&file)).map_err(refused)?;
    file.seek(SeekFrom::Start(written.bytes)).map_err(refused)?;
    Ok((file, written))
}
