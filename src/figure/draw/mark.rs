//! Marks: what is seen, the area that a finger can hit, and the sentence for screen readers.

use crate::figure::layout::Links;
use crate::figure::metrics::{FontWeight, shortened, width};
use crate::figure::palette::Colour;
use crate::figure::shape::Shape;
use crate::figure::svg::element::{Element, Path};

/// A mark with its position on the drawing.
pub(super) struct PlacedMark<'a> {
    /// The key of its row in the companion table.
    pub(super) key: &'a str,
    pub(super) summary: &'a str,
    pub(super) colour: Colour,
    pub(super) shape: Shape,
    pub(super) at: (f64, f64),
    /// The vertical positions of the whisker's ends.
    pub(super) whisker: Option<(f64, f64)>,
    /// The horizontal positions of its interval's ends.
    pub(super) spread: Option<(f64, f64)>,
    /// Whether it is hollow.
    pub(super) hollow: bool,
    /// Whether its value is only known to be over the limit: it is hollow and has an arrow.
    pub(super) censored: bool,
}

/// From the left edge to the label of a row, behind its mark.
pub(super) const LABEL: f64 = 16.0;

/// The beginning of a row: a target's mark, its label, and words after it.
pub(super) struct RowHead<'a> {
    pub(super) colour: Colour,
    pub(super) shape: Shape,
    pub(super) label: &'a str,
    /// Muted.
    pub(super) aside: &'a str,
}

impl RowHead<'_> {
    /// Draws it on this baseline, its label cut so that all of it has this room.
    pub(super) fn draw(&self, parent: &mut Element<'_>, font: f64, room: f64, baseline: f64) {
        let mut mark = parent.child("g").with("class", format!("pt {}", self.colour.class()));
        self.shape.draw(&mut mark, (5.0, baseline - 4.5));
        drop(mark);
        let label = shortened(self.label, font, room - LABEL - width(self.aside, font, FontWeight::Regular));
        let mut text = parent.child("text").with("x", LABEL).with("y", baseline);
        text.child("tspan").text(&label);
        text.child("tspan").with("class", "tick").with("dx", 4).text(self.aside);
    }
}

/// Draws a mark with its whisker, as a link if it has an address.
pub(super) fn draw(parent: &mut Element<'_>, mark: &PlacedMark<'_>, links: Links<'_>) {
    let (x, y) = mark.at;
    let class = format!("pt {}{}", mark.colour.class(), if mark.censored || mark.hollow { " censored" } else { "" });
    let mut group = match links {
        // Not a tab stop: the rows of the companion table say the same, and a plot would add a stop for every target.
        Links::To(address) => {
            parent.child("a").with("class", class).with("href", address(mark.key)).with("tabindex", "-1")
        }
        Links::None => parent.child("g").with("class", class),
    };
    // It names the link too: a label would be the same words twice, in the page and for who listens to it.
    group.child("title").text(mark.summary);
    if let Some((low, high)) = mark.whisker {
        group.child("path").with("class", "ci").with("d", Path::new().move_to(x, low).down_to(high));
    }
    if let Some((low, high)) = mark.spread {
        group.child("path").with("class", "ci").with("d", Path::new().move_to(low, y).across_to(high));
    }
    group.child("circle").with("class", "hit").with("cx", x).with("cy", y).with("r", 12);
    if mark.censored {
        let shaft = Path::new().move_to(x + 5.0, y).across_by(14.0);
        let arrow = shaft.move_by(-4.0, -3.5).line_by(4.0, 3.5).line_by(-4.0, 3.5);
        group.child("path").with("class", "arrow").with("d", arrow);
    }
    mark.shape.draw(&mut group, mark.at);
    drop(group);
    parent.new_line();
}
