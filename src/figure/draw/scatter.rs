//! A scatterplot onto a drawing: axes, front, pairs, points, labels, in this order.

use std::convert::Infallible;

use plotters::chart::{ChartBuilder, ChartContext, LabelAreaPosition};
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::ranged1d::ValueFormatter;
use plotters::drawing::{DrawingAreaErrorKind, IntoDrawingArea};
use plotters::style::{IntoFont, TextStyle};

use crate::figure::axis::{FittedAxis, can_be_placed, has_place};
use crate::figure::chart::{AxisPlace, Point, ProductLimit, Scatter};
use crate::figure::layout::{BREAK, Frame, Layout, Links, Omissions};
use crate::figure::metrics::{FontWeight, width};
use crate::figure::svg::backend::{Backend, Role, SCALE};
use crate::figure::svg::element::{Element, Path};
use crate::wording::{Unit, counted};

use super::ground::{self, Gutter};
use super::labels::{self, LabelScene};
use super::mark::{self, PlacedMark};
use super::placement::Rectangle;
use super::plane::Plane;
use super::rates;

type Coordinates = Cartesian2d<FittedAxis, FittedAxis>;
type PlottersResult<T> = Result<T, DrawingAreaErrorKind<Infallible>>;

/// Space for one tick label of the vertical axis.
const VERTICAL_TICK: f64 = 44.0;

/// The edges of the plot on the drawing.
#[derive(Debug, Clone, Copy)]
struct Edges {
    left: i32,
    right: i32,
    top: i32,
    bottom: i32,
}

/// Width and height of a layout's drawing.
pub(in crate::figure) fn size(frame: Frame) -> (i32, i32) {
    (frame.width, frame.height)
}

fn edges(frame: Frame) -> Edges {
    let (left, foot) = match frame.layout {
        Layout::Wide => (34, 48),
        Layout::Narrow => (30, 46),
    };
    let (width, height) = size(frame);
    Edges { left, right: width - 2, top: 32, bottom: height - foot }
}

/// Draws one layout.
pub(in crate::figure) fn draw(
    parent: &mut Element<'_>,
    scatter: &Scatter,
    frame: Frame,
    links: Links<'_>,
) -> Omissions {
    let points: Vec<&Point> = scatter.points.iter().filter(|point| has_position(point, scatter)).collect();
    let left_out = scatter.points.len() - points.len();
    let edges = edges(frame);
    let y = vertical(scatter, &points, edges);
    let labels = y.tick_labels();
    let widest = labels.iter().map(|label| width(label, frame.font, FontWeight::Regular)).fold(0.0, f64::max);
    let edges = Edges { left: edges.left.max((widest + 12.0).ceil() as i32), ..edges };
    let x = horizontal(scatter, &points, frame, edges);
    // What does not start at 0 is said of shares.
    let y_low = (scatter.y.unit == Unit::Percent).then(|| y.low());
    let mut hidden = Vec::new();
    // The backend cannot fail, so plotters cannot either; if it did, the plot would be empty and the page whole.
    if let Ok(coordinates) = draw_ground(parent, scatter, frame, edges, (x, y)) {
        if points.is_empty() {
            draw_nothing(parent, edges);
        }
        hidden = draw_points(parent, &Plane::of(&points, coordinates), frame, edges, scatter, links);
    }
    Omissions { hidden, left_out, y_low }
}

/// Whether the axes have a place for a point and the ends of its whisker.
fn has_position(point: &Point, scatter: &Scatter) -> bool {
    let (low, high) = point.whisker.unwrap_or((point.y, point.y));
    can_be_placed(&scatter.x, point.x) && [point.y, low, high].into_iter().all(|y| has_place(scatter.y.scale, y))
}

fn vertical(scatter: &Scatter, points: &[&Point], edges: Edges) -> FittedAxis {
    let values = points.iter().flat_map(|point| {
        let (low, high) = point.whisker.unwrap_or((point.y, point.y));
        [point.y, low, high]
    });
    let bounds = points.iter().filter_map(|point| match point.x {
        AxisPlace::At(x) => Some(scatter.bound.as_ref()?.product / x),
        AxisPlace::Beyond => None,
    });
    let values = values.chain(bounds);
    FittedAxis::fit(&scatter.y, &values.collect::<Vec<f64>>(), edges.bottom - edges.top, 0, VERTICAL_TICK)
}

