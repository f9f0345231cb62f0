//! How every request ended.

use crate::analysis::{TableName, TargetFindings};

use super::board::{Board, Metrics};
use super::table::{Cell, Column, Table};

/// The metrics that the page shows, in its order.
const SHOWN: [&str; 6] = ["compliant", "not_compliant", "refused", "malformed", "timeouts", "failures"];

/// The table.
pub(super) fn make(board: &Board<'_>) -> Table {
    let metrics = Metrics::of(board, TableName::Outcomes);
    let mut columns = Board::target_columns().to_vec();
    columns.extend(SHOWN.map(|id| Column::metric(metrics.shown(id), "").more_first()));
    let row = |target: &TargetFindings| {
        let mut cells = board.target_cells(target).to_vec();
        cells.extend(SHOWN.map(|id| {
            let count = metrics.shown(id).of(target).map_or(0.0, |value| value.number) as usize;
            let cell = Cell::count(count);
            if id == "failures" && count > 0 { cell.class("bad") } else { cell }
        }));
        metrics.row(target, &columns, cells)
    };
    let rows = board.findings().targets.iter().map(row).collect();
    Table {
        id: TableName::Outcomes.to_string(),
        title: "How every request ended".to_owned(),
        note: board.note(
            "Malformed: empty, cut at the token limit, or only reasoning. Failed: for a reason outside the model; failures do not lower \
             scores, and a target with more than 5 % of them is not ranked.",
        ),
        class: String::new(),
        sortable: true,
        more_fields: metrics.more_fields(&columns),
        columns,
        rows,
    }
}
