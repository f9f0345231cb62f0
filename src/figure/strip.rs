//! Every answer at its time, as data: a row for each target or each category.

use crate::analysis::{CaseEnd, FigureName};

use super::palette::Colour;
use super::scale::{Axis, AxisPlace};
use super::shape::Shape;

/// Rows of answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Strip {
    /// The figure it belongs to, which prefixes every id in the markup.
    pub name: FigureName,
    /// What is shown, and of how many.
    pub title: String,
    /// The finding, computed from the data.
    pub description: String,
    /// The horizontal axis: seconds.
    pub x: Axis,
    /// The rows, from the top.
    pub rows: Vec<StripRow>,
    /// The words at the line of the limit: `limit 60 s`; for an axis that has one.
    pub limit: String,
    /// What to write into the plot of data that are simulated; empty if they were measured.
    pub simulated: String,
}

/// A row of answers.
#[derive(Debug, Clone, PartialEq)]
pub struct StripRow {
    /// What its link leads to.
    pub key: String,
    /// Its label.
    pub label: String,
    /// After the label, muted.
    pub aside: String,
    /// Its result in words.
    pub result: String,
    /// Everything about it in one sentence.
    pub summary: String,
    /// The mark of a target; absent for a category.
    pub mark: Option<(Colour, Shape)>,
    /// The answers, in the order of the run's questions.
    pub answers: Vec<(AxisPlace, CaseEnd)>,
    /// Where the median is.
    pub median: Option<AxisPlace>,
}
