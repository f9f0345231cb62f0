//! How each category of a target moved from run to run of its suite.

use crate::name::CategoryId;
use crate::site::catalogue::SuiteRuns;
use crate::site::plan::Address;
use crate::site::tables::{Cell, Column, Row, Table, summaries};
use crate::wording::{Unit, signed};

use super::abreast::{Abreast, AbreastTarget};
use super::newest::{shown, title};

/// The most targets, the best of the newest run: each has a row for every category.
const TARGETS: usize = 20;

/// Every category of each target in the newest runs that can be compared; no rows with fewer than two runs or categories.
pub(super) fn table(of: &SuiteRuns<'_>, abreast: &Abreast<'_>, here: &Address) -> Table {
    let table = Table::plain("history-categories", "Compliance by category over time");
    let categories = match abreast.runs.as_slice() {
        [.., _, newest] => shown(newest),
        _ => Vec::new(),
    };
    let rows = |target: &AbreastTarget<'_>| {
        let row = |(number, id): (usize, &&CategoryId)| {
            let mut cells = vec![Cell::words(title(of, id)).head()];
            cells.extend(abreast.cells(target, here, |found| summaries::category(found.category(id.as_str()))));
            cells.push(change(target, id));
            let band = if number == 0 { format!("{} on {}", target.model, target.runtime) } else { String::new() };
            Row { band, ..Row::of(cells) }
        };
        categories.iter().enumerate().map(row).collect::<Vec<Row>>()
    };
    let mut columns = vec![Column::words("Category", "")];
    columns.extend(abreast.columns().map(|column| column.class("tint")));
    columns.push(Column::numbers("Change", Unit::Points.head(), &[]));
    Table {
        class: "few".to_owned(),
        note: note(abreast),
        columns,
        rows: abreast.targets.iter().take(TARGETS).flat_map(rows).collect(),
        ..table
    }
}

fn note(abreast: &Abreast<'_>) -> String {
    let most = match abreast.targets.len() {
        all if all > TARGETS => format!(" The {TARGETS} best of {all} targets."),
        _ => String::new(),
    };
    format!(
        "Compliance in %, in the runs of the table above.{most} Change: from the oldest of them that has the target to the newest. A category has few \
         cases, so that chance moves it by several points."
    )
}

/// By how many points a category moved, of a target that at least two runs have.
fn change(target: &AbreastTarget<'_>, id: &CategoryId) -> Cell {
    let mut shares = target.all().filter_map(|found| found.category(id.as_str())).map(|share| share.value.percent());
    match (shares.next(), shares.next_back()) {
        (Some(first), Some(last)) => Cell::number(signed(last - first, 0), last - first),
        _ => Cell::absent(),
    }
}
