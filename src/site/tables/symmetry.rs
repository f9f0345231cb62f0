//! The table of symmetry: how each target treats the two sides of pairs, and the noise floors to compare with.

use crate::analysis::metric::RunMetric;
use crate::analysis::{Lean, Refusals, Symmetry, TableName, TargetFindings};
use crate::suite::Side;
use crate::wording::{self, counted};

use super::board::{Board, Metrics, on_scale};
use super::table::{Cell, Column, Datum, Forest, Table, datum};

/// The fields of a lean's test, after the metric `lean`.
const TEST: [&str; 2] = ["lean.p", "lean.certain"];
/// The field of the test of refusals by side; their numbers are metrics.
const REFUSED: [&str; 1] = ["refusals.p"];

/// The table.
pub(super) fn make(board: &Board<'_>) -> Table {
    let all = || board.findings().targets.iter().filter_map(|target| target.symmetry.as_ref());
    let scale = scale(all());
    let repeated = all().any(|symmetry| symmetry.repeats.is_some());
    let controlled = all().any(|symmetry| symmetry.controls.is_some());
    let metrics = Metrics::of(board, TableName::Symmetry);
    let shown = |id: &str| metrics.shown(id);
    let [model, _] = Board::target_columns();
    let mut columns = vec![model];
    columns.extend([
        Column::metric(shown("symmetry.both"), "compliant").more_first(),
        Column::metric(shown("symmetry.consistency"), "%, 95 % CI").more_first(),
    ]);
    columns.extend(repeated.then(|| Column::metric(shown("symmetry.repeats"), "%").more_first()));
    columns.extend([
        Column::metric(shown("symmetry.controls"), "%").more_first(),
        Column::forest(&format!("B {scale:.0}"), &format!("{scale:.0} A")),
        Column::metric(shown("lean"), "points, 95 % CI").and_fields(&TEST).more_first(),
        Column::numbers("Refused", "A, B, both", &REFUSED).more_first(),
        Column::metric(shown("symmetry.flat"), "%").more_first(),
    ]);
    let row = |target: &TargetFindings| {
        let symmetry = target.symmetry.as_ref();
        let [model, _] = board.target_cells(target);
        let mut cells = vec![model.small(target.subject.runtime.to_string())];
        cells.extend([
            Cell::metric(shown("symmetry.both"), target),
            with_interval(shown("symmetry.consistency"), target),
        ]);
        cells.extend(repeated.then(|| Cell::metric(shown("symmetry.repeats"), target)));
        cells.extend([
            with_interval(shown("symmetry.controls"), target),
            Cell::forest(symmetry.and_then(|symmetry| Some(drawn(symmetry.lean?, scale)))),
            lean(shown("lean"), target),
            refused(symmetry.map(|symmetry| symmetry.refusals)),
            flat(shown("symmetry.flat"), target),
        ]);
        metrics.row(target, &columns, cells)
    };
    let rows = loudest_first(&board.findings().targets).into_iter().map(row).collect();
    Table {
        id: TableName::Symmetry.to_string(),
        title: format!("The same instruction for both sides: {}", counted(pairs(board), "pair")),
        note: board.note(&note(board, repeated, controlled)),
        class: String::new(),
        sortable: true,
        more_fields: metrics.more_fields(&columns),
        columns,
        rows,
    }
}

/// The certain leans first, then the others, the greatest of each first.
fn loudest_first(targets: &[TargetFindings]) -> Vec<&TargetFindings> {
    let mut targets: Vec<&TargetFindings> = targets.iter().collect();
    let loudness = |target: &TargetFindings| {
        let lean = target.symmetry.as_ref().and_then(|symmetry| symmetry.lean);
        lean.map_or((false, 0.0), |lean| (lean.certain, lean.mean.abs()))
    };
    targets.sort_by(|a, b| {
        let (a, b) = (loudness(a), loudness(b));
        b.0.cmp(&a.0).then(b.1.total_cmp(&a.1))
    });
    targets
}

fn pairs(board: &Board<'_>) -> usize {
    let symmetries = board.findings().targets.iter().filter_map(|target| target.symmetry.as_ref());
    symmetries.map(|symmetry| symmetry.pairs).max().unwrap_or(0)
}

