//! One layout of a scatterplot: ground, front, pairs, points, labels, in this order.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::rc::Rc;

use plotters::chart::{ChartBuilder, ChartContext, LabelAreaPosition};
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::ranged1d::ValueFormatter;
use plotters::drawing::{DrawingAreaErrorKind, IntoDrawingArea};
use plotters::element::{Drawable, PointCollection};
use plotters::style::{IntoFont, TextStyle};
use plotters_backend::{BackendCoord, DrawingErrorKind};

use super::axis::{FittedAxis, drawable};
use super::backend::{Role, SCALE, Sheet, Svg, number};
use super::label::Rectangle;
use super::marks;
use super::markup::escape;
use super::metrics::{Weight, width};
use super::naming::{Scene, labels};
use super::{Better, Place, Point, PointFront, Scatter};

/// The measures of a layout, in units of the drawing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub(super) class: &'static str,
    pub(super) width: i32,
    pub(super) height: i32,
    /// Left edge of the plot.
    pub(super) left: i32,
    /// Right edge of the plot.
    pub(super) right: i32,
    pub(super) top: i32,
    pub(super) bottom: i32,
    gutter: i32,
    pub(super) font: f64,
    /// Room for one label of the horizontal axis.
    tick: f64,
    /// The word under the gutter.
    beyond: &'static str,
}

/// For columns of 600 px and more.
pub(super) const WIDE: Frame = Frame {
    class: "wide",
    width: 720,
    height: 470,
    left: 34,
    right: 718,
    top: 32,
    bottom: 422,
    gutter: 66,
    font: 13.0,
    tick: 54.0,
    beyond: "timed out",
};

/// For phones.
pub(super) const NARROW: Frame = Frame {
    class: "narrow",
    width: 358,
    height: 430,
    left: 30,
    right: 356,
    top: 32,
    bottom: 384,
    gutter: 44,
    font: 12.0,
    tick: 48.0,
    beyond: "over",
};

/// What became of a layout.
pub(super) struct Layout {
    /// Everything inside the `svg` element.
    pub(super) inner: String,
    /// Labels for which there was no room.
    pub(super) hidden: Vec<String>,
    /// Points that cannot stand on these axes.
    pub(super) left_out: usize,
    /// Where the vertical axis starts.
    pub(super) y_low: f64,
}

/// Whether points are links.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Links {
    /// To their rows.
    Live,
    /// In a file of its own there is nowhere to go.
    Dead,
}

type Chart<'a> = ChartContext<'a, Svg, Cartesian2d<FittedAxis, FittedAxis>>;
type Drawn<T> = Result<T, DrawingAreaErrorKind<Infallible>>;

/// Draws one layout.
pub(super) fn draw(scatter: &Scatter, frame: Frame, links: Links) -> Layout {
    let points: Vec<&Point> = scatter.points.iter().filter(|point| can_stand(point, scatter)).collect();
    let left_out = scatter.points.len() - points.len();
    let sheet: Sheet = Rc::new(RefCell::new(String::new()));
    let plotted = plot(scatter, &points, frame, links, &sheet);
    // The backend cannot fail, so plotters cannot either; an error would leave an empty plot and a whole page.
    let (hidden, y_low) = plotted.unwrap_or_default();
    let inner = sheet.borrow().clone();
    Layout { inner, hidden, left_out, y_low }
}

/// plotters clamps what it cannot place onto the edge, as if it stood there; so nothing of the kind may reach it.
fn can_stand(point: &Point, scatter: &Scatter) -> bool {
    let x = match point.x {
        Place::At(x) => drawable(x, scatter.x.scale),
        Place::Beyond => scatter.x.limit.is_some(),
    };
    let whisker =
        point.whisker.is_none_or(|(low, high)| drawable(low, scatter.y.scale) && drawable(high, scatter.y.scale));
    x && whisker && drawable(point.y, scatter.y.scale)
}

