//! A diagnostic and its text; values with warnings.

use std::fmt;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::codes::Code;
use super::source::{SourceFile, Span, floor_boundary};
use crate::text::{in_place, one_line, printable};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The stage cannot give its result.
    Error,
    /// The result can be used, but should be checked.
    Warning,
}

/// One fault: what was found, where, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// The kind of fault.
    pub code: Code,
    /// A lowercase fragment that names the thing in backticks.
    pub message: String,
    /// The file and the bytes in it, where there is one.
    pub place: Option<(SourceFile, Span)>,
    /// The words under the carets; of a fault without a place, the first way out.
    pub label: Option<String>,
    /// The ways out, one a line after `= help:`.
    pub help: Vec<String>,
}

impl Diagnostic {
    /// An error without a place.
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self { severity: Severity::Error, code, message: message.into(), place: None, label: None, help: Vec::new() }
    }

    /// A warning without a place.
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message) }
    }

    /// The same fault, at a place.
    #[must_use]
    pub fn at(mut self, source: &SourceFile, span: impl Into<Span>) -> Self {
        self.place = Some((source.clone(), span.into()));
        self
    }

    /// The same fault, with words under the carets.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// The same fault, with one more way out.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// The same fault, with "did you mean `x`?" where one of `known` is near to `found`: as its label, or as a way out where it has
    /// a label already.
    #[must_use]
    pub fn hinted<'a>(self, found: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        match did_you_mean(found, known) {
            Some(hint) if self.label.is_none() => self.label(hint),
            Some(hint) => self.help(hint),
            None => self,
        }
    }

    /// The diagnostic as text with a line break at its end; with ANSI colours if `colour`. Control
    /// characters from hostile input come out as visible stand-ins.
    pub fn render(&self, colour: bool) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let message = printable(&self.message);
        let label = self.label.as_deref().map(printable);
        let first = self.label.iter().filter(|_| self.place.is_none());
        let help: Vec<String> = first.chain(&self.help).map(|line| printable(line)).collect();
        let title = level.primary_title(&message).id(self.code.id());
        let group = match &self.place {
            None => Group::with_title(title),
            Some((source, span)) => {
                let start = floor_boundary(source.text(), span.start);
                let end = floor_boundary(source.text(), span.end).max(start);
                let (line, first_byte, text) = source.lines_of(Span::new(start, end));
                // What replaces a character is as wide, but not always as many bytes.
                let shown = |end: usize| in_place(&text[..(end - first_byte).min(text.len())]);
                let (before, through, whole) = (shown(start), shown(end), in_place(text));
                let annotation = AnnotationKind::Primary.span(before.len()..through.len()).label(label.as_deref());
                let snippet = Snippet::source(whole).line_start(line).path(one_line(source.path()));
                title.element(snippet.annotation(annotation))
            }
        };
        let group = help.iter().fold(group, |group, line| group.element(Level::HELP.message(line)));
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let mut text = renderer.decor_style(DecorStyle::Ascii).render(&[group]);
        text.push('\n');
        text
    }

    /// Where this sorts: by file, then position, then message; faults without a place come first.
    fn order(&self) -> (Option<(&str, Span)>, &str) {
        (self.place.as_ref().map(|(source, span)| (source.path(), *span)), &self.message)
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.render(false))
    }
}

impl std::error::Error for Diagnostic {}

/// A value with its warnings.
#[derive(Debug, Clone)]
pub struct Checked<T> {
    /// The value, whole.
    pub value: T,
    /// Warnings, in the order they were found.
    pub warnings: Vec<Diagnostic>,
}

/// The result of a stage that reads people's files: a whole value with warnings, or every fault at once.
pub type CheckedResult<T> = Result<Checked<T>, Vec<Diagnostic>>;

/// All values, or all faults.
///
/// # Errors
/// Every error among the results, in their order.
pub fn all_or_faults<T, E>(results: impl IntoIterator<Item = Result<T, E>>) -> Result<Vec<T>, Vec<E>> {
    let (mut values, mut faults) = (Vec::new(), Vec::new());
    for result in results {
        match result {
            Ok(value) => values.push(value),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok(values) } else { Err(faults) }
}

/// Puts diagnostics into the order people read them: by file, then by position.
pub fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by(|a, b| a.order().cmp(&b.order()));
}

/// The longest text that can be a slip, in bytes. The distance of two texts takes the product of their lengths to compute, and a file may hold a
/// key of any length.
const LONGEST_SLIP: usize = 256;

/// "did you mean `x`?" for the nearest of `known` to `found`, where one is near enough to be a slip.
pub fn did_you_mean<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(found, known).map(|name| format!("did you mean `{name}`?"))
}

/// The nearest of `known` to `found`, where one is near enough to be a slip.
pub fn nearest<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if found.len() > LONGEST_SLIP {
        return None;
    }
    let length = found.chars().count();
    let most = 1 + length / 4;
    // Names whose lengths differ by more cannot be near.
    let may_be = |candidate: &&str| candidate.chars().count().abs_diff(length) <= most;
    let measured =
        known.into_iter().filter(may_be).map(|candidate| (strsim::osa_distance(found, candidate), candidate));
    measured.min().filter(|(distance, _)| *distance <= most).map(|(_, candidate)| candidate)
}
