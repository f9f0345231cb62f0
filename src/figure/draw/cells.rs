//! Cells of a grid as lines: neighbours that ended alike are one, and each line begins where the one before ended, as a distance from there.

use crate::analysis::CaseEnd;
use crate::figure::svg::element::Path;

/// Neighbouring cells of a row that ended alike: the first, how many, and which of how many parts of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CellRun {
    pub(super) from: usize,
    pub(super) count: usize,
    pub(super) part: usize,
    pub(super) parts: usize,
}

/// The runs of the cells of a group that ended in this way: all first parts, then all second ones.
pub(super) fn runs(way: Option<CaseEnd>, cells: &[Vec<Option<CaseEnd>>]) -> Vec<CellRun> {
    let mut runs = Vec::new();
    for part in 0..cells.iter().map(Vec::len).max().unwrap_or(0) {
        let parts = |cell: &Vec<Option<CaseEnd>>| (cell.get(part) == Some(&way)).then_some(cell.len());
        let mut from = 0;
        for alike in cells.chunk_by(|a, b| parts(a) == parts(b)) {
            let count = alike.len();
            runs.extend(alike.first().and_then(parts).map(|parts| CellRun { from, count, part, parts }));
            from += count;
        }
    }
    runs
}

/// Horizontal lines as one path, each but the first written as its distance from the end of the one before.
#[derive(Default)]
pub(super) struct Lines {
    pub(super) path: Path,
    /// The end of the last line, in tenths, as they are written: differences of rounded places do not add up to an error.
    end: Option<(i64, i64)>,
}

impl Lines {
    /// Adds one from a place to another, at this height.
    pub(super) fn add(&mut self, from: f64, to: f64, y: f64) {
        let (from, to, y) = (tenths(from), tenths(to), tenths(y));
        let path = std::mem::take(&mut self.path);
        let path = match self.end {
            None => path.move_to(of_tenths(from), of_tenths(y)),
            Some((x, last)) => path.move_by(of_tenths(from - x), of_tenths(y - last)),
        };
        self.path = path.across_by(of_tenths(to - from));
        self.end = Some((to, y));
    }
}

/// In tenths of a unit: as precise as a drawing is written.
pub(super) fn tenths(value: f64) -> i64 {
    (value * 10.0).round() as i64
}

/// From tenths of a unit.
pub(super) fn of_tenths(tenths: i64) -> f64 {
    tenths as f64 / 10.0
}
