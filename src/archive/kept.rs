//! The places of trials in their file, so that those that a page shows can be read again when it is made.

use std::io::{self, Read, Seek, SeekFrom};
use std::path::PathBuf;

use super::lines::Line;
use super::paths::{TRIALS_FILE, shown};
use super::roster::KnownNames;
use super::{disk, twin};
use crate::diagnostic::{Code, Diagnostic};
use crate::name::{CaseId, RunId, TargetId};
use crate::record::{Run, Trial};
use crate::text::ShownPath;

/// The places of measured trials in a run's `trials.jsonl`; memory grows with them, and not with their answers. A line that is not there any
/// more as it was read is an error.
#[derive(Debug)]
pub struct Kept {
    path: PathBuf,
    id: RunId,
    names: KnownNames,
    /// In the order of cases, targets and repeats.
    lines: Vec<KeptLine>,
    /// Where the lines of each case begin, by its place in the run, and where those of the last one end.
    cases: Vec<usize>,
}

/// The place of a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct KeptLine {
    /// The places of its case and target in the run, and its repeat.
    key: (u32, u32, u32),
    /// Where it begins, in bytes from the start of the file.
    start: u64,
    /// How long it is without its line break.
    length: u32,
    digest: [u8; 8],
}

impl KeptLine {
    pub(super) fn of(line: &Line<'_>, key: (u32, u32, u32)) -> Self {
        // A line is at most 64 MiB long.
        let length = u32::try_from(line.bytes.len()).unwrap_or(u32::MAX);
        Self { key, start: line.start, length, digest: digest(line.bytes) }
    }
}

fn digest(line: &[u8]) -> [u8; 8] {
    let whole = blake3::hash(line);
    std::array::from_fn(|at| whole.as_bytes()[at])
}

impl Kept {
    pub(super) fn of(run: &Run, path: PathBuf, mut lines: Vec<KeptLine>) -> Self {
        lines.sort_unstable_by_key(|line| line.key);
        let count = lines.last().map_or(0, |last| last.key.0 + 1);
        let cases = (0..=count).map(|case| lines.partition_point(|line| line.key.0 < case)).collect();
        Self { path, id: run.id.clone(), names: KnownNames::of(run), lines, cases }
    }

    /// The trials of a case, those of each target in the order of their repeats.
    ///
    /// # Errors
    /// They cannot be read, or are not there any more.
    pub fn of_case(&self, case: &CaseId) -> Result<Vec<Trial>, Diagnostic> {
        let Some(case) = self.names.case(case) else { return Ok(Vec::new()) };
        self.read(self.lines_of(case as usize))
    }

    /// The first trial of every case with one target.
    ///
    /// # Errors
    /// Those of [`Kept::of_case`].
    pub fn first_with(&self, target: &TargetId) -> Result<Vec<Trial>, Diagnostic> {
        let Some(target) = self.names.target(target) else { return Ok(Vec::new()) };
        self.read((0..self.cases.len()).filter_map(|case| {
            let lines = self.lines_of(case);
            let first = lines.get(lines.partition_point(|line| line.key.1 < target))?;
            Some(first).filter(|line| line.key.1 == target)
        }))
    }

    /// The lines of the case at this place in the run.
    fn lines_of(&self, case: usize) -> &[KeptLine] {
        self.cases.get(case + 1).map_or(&[], |end| &self.lines[self.cases[case]..*end])
    }

    fn read<'a>(&self, lines: impl IntoIterator<Item = &'a KeptLine>) -> Result<Vec<Trial>, Diagnostic> {
        let mut file = disk::open(&self.path, &shown(&self.id, TRIALS_FILE))?;
        let mut bytes = Vec::new();
        let read = |line: &KeptLine| {
            bytes.resize(line.length as usize, 0);
            let read = file.seek(SeekFrom::Start(line.start)).and_then(|_| file.read_exact(&mut bytes));
            match read {
                Err(error) if error.kind() != io::ErrorKind::UnexpectedEof => {
                    Err(disk::fault("read", &self.path, &error))
                }
                Ok(()) if digest(&bytes) == line.digest => twin::trial::read(&bytes).map_err(|_| self.changed()),
                _ => Err(self.changed()),
            }
        };
        lines.into_iter().map(read).collect()
    }

    fn changed(&self) -> Diagnostic {
        let path = self.path.shown();
        Diagnostic::error(Code::CHANGED_MEANWHILE, format!("`{path}` changed while the site was built"))
            .help("build again; no page is half-written")
    }
}
