//! Which format a file has, by its content; and the reading of it by that format's reader.
//!
//! The first line that can begin results decides between JSON and text; of JSON, the keys decide which format it is. Lines before it
//! are a log: llama-bench writes its log to standard error, and many people redirect both streams into one file.

use std::ops::Range;

use super::format::{FileShape, Format, ReadRun, ResultFile, line_at};
use super::json::Document;
use crate::diagnostic::{Diagnostic, SourceFile};
use crate::record::IngestedRun;

/// Why a file was not read.
pub(super) enum Refusal {
    /// It has none of the formats.
    Unknown(Diagnostic),
    /// It has one of them, and these faults.
    Faulty(Vec<Diagnostic>),
}

impl From<Vec<Diagnostic>> for Refusal {
    fn from(faults: Vec<Diagnostic>) -> Self {
        Self::Faulty(faults)
    }
}

/// Reads a file as the first of `formats` that recognises it.
pub(super) fn read(
    source: &SourceFile,
    name: &str,
    formats: &[&'static Format],
    warnings: &mut Vec<Diagnostic>,
) -> Result<IngestedRun, Refusal> {
    let candidate = Candidate { source, name, formats };
    let (beginning, start) = candidate.beginning().ok_or_else(|| candidate.unknown(0))?;
    warnings.extend(candidate.log_before(start));
    match beginning {
        Beginning::Json => candidate.read_json(start, warnings),
        Beginning::Text(format, read) => Ok(read(&candidate.with(format), start)?),
    }
}

/// A file whose format is not known yet.
struct Candidate<'a> {
    source: &'a SourceFile,
    name: &'a str,
    formats: &'a [&'static Format],
}

/// What results begin with.
enum Beginning {
    Json,
    Text(&'static Format, fn(&ResultFile<'_>, usize) -> ReadRun),
}

impl<'a> Candidate<'a> {
    fn with(&self, format: &'static Format) -> ResultFile<'a> {
        ResultFile { source: self.source, name: self.name, format }
    }

    /// What the results begin with, and at which byte.
    fn beginning(&self) -> Option<(Beginning, usize)> {
        let mut start = 0;
        for line in self.source.text().split_inclusive('\n') {
            let content = line.trim_start();
            if let Some(beginning) = self.beginning_of(content.trim_end()) {
                return Some((beginning, start + line.len() - content.len()));
            }
            start += line.len();
        }
        None
    }

    fn beginning_of(&self, line: &str) -> Option<Beginning> {
        // A line of a log may begin with `[` (`[1732] loading ...`), so an array must go on as one of objects.
        if line.starts_with('{')
            || ["[", "[]"].contains(&line)
            || ["[{", "[ {"].iter().any(|start| line.starts_with(start))
        {
            return Some(Beginning::Json);
        }
        self.formats.iter().find_map(|format| match format.shape {
            FileShape::Text { begins, read } if begins(line) => Some(Beginning::Text(format, read)),
            _ => None,
        })
    }

    fn read_json(&self, start: usize, warnings: &mut Vec<Diagnostic>) -> Result<IngestedRun, Refusal> {
        let document = Document::new(self.source);
        warnings.extend(document.warning());
        let whole = start..self.source.text().len();
        let fault = match document.value(whole.clone()) {
            Ok(value) => {
                for format in self.formats {
                    if let FileShape::Json { is_one, read } = format.shape
                        && is_one(&value)
                    {
                        return Ok(read(&self.with(format), &value, warnings)?);
                    }
                }
                // One object may also be JSON Lines of a single line.
                return self.read_lines(&document, &[whole], warnings);
            }
            Err(fault) => fault,
        };
        let (lines, skipped) = document.lines(start);
        let first = lines.first().map(|line| document.value(line.clone()));
        // Only where the first line is a whole value is this JSON Lines; else it is one value, and the fault is in it.
        if self.source.text()[start..].starts_with('[') || !matches!(first, Some(Ok(_))) {
            return Err(Refusal::Faulty(vec![fault]));
        }
        warnings.extend(skipped.first().map(|first| log_warning(skipped.len()).at(self.source, *first)));
        self.read_lines(&document, &lines, warnings)
    }

    fn read_lines(
        &self,
        document: &Document,
        lines: &[Range<usize>],
        warnings: &mut Vec<Diagnostic>,
    ) -> Result<IngestedRun, Refusal> {
        let start = lines.first().map_or(0, |line| line.start);
        let Some(first) = lines.first().and_then(|line| document.value(line.clone()).ok()) else {
            return Err(self.unknown(start));
        };
        for format in self.formats {
            if let FileShape::JsonLines { is_one, read } = format.shape
                && is_one(&first)
            {
                return Ok(read(&self.with(format), document, lines, warnings)?);
            }
        }
        // Of an array, its first value shows better what it holds than its bracket does.
        let element = first.elements().and_then(|elements| elements.first().copied());
        Err(self.unknown(element.map_or(start, |element| element.span().start)))
    }

    fn unknown(&self, at: usize) -> Refusal {
        Refusal::Unknown(
            Diagnostic::error(format!("`{}` is not a result file of a known format", self.name))
                .at(self.source, line_at(self.source, at)),
        )
    }

    /// The warning about the log before the results.
    fn log_before(&self, start: usize) -> Option<Diagnostic> {
        let log = &self.source.text()[..start];
        let lines = log.lines().filter(|line| !line.trim().is_empty()).count();
        let first = log.len() - log.trim_start().len();
        (lines > 0).then(|| log_warning(lines).at(self.source, line_at(self.source, first)))
    }
}

fn log_warning(lines: usize) -> Diagnostic {
    let what = if lines == 1 { "1 line is not a result, and was" } else { "lines are not results, and were" };
    let count = if lines == 1 { String::new() } else { format!("{lines} ") };
    Diagnostic::warning(format!("{count}{what} skipped"))
        .label("the first of them")
        .help("keep the log out of the file: redirect standard output alone, with `>`")
}
