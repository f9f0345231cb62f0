//! Rows of marks on a logarithmic axis, joined by a line, each row with a name and what it comes to in words.

use plotters::coord::ranged1d::{Ranged, ValueFormatter};

use super::axis::{FittedAxis, drawable};
use super::backend::{SCALE, number};
use super::markup::escape;
use super::metrics::{Weight, shortened, width};
use super::plot::Links;
use super::qpr::Legend;
use super::svg::{self, Drawn, Heading};
use super::{Axis, Better, Place, Point, PointFront, marks, ticks};

/// A chart of dumbbells as data.
#[derive(Debug, Clone, PartialEq)]
pub struct Dumbbells {
    /// Prefix of every id in the markup, unique on its page.
    pub id: String,
    /// What is shown, of how many.
    pub title: String,
    /// The finding in one sentence or two, computed.
    pub description: String,
    /// The horizontal axis.
    pub x: Axis,
    /// The rows, from the top.
    pub rows: Vec<Row>,
    /// Whether to write "simulated data" into the plot.
    pub simulated: bool,
}

/// One row.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its name.
    pub label: String,
    /// What it comes to.
    pub words: String,
    /// Whether those words say that something was found; else they are muted.
    pub found: bool,
    /// Which colour: 1 to 6, or 0 for the rest.
    pub colour: usize,
    /// Its marks, in drawing order.
    pub marks: Vec<Mark>,
}

/// One mark of a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Where a click leads.
    pub href: String,
    /// Everything about it in one sentence, for `title` and `aria-label`.
    pub summary: String,
    /// Which shape: 0 circle, 1 triangle, 2 square.
    pub shape: usize,
    /// Where it stands, in the axis's unit.
    pub x: Place,
}

/// The measures of a layout, in units of the drawing.
#[derive(Debug, Clone, Copy)]
struct Frame {
    class: &'static str,
    width: i32,
    /// Height of a row.
    row: i32,
    /// From the top of a row to its marks.
    marks: f64,
    /// From the top of a row to the baseline of its words.
    words: f64,
    /// Whether name and words stand above the marks, or left and right of them.
    stacked: bool,
    gutter: i32,
    font: f64,
    /// Room for one label of the axis.
    tick: f64,
    /// The word under the gutter.
    beyond: &'static str,
}

/// For columns of 600 px and more: name, marks and words side by side.
const WIDE: Frame = Frame {
    class: "wide",
    width: 720,
    row: 42,
    marks: 21.0,
    words: 25.0,
    stacked: false,
    gutter: 66,
    font: 13.0,
    tick: 54.0,
    beyond: "timed out",
};

/// For phones: name and words above the marks.
const NARROW: Frame = Frame {
    class: "narrow",
    width: 358,
    row: 50,
    marks: 32.0,
    words: 14.0,
    stacked: true,
    gutter: 44,
    font: 12.0,
    tick: 48.0,
    beyond: "over",
};

/// Above the rows, and below them.
const HEAD: i32 = 24;
const FOOT: i32 = 46;
/// Marks nearer to each other than this step aside, up and down.
const NEAR: f64 = 11.0;
const ASIDE: f64 = 6.0;
/// Between a column of words and the plot, and at the ends of a plot without one: half a tick's words.
const GAP: f64 = 20.0;
/// How far a line of the grid reaches above and below marks with words above them.
const REACH: f64 = 12.0;
/// The widest name beside a plot.
const LONGEST_NAME: f64 = 150.0;

/// Draws both layouts for a page. Colours come from the page's style sheet; ids begin with the chart's.
pub fn inline(chart: &Dumbbells) -> Drawn {
    let element = |frame: Frame| {
        let sheet = Sheet::of(chart, frame, Links::Live);
        svg::element(&heading(chart), frame.class, (frame.width, sheet.height), &sheet.inner)
    };
    let left_out = chart.rows.iter().flat_map(|row| &row.marks).filter(|mark| !can_stand(mark, chart)).count();
    Drawn { svg: format!("{}\n{}", element(WIDE), element(NARROW)), hidden: Vec::new(), left_out, y_low: 0.0 }
}

/// Draws one file that needs nothing beside it.
pub fn standalone(chart: &Dumbbells, legend: &Legend) -> String {
    let sheet = Sheet::of(chart, WIDE, Links::Dead);
    svg::file(&heading(chart), (WIDE.width, sheet.height), &sheet.inner, legend)
}

fn heading(chart: &Dumbbells) -> Heading<'_> {
    Heading { id: &chart.id, title: &chart.title, description: &chart.description }
}

