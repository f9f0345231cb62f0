//! What is known about a run, whoever measured it.

use crate::name::RunId;

use super::contrasts::Contrasts;
use super::findings::Findings;
use super::ingested::IngestedFindings;

/// The data of a run.
#[derive(Debug, Clone, Copy)]
pub enum RunData<'a> {
    /// A run of offprint.
    Native(&'a Findings, &'a Contrasts),
    /// Another tool's numbers.
    Ingested(&'a IngestedFindings),
}

impl<'a> RunData<'a> {
    /// The run's id.
    pub fn id(self) -> &'a RunId {
        match self {
            Self::Native(findings, _) => &findings.run,
            Self::Ingested(findings) => &findings.run,
        }
    }

    /// Every name that a post can call a target of it by, sorted: ids and models; of another tool's numbers, the models of its rows.
    pub fn names(self) -> Vec<&'a str> {
        match self {
            Self::Native(findings, _) => findings.target_names(),
            Self::Ingested(findings) => {
                let rows = findings.groups.iter().flat_map(|group| &group.rows);
                let mut names: Vec<&str> = rows.map(|row| row.model.as_str()).collect();
                names.sort_unstable();
                names.dedup();
                names
            }
        }
    }
}
