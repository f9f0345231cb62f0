//! llama-bench's default output, a Markdown table: recognised to say which output to use instead.

use super::super::format::{Format, Reading, ResultFile, Shape, line_at};
use super::run::TOOL;
use crate::diagnostic::Diagnostic;

/// `-o md`.
pub(in crate::ingest) static MARKDOWN: Format =
    Format { tool: TOOL, output: "-o md", name: "md", shape: Shape::Text { begins, read } };

fn begins(line: &str) -> bool {
    line.starts_with('|') && line.contains(" model ") && line.contains(" t/s ")
}

fn read(file: &ResultFile<'_>, start: usize) -> Reading {
    Err(vec![
        Diagnostic::error("llama-bench's Markdown table leaves out most of what it measured")
            .at(file.source, line_at(file.source, start))
            .help("run the benchmark again with `llama-bench -o json`"),
    ])
}
