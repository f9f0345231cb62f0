//! Lines over runs onto a drawing: a column for each run, the lines with names over the others, and the names beside their ends.

use plotters::coord::ranged1d::Ranged;

use crate::figure::axis::{FittedAxis, has_place};
use crate::figure::chart::AxisPlace;
use crate::figure::layout::{BREAK, Frame, Layout, Links, Omissions};
use crate::figure::metrics::{FontWeight, shortened, width};
use crate::figure::svg::backend::{SCALE, units};
use crate::figure::svg::element::{Element, Path};
use crate::figure::timeline::{Timeline, TimelineColumn, TimelineLine, TimelinePoint};
use crate::wording::{NO_BREAK, Unit, counted};

use super::curves::dashes;
use super::ground;
use super::mark::{self, PlacedMark};

/// Space above the plot, for the name of the axis and for why values are not compared, and below it for the days.
const HEAD: i32 = 44;
const FOOT: i32 = 26;
/// Between the plot's edges and the first and the last run, and between the plot and the names.
const EDGE: f64 = 12.0;
const BESIDE: f64 = 10.0;
/// Between the baselines of two names, and between two words of one line.
const LINE: f64 = 16.0;
const WORDS: f64 = 8.0;
/// Runs are not nearer to each other than this, where there is room for all.
const APART: f64 = 26.0;
/// Columns of this width have whiskers, side by side, and are wide enough for a finger.
const ROOMY: f64 = 24.0;
/// Between whiskers side by side.
const DODGE: f64 = 1.6;
/// Height of the strip for values over their limit.
const STRIP: i32 = 18;
/// Space for one tick label of the vertical axis.
const TICK: f64 = 34.0;

/// Width and height of a layout's drawing.
pub(in crate::figure) fn size(_: &Timeline, frame: Frame) -> (i32, i32) {
    (frame.width, frame.height - 50)
}

/// Draws one layout.
pub(in crate::figure) fn draw(parent: &mut Element<'_>, chart: &Timeline, frame: Frame, links: Links<'_>) -> Omissions {
    let plan = Plan::of(chart, frame);
    plan.draw_ground(&mut parent.child("g").with("class", "ground").with("aria-hidden", "true"));
    parent.new_line();
    let mut lines = parent.child("g").with("aria-hidden", "true");
    for (index, line) in chart.lines.iter().enumerate() {
        plan.draw_line(&mut lines, index, line);
    }
    drop(lines);
    parent.new_line();
    plan.draw_columns(parent, links);
    plan.draw_ends(&mut parent.child("g").with("role", "group").with("aria-label", plan.said()));
    let mut words = parent.child("g").with("class", "labels").with("aria-hidden", "true");
    plan.draw_names(&mut words);
    let y_low = (chart.y.unit == Unit::Percent).then(|| plan.y.low());
    Omissions { y_low, ..Omissions::default() }
}

/// Where things are in a layout.
struct Plan<'a> {
    chart: &'a Timeline,
    frame: Frame,
    y: FittedAxis,
    /// The plot.
    left: f64,
    right: f64,
    top: i32,
    bottom: i32,
    /// The places of the runs, ascending.
    columns: Vec<f64>,
    /// The lines with names.
    named: Vec<(usize, &'a TimelineLine, &'a str)>,
    /// The room for names.
    room: f64,
}

impl<'a> Plan<'a> {
    fn of(chart: &'a Timeline, frame: Frame) -> Self {
        let (top, bottom) = (HEAD, size(chart, frame).1 - FOOT);
        let y = FittedAxis::fit(&chart.y, &values(chart), bottom - top, STRIP, TICK);
        let wide = |text: &str| width(text, frame.font, FontWeight::Regular);
        // Names are cut as if they were bold.
        let bold = |text: &str| width(text, frame.font, FontWeight::Bold) + 1.0;
        let labels = y.tick_labels();
        let beyond = chart.y.limit.map(|_| beyond());
        let left = labels.iter().chain(&beyond).map(|label| wide(label)).fold(20.0, f64::max) + 10.0;
        let named: Vec<(usize, &TimelineLine, &str)> =
            chart.lines.iter().enumerate().filter_map(|(at, line)| Some((at, line, line.label.as_deref()?))).collect();
        let most = f64::from(frame.width) * if frame.layout == Layout::Wide { 0.26 } else { 0.3 };
        let room = named.iter().map(|(_, _, label)| bold(label)).fold(0.0, f64::max).min(most);
        let right = f64::from(frame.width) - room - BESIDE;
        let columns = spread(&chart.columns, left + EDGE, right - EDGE);
        Self { chart, frame, y, left, right, top, bottom, columns, named, room }
    }

