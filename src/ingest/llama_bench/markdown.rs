//! llama-bench's default output, a Markdown table: recognised to say which output to use instead.

use super::super::format::{FileShape, Format, ReadRun, ResultFile, line_at};
use super::run::TOOL;
use crate::diagnostic::Diagnostic;

/// `-o md`.
pub(in crate::ingest) static MARKDOWN: Format =
    Format { tool: TOOL, output: "-o md", name: "md", shape: FileShape::Text { begins, read } };

fn begins(line: &str) -> bool {
    line.starts_with('|') && line.contains(" model ") && line.contains(" t/s ")
}

fn read(file: &ResultFile<'_>, start: usize) -> ReadRun {
    Err(vec![
        Diagnostic::error("llama-bench's Markdown table leaves out most of what it measured")
            .at(file.source, line_at(file.source, start))
            .help("run the benchmark again with `llama-bench -o json`"),
    ])
}