/// What the axis would only clamp to its edge must not reach it.
fn can_stand(mark: &Mark, chart: &Dumbbells) -> bool {
    match mark.x {
        Place::At(x) => drawable(x, chart.x.scale),
        Place::Beyond => chart.x.limit.is_some(),
    }
}

/// One layout, drawn.
struct Sheet {
    inner: String,
    height: i32,
}

/// Where things stand in a layout.
struct Plan {
    frame: Frame,
    links: Links,
    axis: FittedAxis,
    left: i32,
    right: i32,
    /// Where the words begin, or end where they stand above the marks.
    words: f64,
    bottom: i32,
}

impl Sheet {
    fn of(chart: &Dumbbells, frame: Frame, links: Links) -> Self {
        let plan = Plan::of(chart, frame, links);
        let rows: String = chart.rows.iter().enumerate().map(|(index, row)| plan.row(chart, index, row)).collect();
        let words: String = chart.rows.iter().enumerate().map(|(index, row)| plan.words_of(index, row)).collect();
        let inner = format!(
            "<g class=\"ground\" aria-hidden=\"true\">{}</g><g role=\"group\" aria-label=\"{} rows\">{rows}</g>\
             <g class=\"labels\" aria-hidden=\"true\">{words}</g>",
            plan.ground(chart),
            chart.rows.len(),
        );
        Self { inner, height: plan.bottom + FOOT }
    }
}

impl Plan {
    fn of(chart: &Dumbbells, frame: Frame, links: Links) -> Self {
        let widest = |texts: &mut dyn Iterator<Item = &str>| {
            texts.map(|text| width(text, frame.font, Weight::Regular)).fold(0.0, f64::max)
        };
        let names = widest(&mut chart.rows.iter().map(|row| row.label.as_str())).min(LONGEST_NAME);
        let words = widest(&mut chart.rows.iter().map(|row| row.words.as_str()));
        let whole = f64::from(frame.width);
        let (left, right, words) = match frame.stacked {
            true => (GAP, whole - GAP, whole),
            false => (names + GAP, whole - words - GAP, whole - words),
        };
        let (left, right) = (left.ceil() as i32, right.floor() as i32);
        let values = chart.rows.iter().flat_map(|row| &row.marks).filter(|mark| can_stand(mark, chart));
        let values: Vec<f64> = values
            .filter_map(|mark| match mark.x {
                Place::At(x) => Some(x),
                Place::Beyond => None,
            })
            .collect();
        let axis = FittedAxis::fit(&chart.x, &values, right - left, frame.gutter, frame.tick);
        let bottom = HEAD + frame.row * i32::try_from(chart.rows.len()).unwrap_or(i32::MAX / 64);
        Self { frame, links, axis, left, right, words, bottom }
    }

    /// Across, in units of the drawing.
    fn x(&self, place: Place) -> f64 {
        let value = match place {
            Place::At(x) => x,
            Place::Beyond => self.axis.beyond(),
        };
        f64::from(self.axis.map(&value, (self.left * SCALE, self.right * SCALE))) / f64::from(SCALE)
    }

    /// The top of a row.
    fn top(&self, index: usize) -> f64 {
        f64::from(HEAD) + f64::from(self.frame.row) * index as f64
    }

    /// Grid, gutter, axis and its words; and whether any of it is real.
    fn ground(&self, chart: &Dumbbells) -> String {
        let Self { left, right, bottom, .. } = *self;
        let words = bottom + 18;
        let mut ground = self.gutter(chart);
        for tick in self.axis.ticks() {
            let x = number(self.x(Place::At(*tick)));
            ground.push_str(&format!(
                "<path class=\"grid\" d=\"{}\"/><text class=\"tick\" x=\"{x}\" y=\"{words}\" text-anchor=\"middle\">{}</text>",
                self.upright(&x, chart.rows.len()),
                self.axis.format_ext(tick)
            ));
        }
        let better = match chart.x.better {
            Better::Less => "<tspan class=\"dir\">← better</tspan><tspan dx=\"8\">",
            Better::More | Better::Neither => "<tspan>",
        };
        let name = if self.frame.stacked { &chart.x.short_name } else { &chart.x.name };
        ground.push_str(&format!(
            "<path class=\"axis\" d=\"M{left} {bottom}H{right}\"/><text class=\"name\" x=\"{left}\" y=\"{}\">{better}{}</tspan></text>",
            bottom + FOOT - 6,
            escape(name),
        ));
        if chart.simulated {
            ground.push_str(&format!(
                "<text class=\"sim\" x=\"{}\" y=\"13\" text-anchor=\"end\">simulated data</text>",
                self.frame.width
            ));
        }
        ground
    }

