//! Curves of equal quality per time behind the points of a plot of percent over seconds.

use crate::figure::chart::AxisPlace;
use crate::figure::layout::Frame;
use crate::figure::metrics::{FontWeight, width};
use crate::figure::svg::element::{Element, Path};
use crate::wording::{grouped, shortest};

use super::placement::Rectangle;
use super::plane::Plane;

/// The most curves, and the pieces of each.
const MOST: usize = 5;
const PIECES: u32 = 24;

/// Draws the curves and their labels, which keep off marks, lines and each other; returns the places of the labels.
pub(super) fn draw(
    parent: &mut Element<'_>,
    plane: &Plane<'_>,
    frame: Frame,
    mut taken: Vec<Rectangle>,
    inside: Rectangle,
) -> Vec<Rectangle> {
    let mut labels = Vec::new();
    for rate in rates(plane) {
        let places = curve(plane, rate);
        let Some((first, rest)) = places.split_first() else { continue };
        let path = rest.iter().fold(Path::new().move_to(first.0, first.1), |path, (x, y)| path.line_to(*x, *y));
        parent.child("path").with("class", "rate").with("d", path);
        let number = if rate < 1e3 { shortest(rate) } else { grouped(rate.round() as u64) };
        let words = format!("{number}/min");
        let wide = width(&words, frame.font, FontWeight::Regular);
        let beside =
            |(x, y): &(f64, f64)| Rectangle { left: x - wide - 4.0, right: x - 4.0, top: y - frame.font, bottom: *y };
        // From the upper end on, where there is the most room.
        let free = places
            .iter()
            .rev()
            .map(beside)
            .find(|place| place.within(&inside) && taken.iter().all(|other| other.overlap(place) == 0.0));
        if let Some(place) = free {
            let text = parent.child("text").with("class", "aside").with("x", place.left);
            { text.with("y", place.bottom - frame.font * 0.19) }.text(&words);
            taken.push(place);
            labels.push(place);
        }
    }
    labels
}

/// Rates at 1, 2 and 5 times powers of ten that cross the plot, at most [`MOST`] and evenly.
fn rates(plane: &Plane<'_>) -> Vec<f64> {
    let ((quick, slow), (low, high)) = plane.spans();
    let rate = |percent: f64, seconds: f64| percent * 0.6 / seconds;
    // Through the corners: the least compliance that is worth a curve over the longest time, and the most over the shortest.
    let (least, most) = (rate(low.max(high * 0.1), slow), rate(high, quick));
    if !(least > 0.0 && most.is_finite() && least < most) {
        return Vec::new();
    }
    let powers = (least.log10().floor() as i32)..=(most.log10().ceil() as i32);
    let steps = powers.flat_map(|power| [1.0, 2.0, 5.0].map(|step| step * 10f64.powi(power)));
    let all: Vec<f64> = steps.filter(|rate| *rate > least && *rate < most).collect();
    let every = all.len().div_ceil(MOST).max(1);
    all.into_iter().skip(every / 2).step_by(every).collect()
}

/// A curve within the plot, from its lower end.
fn curve(plane: &Plane<'_>, rate: f64) -> Vec<(f64, f64)> {
    let ((quick, slow), (low, high)) = plane.spans();
    let seconds = |percent: f64| percent * 0.6 / rate;
    let (from, to) = (seconds(low.max(high * 1e-3)).max(quick), seconds(high).min(slow));
    if !(from > 0.0 && from < to) {
        return Vec::new();
    }
    let along = |piece: u32| from * (to / from).powf(f64::from(piece) / f64::from(PIECES));
    let place = |piece: u32| {
        let at = along(piece);
        plane.at(AxisPlace::At(at), (at * rate / 0.6).clamp(low, high))
    };
    (0..=PIECES).map(place).collect()
}