    /// What the ends of the lines are, for a reader who does not see them.
    fn said(&self) -> String {
        counted(self.named.len(), "line")
    }

    /// The least distance between two columns.
    fn pitch(&self) -> f64 {
        self.columns.windows(2).map(|pair| pair[1] - pair[0]).fold(self.right - self.left, f64::min)
    }

    fn up(&self, value: f64) -> f64 {
        units(self.y.map(&value, (self.bottom * SCALE, self.top * SCALE)))
    }

    /// The place of a point; `None` where the axis has none for it.
    fn place(&self, column: usize, point: TimelinePoint) -> Option<(f64, f64)> {
        let x = *self.columns.get(column)?;
        match point.at {
            AxisPlace::At(value) => has_place(self.chart.y.scale, value).then(|| (x, self.up(value))),
            AxisPlace::Beyond => self.chart.y.limit.map(|_| (x, self.up(f64::MAX))),
        }
    }

    fn draw_ground(&self, ground: &mut Element<'_>) {
        let Self { chart, frame, left, right, top, bottom, .. } = self;
        ground::vertical_name(ground, &chart.y, *frame);
        ground::simulated_note(ground, frame.width, &chart.simulated);
        if chart.y.limit.is_some() {
            let strip = ground.child("rect").with("class", "gutter").with("x", *left).with("y", *top);
            drop(strip.with("width", right - left).with("height", STRIP));
            ground::tick_label(ground, (left - 6.0, top + STRIP / 2 + 4), "end", &beyond());
        }
        let lowest = if chart.y.limit.is_some() { top + STRIP + BREAK } else { *top };
        for (tick, label) in self.y.ticks().iter().zip(self.y.tick_labels()) {
            let y = self.up(*tick);
            let line = Path::new().move_to(*left, y).across_to(*right);
            ground.child("path").with("class", "grid").with("d", line);
            if y >= f64::from(lowest) {
                ground::tick_label(ground, (left - 6.0, y.round() as i32 + 4), "end", &label);
            }
        }
        let line = Path::new().move_to(*left, f64::from(*bottom)).across_to(*right);
        ground.child("path").with("class", "axis").with("d", line);
        self.draw_days(ground);
        self.draw_breaks(ground);
    }

    /// The days of the last and the first run, and of those between for which there is room; each day once.
    fn draw_days(&self, ground: &mut Element<'_>) {
        let days: Vec<&str> = self.chart.columns.iter().map(|column| column.day.as_str()).collect();
        let last = days.len().saturating_sub(1);
        let order = [last, 0].into_iter().chain((1..last).rev());
        let mut taken: Vec<(f64, f64)> = Vec::new();
        let mut written: Vec<(usize, f64)> = Vec::new();
        for at in order.take(days.len().max(1)) {
            let (Some(day), Some(x)) = (days.get(at), self.columns.get(at)) else { continue };
            if written.iter().any(|(other, _)| days[*other] == *day) {
                continue;
            }
            let half = width(day, self.frame.font, FontWeight::Regular) / 2.0;
            let middle = x.clamp(half, f64::from(self.frame.width) - half);
            let place = (middle - half - WORDS, middle + half + WORDS);
            if taken.iter().all(|(from, to)| place.1 <= *from + WORDS || place.0 >= *to - WORDS) {
                taken.push(place);
                written.push((at, middle));
            }
        }
        written.sort_by_key(|(at, _)| *at);
        for (at, middle) in written {
            ground::tick_label(ground, (middle, self.bottom + ground::TICK_LABELS), "middle", days[at]);
        }
        for x in &self.columns {
            let notch = Path::new().move_to(*x, f64::from(self.bottom)).down_to(f64::from(self.bottom) + 5.0);
            ground.child("path").with("class", "axis").with("d", notch);
        }
    }

    /// The rules between runs that are not compared, and why, where there is room.
    fn draw_breaks(&self, ground: &mut Element<'_>) {
        let bands = [(f64::from(self.top) - 4.0, f64::from(self.bottom))];
        let mut free = 0.0;
        for (at, column) in self.chart.columns.iter().enumerate() {
            let Some(why) = &column.apart else { continue };
            let Some(before) = at.checked_sub(1) else { continue };
            let x = f64::midpoint(self.columns[before], self.columns[at]);
            let rule = ground.child("path").with("class", "front").with("stroke-dasharray", "4 3");
            drop(rule.with("d", ground::upright(x, &bands)));
            let half = width(why, self.frame.font, FontWeight::Regular) / 2.0;
            let middle = x.clamp(half, f64::from(self.frame.width) - half);
            if middle - half >= free {
                ground::tick_label(ground, (middle, self.top - 9), "middle", why);
                free = middle + half + WORDS;
            }
        }
    }

