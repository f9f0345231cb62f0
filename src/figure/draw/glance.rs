//! A grid of answers onto a drawing: for every row one band, on which a path for each way of ending has all cells that ended so.

use std::collections::BTreeMap;

use crate::analysis::CaseEnd;
use crate::figure::glance::{Glance, GlanceGroup, GlanceRow};
use crate::figure::layout::{Frame, Layout, Links, Omissions};
use crate::figure::metrics::{FontWeight, shortened, width};
use crate::figure::svg::element::{Dashes, Element, Path};
use crate::wording::counted;

use super::cells::{Lines, of_tenths, runs, tenths};
use super::mark::RowHead;

/// The widest column: a few cases need not fill the page.
const WIDEST: f64 = 18.0;
/// Between two groups of columns.
const GAP: f64 = 12.0;
/// The height of the line of a timeout.
const LINE: f64 = 1.6;
/// Between two columns that are wide enough for it.
const SLIT: f64 = 0.8;
/// Between the columns and the result of a row.
const BEFORE_RESULT: f64 = 6.0;
/// Columns below this have nothing between them.
const NARROW: f64 = 3.0;

/// The measures of a layout.
#[derive(Debug, Clone, Copy)]
struct Measures {
    width: i32,
    /// From the top to the first row.
    head: f64,
    /// From one row to the next.
    pitch: f64,
    /// From the top of a row to its band, and the band's height.
    band: (f64, f64),
    /// From the top of a row to the baseline of its label.
    words: f64,
    /// Room for the labels before the bands, and for the results after them, at least.
    before: f64,
    after: f64,
}

fn measures(frame: Frame) -> Measures {
    match frame.layout {
        // As wide as a table.
        Layout::Wide => {
            Measures { width: 960, head: 36.0, pitch: 17.0, band: (2.0, 12.0), words: 12.0, before: 204.0, after: 46.0 }
        }
        Layout::Narrow => Measures {
            width: frame.width,
            head: 20.0,
            pitch: 31.0,
            band: (17.0, 11.0),
            words: 12.0,
            before: 0.0,
            after: 40.0,
        },
    }
}

/// Width and height of a layout's drawing.
pub(in crate::figure) fn size(chart: &Glance, frame: Frame) -> (i32, i32) {
    let measures = measures(frame);
    let height = measures.pitch.mul_add(chart.rows.len() as f64, measures.head);
    (measures.width, height.ceil().min(f64::from(i32::MAX)) as i32 + 4)
}

/// Draws one layout.
pub(in crate::figure) fn draw(parent: &mut Element<'_>, chart: &Glance, frame: Frame, links: Links<'_>) -> Omissions {
    let plan = Plan::of(chart, frame);
    let mut words = parent.child("g").with("aria-hidden", "true");
    plan.draw_heads(&mut words);
    for (index, row) in chart.rows.iter().enumerate() {
        plan.draw_words(&mut words, index, row);
    }
    drop(words);
    parent.new_line();
    plan.draw_cells(&mut parent.child("g").with("class", "cells").with("aria-hidden", "true"));
    parent.new_line();
    // On a phone, a column is too narrow for a finger.
    if let (Layout::Wide, Links::To(address)) = (frame.layout, links) {
        let named = counted(chart.columns(), "column");
        let mut columns = parent.child("g").with("class", "columns").with("role", "group").with("aria-label", named);
        plan.draw_columns(&mut columns, address);
    }
    Omissions::default()
}

/// Where things are in a layout.
struct Plan<'a> {
    chart: &'a Glance,
    frame: Frame,
    measures: Measures,
    /// The width of a column.
    column: f64,
}

impl<'a> Plan<'a> {
    fn of(chart: &'a Glance, frame: Frame) -> Self {
        let mut measures = measures(frame);
        let results = chart.rows.iter().map(|row| width(&row.result, frame.font, FontWeight::Regular));
        measures.after = results.map(|wide| wide + BEFORE_RESULT).fold(measures.after, f64::max);
        let gaps = GAP * chart.groups.len().saturating_sub(1) as f64;
        let room = f64::from(measures.width) - measures.before - measures.after - gaps;
        let column = (room / chart.columns().max(1) as f64).min(WIDEST);
        Self { chart, frame, measures, column }
    }

