//! Empirical distributions onto a drawing: panels with the same axes, each with the keys of its lines above it.

use plotters::coord::ranged1d::Ranged;

use crate::figure::axis::{FittedAxis, has_place};
use crate::figure::chart::{AxisPlace, Curve, CurvePanel, Curves};
use crate::figure::layout::{Frame, Layout, Links, Omissions};
use crate::figure::metrics::{FontWeight, shortened, width};
use crate::figure::svg::backend::{SCALE, units};
use crate::figure::svg::element::{Element, Path};
use crate::wording::counted;

use super::ground;
use super::mark::{self, PlacedMark};

/// Space above the panels, and below them for the name of the horizontal axis.
const HEAD: i32 = 24;
const FOOT: i32 = 24;
/// Between panels side by side.
const GUTTER: i32 = 20;
/// Room left of a plot for the labels of its vertical axis, and right of it.
const LEFT: i32 = 32;
const RIGHT: i32 = 8;
/// Height of a panel's title and of a line's key.
const TITLE: i32 = 20;
const KEY: i32 = 18;
/// Between the keys and the plot, where the limit is named, and below a plot for its tick labels.
const ABOVE: i32 = 22;
const BELOW: i32 = 34;
/// The least width of a column of keys, and the length of a key's line.
const KEY_COLUMN: i32 = 300;
const SAMPLE: f64 = 26.0;
/// Space for one tick label of the vertical axis.
const VERTICAL_TICK: f64 = 30.0;
/// Steps that are nearer to the last one than this, both across and up, are not seen.
const SEEN: f64 = 0.5;
/// Lines of one colour differ by their dashes.
const DASHES: [&str; 6] = ["", "6 3", "2 2.5", "10 3 2 3", "12 5", "5 2 1 2 1 2"];

/// The dashes of a line that has this many of its colour before it.
pub(super) fn dashes(before: usize) -> &'static str {
    DASHES[before % DASHES.len()]
}

/// Width and height of a layout's drawing.
pub(in crate::figure) fn size(chart: &Curves, frame: Frame) -> (i32, i32) {
    let grid = Grid::of(chart, frame);
    (frame.width, HEAD + grid.rows(chart).map(|row| grid.height(row)).sum::<i32>() + FOOT)
}

/// Draws one layout.
pub(in crate::figure) fn draw(parent: &mut Element<'_>, chart: &Curves, frame: Frame, links: Links<'_>) -> Omissions {
    let grid = Grid::of(chart, frame);
    let mut ground = parent.child("g").with("class", "ground").with("aria-hidden", "true");
    ground::vertical_name(&mut ground, &chart.y, frame);
    ground::horizontal_name(&mut ground, &chart.x, frame, (LEFT, size(chart, frame).1 - 6));
    ground::simulated_note(&mut ground, frame.width, &chart.simulated);
    drop(ground);
    let mut top = HEAD;
    for row in grid.rows(chart) {
        for (column, panel) in (0..).zip(row) {
            let left = column * (grid.width + GUTTER);
            let keys = grid.keys(row);
            let plan = Plan::of(chart, panel, frame, (left, top), keys, grid);
            plan.draw(parent, links);
        }
        top += grid.height(row);
    }
    Omissions::default()
}

/// How panels are laid out.
#[derive(Debug, Clone, Copy)]
struct Grid {
    columns: usize,
    /// Of a panel, in units of the drawing.
    width: i32,
    /// Of a plot without its words.
    plot: i32,
    /// Columns of keys in a panel.
    key_columns: usize,
    titled: bool,
}

impl Grid {
    fn of(chart: &Curves, frame: Frame) -> Self {
        let several = chart.panels.len() > 1;
        let columns = if several && frame.layout == Layout::Wide { 2 } else { 1 };
        let width = (frame.width - GUTTER * (columns - 1)) / columns;
        let plot = match (several, frame.layout) {
            (true, _) => 160,
            (false, Layout::Wide) => 340,
            (false, Layout::Narrow) => 280,
        };
        let whole = |number: i32| usize::try_from(number).unwrap_or(1).max(1);
        Self { columns: whole(columns), width, plot, key_columns: whole(width / KEY_COLUMN), titled: several }
    }

    fn rows<'c>(&self, chart: &'c Curves) -> impl Iterator<Item = &'c [CurvePanel]> {
        chart.panels.chunks(self.columns)
    }

    /// The height of the keys of a row of panels: that of the panel with the most.
    fn keys(&self, row: &[CurvePanel]) -> i32 {
        let most = row.iter().map(|panel| panel.curves.len().div_ceil(self.key_columns)).max().unwrap_or(0);
        i32::try_from(most).unwrap_or(0) * KEY + if self.titled { TITLE } else { 0 }
    }

    /// The height of a row of panels.
    fn height(&self, row: &[CurvePanel]) -> i32 {
        self.keys(row) + ABOVE + self.plot + BELOW
    }
}

