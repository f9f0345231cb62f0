//! What lies behind the marks of every chart: the gutter, the names of axes, and the note on simulated data.

use crate::analysis::metric::Better;
use crate::figure::chart::Axis;
use crate::figure::layout::{Frame, Layout};
use crate::figure::svg::element::{Element, Path};

/// From the bottom of the plot to the baseline of the tick labels.
pub(super) const TICK_LABELS: i32 = 18;

/// The gutter's place on a drawing.
pub(super) struct Gutter<'a> {
    /// The right edge of the plot.
    pub(super) right: i32,
    pub(super) bottom: i32,
    /// The vertical extents that are tinted: everything but the text between them.
    pub(super) bands: &'a [(f64, f64)],
    /// How far the line at the limit reaches below the last band.
    pub(super) overhang: f64,
}

/// Draws the tinted strip for values over the limit, with its line and words; nothing on an axis without a limit.
pub(super) fn gutter(parent: &mut Element<'_>, axis: &Axis, frame: Frame, gutter: &Gutter<'_>) {
    let Some(limit) = axis.limit else { return };
    let (x, words) = (gutter.right - frame.gutter, gutter.bottom + TICK_LABELS);
    for (top, bottom) in gutter.bands {
        let tint = parent.child("rect").with("class", "gutter").with("x", x).with("y", *top);
        tint.with("width", frame.gutter).with("height", bottom - top);
    }
    let mut bands = gutter.bands.to_vec();
    if let Some((_, bottom)) = bands.last_mut() {
        *bottom += gutter.overhang;
    }
    parent.child("path").with("class", "limit").with("d", upright(f64::from(x), &bands));
    tick_label(parent, (f64::from(x + 3), words), "end", &axis.unit.tick(limit));
    tick_label(parent, (f64::from(x + frame.gutter / 2 + 4), words), "middle", frame.beyond);
}

/// A vertical line through bands.
pub(super) fn upright(x: f64, bands: &[(f64, f64)]) -> Path {
    bands.iter().fold(Path::new(), |line, (top, bottom)| line.move_to(x, *top).down_to(*bottom))
}

/// Draws a tick's label.
pub(super) fn tick_label(parent: &mut Element<'_>, (x, y): (f64, i32), anchor: &str, label: &str) {
    let mut text = parent.child("text").with("class", "tick").with("x", x).with("y", y).with("text-anchor", anchor);
    text.text(label);
}

/// Draws the name of a horizontal axis, with an arrow in the direction of better values.
pub(super) fn horizontal_name(parent: &mut Element<'_>, axis: &Axis, frame: Frame, (x, y): (i32, i32)) {
    let mut text = parent.child("text").with("class", "name").with("x", x).with("y", y);
    if axis.better == Better::Less {
        text.child("tspan").with("class", "dir").text("← better");
        text.child("tspan").with("dx", 8).text(name(axis, frame));
    } else {
        text.child("tspan").text(name(axis, frame));
    }
    if axis.better == Better::More {
        text.child("tspan").with("class", "dir").with("dx", 8).text("better →");
    }
}

/// Draws the name of a vertical axis, above it.
pub(super) fn vertical_name(parent: &mut Element<'_>, axis: &Axis, frame: Frame) {
    let mut text = parent.child("text").with("class", "name").with("x", 0).with("y", 13);
    text.text(name(axis, frame));
    let direction = match axis.better {
        Better::More => "↑ better",
        Better::Less => "↓ better",
        Better::Neither => return,
    };
    text.child("tspan").with("class", "dir").with("dx", 8).text(direction);
}

fn name(axis: &Axis, frame: Frame) -> &str {
    match frame.layout {
        Layout::Wide => &axis.name,
        Layout::Narrow => &axis.short_name,
    }
}

/// Writes that the data are simulated, at the top right.
pub(super) fn simulated_note(parent: &mut Element<'_>, right: i32) {
    let mut text = parent.child("text").with("class", "sim").with("x", right).with("y", 13).with("text-anchor", "end");
    text.text("simulated data");
}
