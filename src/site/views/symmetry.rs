//! The table of symmetry: how each target treats the two sides of pairs, and how far that is from noise.

use crate::analysis::{Estimate, Lean, Refusals, Symmetry, TargetFindings};
use crate::suite::Side;

use super::counted;
use super::leaderboard::{Board, SCALE};
use super::table::{Cell, Column, Datum, Forest, Row, Table, datum};

/// What the table is called, in files and in posts.
pub(in crate::site) const NAME: &str = "symmetry";

/// The table.
pub(super) fn table(board: &Board<'_>) -> Table {
    let all = || board.findings().targets.iter().filter_map(|target| target.symmetry.as_ref());
    let scale = scale(all());
    let repeated = all().any(|symmetry| symmetry.repeats.is_some());
    let controlled = all().any(|symmetry| symmetry.controls.is_some());
    let mut columns = vec![
        Column::words("Model", "model"),
        Column::words("Runtime", "runtime"),
        Column::numbers("Both sides", "compliant", &["both", "a_only", "b_only", "neither", "pairs"]).more_first(),
        Column::numbers(
            "Consistency",
            "%, 95 % CI",
            &["consistency_percent", "consistency_low", "consistency_high", "consistency_pairs"],
        )
        .more_first(),
        Column::numbers("Controls", "%", &["controls_percent", "controls_low", "controls_high", "controls_pairs"])
            .more_first(),
        Column::forest(&format!("B {scale:.0}"), &format!("{scale:.0} A")),
        Column::numbers(
            "Lean",
            "points, 95 % CI",
            &[
                "lean_points",
                "lean_low",
                "lean_high",
                "lean_pairs",
                "a_better",
                "b_better",
                "sign_test_p",
                "lean_certain",
            ],
        )
        .more_first(),
        Column::numbers("Refused", "A, B, both", &["refused_a_more", "refused_b_more", "refused_both", "mcnemar_p"])
            .more_first(),
        Column::numbers("Flat", "%", &["flat_percent", "flat_low", "flat_high", "flat_pairs"]).more_first(),
    ];
    if repeated {
        columns.insert(4, Column::numbers("Repeats", "%", &["repeats_percent"]).more_first());
    }
    let row = |target: &TargetFindings| {
        let symmetry = target.symmetry.as_ref();
        let mut cells = vec![
            board.model(target),
            Cell::words(&target.subject.runtime),
            symmetry.map_or_else(|| nothing(5), both_sides),
            estimate(symmetry.and_then(|symmetry| symmetry.consistency)),
            estimate(symmetry.and_then(|symmetry| symmetry.controls)),
            Cell::forest(symmetry.and_then(|symmetry| Some(forest(symmetry.lean?, scale)))),
            symmetry.and_then(|symmetry| symmetry.lean).map_or_else(|| nothing(8), lean),
            symmetry.map_or_else(|| nothing(4), |symmetry| refused(symmetry.refusals)),
            flat(symmetry.and_then(|symmetry| symmetry.flat)),
        ];
        if repeated {
            let share = symmetry.and_then(|symmetry| symmetry.repeats).map(|share| share.percent());
            cells.insert(4, share.map_or_else(Cell::absent, |percent| Cell::number(format!("{percent:.1}"), percent)));
        }
        Row { id: String::new(), class: String::new(), cells }
    };
    Table {
        id: NAME.to_owned(),
        title: format!("The same order for both sides: {}", counted(pairs(board), "pair")),
        note: board.note(&note(board, repeated, controlled)),
        class: String::new(),
        sortable: true,
        columns,
        rows: board.findings().targets.iter().map(row).collect(),
    }
}

fn pairs(board: &Board<'_>) -> usize {
    let asked = board.findings().targets.iter().filter_map(|target| target.symmetry.as_ref());
    asked.map(|symmetry| symmetry.pairs).max().unwrap_or(0)
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
        [] => "with neither repeats nor controls nothing tells how much of that is noise".to_owned(),
        floors => format!("it is to be read beside that of {}: what those lack is noise", floors.join(" and of ")),
    };
    format!(
        "{sides}Consistency: 100 less the share of checks in which the answers to both sides differ; {floor}. Lean: how many points more of its checks side A \
         passes; bold where the sign test over pairs holds at 5 %, Holm-corrected over the targets. Refused: pairs in which A was declined \
         more often, B was, and both were. Flat: on both sides, more often than not, the voice or the position that was asked for is missing. \
         Intervals: bootstrap over pairs; of flat, Wilson. The pairs that each rests on are in the CSV."
    )
}