fn horizontal(scatter: &Scatter, points: &[&Point], frame: Frame, edges: Edges) -> FittedAxis {
    let values = points.iter().filter_map(|point| match point.x {
        AxisPlace::At(x) => Some(x),
        AxisPlace::Beyond => None,
    });
    let length = edges.right - edges.left;
    let axis = FittedAxis::fit(&scatter.x, &values.collect::<Vec<f64>>(), length, frame.gutter, frame.tick);
    let room = (f64::from(edges.left), f64::from(frame.width - edges.right));
    axis.with_labels_inside(length, room, |label| width(label, frame.font, FontWeight::Regular))
}

/// Gutter, grid, axes and their names; returns the axes as plotters fits them to the drawing.
fn draw_ground(
    parent: &mut Element<'_>,
    scatter: &Scatter,
    frame: Frame,
    edges: Edges,
    axes: (FittedAxis, FittedAxis),
) -> PlottersResult<Coordinates> {
    let mut ground = parent.child("g").with("class", "ground").with("aria-hidden", "true");
    let Edges { left, right, top, bottom } = edges;
    let bands = [(f64::from(top), f64::from(bottom))];
    let gutter = Gutter { right, bottom, bands: &bands };
    ground::gutter(&mut ground, &scatter.x, frame, &gutter);
    let coordinates = draw_axes(&mut ground, frame, edges, axes)?;
    ground::axis_break(&mut ground, &scatter.x, frame, &gutter);
    ground::vertical_name(&mut ground, &scatter.y, frame);
    ground::horizontal_name(&mut ground, &scatter.x, frame, (left, size(frame).1 - 6));
    ground::simulated_note(&mut ground, right, &scatter.simulated);
    Ok(coordinates)
}

fn draw_axes(
    ground: &mut Element<'_>,
    frame: Frame,
    edges: Edges,
    (x, y): (FittedAxis, FittedAxis),
) -> PlottersResult<Coordinates> {
    let (width, height) = size(frame);
    let area = Backend::new(ground, (width, height), frame.font).into_drawing_area();
    let mut chart = ChartBuilder::on(&area)
        .margin_top(edges.top * SCALE)
        .margin_right((width - edges.right) * SCALE)
        .set_label_area_size(LabelAreaPosition::Left, edges.left * SCALE)
        .set_label_area_size(LabelAreaPosition::Bottom, (height - edges.bottom) * SCALE)
        .build_cartesian_2d(x, y)?;
    draw_mesh(&mut chart)?;
    Ok(chart.as_coord_spec().clone())
}

/// Grid, horizontal axis and ticks, in two passes, because plotters draws no labels for an axis that it does not draw: first the grid and
/// the labels of an invisible vertical axis, then the horizontal axis.
fn draw_mesh(chart: &mut ChartContext<'_, Backend<'_, '_>, Coordinates>) -> PlottersResult<()> {
    let (x, y) = (chart.as_coord_spec().x_spec().clone(), chart.as_coord_spec().y_spec().clone());
    let role = Role::Tick.colour();
    let label = TextStyle::from(("sans-serif", 10 * SCALE).into_font()).color(&role);
    chart
        .configure_mesh()
        .disable_x_mesh()
        .disable_x_axis()
        .light_line_style(Role::Hidden.colour())
        .bold_line_style(Role::Grid.colour())
        .axis_style(Role::Hidden.colour())
        .label_style(label.clone())
        .y_label_formatter(&|value| y.format_ext(value))
        .set_tick_mark_size(LabelAreaPosition::Left, 3 * SCALE)
        .y_labels(2)
        .draw()?;
    chart
        .configure_mesh()
        .disable_mesh()
        .disable_y_axis()
        .axis_style(Role::Axis.colour())
        .label_style(label)
        .x_label_formatter(&|value| x.format_ext(value))
        .set_tick_mark_size(LabelAreaPosition::Bottom, 5 * SCALE)
        .x_labels(2)
        .draw()
}

