//! The lines of a file, in blocks of whole lines: memory does not grow with the file, and a line has a longest length.

use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::path::PathBuf;

use memchr::{memchr, memchr_iter, memmem, memrchr};

use super::disk;
use super::paths::{TRIALS_FILE, shown};
use crate::diagnostic::{Code, Diagnostic, SourceFile};
use crate::name::RunId;

/// The longest line of `trials.jsonl`, in bytes. Longer lines are neither written nor read: some lines are in memory at a time, and a file
/// that lost its line breaks must not fill it.
pub(super) const LONGEST: u64 = 64 << 20;

/// How much is read at once, in bytes.
const BLOCK: usize = 1 << 17;

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

impl Line<'_> {
    /// The line as a source for a diagnostic.
    pub(super) fn source(&self, id: &RunId) -> SourceFile {
        SourceFile::excerpt(shown(id, TRIALS_FILE), self.number, String::from_utf8_lossy(self.bytes))
    }
}

/// Lines that follow one another.
#[derive(Debug)]
pub(super) struct Block {
    bytes: Vec<u8>,
    /// The number of the first, from 1.
    first: usize,
    /// Where it begins, in bytes from the start of the file.
    start: u64,
}

impl Block {
    /// Its lines, in their order.
    pub(super) fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        let (mut at, mut number) = (0, self.first);
        std::iter::from_fn(move || {
            let rest = &self.bytes[at..];
            if rest.is_empty() {
                return None;
            }
            let end = memchr(b'\n', rest);
            let bytes = &rest[..end.unwrap_or(rest.len())];
            let line = Line { bytes, number, start: self.start + at as u64, whole: end.is_some() };
            at += bytes.len() + usize::from(line.whole);
            number += 1;
            Some(line)
        })
    }
}

/// A run's `trials.jsonl`, block by block.
#[derive(Debug)]
pub(super) struct Blocks {
    part: FilePart,
    /// The beginning of a line whose end was not read yet.
    rest: Vec<u8>,
    path: PathBuf,
    shown: String,
    /// The number of lines so far, and of those that end with a line break.
    lines: usize,
    whole: u64,
    /// Where the next line begins.
    start: u64,
}

impl Blocks {
    /// The lines of a part of a file, which was opened at `path` for the run `id`.
    pub(super) fn new(part: FilePart, path: PathBuf, id: &RunId) -> Self {
        Self { part, rest: Vec::new(), path, shown: shown(id, TRIALS_FILE), lines: 0, whole: 0, start: 0 }
    }

    /// The next lines, at least one; nothing at the end of the file.
    pub(super) fn next(&mut self) -> Result<Option<Block>, Diagnostic> {
        let mut bytes = std::mem::take(&mut self.rest);
        loop {
            let before = bytes.len();
            let read =
                self.part.append_to(&mut bytes, BLOCK).map_err(|error| disk::fault("read", &self.path, &error))?;
            if let Some(last) = memrchr(b'\n', &bytes[before..]) {
                self.rest = bytes.split_off(before + last + 1);
                break;
            }
            if read == 0 || bytes.len() as u64 > LONGEST {
                break;
            }
        }
        if bytes.is_empty() {
            return Ok(None);
        }
        let (first, start) = (self.lines + 1, self.start);
        let whole = memchr_iter(b'\n', &bytes).count();
        self.whole += whole as u64;
        self.lines += whole + usize::from(bytes.last() != Some(&b'\n'));
        self.start += bytes.len() as u64;
        // What was read at once is much shorter, so that only a first line can be longer.
        if memchr(b'\n', &bytes).unwrap_or(bytes.len()) as u64 > LONGEST {
            return Err(Diagnostic::error(
                Code::LINE_TOO_LONG,
                format!("line {first} of `{}` is longer than {} MiB", self.shown, LONGEST >> 20),
            )
            .help("offprint never writes such a line: restore the file from version control"));
        }
        Ok(Some(Block { bytes, first, start }))
    }

    /// The number of whole lines so far.
    pub(super) fn whole(&self) -> u64 {
        self.whole
    }

    /// Length and digest of the whole lines, once the end was reached.
    pub(super) fn read(&self) -> (u64, blake3::Hash) {
        (self.part.at.min(self.part.whole), self.part.hasher.finalize())
    }

    /// The file, at an unspecified position: the reader has read ahead.
    pub(super) fn into_file(self) -> File {
        self.part.file
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

    /// Whether these bytes are anywhere in it. Where it is read next is unspecified then.
    pub(super) fn contains(&mut self, sought: &[u8]) -> io::Result<bool> {
        self.file.rewind()?;
        let finder = memmem::Finder::new(sought);
        let (mut buffer, mut left) = (Vec::with_capacity(2 * BLOCK), self.end);
        while left > 0 {
            // What is sought may begin in what was read before.
            let kept = buffer.len().min(sought.len().saturating_sub(1));
            buffer.drain(..buffer.len() - kept);
            let read = append(&mut self.file, &mut buffer, BLOCK, left)?;
            if finder.find(&buffer).is_some() {
                return Ok(true);
            }
            left = if read == 0 { 0 } else { left - read as u64 };
        }
        Ok(false)
    }

    /// Appends as much as `most`, and less only at the end; gives how much that was.
    fn append_to(&mut self, buffer: &mut Vec<u8>, most: usize) -> io::Result<usize> {
        let before = buffer.len();
        let read = append(&mut self.file, buffer, most, self.end - self.at)?;
        let whole = usize::try_from(self.whole.saturating_sub(self.at)).unwrap_or(usize::MAX).min(read);
        self.hasher.update(&buffer[before..before + whole]);
        self.at += read as u64;
        Ok(read)
    }
}

/// Appends what a file has next to a buffer: at most `most` bytes, and not more than `left`.
fn append(file: &mut File, buffer: &mut Vec<u8>, most: usize, left: u64) -> io::Result<usize> {
    let before = buffer.len();
    let wanted = before + usize::try_from(left).unwrap_or(usize::MAX).min(most);
    let mut filled = before;
    buffer.resize(wanted, 0);
    while filled < wanted {
        match file.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    buffer.truncate(filled);
    Ok(filled - before)
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
        if let Some(found) = memrchr(b'\n', block) {
            return Ok(at + found as u64 + 1);
        }
    }
    Ok(0)
}
