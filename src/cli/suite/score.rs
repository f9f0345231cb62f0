//! `offprint suite score`: scores a stream of answers from elsewhere.
#![expect(clippy::disallowed_methods, reason = "answers may be too many to be read as one file")]

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use rayon::prelude::*;

use offprint::diagnostic::{self, Code, Diagnostic, Severity};
use offprint::project::as_utf_8;
use offprint::suite::Suite;
use offprint::suite::score::{NotScored, Scored, Scorer, Tally};
use offprint::text::ShownPath;
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
    let shown = path.shown();
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
    let mut unknown = Unknown::default();
    loop {
        let chunk = lines.next_chunk().map_err(unreadable)?;
        if chunk.is_empty() {
            break;
        }
        let results: Vec<Result<Scored, NotScored>> =
            chunk.par_iter().map(|(number, line)| score_line(&scorer, &shown, *number, line)).collect();
        for result in &results {
            match result {
                Ok(result) => {
                    scored += 1;
                    tally.add(result);
                    if !out.json_line(&result.line) {
                        return Ok(());
                    }
                }
                Err(NotScored::Unknown(fault)) => unknown.add(fault),
                Err(NotScored::Invalid(_)) => break,
            }
        }
        let faults: Vec<Diagnostic> = results.into_iter().filter_map(invalid).take(MOST_FAULTS).collect();
        if !faults.is_empty() {
            return Err(CommandFailure::Content(faults));
        }
        progress.advance(chunk.iter().map(|(_, line)| line.len() as u64).sum());
        progress.status(&counted(scored, "answer"));
    }
    progress.finish();
    if !out.finish() {
        return Ok(());
    }
    unknown.report(scored, terminal)?;
    terminal.note(&tally.to_string());
    if tally.labelled().good + tally.labelled().bad > 0 {
        terminal.note(&tally.labelled().to_string());
    }
    Ok(())
}

/// Answers of cases that the suite does not have.
#[derive(Default)]
struct Unknown {
    count: usize,
    /// What is reported of the first ones.
    first: Vec<Diagnostic>,
}

impl Unknown {
    /// Warns of them; they are an error if no other answer was scored.
    fn report(self, scored: usize, terminal: &Terminal) -> Result<(), CommandFailure> {
        if self.count == 0 {
            return Ok(());
        }
        if scored == 0 {
            let error = |fault| Diagnostic { severity: Severity::Error, ..fault };
            return Err(CommandFailure::Content(self.first.into_iter().map(error).collect()));
        }
        terminal.diagnostics(&self.first);
        let left_out = counted(self.count, "answer");
        terminal.note(&format!("{left_out} left out: the suite does not have the case"));
        Ok(())
    }

    fn add(&mut self, fault: &Diagnostic) {
        self.count += 1;
        if self.first.len() < MOST_FAULTS {
            self.first.push(Diagnostic { severity: Severity::Warning, ..fault.clone() });
        }
    }
}

fn invalid(result: Result<Scored, NotScored>) -> Option<Diagnostic> {
    match result {
        Err(NotScored::Invalid(fault)) => Some(fault),
        Ok(_) | Err(NotScored::Unknown(_)) => None,
    }
}

fn score_line(scorer: &Scorer<'_>, path: &str, number: usize, line: &[u8]) -> Result<Scored, NotScored> {
    if line.len() as u64 >= LONGEST_LINE {
        let fault = format!("{path}:{number}: this line is longer than {} MiB", LONGEST_LINE >> 20);
        return Err(NotScored::Invalid(Diagnostic::error(Code::ANSWER_LINE, fault)));
    }
    match std::str::from_utf8(line) {
        Ok(text) => scorer.score(path, number, text.trim_end()),
        Err(error) => {
            let fault = format!("{path}:{number}: not UTF-8: invalid byte {} in this line", error.valid_up_to() + 1);
            Err(NotScored::Invalid(Diagnostic::error(Code::ANSWER_LINE, fault).help("save the file as UTF-8")))
        }
    }
}

/// The file's length (0 for standard input) and its lines.
fn open(path: &Path) -> io::Result<(u64, Lines)> {
    if path.as_os_str() == "-" {
        return Ok((0, Lines { input: as_utf_8(BufReader::new(io::stdin()))?, number: 0 }));
    }
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    Ok((length, Lines { input: as_utf_8(BufReader::with_capacity(1 << 20, file))?, number: 0 }))
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
