//! `run.json` as a text: reading it as a [`Record`], writing it, and the seal at its end.
//!
//! The seal holds two digests. The digest of `trials.jsonl` is of the whole file. The digest of `run.json` itself is of every line above
//! the one that begins the seal, so that it can be recomputed without offprint: `sed '/^  "sealed"/,$d' run.json | b3sum`.

use serde::Deserialize;

use super::paths::{RUN_FILE, shown};
use super::sound;
use super::twin::head::{FORMAT, Head, Kind, KindHead};
use super::twin::ingested::IngestedFile;
use super::twin::run::RunFile;
use crate::diagnostic::{Code, Diagnostic, SourceFile, Span, json_offset, json_reason};
use crate::name::RunId;
use crate::record::{IngestedRun, Record, Run};

/// How the line begins at which the seal begins. No other line can begin so: inside strings, JSON escapes line breaks, and deeper keys
/// are indented further.
const SEAL_LINE: &str = "\n  \"sealed\": {";

/// What a `run.json` holds.
pub(super) struct RunJson {
    pub(super) record: Record,
    /// The digest that its seal states of it; nothing where it is not sealed.
    pub(super) sealed_digest: Option<String>,
}

/// Reads the `run.json` of the run `id`.
pub(super) fn read(source: &SourceFile, id: &RunId) -> Result<RunJson, Diagnostic> {
    let found = parse(source)?;
    let named = match &found.record {
        Record::Run(run) => &run.id,
        Record::Ingested(run) => &run.id,
    };
    if named == id { Ok(found) } else { Err(misplaced(source, named, id)) }
}

/// Most files are runs of offprint's own, of a format that is known: so the file is parsed as one first, and its head is looked at on
/// its own only where that fails. A file of a later format may parse by chance, hence the check of its number.
fn parse(source: &SourceFile) -> Result<RunJson, Diagnostic> {
    let as_run = serde_json::from_str::<RunFile>(source.text());
    let fault = match as_run {
        Ok(file) if file.is_readable() => {
            let (run, sealed_digest) = file.into_record().map_err(|reason| incomplete(source, reason))?;
            sound::run(&run).map_err(|reason| unsound(source, &reason))?;
            return Ok(RunJson { record: Record::Run(run), sealed_digest });
        }
        Ok(_) => None,
        Err(error) => Some(error),
    };
    let format = parse_as::<Head>(source)?.format;
    if format > FORMAT {
        return Err(from_a_later_version(source, format));
    }
    match (parse_as::<KindHead>(source)?.kind, fault) {
        (Kind::Run, Some(error)) => Err(not_a_run(source, &error)),
        _ => {
            let (run, digest) = parse_as::<IngestedFile>(source)?.into_record();
            sound::ingested(&run).map_err(|reason| unsound(source, &reason))?;
            Ok(RunJson { record: Record::Ingested(run), sealed_digest: Some(digest) })
        }
    }
}

/// The addresses of servers that a `run.json` names, whatever else is wrong with it.
pub(super) fn addresses(text: &str) -> Vec<String> {
    let file: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
    let targets = file.get("targets").and_then(serde_json::Value::as_array).into_iter().flatten();
    targets.filter_map(|target| target.get("address")?.as_str().map(str::to_owned)).collect()
}

/// Reads the `run.json` of a run that offprint made.
pub(super) fn read_run(source: &SourceFile, id: &RunId) -> Result<Run, Diagnostic> {
    match read(source, id)?.record {
        Record::Run(run) => Ok(run),
        Record::Ingested(run) => Err(Diagnostic::error(
            Code::IMPORTED_RUN,
            format!("run `{id}` was ingested from {}: it has no trials", run.source.tool),
        )
        .help(format!("its numbers are in `{}`", shown(id, RUN_FILE)))),
    }
}

/// The text of a run's `run.json`. A run that could not be read again is never written.
pub(super) fn run_text(run: &Run) -> Result<String, Diagnostic> {
    sound::run(run).map_err(|reason| {
        Diagnostic::error(Code::CANNOT_BE_ARCHIVED, format!("run `{}` cannot be archived: {reason}", run.id))
            .help("the archive keeps only what can be read again; what a server says of its model may be wrong")
    })?;
    sealed_text(&run.id, |digest| serde_json::to_string_pretty(&RunFile::of(run, digest)))
}