/// Where things are in a panel.
struct Plan<'a> {
    chart: &'a Curves,
    panel: &'a CurvePanel,
    frame: Frame,
    grid: Grid,
    x: FittedAxis,
    y: FittedAxis,
    /// The panel's left and top.
    corner: (i32, i32),
    /// The plot.
    left: i32,
    right: i32,
    top: i32,
    bottom: i32,
}

impl<'a> Plan<'a> {
    fn of(chart: &'a Curves, panel: &'a CurvePanel, frame: Frame, corner: (i32, i32), keys: i32, grid: Grid) -> Self {
        let (left, right) = (corner.0 + LEFT, corner.0 + grid.width - RIGHT);
        let top = corner.1 + keys + ABOVE;
        let bottom = top + grid.plot;
        let curves = chart.panels.iter().flat_map(|panel| &panel.curves);
        let times = curves.flat_map(|curve| curve.steps.iter().map(|(time, _)| *time));
        let limits = chart.limits.iter().flat_map(|limits| limits.at.iter().copied());
        let times: Vec<f64> = times.chain(limits).filter(|time| has_place(chart.x.scale, *time)).collect();
        let length = right - left;
        let x = FittedAxis::fit(&chart.x, &times, length, 0, frame.tick).with_labels_inside(
            length,
            (f64::from(LEFT), f64::from(RIGHT)),
            |label| width(label, frame.font, FontWeight::Regular),
        );
        let y = FittedAxis::fit(&chart.y, &[0.0, 100.0], bottom - top, 0, VERTICAL_TICK);
        Self { chart, panel, frame, grid, x, y, corner, left, right, top, bottom }
    }

    /// The horizontal position of a time. What took no time that a clock could measure is at the left edge.
    fn across(&self, time: f64) -> f64 {
        match has_place(self.chart.x.scale, time) {
            true => units(self.x.map(&time, (self.left * SCALE, self.right * SCALE))),
            false => f64::from(self.left),
        }
    }

    fn up(&self, share: f64) -> f64 {
        units(self.y.map(&share, (self.bottom * SCALE, self.top * SCALE)))
    }

    fn draw(&self, parent: &mut Element<'_>, links: Links<'_>) {
        self.draw_ground(&mut parent.child("g").with("class", "ground").with("aria-hidden", "true"));
        let mut lines = parent.child("g").with("aria-hidden", "true");
        for (index, curve) in self.panel.curves.iter().enumerate() {
            self.line(&mut lines, index, self.path(curve));
            self.draw_key(&mut lines, index, curve);
        }
        drop(lines);
        let said = match self.panel.title.as_str() {
            "" => counted(self.panel.curves.len(), "line"),
            title => format!("{title}: {}", counted(self.panel.curves.len(), "line")),
        };
        let mut marks = parent.child("g").with("role", "group").with("aria-label", said);
        for curve in &self.panel.curves {
            self.draw_mark(&mut marks, curve, links);
        }
    }

    fn draw_ground(&self, ground: &mut Element<'_>) {
        let Self { left, right, top, bottom, frame, .. } = *self;
        if self.grid.titled {
            let (x, y) = (self.corner.0, self.corner.1 + 13);
            let title = shortened(&self.panel.title, frame.font, f64::from(self.grid.width));
            ground.child("text").with("class", "sure").with("x", x).with("y", y).text(&title);
        }
        let bands = [(f64::from(top), f64::from(bottom))];
        for (tick, label) in self.x.ticks().iter().zip(self.x.tick_labels()) {
            let x = self.across(*tick);
            ground.child("path").with("class", "grid").with("d", ground::upright(x, &bands));
            ground::tick_label(ground, (x, bottom + ground::TICK_LABELS), "middle", &label);
        }
        for (tick, label) in self.y.ticks().iter().zip(self.y.tick_labels()) {
            let y = self.up(*tick);
            let line = Path::new().move_to(f64::from(left), y).across_to(f64::from(right));
            ground.child("path").with("class", "grid").with("d", line);
            ground::tick_label(ground, (f64::from(left) - 6.0, y.round() as i32 + 4), "end", &label);
        }
        let line = Path::new().move_to(f64::from(left), f64::from(bottom)).across_to(f64::from(right));
        ground.child("path").with("class", "axis").with("d", line);
        self.draw_limits(ground);
    }

