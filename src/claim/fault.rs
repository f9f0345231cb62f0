//! What is wrong in a claim, and where in its expression.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, SourceFile, did_you_mean};

/// A fault in a claim's expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimFault {
    /// The bytes in the expression.
    pub range: Range<usize>,
    /// What is wrong: a lowercase fragment.
    pub message: String,
    /// The words under the carets.
    pub label: Option<String>,
    /// The ways out.
    pub help: Vec<String>,
}

impl ClaimFault {
    pub(super) fn new(range: Range<usize>, message: impl Into<String>) -> Self {
        Self { range, message: message.into(), label: None, help: Vec::new() }
    }

    pub(super) fn label(self, label: impl Into<String>) -> Self {
        Self { label: Some(label.into()), ..self }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// With "did you mean `x`?" where one of `known` is near to `found`.
    pub(super) fn hinted<'a>(self, found: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        match did_you_mean(found, known) {
            Some(hint) => self.label(hint),
            None => self,
        }
    }

    /// The same fault, a number of bytes later.
    pub(super) fn moved(self, by: usize) -> Self {
        Self { range: self.range.start + by..self.range.end + by, ..self }
    }

    /// The fault in a file whose text has the expression, as it is, from byte `at` on.
    pub fn diagnostic(&self, source: &SourceFile, at: usize) -> Diagnostic {
        let fault = Diagnostic::error(Code::CLAIM_EXPRESSION, &self.message)
            .at(source, self.range.start + at..self.range.end + at);
        let fault = self.label.iter().fold(fault, |fault, label| fault.label(label));
        self.help.iter().fold(fault, |fault, help| fault.help(help))
    }
}