    /// The groups with their left edges.
    fn groups(&self) -> impl Iterator<Item = (f64, &'a GlanceGroup)> {
        self.chart.groups.iter().scan(self.measures.before, |x, group| {
            let left = *x;
            *x += self.column.mul_add(group.columns.len() as f64, GAP);
            Some((left, group))
        })
    }

    fn top(&self, row: usize) -> f64 {
        self.measures.pitch.mul_add(row as f64, self.measures.head)
    }

    /// Where the columns end.
    fn right(&self) -> f64 {
        self.groups()
            .last()
            .map_or(self.measures.before, |(x, group)| self.column.mul_add(group.columns.len() as f64, x))
    }

    fn draw_heads(&self, parent: &mut Element<'_>) {
        let note = self.frame.layout == Layout::Wide;
        let mut groups = self.groups().peekable();
        while let Some((x, group)) = groups.next() {
            let end = groups.peek().map_or_else(|| f64::from(self.measures.width), |(next, _)| *next);
            let room = end - x - 4.0;
            let mut line = |y: i32, text: &str| {
                parent.child("text").with("class", "tick").with("x", x).with("y", y).text(text);
            };
            line(12, &shortened(&group.title, self.frame.font, room));
            if note && width(&group.note, self.frame.font, FontWeight::Regular) <= room {
                line(27, &group.note);
            }
        }
        if note && !self.chart.simulated.is_empty() {
            let mut text = parent.child("text").with("class", "sim").with("x", 0).with("y", 12);
            text.text(&self.chart.simulated);
        }
    }

    /// The mark and the label of a row, and its result.
    fn draw_words(&self, parent: &mut Element<'_>, index: usize, row: &GlanceRow) {
        let top = self.top(index);
        let y = top + self.measures.words;
        let room = match self.frame.layout {
            Layout::Wide => self.measures.before,
            Layout::Narrow => f64::from(self.measures.width),
        };
        let head = RowHead { colour: row.colour, shape: row.shape, label: &row.label, aside: &row.aside };
        head.draw(parent, self.frame.font, room - 12.0, y);
        let (band, height) = self.measures.band;
        let result = match self.frame.layout {
            Layout::Wide => y,
            Layout::Narrow => top + band + height - 1.0,
        };
        let mut text =
            parent.child("text").with("class", "tick").with("x", self.right() + BEFORE_RESULT).with("y", result);
        text.text(&row.result);
    }

    /// All cells: the bands first, then what does not comply.
    fn draw_cells(&self, parent: &mut Element<'_>) {
        self.draw_bands(parent);
        for way in CaseEnd::ALL.into_iter().filter(|way| *way != CaseEnd::Compliant) {
            self.draw_ending(parent, Some(way));
        }
        // What was not scored, over the bands.
        self.draw_ending(parent, None);
    }

    /// The bands, in the colour of what complies: for each group one line from the first row to the last, as wide as the group, in dashes as
    /// high as a band.
    fn draw_bands(&self, parent: &mut Element<'_>) {
        let (band, height) = self.measures.band;
        let (pitch, last) = (self.measures.pitch, self.chart.rows.len().saturating_sub(1));
        for (left, group) in self.groups() {
            let wide = self.column * group.columns.len() as f64;
            let line =
                Path::new().move_to(left + wide / 2.0, self.top(0) + band).down_to(self.top(last) + band + height);
            let path = parent.child("path").with("class", class(Some(CaseEnd::Compliant))).with("stroke-width", wide);
            drop(path.with("stroke-dasharray", Dashes(height, pitch - height)).with("d", line));
        }
    }

