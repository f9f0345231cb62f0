//! Dumbbells onto a drawing: rows of marks on an axis, each with a label and its result in words.

use plotters::coord::ranged1d::Ranged;

use crate::figure::axis::{FittedAxis, can_be_placed};
use crate::figure::chart::{AxisPlace, Dumbbell, Dumbbells, End};
use crate::figure::layout::{Frame, Layout, Links, Omissions};
use crate::figure::metrics::{FontWeight, shortened, width};
use crate::figure::svg::backend::{SCALE, units};
use crate::figure::svg::element::{Element, Path};
use crate::wording::{Unit, counted};

use super::ground::{self, Gutter};
use super::mark::{self, PlacedMark};
use super::rows::{FOOT, Rows};

/// Space above the rows.
const HEAD: i32 = 24;
/// Marks closer than this would cover each other: they are moved up and down.
const NEAR: f64 = 11.0;
const ASIDE: f64 = 6.0;
/// Between a column of words and the plot, and at the ends of a plot without one: half a tick label.
const GAP: f64 = 20.0;
/// How far a grid line reaches above and below marks that have words above them.
const REACH: f64 = 12.0;
/// The widest label beside a plot.
const LONGEST_LABEL: f64 = 150.0;

/// The vertical measures of a row.
#[derive(Debug, Clone, Copy)]
struct RowMeasures {
    height: i32,
    /// From the top to the marks.
    marks: f64,
    /// From the top to the baseline of the words.
    words: f64,
}

fn row_measures(chart: &Dumbbells, frame: Frame) -> RowMeasures {
    // One mark needs no room for another beside it.
    let single = chart.rows.iter().all(|row| row.ends.len() < 2);
    match frame.layout {
        Layout::Wide if single => RowMeasures { height: 24, marks: 12.0, words: 16.0 },
        Layout::Wide => RowMeasures { height: 42, marks: 21.0, words: 25.0 },
        Layout::Narrow => RowMeasures { height: 50, marks: 32.0, words: 14.0 },
    }
}

/// Width and height of a layout's drawing.
pub(in crate::figure) fn size(chart: &Dumbbells, frame: Frame) -> (i32, i32) {
    rows(chart, frame).size(frame)
}

fn rows(chart: &Dumbbells, frame: Frame) -> Rows {
    Rows { head: HEAD, height: row_measures(chart, frame).height, count: chart.rows.len() }
}

/// Draws one layout.
pub(in crate::figure) fn draw(
    parent: &mut Element<'_>,
    chart: &Dumbbells,
    frame: Frame,
    links: Links<'_>,
) -> Omissions {
    let plan = Plan::of(chart, frame);
    plan.draw_ground(&mut parent.child("g").with("class", "ground").with("aria-hidden", "true"));
    let mut rows = parent.child("g").with("role", "group").with("aria-label", counted(chart.rows.len(), "row"));
    for (index, row) in chart.rows.iter().enumerate() {
        plan.draw_row(&mut rows, index, row, links);
    }
    drop(rows);
    let mut words = parent.child("g").with("class", "labels").with("aria-hidden", "true");
    for (index, row) in chart.rows.iter().enumerate() {
        plan.draw_words(&mut words, index, row);
    }
    let ends = chart.rows.iter().flat_map(|row| &row.ends);
    let left_out = ends.filter(|end| !can_be_placed(&chart.x, end.x)).count();
    Omissions { left_out, ..Omissions::default() }
}

/// Where things are in a layout.
struct Plan<'a> {
    chart: &'a Dumbbells,
    frame: Frame,
    row: RowMeasures,
    rows: Rows,
    axis: FittedAxis,
    left: i32,
    right: i32,
    /// Where the results begin, or end where they are above the marks.
    results: f64,
}

impl<'a> Plan<'a> {
    fn of(chart: &'a Dumbbells, frame: Frame) -> Self {
        let widest = |texts: &mut dyn Iterator<Item = &str>| {
            texts.map(|text| width(text, frame.font, FontWeight::Regular)).fold(0.0, f64::max)
        };
        let labels = widest(&mut chart.rows.iter().map(|row| row.label.as_str())).min(LONGEST_LABEL);
        let results = widest(&mut chart.rows.iter().map(|row| row.result.as_str()));
        let whole = f64::from(frame.width);
        let (left, right, results) = match frame.layout {
            // Numbers of one unit are aligned by their decimals.
            Layout::Wide if chart.x.unit == Unit::Points => (labels + GAP, whole - results - GAP, whole),
            Layout::Wide => (labels + GAP, whole - results - GAP, whole - results),
            Layout::Narrow => (GAP, whole - GAP, whole),
        };
        let (left, right) = (left.ceil() as i32, right.floor() as i32);
        let places = chart.rows.iter().flat_map(|row| &row.ends).map(|end| end.x);
        let values: Vec<f64> = places
            .filter(|place| can_be_placed(&chart.x, *place))
            .filter_map(|place| match place {
                AxisPlace::At(x) => Some(x),
                AxisPlace::Beyond => None,
            })
            .collect();
        let intervals = chart.rows.iter().flat_map(|row| &row.ends).filter_map(|end| end.interval);
        let values = values.into_iter().chain(intervals.flat_map(|(low, high)| [low, high]));
        // An axis of differences has its zero.
        let values: Vec<f64> = values.chain((chart.x.unit == Unit::Points).then_some(0.0)).collect();
        let (length, room) = (right - left, (f64::from(left), f64::from(frame.width - right)));
        let wide = |text: &str| width(text, frame.font, FontWeight::Regular);
        let axis = FittedAxis::fit(&chart.x, &values, length, frame.gutter, frame.tick);
        let axis = axis.with_labels_inside(length, room, wide);
        Self { chart, frame, row: row_measures(chart, frame), axis, left, right, results, rows: rows(chart, frame) }
    }