/// The text of an ingested run's `run.json`, which is read back before it is returned: what cannot be read is never written.
pub(super) fn ingested_text(run: &IngestedRun) -> Result<String, Diagnostic> {
    let text = sealed_text(&run.id, |digest| serde_json::to_string_pretty(&IngestedFile::of(run, digest)))?;
    match read(&SourceFile::new(shown(&run.id, RUN_FILE), text.as_str()), &run.id)?.record {
        Record::Ingested(same) if same == *run => Ok(text),
        _ => Err(Diagnostic::error(
            Code::CANNOT_BE_ARCHIVED,
            format!("run `{}` cannot be archived: it would be read back as another one", run.id),
        )
        .help("this is a fault of offprint: please report it, with the file")),
    }
}

/// Serialises the run twice: the lines above the seal do not depend on the digest, so the first text gives the digest of the second.
fn sealed_text(id: &RunId, write: impl Fn(&str) -> serde_json::Result<String>) -> Result<String, Diagnostic> {
    let unwritable = |error| {
        Diagnostic::error(Code::CANNOT_BE_ARCHIVED, format!("`{}` cannot be written: {error}", shown(id, RUN_FILE)))
    };
    let digest = digest_above_seal(&write("").map_err(unwritable)?);
    Ok(write(&digest).map_err(unwritable)? + "\n")
}

/// BLAKE3, in hexadecimal, of the lines above the seal; of the whole text without a seal.
pub(super) fn digest_above_seal(text: &str) -> String {
    let above = text.find(SEAL_LINE).map_or(text, |line_break| &text[..=line_break]);
    blake3::hash(above.as_bytes()).to_hex().to_string()
}

fn parse_as<T: for<'de> Deserialize<'de>>(source: &SourceFile) -> Result<T, Diagnostic> {
    serde_json::from_str(source.text()).map_err(|error| not_a_run(source, &error))
}

fn incomplete(source: &SourceFile, reason: &str) -> Diagnostic {
    Diagnostic::error(Code::NOT_A_RUN_FILE, reason)
        .at(source, source.line_span(1))
        .help("runs are written by offprint and never edited: restore the file from version control")
}

/// A file that can be read, and says what cannot be: at the last name between quotation marks that the reason has.
fn unsound(source: &SourceFile, reason: &str) -> Diagnostic {
    let named = reason.split('`').skip(1).step_by(2).map(|name| format!("\"{name}\""));
    let place = named.filter_map(|name| Some((source.text().rfind(&name)?, name.len()))).last();
    let span = place.map_or_else(|| source.line_span(1), |(start, length)| Span::new(start, start + length));
    Diagnostic::error(Code::NOT_A_RUN_FILE, format!("this is not a run of the archive: {reason}"))
        .at(source, span)
        .help("runs are written by offprint and never edited: restore the file from version control")
}

fn not_a_run(source: &SourceFile, error: &serde_json::Error) -> Diagnostic {
    json_fault(source, error, "this is not a run of the archive")
        .help("runs are written by offprint and never edited: restore the file from version control")
}

/// What the JSON reader found wrong, at its place; `what` begins the message.
pub(super) fn json_fault(source: &SourceFile, error: &serde_json::Error, what: &str) -> Diagnostic {
    let found = if error.is_eof() { "it ends unexpectedly".to_owned() } else { json_reason(error) };
    // serde speaks of Rust's fields and variants; in a file these are keys and values.
    let found = found.replace(" field `", " key `").replace("unknown variant `", "unknown value `");
    let start = json_offset(source.text(), error);
    let span = Span::new(start, (start + 1).min(source.text().len()));
    Diagnostic::error(Code::NOT_A_RUN_FILE, format!("{what}: {found}")).at(source, span)
}

fn from_a_later_version(source: &SourceFile, format: u32) -> Diagnostic {
    let fault = Diagnostic::error(
        Code::LATER_FORMAT,
        format!("this run has format {format}, and this version of offprint reads formats up to {FORMAT}"),
    )
    .help("it was written by a newer version of offprint: install that version, or a later one");
    at_value_of(fault, source, "format")
}

fn misplaced(source: &SourceFile, named: &RunId, id: &RunId) -> Diagnostic {
    let fault =
        Diagnostic::error(Code::OTHER_FOLDER, format!("the folder `{id}` holds the run `{named}`")).help(format!(
            "rename the folder to `{named}`: a run keeps its name, because its seal and the posts about it have it"
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
