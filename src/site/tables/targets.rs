//! Every target's model and runtime, as its server describes them.

use crate::analysis::{Findings, KnownCount, KnownFrom, ModelKind, ModelSize, TableName};
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
        Column::numbers(
            "Parameters",
            "active",
            &["parameters", "parameters.active", "parameters.from", "kind", "kind.from"],
        ),
        Column::numbers("Size", "", &["size"]),
        Column::numbers("Context", "allocated", &["context.trained", "context.allocated"]),
        Column::words("Digest", "digest"),
    ];
    Table {
        id: TableName::Targets.to_string(),
        title: "All targets".to_owned(),
        note: "As each server reports it, and what names and architectures tell of sizes where a server does not (in brackets).".to_owned(),
        class: String::new(),
        sortable: false,
        columns,
        rows: board.entry.run.targets.iter().map(|target| row(target, size_of(board.findings(), target))).collect(),
        more_fields: Vec::new(),
    }
}

fn size_of(findings: &Findings, target: &Target) -> ModelSize {
    let found = findings.targets.iter().find(|one| one.subject.id == target.id);
    found.map(|found| found.size).unwrap_or_default()
}

/// All parameters and the active ones, in a part of the run's findings too.
fn parameters(size: &ModelSize) -> Cell {
    let count = |known: Option<KnownCount>| known.map_or(Datum::Absent, |known| Datum::Count(known.count.0));
    let words = |words: Option<String>| words.map_or(Datum::Absent, Datum::Words);
    let from = match size.known_from() {
        Some(KnownFrom::Server) | None => String::new(),
        Some(other) => format!(" ({other})"),
    };
    let aside = match (size.kind, size.active) {
        (Some((ModelKind::Dense, _)), _) => format!("dense{from}"),
        (Some(_), Some(active)) => format!("{} active{from}", active.count),
        (Some((kind, from)), None) => format!("{kind} ({from})"),
        (None, _) => from.trim_start().to_owned(),
    };
    let shown =
        size.parameters.map_or_else(Cell::absent, |all| Cell::number(all.count.to_string(), all.count.0 as f64));
    shown.small(aside).data(vec![
        count(size.parameters),
        count(size.active),
        words(size.known_from().map(|from| from.to_string())),
        words(size.kind.map(|(kind, _)| kind.to_string())),
        words(size.kind.map(|(_, from)| from.to_string())),
    ])
}

fn row(target: &Target, size: ModelSize) -> Row {
    let facts = &target.facts;
    let words = |known: &Option<String>| known.clone().map_or_else(absent_words, Cell::words);
    let number = |value: Option<u64>| value.map_or(Datum::Absent, Datum::Count);
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
        parameters(&size),
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
