//! `run.json`: which format it is of, who reads it, and the seal at its end.
//!
//! The seal holds two digests. That of `trials.jsonl` is of the whole file. That of `run.json` itself is of every line above the
//! one that begins the seal, so that anybody can recompute it: `sed '/^  "sealed"/,$d' run.json | b3sum`.

use serde::{Deserialize, Serialize};

use super::twin::ingested::IngestedFile;
use super::twin::run::RunFile;
use super::{RUN_FILE, shown};
use crate::diagnostic::{Diagnostic, SourceFile, Span};
use crate::name::RunId;
use crate::record::{IngestedRun, Record, Run};

/// The format that is written. Every format up to this one is read; a key of a later format is never met, because a key that is
/// added counts the number up.
///
/// - 1: the first.
/// - 2: a question's `control`, `stands_for` and `voice_checks`; where they are missing it is no control, and nothing is known of the rest.
///   Of a run's environment, `kernel`, `graphics`, `power` and `unknown`; where they are absent in format 1, nobody looked.
///   A question's own `timeout_ms`, `max_tokens` and `weight`, and a category's `weight`; where they are absent, as in every run of format 1, the
///   run's settings hold, and all weights are 1.
pub(super) const FORMAT: u32 = 2;

/// The line of `run.json` at which the seal begins: no other line of the file can begin like this.
const SEAL_LINE: &str = "\n  \"sealed\": {";

/// What can be said of a `run.json` of any format.
#[derive(Deserialize)]
struct Head {
    format: u32,
}

/// What can be said of a `run.json` of ours.
#[derive(Deserialize)]
struct Kinded {
    kind: Kind,
}

/// Whose numbers they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    Run,
    Ingested,
}

/// The digest at the end of `run.json`.
#[derive(Deserialize)]
struct Sealed {
    sealed: Option<RunDigest>,
}

#[derive(Deserialize)]
struct RunDigest {
    run_digest: String,
}

/// Reads the `run.json` of the run `id`.
pub(super) fn read(source: &SourceFile, id: &RunId) -> Result<Record, Diagnostic> {
    let head: Head = parse(source)?;
    if head.format > FORMAT {
        return Err(from_the_future(source, head.format));
    }
    let kinded: Kinded = parse(source)?;
    let record = match kinded.kind {
        Kind::Run => Record::Run(parse::<RunFile>(source)?.into_record()),
        Kind::Ingested => Record::Ingested(parse::<IngestedFile>(source)?.into_record()),
    };
    let named = match &record {
        Record::Run(run) => &run.id,
        Record::Ingested(run) => &run.id,
    };
    if named == id { Ok(record) } else { Err(misplaced(source, named, id)) }
}

/// Reads the `run.json` of a run that offprint made.
pub(super) fn read_run(source: &SourceFile, id: &RunId) -> Result<Run, Diagnostic> {
    match read(source, id)? {
        Record::Run(run) => Ok(run),
        Record::Ingested(run) => {
            Err(Diagnostic::error(format!("run `{id}` was ingested from {}: it has no trials", run.source.tool))
                .help(format!("its numbers are in `{}`", shown(id, RUN_FILE))))
        }
    }
}

/// The text of a run's `run.json`.
pub(super) fn run_text(run: &Run) -> Result<String, Diagnostic> {
    sealed_text(&run.id, |digest| serde_json::to_string_pretty(&RunFile::of(run, digest)))
}

/// The text of an ingested run's `run.json`.
pub(super) fn ingested_text(run: &IngestedRun) -> Result<String, Diagnostic> {
    sealed_text(&run.id, |digest| serde_json::to_string_pretty(&IngestedFile::of(run, digest)))
}

/// Writes the file twice: what stands above the seal does not depend on the digest, and the digest is of what stands there.
fn sealed_text(id: &RunId, write: impl Fn(&str) -> serde_json::Result<String>) -> Result<String, Diagnostic> {
    let unwritable = |error| Diagnostic::error(format!("`{}` cannot be written: {error}", shown(id, RUN_FILE)));
    let digest = digest_above_seal(&write("").map_err(unwritable)?);
    Ok(write(&digest).map_err(unwritable)? + "\n")
}

/// BLAKE3, in hexadecimal, of the lines above the seal; of the whole text where there is none.
pub(super) fn digest_above_seal(text: &str) -> String {
    let above = text.find(SEAL_LINE).map_or(text, |line_break| &text[..=line_break]);
    blake3::hash(above.as_bytes()).to_hex().to_string()
}

/// The digest that `run.json` states of itself; nothing where it is not sealed.
pub(super) fn sealed_digest(source: &SourceFile) -> Option<String> {
    serde_json::from_str::<Sealed>(source.text()).ok()?.sealed.map(|sealed| sealed.run_digest)
}

fn parse<T: for<'de> Deserialize<'de>>(source: &SourceFile) -> Result<T, Diagnostic> {
    serde_json::from_str(source.text()).map_err(|error| {
        json_fault(source, &error, "this is no run of the archive")
            .help("runs are written by offprint and never edited: restore the file from version control")
    })
}

/// What the JSON reader found, at its place. `what` says what it could not be read as.
pub(super) fn json_fault(source: &SourceFile, error: &serde_json::Error, what: &str) -> Diagnostic {
    let message = error.to_string();
    let found = message.rsplit_once(" at line ").map_or(message.as_str(), |(found, _)| found);
    let found = if error.is_eof() { "it ends in the middle" } else { found };
    // What Rust calls a field and a variant, a file calls a key and a word.
    let found = found.replace(" field `", " key `").replace("unknown variant `", "unknown word `");
    Diagnostic::error(format!("{what}: {found}")).at(source, place_of(source, error))
}

/// The character at which the JSON reader stopped.
fn place_of(source: &SourceFile, error: &serde_json::Error) -> Span {
    let text = source.text();
    let line_start = match error.line() {
        0 | 1 => 0,
        line => text.match_indices('\n').nth(line - 2).map_or(text.len(), |(line_break, _)| line_break + 1),
    };
    let start = (line_start + error.column().saturating_sub(1)).min(text.len());
    Span::new(start, (start + 1).min(text.len()))
}

fn from_the_future(source: &SourceFile, format: u32) -> Diagnostic {
    let fault =
        Diagnostic::error(format!("this run is of format {format}, and this offprint reads formats up to {FORMAT}"))
            .help("it was written by a newer offprint: install that one, or a later one");
    at_value_of(fault, source, "format")
}

fn misplaced(source: &SourceFile, named: &RunId, id: &RunId) -> Diagnostic {
    let fault = Diagnostic::error(format!("the folder `{id}` holds the run `{named}`")).help(format!(
        "a run's folder keeps the name it was made with: rename it to `{named}`; its intervals are seeded by it"
    ));
    at_value_of(fault, source, "id")
}

/// The fault, at the line of a key of the outermost object as offprint writes it.
fn at_value_of(fault: Diagnostic, source: &SourceFile, key: &str) -> Diagnostic {
    let line = format!("\n  \"{key}\": ");
    match source.text().find(&line) {
        Some(line_break) => {
            let start = line_break + line.len();
            let length = source.text()[start..].find([',', '\n']).unwrap_or(0);
            fault.at(source, start..start + length)
        }
        None => fault.at(source, source.line_span(1)),
    }
}
