//! Every answer at a glance, as data: a row for each target, a column for each case, grouped by category.

use crate::analysis::{CaseEnd, FigureName};

use super::palette::Colour;
use super::shape::Shape;

/// A grid of answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Glance {
    /// The figure it belongs to, which prefixes every id in the markup.
    pub name: FigureName,
    /// What is shown, and of how many.
    pub title: String,
    /// The finding, computed from the data.
    pub description: String,
    /// The groups of columns, from the left.
    pub groups: Vec<GlanceGroup>,
    /// The rows, from the top.
    pub rows: Vec<GlanceRow>,
    /// What to write into the plot of data that are simulated; empty if they were measured.
    pub simulated: String,
}

/// Neighbouring columns under one heading.
#[derive(Debug, Clone, PartialEq)]
pub struct GlanceGroup {
    /// The heading.
    pub title: String,
    /// Below the heading, where there is room: the number of columns and their order.
    pub note: String,
    /// The columns, from the left.
    pub columns: Vec<GlanceColumn>,
}

/// A column: a case, or a pair.
#[derive(Debug, Clone, PartialEq)]
pub struct GlanceColumn {
    /// The name with which its page is found.
    pub key: String,
    /// Everything about it in one sentence.
    pub summary: String,
}

/// A row: a target.
#[derive(Debug, Clone, PartialEq)]
pub struct GlanceRow {
    /// Its label.
    pub label: String,
    /// After the label, muted.
    pub aside: String,
    /// At the end of the row.
    pub result: String,
    /// Its colour.
    pub colour: Colour,
    /// Its shape.
    pub shape: Shape,
    /// Its cells, group by group: of a case one part, of a pair two, the first above the second; absent where nothing was scored.
    pub cells: Vec<Vec<Vec<Option<CaseEnd>>>>,
}

impl Glance {
    /// How many columns it has.
    pub(super) fn columns(&self) -> usize {
        self.groups.iter().map(|group| group.columns.len()).sum()
    }
}
