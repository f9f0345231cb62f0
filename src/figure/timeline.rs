//! A metric of the targets of a suite across its runs, as data.

use crate::analysis::FigureName;

use super::palette::Colour;
use super::scale::{Axis, AxisPlace};
use super::shape::Shape;

/// Lines over runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Timeline {
    /// The figure it belongs to, which prefixes every id in the markup.
    pub name: FigureName,
    /// What is shown, and of how many.
    pub title: String,
    /// The finding, computed from the data.
    pub description: String,
    /// The vertical axis.
    pub y: Axis,
    /// The runs, the oldest first.
    pub columns: Vec<TimelineColumn>,
    /// The lines, the most important last.
    pub lines: Vec<TimelineLine>,
    /// What to write into the plot of data that are simulated; empty if they were measured.
    pub simulated: String,
}

/// A run.
#[derive(Debug, Clone, PartialEq)]
pub struct TimelineColumn {
    /// The run's id.
    pub key: String,
    /// Its day: `2026-05-05`.
    pub day: String,
    /// When it began, in seconds since any moment that all columns share.
    pub at: i64,
    /// The values of the lines with names in one sentence.
    pub summary: String,
    /// Why its values are not compared with those before it, in two or three words; absent if they are.
    pub apart: Option<String>,
}

/// A target in all runs.
#[derive(Debug, Clone, PartialEq)]
pub struct TimelineLine {
    /// Its label, if it is one of the few that have a name in the plot.
    pub label: Option<String>,
    /// Everything about its newest value in one sentence.
    pub summary: String,
    /// Its colour.
    pub colour: Colour,
    /// The shape of its newest mark.
    pub shape: Shape,
    /// Its value in each column, absent where it was not measured.
    pub points: Vec<Option<TimelinePoint>>,
}

/// A value in a run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TimelinePoint {
    /// Its place on the vertical axis.
    pub at: AxisPlace,
    /// The ends of its interval.
    pub interval: Option<(f64, f64)>,
}

impl TimelineLine {
    /// The columns in which it has a value, as long as one follows the other and the two are compared.
    pub(super) fn stretches(&self, columns: &[TimelineColumn]) -> Vec<Vec<(usize, TimelinePoint)>> {
        let mut stretches: Vec<Vec<(usize, TimelinePoint)>> = Vec::new();
        for (column, (point, run)) in self.points.iter().zip(columns).enumerate() {
            let Some(point) = point else { continue };
            let follows = |last: &Vec<(usize, TimelinePoint)>| {
                run.apart.is_none() && last.last().is_some_and(|(before, _)| before + 1 == column)
            };
            match stretches.last_mut().filter(|last| follows(last)) {
                Some(last) => last.push((column, *point)),
                None => stretches.push(vec![(column, *point)]),
            }
        }
        stretches
    }
}
