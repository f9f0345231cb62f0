//! Charts as data: everything that a drawing needs, and nothing about pages.

use crate::analysis::FigureName;

use super::glance::Glance;
use super::palette::Colour;
use super::part::BarPart;
use super::shape::Shape;
use super::strip::Strip;
use super::timeline::Timeline;

pub use super::scale::{Axis, AxisPlace, Scale};

/// A chart.
#[derive(Debug, Clone, PartialEq)]
pub enum Chart {
    /// Points on two axes.
    Scatter(Scatter),
    /// Rows of marks on one axis.
    Dumbbells(Dumbbells),
    /// A grid of answers.
    Glance(Glance),
    /// Stacked bars.
    Bars(Bars),
    /// Distributions.
    Curves(Curves),
    /// Every answer at its time.
    Strip(Strip),
    /// Lines over runs.
    Timeline(Timeline),
}

/// A scatterplot.
#[derive(Debug, Clone, PartialEq)]
pub struct Scatter {
    /// The figure it belongs to, which prefixes every id in the markup.
    pub name: FigureName,
    /// The axes and the number of points, in words.
    pub title: String,
    /// The finding, computed from the data.
    pub description: String,
    /// The horizontal axis.
    pub x: Axis,
    /// The vertical axis.
    pub y: Axis,
    /// The points, in drawing order: the most important last.
    pub points: Vec<Point>,
    /// What no point can be above.
    pub bound: Option<ProductLimit>,
    /// Whether to draw curves of equal quality per time, of a plot of percent over seconds.
    pub equal_rates: bool,
    /// What to write into the plot of data that are simulated; empty if they were measured.
    pub simulated: String,
}

/// A limit of the product of both values: a line on two logarithmic axes.
#[derive(Debug, Clone, PartialEq)]
pub struct ProductLimit {
    /// The most that the product can be; positive.
    pub product: f64,
    /// What it is, at the line: `273 GB/s`.
    pub words: String,
}

/// A point of a scatterplot.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// The key of its row in the companion table; no two points of one shape share it.
    pub key: String,
    /// Its label.
    pub label: String,
    /// An id that the points of one model on several runtimes share: a line joins them. Equal labels join nothing.
    pub model: Option<String>,
    /// Everything about it in one sentence, for `title` and `aria-label`.
    pub summary: String,
    /// Its colour.
    pub colour: Colour,
    /// Its shape.
    pub shape: Shape,
    /// Its place on the horizontal axis.
    pub x: AxisPlace,
    /// Its value on the vertical axis.
    pub y: f64,
    /// The ends of the vertical whisker.
    pub whisker: Option<(f64, f64)>,
    /// Whether it is on the Pareto front.
    pub front: PointFront,
    /// Whether it could be the best: the labels of others are muted.
    pub leads: bool,
}

/// Whether a point is on the drawn Pareto front.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PointFront {
    /// On the front, and certain: its label is bold.
    Certain,
    /// On the front.
    On,
    /// Not on the front.
    Off,
}

/// A chart of dumbbells: rows with a mark for each runtime on a shared horizontal axis, joined by a line.
#[derive(Debug, Clone, PartialEq)]
pub struct Dumbbells {
    /// The figure it belongs to, which prefixes every id in the markup.
    pub name: FigureName,
    /// What is compared, and the number of rows.
    pub title: String,
    /// The finding in one or two sentences, computed from the data.
    pub description: String,
    /// The horizontal axis.
    pub x: Axis,
    /// The rows, from the top.
    pub rows: Vec<Dumbbell>,
    /// What to write into the plot of data that are simulated; empty if they were measured.
    pub simulated: String,
}

/// A row of a chart of dumbbells.
#[derive(Debug, Clone, PartialEq)]
pub struct Dumbbell {
    /// The key of its row in the companion table, unique in the figure.
    pub key: String,
    /// Its label.
    pub label: String,
    /// Its result in words.
    pub result: String,
    /// Whether the data show a difference; without one, the result is muted.
    pub differs: bool,
    /// Its colour.
    pub colour: Colour,
    /// Its marks, in drawing order.
    pub ends: Vec<End>,
}

/// A mark of a dumbbell.
#[derive(Debug, Clone, PartialEq)]
pub struct End {
    /// Everything about it in one sentence, for `title` and `aria-label`.
    pub summary: String,
    /// Its shape.
    pub shape: Shape,
    /// Its place on the axis.
    pub x: AxisPlace,
    /// The ends of its interval, drawn along the axis.
    pub interval: Option<(f64, f64)>,
    /// Whether it is hollow: nothing is shown to differ.
    pub hollow: bool,
}

