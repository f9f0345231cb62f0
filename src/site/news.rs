//! What those who follow a site are told of a run: kept with its summary, so that a run whose pages stand need not be read for it.

use chrono::{DateTime, Utc};

use super::views::environment;
use crate::analysis::{Findings, headline, lead};
use crate::name::RunId;
use crate::record::{Run, RunState};

/// What is new with a run. Titles and names of models are untrusted text: escape what is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct RunNews {
    /// Its title.
    pub title: String,
    /// What its page begins with: its finding in a few words.
    pub heading: String,
    /// Its headline, in a sentence or two.
    pub finding: String,
    /// When it was sealed, or its answers were judged again; `None` of an unfinished run.
    pub finished: Option<DateTime<Utc>>,
    /// What moved since the previous run of the suite; `None` of the first one, and until the two are compared.
    pub moved: Option<Moved>,
}

/// What moved between two runs of a suite.
#[derive(Debug, Clone, PartialEq)]
pub struct Moved {
    /// The earlier run.
    pub before: RunId,
    /// The conditions, who gained and who lost, or that nothing moved beyond chance: a sentence each.
    pub sentences: Vec<String>,
}

impl RunNews {
    /// Of a run that is not compared with any other yet.
    pub(super) fn of(run: &Run, findings: &Findings) -> Self {
        let rescored = run.origin.as_ref().and_then(|origin| origin.rescored.as_ref()).map(|rescored| rescored.at);
        let sealed = match run.state {
            RunState::Sealed { finished, .. } => Some(finished),
            RunState::Unfinished => None,
        };
        Self {
            title: environment::title(run),
            heading: lead(findings).title,
            finding: headline::sentence(findings),
            finished: sealed.map(|sealed| rescored.map_or(sealed, |at| at.max(sealed))),
            moved: None,
        }
    }
}
