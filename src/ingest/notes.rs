//! What there is to say about a file that was read: lines that were skipped, and values that were left out. Each kind is said once.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, SourceFile, Span};
use crate::wording::counted;

/// Why something of a file does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reason {
    OutOfRange,
    NotANumber,
    TooLong,
    Repeated,
}

/// What is said of one and of several, by reason: the noun that is counted, and the rest of the sentence.
const SENTENCES: [(Reason, &str, [&str; 2]); 4] = [
    (
        Reason::OutOfRange,
        "number",
        ["is outside its range, and was left out", "are outside their ranges, and were left out"],
    ),
    (Reason::NotANumber, "value", ["is not a number, and was left out", "are not numbers, and were left out"]),
    (Reason::TooLong, "text", ["is too long, and was left out", "are too long, and were left out"]),
    (
        Reason::Repeated,
        "result",
        ["repeats an earlier one, and was left out", "repeat earlier ones, and were left out"],
    ),
];

/// The first of several things of one kind, and how many there are.
#[derive(Debug)]
struct Told {
    count: usize,
    label: String,
    place: Option<Span>,
}

/// The notes of one file.
#[derive(Debug)]
pub(super) struct Notes {
    source: SourceFile,
    /// Lines of a log, or values of no known kind.
    skipped: Vec<Span>,
    left_out: BTreeMap<Reason, Told>,
    warnings: Vec<Diagnostic>,
}

impl Notes {
    pub(super) fn new(source: &SourceFile) -> Self {
        Self { source: source.clone(), skipped: Vec::new(), left_out: BTreeMap::new(), warnings: Vec::new() }
    }

    /// Notes lines that are not results.
    pub(super) fn skip(&mut self, lines: Span) {
        self.skipped.push(lines);
    }

    /// Notes a value that does not count. `label` says which one it is; it is shown for the first of its reason.
    pub(super) fn leave_out(&mut self, reason: Reason, place: Option<Span>, label: impl FnOnce() -> String) {
        let told = self.left_out.entry(reason).or_insert_with(|| Told { count: 0, label: label(), place });
        told.count += 1;
    }

    pub(super) fn warn(&mut self, warning: Diagnostic) {
        self.warnings.push(warning);
    }

    /// The lines that were skipped.
    pub(super) fn skipped(&self) -> &[Span] {
        &self.skipped
    }

    /// One warning for each kind.
    pub(super) fn into_warnings(self) -> Vec<Diagnostic> {
        let mut warnings = self.warnings;
        let lines = self.skipped.iter().map(|span| lines_within(&self.source, *span)).sum();
        if let Some(first) = self.skipped.iter().min() {
            let first = Span::new(first.start, first_line_end(&self.source, *first));
            warnings.push(log_warning(lines).at(&self.source, first));
        }
        for (reason, noun, [one, several]) in SENTENCES {
            let Some(told) = self.left_out.get(&reason) else { continue };
            let rest = if told.count == 1 { one } else { several };
            let number = counted(told.count, noun);
            let warning = match told.place {
                Some(place) => Diagnostic::warning(Code::LEFT_OUT, format!("{number} {rest}"))
                    .at(&self.source, Span::new(place.start, first_line_end(&self.source, place))),
                None => Diagnostic::warning(Code::LEFT_OUT, format!("{number} of `{}` {rest}", self.source.path())),
            };
            let first = if told.count == 1 { "" } else { "the first: " };
            warnings.push(warning.label(format!("{first}{}", told.label)));
        }
        warnings
    }
}

fn lines_within(source: &SourceFile, span: Span) -> usize {
    let text = source.text().get(span.start..span.end).unwrap_or_default();
    text.lines().filter(|line| !line.trim().is_empty()).count()
}

fn first_line_end(source: &SourceFile, span: Span) -> usize {
    let text = source.text().get(span.start..span.end).unwrap_or_default();
    span.start + text.find('\n').unwrap_or(text.len())
}

fn log_warning(lines: usize) -> Diagnostic {
    let what = if lines == 1 { "1 line is not a result, and was" } else { "lines are not results, and were" };
    let count = if lines == 1 { String::new() } else { format!("{lines} ") };
    Diagnostic::warning(Code::LINES_SKIPPED, format!("{count}{what} skipped"))
        .label("the first of them")
        .help("keep the log out of the file: redirect standard output alone, with `>`")
}
