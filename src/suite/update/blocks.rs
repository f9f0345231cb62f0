//! A file of cases as text: its head, and each case or pair with the comment above it.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, SourceFile};
use crate::name::last_part;
use crate::suite::fields::TomlReader;

/// A category's file.
#[derive(Debug, Clone)]
pub(super) struct CaseFile {
    /// Everything above the first case: title, limits, templates, comments.
    pub(super) head: String,
    /// Its cases and pairs.
    pub(super) blocks: Vec<CaseBlock>,
}

/// A case or a pair.
#[derive(Debug, Clone)]
pub(super) struct CaseBlock {
    /// Its id.
    pub(super) id: String,
    /// From the comment above it to the next one.
    pub(super) text: String,
}

impl CaseBlock {
    pub(super) fn digest(&self) -> String {
        digest(&self.text)
    }
}

impl CaseFile {
    /// Files by their names.
    pub(super) fn all(files: &[SourceFile]) -> Result<BTreeMap<String, Self>, Vec<Diagnostic>> {
        let split = |file: &SourceFile| Ok((last_part(file.path()).to_owned(), Self::of(file)?));
        files.iter().map(split).collect()
    }

    /// Splits a file that has been parsed without errors.
    fn of(source: &SourceFile) -> Result<Self, Vec<Diagnostic>> {
        let text = source.text();
        let reader = TomlReader::new(source);
        let Some(tree) = reader.parse() else { return Err(reader.into_faults()) };
        let mut starts = Vec::new();
        for key in ["case", "pair"] {
            let items = tree.as_ref().get(key).and_then(|node| node.as_ref().as_array());
            for item in items.into_iter().flatten() {
                let id = item.as_ref().as_table().and_then(|table| table.get("id")?.as_ref().as_str());
                let start = item.span().start;
                if !text[start..].starts_with("[[") {
                    return Err(vec![
                        Diagnostic::error(
                            Code::UPDATE_FORM,
                            format!("the `{key}`s of this file are not written as `[[{key}]]`"),
                        )
                        .at(source, item.span())
                        .help(format!("begin every one with `[[{key}]]`, so that it can be told from the others")),
                    ]);
                }
                starts.push((with_comment(text, start), id.unwrap_or_default().trim().to_owned()));
            }
        }
        starts.sort();
        let ends = starts.iter().skip(1).map(|(start, _)| *start).chain([text.len()]);
        let block = |((start, id), end): (&(usize, String), usize)| CaseBlock {
            id: id.clone(),
            text: text[*start..end].to_owned(),
        };
        let first = starts.first().map_or(text.len(), |(start, _)| *start);
        Ok(Self { head: text[..first].to_owned(), blocks: starts.iter().zip(ends).map(block).collect() })
    }

    /// The texts of its cases.
    pub(super) fn texts(&self) -> Vec<String> {
        self.blocks.iter().map(|block| block.text.clone()).collect()
    }
}

/// Where a case begins: at the lines of comment directly above it, if there are any.
fn with_comment(text: &str, start: usize) -> usize {
    let mut begin = start;
    while let Some(above) = text[..begin].strip_suffix('\n') {
        let line = above.rfind('\n').map_or(0, |at| at + 1);
        if !above[line..].trim_start().starts_with('#') {
            break;
        }
        begin = line;
    }
    begin
}

/// A file of these parts, a blank line between any two.
pub(super) fn joined(head: &str, blocks: &[String]) -> String {
    let parts = std::iter::once(head).chain(blocks.iter().map(String::as_str));
    let plain = parts.map(|part| part.replace("\r\n", "\n").trim_end().to_owned()).filter(|part| !part.is_empty());
    plain.collect::<Vec<_>>().join("\n\n") + "\n"
}

/// Sixteen digits of BLAKE3, of the text without what editors change by themselves: line ends, and white space at the ends of lines.
pub(super) fn digest(text: &str) -> String {
    let lines: Vec<&str> = text.trim_end().lines().map(str::trim_end).collect();
    blake3::hash(lines.join("\n").as_bytes()).to_hex()[..16].to_owned()
}