    /// The horizontal position of a place.
    fn x(&self, place: AxisPlace) -> f64 {
        units(self.axis.map(&self.axis.number(place), (self.left * SCALE, self.right * SCALE)))
    }

    /// The top of a row.
    fn top(&self, index: usize) -> f64 {
        self.rows.top(index)
    }

    /// Where the ground may be drawn: everywhere, but not behind words above the marks.
    fn bands(&self) -> Vec<(f64, f64)> {
        let (rows, bottom) = (self.chart.rows.len(), f64::from(self.rows.bottom()));
        if self.frame.layout == Layout::Wide {
            return vec![(f64::from(HEAD), bottom)];
        }
        let beside = |index: usize| {
            let y = self.top(index) + self.row.marks;
            (y - REACH, if index + 1 == rows { bottom } else { y + REACH })
        };
        (0..rows).map(beside).collect()
    }

    /// Gutter, grid, axis and its name.
    fn draw_ground(&self, ground: &mut Element<'_>) {
        let Self { left, right, frame, .. } = *self;
        let bottom = self.rows.bottom();
        let axis = &self.chart.x;
        let bands = self.bands();
        ground::gutter(ground, axis, frame, &Gutter { right, bottom, bands: &bands });
        for (tick, label) in self.axis.ticks().iter().zip(self.axis.tick_labels()) {
            let x = self.x(AxisPlace::At(*tick));
            let class = if self.chart.x.unit == Unit::Points && tick.abs() < 1e-9 { "axis" } else { "grid" };
            ground.child("path").with("class", class).with("d", ground::upright(x, &bands));
            ground::tick_label(ground, (x, bottom + ground::TICK_LABELS), "middle", &label);
        }
        let line = Path::new().move_to(f64::from(left), f64::from(bottom)).across_to(f64::from(right));
        ground.child("path").with("class", "axis").with("d", line);
        ground::axis_break(ground, axis, frame, &Gutter { right, bottom, bands: &[] });
        ground::horizontal_name(ground, axis, frame, (left, bottom + FOOT - 6));
        ground::simulated_note(ground, frame.width, &self.chart.simulated);
    }

    /// The line and the marks of a row.
    fn draw_row(&self, parent: &mut Element<'_>, index: usize, row: &Dumbbell, links: Links<'_>) {
        let y = self.top(index) + self.row.marks;
        let placed = row.ends.iter().filter(|end| can_be_placed(&self.chart.x, end.x));
        let placed: Vec<(&End, f64)> = placed.map(|end| (end, self.x(end.x))).collect();
        let near = matches!(placed.as_slice(), [(_, a), (_, b)] if (a - b).abs() < NEAR);
        let said = format!("{}: {}", row.label, row.result);
        let mut group = parent.child("g").with("role", "group").with("aria-label", said);
        if let [(_, a), (_, b)] = placed.as_slice()
            && !near
        {
            let class = format!("pair {}", row.colour.class());
            group.child("path").with("class", class).with("d", Path::new().move_to(*a, y).across_to(*b));
        }
        for (order, (end, x)) in placed.into_iter().enumerate() {
            let aside = if near { ASIDE * (2.0 * order as f64 - 1.0) } else { 0.0 };
            let mark = PlacedMark {
                key: &row.key,
                summary: &end.summary,
                colour: row.colour,
                shape: end.shape,
                at: (x, y + aside),
                whisker: None,
                spread: end.interval.map(|(low, high)| (self.x(AxisPlace::At(low)), self.x(AxisPlace::At(high)))),
                hollow: end.hollow,
                censored: end.x == AxisPlace::Beyond,
            };
            mark::draw(&mut group, &mark, links);
        }
    }

    /// The label of a row, and its result.
    fn draw_words(&self, parent: &mut Element<'_>, index: usize, row: &Dumbbell) {
        let font = self.frame.font;
        let y = self.top(index) + self.row.words;
        let (room, anchor) = match self.frame.layout {
            Layout::Wide if self.chart.x.unit == Unit::Points => (LONGEST_LABEL, "end"),
            Layout::Wide => (LONGEST_LABEL, "start"),
            Layout::Narrow => (self.results - width(&row.result, font, FontWeight::Regular) - GAP / 2.0, "end"),
        };
        let label = shortened(&row.label, font, room);
        parent.child("text").with("class", "label").with("x", 0).with("y", y).text(&label);
        let class = if row.differs { "label" } else { "label aside" };
        let result = parent.child("text").with("class", class).with("x", self.results).with("y", y);
        result.with("text-anchor", anchor).text(&row.result);
    }
}
