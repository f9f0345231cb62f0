//! Compliance by category, as a heatmap.

use std::collections::BTreeSet;

use crate::analysis::metric::RunMetric;
use crate::analysis::{Findings, TableName, TargetFindings, Without};
use crate::name::TargetId;
use crate::wording::{count, counted};

use super::board::{Board, Metrics};
use super::table::{Cell, Column, Table};

/// The table.
pub(super) fn make(board: &Board<'_>) -> Table {
    let metrics = Metrics::of(board, TableName::Categories);
    let mut columns = Board::target_columns().to_vec();
    columns.extend(metrics.all().iter().map(|metric| Column::metric(metric, "")));
    let row = |target: &TargetFindings| {
        let mut cells = board.target_cells(target).to_vec();
        cells.extend(metrics.all().iter().map(|metric| heat(metric, target)));
        metrics.row(target, &columns, cells)
    };
    let rows = board.findings().targets.iter().map(row).collect();
    Table {
        id: TableName::Categories.to_string(),
        title: "Compliance by category, %".to_owned(),
        note: board.note(&format!(
            "{}; a unit is a case or a symmetry pair. Stronger tints are better, in steps of ten. With few units, intervals are wide \
             (they are in the CSV): compare rows and columns rather than single cells.",
            units(board)
        )) + board.weighted(" Units are weighted.")
            + &without(board.findings()),
        class: "heat".to_owned(),
        sortable: false,
        more_fields: metrics.more_fields(&columns),
        columns,
        rows,
    }
}

/// Who could be the best without each category, where that differs; nothing where the order depends on no single one.
fn without(findings: &Findings) -> String {
    let named = |ids: &BTreeSet<TargetId>| {
        let targets = findings.targets.iter().filter(|target| ids.contains(&target.subject.id));
        targets.map(|target| target.subject.named()).collect::<Vec<_>>().join(", ")
    };
    let sentence = |one: &Without| {
        let title = findings.categories.iter().find(|(id, _)| *id == one.category).map_or("", |(_, title)| title);
        let also = (!one.also.is_empty()).then(|| format!("{} could be the best, too", named(&one.also)));
        let no_longer = (!one.no_longer.is_empty()).then(|| format!("{} could not be the best", named(&one.no_longer)));
        let who: Vec<String> = also.into_iter().chain(no_longer).collect();
        format!(" Without {title}, {}.", who.join("; "))
    };
    findings.without.iter().map(sentence).collect()
}

/// `24 units per cell`, `10 to 24 units per cell`.
fn units(board: &Board<'_>) -> String {
    let findings = board.findings();
    let of = |id| findings.targets.iter().find_map(|target| Some(target.categories.get(id)?.n));
    let sizes: Vec<usize> = findings.categories.iter().filter_map(|(id, _)| of(id)).collect();
    match (sizes.iter().min(), sizes.iter().max()) {
        (Some(least), Some(most)) if least == most => format!("{} per cell", counted(*least, "unit")),
        (Some(least), Some(most)) => format!("{} to {} per cell", count(*least), counted(*most, "unit")),
        _ => "Nothing scored".to_owned(),
    }
}

/// A cell of the heatmap: seven tints, in steps of ten from below 40 to 90 and more; hatched if it was not scored.
pub(super) fn heat(metric: &RunMetric<'_>, target: &TargetFindings) -> Cell {
    tinted(Cell::metric(metric, target), metric.of(target).map(|value| value.number))
}

/// A cell in the tint of a share in percent.
pub(super) fn tinted(cell: Cell, percent: Option<f64>) -> Cell {
    match percent {
        Some(percent) => {
            let step = ((percent / 10.0).floor() - 2.0).clamp(1.0, 7.0);
            cell.class(&format!("s{step:.0}"))
        }
        None => cell.class("na"),
    }
}