/// A chart of stacked bars.
#[derive(Debug, Clone, PartialEq)]
pub struct Bars {
    /// The figure it belongs to, which prefixes every id in the markup.
    pub name: FigureName,
    /// What is shown, and of how many.
    pub title: String,
    /// The finding, computed from the data.
    pub description: String,
    /// The axis.
    pub x: Axis,
    /// The rows, from the top.
    pub rows: Vec<Bar>,
    /// What to write into the plot of data that are simulated; empty if they were measured.
    pub simulated: String,
}

/// A row.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// The key of its row in the companion table, unique in the figure.
    pub key: String,
    /// Its label.
    pub label: String,
    /// After the label, muted.
    pub aside: String,
    /// At the end of the bar.
    pub result: String,
    /// Everything about it in one sentence.
    pub summary: String,
    /// Its colour.
    pub colour: Colour,
    /// Its shape.
    pub shape: Shape,
    /// The lengths of its parts, from the left; finite and not negative.
    pub parts: Vec<(BarPart, f64)>,
}

/// Empirical distributions: for each target the share of its requests that was answered within a time, in panels on the same axes.
#[derive(Debug, Clone, PartialEq)]
pub struct Curves {
    /// The figure it belongs to, which prefixes every id in the markup.
    pub name: FigureName,
    /// What is shown, and of how many.
    pub title: String,
    /// The finding, computed from the data.
    pub description: String,
    /// The horizontal axis: seconds.
    pub x: Axis,
    /// The vertical axis: percent.
    pub y: Axis,
    /// The panels, from the top left.
    pub panels: Vec<CurvePanel>,
    /// The limits at which requests timed out; absent if none did.
    pub limits: Option<CurveLimits>,
    /// What to write into the plot of data that are simulated; empty if they were measured.
    pub simulated: String,
}

/// The time limits of a chart of distributions, as upright lines.
#[derive(Debug, Clone, PartialEq)]
pub struct CurveLimits {
    /// Where they are, in the axis's unit, ascending.
    pub at: Vec<f64>,
    /// What they are, at the line: `limit 60 s`.
    pub words: String,
}

/// Curves that share a pair of axes.
#[derive(Debug, Clone, PartialEq)]
pub struct CurvePanel {
    /// What they have in common; empty for an only panel.
    pub title: String,
    /// The curves, in the order of their keys.
    pub curves: Vec<Curve>,
}

/// A distribution.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// The key of its row in the companion table, unique in the figure.
    pub key: String,
    /// Its label.
    pub label: String,
    /// After the label, muted.
    pub aside: String,
    /// Its result in words.
    pub result: String,
    /// Everything about it in one sentence, for `title` and `aria-label`.
    pub summary: String,
    /// Its colour.
    pub colour: Colour,
    /// The shape of its mark.
    pub shape: Shape,
    /// Its steps, ascending: seconds, and the percentage that was answered within them.
    pub steps: Vec<(f64, f64)>,
    /// Up to where it stays at its last height; absent if it ends at its last step.
    pub tail: Option<f64>,
    /// Where its mark is; at the end of the line, and hollow, if that is beyond what was measured.
    pub mark: AxisPlace,
}

impl Chart {
    /// Renames the vertical axis of a scatterplot, for a part of what it usually shows.
    pub fn measures(&mut self, name: &str) {
        if let Self::Scatter(chart) = self {
            name.clone_into(&mut chart.y.name);
            name.clone_into(&mut chart.y.short_name);
        }
    }

    /// The figure it belongs to.
    pub fn name(&self) -> FigureName {
        match self {
            Self::Scatter(chart) => chart.name,
            Self::Dumbbells(chart) => chart.name,
            Self::Glance(chart) => chart.name,
            Self::Bars(chart) => chart.name,
            Self::Curves(chart) => chart.name,
            Self::Strip(chart) => chart.name,
            Self::Timeline(chart) => chart.name,
        }
    }

    /// Its title: what is shown, and of how many.
    pub fn title(&self) -> &str {
        match self {
            Self::Scatter(chart) => &chart.title,
            Self::Dumbbells(chart) => &chart.title,
            Self::Glance(chart) => &chart.title,
            Self::Bars(chart) => &chart.title,
            Self::Curves(chart) => &chart.title,
            Self::Strip(chart) => &chart.title,
            Self::Timeline(chart) => &chart.title,
        }
    }

    /// The finding that it shows.
    pub fn description(&self) -> &str {
        match self {
            Self::Scatter(chart) => &chart.description,
            Self::Dumbbells(chart) => &chart.description,
            Self::Glance(chart) => &chart.description,
            Self::Bars(chart) => &chart.description,
            Self::Curves(chart) => &chart.description,
            Self::Strip(chart) => &chart.description,
            Self::Timeline(chart) => &chart.description,
        }
    }
}