    /// All cells that ended in this way: one path for every height of them, in which neighbours are one line. Drawn one by one, they would be
    /// most of the page of a run.
    fn draw_ending(&self, parent: &mut Element<'_>, way: Option<CaseEnd>) {
        let slit = if way.is_none() || self.column < NARROW { 0.0 } else { SLIT };
        let mut lines: BTreeMap<i64, Lines> = BTreeMap::new();
        for (index, row) in self.chart.rows.iter().enumerate() {
            for ((left, _), cells) in self.groups().zip(&row.cells) {
                for run in runs(way, cells) {
                    let (top, bottom) = filled(way, self.part(index, run.part, run.parts));
                    let from = self.column.mul_add(run.from as f64, left) + slit / 2.0;
                    let to = self.column.mul_add(run.count as f64, from) - slit;
                    lines.entry(tenths(bottom - top)).or_default().add(from, to, f64::midpoint(top, bottom));
                }
            }
        }
        for (height, lines) in lines {
            let path = parent.child("path").with("class", class(way)).with("stroke-width", of_tenths(height));
            let dashes = Dashes(self.column - slit, slit);
            let path = if slit > 0.0 { path.with("stroke-dasharray", dashes) } else { path };
            drop(path.with("d", lines.path));
        }
    }

    /// The top and the bottom of a part of a cell.
    fn part(&self, row: usize, part: usize, parts: usize) -> (f64, f64) {
        let (band, height) = self.measures.band;
        let (top, high) = (self.top(row) + band, height / parts as f64);
        (high.mul_add(part as f64, top), high.mul_add(part as f64 + 1.0, top))
    }

    /// The columns, each a link to its answers.
    fn draw_columns(&self, parent: &mut Element<'_>, address: &dyn Fn(&str) -> String) {
        let (top, bottom) = (self.measures.head, self.top(self.chart.rows.len()));
        for (left, group) in self.groups() {
            for (index, column) in group.columns.iter().enumerate() {
                // Not a tab stop: the table of cases has the same links.
                let mut link = parent.child("a").with("href", address(&column.key)).with("tabindex", "-1");
                link.child("title").text(&column.summary);
                let corner = Path::new().move_to(self.column.mul_add(index as f64, left), top);
                let area = corner.across_by(self.column).down_to(bottom).across_by(-self.column);
                link.child("path").with("d", area);
            }
            parent.new_line();
        }
    }
}

/// The part of a cell that is filled, from its top and its bottom: all of it, its lower half if the answer was cut, a line if it timed out.
fn filled(way: Option<CaseEnd>, (top, bottom): (f64, f64)) -> (f64, f64) {
    let middle = f64::midpoint(top, bottom);
    match way {
        Some(CaseEnd::Malformed) => (middle, bottom),
        Some(CaseEnd::TimedOut) => (middle - LINE / 2.0, middle + LINE / 2.0),
        _ => (top, bottom),
    }
}

/// Draws a cell for a legend.
pub(in crate::figure) fn draw_key(parent: &mut Element<'_>, way: CaseEnd, (x, y): (f64, f64)) {
    let (from, to) = filled(Some(way), (y, y + 12.0));
    let path = Path::new().move_to(x, from).down_to(to);
    parent.child("path").with("class", class(Some(way))).with("stroke-width", 6).with("d", path);
}