fn plot(scatter: &Scatter, points: &[&Point], frame: Frame, links: Links, sheet: &Sheet) -> Drawn<(Vec<String>, f64)> {
    let y_values: Vec<f64> = points
        .iter()
        .flat_map(|point| {
            [point.y, point.whisker.map_or(point.y, |ends| ends.0), point.whisker.map_or(point.y, |ends| ends.1)]
        })
        .collect();
    let y = FittedAxis::fit(&scatter.y, &y_values, frame.bottom - frame.top, 0, 44.0);
    let widest = y.tick_labels().iter().map(|label| width(label, frame.font, Weight::Regular)).fold(0.0, f64::max);
    let frame = Frame { left: frame.left.max((widest + 12.0).ceil() as i32), ..frame };
    let x_values: Vec<f64> = points.iter().filter_map(|point| at(point)).collect();
    let x = FittedAxis::fit(&scatter.x, &x_values, frame.right - frame.left, frame.gutter, frame.tick);
    let (beyond, y_low) = (x.beyond(), y.low());

    let area = Svg::new(sheet, frame.width, frame.height, frame.font).into_drawing_area();
    let mut chart = ChartBuilder::on(&area)
        .margin_top((frame.top) * SCALE)
        .margin_right((frame.width - frame.right) * SCALE)
        .set_label_area_size(LabelAreaPosition::Left, frame.left * SCALE)
        .set_label_area_size(LabelAreaPosition::Bottom, (frame.height - frame.bottom) * SCALE)
        .build_cartesian_2d(x, y)?;

    write(sheet, "<g class=\"ground\" aria-hidden=\"true\">");
    write(sheet, &gutter(scatter, frame));
    mesh(&mut chart)?;
    write(sheet, &names(scatter, frame));
    write(sheet, "</g><g aria-hidden=\"true\">");
    let front = front_line(points);
    let aside = draw_front(&mut chart, &front, scatter, frame)?;
    draw_pairs(&mut chart, points, beyond)?;
    write(sheet, &format!("</g><g role=\"group\" aria-label=\"{} targets\">", points.len()));
    for point in points {
        let mark = |ends: &[(f64, f64)]| marks::point(point, ends, links);
        let whisker = point.whisker.unwrap_or((point.y, point.y));
        let x = at(point).unwrap_or(beyond);
        chart.draw_series([Own { at: vec![(x, point.y), (x, whisker.0), (x, whisker.1)], write: &mark }])?;
    }
    write(sheet, "</g><g class=\"labels\" aria-hidden=\"true\">");
    let pixels = |x: f64, y: f64| {
        let (x, y) = chart.backend_coord(&(x, y));
        (f64::from(x) / f64::from(SCALE), f64::from(y) / f64::from(SCALE))
    };
    let scene = Scene { points, front: &front, aside, frame, pixels: &pixels, beyond };
    let (labels, hidden) = labels(&scene);
    write(sheet, &labels);
    write(sheet, "</g>");
    Ok((hidden, y_low))
}

pub(super) fn at(point: &Point) -> Option<f64> {
    match point.x {
        Place::At(x) => Some(x),
        Place::Beyond => None,
    }
}

fn write(sheet: &Sheet, markup: &str) {
    sheet.borrow_mut().push_str(markup);
}

/// The tinted strip for what lies beyond the limit, with its line and words.
fn gutter(scatter: &Scatter, frame: Frame) -> String {
    let Some(limit) = scatter.x.limit else { return String::new() };
    let (x, height) = (frame.right - frame.gutter, frame.bottom - frame.top);
    let label = super::ticks::label(scatter.x.unit, limit);
    let words = frame.bottom + 18;
    format!(
        "<rect class=\"gutter\" x=\"{x}\" y=\"{}\" width=\"{}\" height=\"{height}\"/><path class=\"limit\" d=\"M{x} {}V{}\"/>\
         <text class=\"tick\" x=\"{}\" y=\"{words}\" text-anchor=\"end\">{label}</text>\
         <text class=\"tick\" x=\"{}\" y=\"{words}\" text-anchor=\"middle\">{}</text>",
        frame.top,
        frame.gutter,
        frame.top,
        frame.bottom + 5,
        x + 3,
        x + frame.gutter / 2 + 4,
        frame.beyond,
    )
}