/// The scale of leans, in points to either side: the ten above the widest interval.
fn scale<'a>(all: impl Iterator<Item = &'a Symmetry>) -> f64 {
    let ends = all.filter_map(|symmetry| symmetry.lean).flat_map(|lean| [lean.low.abs(), lean.high.abs()]);
    ((ends.fold(0.0, f64::max) * 10.0).ceil() * 10.0).clamp(10.0, 100.0)
}

fn forest(lean: Lean, scale: f64) -> Forest {
    let place = |share: f64| format!("{:.1}", (share * 100.0 / scale).mul_add(0.5, 0.5).clamp(0.0, 1.0) * SCALE);
    Forest { low: place(lean.low), high: place(lean.high), at: place(lean.mean), zero: Some(place(0.0)) }
}

fn nothing(fields: usize) -> Cell {
    Cell::absent().data(vec![Datum::Absent; fields])
}

fn both_sides(symmetry: &Symmetry) -> Cell {
    let sides = symmetry.compliant;
    let counts = [sides.both, sides.a, sides.b, sides.neither, symmetry.pairs];
    Cell::number(sides.both.to_string(), sides.both as f64).data(counts.map(|count| datum(Some(count as f64))).to_vec())
}

fn estimate(estimate: Option<Estimate>) -> Cell {
    let Some(estimate) = estimate else { return nothing(4) };
    let [value, low, high] = [estimate.value, estimate.low, estimate.high].map(|share| share.percent());
    Cell::number(format!("{value:.1}"), value)
        .small(format!("{low:.0}–{high:.0}"))
        .data([value, low, high, estimate.n as f64].map(|number| datum(Some(number))).to_vec())
}

fn lean(lean: Lean) -> Cell {
    let [mean, low, high] = [lean.mean, lean.low, lean.high].map(|share| share * 100.0);
    let cell =
        Cell::number(signed(mean, 1), mean).small(format!("{} to {}", signed(low, 0), signed(high, 0))).data(vec![
            datum(Some(mean)),
            datum(Some(low)),
            datum(Some(high)),
            datum(Some(lean.n as f64)),
            datum(Some(lean.a_better as f64)),
            datum(Some(lean.b_better as f64)),
            datum(Some(six_digits(lean.p))),
            Datum::Words(if lean.certain { "yes" } else { "no" }.to_owned()),
        ]);
    if lean.certain { cell.class("strong") } else { cell }
}

/// A number with its sign, of which nothing is left where it rounds to nothing: `+3.1`, `−2`, `0`.
fn signed(value: f64, digits: usize) -> String {
    let text = format!("{:.digits$}", value.abs());
    match text.chars().all(|character| matches!(character, '0' | '.')) {
        true => text,
        false => format!("{}{text}", if value < 0.0 { "−" } else { "+" }),
    }
}

fn refused(refusals: Refusals) -> Cell {
    let Refusals { a_more, b_more, both, p } = refusals;
    let cell = Cell::number(format!("{a_more}, {b_more}, {both}"), (a_more + b_more + both) as f64);
    let cell = if a_more + b_more + both == 0 { cell.class("muted") } else { cell };
    cell.data([a_more as f64, b_more as f64, both as f64, six_digits(p)].map(|number| datum(Some(number))).to_vec())
}

fn flat(share: Option<Estimate>) -> Cell {
    let Some(estimate) = share else { return nothing(4) };
    let percent = estimate.value.percent();
    let cell = Cell::number(format!("{percent:.0}"), percent);
    let cell = if percent == 0.0 { cell.class("muted") } else { cell };
    cell.data(vec![
        datum(Some(percent)),
        datum(Some(estimate.low.percent())),
        datum(Some(estimate.high.percent())),
        datum(Some(estimate.n as f64)),
    ])
}

/// A probability without the last bits of the arithmetic.
fn six_digits(value: f64) -> f64 {
    format!("{value:.5e}").parse().unwrap_or(value)
}
