//! Every case and pair: how many targets comply, and a link to its answers.

use crate::analysis::{Complying, TableName};
use crate::quantity::Weight;
use crate::record::{Question, Run, Topic};
use crate::site::RunMaterial;
use crate::site::plan;
use crate::wording::{Unit, count, shortest};

use super::board::Board;
use super::table::{Cell, Column, Datum, Row, Table};

/// The table.
pub(super) fn make(board: &Board<'_>) -> Table {
    let run = &board.entry.run;
    let optional = OptionalColumns::of(run);
    let mut columns = vec![
        Column::words("Case", "").fields(&["case", "title"]),
        Column::words("Category", "category"),
        Column::numbers("Compliant", "targets", &["targets.compliant", "targets.measured"]).more_first(),
    ];
    columns.extend(optional.limits.then(|| Column::numbers("Limit", "s", &["limit"])));
    columns.extend(optional.weights.then(|| Column::numbers("Weight", "", &["weight"]).more_first()));
    columns.push(Column::words("Checks", "checks"));
    Table {
        id: TableName::Cases.to_string(),
        title: "Every case".to_owned(),
        note:
            "Compliant: targets that comply in every repeat; for a pair, on both sides. Each case links to all its answers."
                .to_owned(),
        class: String::new(),
        sortable: true,
        columns,
        rows: run.topics().iter().map(|topic| row(board, topic, optional)).collect(),
        more_fields: Vec::new(),
    }
}

/// The optional columns that a run's cases need.
#[derive(Debug, Clone, Copy)]
struct OptionalColumns {
    limits: bool,
    weights: bool,
}

impl OptionalColumns {
    fn of(run: &Run) -> Self {
        Self {
            limits: run.questions.iter().any(|question| question.limits.timeout.is_some()),
            weights: run.questions.iter().any(|question| question.weight != Weight::ONE),
        }
    }

    fn cells(self, run: &Run, question: Option<&&Question>) -> impl Iterator<Item = Cell> {
        let limit = question.map_or(run.settings.timeout, |question| run.settings.time_limit(&question.limits));
        let weight = question.map_or(Weight::ONE, |question| question.weight);
        let limit = self.limits.then(|| seconds(limit.as_secs_f64()));
        let weight = self.weights.then(|| Cell::number(weight.to_string(), weight.get()));
        limit.into_iter().chain(weight)
    }
}

fn seconds(limit: f64) -> Cell {
    Cell::number(shortest(limit), limit).data(vec![Datum::Number(Unit::Seconds.raw(limit))])
}

fn row(board: &Board<'_>, topic: &Topic<'_>, optional: OptionalColumns) -> Row {
    let RunMaterial { run, findings, .. } = board.entry;
    let cases = topic.questions.iter().map(|question| &question.case);
    let Complying { compliant, measured } = findings.complying(cases);
    let first = topic.questions.first();
    let category = first.and_then(|question| run.suite.categories.iter().find(|(id, _)| *id == question.category));
    let (category, title) = category.map_or(("", ""), |(id, title)| (id.as_str(), title));
    let checks: Vec<&str> =
        first.map(|question| question.checks.iter().map(String::as_str).collect()).unwrap_or_default();
    let who = [topic.name, topic.title()].map(|words| Datum::Words(words.to_owned()));
    let mut cells = vec![
        Cell::words(topic.title()).data(who.to_vec()).head().link(plan::case(&run.id, topic.name).from(board.here)),
        Cell::words(title).data(vec![Datum::Words(category.to_owned())]),
        Cell::number(format!("{} of {}", count(compliant), count(measured)), compliant as f64)
            .data(vec![Datum::count(compliant), Datum::count(measured)]),
    ];
    cells.extend(optional.cells(run, first));
    cells.push(Cell::words(checks.join("; ")).class("checks-cell"));
    Row::of(cells)
}