    /// A line with its points, in grey unless it has a name.
    fn draw_line(&self, parent: &mut Element<'_>, index: usize, line: &TimelineLine) {
        let before = self.chart.lines.iter().skip(index + 1);
        let alike = before.filter(|other| other.label.is_some() && other.colour == line.colour).count();
        let class = match line.label {
            Some(_) => format!("curve {}", line.colour.class()),
            None => "past".to_owned(),
        };
        let mut path = Path::new();
        let mut dots = Path::new();
        for stretch in line.stretches(&self.chart.columns) {
            let mut joined = false;
            for (column, point) in stretch {
                let Some((x, y)) = self.place(column, point) else {
                    joined = false;
                    continue;
                };
                let is_known = point.at != AxisPlace::Beyond;
                path = match (is_known, joined) {
                    (true, true) => path.line_to(x, y),
                    (true, false) => path.move_to(x, y),
                    (false, _) => path,
                };
                joined = is_known;
                // A stroke with round ends is a dot; one without any length would be left out.
                dots = dots.move_to(x - 0.1, y).across_by(0.2);
            }
        }
        let drawn = parent.child("path").with("class", class.as_str());
        let drawn = match dashes(alike) {
            _ if line.label.is_none() => drawn,
            "" => drawn,
            dashes => drawn.with("stroke-dasharray", dashes),
        };
        drop(drawn.with("d", path));
        parent.child("path").with("class", format!("{class} dots")).with("d", dots);
        self.draw_intervals(parent, line);
    }

    /// The intervals of a line with a name, beside those of the others.
    fn draw_intervals(&self, parent: &mut Element<'_>, line: &TimelineLine) {
        let Some(at) = self.named.iter().position(|(_, other, _)| std::ptr::eq(*other, line)) else { return };
        if self.pitch() < ROOMY {
            return;
        }
        let aside = DODGE * (at as f64 - (self.named.len() - 1) as f64 / 2.0);
        let mut path = Path::new();
        for (x, point) in self.columns.iter().zip(&line.points) {
            let ends = point
                .and_then(|point| point.interval)
                .filter(|(low, high)| [*low, *high].into_iter().all(|end| has_place(self.chart.y.scale, end)));
            if let Some((low, high)) = ends {
                path = path.move_to(x + aside, self.up(low)).down_to(self.up(high));
            }
        }
        let mut group = parent.child("g").with("class", format!("pt {}", line.colour.class()));
        group.child("path").with("class", "ci").with("d", path);
    }

    /// The runs, each a link to its page, where a column is wide enough for a finger.
    fn draw_columns(&self, parent: &mut Element<'_>, links: Links<'_>) {
        let Links::To(address) = links else { return };
        if self.pitch() < ROOMY {
            return;
        }
        let named = counted(self.columns.len(), "run");
        let mut group = parent.child("g").with("class", "runs").with("role", "group").with("aria-label", named);
        for (at, (column, x)) in self.chart.columns.iter().zip(&self.columns).enumerate() {
            let edge = |other: Option<&f64>, edge: f64| other.map_or(edge, |other| f64::midpoint(*x, *other));
            let from = edge(at.checked_sub(1).and_then(|at| self.columns.get(at)), self.left).max(x - 3.0 * ROOMY);
            let to = edge(self.columns.get(at + 1), self.right).min(x + 3.0 * ROOMY);
            // Not a tab stop: the table has the same links.
            let mut link = group.child("a").with("href", address(&column.key)).with("tabindex", "-1");
            link.child("title").text(&column.summary);
            let area = link.child("rect").with("class", "hit").with("x", from).with("y", self.top);
            drop(area.with("width", to - from).with("height", self.bottom - self.top));
        }
    }

    /// The newest points of the lines with names, as marks.
    fn draw_ends(&self, parent: &mut Element<'_>) {
        for (_, line, label) in &self.named {
            let Some((point, at)) = self.end(line) else { continue };
            let placed = PlacedMark {
                key: label,
                summary: &line.summary,
                colour: line.colour,
                shape: line.shape,
                at,
                whisker: None,
                spread: None,
                hollow: point.at == AxisPlace::Beyond,
                censored: false,
            };
            mark::draw(parent, &placed, Links::None);
        }
    }

    /// The newest point of a line.
    fn end(&self, line: &TimelineLine) -> Option<(TimelinePoint, (f64, f64))> {
        let placed = line.points.iter().enumerate().rev();
        placed.filter_map(|(column, point)| Some(((*point)?, self.place(column, (*point)?)?))).next()
    }

