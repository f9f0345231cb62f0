//! The parsed templates, and diagnostics for those that do not parse or render.

use std::io::{self, Write};

use serde::Serialize;
use tera::{Context, ErrorKind, Tera};

use crate::diagnostic::{Code, Diagnostic, SourceFile, Span};
use crate::project::Theme;

/// All templates of a theme.
pub(super) struct Templates {
    tera: Tera,
    sources: Vec<SourceFile>,
}

impl Templates {
    /// Parses the templates.
    ///
    /// # Errors
    /// The first template that does not parse, with its place.
    pub(super) fn new(theme: &Theme) -> Result<Self, Diagnostic> {
        let mut tera = Tera::new();
        // Tera's own function escapes markup, but leaves control characters and controls of text direction as they are.
        tera.set_escape_fn(escape);
        let sources = theme.templates.clone();
        let named = sources.iter().map(|source| (name_of(source), source.text()));
        tera.add_raw_templates(named).map_err(|error| fault_of(&error, &sources))?;
        Ok(Self { tera, sources })
    }

    /// Renders one template with a view.
    ///
    /// # Errors
    /// A template that does not render, with its place.
    pub(super) fn render(&self, name: &str, view: &impl Serialize) -> Result<String, Diagnostic> {
        let context = Context::from_serialize(view).map_err(|error| fault_of(&error, &self.sources))?;
        self.tera.render(name, &context).map_err(|error| fault_of(&error, &self.sources))
    }
}

/// Tera's escape function: text from models and servers may contain markup and control characters.
fn escape(text: &str, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(crate::text::html(text).as_bytes())
}

/// A template's name for `include` and `extends`: its path without the folder.
fn name_of(source: &SourceFile) -> &str {
    source.path().strip_prefix("templates/").unwrap_or(source.path())
}

fn fault_of(error: &tera::Error, sources: &[SourceFile]) -> Diagnostic {
    let report = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => report,
        _ => return Diagnostic::error(Code::TEMPLATE, format!("a template cannot be used: {error}")),
    };
    let fault = Diagnostic::error(
        Code::TEMPLATE,
        format!("the template `{}` cannot be used: {}", report.filename(), report.message()),
    );
    let fault = fault.help(
        "templates are written in Tera; a file in your `templates/` replaces the built-in template of the same name",
    );
    match sources.iter().find(|source| name_of(source) == report.filename()) {
        Some(source) => fault.at(source, Span::from(report.span().range.clone())),
        None => fault,
    }
}