/// The class in the style sheet.
pub(super) fn class(way: Option<CaseEnd>) -> &'static str {
    match way {
        None => "x-none",
        Some(CaseEnd::Compliant) => "x-pass",
        Some(CaseEnd::NotCompliant) => "x-fail",
        Some(CaseEnd::Refused) => "x-refused",
        Some(CaseEnd::Malformed) => "x-cut",
        Some(CaseEnd::TimedOut) => "x-late",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::FigureName;
    use crate::figure::glance::GlanceColumn;
    use crate::figure::layout::WIDE;
    use crate::figure::palette::Colour;
    use crate::figure::shape::Shape;

    type Cell = Vec<Option<CaseEnd>>;

    fn ended() -> impl Strategy<Value = Option<CaseEnd>> {
        prop_oneof![
            1 => Just(None),
            4 => prop::sample::select(vec![CaseEnd::Compliant, CaseEnd::NotCompliant]).prop_map(Some),
            2 => prop::sample::select(CaseEnd::ALL.to_vec()).prop_map(Some),
        ]
    }

    /// Rows of groups of cells, all rows with the same columns.
    fn rows() -> impl Strategy<Value = Vec<Vec<Vec<Cell>>>> {
        let group = (1..60usize, prop_oneof![Just(1usize), Just(2)]);
        let groups = (prop::collection::vec(group, 1..4), 1..5usize);
        groups.prop_flat_map(|(groups, rows)| {
            let cell = |parts| prop::collection::vec(ended(), parts);
            let group = |(columns, parts): (usize, usize)| prop::collection::vec(cell(parts), columns);
            let row = groups.into_iter().map(group).collect::<Vec<_>>();
            prop::collection::vec(row, rows)
        })
    }

    fn chart(rows: &[Vec<Vec<Cell>>]) -> Glance {
        let column = |at: usize| GlanceColumn { key: format!("c{at}"), summary: "summary".to_owned() };
        let group = |cells: &Vec<Cell>| GlanceGroup {
            title: "title".to_owned(),
            note: "note".to_owned(),
            columns: (0..cells.len()).map(column).collect(),
        };
        let row = |cells: &Vec<Vec<Cell>>| GlanceRow {
            label: "label".to_owned(),
            aside: "aside".to_owned(),
            result: "1".to_owned(),
            colour: Colour::OTHER,
            shape: Shape::Circle,
            cells: cells.clone(),
        };
        Glance {
            name: FigureName::Answers,
            title: "title".to_owned(),
            description: "description".to_owned(),
            groups: rows[0].iter().map(group).collect(),
            rows: rows.iter().map(row).collect(),
            simulated: String::new(),
        }
    }

    /// The lines of a class, each from its left to its right, at its height.
    fn lines(svg: &str, class: &str) -> Vec<(f64, f64, f64)> {
        let mut lines = Vec::new();
        for path in svg.split(&format!("class=\"{class}\"")).skip(1) {
            let data = path.split(" d=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
            let (mut x, mut y) = (0.0, 0.0);
            for step in data.split(['M', 'm']).skip(1) {
                let (to, across) = step.split_once('h').expect("every move is followed by a line");
                let (right, down) = to.split_once(' ').expect("a move has two numbers");
                let number = |text: &str| text.parse::<f64>().expect("it is a number");
                (x, y) = (x + number(right), y + number(down));
                lines.push((x, x + number(across), y));
                x += number(across);
            }
        }
        lines
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

        /// Read back from the drawing: the middle of every part of a cell is on a line of the way in which it ended, and on no other.
        #[test]
        fn every_cell_is_drawn_as_it_ended(rows in rows()) {
            let chart = chart(&rows);
            let mut svg = String::new();
            draw(&mut Element::new(&mut svg, "svg"), &chart, WIDE, Links::None);
            let plan = Plan::of(&chart, WIDE);
            let ways = CaseEnd::ALL.into_iter().map(Some).filter(|way| *way != Some(CaseEnd::Compliant)).chain([None]);
            for way in ways {
                let lines = lines(&svg, class(way));
                for (index, row) in rows.iter().enumerate() {
                    for ((left, _), cells) in plan.groups().zip(row) {
                        for (column, parts) in cells.iter().enumerate() {
                            let middle = plan.column.mul_add(column as f64 + 0.5, left);
                            for (part, ended) in parts.iter().enumerate() {
                                let (top, bottom) = filled(way, plan.part(index, part, parts.len()));
                                let is_here = |(from, to, y): &&(f64, f64, f64)| {
                                    (from..to).contains(&&middle) && (y - f64::midpoint(top, bottom)).abs() < 0.2
                                };
                                let drawn = lines.iter().filter(is_here).count();
                                prop_assert_eq!(drawn, usize::from(*ended == way), "row {}, column {}, {:?}", index, column, way);
                            }
                        }
                    }
                }
            }
        }
    }
}
