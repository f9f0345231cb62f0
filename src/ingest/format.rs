//! What a format is: who writes it, how it is recognised and how it is read.

use super::json::JsonValue;
use super::notes::Notes;
use crate::diagnostic::{Diagnostic, SourceFile, Span};
use crate::record::{IngestedRun, Source};

/// A kind of result file.
#[derive(Debug)]
pub struct Format {
    /// The tool that writes it: `llama-bench`.
    pub tool: &'static str,
    /// How the tool's users know it: an option (`-o json`) or a file name (`results_*.json`).
    pub output: &'static str,
    /// Its name in the archive, unique among the tool's formats: `json`.
    pub name: &'static str,
    /// How to recognise and read it.
    pub(super) shape: FileShape,
}

/// The run that a file holds, or everything that is wrong with it.
pub(super) type ReadRun = Result<IngestedRun, Vec<Diagnostic>>;

/// Reads the results that begin at a byte.
pub(super) type ReadText = fn(&ResultFile<'_>, usize, &mut Notes) -> ReadRun;

/// How a format is recognised and read. What a reader skips or leaves out goes into the notes that it is given.
#[derive(Debug)]
pub(super) enum FileShape {
    /// Text that is not JSON.
    Text {
        /// Whether results of this format can begin with this line, which has no white space around it.
        begins: fn(&str) -> bool,
        read: ReadText,
    },
    /// JSON objects, in one list, in several, or one after the other.
    Json {
        layout: Layout,
        /// Whether this is an object of the format.
        is_one: fn(&JsonValue<'_>) -> bool,
        /// What such an object is known by, for messages: ``the keys `doc_id` and `resps` ``.
        known_by: &'static str,
        /// Reads the objects, of which there is at least one.
        read: fn(&ResultFile<'_>, &[JsonValue<'_>], &mut Notes) -> ReadRun,
    },
}

/// How a tool arranges its objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// In lists.
    Lists,
    /// Each by itself.
    Single,
    /// Some of its versions in lists, others not.
    Any,
}

impl Layout {
    /// Whether an object that is in a list, or is not, can be the first of such results.
    pub(super) fn allows(self, in_list: bool) -> bool {
        match self {
            Self::Lists => in_list,
            Self::Single => !in_list,
            Self::Any => true,
        }
    }
}

/// A file that another tool wrote, with the format that was recognised.
#[derive(Clone, Copy)]
pub(super) struct ResultFile<'a> {
    pub(super) source: &'a SourceFile,
    /// Its base name.
    pub(super) name: &'a str,
    pub(super) format: &'static Format,
}

impl ResultFile<'_> {
    /// The file as the source of a run.
    pub(super) fn origin(&self, tool_version: Option<String>) -> Source {
        Source {
            tool: self.format.tool.to_owned(),
            tool_version,
            format: self.format.name.to_owned(),
            file: self.name.to_owned(),
            digest: blake3::hash(self.source.text().as_bytes()).to_hex().to_string(),
        }
    }
}

/// From a byte to the end of its line, without the white space around the line.
pub(super) fn line_at(source: &SourceFile, at: usize) -> Span {
    let line = source.line_span(source.position(at).line);
    Span::new(at.clamp(line.start, line.end), line.end)
}

/// The fault of a value of the wrong kind: ``the task `asdiv` is not an object of metrics``.
pub(super) fn wrong_kind(value: &JsonValue<'_>, what: &str, wanted: &str) -> Diagnostic {
    value.fault(format!("{what} is not {wanted}"))
}
