//! What lies behind the marks of every chart: the gutter, the names of axes, and the note on simulated data.

use std::time::Duration;

use crate::analysis::metric::Better;
use crate::figure::chart::Axis;
use crate::figure::layout::{BREAK, Frame, Layout};
use crate::figure::svg::element::{Element, Path};
use crate::wording::{self, NO_BREAK, Unit};

/// From the bottom of the plot to the baseline of the tick labels.
pub(super) const TICK_LABELS: i32 = 18;

/// The gutter's place on a drawing.
pub(super) struct Gutter<'a> {
    /// The right edge of the plot.
    pub(super) right: i32,
    pub(super) bottom: i32,
    /// The vertical extents that are tinted: everything but the text between them.
    pub(super) bands: &'a [(f64, f64)],
}

/// Draws the tinted strip for values over the limit, with its label; nothing on an axis without a limit.
pub(super) fn gutter(parent: &mut Element<'_>, axis: &Axis, frame: Frame, gutter: &Gutter<'_>) {
    let Some(limit) = axis.limit else { return };
    let (x, words) = (gutter.right - frame.gutter, gutter.bottom + TICK_LABELS);
    for (top, bottom) in gutter.bands {
        let tint = parent.child("rect").with("class", "gutter").with("x", x).with("y", *top);
        tint.with("width", frame.gutter).with("height", bottom - top);
    }
    let label = match axis.unit {
        Unit::Seconds => wording::limit(Duration::try_from_secs_f64(limit).unwrap_or_default()),
        unit => unit.tick(limit),
    };
    let label = format!(">{NO_BREAK}{label}");
    tick_label(parent, (f64::from(x + frame.gutter / 2), words), "middle", &label);
}

/// Interrupts the axis and the grid before the strip for values over the limit; nothing on an axis without a limit.
pub(super) fn axis_break(parent: &mut Element<'_>, axis: &Axis, frame: Frame, gutter: &Gutter<'_>) {
    if axis.limit.is_none() {
        return;
    }
    let (x, y) = (gutter.right - frame.gutter - BREAK, f64::from(gutter.bottom));
    let top = gutter.bands.first().map_or(y, |(top, _)| *top);
    let blank = parent.child("rect").with("class", "blank").with("x", x).with("y", top - 1.0);
    drop(blank.with("width", BREAK).with("height", y - top + 3.0));
    let slash = |x: i32| Path::new().move_to(f64::from(x) - 3.0, y + 4.0).line_by(6.0, -8.0);
    for end in [x, x + BREAK] {
        parent.child("path").with("class", "axis").with("d", slash(end));
    }
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

/// Writes that the data are simulated, if they are, at the top right.
pub(super) fn simulated_note(parent: &mut Element<'_>, right: i32, words: &str) {
    if words.is_empty() {
        return;
    }
    let mut text = parent.child("text").with("class", "sim").with("x", right).with("y", 13).with("text-anchor", "end");
    text.text(words);
}
