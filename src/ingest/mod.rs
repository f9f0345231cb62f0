//! Other tools' result files into runs, recognised by what is in them: never by their names.
//!
//! 1. What the tool printed before its results (log lines) is passed over.
//! 2. The first characters of the results say which format they can be, and the keys say which it is.
//! 3. Each format has a file that reads it into an [`IngestedRun`], whole, or says what is wrong and where.
//!
//! Nothing is invented: what a tool did not measure is absent. What a file says is hostile text, and may hold names of people's
//! folders: of paths, only the last part is kept.

mod json;
mod llama_bench;
mod lm_eval;
mod naming;

use std::ops::Range;

use crate::diagnostic::{Checked, CheckedResult, Diagnostic, SourceFile, Span, sort};
use crate::record::IngestedRun;

use json::{Document, Value};

/// The most faults told of one file: a file of another kind would give one for each of its lines.
const MOST_FAULTS: usize = 8;

const KNOWN: &str = "offprint reads what llama-bench prints with `-o json`, `jsonl`, `csv` or `sql`, and the `results_*.json` and \
                     `samples_*.jsonl` of lm-evaluation-harness";

/// Reads a result file; `file` is its base name, for people.
///
/// # Errors
/// What is wrong with it, with its place.
pub fn ingest(source: &SourceFile, file: &str) -> CheckedResult<IngestedRun> {
    let foreign = Foreign { source, file };
    let mut warnings = Vec::new();
    match foreign.read(&mut warnings) {
        Ok(value) => {
            sort(&mut warnings);
            Ok(Checked { value, warnings })
        }
        Err(mut faults) => {
            sort(&mut faults);
            let untold = faults.len().saturating_sub(MOST_FAULTS);
            faults.truncate(MOST_FAULTS);
            if untold > 0 {
                faults.push(Diagnostic::error(format!("`{file}` has {untold} more faults like these")));
            }
            Err(faults)
        }
    }
}

/// A file that another tool wrote.
#[derive(Clone, Copy)]
struct Foreign<'a> {
    source: &'a SourceFile,
    /// Its base name.
    file: &'a str,
}

/// What the first line of the results looks like.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Looks {
    Json,
    Csv,
    Sql,
    Markdown,
}

