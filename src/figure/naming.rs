//! What the points of a plot are called: which names come first, and what their labels must keep off.

use super::backend::number;
use super::label::{Obstacles, Rectangle, Wish, place};
use super::markup::escape;
use super::metrics::{Weight, shortened, width};
use super::plot::{Frame, at, by_name, pairs};
use super::{Place, Point, PointFront};

/// More points than this, and only those on the front are labelled.
const MOST_LABELLED: usize = 40;

/// A plot whose marks stand, and whose labels do not yet.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub(super) points: &'a [&'a Point],
    /// The corners of the front, in the axes' units.
    pub(super) front: &'a [(f64, f64)],
    /// Where the front's own words stand.
    pub(super) aside: Option<Rectangle>,
    pub(super) frame: Frame,
    /// From the axes' units to units of the drawing.
    pub(super) pixels: &'a dyn Fn(f64, f64) -> (f64, f64),
    /// Where the horizontal axis puts what lies beyond its limit.
    pub(super) beyond: f64,
}

impl Scene<'_> {
    fn position(&self, point: &Point) -> (f64, f64) {
        (self.pixels)(at(point).unwrap_or(self.beyond), point.y)
    }
}

/// Labels in the order of importance, and those for which there was no room.
pub(super) fn labels(scene: &Scene<'_>) -> (String, Vec<String>) {
    let Scene { points, frame, .. } = *scene;
    let mut named: Vec<(&str, Vec<&Point>)> =
        by_name(points).into_iter().map(|((label, _), marks)| (label, marks)).collect();
    let rank = |marks: &[&Point]| {
        let front = marks.iter().map(|point| point.front as u8).min().unwrap_or(2);
        let quality = marks.iter().map(|point| point.y).fold(f64::MIN, f64::max);
        (front, quality)
    };
    named.sort_by(|(a, x), (b, y)| rank(x).0.cmp(&rank(y).0).then(rank(y).1.total_cmp(&rank(x).1)).then(a.cmp(b)));
    if points.len() > MOST_LABELLED {
        named.retain(|(_, marks)| marks.iter().any(|point| point.front != PointFront::Off));
    }
    let bold = |marks: &[&Point]| marks.iter().any(|point| point.front == PointFront::Certain);
    let weight = |marks: &[&Point]| if bold(marks) { Weight::Bold } else { Weight::Regular };
    let texts: Vec<String> =
        named.iter().map(|(label, _)| shortened(label, frame.font, f64::from(frame.width) * 0.4)).collect();
    let wishes: Vec<Wish> = named
        .iter()
        .zip(&texts)
        .map(|((_, marks), text)| Wish {
            marks: marks.iter().map(|point| scene.position(point)).collect(),
            width: width(text, frame.font, weight(marks)),
            height: frame.font,
        })
        .collect();
    let spots = place(&wishes, obstacles(scene));
    let mut markup = String::new();
    let mut hidden = Vec::new();
    for (((label, marks), text), spot) in named.iter().zip(&texts).zip(spots) {
        let Some(spot) = spot else {
            hidden.push((*label).to_owned());
            continue;
        };
        if let Some(((x1, y1), (x2, y2))) = spot.leader {
            markup.push_str(&format!(
                "<path class=\"lead\" d=\"M{} {}L{} {}\"/>",
                number(x1),
                number(y1),
                number(x2),
                number(y2)
            ));
        }
        markup.push_str(&format!(
            "<text class=\"label{}\" x=\"{}\" y=\"{}\" textLength=\"{}\" lengthAdjust=\"spacingAndGlyphs\">{}</text>",
            if bold(marks) { " sure" } else { "" },
            number(spot.place.left),
            number(spot.place.bottom - frame.font * 0.19),
            number(spot.place.right - spot.place.left),
            escape(text),
        ));
    }
    (markup, hidden)
}

/// Marks are solid; whiskers, pair lines and the front are soft, as thin strips along them.
fn obstacles(scene: &Scene<'_>) -> Obstacles {
    let Scene { points, front, aside, frame, pixels, .. } = *scene;
    let strip = |(x1, y1): (f64, f64), (x2, y2): (f64, f64)| Rectangle {
        left: x1.min(x2) - 0.8,
        right: x1.max(x2) + 0.8,
        top: y1.min(y2) - 0.8,
        bottom: y1.max(y2) + 0.8,
    };
    let mark = |(x, y): (f64, f64)| Rectangle { left: x - 6.0, right: x + 6.0, top: y - 6.0, bottom: y + 6.0 };
    let whiskers = points.iter().filter_map(|point| {
        let (low, high) = point.whisker?;
        let x = at(point).unwrap_or(scene.beyond);
        Some(strip(pixels(x, low), pixels(x, high)))
    });
    let steps = front.windows(2).flat_map(|pair| {
        let ((x1, y1), (x2, y2)) = (pixels(pair[0].0, pair[0].1), pixels(pair[1].0, pair[1].1));
        [strip((x1, y1), (x2, y1)), strip((x2, y1), (x2, y2))]
    });
    let pairs = pairs(points).into_iter().flat_map(|marks| {
        let ((x1, y1), (x2, y2)) = (scene.position(marks[0]), scene.position(marks[1]));
        let along = move |share: f64| (x1 + (x2 - x1) * share, y1 + (y2 - y1) * share);
        (0..8)
            .map(move |piece| strip(along(f64::from(piece) / 8.0), along(f64::from(piece + 1) / 8.0)))
            .collect::<Vec<_>>()
    });
    let soft = whiskers.chain(steps).chain(pairs).collect();
    let arrows = points.iter().filter(|point| point.x == Place::Beyond).map(|point| {
        let (x, y) = scene.position(point);
        Rectangle { left: x, right: x + 20.0, top: y - 5.0, bottom: y + 5.0 }
    });
    let solid = points.iter().map(|point| mark(scene.position(point))).chain(arrows).chain(aside).collect();
    let edge = Rectangle {
        left: f64::from(frame.left) + 2.0,
        right: f64::from(frame.right),
        top: f64::from(frame.top) - 8.0,
        bottom: f64::from(frame.bottom) - 2.0,
    };
    Obstacles { solid, soft, edge }
}
