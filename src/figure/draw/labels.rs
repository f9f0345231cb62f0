//! The labels of a scatterplot: which points are named first, and what their labels must not cover.

use std::collections::BTreeMap;

use crate::figure::chart::{AxisPlace, Point, PointFront};
use crate::figure::layout::Frame;
use crate::figure::metrics::{FontWeight, is_known, shortened, width};
use crate::figure::svg::element::{Element, Path};

use super::placement::{Label, Obstacles, Placement, Rectangle, place};
use super::plane::Plane;

/// With more points than this, only those on the front are labelled.
const MOST_LABELLED: usize = 40;

/// A plot whose marks are placed and whose labels are not.
pub(super) struct LabelScene<'a> {
    pub(super) plane: &'a Plane<'a>,
    /// The corners of the front.
    pub(super) front: &'a [(f64, f64)],
    /// How far the front's line goes.
    pub(super) front_end: f64,
    /// The places of the front's own label, and of those of curves.
    pub(super) of_lines: &'a [Rectangle],
    pub(super) frame: Frame,
    /// The plot without its axes.
    pub(super) inside: Rectangle,
}

/// The points that one label names.
struct Named<'a> {
    label: &'a str,
    /// The label, cut to the room that a label has at most.
    text: String,
    points: Vec<&'a Point>,
}

impl Named<'_> {
    /// The best place on the front, and the highest value.
    fn rank(&self) -> (PointFront, f64) {
        let front = self.points.iter().map(|point| point.front).min().unwrap_or(PointFront::Off);
        (front, self.points.iter().map(|point| point.y).fold(f64::MIN, f64::max))
    }

    /// The class of its label.
    fn class(&self) -> &'static str {
        match (self.weight(), self.points.iter().any(|point| point.leads)) {
            (FontWeight::Bold, _) => "label sure",
            (FontWeight::Regular, true) => "label",
            (FontWeight::Regular, false) => "label aside",
        }
    }

    fn weight(&self) -> FontWeight {
        if self.rank().0 == PointFront::Certain { FontWeight::Bold } else { FontWeight::Regular }
    }
}

/// Draws labels in order of importance; returns those for which there was no room.
pub(super) fn draw(parent: &mut Element<'_>, scene: &LabelScene<'_>) -> Vec<String> {
    let named = named(scene);
    let labels: Vec<Label> = named
        .iter()
        .map(|one| Label {
            marks: one.points.iter().map(|point| scene.plane.position(point)).collect(),
            width: width(&one.text, scene.frame.font, one.weight()),
            height: scene.frame.font,
        })
        .collect();
    let mut hidden = Vec::new();
    for (one, placement) in named.iter().zip(place(&labels, obstacles(scene))) {
        match placement {
            Some(placement) => draw_label(parent, one, &placement, scene.frame),
            None => hidden.push(one.label.to_owned()),
        }
    }
    hidden
}

/// The labels to draw, the most important first. The points of one model on several runtimes have one label, if their labels are equal.
fn named<'a>(scene: &LabelScene<'a>) -> Vec<Named<'a>> {
    let points = scene.plane.points;
    let mut by_name: BTreeMap<(&str, &str), Vec<&Point>> = BTreeMap::new();
    for point in points {
        by_name.entry((&point.label, point.model.as_ref().unwrap_or(&point.key))).or_default().push(point);
    }
    let text = |label: &str| shortened(label, scene.frame.font, f64::from(scene.frame.width) * 0.4);
    let mut named: Vec<Named<'_>> =
        by_name.into_iter().map(|((label, _), points)| Named { label, text: text(label), points }).collect();
    named.sort_by(|a, b| {
        let ((front, value), (other_front, other_value)) = (a.rank(), b.rank());
        front.cmp(&other_front).then(other_value.total_cmp(&value)).then(a.label.cmp(b.label))
    });
    if points.len() > MOST_LABELLED {
        named.retain(|one| one.rank().0 != PointFront::Off);
    }
    named
}

fn draw_label(parent: &mut Element<'_>, named: &Named<'_>, placement: &Placement, frame: Frame) {
    if let Some(((x1, y1), (x2, y2))) = placement.leader {
        parent.child("path").with("class", "lead").with("d", Path::new().move_to(x1, y1).line_to(x2, y2));
    }
    let Rectangle { left, right, bottom, .. } = placement.place;
    let text = parent.child("text").with("class", named.class()).with("x", left).with("y", bottom - frame.font * 0.19);
    // The label takes the width it was placed with, regardless of the reader's font; but letters whose widths are only guessed would be distorted.
    let mut text = match is_known(&named.text) {
        true => text.with("textLength", right - left),
        false => text,
    };
    text.text(&named.text);
}

/// Marks are solid; whiskers, pair lines and the front are soft, as thin strips along them.
fn obstacles(scene: &LabelScene<'_>) -> Obstacles {
    let LabelScene { plane, front, front_end, of_lines, inside, .. } = *scene;
    let points = plane.points;
    let soft = lines(plane, front, front_end);
    let solid = marks(points.iter().copied(), plane).collect();
    Obstacles { solid, soft, words: of_lines.to_vec(), edge: inside }
}

/// Whiskers, the front, and the lines between the points of one model, as thin strips along them.
pub(super) fn lines(plane: &Plane<'_>, front: &[(f64, f64)], front_end: f64) -> Vec<Rectangle> {
    let points = plane.points;
    let strip = |(x1, y1): (f64, f64), (x2, y2): (f64, f64)| Rectangle {
        left: x1.min(x2) - 0.8,
        right: x1.max(x2) + 0.8,
        top: y1.min(y2) - 0.8,
        bottom: y1.max(y2) + 0.8,
    };
    let whiskers = points.iter().filter_map(|point| plane.whisker(point).map(|(low, high)| strip(low, high)));
    let steps = front.windows(2).flat_map(|pair| {
        let ((x1, y1), (x2, y2)) = (pair[0], pair[1]);
        [strip((x1, y1), (x2, y1)), strip((x2, y1), (x2, y2))]
    });
    let tail = front.last().map(|(x, y)| strip((*x, *y), (front_end, *y)));
    let pairs = plane.pairs().into_iter().flat_map(|marks| {
        let ((x1, y1), (x2, y2)) = (plane.position(marks[0]), plane.position(marks[1]));
        let along = move |share: f64| (x1 + (x2 - x1) * share, y1 + (y2 - y1) * share);
        (0..8)
            .map(move |piece| strip(along(f64::from(piece) / 8.0), along(f64::from(piece + 1) / 8.0)))
            .collect::<Vec<_>>()
    });
    whiskers.chain(steps).chain(tail).chain(pairs).collect()
}

/// The marks of points, with the arrows of those beyond the limit.
pub(super) fn marks<'p>(points: impl Iterator<Item = &'p Point>, plane: &Plane<'_>) -> impl Iterator<Item = Rectangle> {
    points.map(|point| {
        let (x, y) = plane.position(point);
        let right = if point.x == AxisPlace::Beyond { x + 20.0 } else { x + 6.0 };
        Rectangle { left: x - 6.0, right, top: y - 6.0, bottom: y + 6.0 }
    })
}
