//! `offprint suite score`: scores a stream of answers from elsewhere.
#![expect(clippy::disallowed_methods, reason = "answers may be too many to be read as one file")]

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;

use rayon::prelude::*;

use offprint::diagnostic::{self, Diagnostic};
use offprint::suite::Suite;
use offprint::suite::score::{Scored, Scorer, Tally};
use offprint::wording::counted;

use crate::cli::{CommandFailure, Terminal};

/// The most answers in memory at once.
const CHUNK_LINES: usize = 8_192;
/// The most bytes of answers in memory at once, but for the last answer.
const CHUNK_BYTES: usize = 16 << 20;

/// The longest line that is read as an answer, in bytes.
const LONGEST_LINE: u64 = 64 << 20;

/// The most errors reported at once.
const MOST_FAULTS: usize = 20;

/// Scores every line of a file (`-` for standard input) and prints one line for each, in the same order.
pub(super) fn score(suite: &Suite, path: &Path, terminal: &Terminal) -> Result<(), CommandFailure> {
    let shown = path.display().to_string();
    let fault = |error: &io::Error| diagnostic::io("read", &shown, error);
    let unreadable = |error: io::Error| CommandFailure::work(fault(&error));
    let (length, mut lines) = open(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => CommandFailure::usage(fault(&error)),
        _ => unreadable(error),
    })?;
    let progress = terminal.progress_of_bytes(length);
    let scorer = Scorer::new(suite);
    let mut out = terminal.stream();
    let mut tally = Tally::default();
    let mut scored = 0;
    loop {
        let chunk = lines.next_chunk().map_err(unreadable)?;
        if chunk.is_empty() {
            break;
        }
        let results: Vec<Result<Scored, Diagnostic>> =
            chunk.par_iter().map(|(number, line)| score_line(&scorer, &shown, *number, line)).collect();
        scored += results.len();
        let faults: Vec<Diagnostic> =
            results.iter().filter_map(|result| result.as_ref().err().cloned()).take(MOST_FAULTS).collect();
        for result in results.iter().map_while(|result| result.as_ref().ok()) {
            tally.add(result);
            if writeln!(out, "{}", result.line).is_err() {
                // The reader of the pipe has closed it.
                return Ok(());
            }
        }
        if !faults.is_empty() {
            return Err(CommandFailure::Content(faults));
        }
        progress.advance(chunk.iter().map(|(_, line)| line.len() as u64).sum());
        progress.status(&counted(scored, "answer"));
    }
    progress.finish();
    let _closed_pipe = out.flush();
    terminal.note(&tally.to_string());
    Ok(())
}

fn score_line(scorer: &Scorer<'_>, path: &str, number: usize, line: &[u8]) -> Result<Scored, Diagnostic> {
    if line.len() as u64 >= LONGEST_LINE {
        return Err(Diagnostic::error(format!("{path}:{number}: this line is longer than {} MiB", LONGEST_LINE >> 20)));
    }
    match std::str::from_utf8(line) {
        Ok(text) => scorer.score(path, number, text.trim_end()),
        Err(error) => Err(Diagnostic::error(format!(
            "{path}:{number}: not UTF-8: invalid byte {} in this line",
            error.valid_up_to() + 1
        ))
        .help("save the file as UTF-8")),
    }
}

/// The file's length (0 for standard input) and its lines.
fn open(path: &Path) -> io::Result<(u64, Lines)> {
    if path.as_os_str() == "-" {
        return Ok((0, Lines { input: Box::new(BufReader::new(io::stdin())), number: 0 }));
    }
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    Ok((length, Lines { input: Box::new(BufReader::with_capacity(1 << 20, file)), number: 0 }))
}

/// The lines of a file that are not blank, in chunks.
struct Lines {
    input: Box<dyn BufRead>,
    number: usize,
}

impl Lines {
    /// The next lines with their numbers; empty at the end of the file.
    fn next_chunk(&mut self) -> io::Result<Vec<(usize, Vec<u8>)>> {
        let mut chunk = Vec::new();
        let mut bytes = 0;
        while chunk.len() < CHUNK_LINES && bytes < CHUNK_BYTES {
            let mut line = Vec::new();
            let read = self.input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)?;
            if read == 0 {
                break;
            }
            self.number += 1;
            bytes += read;
            if !line.iter().all(u8::is_ascii_whitespace) {
                chunk.push((self.number, line));
            }
        }
        Ok(chunk)
    }
}
