//! Directives: links and images with a scheme of ours, typed.

use crate::analysis::{FigureName, TableName};
use crate::diagnostic::Span;
use crate::name::Slug;

use super::query::Query;

/// A link or image with a scheme of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directive {
    /// What it refers to.
    pub kind: DirectiveKind,
    /// Alternative text of an image, words of a link: plain text.
    pub text: String,
    /// Its bytes in the source.
    pub span: Span,
    /// The bytes between its brackets.
    pub words: Span,
    /// The bytes of its title between the quotes, or of the whole link where the title has escapes or stands elsewhere.
    pub title: Span,
}

/// What a directive refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DirectiveKind {
    /// `![..](figure:NAME "PARAMETERS")`, alone in its paragraph.
    Figure(FigureName, ExhibitParameters),
    /// `![..](table:NAME "PARAMETERS")`, alone in its paragraph.
    Table(TableName, ExhibitParameters),
    /// `[..](run:)`, `[..](run:ID)`, `[..](run:NAME)`: a name of the front matter, or an id.
    Run(Option<Slug>),
    /// `[..](post:SLUG)`.
    Post(Slug),
    /// `[..](model:NAME)`: a model or a target.
    Model(String),
    /// `[..](case:ID)`: a case or a pair.
    Case(Slug),
    /// `[212 ms](value: "QUERY")`.
    Value(Query),
    /// `[..](claim: 'EXPRESSION')`.
    Claim(String),
    /// `[273 GB/s](lit: "SOURCE")`.
    Lit(String),
}

/// What of a run a figure or a table shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExhibitParameters {
    /// The run, by its name in the front matter.
    pub run: Option<String>,
    /// The targets, by id or model; all if empty.
    pub targets: Vec<String>,
    /// The category whose compliance is shown in place of the whole.
    pub category: Option<Slug>,
    /// The metric, by its id, that is shown in place of the usual one.
    pub metric: Option<String>,
    /// Whether curves of equal quality per time are behind the points.
    pub curves: bool,
    /// How wide the figure is.
    pub width: ExhibitWidth,
}

/// How wide a figure is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ExhibitWidth {
    /// As wide as figures of its kind are.
    #[default]
    Usual,
    /// As wide as the text, with its caption below.
    Text,
    /// As wide as a table, with its caption below.
    Full,
}

/// The keys of parameters, as written.
const KEYS: [&str; 6] = ["run", "targets", "category", "metric", "curves", "width"];

/// What is wrong with parameters, where in their text, and a way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BadParameter {
    pub(super) message: String,
    pub(super) found: String,
    pub(super) at: std::ops::Range<usize>,
    pub(super) help: String,
}

impl ExhibitParameters {
    /// Whether they change what is shown: more than which run, and how wide.
    pub fn choose(&self) -> bool {
        !self.targets.is_empty() || self.category.is_some() || self.metric.is_some() || self.curves
    }

    /// The names of all parameters.
    pub(super) fn keys() -> [&'static str; 6] {
        KEYS
    }

    /// Reads `targets=a,b category=tone run=ollama`.
    pub(super) fn parse(text: &str) -> Result<Self, BadParameter> {
        let mut parameters = Self::default();
        let mut seen = Vec::new();
        for word in text.split_whitespace() {
            let start = word.as_ptr() as usize - text.as_ptr() as usize;
            let bad = |message: String, help: &str| BadParameter {
                message,
                found: word.split('=').next().unwrap_or(word).to_owned(),
                at: start..start + word.len(),
                help: help.to_owned(),
            };
            let Some((key, value)) = word.split_once('=').filter(|(_, value)| !value.is_empty()) else {
                return Err(bad(format!("`{word}` is not a parameter"), EXAMPLE));
            };
            if seen.contains(&key) {
                return Err(bad(
                    format!("`{key}` is given twice"),
                    "write it once; names of targets are separated by commas",
                ));
            }
            seen.push(key);
            match key {
                "run" => parameters.run = Some(value.to_owned()),
                "metric" => parameters.metric = Some(value.to_owned()),
                "targets" => {
                    parameters.targets = value.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect();
                }
                "category" => match Slug::parse(value) {
                    Ok(category) => parameters.category = Some(category),
                    Err(_) => return Err(bad(format!("`{value}` is not the id of a category"), EXAMPLE)),
                },
                "curves" if value == "qpr" => parameters.curves = true,
                "curves" => {
                    let message = format!("`{value}` is not a kind of curves");
                    return Err(bad(message, "write `curves=qpr`: curves of equal quality per time"));
                }
                "width" => match value {
                    "text" => parameters.width = ExhibitWidth::Text,
                    "full" => parameters.width = ExhibitWidth::Full,
                    _ => {
                        let help = "write `width=text`, as wide as the text, or `width=full`, as wide as a table";
                        return Err(bad(format!("`{value}` is not a width"), help));
                    }
                },
                _ => return Err(bad(format!("unknown parameter `{key}`"), EXAMPLE)),
            }
        }
        Ok(parameters)
    }
}

const EXAMPLE: &str = "the parameters are `run=NAME`, `targets=A,B`, `category=ID`, `metric=ID`, `curves=qpr` and `width=text` or \
                       `width=full`, separated by spaces";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_read_in_any_order() {
        let read =
            ExhibitParameters::parse(" category=tone  targets=a:1b,b--ollama run=pilot").expect("nothing is wrong");
        assert_eq!(read.run.as_deref(), Some("pilot"));
        assert_eq!(read.targets, ["a:1b", "b--ollama"]);
        assert_eq!(read.category.as_ref().map(Slug::as_str), Some("tone"));
        let read = ExhibitParameters::parse("metric=qpr width=full curves=qpr").expect("nothing is wrong");
        assert_eq!((read.metric.as_deref(), read.width, read.curves), (Some("qpr"), ExhibitWidth::Full, true));
        assert_eq!(ExhibitParameters::parse(""), Ok(ExhibitParameters::default()));
    }

    #[test]
    fn what_is_not_a_parameter_is_pointed_at() {
        for (text, at, message) in [
            ("run=a tragets=b", 6..15, "unknown parameter `tragets`"),
            ("wide", 0..4, "`wide` is not a parameter"),
            ("run=", 0..4, "`run=` is not a parameter"),
            ("run=a run=b", 6..11, "`run` is given twice"),
            ("category=Ton", 0..12, "`Ton` is not the id of a category"),
            ("run=a width=900", 6..15, "`900` is not a width"),
            ("curves=yes", 0..10, "`yes` is not a kind of curves"),
        ] {
            let bad = ExhibitParameters::parse(text).expect_err(text);
            assert_eq!((bad.message.as_str(), bad.at), (message, at));
        }
    }
}