impl Foreign<'_> {
    fn read(&self, warnings: &mut Vec<Diagnostic>) -> Result<IngestedRun, Vec<Diagnostic>> {
        let Some((looks, start)) = beginning(self.source.text()) else {
            return Err(vec![self.unknown(0)]);
        };
        if let Some(warning) = self.passed_over(start) {
            warnings.push(warning);
        }
        match looks {
            Looks::Csv => llama_bench::read(self, "csv", llama_bench::csv::rows(self.source, start)?),
            Looks::Sql => llama_bench::read(self, "sql", llama_bench::sql::rows(self.source, start)?),
            Looks::Markdown => Err(vec![
                Diagnostic::error("a table for people leaves out most of what llama-bench measured")
                    .at(self.source, line_at(self.source, start))
                    .help("print the results again with `llama-bench -o json`"),
            ]),
            Looks::Json => self.read_json(start, warnings),
        }
    }

    fn read_json(&self, start: usize, warnings: &mut Vec<Diagnostic>) -> Result<IngestedRun, Vec<Diagnostic>> {
        let document = Document::new(self.source);
        warnings.extend(document.warning());
        let whole = start..self.source.text().len();
        match document.value(whole.clone()) {
            Ok(value) if value.is_array() => self.read_array(&value),
            Ok(value) if lm_eval::results::is_one(&value) => lm_eval::results::read(self, &value, warnings),
            Ok(_) => self.read_lines(&document, &[whole], warnings),
            Err(fault) => {
                let (lines, skipped) = document.lines(start);
                let first = lines.first().map(|line| document.value(line.clone()));
                // Only where the first line stands for itself is this one object a line.
                if self.source.text()[start..].starts_with('[') || !matches!(first, Some(Ok(_))) {
                    return Err(vec![fault]);
                }
                warnings.extend(self.skipped(&skipped));
                self.read_lines(&document, &lines, warnings)
            }
        }
    }

    fn read_array(&self, value: &Value<'_>) -> Result<IngestedRun, Vec<Diagnostic>> {
        let first = value.elements().and_then(|elements| elements.first().copied());
        match first {
            Some(first) if !llama_bench::json::is_row(&first) => Err(vec![self.unknown(first.span().start)]),
            _ => llama_bench::read(self, "json", llama_bench::json::array(value)?),
        }
    }

    /// One object a line; the first tells what all of them are.
    fn read_lines(
        &self,
        document: &Document,
        lines: &[Range<usize>],
        warnings: &mut Vec<Diagnostic>,
    ) -> Result<IngestedRun, Vec<Diagnostic>> {
        let first = lines.first().and_then(|line| document.value(line.clone()).ok());
        match first {
            Some(value) if llama_bench::json::is_row(&value) => {
                llama_bench::read(self, "jsonl", llama_bench::json::lines(document, lines)?)
            }
            Some(value) if lm_eval::samples::is_one(&value) => lm_eval::samples::read(self, document, lines, warnings),
            _ => Err(vec![self.unknown(lines.first().map_or(0, |line| line.start))]),
        }
    }

    fn unknown(&self, at: usize) -> Diagnostic {
        Diagnostic::error(format!("`{}` is no result file that offprint knows", self.file))
            .at(self.source, line_at(self.source, at))
            .help(KNOWN)
    }

    /// The warning about the log before the results.
    fn passed_over(&self, start: usize) -> Option<Diagnostic> {
        let log = &self.source.text()[..start];
        let lines = log.lines().filter(|line| !line.trim().is_empty()).count();
        let first = log.len() - log.trim_start().len();
        (lines > 0).then(|| log_warning(lines).at(self.source, line_at(self.source, first)))
    }

    /// The warning about log lines between the results.
    fn skipped(&self, skipped: &[Span]) -> Option<Diagnostic> {
        skipped.first().map(|first| log_warning(skipped.len()).at(self.source, *first))
    }
}

fn log_warning(lines: usize) -> Diagnostic {
    let what = if lines == 1 {
        "1 line is no result, and was".to_owned()
    } else {
        format!("{lines} lines are no results, and were")
    };
    Diagnostic::warning(format!("{what} passed over"))
        .label("the first of them")
        .help("keep the log out of the file: redirect standard output alone, with `>`")
}

/// Where the results begin, and what they look like there.
fn beginning(text: &str) -> Option<(Looks, usize)> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_start();
        if let Some(looks) = looks_of(content.trim_end()) {
            return Some((looks, start + line.len() - content.len()));
        }
        start += line.len();
    }
    None
}

fn looks_of(line: &str) -> Option<Looks> {
    let upper = |prefix: &str| line.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    if line.starts_with('{') || line == "[" || line.starts_with("[{") || line.starts_with("[ {") || line == "[]" {
        Some(Looks::Json)
    } else if line.contains(',') && line.split(',').any(|cell| cell.trim_matches('"') == "build_commit") {
        Some(Looks::Csv)
    } else if upper("CREATE TABLE ") || upper("INSERT INTO ") {
        Some(Looks::Sql)
    } else if line.starts_with('|') && line.contains(" model ") && line.contains(" t/s ") {
        Some(Looks::Markdown)
    } else {
        None
    }
}

/// The line that holds a byte, without its white space.
fn line_at(source: &SourceFile, at: usize) -> Span {
    let line = source.line_span(source.position(at).line);
    Span::new(at.clamp(line.start, line.end), line.end)
}

/// A value of the right kind, or what is wrong with it.
fn wrong_kind(value: &Value<'_>, what: &str, wanted: &str) -> Diagnostic {
    value.fault(format!("{what} is not {wanted}"))
}
