//! Findings into figures: a chart as data, then SVG text.
//!
//! A [`Scatter`] says everything a drawing needs and nothing about pages. [`svg::inline`] draws it for a page (colours by CSS variable,
//! two layouts), [`svg::standalone`] as a file of its own (colours resolved).

mod axis;
mod backend;
pub mod dumbbell;
pub mod ingested;
mod label;
mod marks;
mod markup;
mod metrics;
mod naming;
pub mod palette;
mod plot;
pub mod qpr;
pub mod runtimes;
pub mod svg;
mod ticks;

/// A scatterplot as data.
#[derive(Debug, Clone, PartialEq)]
pub struct Scatter {
    /// Prefix of every id in the markup, unique on its page: `qpr`.
    pub id: String,
    /// What is against what, of how many.
    pub title: String,
    /// The finding in one sentence, computed.
    pub description: String,
    /// The horizontal axis.
    pub x: Axis,
    /// The vertical axis.
    pub y: Axis,
    /// The points, in drawing order: the most important last.
    pub points: Vec<Point>,
    /// Whether to write "simulated data" into the plot.
    pub simulated: bool,
}

/// An axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// Its name on a wide plot.
    pub name: String,
    /// Its name on a narrow plot.
    pub short_name: String,
    /// How its numbers read.
    pub unit: AxisUnit,
    /// Where better lies.
    pub better: Better,
    /// Logarithmic, or linear.
    pub scale: Scale,
    /// A limit in the axis's unit beyond which values are censored: a dashed line and a gutter.
    pub limit: Option<f64>,
}

/// How an axis's numbers read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AxisUnit {
    /// Seconds in human units: `200 ms`, `2 s`, `1 min`.
    Seconds,
    /// 0 to 100.
    Percent,
    /// Bytes: `4 GB`.
    Bytes,
    /// Parameters: `7B`.
    Parameters,
    /// As it is.
    Plain,
}

/// Where better lies on an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// More is better.
    More,
    /// Less is better.
    Less,
    /// Neither.
    Neither,
}

/// A scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Linear.
    Linear,
    /// Logarithmic: positive values only.
    Logarithmic,
}

/// One point.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// A slug, unique in the figure: the anchor of its row.
    pub key: String,
    /// Where a click leads: `#qwen3-8b--ollama`.
    pub href: String,
    /// The label.
    pub label: String,
    /// What points of one model on several runtimes have in common: a line joins them. A label proves nothing.
    pub model: Option<String>,
    /// Everything about it in one sentence, for `title` and `aria-label`.
    pub summary: String,
    /// Which colour: 1 to 6, or 0 for the rest. See [`palette::assign`].
    pub colour: usize,
    /// Which shape: 0 circle, 1 triangle, 2 square.
    pub shape: usize,
    /// Where it stands horizontally, in the axis's unit.
    pub x: Place,
    /// Where it stands vertically, in the axis's unit.
    pub y: f64,
    /// The vertical whisker.
    pub whisker: Option<(f64, f64)>,
    /// How it stands to the front.
    pub front: PointFront,
}

/// A horizontal place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Place {
    /// Here.
    At(f64),
    /// Beyond the axis's limit.
    Beyond,
}

/// How a point stands to the Pareto front.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PointFront {
    /// On the drawn front, and certain: its label is bold.
    Certain,
    /// On the drawn front.
    On,
    /// Not on it.
    Off,
}