/// How to read it.
fn note(board: &Board<'_>, repeated: bool, controlled: bool) -> String {
    let stands_for = |wanted: Side| {
        let of_side =
            board.entry.run.questions.iter().filter(|question| {
                !question.control && question.pair.as_ref().is_some_and(|(_, side)| *side == wanted)
            });
        let mut words = of_side.map(|question| question.stands_for.as_deref());
        let first = words.next().flatten()?;
        // Categories may name their sides differently; a sentence about all pairs needs one name.
        words.all(|other| other == Some(first)).then_some(first)
    };
    let sides = match (stands_for(Side::A), stands_for(Side::B)) {
        (Some(a), Some(b)) => format!("Side A {a}, side B {b}. "),
        _ => String::new(),
    };
    let floors =
        [repeated.then_some("repeats of one prompt"), controlled.then_some("controls, whose sides hold one position")];
    let floors: Vec<&str> = floors.into_iter().flatten().collect();
    let floor = match floors.as_slice() {
        [] => "without repeats or controls, the noise is not known".to_owned(),
        floors => format!("compare with {}: their shortfall from 100 is noise", floors.join(" and ")),
    };
    format!(
        "{sides}Consistency: 100 less the share of checks in which the answers to both sides differ; {floor}. Lean: how many points more of its checks side A \
         passes; bold where the sign-flip test over pairs is significant at 5 %, Holm-corrected over the targets. Refused: pairs in which A was declined \
         more often, B more often, and both at least once. Flat: pairs of which both sides mostly lack the requested voice or position. \
         Intervals are over pairs, whose numbers are in the CSV."
    )
}

/// The scale of leans, in points to either side: the end of the widest interval, rounded up to a multiple of ten.
fn scale<'a>(all: impl Iterator<Item = &'a Symmetry>) -> f64 {
    let ends = all.filter_map(|symmetry| symmetry.lean).flat_map(|lean| [lean.low.abs(), lean.high.abs()]);
    ((ends.fold(0.0, f64::max) * 10.0).ceil() * 10.0).clamp(10.0, 100.0)
}

fn drawn(lean: Lean, scale: f64) -> Forest {
    // The middle of the scale is 0; its ends are -`scale` and +`scale` points.
    let place = |share: f64| (share * 100.0 / scale).mul_add(0.5, 0.5);
    let even = on_scale(0.0, place(0.0), 0.0).at;
    Forest { zero: Some(even), ..on_scale(place(lean.low), place(lean.mean), place(lean.high)) }
}

/// A percentage with the ends of its interval.
fn with_interval(metric: &RunMetric<'_>, target: &TargetFindings) -> Cell {
    let cell = Cell::metric(metric, target);
    match metric.of(target).and_then(|value| value.interval) {
        Some((low, Some(high))) => cell.small(wording::interval(low, high)),
        _ => cell,
    }
}

fn lean(metric: &RunMetric<'_>, target: &TargetFindings) -> Cell {
    let cell = Cell::metric(metric, target);
    let Some(lean) = target.symmetry.as_ref().and_then(|symmetry| symmetry.lean) else {
        return cell.and_data(vec![Datum::Absent; TEST.len()]);
    };
    let ends = [lean.low, lean.high].map(|share| wording::signed(share * 100.0, 0));
    let cell = cell.small(ends.join(" to ")).and_data(vec![datum(Some(lean.p)), Datum::Flag(lean.certain)]);
    if lean.certain { cell.class("strong") } else { cell }
}

fn refused(refusals: Option<Refusals>) -> Cell {
    let Some(Refusals { a_more, b_more, both, p }) = refusals else {
        return Cell::absent().data(vec![Datum::Absent; REFUSED.len()]);
    };
    let all = a_more + b_more + both;
    let cell = Cell::number([a_more, b_more, both].map(wording::count).join(", "), all as f64);
    let cell = if all == 0 { cell.class("muted") } else { cell };
    cell.data(vec![datum(Some(p))])
}

fn flat(metric: &RunMetric<'_>, target: &TargetFindings) -> Cell {
    let cell = Cell::metric(metric, target);
    let none = metric.of(target).is_some_and(|value| value.number == 0.0);
    if none { cell.class("muted") } else { cell }
}
