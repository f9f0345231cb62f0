//! The lines of a file, one at a time, in one buffer: memory does not grow with the file, and a line has a longest length.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;

use super::disk;
use super::paths::{TRIALS_FILE, shown};
use crate::diagnostic::{Code, Diagnostic, SourceFile};
use crate::name::RunId;

/// The longest line of `trials.jsonl`, in bytes. Longer lines are neither written nor read: one line is in memory at a time, and a file
/// that lost its line breaks must not fill it.
pub(super) const LONGEST: u64 = 64 << 20;

/// A line with its number, from 1, and its place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    /// Its bytes without the line break.
    pub(super) bytes: &'a [u8],
    /// From 1.
    pub(super) number: usize,
    /// Where it begins, in bytes from the start of the file.
    pub(super) start: u64,
    /// Whether it ends with a line break. A line without one is the last of a file whose writer was killed in the middle of a write.
    pub(super) whole: bool,
}

/// A run's `trials.jsonl`, line by line.
#[derive(Debug)]
pub(super) struct Lines {
    reader: BufReader<File>,
    buffer: Vec<u8>,
    path: PathBuf,
    shown: String,
    number: usize,
    offset: u64,
}

impl Lines {
    /// The lines of `file`, which was opened at `path` for the run `id`, from its beginning.
    pub(super) fn new(file: File, path: PathBuf, id: &RunId) -> Self {
        let shown = shown(id, TRIALS_FILE);
        Self { reader: BufReader::with_capacity(1 << 16, file), buffer: Vec::new(), path, shown, number: 0, offset: 0 }
    }

    /// The next line; nothing at the end of the file.
    pub(super) fn next(&mut self) -> Result<Option<Line<'_>>, Diagnostic> {
        self.buffer.clear();
        let start = self.offset;
        let mut limited = self.reader.by_ref().take(LONGEST + 1);
        let read =
            limited.read_until(b'\n', &mut self.buffer).map_err(|error| disk::fault("read", &self.path, &error))?;
        if read == 0 {
            return Ok(None);
        }
        self.number += 1;
        self.offset += read as u64;
        let whole = self.buffer.last() == Some(&b'\n');
        if !whole && read as u64 > LONGEST {
            return Err(Diagnostic::error(
                Code::LINE_TOO_LONG,
                format!("line {} of `{}` is longer than {} MiB", self.number, self.shown, LONGEST >> 20),
            )
            .help("offprint never writes such a line: restore the file from version control"));
        }
        let end = if whole { read - 1 } else { read };
        Ok(Some(Line { bytes: &self.buffer[..end], number: self.number, start, whole }))
    }

    /// The file, at an unspecified position: the reader has read ahead.
    pub(super) fn into_file(self) -> File {
        self.reader.into_inner()
    }
}

impl Line<'_> {
    /// The line as a source for a diagnostic.
    pub(super) fn source(&self, id: &RunId) -> SourceFile {
        SourceFile::excerpt(shown(id, TRIALS_FILE), self.number, String::from_utf8_lossy(self.bytes))
    }
}
