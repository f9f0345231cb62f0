//! What the keys of a front matter have in common: lines of text, lists, dates, choices, and how their faults are told.
//!
//! Where another value would be right, the last way out of a fault is a change of the post, in the form of one of the functions below.

use chrono::NaiveDate;

use super::date::{self, NotADay};
use super::value::{Entry, FrontValue, Kind, Syntax};
use crate::content::line::{self, NotVerbatim};
use crate::content::{NamedRun, RunReference, ShownLine};
use crate::diagnostic::{Code, Diagnostic, SourceFile, Span};
use crate::name::{NotASlug, RunId, Slug};

/// The change: other words in the place of what is pointed at.
pub(super) fn write_instead(new: &str, old: &str) -> String {
    format!("write `{new}` instead of `{old}`")
}

/// The change: nothing in the place of what is pointed at.
pub(super) fn remove(old: &str) -> String {
    format!("remove `{old}`")
}

/// Reads values; what is wrong is added to `faults`.
pub(super) struct FrontReader<'a> {
    pub(super) source: &'a SourceFile,
    pub(super) syntax: Syntax,
    /// The line that opens the block.
    pub(super) opening: Span,
    pub(super) faults: &'a mut Vec<Diagnostic>,
}

impl FrontReader<'_> {
    /// One line of text that a page shows, never empty.
    pub(super) fn line(&mut self, key: &str, value: &FrontValue<'_>) -> Option<ShownLine> {
        let text = self.text(key, value)?;
        if let Some(comment) = self.comment_behind(value) {
            let help = "put the text between quotes if `#` belongs to it";
            let fault =
                Diagnostic::warning(Code::FRONT_MATTER_VALUE, format!("what follows ` #` is not part of `{key}`"));
            self.faults.push(fault.at(self.source, comment).label("YAML takes it for a comment").help(help));
        }
        match line::read(self.source, text, value.span) {
            Ok(line) => Some(line),
            Err(NotVerbatim) => {
                let help = match self.syntax {
                    Syntax::Toml => {
                        format!("put it between three single quotes, without backslashes: `{key} = '''...'''`")
                    }
                    Syntax::Yaml => {
                        format!("put it on one line, between single quotes, without any inside: `{key}: '...'`")
                    }
                };
                let message = format!("`{key}` has a link of offprint and escapes");
                self.fault(message, value.span, None, Some(&help));
                None
            }
        }
    }

    /// A text, never empty.
    pub(super) fn text<'v>(&mut self, key: &str, value: &'v FrontValue<'_>) -> Option<&'v str> {
        let Some(text) = value.text() else {
            if matches!(value.kind, Kind::Nothing) {
                self.empty(key, value);
            } else {
                self.wrong_kind(key, value, "a string in quotes");
            }
            return None;
        };
        if text.trim().is_empty() {
            self.empty(key, value);
            return None;
        }
        Some(text)
    }

    fn empty(&mut self, key: &str, value: &FrontValue<'_>) {
        let help = match self.syntax {
            Syntax::Toml => "write a text between the quotes, or remove the key",
            Syntax::Yaml => {
                "write a text between quotes, or remove the key: without quotes, what follows `#` is a comment"
            }
        };
        self.fault(format!("`{key}` is empty"), value.span, None, Some(help));
    }

    /// A comment on the line of an unquoted text.
    fn comment_behind(&self, value: &FrontValue<'_>) -> Option<Span> {
        let Kind::Plain(_) = value.kind else { return None };
        let rest = self.source.text().get(value.span.end..)?.lines().next()?;
        let hash = rest.len() - rest.trim_start().len();
        rest[hash..].starts_with('#').then(|| Span::new(value.span.end + hash, value.span.end + rest.trim_end().len()))
    }

    /// Texts: a list, or one text.
    pub(super) fn texts<'v>(&mut self, key: &str, value: &'v FrontValue<'_>) -> Vec<(&'v str, Span)> {
        let one = |reader: &mut Self, value: &'v FrontValue<'_>| Some((reader.text(key, value)?.trim(), value.span));
        match &value.kind {
            Kind::List(values) => values.iter().filter_map(|value| one(self, value)).collect(),
            Kind::Nothing => Vec::new(),
            Kind::Text(_) | Kind::Plain(_) => one(self, value).into_iter().collect(),
            _ => {
                self.wrong_kind(key, value, "a list of strings");
                Vec::new()
            }
        }
    }

    /// True or false.
    pub(super) fn truth(&mut self, key: &str, value: &FrontValue<'_>) -> Option<bool> {
        let truth = value.truth();
        if truth.is_none() {
            self.wrong_kind(key, value, "`true` or `false`, without quotes");
        }
        truth
    }

    /// A name of lowercase letters, digits and hyphens.
    pub(super) fn slug(&mut self, key: &str, value: &FrontValue<'_>) -> Option<Slug> {
        let text = self.text(key, value)?;
        match Slug::parse(text) {
            Ok(slug) => Some(slug),
            Err(error) => {
                let help = write_instead(Slug::from_text(text).as_str(), text);
                let label = match error {
                    NotASlug::Malformed(_) => NAME.to_owned(),
                    NotASlug::Device(_) => error.to_string(),
                };
                self.fault(format!("`{key}` is not a name"), value.span, Some(label), Some(&help));
                None
            }
        }
    }

    /// A date, with or without a time.
    pub(super) fn day(&mut self, key: &str, value: &FrontValue<'_>) -> Option<NaiveDate> {
        let written = match &value.kind {
            Kind::Moment(text) => text.as_str(),
            Kind::Text(text) | Kind::Plain(text) if value.what() == "a string" => text,
            _ => {
                self.wrong_kind(key, value, "a date such as `2026-05-05`");
                return None;
            }
        };
        match date::read(written) {
            Ok(day) => Some(day),
            Err(NotADay { meant }) => {
                let help = format!(
                    "write `{}`",
                    self.syntax.pair(key, &meant.map_or("2026-05-05".to_owned(), |day| day.to_string()))
                );
                let label = "expected year-month-day, and perhaps a time behind it";
                self.fault(format!("`{key}` is not a date"), value.span, Some(label.to_owned()), Some(&help));
                None
            }
        }
    }

    /// The id of a run, with what a post calls it.
    pub(super) fn run(&mut self, key: &str, name: Option<Slug>, value: &FrontValue<'_>) -> Option<NamedRun> {
        let Some(text) = value.text() else {
            self.wrong_kind(key, value, "the id of a run in quotes, or `\"latest\"`");
            return None;
        };
        let reference = match text {
            "latest" => RunReference::Latest,
            id => match RunId::parse(id) {
                Ok(id) => RunReference::Id(id),
                Err(reason) => {
                    let help = format!(
                        "`offprint runs` lists them; `{}` is the newest",
                        self.syntax.pair("run", "\"latest\"")
                    );
                    self.fault("this is not the id of a run", value.span, Some(reason.to_string()), Some(&help));
                    return None;
                }
            },
        };
        Some(NamedRun { name, reference, span: value.span })
    }

    /// The fault of a key that nothing knows.
    pub(super) fn unknown_key(&mut self, entry: &Entry<'_>, known: &[&str]) {
        let (found, span) = (entry.key.as_ref(), entry.key_span);
        let lowered = found.to_ascii_lowercase();
        if known.contains(&lowered.as_str()) {
            let message = format!("the key `{found}` is written in lowercase");
            self.fault(message, span, None, Some(&write_instead(&lowered, found)));
            return;
        }
        let keys: Vec<String> = known.iter().map(|key| format!("`{key}`")).collect();
        let fault = Diagnostic::error(Code::FRONT_MATTER_VALUE, format!("unknown key `{found}` in front matter"))
            .at(self.source, span)
            .hinted(found, known.iter().copied())
            .help(format!("the keys are {}", keys.join(", ")));
        // Without a near key, it is one that a template of another tool reads.
        let fault = match fault.label {
            None => fault.help(remove(found)),
            Some(_) => fault,
        };
        self.faults.push(fault);
    }

    pub(super) fn wrong_kind(&mut self, key: &str, value: &FrontValue<'_>, wanted: &str) {
        let label = format!("this is {}", value.what());
        self.fault(format!("`{key}` must be {wanted}"), value.span, Some(label), None);
    }

    pub(super) fn missing(&mut self, message: &str, help: &str) {
        let fault = Diagnostic::error(Code::FRONT_MATTER_VALUE, message).at(self.source, self.opening).help(help);
        self.faults.push(fault);
    }

    pub(super) fn fault(&mut self, message: impl Into<String>, span: Span, label: Option<String>, help: Option<&str>) {
        let mut fault = Diagnostic::error(Code::FRONT_MATTER_VALUE, message).at(self.source, span);
        fault.label = label;
        fault.help.extend(help.map(str::to_owned));
        self.faults.push(fault);
    }
}

/// What a name is made of.
const NAME: &str = "a name is lowercase letters, digits and inner hyphens";
