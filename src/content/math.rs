//! Formulas between dollar signs, as MathML.

use std::sync::LazyLock;

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};
use pulldown_cmark::Event;

use super::manuscript::Manuscript;
use crate::diagnostic::{Code, Diagnostic, SourceFile, Span};

static CONVERTER: LazyLock<Option<LatexToMathML>> =
    LazyLock::new(|| LatexToMathML::new(MathCoreConfig::default()).ok());

/// A formula as MathML; nothing where it cannot be read, as in a post that was not checked.
pub(super) fn html(formula: &str, is_display: bool) -> Option<String> {
    convert(formula, is_display)?.ok()
}

/// Formulas that cannot be read.
pub(super) fn faults(manuscript: &Manuscript<'_>, source: &SourceFile) -> Vec<Diagnostic> {
    let formulas = manuscript.events.iter().filter_map(|(event, range)| match event {
        Event::InlineMath(formula) => Some((formula, false, range)),
        Event::DisplayMath(formula) => Some((formula, true, range)),
        _ => None,
    });
    let fault = |(formula, is_display, range): (&pulldown_cmark::CowStr<'_>, bool, &std::ops::Range<usize>)| {
        let (at, reason) = convert(formula, is_display)?.err()?;
        // In a quotation or a list, lines of the source have more than the formula.
        let written = source.text().get(range.clone()).unwrap_or_default();
        let span = match written.find(formula.as_ref()) {
            Some(start) => Span::new(range.start + start + at.start, range.start + start + at.end),
            None => Span::from(range.clone()),
        };
        let fault = Diagnostic::error(Code::FORMULA, format!("this formula cannot be read: {reason}"));
        Some(fault.at(source, span).help("formulas are written in LaTeX; for the sign itself, write `\\$`"))
    };
    formulas.filter_map(fault).collect()
}

/// The MathML; or what is wrong with the formula, and where in it.
fn convert(formula: &str, is_display: bool) -> Option<Result<String, (std::ops::Range<usize>, String)>> {
    let display = if is_display { MathDisplay::Block } else { MathDisplay::Inline };
    let converter = CONVERTER.as_ref()?;
    let converted = converter.convert_with_local_state(formula, display);
    let converted = converted.map(|done| done.mathml).map_err(|error| (error.0.clone(), error.error_message()));
    // A label would be an id that other parts of the page may have.
    Some(converted.and_then(|markup| match markup.contains(" id=\"") {
        true => Err((0..formula.len(), "`\\label` is not supported".to_owned())),
        false => Ok(markup),
    }))
}
