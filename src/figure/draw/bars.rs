//! Stacked bars onto a drawing: a row for each target, on a linear axis from 0.

use plotters::coord::ranged1d::Ranged;

use crate::analysis::CaseEnd;
use crate::figure::axis::FittedAxis;
use crate::figure::chart::{Bar, Bars};
use crate::figure::layout::{Frame, Layout, Links, Omissions};
use crate::figure::metrics::{FontWeight, width};
use crate::figure::part::BarPart;
use crate::figure::svg::backend::{SCALE, units};
use crate::figure::svg::element::{Element, Path};
use crate::wording::counted;

use super::mark::{LABEL, RowHead};
use super::rows::{FOOT, Rows};
use super::{glance, ground};

/// Space above the rows.
const HEAD: i32 = 24;
/// The widest column of labels.
const LONGEST: f64 = 220.0;
/// Between columns.
const GAP: f64 = 12.0;

/// The vertical measures of a row, from its top: the height, the bar, the baseline of the label.
#[derive(Debug, Clone, Copy)]
struct RowMeasures {
    height: i32,
    bar: (f64, f64),
    words: f64,
}

fn row_measures(frame: Frame) -> RowMeasures {
    match frame.layout {
        Layout::Wide => RowMeasures { height: 22, bar: (5.0, 12.0), words: 15.5 },
        Layout::Narrow => RowMeasures { height: 36, bar: (19.0, 11.0), words: 13.0 },
    }
}

/// Width and height of a layout's drawing.
pub(in crate::figure) fn size(chart: &Bars, frame: Frame) -> (i32, i32) {
    rows(chart, frame).size(frame)
}

fn rows(chart: &Bars, frame: Frame) -> Rows {
    Rows { head: HEAD, height: row_measures(frame).height, count: chart.rows.len() }
}

/// Draws one layout.
pub(in crate::figure) fn draw(parent: &mut Element<'_>, chart: &Bars, frame: Frame, links: Links<'_>) -> Omissions {
    let plan = Plan::of(chart, frame);
    plan.draw_ground(&mut parent.child("g").with("class", "ground").with("aria-hidden", "true"));
    let mut rows = parent.child("g").with("role", "group").with("aria-label", counted(chart.rows.len(), "bar"));
    for (index, row) in chart.rows.iter().enumerate() {
        plan.draw_bar(&mut rows, index, row, links);
        rows.new_line();
    }
    drop(rows);
    let mut words = parent.child("g").with("aria-hidden", "true");
    for (index, row) in chart.rows.iter().enumerate() {
        plan.draw_words(&mut words, index, row);
    }
    Omissions::default()
}

/// Where things are in a layout.
struct Plan<'a> {
    chart: &'a Bars,
    frame: Frame,
    row: RowMeasures,
    rows: Rows,
    axis: FittedAxis,
    left: i32,
    right: i32,
}

impl<'a> Plan<'a> {
    fn of(chart: &'a Bars, frame: Frame) -> Self {
        let wide = |text: &str| width(text, frame.font, FontWeight::Regular);
        let label = |row: &Bar| {
            // As `shortened` measures it.
            LABEL + width(&row.label, frame.font, FontWeight::Bold) + 8.0 + wide(&row.aside)
        };
        let labels = chart.rows.iter().map(label).fold(0.0, f64::max).min(LONGEST) + GAP;
        let results = chart.rows.iter().map(|row| wide(&row.result)).fold(0.0, f64::max) + GAP;
        let left = if frame.layout == Layout::Wide { labels.ceil() as i32 } else { 4 };
        let right = frame.width - results.ceil() as i32;
        let longest = chart.rows.iter().map(length).fold(0.0, f64::max);
        let length = right - left;
        let room = (f64::from(left), f64::from(frame.width - right));
        let axis =
            FittedAxis::fit(&chart.x, &[0.0, longest], length, 0, frame.tick).with_labels_inside(length, room, wide);
        Self { chart, frame, row: row_measures(frame), rows: rows(chart, frame), axis, left, right }
    }

    fn x(&self, value: f64) -> f64 {
        units(self.axis.map(&value, (self.left * SCALE, self.right * SCALE)))
    }

    fn top(&self, index: usize) -> f64 {
        self.rows.top(index)
    }

    fn draw_ground(&self, ground: &mut Element<'_>) {
        let bottom = self.rows.bottom();
        for (tick, label) in self.axis.ticks().iter().zip(self.axis.tick_labels()) {
            let x = self.x(*tick);
            let line = ground::upright(x, &[(f64::from(HEAD), f64::from(bottom))]);
            ground.child("path").with("class", "grid").with("d", line);
            ground::tick_label(ground, (x, bottom + ground::TICK_LABELS), "middle", &label);
        }
        let line = Path::new().move_to(f64::from(self.left), f64::from(bottom)).across_to(f64::from(self.right));
        ground.child("path").with("class", "axis").with("d", line);
        ground::horizontal_name(ground, &self.chart.x, self.frame, (self.left, bottom + FOOT - 6));
        ground::simulated_note(ground, self.frame.width, &self.chart.simulated);
    }

