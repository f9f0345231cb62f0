//! The parsed templates, and diagnostics for those that do not parse or render.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use tera::{Context, ErrorKind, Kwargs, State, Tera, Value};

use crate::diagnostic::{Code, Diagnostic, SourceFile, Span};
use crate::language::{Interface, Language};
use crate::project::Theme;

use super::theme::ThemeFields;
use super::views::meta::PreviewImage;

/// All templates of a theme.
pub(super) struct Templates {
    tera: Tera,
    sources: Vec<SourceFile>,
    /// What a link to a page shows that has no picture of its own.
    preview: Option<PreviewImage>,
    /// What each of them was given, where that is asked for.
    given: Option<Mutex<ThemeFields>>,
    /// The words of each interface as templates see them, by its languages: every page needs them.
    words: Mutex<BTreeMap<(String, String), Value>>,
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
        tera.register_filter("unbroken", |text: String, _: Kwargs, _: &State| unbroken(&text));
        let sources = theme.templates.clone();
        let named = sources.iter().map(|source| (name_of(source), source.text()));
        tera.add_raw_templates(named).map_err(|error| fault_of(&error, &sources))?;
        Ok(Self { tera, sources, preview: None, given: None, words: Mutex::default() })
    }

    /// The same with what a link to a page shows that has no picture of its own.
    pub(super) fn with_preview(self, preview: Option<PreviewImage>) -> Self {
        Self { preview, ..self }
    }

    /// The same, which also notes what each template is given.
    pub(super) fn noting(self) -> Self {
        Self { given: Some(Mutex::default()), ..self }
    }

    /// What each template was given, where that was noted.
    pub(super) fn into_given(self) -> ThemeFields {
        self.given.map(|given| given.into_inner().unwrap_or_else(PoisonError::into_inner)).unwrap_or_default()
    }

    /// Renders one template with a view, the words of the interface as `words`, the attributes of what is in another language than the page
    /// as `tongue`, and the picture of the site as `site_preview`.
    ///
    /// # Errors
    /// A template that does not render, with its place.
    pub(super) fn render(
        &self,
        name: &str,
        view: &impl Serialize,
        interface: &Interface,
    ) -> Result<String, Diagnostic> {
        if let Some(given) = &self.given
            && let Ok(view) = serde_json::to_value(view)
        {
            given.lock().unwrap_or_else(PoisonError::into_inner).add(name, &view);
        }
        let mut context = Context::from_serialize(view).map_err(|error| fault_of(&error, &self.sources))?;
        context.insert_value("words", self.words_of(interface));
        context.insert("tongue", &Tongue::of(interface));
        context.insert("site_preview", &self.preview);
        self.tera.render(name, &context).map_err(|error| fault_of(&error, &self.sources))
    }

    fn words_of(&self, interface: &Interface) -> Value {
        let languages = (interface.language.tag(), interface.spoken.tag());
        let mut words = self.words.lock().unwrap_or_else(PoisonError::into_inner);
        words.entry(languages).or_insert_with(|| Value::from_serializable(&interface.strings)).clone()
    }
}

/// Attributes, each with a space before it, of elements on a page that may be in another language than the page: empty where they are not.
#[derive(Serialize)]
struct Tongue {
    /// Words of the interface.
    spoken: String,
    /// English that is generated in every language, such as the sentences of a figure's caption.
    english: String,
    /// The author's words inside words of the interface.
    author: String,
    /// Generated English inside words of the interface.
    note: String,
}

impl Tongue {
    fn of(interface: &Interface) -> Self {
        let Interface { language, spoken, .. } = interface;
        let within_spoken = match spoken.primary() {
            "en" => String::new(),
            _ => Language::english().attributes_within(spoken),
        };
        Self {
            spoken: interface.spoken_attributes(),
            english: interface.english_attributes(),
            author: language.attributes_within(spoken),
            note: within_spoken,
        }
    }
}

/// Tera's escape function: text from models and servers may contain markup and control characters.
fn escape(text: &str, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(crate::text::html(text).as_bytes())
}

/// The longest name that is kept on one line, in characters: a phone has room for it.
const LONGEST_UNBROKEN: usize = 24;

/// A sentence as markup, escaped, in which no name of a model is broken at a hyphen: a word with a hyphen and a digit.
fn unbroken(text: &str) -> String {
    let is_name = |word: &str| {
        let has = |such: fn(char) -> bool| word.contains(such);
        has(|letter| letter == '-') && has(|letter| letter.is_ascii_digit()) && has(char::is_alphabetic)
    };
    let words = text.split(' ').map(|word| match is_name(word) && word.chars().count() <= LONGEST_UNBROKEN {
        true => format!("<span class=\"whole\">{}</span>", crate::text::html(word)),
        false => crate::text::html(word),
    });
    words.collect::<Vec<_>>().join(" ")
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

#[cfg(test)]
mod tests {
    use super::unbroken;

    #[test]
    fn a_name_is_kept_on_one_line_and_escaped() {
        assert_eq!(
            unbroken("a re-run of <fir3:8b-q8_0>, 1-7"),
            "a re-run of <span class=\"whole\">&lt;fir3:8b-q8_0&gt;,</span> 1-7"
        );
        let long = "a-very-long-name-of-a-model-7b";
        assert_eq!(unbroken(long), long);
    }
}
