//! Rows of answers onto a drawing: on every row a mark for each answer at its time, and a line at the median.

use plotters::coord::ranged1d::Ranged;

use crate::analysis::CaseEnd;
use crate::figure::axis::{FittedAxis, can_be_placed};
use crate::figure::chart::AxisPlace;
use crate::figure::layout::{BREAK, Frame, Layout, Links, Omissions};
use crate::figure::metrics::{FontWeight, shortened, width};
use crate::figure::strip::{Strip, StripRow};
use crate::figure::svg::backend::{SCALE, units};
use crate::figure::svg::element::{Element, Path};
use crate::wording::counted;

use super::ground::{self, Gutter};
use super::mark::{LABEL, RowHead};
use super::rows::{FOOT, Rows};

/// Space above the rows, with the name of the limit and without it.
const HEAD_WITH_LIMIT: i32 = 40;
const HEAD: i32 = 24;
/// The widest column of labels.
const LONGEST: f64 = 210.0;
/// Between columns.
const GAP: f64 = 12.0;
/// Half of the size of a mark.
const HALF: f64 = 2.5;
/// How far an answer is from the one before it, as shares of the height of the row and of the width of the strip beyond the limit. Places at
/// these steps fill a plane evenly, and never make a line.
///
/// Roberts, M. (2018), "The Unreasonable Effectiveness of Quasirandom Sequences":
/// <https://extremelearning.com.au/unreasonable-effectiveness-of-quasirandom-sequences/>
const STEPS: (f64, f64) = (0.754_877_666, 0.569_840_291);

/// The vertical measures of a row, from its top: the height, where the marks begin and how high their band is, the baseline of the label.
#[derive(Debug, Clone, Copy)]
struct RowMeasures {
    height: i32,
    band: (f64, f64),
    words: f64,
}

fn row_measures(frame: Frame) -> RowMeasures {
    match frame.layout {
        Layout::Wide => RowMeasures { height: 32, band: (5.0, 22.0), words: 20.5 },
        Layout::Narrow => RowMeasures { height: 50, band: (23.0, 20.0), words: 15.0 },
    }
}

/// Width and height of a layout's drawing.
pub(in crate::figure) fn size(chart: &Strip, frame: Frame) -> (i32, i32) {
    rows(chart, frame).size(frame)
}

fn rows(chart: &Strip, frame: Frame) -> Rows {
    let head = if chart.x.limit.is_some() { HEAD_WITH_LIMIT } else { HEAD };
    Rows { head, height: row_measures(frame).height, count: chart.rows.len() }
}

/// Draws one layout.
pub(in crate::figure) fn draw(parent: &mut Element<'_>, chart: &Strip, frame: Frame, links: Links<'_>) -> Omissions {
    let plan = Plan::of(chart, frame);
    plan.draw_ground(&mut parent.child("g").with("class", "ground").with("aria-hidden", "true"));
    parent.new_line();
    plan.draw_answers(&mut parent.child("g").with("aria-hidden", "true"));
    parent.new_line();
    let mut words = parent.child("g").with("aria-hidden", "true");
    for (index, row) in chart.rows.iter().enumerate() {
        plan.draw_words(&mut words, index, row);
    }
    drop(words);
    parent.new_line();
    let mut rows = parent.child("g").with("role", "group").with("aria-label", counted(chart.rows.len(), "row"));
    for (index, row) in chart.rows.iter().enumerate() {
        plan.draw_hit(&mut rows, index, row, links);
    }
    let places = chart.rows.iter().flat_map(|row| &row.answers);
    let left_out = places.filter(|(place, _)| !can_be_placed(&chart.x, *place)).count();
    Omissions { left_out, ..Omissions::default() }
}

/// Where things are in a layout.
struct Plan<'a> {
    chart: &'a Strip,
    frame: Frame,
    row: RowMeasures,
    rows: Rows,
    axis: FittedAxis,
    left: i32,
    right: i32,
}

