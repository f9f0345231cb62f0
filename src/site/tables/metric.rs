//! A metric of an imported run: every row of the file, with its uncertainty.

use crate::analysis::TableName;
use crate::analysis::ingested::{IngestedRow, MetricGroup};
use crate::quantity::{Bytes, Parameters};
use crate::site::IngestedMaterial;
use crate::site::views::ingested::{named, when};
use crate::wording;

use super::table::{Cell, Column, Datum, Row, Table, datum};

/// The table of a metric by its number from 1; `None` if the run does not have it. Empty columns are left out.
pub(in crate::site) fn make(entry: &IngestedMaterial, number: usize) -> Option<Table> {
    let group = entry.findings.groups.get(number.checked_sub(1)?)?;
    let rows = || group.rows.iter();
    let any = |has: fn(&IngestedRow) -> bool| rows().any(has);
    let conditions = conditions(group);
    let mut columns = vec![Column::words("Model", "model"), Column::words("Test", "test")];
    let unit = if group.unit.is_empty() { "95 % CI" } else { &format!("{}, 95 % CI", group.unit) };
    let spread = any(|row| row.interval.is_some());
    let unit = if spread { unit } else { group.unit.as_str() };
    columns.push(Column::numbers(&group.name, unit, &["value", "low", "high"]).more_first());
    // Files differ in what they record: a column without values would only take width.
    let wanted = [
        (any(|row| row.spread.is_some()), Column::words("Spread", "spread")),
        (any(|row| row.n.is_some()), Column::numbers("n", "", &["n"]).more_first()),
        (any(|row| row.model_size.is_some()), Column::numbers("Size", "", &["size"]).more_first()),
        (any(|row| row.parameters.is_some()), Column::numbers("Parameters", "", &["parameters"]).more_first()),
    ];
    let shown: Vec<bool> = wanted.iter().map(|(shown, _)| *shown).collect();
    columns.extend(wanted.into_iter().filter(|(shown, _)| *shown).map(|(_, column)| column));
    columns.extend(conditions.iter().map(|condition| Column::words(condition, &format!("condition.{condition}"))));
    let row = |row: &IngestedRow| {
        let mut cells = vec![Cell::words(&row.model).head(), Cell::words(&row.test), value(row)];
        let optional = [
            Cell::words(row.spread.clone().unwrap_or_default()),
            row.n.map_or_else(Cell::absent, |n| whole(wording::grouped(n), n)),
            row.model_size.map_or_else(Cell::absent, |size| whole(Bytes(size).to_string(), size)),
            row.parameters.map_or_else(Cell::absent, |all| whole(Parameters(all).to_string(), all)),
        ];
        cells.extend(optional.into_iter().zip(&shown).filter(|(_, shown)| **shown).map(|(cell, _)| cell));
        cells.extend(conditions.iter().map(|wanted| {
            let found = row.conditions.iter().find(|(name, _)| name == wanted);
            Cell::words(found.map_or("", |(_, value)| value))
        }));
        Row { id: row.key.clone(), ..Row::of(cells) }
    };
    Some(Table {
        id: TableName::Metric(number).to_string(),
        title: named(group),
        note: note(entry, group),
        class: String::new(),
        sortable: true,
        columns,
        rows: rows().map(row).collect(),
        more_fields: Vec::new(),
    })
}

/// A count with its text.
fn whole(words: String, count: u64) -> Cell {
    Cell::number(words, count as f64).data(vec![Datum::Count(count)])
}

fn note(entry: &IngestedMaterial, group: &MetricGroup) -> String {
    let better = match group.higher_is_better {
        Some(true) => "More is better.",
        Some(false) => "Less is better.",
        None => "",
    };
    let open = group.rows.iter().filter(|row| row.value.is_none()).count();
    let open = if open == 0 { String::new() } else { format!(" {open} without a number in the file.") };
    let about = group.about_the_values().map(|about| format!(" Values: {about}.")).unwrap_or_default();
    format!("Measured by {}{}. {better}{about}{open}", entry.run.source.tool, when(entry)).trim().to_owned()
}

/// The conditions in which rows differ, in the order of their first occurrence. Conditions that all rows share do not need a column.
fn conditions(group: &MetricGroup) -> Vec<String> {
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in group.rows.iter().flat_map(|row| &row.conditions) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    let differs = |name: &&str| {
        let of =
            |row: &IngestedRow| row.conditions.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
        group.rows.windows(2).any(|pair| of(&pair[0]) != of(&pair[1]))
    };
    names.into_iter().filter(differs).map(str::to_owned).collect()
}

fn value(row: &IngestedRow) -> Cell {
    let ends = [row.interval.map(|ends| ends.0), row.interval.map(|ends| ends.1)].map(datum);
    let [low, high] = ends;
    match row.value {
        None => Cell::absent().data(vec![Datum::Absent, low, high]),
        Some(value) => {
            let cell = Cell::number(wording::significant(value), value).data(vec![datum(Some(value)), low, high]);
            match row.interval {
                Some((low, high)) => {
                    cell.small(wording::range(&wording::significant(low), &wording::significant(high)))
                }
                None => cell,
            }
        }
    }
}
