//! What a post was last accepted against: `data/accepted/LANGUAGE/SECTION/POST.json`, which `offprint accept` alone writes.
//!
//! A claim that holds on other data than those it was accepted on is no fault; but its sentence was read beside other numbers, and the page and
//! `offprint check` say so.

use serde::{Deserialize, Serialize};

use crate::content::Post;
use crate::diagnostic::{Code, Diagnostic, SourceFile, json_offset, json_reason};

/// The version of the format.
const FORMAT: u32 = 1;

/// What a post was last accepted against.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    format: u32,
    /// The day: `2026-11-26`.
    pub date: String,
    /// The runs and their digests, in the order of the front matter.
    pub runs: Vec<AcceptedRun>,
    /// The values, in the order of the post.
    pub values: Vec<AcceptedValue>,
    /// The claims, in the order of the post.
    pub claims: Vec<AcceptedClaim>,
}

/// A run as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AcceptedRun {
    /// Its id.
    pub run: String,
    /// The digest of its trials; absent for an unfinished run.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub digest: Option<String>,
}

/// A value as it was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AcceptedValue {
    /// What was written: `212 ms`.
    pub written: String,
    /// What was asked: `ttft.p50 of qwen3:8b`.
    pub query: String,
    /// What was measured, in the metric's unit.
    pub measured: f64,
}

/// A claim as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AcceptedClaim {
    /// The sentence.
    pub said: String,
    /// What was asked.
    pub expression: String,
    /// What the data said, in words.
    pub evidence: String,
}

impl Accepted {
    /// A record of this day.
    pub fn on(date: String, runs: Vec<AcceptedRun>, values: Vec<AcceptedValue>, claims: Vec<AcceptedClaim>) -> Self {
        Self { format: FORMAT, date, runs, values, claims }
    }

    /// Where the record of a post stands, below the site's root, with forward slashes.
    pub fn path(post: &Post) -> String {
        let folders = std::iter::once(&post.language).chain(&post.section).chain([&post.slug]);
        let path = folders.map(|part| part.as_str()).collect::<Vec<_>>().join("/");
        format!("data/accepted/{path}.json")
    }

    /// Reads a record.
    ///
    /// # Errors
    /// It is not JSON of this format.
    pub fn parse(source: &SourceFile) -> Result<Self, Diagnostic> {
        let read: Self = serde_json::from_str(source.text()).map_err(|error| {
            let at = json_offset(source.text(), &error);
            Diagnostic::error(
                Code::ACCEPTED_RECORD,
                format!("this record of accepted values cannot be read: {}", json_reason(&error)),
            )
            .at(source, at..at + 1)
            .help("read the post, and run `offprint accept`, which writes it anew")
        })?;
        match read.format {
            FORMAT => Ok(read),
            other => Err(Diagnostic::error(
                Code::ACCEPTED_RECORD,
                format!("this record has format {other}; this offprint reads format {FORMAT}"),
            )
            .at(source, source.line_span(1))
            .help("update offprint, or delete the file and run `offprint accept`")),
        }
    }

    /// The record as a file.
    pub fn text(&self) -> String {
        // Only maps with keys that are not strings cannot be written, and there are none.
        serde_json::to_string_pretty(self).map(|text| text + "\n").unwrap_or_default()
    }

    /// Whether two records say the same, but for their dates.
    pub fn says_the_same_as(&self, other: &Self) -> bool {
        *self == Self { date: self.date.clone(), ..other.clone() }
    }

    /// Whether a claim was accepted in these words on other data.
    pub(super) fn is_from_other_data(&self, said: &str, expression: &str, runs: &[AcceptedRun]) -> bool {
        let knows = self.claims.iter().any(|claim| claim.said == said && claim.expression == expression);
        knows && self.runs != runs
    }
}
