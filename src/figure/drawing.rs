//! A chart as SVG text for a page: both layouts, for a container query of the style sheet to choose from.

use crate::wording::counted;

use super::chart::Chart;
use super::draw::{bars, curves, dumbbell, glance, scatter, strip, timeline};
use super::layout::{Frame, Links, NARROW, Omissions, WIDE};
use super::svg::element::Element;

/// A drawn figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    /// Both layouts, one after the other.
    pub svg: String,
    /// Labels for which the wide layout has no room: they are in the table, and the caption should say so.
    pub hidden: Vec<String>,
    /// For how many labels the narrow layout has no room.
    pub hidden_when_narrow: usize,
    /// Points whose values the axes have no place for.
    pub left_out: usize,
    /// Where the vertical axis starts, in its unit; absent without one.
    pub y_low: Option<f64>,
}

/// The most labels that a caption names.
const MOST_NAMED: usize = 6;

impl Drawn {
    /// What the caption says of labels that have no room, in each layout: nothing is left out silently.
    pub fn without_room(&self) -> Option<String> {
        let wide = match self.hidden.len() {
            0 => None,
            1..=MOST_NAMED => Some(format!("the labels of {}", self.hidden.join(", "))),
            more => Some(counted(more, "label")),
        };
        let narrow = counted(self.hidden_when_narrow, "label");
        match (wide, self.hidden_when_narrow) {
            (None, 0) => None,
            (None, _) => Some(format!("No room for {narrow} on a narrow screen; the table has them.")),
            (Some(wide), narrow) if narrow == self.hidden.len() => {
                Some(format!("No room for {wide}; the table has them."))
            }
            (Some(wide), _) => {
                Some(format!("No room for {wide}, on a narrow screen for {narrow}; the table has them."))
            }
        }
    }
}

impl Chart {
    /// Draws both layouts for a page. Colours come from the page's style sheet; ids begin with `ids`.
    pub fn draw(&self, ids: &str, links: Links<'_>) -> Drawn {
        let mut svg = String::new();
        let Omissions { hidden, left_out, y_low } = self.draw_layout(&mut svg, ids, WIDE, links);
        svg.push('\n');
        let hidden_when_narrow = self.draw_layout(&mut svg, ids, NARROW, links).hidden.len();
        Drawn { svg, hidden, hidden_when_narrow, left_out, y_low }
    }

    fn draw_layout(&self, markup: &mut String, ids: &str, frame: Frame, links: Links<'_>) -> Omissions {
        let class = frame.layout.class();
        let (width, height) = self.size(frame);
        let id = |part: &str| format!("{ids}-{}-{part}", &class[..1]);
        let (title, description) = (id("t"), id("d"));
        let svg = Element::new(markup, "svg").with("class", class).with("viewBox", format!("0 0 {width} {height}"));
        let mut svg = svg.with("role", "group").with("aria-labelledby", format!("{title} {description}"));
        svg.new_line();
        svg.child("title").with("id", title).text(self.title());
        svg.child("desc").with("id", description).text(self.description());
        svg.new_line();
        let omissions = self.draw_inside(&mut svg, frame, links);
        svg.new_line();
        omissions
    }

    /// Width and height of a layout.
    pub(super) fn size(&self, frame: Frame) -> (i32, i32) {
        match self {
            Self::Scatter(_) => scatter::size(frame),
            Self::Dumbbells(chart) => dumbbell::size(chart, frame),
            Self::Glance(chart) => glance::size(chart, frame),
            Self::Bars(chart) => bars::size(chart, frame),
            Self::Curves(chart) => curves::size(chart, frame),
            Self::Strip(chart) => strip::size(chart, frame),
            Self::Timeline(chart) => timeline::size(chart, frame),
        }
    }

    /// Draws a layout without the element around it.
    pub(super) fn draw_inside(&self, parent: &mut Element<'_>, frame: Frame, links: Links<'_>) -> Omissions {
        match self {
            Self::Scatter(chart) => scatter::draw(parent, chart, frame, links),
            Self::Dumbbells(chart) => dumbbell::draw(parent, chart, frame, links),
            Self::Glance(chart) => glance::draw(parent, chart, frame, links),
            Self::Bars(chart) => bars::draw(parent, chart, frame, links),
            Self::Curves(chart) => curves::draw(parent, chart, frame, links),
            Self::Strip(chart) => strip::draw(parent, chart, frame, links),
            Self::Timeline(chart) => timeline::draw(parent, chart, frame, links),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(wide: usize, narrow: usize) -> String {
        let hidden = (0..wide).map(|number| format!("m{number}")).collect();
        let drawn = Drawn { svg: String::new(), hidden, hidden_when_narrow: narrow, left_out: 0, y_low: None };
        drawn.without_room().unwrap_or_default()
    }

    #[test]
    fn a_caption_says_which_labels_have_no_room_in_each_layout() {
        assert_eq!(said(0, 0), "");
        assert_eq!(said(0, 1), "No room for 1 label on a narrow screen; the table has them.");
        assert_eq!(said(2, 2), "No room for the labels of m0, m1; the table has them.");
        assert_eq!(said(1, 5), "No room for the labels of m0, on a narrow screen for 5 labels; the table has them.");
        assert_eq!(said(38, 71), "No room for 38 labels, on a narrow screen for 71 labels; the table has them.");
    }
}