    /// A line from top to bottom.
    fn upright(&self, x: &str, rows: usize) -> String {
        self.bands(rows).into_iter().map(|(top, bottom)| format!("M{x} {}V{}", number(top), number(bottom))).collect()
    }

    /// Where the ground may be drawn: all of it, but not behind words that stand above the marks.
    fn bands(&self, rows: usize) -> Vec<(f64, f64)> {
        let bottom = f64::from(self.bottom);
        if !self.frame.stacked {
            return vec![(f64::from(HEAD), bottom)];
        }
        let beside = |index: usize| {
            let y = self.top(index) + self.frame.marks;
            (y - REACH, if index + 1 == rows { bottom } else { y + REACH })
        };
        (0..rows).map(beside).collect()
    }

    /// The tinted strip for what lies beyond the limit, with its line and words.
    fn gutter(&self, chart: &Dumbbells) -> String {
        let Some(limit) = chart.x.limit else { return String::new() };
        let (x, words) = (self.right - self.frame.gutter, self.bottom + 18);
        let tint = |(top, bottom): (f64, f64)| {
            format!(
                "<rect class=\"gutter\" x=\"{x}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
                number(top),
                self.frame.gutter,
                number(bottom - top)
            )
        };
        let tinted: String = self.bands(chart.rows.len()).into_iter().map(tint).collect();
        format!(
            "{tinted}<path class=\"limit\" d=\"{}\"/>\
             <text class=\"tick\" x=\"{}\" y=\"{words}\" text-anchor=\"end\">{}</text>\
             <text class=\"tick\" x=\"{}\" y=\"{words}\" text-anchor=\"middle\">{}</text>",
            self.upright(&x.to_string(), chart.rows.len()),
            x + 3,
            ticks::label(chart.x.unit, limit),
            x + self.frame.gutter / 2 + 4,
            self.frame.beyond,
        )
    }

    /// The line and the marks of a row. Two marks that would cover each other step aside.
    fn row(&self, chart: &Dumbbells, index: usize, row: &Row) -> String {
        let y = self.top(index) + self.frame.marks;
        let standing: Vec<(&Mark, f64)> =
            row.marks.iter().filter(|mark| can_stand(mark, chart)).map(|mark| (mark, self.x(mark.x))).collect();
        let near = matches!(standing.as_slice(), [(_, a), (_, b)] if (a - b).abs() < NEAR);
        let drawn: String = standing
            .iter()
            .enumerate()
            .map(|(order, (mark, x))| {
                let aside = if near { ASIDE * (2.0 * order as f64 - 1.0) } else { 0.0 };
                let place = (*x, y + aside);
                marks::point(&point(row, mark), &[place, place, place], self.links)
            })
            .collect();
        let line = match standing.as_slice() {
            [(_, a), (_, b)] if !near => {
                format!("<path class=\"pair f{}\" d=\"M{} {}H{}\"/>", row.colour, number(*a), number(y), number(*b))
            }
            _ => String::new(),
        };
        let said = format!("{}: {}", row.label, row.words);
        format!("<g role=\"group\" aria-label=\"{}\">{line}{drawn}</g>", escape(&said))
    }

    /// The name of a row, and what it comes to.
    fn words_of(&self, index: usize, row: &Row) -> String {
        let Frame { font, stacked, .. } = self.frame;
        let y = number(self.top(index) + self.frame.words);
        let room = match stacked {
            true => self.words - width(&row.words, font, Weight::Regular) - GAP / 2.0,
            false => LONGEST_NAME,
        };
        let anchor = if stacked { "end" } else { "start" };
        let class = if row.found { "label" } else { "label aside" };
        format!(
            "<text class=\"label\" x=\"0\" y=\"{y}\">{}</text><text class=\"{class}\" x=\"{}\" y=\"{y}\" text-anchor=\"{anchor}\">{}</text>",
            escape(&shortened(&row.label, font, room)),
            number(self.words),
            escape(&row.words),
        )
    }
}

/// A mark as marks are drawn in every figure.
fn point(row: &Row, mark: &Mark) -> Point {
    Point {
        key: String::new(),
        href: mark.href.clone(),
        label: row.label.clone(),
        summary: mark.summary.clone(),
        model: None,
        colour: row.colour,
        shape: mark.shape,
        x: mark.x,
        y: 0.0,
        whisker: None,
        front: PointFront::Off,
    }
}