impl<'a> Plan<'a> {
    fn of(chart: &'a Strip, frame: Frame) -> Self {
        let wide = |text: &str| width(text, frame.font, FontWeight::Regular);
        let label = |row: &StripRow| {
            // As `shortened` measures it.
            indent(row) + width(&row.label, frame.font, FontWeight::Bold) + 8.0 + wide(&row.aside)
        };
        let labels = chart.rows.iter().map(label).fold(0.0, f64::max).min(LONGEST) + GAP;
        let results = chart.rows.iter().map(|row| wide(&row.result)).fold(0.0, f64::max) + GAP;
        let (left, right) = match frame.layout {
            Layout::Wide => (labels.ceil() as i32, frame.width - results.ceil() as i32),
            // The results are above the marks.
            Layout::Narrow => (4, frame.width - 4),
        };
        let places = chart.rows.iter().flat_map(|row| row.answers.iter().map(|(place, _)| *place).chain(row.median));
        let times = places.filter(|place| can_be_placed(&chart.x, *place)).filter_map(|place| match place {
            AxisPlace::At(time) => Some(time),
            AxisPlace::Beyond => None,
        });
        // The line of the limit is on the axis.
        let times: Vec<f64> = times.chain(chart.x.limit).collect();
        let length = right - left;
        let axis = FittedAxis::fit(&chart.x, &times, length, frame.gutter, frame.tick);
        let room = (f64::from(left), f64::from(frame.width - right));
        Self {
            chart,
            frame,
            row: row_measures(frame),
            rows: rows(chart, frame),
            axis: axis.with_labels_inside(length, room, wide),
            left,
            right,
        }
    }

    fn x(&self, place: AxisPlace) -> f64 {
        units(self.axis.map(&self.axis.number(place), (self.left * SCALE, self.right * SCALE)))
    }

    fn top(&self, index: usize) -> f64 {
        self.rows.top(index)
    }

    /// The band of a row.
    fn band(&self, index: usize) -> (f64, f64) {
        let (from, height) = self.row.band;
        (self.top(index) + from, self.top(index) + from + height)
    }

    fn draw_ground(&self, ground: &mut Element<'_>) {
        let Self { chart, frame, left, right, .. } = *self;
        let bottom = self.rows.bottom();
        let bands: Vec<(f64, f64)> = match frame.layout {
            Layout::Wide => vec![(f64::from(self.rows.head), f64::from(bottom))],
            Layout::Narrow => (0..chart.rows.len()).map(|index| self.band(index)).collect(),
        };
        ground::gutter(ground, &chart.x, frame, &Gutter { right, bottom, bands: &bands });
        for (tick, label) in self.axis.ticks().iter().zip(self.axis.tick_labels()) {
            let x = self.x(AxisPlace::At(*tick));
            ground.child("path").with("class", "grid").with("d", ground::upright(x, &bands));
            ground::tick_label(ground, (x, bottom + ground::TICK_LABELS), "middle", &label);
        }
        let line = Path::new().move_to(f64::from(left), f64::from(bottom)).across_to(f64::from(right));
        ground.child("path").with("class", "axis").with("d", line);
        ground::axis_break(ground, &chart.x, frame, &Gutter { right, bottom, bands: &[] });
        ground::horizontal_name(ground, &chart.x, frame, (left, bottom + FOOT - 6));
        ground::simulated_note(ground, frame.width, &chart.simulated);
        if chart.x.limit.is_some() {
            // In the break before the strip for what is beyond it.
            let x = f64::from(right - frame.gutter) - f64::from(BREAK) / 2.0;
            let rule = ground.child("path").with("class", "front").with("stroke-dasharray", "4 3");
            drop(rule.with("d", ground::upright(x, &bands)));
            let half = width(&chart.limit, frame.font, FontWeight::Regular) / 2.0;
            let middle = x.min(f64::from(frame.width) - half);
            ground::tick_label(ground, (middle, HEAD_WITH_LIMIT - 8), "middle", &chart.limit);
        }
    }

    /// All answers, one path for each way in which they ended, over the lines of the medians.
    fn draw_answers(&self, parent: &mut Element<'_>) {
        for way in CaseEnd::ALL {
            let mut path = Path::new();
            let mut is_empty = true;
            for (index, row) in self.chart.rows.iter().enumerate() {
                for (at, (place, _)) in row.answers.iter().enumerate().filter(|(_, (_, ended))| *ended == way) {
                    if can_be_placed(&self.chart.x, *place) {
                        path = drawn(path, way, (self.across(*place, at), self.down(index, at)));
                        is_empty = false;
                    }
                }
            }
            if !is_empty {
                parent.child("path").with("class", class(way)).with("d", path);
            }
        }
        let medians = self.chart.rows.iter().enumerate().filter_map(|(index, row)| Some((index, row.median?)));
        let medians = medians.filter(|(_, place)| can_be_placed(&self.chart.x, *place));
        let lines: Vec<(f64, (f64, f64))> = medians.map(|(index, place)| (self.x(place), self.band(index))).collect();
        if !lines.is_empty() {
            let path =
                lines.iter().fold(Path::new(), |path, (x, (top, bottom))| path.move_to(*x, *top).down_to(*bottom));
            parent.child("path").with("class", "middle").with("d", path);
        }
    }

