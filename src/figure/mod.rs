//! Findings into figures: a chart as data, then SVG text.
//!
//! [`FIGURES`] lists the figures of a run; the metrics of other tools' runs have one each, by [`kinds::metric`]. A figure turns findings into a
//! [`Chart`], which has everything that a drawing needs and nothing about pages. [`Chart::draw`] draws it for a page (colours by class,
//! two layouts, marks that lead where the page says), [`Chart::standalone`] as a file of its own (colours inside, no links).

#[cfg(feature = "png")]
pub mod card;
pub mod kinds;
pub mod palette;
#[cfg(feature = "png")]
pub mod png;

mod axis;
mod chart;
mod choice;
mod definition;
mod draw;
mod drawing;
mod glance;
#[cfg(test)]
mod hostile;
mod layout;
mod legend;
#[cfg(test)]
mod legible;
#[cfg(feature = "png")]
mod lettering;
mod metrics;
mod part;
mod scale;
mod shape;
mod simulated;
mod standalone;
mod strip;
mod svg;
mod ticks;
mod timeline;

use crate::analysis::FigureName;

pub use chart::{
    Axis, AxisPlace, Bar, Bars, Chart, Curve, CurveLimits, CurvePanel, Curves, Dumbbell, Dumbbells, End, Point,
    PointFront, ProductLimit, Scale, Scatter,
};
pub use choice::{Choice, metrics, of_category};
pub use definition::{Figure, MarksLead};
pub use drawing::Drawn;
pub use glance::{Glance, GlanceColumn, GlanceGroup, GlanceRow};
pub use kinds::answers::EveryAnswer;
pub use kinds::strip::TimedTargets;
pub use layout::Links;
pub use legend::{Legend, SHARED};
pub use part::BarPart;
pub use shape::Shape;
pub use strip::{Strip, StripRow};
pub use timeline::{Timeline, TimelineColumn, TimelineLine, TimelinePoint};

/// The figures of a run: those of its page in the page's order, then those for posts and files. To add one: a file in `kinds`, a line here and a variant of [`FigureName`].
pub static FIGURES: [Figure; FigureName::OF_A_RUN.len()] = [
    kinds::qpr::FIGURE,
    kinds::answers::FIGURE,
    kinds::ttft::FIGURE,
    kinds::anatomy::FIGURE,
    kinds::runtimes::FIGURE,
    kinds::size::FIGURE,
    kinds::bandwidth::FIGURE,
    kinds::outcomes::FIGURE,
    kinds::symmetry::FIGURE,
    kinds::latency::FIGURE,
    kinds::strip::FIGURE,
];

/// The figure of that name; absent for a metric of another tool's run.
pub fn find(name: FigureName) -> Option<&'static Figure> {
    FIGURES.iter().find(|figure| figure.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_of_a_run_has_its_figure_in_the_same_order() {
        assert_eq!(FIGURES.each_ref().map(|figure| figure.name), FigureName::OF_A_RUN);
        for name in FigureName::OF_A_RUN {
            assert_eq!(find(name).map(|figure| figure.name), Some(name));
        }
        assert!(find(FigureName::Metric(1)).is_none());
    }
}