    /// The parts of a bar, as one link.
    fn draw_bar(&self, parent: &mut Element<'_>, index: usize, row: &Bar, links: Links<'_>) {
        let mut bar = match links {
            // Not a tab stop, like the marks of other figures.
            Links::To(address) => {
                parent.child("a").with("class", "bar").with("href", address(&row.key)).with("tabindex", "-1")
            }
            Links::None => parent.child("g").with("class", "bar"),
        };
        bar.child("title").text(&row.summary);
        let (from, height) = self.row.bar;
        let y = self.top(index) + from;
        let mut at = 0.0;
        for (part, length) in row.parts.iter().copied() {
            let (left, right) = (self.x(at), self.x(at + length));
            at += length;
            draw_part(&mut bar, part, (left, right), (y, height));
        }
        let hit = bar.child("rect").with("class", "hit").with("x", self.left).with("y", self.top(index));
        drop(hit.with("width", self.right - self.left).with("height", self.row.height));
    }

    fn draw_words(&self, parent: &mut Element<'_>, index: usize, row: &Bar) {
        let room = match self.frame.layout {
            Layout::Wide => f64::from(self.left) - GAP,
            Layout::Narrow => f64::from(self.frame.width),
        };
        let head = RowHead { colour: row.colour, shape: row.shape, label: &row.label, aside: &row.aside };
        head.draw(parent, self.frame.font, room - 8.0, self.top(index) + self.row.words);
        let (from, height) = self.row.bar;
        let end = self.x(length(row)) + 6.0;
        let middle = self.top(index) + from + height - 1.5;
        let mut text = parent.child("text").with("class", "tick").with("x", end).with("y", middle);
        text.text(&row.result);
    }
}

/// The length of a bar.
fn length(row: &Bar) -> f64 {
    row.parts.iter().map(|(_, length)| length).sum()
}

/// Draws a piece of a bar for a legend.
pub(in crate::figure) fn draw_key(parent: &mut Element<'_>, part: BarPart, (x, y): (f64, f64)) {
    draw_part(parent, part, (x, x + 10.0), (y, 10.0));
}

/// Draws a part between its left and its right, from its top, this high. How requests ended looks as in the figure of all answers, and differs
/// by more than colour: whole, striped, the lower half, a line, an outline.
fn draw_part(parent: &mut Element<'_>, part: BarPart, (left, right): (f64, f64), (top, height): (f64, f64)) {
    if right <= left {
        return;
    }
    let class = class(part);
    let line = |y: f64| Path::new().move_to(left, y).across_to(right);
    let mut stroke = |y: f64, thick: f64, dashes: &str| {
        let path = parent.child("path").with("class", class).with("stroke-width", thick);
        let path = if dashes.is_empty() { path } else { path.with("stroke-dasharray", dashes) };
        drop(path.with("d", line(y)));
    };
    let middle = top + height / 2.0;
    match part {
        BarPart::Ended(CaseEnd::Compliant | CaseEnd::NotCompliant) => stroke(middle, height, ""),
        BarPart::Ended(CaseEnd::Refused) => stroke(middle, height, "3 1.2"),
        BarPart::Ended(CaseEnd::Malformed) => stroke(top + height * 0.75, height / 2.0, ""),
        BarPart::Ended(CaseEnd::TimedOut) => stroke(middle, 1.6, ""),
        BarPart::Failed => {
            let (low, high) = (top + 0.5, top + height - 0.5);
            let outline = Path::new().move_to(left, low).across_to(right).down_to(high).across_to(left).close();
            drop(parent.child("path").with("class", class).with("d", outline));
        }
        BarPart::Overhead | BarPart::Load | BarPart::Prompt | BarPart::Generation => {
            let area = Path::new().move_to(left, top).across_to(right).down_to(top + height).across_to(left).close();
            drop(parent.child("path").with("class", class).with("d", area));
        }
    }
}

/// The class in the style sheet.
fn class(part: BarPart) -> &'static str {
    match part {
        BarPart::Overhead => "b-overhead",
        BarPart::Load => "b-load",
        BarPart::Prompt => "b-prompt",
        BarPart::Generation => "b-generation",
        BarPart::Ended(way) => glance::class(Some(way)),
        BarPart::Failed => "axis",
    }
}
