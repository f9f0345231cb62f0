//! The lines of a file, one at a time, in one buffer: memory does not grow with the file, and a line has a longest length.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
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
    reader: BufReader<FilePart>,
    buffer: Vec<u8>,
    path: PathBuf,
    shown: String,
    number: usize,
    whole: u64,
    offset: u64,
}

impl Lines {
    /// The lines of a part of a file, which was opened at `path` for the run `id`.
    pub(super) fn new(part: FilePart, path: PathBuf, id: &RunId) -> Self {
        let shown = shown(id, TRIALS_FILE);
        Self {
            reader: BufReader::with_capacity(BLOCK, part),
            buffer: Vec::new(),
            path,
            shown,
            number: 0,
            whole: 0,
            offset: 0,
        }
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
        self.whole += u64::from(whole);
        let end = if whole { read - 1 } else { read };
        Ok(Some(Line { bytes: &self.buffer[..end], number: self.number, start, whole }))
    }

    /// The number of whole lines so far.
    pub(super) fn whole(&self) -> u64 {
        self.whole
    }

    /// Length and digest of the whole lines, once the end was reached.
    pub(super) fn read(&self) -> (u64, blake3::Hash) {
        let part = self.reader.get_ref();
        (part.at.min(part.whole), part.hasher.finalize())
    }

    /// The file, at an unspecified position: the reader has read ahead.
    pub(super) fn into_file(self) -> File {
        self.reader.into_inner().file
    }
}

/// A file as long as it was when it was opened, however it grows: its reader sees one moment of a run that is being written.
#[derive(Debug)]
pub(super) struct FilePart {
    file: File,
    /// How much was read, in bytes.
    at: u64,
    /// Where the last whole line ended.
    whole: u64,
    /// Where the file ended.
    end: u64,
    /// Of what was read of the whole lines.
    hasher: blake3::Hasher,
}

/// How much is read at once, in bytes.
const BLOCK: usize = 1 << 16;

impl FilePart {
    /// The file from its beginning to its present end.
    pub(super) fn of(mut file: File) -> io::Result<Self> {
        let end = file.metadata()?.len();
        let whole = end_of_whole_lines(&mut file, end)?;
        file.rewind()?;
        Ok(Self { file, at: 0, whole, end, hasher: blake3::Hasher::new() })
    }

    /// The same part, from its beginning. The two share one position, so that one is read after the other.
    pub(super) fn again(&self) -> io::Result<Self> {
        let mut file = self.file.try_clone()?;
        file.rewind()?;
        Ok(Self { file, at: 0, hasher: blake3::Hasher::new(), ..*self })
    }
}

impl Read for FilePart {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end - self.at).unwrap_or(usize::MAX).min(buffer.len());
        let read = self.file.read(&mut buffer[..left])?;
        let whole = usize::try_from(self.whole.saturating_sub(self.at)).unwrap_or(usize::MAX).min(read);
        self.hasher.update(&buffer[..whole]);
        self.at += read as u64;
        Ok(read)
    }
}

/// Where the last line that ends with a line break ends, in bytes from the beginning.
fn end_of_whole_lines(file: &mut File, end: u64) -> io::Result<u64> {
    let mut block = vec![0; BLOCK];
    let mut at = end;
    while at > 0 {
        let length = at.min(BLOCK as u64);
        at -= length;
        let block = &mut block[..usize::try_from(length).unwrap_or(BLOCK)];
        file.seek(SeekFrom::Start(at))?;
        file.read_exact(block)?;
        if let Some(found) = block.iter().rposition(|byte| *byte == b'\n') {
            return Ok(at + found as u64 + 1);
        }
    }
    Ok(0)
}

impl Line<'_> {
    /// The line as a source for a diagnostic.
    pub(super) fn source(&self, id: &RunId) -> SourceFile {
        SourceFile::excerpt(shown(id, TRIALS_FILE), self.number, String::from_utf8_lossy(self.bytes))
    }
}
