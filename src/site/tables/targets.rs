//! Every target's model and runtime, as its server describes them.

use crate::analysis::TableName;
use crate::record::Target;
use crate::site::views::environment::short;

use super::board::{Board, TARGET_FIELDS};
use super::table::{Cell, Column, Datum, Row, Table};

/// The table.
pub(super) fn make(board: &Board<'_>) -> Table {
    let columns = vec![
        Column::words("Model", "").fields(&TARGET_FIELDS),
        Column::words("Runtime", "").fields(&[]),
        Column::words("Version", "runtime.version"),
        Column::words("Quantisation", "quantisation"),
        Column::numbers("Parameters", "active", &["parameters", "parameters.active"]),
        Column::numbers("Size", "", &["size"]),
        Column::numbers("Context", "allocated", &["context.trained", "context.allocated"]),
        Column::words("Digest", "digest"),
    ];
    Table {
        id: TableName::Targets.to_string(),
        title: "All targets".to_owned(),
        note: "As each server reports it; what a server does not report is left out.".to_owned(),
        class: String::new(),
        sortable: false,
        columns,
        rows: board.entry.run.targets.iter().map(row).collect(),
        more_fields: Vec::new(),
    }
}

fn row(target: &Target) -> Row {
    let facts = &target.facts;
    let words = |known: &Option<String>| known.clone().map_or_else(absent_words, Cell::words);
    let active = facts.active_parameters.map(|active| format!("{active} active")).unwrap_or_default();
    let number = |value: Option<u64>| value.map_or(Datum::Absent, Datum::Count);
    let parameters =
        facts.parameters.map_or_else(Cell::absent, |all| Cell::number(all.to_string(), all.0 as f64).small(active));
    let parameters = parameters
        .data(vec![number(facts.parameters.map(|all| all.0)), number(facts.active_parameters.map(|active| active.0))]);
    let context = facts
        .context_allocated
        .map_or_else(Cell::absent, |context| Cell::number(context.to_string(), context.0 as f64));
    let context = context.data(vec![
        number(facts.context_trained.map(|context| context.0)),
        number(facts.context_allocated.map(|context| context.0)),
    ]);
    // Abbreviated on the page, complete in the files.
    let digest = facts
        .digest
        .as_ref()
        .map_or_else(absent_words, |digest| Cell::words(short(digest)).data(vec![Datum::Words(digest.clone())]));
    let who = [target.id.to_string(), target.model.clone(), target.runtime.to_string()];
    let cells = vec![
        Cell::words(&target.model).data(who.map(Datum::Words).to_vec()).head(),
        Cell::words(target.runtime.to_string()).data(Vec::new()),
        words(&target.runtime_version),
        words(&facts.quantisation),
        parameters,
        facts.size.map_or_else(Cell::absent, |size| {
            Cell::number(size.to_string(), size.0 as f64).data(vec![number(Some(size.0))])
        }),
        context,
        digest,
    ];
    Row::of(cells)
}

fn absent_words() -> Cell {
    Cell::words("–").data(vec![Datum::Absent])
}