    /// Where an answer is from the left: what is beyond the limit is spread over its strip.
    fn across(&self, place: AxisPlace, at: usize) -> f64 {
        match place {
            AxisPlace::At(_) => self.x(place),
            AxisPlace::Beyond => {
                let room = f64::from(self.frame.gutter) - 8.0 * HALF;
                self.x(place) + room * (share(at, STEPS.1) - 0.5)
            }
        }
    }

    /// Where an answer is in the height of its row.
    fn down(&self, index: usize, at: usize) -> f64 {
        let (top, bottom) = self.band(index);
        let (top, bottom) = (top + HALF + 0.5, bottom - HALF - 0.5);
        top + (bottom - top) * share(at, STEPS.0)
    }

    fn draw_words(&self, parent: &mut Element<'_>, index: usize, row: &StripRow) {
        let font = self.frame.font;
        let baseline = self.top(index) + self.row.words;
        let result = width(&row.result, font, FontWeight::Regular);
        let room = match self.frame.layout {
            Layout::Wide => f64::from(self.left) - GAP,
            Layout::Narrow => f64::from(self.frame.width) - result - GAP,
        };
        match row.mark {
            Some((colour, shape)) => {
                let head = RowHead { colour, shape, label: &row.label, aside: &row.aside };
                head.draw(parent, font, room - 8.0, baseline);
            }
            None => {
                let aside = width(&row.aside, font, FontWeight::Regular) + 8.0;
                let label = shortened(&row.label, font, room - aside);
                let mut text = parent.child("text").with("x", 0).with("y", baseline);
                text.child("tspan").text(&label);
                text.child("tspan").with("class", "tick").with("dx", 4).text(&row.aside);
            }
        }
        let end = f64::from(self.frame.width);
        let mut text = parent.child("text").with("class", "tick").with("x", end).with("y", baseline);
        text = text.with("text-anchor", "end");
        text.text(&row.result);
    }

    /// The row as a link.
    fn draw_hit(&self, parent: &mut Element<'_>, index: usize, row: &StripRow, links: Links<'_>) {
        let mut group = match links {
            // Not a tab stop, like the marks of other figures.
            Links::To(address) => {
                parent.child("a").with("class", "bar").with("href", address(&row.key)).with("tabindex", "-1")
            }
            Links::None => parent.child("g").with("class", "bar"),
        };
        group.child("title").text(&row.summary);
        let hit = group.child("rect").with("class", "hit").with("x", self.left).with("y", self.top(index));
        drop(hit.with("width", self.right - self.left).with("height", self.row.height));
        drop(group);
        parent.new_line();
    }
}

/// From the left edge to a label.
fn indent(row: &StripRow) -> f64 {
    if row.mark.is_some() { LABEL } else { 0.0 }
}

/// The place of the answer of this number between 0 and 1.
fn share(at: usize, step: f64) -> f64 {
    ((at as f64 + 0.5) * step).fract()
}

/// An answer's mark, which differs by more than colour: a dot, a cross, a diamond, a dash, an arrow.
fn drawn(path: Path, way: CaseEnd, (x, y): (f64, f64)) -> Path {
    let (size, both) = (HALF, 2.0 * HALF);
    match way {
        // A stroke with round ends is a dot; one without any length would be left out.
        CaseEnd::Compliant => path.move_to(x, y).across_by(0.1),
        CaseEnd::NotCompliant => {
            path.move_to(x - size, y - size).line_by(both, both).move_by(0.0, -both).line_by(-both, both)
        }
        CaseEnd::Refused => {
            let diamond = path.move_to(x, y - size).line_by(size, size).line_by(-size, size);
            diamond.line_by(-size, -size).close()
        }
        CaseEnd::Malformed => path.move_to(x - size, y).across_by(both),
        CaseEnd::TimedOut => path.move_to(x - size, y - size).line_by(size, size).line_by(-size, size),
    }
}

/// Draws a mark for a legend.
pub(in crate::figure) fn draw_key(parent: &mut Element<'_>, way: CaseEnd, at: (f64, f64)) {
    parent.child("path").with("class", class(way)).with("d", drawn(Path::new(), way, at));
}

/// The class in the style sheet.
fn class(way: CaseEnd) -> &'static str {
    match way {
        CaseEnd::Compliant => "a-pass",
        CaseEnd::NotCompliant => "a-fail",
        CaseEnd::Refused => "a-refused",
        CaseEnd::Malformed => "a-cut",
        CaseEnd::TimedOut => "a-late",
    }
}
