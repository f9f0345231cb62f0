//! Where the front matter stands in a post: between two lines `+++` (TOML) or `---` (YAML) at its top.

use super::value::Syntax;
use crate::diagnostic::{Code, Diagnostic, SourceFile, Span};
use crate::limits::FRONT_MATTER_LENGTH;

/// The syntaxes: the line that opens a block, the lines that close it (<https://jekyllrb.com/docs/front-matter/>, and `...` ends a document
/// of YAML), the syntax.
const FENCES: [(&str, &[&str], Syntax); 2] = [("+++", &["+++"], Syntax::Toml), ("---", &["---", "..."], Syntax::Yaml)];

const EXAMPLE: &str = "a post begins with a line `+++`, then `title = \"...\"`, then a line `+++`";

/// The place of the block, in bytes of the source.
pub(super) struct Block {
    /// How it is written.
    pub(super) syntax: Syntax,
    /// The line that opens it.
    pub(super) opening: Span,
    /// What is between the two lines.
    pub(super) inside: Span,
    /// Where the body begins.
    pub(super) body_start: usize,
}

/// Why there is no block, and where the body begins, to find its faults too.
pub(super) struct NoBlock {
    pub(super) fault: Diagnostic,
    pub(super) body_start: usize,
}

/// Finds the block.
pub(super) fn locate(source: &SourceFile) -> Result<Block, NoBlock> {
    let text = source.text();
    // Some editors write a byte order mark, which their authors never see.
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut lines = text[start..].split_inclusive('\n').scan(start, |offset, line| {
        let line_start = *offset;
        *offset += line.len();
        Some((line_start, line))
    });
    let (_, first) = lines.next().unwrap_or((start, ""));
    let opening = Span::new(start, start + first.trim_end().len());
    let Some((fence, closings, syntax)) = FENCES.into_iter().find(|(fence, ..)| first.trim_end() == *fence) else {
        return Err(NoBlock { fault: none(source, opening), body_start: start });
    };
    let inside_start = start + first.len();
    let closing = lines.find(|(_, line)| closings.contains(&line.trim_end()));
    let refused = |fault: Diagnostic, body_start| Err(NoBlock { fault: fault.at(source, opening), body_start });
    match closing {
        None => {
            let fault = Diagnostic::error(Code::FRONT_MATTER, "this front matter has no end").label("opened here");
            refused(fault.help(format!("write a line `{fence}` after its last key")), text.len())
        }
        Some((end, line)) if end - inside_start > FRONT_MATTER_LENGTH => {
            let fault = Diagnostic::error(Code::FRONT_MATTER, "this front matter is too long");
            let help =
                format!("it may have {FRONT_MATTER_LENGTH} bytes; is the line `{fence}` that closes it missing?");
            refused(fault.label("opened here").help(help), end + line.len())
        }
        Some((end, line)) => {
            let inside = Span::new(inside_start, end);
            Ok(Block { syntax, opening, inside, body_start: end + line.len() })
        }
    }
}

/// The fault of a post that does not begin with a block: by what it begins with.
fn none(source: &SourceFile, opening: Span) -> Diagnostic {
    let text = &source.text()[opening.start..];
    let fault = Diagnostic::error(Code::FRONT_MATTER, "this post has no front matter").at(source, opening);
    let first = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    if first.starts_with('{') && !first.starts_with("{{") && !first.starts_with("{%") {
        let fault = Diagnostic::error(Code::FRONT_MATTER, "this front matter is JSON").at(source, opening);
        return fault
            .label("neither `+++` nor `---`")
            .help("write it as TOML, `title = \"...\"`, between two lines `+++`");
    }
    if FENCES.iter().any(|(fence, ..)| first == *fence) {
        return fault
            .label(format!("`{first}` must be the first line"))
            .help(format!("remove what is before `{first}`"));
    }
    fault.label("`+++` is missing here").help(EXAMPLE)
}
