//! The points of a scatterplot and their positions on the drawing.

use std::collections::BTreeMap;

use plotters::coord::CoordTranslate;
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::ranged1d::Ranged;

use crate::figure::axis::FittedAxis;
use crate::figure::chart::{AxisPlace, Point, PointFront};
use crate::figure::shape::Shape;
use crate::figure::svg::backend::units;

/// The points of a plot on its axes.
pub(super) struct Plane<'a> {
    /// The points that the axes have a place for, in drawing order.
    pub(super) points: &'a [&'a Point],
    /// The axes as plotters has fitted them to the drawing.
    coordinates: Cartesian2d<FittedAxis, FittedAxis>,
    /// How far marks that would be one are moved to the right, by their points.
    dodged: BTreeMap<Identity<'a>, f64>,
}

/// What tells the points of a plot apart: a mixture of experts has two, of one key and two shapes.
type Identity<'a> = (&'a str, Shape);

fn identity(point: &Point) -> Identity<'_> {
    (&point.key, point.shape)
}

/// Marks closer than this are seen as one, and are drawn this far apart.
const NEAR: f64 = 1.5;
const APART: f64 = 8.0;

impl<'a> Plane<'a> {
    /// The points on their axes. Those that coincide are moved apart, side by side around their place.
    pub(super) fn of(points: &'a [&'a Point], coordinates: Cartesian2d<FittedAxis, FittedAxis>) -> Self {
        let mut plane = Self { points, coordinates, dodged: BTreeMap::new() };
        let mut groups: Vec<((f64, f64), Vec<Identity<'_>>)> = Vec::new();
        for point in points {
            let (x, y) = plane.position(point);
            let near =
                |(place, _): &&mut ((f64, f64), Vec<_>)| (place.0 - x).abs() < NEAR && (place.1 - y).abs() < NEAR;
            match groups.iter_mut().find(near) {
                Some((_, together)) => together.push(identity(point)),
                None => groups.push(((x, y), vec![identity(point)])),
            }
        }
        for (_, together) in groups {
            let middle = (together.len() - 1) as f64 / 2.0;
            let aside = |(place, point): (usize, Identity<'a>)| (point, APART * (place as f64 - middle));
            plane.dodged.extend(together.into_iter().enumerate().map(aside));
        }
        plane
    }

    /// The position of a place, in units of the drawing.
    pub(super) fn at(&self, x: AxisPlace, y: f64) -> (f64, f64) {
        let (x, y) = self.coordinates.translate(&(self.coordinates.x_spec().number(x), y));
        (units(x), units(y))
    }

    /// The least and the greatest values of both axes.
    pub(super) fn spans(&self) -> ((f64, f64), (f64, f64)) {
        let (x, y) = (self.coordinates.x_spec().range(), self.coordinates.y_spec().range());
        ((x.start, x.end), (y.start, y.end))
    }

    /// The position of a point.
    pub(super) fn position(&self, point: &Point) -> (f64, f64) {
        let (x, y) = self.at(point.x, point.y);
        (x + self.dodge(point), y)
    }

    fn dodge(&self, point: &Point) -> f64 {
        self.dodged.get(&identity(point)).copied().unwrap_or(0.0)
    }

    /// The positions of a point's whisker's lower and upper end.
    pub(super) fn whisker(&self, point: &Point) -> Option<((f64, f64), (f64, f64))> {
        let end = |y: f64| {
            let (x, y) = self.at(point.x, y);
            (x + self.dodge(point), y)
        };
        point.whisker.map(|(low, high)| (end(low), end(high)))
    }

    /// The positions of the points on the front, from left to right. What is over the limit is not on it.
    pub(super) fn front(&self) -> Vec<(f64, f64)> {
        // One point alone is ahead of nothing.
        let several = self.points.len() > 1;
        let on = self.points.iter().filter(|point| several && point.front != PointFront::Off);
        let mut corners: Vec<(f64, f64)> = on
            .filter_map(|point| match point.x {
                AxisPlace::At(x) => Some((x, point.y)),
                AxisPlace::Beyond => None,
            })
            .collect();
        corners.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        corners.into_iter().map(|(x, y)| self.at(AxisPlace::At(x), y)).collect()
    }

    /// The two points of each model that was measured on two runtimes.
    pub(super) fn pairs(&self) -> Vec<[&'a Point; 2]> {
        let mut models: BTreeMap<&str, Vec<&Point>> = BTreeMap::new();
        for point in self.points {
            if let Some(model) = &point.model {
                models.entry(model).or_default().push(point);
            }
        }
        models.into_values().filter_map(|points| points.try_into().ok()).collect()
    }
}