/// Grid, horizontal axis and ticks: plotters' own work, in two passes, since it gives an axis that is not drawn no labels: first the grid and the
/// words of an unseen vertical axis, then the horizontal one.
fn mesh(chart: &mut Chart<'_>) -> Drawn<()> {
    let (x, y) = (chart.as_coord_spec().x_spec().clone(), chart.as_coord_spec().y_spec().clone());
    let role = Role::Tick.colour();
    let words = TextStyle::from(("sans-serif", 10 * SCALE).into_font()).color(&role);
    chart
        .configure_mesh()
        .disable_x_mesh()
        .disable_x_axis()
        .light_line_style(Role::Nothing.colour())
        .bold_line_style(Role::Grid.colour())
        .axis_style(Role::Nothing.colour())
        .label_style(words.clone())
        .y_label_formatter(&|value| y.format_ext(value))
        .set_tick_mark_size(LabelAreaPosition::Left, 3 * SCALE)
        .y_labels(2)
        .draw()?;
    chart
        .configure_mesh()
        .disable_mesh()
        .disable_y_axis()
        .axis_style(Role::Axis.colour())
        .label_style(words)
        .x_label_formatter(&|value| x.format_ext(value))
        .set_tick_mark_size(LabelAreaPosition::Bottom, 5 * SCALE)
        .x_labels(2)
        .draw()
}

/// What the axes are, which way is better, and whether any of it is real.
fn names(scatter: &Scatter, frame: Frame) -> String {
    let short = frame.class == NARROW.class;
    let name = |axis: &super::Axis| escape(if short { &axis.short_name } else { &axis.name });
    let up = match scatter.y.better {
        Better::More => "<tspan class=\"dir\" dx=\"8\">↑ better</tspan>",
        Better::Less => "<tspan class=\"dir\" dx=\"8\">↓ better</tspan>",
        Better::Neither => "",
    };
    let (before, after) = match scatter.x.better {
        Better::Less => ("<tspan class=\"dir\">← better</tspan>", ""),
        Better::More => ("", "<tspan class=\"dir\" dx=\"8\">better →</tspan>"),
        Better::Neither => ("", ""),
    };
    let gap = if before.is_empty() { 0 } else { 8 };
    let mut words = format!(
        "<text class=\"name\" x=\"0\" y=\"13\">{}{up}</text><text class=\"name\" x=\"{}\" y=\"{}\">{before}<tspan dx=\"{gap}\">{}</tspan>{after}</text>",
        name(&scatter.y),
        frame.left,
        frame.height - 6,
        name(&scatter.x),
    );
    if scatter.simulated {
        words.push_str(&format!(
            "<text class=\"sim\" x=\"{}\" y=\"13\" text-anchor=\"end\">simulated data</text>",
            frame.right
        ));
    }
    words
}

/// Points that are named once: those of one model on several runtimes under one label. All others are each for themselves.
pub(super) fn by_name<'a>(points: &[&'a Point]) -> BTreeMap<(&'a str, &'a str), Vec<&'a Point>> {
    let mut named: BTreeMap<(&str, &str), Vec<&Point>> = BTreeMap::new();
    for point in points {
        named.entry((&point.label, point.model.as_ref().unwrap_or(&point.key))).or_default().push(point);
    }
    named
}

/// The points of each model that is there on two runtimes.
pub(super) fn pairs<'a>(points: &[&'a Point]) -> Vec<[&'a Point; 2]> {
    let mut models: BTreeMap<&str, Vec<&Point>> = BTreeMap::new();
    for point in points {
        if let Some(model) = &point.model {
            models.entry(model).or_default().push(point);
        }
    }
    models.into_values().filter_map(|marks| marks.try_into().ok()).collect()
}