    fn draw_limits(&self, ground: &mut Element<'_>) {
        let Some(limits) = &self.chart.limits else { return };
        let placed: Vec<f64> = limits.at.iter().copied().filter(|at| has_place(self.chart.x.scale, *at)).collect();
        for at in &placed {
            let line = ground::upright(self.across(*at), &[(f64::from(self.top) - 4.0, f64::from(self.bottom))]);
            ground.child("path").with("class", "front").with("stroke-dasharray", "4 3").with("d", line);
        }
        if let Some(last) = placed.last() {
            let half = width(&limits.words, self.frame.font, FontWeight::Regular) / 2.0;
            let x = self.across(*last).min(f64::from(self.right) - half);
            ground::tick_label(ground, (x, self.top - 7), "middle", &limits.words);
        }
    }

    /// A curve's line: steps from 0 %, then on at its last height.
    fn path(&self, curve: &Curve) -> Path {
        let mut path = Path::new();
        let mut last: Option<(f64, f64)> = None;
        let end = curve.steps.len().saturating_sub(1);
        for (index, (time, share)) in curve.steps.iter().enumerate() {
            let (x, y) = (self.across(*time), self.up(*share));
            let is_seen = last.is_none_or(|(across, up)| (x - across).abs() >= SEEN || (y - up).abs() >= SEEN);
            if !is_seen && index < end {
                continue;
            }
            path = match last {
                None => path.move_to(x, self.up(0.0)).down_to(y),
                Some(_) => path.across_to(x).down_to(y),
            };
            last = Some((x, y));
        }
        match (last, curve.tail.map(|tail| self.across(tail))) {
            (Some((x, _)), Some(tail)) if tail > x => path.across_to(tail),
            _ => path,
        }
    }

    /// Draws a line in the colour and with the dashes of a curve.
    fn line(&self, parent: &mut Element<'_>, index: usize, path: Path) {
        let Some(curve) = self.panel.curves.get(index) else { return };
        let before = self.panel.curves.iter().take(index).filter(|other| other.colour == curve.colour).count();
        let line = parent.child("path").with("class", format!("curve {}", curve.colour.class()));
        let line = match dashes(before) {
            "" => line,
            dashes => line.with("stroke-dasharray", dashes),
        };
        drop(line.with("d", path));
    }

    /// The key of a line: a piece of it, its label and its result.
    fn draw_key(&self, parent: &mut Element<'_>, index: usize, curve: &Curve) {
        let columns = self.grid.key_columns;
        let place = |number: usize| i32::try_from(number).unwrap_or(0);
        let column_width = (self.grid.width - GUTTER * (place(columns) - 1)) / place(columns);
        let left = self.corner.0 + place(index % columns) * (column_width + GUTTER);
        let title = if self.grid.titled { TITLE } else { 0 };
        let baseline = self.corner.1 + title + place(index / columns) * KEY + 13;
        let (x, y) = (f64::from(left), f64::from(baseline) - 4.5);
        self.line(parent, index, Path::new().move_to(x, y).across_to(x + SAMPLE));
        let mut mark = parent.child("g").with("class", format!("pt {}", curve.colour.class()));
        curve.shape.draw(&mut mark, (x + SAMPLE / 2.0, y));
        drop(mark);
        let font = self.frame.font;
        let wide = |text: &str| width(text, font, FontWeight::Regular);
        let room = f64::from(column_width) - SAMPLE - wide(&curve.aside) - wide(&curve.result) - 30.0;
        let mut text = parent.child("text").with("x", x + SAMPLE + 6.0).with("y", baseline);
        text.child("tspan").text(&shortened(&curve.label, font, room));
        text.child("tspan").with("class", "tick").with("dx", 4).text(&curve.aside);
        drop(text);
        let right = f64::from(left + column_width);
        ground::tick_label(parent, (right, baseline), "end", &curve.result);
    }

    fn draw_mark(&self, parent: &mut Element<'_>, curve: &Curve, links: Links<'_>) {
        let Some((end, highest)) = curve.steps.last().copied() else { return };
        let (time, share) = match curve.mark {
            AxisPlace::At(time) => {
                let within = curve.steps.iter().take_while(|(step, _)| *step <= time).last();
                (time, within.map_or(0.0, |(_, share)| *share))
            }
            AxisPlace::Beyond => (end, highest),
        };
        let placed = PlacedMark {
            key: &curve.key,
            summary: &curve.summary,
            colour: curve.colour,
            shape: curve.shape,
            at: (self.across(time), self.up(share)),
            whisker: None,
            spread: None,
            hollow: curve.mark == AxisPlace::Beyond,
            censored: false,
        };
        mark::draw(parent, &placed, links);
    }
}
