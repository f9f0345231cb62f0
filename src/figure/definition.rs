//! What defines a figure of a run.

use crate::analysis::{FigureName, Findings, TableName};

use super::chart::Chart;
use super::legend::Legend;

/// Where the marks of a figure lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarksLead {
    /// To the rows of its companion table: a mark's key is the row's anchor.
    Rows,
    /// To the pages of cases: a mark's key is the name of a case or a pair. Such a figure is as wide as a table.
    Cases,
}

/// A figure that runs can have.
#[derive(Debug, Clone, Copy)]
pub struct Figure {
    /// Its name in addresses and in posts: `![](figure:qpr)`.
    pub name: FigureName,
    /// Its default title.
    pub title: &'static str,
    /// Whether a run has what it needs.
    pub needs: fn(&Findings) -> bool,
    /// What it needs and how to get it, for diagnostics about a post; empty if every run has it.
    pub hint: &'static str,
    /// The table that says the same.
    pub companion: TableName,
    /// Where its marks lead.
    pub marks: MarksLead,
    /// The first sentence of its caption; empty if another figure has it.
    pub finding: fn(&Findings) -> String,
    /// The chart; `None` if the run lacks what it needs.
    pub chart: fn(&Findings) -> Option<Chart>,
    /// The families and runtimes that it shows.
    pub legend: fn(&Findings) -> Legend,
    /// Sentences of the caption: what its marks mean.
    pub notes: fn(&Findings) -> Vec<String>,
    /// Sentences of the caption: what it has no marks for.
    pub omissions: fn(&Findings) -> Vec<String>,
}
