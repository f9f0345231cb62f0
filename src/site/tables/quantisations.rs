//! The table of what quantisations cost, for runs with several of one model.

use crate::analysis::{Difference, QUANTISATION_MARGIN, QuantisationPair, TableName};
use crate::wording::{self, NO_BREAK, Unit, count};

use super::board::Board;
use super::table::{Cell, Column, Datum, Row, Table};

/// The table.
pub(super) fn make(board: &Board<'_>) -> Table {
    let margin = wording::fixed(QUANTISATION_MARGIN * 100.0, 0);
    let columns = vec![
        Column::words("Model", "").fields(&["model", "runtime", "largest.target", "other.target"]),
        Column::words("Largest", "largest.quantisation"),
        Column::words("Other", "other.quantisation"),
        Column::numbers("Size", "% of largest", &["size.share"]),
        Column::numbers(
            "Compliance",
            "points, 95 % CI",
            &[
                "compliance.difference",
                "compliance.difference.low",
                "compliance.difference.high",
                "compliance.difference.n",
                "compliance.difference.separable",
            ],
        ),
        Column::words("Equivalent", "equivalent"),
        Column::numbers("Identical answers", "", &["answers.identical", "answers"]),
    ];
    Table {
        id: TableName::Quantisations.to_string(),
        title: "What quantisations cost".to_owned(),
        note: board.note(&format!(
            "Each quantisation against the largest of its model on its runtime, over the units that both have. Equivalent: the whole interval is \
             within {margin}{NO_BREAK}points of 0; not, if the whole of it is beyond. Otherwise it is not shown, which does not mean that they differ; \
             bold differences are significant (5 %, Holm-corrected over this table)."
        )),
        class: String::new(),
        sortable: false,
        columns,
        rows: board.findings().quantisations.iter().map(|pair| row(board, pair)).collect(),
        more_fields: Vec::new(),
    }
}

fn row(board: &Board<'_>, pair: &QuantisationPair) -> Row {
    let (largest, other) = &pair.quantisations;
    let who = [&pair.other.model, &pair.other.runtime.to_string(), pair.largest.id.as_str(), pair.other.id.as_str()]
        .map(|words: &str| Datum::Words(words.to_owned()));
    let inputs = &pair.inputs;
    let identical = format!("{} of {}", count(inputs.identical), count(inputs.answers));
    let equivalent = match (pair.compliance, pair.is_equivalent()) {
        (None, _) => "–",
        (Some(_), true) => "yes",
        (Some(_), false) if pair.is_apart() => "no",
        (Some(_), false) => "not shown",
    };
    let target = board.findings().targets.iter().find(|target| target.subject.id == pair.other.id);
    let model = target.map_or_else(
        || Cell::words(&pair.other.model).head(),
        |target| {
            let [model, _] = board.target_cells(target);
            model
        },
    );
    let percent = pair.size * 100.0;
    Row::of(vec![
        model.data(who.to_vec()).small(pair.other.runtime.to_string()),
        Cell::words(largest).data(vec![Datum::Words(largest.clone())]),
        Cell::words(other).data(vec![Datum::Words(other.clone())]),
        Cell::number(wording::fixed(percent, 0), percent).data(vec![Datum::Number(Unit::Percent.raw(percent))]),
        pair.compliance.map_or_else(|| Cell::absent().data(vec![Datum::Absent; 5]), difference),
        Cell::words(equivalent).data(vec![match pair.compliance {
            Some(_) => Datum::Flag(pair.is_equivalent()),
            None => Datum::Absent,
        }]),
        Cell::number(identical, inputs.identical as f64)
            .data(vec![Datum::count(inputs.identical), Datum::count(inputs.answers)]),
    ])
}

fn difference(difference: Difference) -> Cell {
    let Difference { value, low, high, n, separable } = difference;
    let points = |share: f64| share * 100.0;
    let [from, to] = [low, high].map(|end| wording::signed(points(end), 0));
    let cell = Cell::number(Unit::Points.cell(points(value)), points(value)).small(format!("{from} to {to}"));
    let number = |share: f64| Datum::Number(Unit::Points.raw(points(share)));
    let cell = if separable { cell.class("strong") } else { cell };
    cell.data(vec![number(value), number(low), number(high), Datum::count(n), Datum::Flag(separable)])
}