/// Front, pairs, points and labels; returns the labels for which there was no room.
fn draw_points(
    parent: &mut Element<'_>,
    plane: &Plane<'_>,
    frame: Frame,
    edges: Edges,
    scatter: &Scatter,
    links: Links<'_>,
) -> Vec<String> {
    let front = plane.front();
    let mut lines = parent.child("g").with("aria-hidden", "true");
    let end = if scatter.x.limit.is_some() { edges.right - frame.gutter - BREAK } else { edges.right };
    let front_end = f64::from(end);
    let inside = Rectangle {
        left: f64::from(edges.left) + 2.0,
        right: f64::from(edges.right),
        top: f64::from(edges.top) - 8.0,
        bottom: f64::from(edges.bottom) - 2.0,
    };
    let mut of_lines: Vec<Rectangle> = draw_front(&mut lines, &front, front_end, frame).into_iter().collect();
    if scatter.equal_rates {
        let marks = labels::marks(plane.points.iter().copied(), plane);
        let taken = marks.chain(labels::lines(plane, &front, front_end)).chain(of_lines.iter().copied()).collect();
        of_lines.extend(rates::draw(&mut lines, plane, frame, taken, inside));
    }
    for [one, other] in plane.pairs() {
        let ((x1, y1), (x2, y2)) = (plane.position(one), plane.position(other));
        let class = format!("pair {}", one.colour.class());
        lines.child("path").with("class", class).with("d", Path::new().move_to(x1, y1).line_to(x2, y2));
    }
    if let Some(bound) = &scatter.bound {
        draw_bound(&mut lines, plane, bound, frame);
    }
    drop(lines);
    let mut marks = parent.child("g").with("role", "group").with("aria-label", counted(plane.points.len(), "point"));
    for point in plane.points {
        let placed = PlacedMark {
            key: &point.key,
            summary: &point.summary,
            colour: point.colour,
            shape: point.shape,
            at: plane.position(point),
            whisker: plane.whisker(point).map(|((_, low), (_, high))| (low, high)),
            spread: None,
            hollow: false,
            censored: point.x == AxisPlace::Beyond,
        };
        mark::draw(&mut marks, &placed, links);
    }
    drop(marks);
    let mut group = parent.child("g").with("class", "labels").with("aria-hidden", "true");
    labels::draw(&mut group, &LabelScene { plane, front: &front, front_end, of_lines: &of_lines, frame, inside })
}

/// The line of a limit from the least to the greatest value of the horizontal axis, with its words at the upper end.
fn draw_bound(parent: &mut Element<'_>, plane: &Plane<'_>, bound: &ProductLimit, frame: Frame) {
    let values = || plane.points.iter().filter_map(|point| if let AxisPlace::At(x) = point.x { Some(x) } else { None });
    let (low, high) = (values().fold(f64::INFINITY, f64::min), values().fold(0.0, f64::max));
    if !(bound.product > 0.0 && low > 0.0 && low.is_finite() && high > 0.0) {
        return;
    }
    let end = |x: f64| plane.at(AxisPlace::At(x), bound.product / x);
    // A little beyond the points, so that it is a line also for a single one.
    let ((x1, y1), (x2, y2)) = (end(low / 1.08), end(high * 1.08));
    parent.child("path").with("class", "front").with("d", Path::new().move_to(x1, y1).line_to(x2, y2));
    let mut text = parent.child("text").with("class", "aside").with("x", x1 + 6.0).with("y", y1 - frame.font * 0.3);
    text.text(&bound.words);
}

/// Says in an empty plot that it is empty on purpose.
fn draw_nothing(parent: &mut Element<'_>, edges: Edges) {
    let middle = (f64::from(edges.left + edges.right) / 2.0, f64::from(edges.top + edges.bottom) / 2.0);
    let text = parent.child("text").with("class", "aside").with("x", middle.0).with("y", middle.1);
    text.with("text-anchor", "middle").text("No target can be shown here.");
}

/// The front as steps, up to `end`; returns the place of its label.
fn draw_front(parent: &mut Element<'_>, corners: &[(f64, f64)], end: f64, frame: Frame) -> Option<Rectangle> {
    let ((x, y), rest) = corners.split_first()?;
    let (_, last) = corners.last()?;
    let steps = rest.iter().fold(Path::new().move_to(*x, *y), |path, (x, y)| path.across_to(*x).down_to(*y));
    parent.child("path").with("class", "front").with("d", steps.across_to(end));
    let words = "Pareto front";
    let right = end - 6.0;
    let text = parent.child("text").with("class", "aside").with("x", right).with("y", last - 6.0);
    text.with("text-anchor", "end").text(words);
    let bottom = last - 3.0;
    Some(Rectangle {
        left: right - width(words, frame.font, FontWeight::Regular),
        right,
        top: bottom - frame.font,
        bottom,
    })
}
