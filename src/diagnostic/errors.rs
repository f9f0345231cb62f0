//! Errors of the operating system and of the JSON reader, in the words of a diagnostic.

use std::fmt::Display;
use std::io::{self, ErrorKind};

use super::codes::Code;
use super::fault::Diagnostic;

/// The fault of an operation on a file, a folder or a port: ``cannot read `x`: permission denied``. `action` is a verb, with its
/// preposition where it needs one: `read`, `write below`.
pub fn io(action: &str, place: impl Display, error: &io::Error) -> Diagnostic {
    Diagnostic::error(Code::FILE, format!("cannot {action} `{place}`: {}", io_reason(error)))
}

/// Why an operation failed, as a lowercase fragment without the system's error number.
pub fn io_reason(error: &io::Error) -> String {
    let known = match error.kind() {
        ErrorKind::NotFound => "no such file or directory",
        ErrorKind::PermissionDenied => "permission denied",
        ErrorKind::IsADirectory => "it is a directory",
        ErrorKind::NotADirectory => "part of the path is not a directory",
        ErrorKind::AlreadyExists => "it already exists",
        ErrorKind::DirectoryNotEmpty => "the directory is not empty",
        ErrorKind::ReadOnlyFilesystem => "the file system is read-only",
        ErrorKind::StorageFull => "the disk is full",
        ErrorKind::QuotaExceeded => "the disk quota is used up",
        ErrorKind::AddrInUse => "the port is in use",
        ErrorKind::ConnectionRefused => "connection refused",
        ErrorKind::ConnectionReset => "connection reset by peer",
        _ => return in_our_style(&error.to_string()),
    };
    known.to_owned()
}

/// The system's own words. Their wording differs between systems, but Rust adds ` (os error 5)` on all of them.
fn in_our_style(message: &str) -> String {
    let reason = message.split_once(" (os error").map_or(message, |(reason, _)| reason).trim_end_matches('.');
    let mut letters = reason.chars();
    // An acronym (`I/O error`) keeps its capitals.
    let acronym = reason.chars().nth(1).is_some_and(|second| !second.is_lowercase());
    match letters.next() {
        Some(first) if !acronym => first.to_lowercase().chain(letters).collect(),
        _ => reason.to_owned(),
    }
}

/// What the JSON reader found wrong. serde_json ends its message with ` at line 1 column 2`
/// (<https://docs.rs/serde_json/1/serde_json/struct.Error.html>), which is left out: the diagnostic shows the place itself.
pub fn json_reason(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.rsplit_once(" at line ").map_or(message.as_str(), |(reason, _)| reason).to_owned()
}

/// The byte of `text` at which the JSON reader stopped, at most its length. The reader counts lines from 1, and columns in bytes;
/// column 0 is the line break before the line.
pub fn json_offset(text: &str, error: &serde_json::Error) -> usize {
    let line_start = match error.line() {
        0 | 1 => 0,
        line => text.match_indices('\n').nth(line - 2).map_or(text.len(), |(line_break, _)| line_break + 1),
    };
    (line_start + error.column().saturating_sub(1)).min(text.len())
}