/// The points on the front, from left to right.
fn front_line(points: &[&Point]) -> Vec<(f64, f64)> {
    let on = points.iter().filter(|point| point.front != PointFront::Off);
    let mut line: Vec<(f64, f64)> = on.filter_map(|point| Some((at(point)?, point.y))).collect();
    line.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    line
}

/// The front as steps, up to the right edge; gives the place of its words.
fn draw_front(
    chart: &mut Chart<'_>,
    front: &[(f64, f64)],
    scatter: &Scatter,
    frame: Frame,
) -> Drawn<Option<Rectangle>> {
    let Some(last) = front.last() else { return Ok(None) };
    let end = if scatter.x.limit.is_some() { frame.right - frame.gutter } else { frame.right };
    let steps = |ends: &[(f64, f64)]| {
        let mut path = String::new();
        for (index, (x, y)) in ends.iter().enumerate() {
            match index {
                0 => path.push_str(&format!("M{} {}", number(*x), number(*y))),
                _ => path.push_str(&format!("H{}V{}", number(*x), number(*y))),
            }
        }
        let y = ends.last().map_or(0.0, |(_, y)| *y);
        format!(
            "<path class=\"front\" d=\"{path}H{end}\"/><text class=\"aside\" x=\"{}\" y=\"{}\" text-anchor=\"end\">Pareto front</text>",
            end - 6,
            number(y - 6.0),
        )
    };
    chart.draw_series([Own { at: front.to_vec(), write: &steps }])?;
    let (_, y) = chart.backend_coord(last);
    let bottom = f64::from(y) / f64::from(SCALE) - 3.0;
    let right = f64::from(end - 6);
    Ok(Some(Rectangle {
        left: right - width("Pareto front", frame.font, Weight::Regular),
        right,
        top: bottom - frame.font,
        bottom,
    }))
}

/// A thin line between the marks of one model on two runtimes.
fn draw_pairs(chart: &mut Chart<'_>, points: &[&Point], beyond: f64) -> Drawn<()> {
    for marks in pairs(points) {
        let line = |ends: &[(f64, f64)]| {
            let [a, b] = [ends[0], ends[1]];
            format!(
                "<path class=\"pair f{}\" d=\"M{} {}L{} {}\"/>",
                marks[0].colour,
                number(a.0),
                number(a.1),
                number(b.0),
                number(b.1)
            )
        };
        let ends = marks.iter().map(|point| (at(point).unwrap_or(beyond), point.y)).collect();
        chart.draw_series([Own { at: ends, write: &line }])?;
    }
    Ok(())
}

/// A drawable of our own: places in the chart's coordinates, and what to write at their pixels.
struct Own<'a> {
    at: Vec<(f64, f64)>,
    write: &'a Write<'a>,
}

/// From the places' pixels to markup.
type Write<'a> = dyn Fn(&[(f64, f64)]) -> String + 'a;

impl<'a> PointCollection<'a, (f64, f64)> for &'a Own<'_> {
    type IntoIter = std::slice::Iter<'a, (f64, f64)>;
    type Point = &'a (f64, f64);

    fn point_iter(self) -> Self::IntoIter {
        self.at.iter()
    }
}

impl Drawable<Svg> for Own<'_> {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        places: I,
        backend: &mut Svg,
        _: (u32, u32),
    ) -> Result<(), DrawingErrorKind<Infallible>> {
        let units = |pixels: i32| f64::from(pixels) / f64::from(SCALE);
        let places: Vec<(f64, f64)> = places.map(|(x, y)| (units(x), units(y))).collect();
        backend.write(&(self.write)(&places));
        Ok(())
    }
}

impl FittedAxis {
    /// What stands at its ticks.
    fn tick_labels(&self) -> Vec<String> {
        self.ticks().iter().map(|tick| self.format_ext(tick)).collect()
    }
}
