//! The runs of a post, as far as binding needs them.

use chrono::NaiveDate;

use crate::analysis::RunData;
use crate::claim::CompareRuns;
use crate::name::Slug;

/// The runs that a post names.
#[derive(Clone, Default)]
pub struct PostRuns<'a> {
    /// In the order of the front matter.
    pub runs: Vec<BoundRun<'a>>,
    /// What compares two of them.
    pub compare: Option<&'a dyn CompareRuns>,
}

/// A run that a post names.
#[derive(Clone, Copy)]
pub struct BoundRun<'a> {
    /// What the post calls it; absent for `run = ".."`.
    pub name: Option<&'a Slug>,
    /// Its data; `None` for the latest run while none is finished.
    pub data: Option<RunData<'a>>,
    /// The digest of its trials, if it is finished; changes of it are changes of the data.
    pub digest: Option<&'a str>,
    /// The day on which it was measured.
    pub day: Option<NaiveDate>,
}

impl<'a> PostRuns<'a> {
    /// Whether every number of the post waits for a first run.
    pub fn is_waiting(&self) -> bool {
        self.runs.iter().any(|run| run.data.is_none())
    }

    /// The run that is meant where none is named: the unnamed one, or the only one.
    pub fn own(&self) -> Option<&BoundRun<'a>> {
        let unnamed = self.runs.iter().find(|run| run.name.is_none());
        unnamed.or_else(|| self.runs.first().filter(|_| self.runs.len() == 1))
    }

    /// The run that the post calls so.
    pub fn named(&self, name: &str) -> Option<&BoundRun<'a>> {
        self.runs.iter().find(|run| run.name.is_some_and(|known| known.as_str() == name))
    }

    /// What the post calls its runs.
    pub fn names(&self) -> Vec<&'a str> {
        self.runs.iter().filter_map(|run| run.name.map(Slug::as_str)).collect()
    }
}