    /// The names at the right, as near to the ends of their lines as there is room, with a thin line where that is not beside it: of dots where it
    /// passes runs, as it shows no values there.
    fn draw_names(&self, parent: &mut Element<'_>) {
        let mut ends: Vec<((f64, f64), &str)> =
            self.named.iter().filter_map(|(_, line, label)| Some((self.end(line)?.1, *label))).collect();
        ends.sort_by(|a, b| a.0.1.total_cmp(&b.0.1).then(a.1.cmp(b.1)));
        let (low, high) = (f64::from(self.top) + 6.0, f64::from(self.bottom) - 2.0);
        let middles = apart(&ends.iter().map(|((_, y), _)| *y).collect::<Vec<f64>>(), low, high, LINE);
        for (((x, y), label), middle) in ends.iter().zip(middles) {
            let start = self.right + BESIDE - 4.0;
            let passes_runs = x + 2.0 * EDGE < self.right;
            if (middle - y).abs() > 4.0 || passes_runs {
                let lead = Path::new().move_to(x + 7.0, *y).line_to(start - 2.0, middle);
                let drawn = parent.child("path").with("class", "lead");
                let drawn = if passes_runs { drawn.with("stroke-dasharray", "1 3") } else { drawn };
                drop(drawn.with("d", lead));
            }
            let text = parent.child("text").with("class", "label").with("x", start).with("y", middle + 4.0);
            { text }.text(&shortened(label, self.frame.font, self.room));
        }
    }
}

/// The tick label of the strip for values over their limit.
fn beyond() -> String {
    format!(">{NO_BREAK}limit")
}

/// All values that the vertical axis has a place for; the intervals of the lines with names among them.
fn values(chart: &Timeline) -> Vec<f64> {
    let of = |line: &TimelineLine| {
        let is_named = line.label.is_some();
        let ends = line.points.clone().into_iter().flatten().flat_map(move |point| {
            let value = if let AxisPlace::At(value) = point.at { Some(value) } else { None };
            let interval = point.interval.filter(|_| is_named);
            [value, interval.map(|(low, _)| low), interval.map(|(_, high)| high)]
        });
        ends.flatten().collect::<Vec<f64>>()
    };
    chart.lines.iter().flat_map(of).filter(|value| has_place(chart.y.scale, *value)).collect()
}

/// The places of runs between two edges: by date, but at least so far apart that each is seen. An only run is in the middle.
fn spread(columns: &[TimelineColumn], left: f64, right: f64) -> Vec<f64> {
    let (Some(first), Some(last)) = (columns.first(), columns.last()) else { return Vec::new() };
    if columns.len() == 1 {
        return vec![f64::midpoint(left, right)];
    }
    let all = (last.at - first.at) as f64;
    let place = |column: &TimelineColumn| match all > 0.0 {
        true => left + (right - left) * (column.at - first.at) as f64 / all,
        false => left,
    };
    let least = APART.min((right - left) / (columns.len() - 1) as f64);
    apart(&columns.iter().map(place).collect::<Vec<f64>>(), left, right, least)
}

/// Ascending places moved as little as needed to be at least `least` apart between two ends, as long as there is room.
fn apart(places: &[f64], low: f64, high: f64, least: f64) -> Vec<f64> {
    let mut moved: Vec<f64> = places.to_vec();
    let mut free = low;
    for place in &mut moved {
        *place = place.max(free);
        free = *place + least;
    }
    let mut free = high;
    for place in moved.iter_mut().rev() {
        *place = place.min(free);
        free = *place - least;
    }
    moved
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn places_keep_their_order_and_their_distance(mut places in prop::collection::vec(0.0f64..400.0, 1..20)) {
            places.sort_by(f64::total_cmp);
            let moved = apart(&places, 0.0, 400.0, 16.0);
            prop_assert!(moved.windows(2).all(|pair| pair[1] - pair[0] > 15.999), "{moved:?}");
            prop_assert!(moved.iter().all(|place| (-0.001..=400.001).contains(place)), "{moved:?}");
        }
    }

    #[test]
    fn what_is_far_enough_apart_stays_where_it_is() {
        assert_eq!(apart(&[10.0, 40.0, 90.0], 0.0, 100.0, 16.0), [10.0, 40.0, 90.0]);
        assert_eq!(apart(&[10.0, 10.0, 99.0, 100.0], 0.0, 100.0, 16.0), [10.0, 26.0, 84.0, 100.0]);
    }
}
