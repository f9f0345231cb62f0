//! Which format a file has, by its content; and the reading of it by that format's reader.
//!
//! Objects of a known format decide first, because they hold more than any text; else the first line that can begin results as text.
//! Lines that are neither are a log: llama-bench writes its log to standard error, and many people redirect both streams into one file.

use std::collections::BTreeSet;

use super::format::{FileShape, Format, ReadText, ResultFile, line_at, wrong_kind};
use super::json::{Document, JsonValue};
use super::lines::{Line, lines};
use super::notes::Notes;
use super::scan::{Item, Scan, scan};
use crate::diagnostic::{Code, Diagnostic, SourceFile};
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
    notes: &mut Notes,
) -> Result<IngestedRun, Refusal> {
    let candidate = Candidate { source, name, formats };
    let document = Document::new(source);
    let found = scan(&document);
    let run = if let Some(format) = found.items.iter().find_map(|item| candidate.format_of(item)) {
        candidate.read_json(format, &document, found, notes)?
    } else if let Some((format, read, line)) = candidate.text() {
        for before in lines(&source.text()[..line.start], 0).filter(|line| !line.text.is_empty()) {
            notes.skip(before.span());
        }
        read(&candidate.with(format), line.start, notes)?
    } else {
        return Err(candidate.refusal(found));
    };
    candidate.note_other_results(notes);
    Ok(run)
}

/// A file whose format is not known yet.
struct Candidate<'a> {
    source: &'a SourceFile,
    name: &'a str,
    formats: &'a [&'static Format],
}

impl<'a> Candidate<'a> {
    fn with(&self, format: &'static Format) -> ResultFile<'a> {
        ResultFile { source: self.source, name: self.name, format }
    }

    /// The format whose results an object can begin.
    fn format_of(&self, item: &Item<'_>) -> Option<&'static Format> {
        self.formats.iter().copied().find(|format| match format.shape {
            FileShape::Json { layout, is_one, .. } => layout.allows(item.list.is_some()) && is_one(&item.value),
            FileShape::Text { .. } => false,
        })
    }

    /// The first line that can begin results as text.
    fn text(&self) -> Option<(&'static Format, ReadText, Line<'a>)> {
        lines(self.source.text(), 0).find_map(|line| {
            self.formats.iter().find_map(|format| match format.shape {
                FileShape::Text { begins, read } if begins(line.text) => Some((*format, read, line)),
                _ => None,
            })
        })
    }

    /// Says so where lines that were skipped hold results after all: `llama-bench -o json -oe md` prints each result twice.
    fn note_other_results(&self, notes: &mut Notes) {
        let text = self.source.text();
        let begins =
            |format: &Format, line: &str| matches!(format.shape, FileShape::Text { begins, .. } if begins(line));
        let other = notes.skipped().iter().find_map(|span| {
            let line = text.get(span.start..span.end)?;
            self.formats.iter().find(|format| begins(format, line)).map(|format| (*format, *span))
        });
        if let Some((format, span)) = other {
            notes.warn(
                Diagnostic::warning(
                    Code::OTHER_FORMAT,
                    format!("the file also has results as `{}`, which were not read", format.output),
                )
                .at(self.source, span)
                .help("where they are of other tests, save them as a file of their own"),
            );
        }
    }

    fn read_json(
        &self,
        format: &'static Format,
        document: &Document,
        found: Scan<'_>,
        notes: &mut Notes,
    ) -> Result<IngestedRun, Refusal> {
        let FileShape::Json { is_one, known_by, read, .. } = format.shape else { return Err(self.refusal(found)) };
        if !found.faults.is_empty() {
            return Err(Refusal::Faulty(found.faults));
        }
        let (own, others): (Vec<&Item<'_>>, Vec<&Item<'_>>) = found.items.iter().partition(|item| is_one(&item.value));
        let lists: BTreeSet<usize> = own.iter().filter_map(|item| item.list).collect();
        let mut faults = Vec::new();
        let mut skipped_lists = BTreeSet::new();
        for item in others {
            match (self.format_of(item), item.list) {
                (Some(other), _) => return Err(Refusal::Faulty(vec![two_formats(&item.value, format, other)])),
                (None, Some(list)) if lists.contains(&list) => faults.push(
                    wrong_kind(&item.value, "this", &format!("a result of {}", format.tool))
                        .help(format!("results of {} have {known_by}", format.tool)),
                ),
                (None, Some(list)) => _ = skipped_lists.insert(list),
                (None, None) => notes.skip(item.value.span()),
            }
        }
        if !faults.is_empty() {
            return Err(Refusal::Faulty(faults));
        }
        skipped_lists.into_iter().filter_map(|list| found.lists.get(list)).for_each(|list| notes.skip(*list));
        found.log.iter().for_each(|line| notes.skip(*line));
        let values: Vec<JsonValue<'_>> = own.into_iter().map(|item| item.value).collect();
        let spans: Vec<_> = values.iter().map(JsonValue::span).collect();
        document.warning(&spans).into_iter().for_each(|warning| notes.warn(warning));
        Ok(read(&self.with(format), &values, notes)?)
    }

    /// Why nothing in the file is a result.
    fn refusal(&self, found: Scan<'_>) -> Refusal {
        if !found.faults.is_empty() {
            return Refusal::Faulty(found.faults);
        }
        match (found.items.first(), found.lists.first()) {
            (None, Some(empty)) => Refusal::Faulty(vec![
                Diagnostic::error(Code::NO_RESULTS, "this file has no results")
                    .at(self.source, *empty)
                    .help("let the tool finish at least one test"),
            ]),
            (first, _) => {
                let start = first.map_or(0, |item| item.value.span().start);
                let unknown = format!("`{}` is not a result file of a known format", self.name);
                Refusal::Unknown(
                    Diagnostic::error(Code::UNKNOWN_FORMAT, unknown).at(self.source, line_at(self.source, start)),
                )
            }
        }
    }
}

fn two_formats(value: &JsonValue<'_>, format: &Format, other: &Format) -> Diagnostic {
    let named = |format: &Format| format!("{} (`{}`)", format.tool, format.output);
    value
        .fault(format!("this is a result of {}, in a file that begins with results of {}", named(other), named(format)))
        .help("save the results of each as a file of their own")
}
